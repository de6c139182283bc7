"""An account's memory of issued credentials, folded in event-time order (`models.detectors.credential_exfiltration`).

Input: the uses of an account's credentials. Output: sightings of those that are found, in the window that tells it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from models.cloudtrail.record import CLOUDTRAIL
from models.credentials.judge import Found, Judge
from models.credentials.memory import KEPT, Memory
from models.credentials.scene import Scene
from models.credentials.use import WINDOW, Uses, merged
from models.credentials.whereabouts import OWN, Way
from models.detectors.account import KeyedSighting
from models.detectors.base import DetectorSettings
from models.findings.sighting import FindingKey, Occurrence, occurrences, sighting
from models.findings.types import MEDIUM
from models.fold import Folder

_encode = msgspec.json.Encoder(order="sorted").encode

#: Ways that a finding shows of each sort.
MOST_SHOWN = 20


class CredentialFolder(Folder[Uses, Memory, KeyedSighting]):
    """Folds the uses of an account's credentials.

    Args:
        settings: finding type -> its settings.
        learning_days: days in which an account's ways out are learnt.
    """

    def __init__(self, settings: Mapping[str, DetectorSettings], learning_days: int) -> None:
        self._judge = Judge(settings, learning_days)

    def fresh(self) -> Memory:
        """An account whose credentials nobody has used."""
        return Memory()

    def fold(self, key: bytes, state: Memory, end_ms: int, items: Sequence[Uses]) -> Iterator[KeyedSighting]:
        """Judge the window by what is known; then learn it."""
        scene = Scene(state, end_ms, merged(end_ms, (use for item in items for use in item.uses)))
        if state.first_ms < 0:
            state.first_ms = end_ms - WINDOW
        state.last_ms = max(state.last_ms, end_ms)
        found = self._judge.judge(state, scene)
        yield from _sightings(state, scene, found)
        for way in scene.ways:
            of_way = scene.times(way.holder, way.source)
            reports = (way.holder, way.source) in scene.agents
            state.learn(way, of_way[0], of_way[-1], own=way.owner == OWN, agent=reports)
        state.forget(end_ms)

    def expires(self, state: Memory) -> int:
        """When all that is known of the account is too old."""
        return state.last_ms + KEPT

    def records(self, key: bytes, item: Uses) -> tuple[str, int]:
        """The calls that are kept of the uses."""
        return CLOUDTRAIL, len({event_id for use in item.uses for event_id in use.calls.events})


def _sightings(state: Memory, scene: Scene, found: Sequence[Found]) -> Iterator[KeyedSighting]:
    """One for each finding."""
    seen: dict[FindingKey, list[Occurrence]] = {}
    ways: dict[FindingKey, set[Way]] = {}
    for kind, uses in found:
        for use in uses:
            key = FindingKey(kind.name, use.account, use.region, use.way.holder)
            severity = MEDIUM if use.way.affiliated else kind.severity
            members: dict[str, Any] = {"severity": severity, "info": _info(use.way)}
            seen.setdefault(key, []).extend(
                msgspec.structs.replace(one, action=msgspec.structs.replace(one.action, **members))
                for one in occurrences([use.calls])
            )
            ways.setdefault(key, set()).add(use.way)
    for key in sorted(seen):
        yield KeyedSighting(key, sighting(scene.end_ms, seen[key], _detail(state, scene, ways[key])))


def _info(way: Way) -> str:
    """What a call's finding tells of the place."""
    if not way.remote:
        return ""
    return _encode({"remoteAccount": {"accountId": way.remote, "affiliated": way.affiliated}}).decode()


def _detail(state: Memory, scene: Scene, ways: set[Way]) -> str:
    """What a finding tells of the window."""
    (holder, kind), *_ = sorted({(way.holder, way.kind) for way in ways})
    strange = {way.source for way in ways}
    others = sorted(source for source in scene.habits(holder) if source and source not in strange)
    places = [
        {"source": way.source, "place": way.place} | _known(region=way.region, owner=way.owner) for way in sorted(ways)
    ]
    return _encode(
        {
            "credentialsIssuedTo": {"kind": kind, "name": holder},
            "usedFrom": places[:MOST_SHOWN],
            "otherSources": others[:MOST_SHOWN],
            **({"learntWays": sorted(state.learnt)[:MOST_SHOWN]} if state.learnt else {}),
        }
    ).decode()


def _known(**members: str) -> dict[str, str]:
    return {name: value for name, value in members.items() if value}
