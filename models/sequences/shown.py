"""A sequence as an occurrence of its finding."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import accumulate

import msgspec

from models.findings.attack import AttackTactic
from models.findings.sequence import MOST_BYTES, MOST_SIGNALS, AttackSequence, Lineage, Signal
from models.findings.sighting import Occurrence
from models.findings.types import CRITICAL
from models.sequences.chains import is_finding
from models.sequences.memory import Ongoing


def occurrence(
    uid: str,
    end_ms: int,
    ongoing: Ongoing,
    members: Sequence[Signal],
    lineages: tuple[tuple[str, Lineage], ...],
) -> tuple[Occurrence, list[Signal]]:
    """A sequence as it stands at the end of a window.

    Args:
        uid: names it.
        end_ms: the window's end.
        ongoing: what is known of it.
        members: its signals, at least one.
        lineages: (instance, what it has in common with others).

    Returns:
        The occurrence, and the signals that it has room for: the strongest, findings first, then the newest.
    """
    kept = _fitting(sorted(members, key=lambda one: (-one.strength, not is_finding(one), -one.last_ms, one.id)))
    kept.sort(key=lambda one: (one.first_ms, _stage(one), one.id))
    first_ms, last_ms = kept[0].first_ms, max(one.last_ms for one in kept)
    shown = AttackSequence(
        severity=CRITICAL,
        uid=uid,
        subject=ongoing.subject,
        signals=tuple(kept),
        left_out=len(members) - len(kept),
        additional=tuple(ongoing.additional),
        lineages=lineages,
        lasted_ms=last_ms - first_ms,
        edition=ongoing.editions,
    )
    told = msgspec.msgpack.encode((uid, end_ms, shown))
    return Occurrence(first_ms, hashlib.blake2b(told, digest_size=12).hexdigest(), shown), kept


def _fitting(members: Sequence[Signal]) -> list[Signal]:
    """The first signals that a finding has room for."""
    sizes = accumulate(len(msgspec.msgpack.encode(one)) for one in members)
    fitting = [one for one, size in zip(members, sizes, strict=True) if size <= MOST_BYTES]
    return (fitting or list(members[:1]))[:MOST_SIGNALS]


def _stage(one: Signal) -> int:
    """Of signals that begin at once, first the one that comes earlier in an attack."""
    return min((AttackTactic(tactic).place for tactic in one.tactics), default=len(AttackTactic))
