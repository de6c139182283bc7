"""The slices of one window of an owner become what it asked for: `Asked`.

It depends on which lookups there are, and not on their order, on how they were spread over slices, or on repeats:
within the window, or of what was assembled before. A part of a window that comes late is assembled by itself, of the
lookups that were not there before.

Lookups are compared by hashes of 64 bits: of a million in a window, two that differ share one in one of ten million
windows. Where a domain had more names than are kept, of a late part only names within the reach of both samples are
new: of others nobody knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b

import msgspec

from models.lists.marks import UNMARKED, Mark
from models.queries.asked import Asked, Domain
from models.queries.packing import unpack
from models.queries.sample import EVERYTHING, FAR, Reach, both, is_apart, joined, reach
from models.queries.slice import DomainSlice, Lookup, Slice, union

#: Bytes of a lookup's hash.
_WIDTH = 8


class Known(msgspec.Struct, array_like=True):
    """What is remembered of a window.

    Attributes:
        hashes: of its lookups, ascending, 8 bytes each; where a domain had more names than are kept, of those kept.
        reached: such a domain -> how far its lookups are known.
    """

    hashes: bytes = b""
    reached: dict[str, Reach] = msgspec.field(default_factory=dict)


class Seen(msgspec.Struct, array_like=True):
    """What is remembered of an owner, so that repeats are told.

    Attributes:
        recent: window's end -> what is remembered of it: of the windows that may come again.
    """

    recent: dict[int, Known] = msgspec.field(default_factory=dict)


def assemble(end_ms: int, slices: Sequence[Slice], seen: Seen, lateness_ms: int) -> Asked | None:
    """Assembles a window.

    Args:
        end_ms: the window's end.
        slices: of this window, at least one, in any order.
        seen: what is remembered of the owner; it is brought up to date.
        lateness_ms: how long after a window's end its queries may still come.

    Returns:
        What is new in the slices; None if that is nothing.
    """
    parts: dict[str, list[DomainSlice]] = defaultdict(list)
    for each in slices:
        for part in unpack(each.domains):
            parts[part.domain].append(part)
    window = _Window(seen.recent.get(end_ms, Known()))
    found = {name: window.new(joined(parts[name])) for name in sorted(parts)}
    seen.recent[end_ms] = window.known()
    for end in [end for end in seen.recent if end <= end_ms - lateness_ms]:
        del seen.recent[end]
    domains = {name: domain for name, domain in found.items() if domain is not None}
    if not domains:
        return None
    return Asked(
        end_ms=end_ms,
        vpc=max(each.vpc for each in slices),
        address=min((each.address for each in slices if each.address), default=""),
        trusted=any(each.trusted for each in slices),
        domains=domains,
    )


class _Window:
    """Tells what is new in a window, and remembers it."""

    def __init__(self, known: Known) -> None:
        self._hashes = {known.hashes[at : at + _WIDTH] for at in range(0, len(known.hashes), _WIDTH)}
        self._reached = dict(known.reached)

    def known(self) -> Known:
        """What is to be remembered."""
        return Known(b"".join(sorted(self._hashes)), dict(sorted(self._reached.items())))

    def new(self, of: DomainSlice) -> Domain | None:
        """A domain with the lookups that are new; None if none is."""
        far, known, marked = self._far(of), self._hashes, of.marks
        lookups = []
        mixed = False
        for lookup in of.lookups:
            apart = bool(lookup.metadata or lookup.black_holes or marked) and is_apart(lookup, marked)
            if far is EVERYTHING or far.has(lookup.name, apart):
                hash_ = _hash(lookup, apart)
                if hash_ not in known:
                    known.add(hash_)
                    lookups.append(lookup)
                    mixed |= apart
        if not lookups:
            return None
        if far is EVERYTHING and not mixed:
            count = 1 if len(lookups) == 1 else len({lookup.name for lookup in lookups})
            return Domain(of.domain, of.public, of.reverse, tuple(lookups), count)
        names = {lookup.name for lookup in lookups}
        marks: dict[str, Mark] = {}
        if mixed:
            marks = _marks(of.marks, names, lookups)
            # Of one key there may be one that is set apart and one that is not.
            lookups = sorted(union(lookups).values())
        more = far.names < FAR
        return Domain(of.domain, of.public, of.reverse, tuple(lookups), far.count(names), more, marks)

    def _far(self, of: DomainSlice) -> Reach:
        """How far a domain's lookups are known, now and before."""
        known = self._reached.get(of.domain)
        if known is None and not of.more:
            return EVERYTHING
        far = self._reached[of.domain] = reach(of).nearer(known or EVERYTHING)
        return far


def _hash(lookup: Lookup, apart: bool) -> bytes:
    text = f"{lookup.name}\n{lookup.type}\n{lookup.rcode}\n{'apart' if apart else ''}"
    return blake2b(text.encode(), digest_size=_WIDTH).digest()


def _marks(of_names: Mapping[str, Mark], names: Collection[str], lookups: Iterable[Lookup]) -> dict[str, Mark]:
    """What lists say of names, and of the addresses that they led to."""
    marks = {name: mark for name, mark in of_names.items() if name in names}
    for lookup in lookups:
        if lookup.black_holes:
            marks[lookup.name] = both(marks.get(lookup.name, UNMARKED), Mark(threats=lookup.black_holes))
    return dict(sorted(marks.items()))
