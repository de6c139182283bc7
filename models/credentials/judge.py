"""The rules of `models.detectors.credential_exfiltration`, on one window of an account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from models.credentials.issued import INSTANCE
from models.credentials.memory import Habit, Memory, Waiting, Witness
from models.credentials.scene import Scene
from models.credentials.use import WINDOW, Use
from models.credentials.whereabouts import EC2, ENDPOINT, OUTSIDE, OWN, PRIVATE, PUBLIC, STRANGE, UNKNOWN, Way
from models.detectors.base import DetectorSettings
from models.detectors.credential_exfiltration import INSIDE, INSIDE_ACCOUNT
from models.detectors.credential_exfiltration import OUTSIDE as OUTSIDE_TYPES
from models.findings.types import FindingType
from models.times import DAY, MINUTE


class Found(NamedTuple):
    """Uses that are a finding.

    Attributes:
        type: its type.
        uses: of one way.
    """

    type: FindingType
    uses: list[Use]


class Judge:
    """Judges windows.

    Args:
        settings: finding type -> its settings.
        learning_days: days in which an account's ways out are learnt.
    """

    def __init__(self, settings: Mapping[str, DetectorSettings], learning_days: int) -> None:
        self._settings: Mapping[str, Any] = settings
        self._learning_ms = learning_days * DAY
        types = {*OUTSIDE_TYPES.values(), *INSIDE.values(), INSIDE_ACCOUNT}
        self._types = {kind.name: kind for kind in types if settings[kind.name].enabled}

    def judge(self, state: Memory, scene: Scene) -> list[Found]:
        """What is found in a window. What was learnt and found in it, and what waits, is remembered."""
        found = self._confirmed(state, scene)
        self._remember(state, scene.end_ms, found)
        state.learnt.update(dict.fromkeys(self._ways_out(state, scene), scene.end_ms))
        new = [
            Found(kind, uses)
            for way, uses in scene.ways.items()
            if (kind := self._type(scene, way)) and self._holds(state, scene, way, kind)
        ]
        self._remember(state, scene.end_ms, new)
        return found + new

    def _remember(self, state: Memory, end_ms: int, found: Iterable[Found]) -> None:
        for each in found:
            state.found[each.uses[0].way.found_as] = end_ms

    def _confirmed(self, state: Memory, scene: Scene) -> list[Found]:
        """What waited until a witness was there again, unless others use the way by now."""
        told: list[Found] = []
        later: list[Waiting] = []
        for waiting in state.waiting:
            kind = self._type(scene, waiting.uses[0].way)
            if kind is None or kind.name != waiting.type:
                continue
            if any(_returns(scene, waiting, each) for each in waiting.witnesses):
                told.append(Found(kind, waiting.uses))
            else:
                later.append(waiting)
        state.waiting = later
        return told

    def _ways_out(self, state: Memory, scene: Scene) -> Iterator[str]:
        """Strange networks that are the account's own ways out, as far as its first days tell."""
        if scene.end_ms - WINDOW - state.first_ms >= self._learning_ms:
            return
        by_network: dict[str, list[Way]] = defaultdict(list)
        for way in scene.ways:
            if way.strange and self._type(scene, way):
                by_network[way.network].append(way)
        for network in sorted(by_network.keys() - state.learnt.keys() - state.found.keys()):
            ways = by_network[network]
            alone = {holder for holder in scene.users(network) if _alone(scene, holder, ways[0])}
            kinds = {kind.name for way in ways if (kind := self._type(scene, way))}
            reported = any(_reports(scene, holder, network) for holder in alone)
            if reported or any(len(alone) >= self._settings[name].shared_by for name in kinds):
                yield network

    def _type(self, scene: Scene, way: Way) -> FindingType | None:
        """The type that a way's use from elsewhere is of; None for none."""
        kind: FindingType | None = None
        if way.owner == OWN or not (way.sure or way.place == OUTSIDE):
            return None
        if way.place == OUTSIDE:
            kind = OUTSIDE_TYPES.get(way.kind)
        elif way.strange or way.remote:
            kind = INSIDE.get(way.kind)
        elif _other(scene, way):
            kind = INSIDE_ACCOUNT if way.kind == INSTANCE else None
        elif way.place != PRIVATE and scene.users(way.network) <= {way.holder}:
            kind = (OUTSIDE_TYPES if way.place == UNKNOWN else INSIDE).get(way.kind)
        return kind if kind and kind.name in self._types else None

    def _holds(self, state: Memory, scene: Scene, way: Way, kind: FindingType) -> bool:
        """Whether a way's use is found in the window; if that shows later, it waits."""
        if way.network in state.learnt:
            return False
        if way.found_as in state.found or way.strange or way.remote:
            return True
        times = scene.times(way.holder, way.source)
        within_ms = self._settings[kind.name].within_minutes * MINUTE
        witnesses = []
        for holder, source in _usual(state, scene, way, kind, within_ms):
            seen = scene.lately(holder, source)
            if _to_and_fro(times, seen, within_ms):
                return True
            earlier = [at for at in seen if at < times[-1] <= at + within_ms]
            if earlier:
                witnesses.append(Witness(holder, source, earlier[-1], within_ms))
        if witnesses:
            state.waiting.append(Waiting(kind.name, scene.ways[way], sorted(witnesses), times[0]))
        return False


def _returns(scene: Scene, waiting: Waiting, witness: Witness) -> bool:
    """Whether a witness is there again in time."""
    until_ms = witness.since_ms + witness.within_ms
    return any(waiting.first_ms < at <= until_ms for at in scene.times(witness.holder, witness.source))


def _to_and_fro(times: list[int], usual: list[int], within_ms: int) -> bool:
    """Whether one of some instants is between two of others that are not too far apart."""
    for at in times:
        before, after = [each for each in usual if each < at], [each for each in usual if each > at]
        if before and after and after[0] <= before[-1] + within_ms:
            return True
    return False


def _other(scene: Scene, way: Way) -> str:
    """The other instance of the account whose address it is; empty if it is nobody's, or that of many."""
    users = scene.users(way.network)
    if way.strange or len(users) > 2:
        return ""
    others = users - {way.holder}
    if way.owner and not way.remote:
        return way.owner if others <= {way.owner} else ""
    if len(others) != 1:
        return ""
    (other,) = others
    habits = {source: habit for source, habit in scene.habits(other).items() if _like(way, source, habit)}
    habit = habits.get(way.source)
    known = habit is not None and scene.end_ms - habit.first_ms >= DAY
    stays = _recent(scene, habits) <= {_address(way.source)}
    return other if known and stays and other.startswith("i-") else ""


def _alone(scene: Scene, holder: str, way: Way) -> bool:
    """Whether a strange network is a holder's only way of its kind.

    Endpoints of one's own and another's are the same way when an address calls by both.
    """
    usual = {PRIVATE} if way.place == ENDPOINT else {EC2, UNKNOWN}
    habits = scene.habits(holder)
    here = {_address(source) for source, habit in habits.items() if habit.network == way.network}
    return here >= {_address(source) for source, habit in habits.items() if habit.place in usual}


def _address(source: str) -> str:
    return source.rpartition("/")[2]


def _reports(scene: Scene, holder: str, network: str) -> bool:
    """Whether a holder's agent reports from a strange network, and from nowhere that is not strange."""
    reports = [habit for habit in scene.habits(holder).values() if habit.agent]
    return STRANGE.issuperset(habit.place for habit in reports) and any(habit.network == network for habit in reports)


def _recent(scene: Scene, habits: Mapping[str, Habit]) -> set[str]:
    """The addresses of some habits that were used in the last day."""
    return {_address(source) for source, habit in habits.items() if scene.end_ms - habit.last_ms < DAY}


def _like(way: Way, source: str, habit: Habit) -> bool:
    """Whether a habit is of the same sort as a way: inside of VPCs or of the internet, and of its version of IP."""
    return (habit.place in PUBLIC) == (way.place in PUBLIC) and (":" in source) == (":" in way.source)


def _usual(state: Memory, scene: Scene, way: Way, kind: FindingType, within_ms: int) -> Iterable[tuple[str, str]]:
    """Holders and the sources of their ways whose use before and after that of a new way tells two users apart."""
    since_ms = scene.since(way)
    if scene.end_ms - since_ms > within_ms + WINDOW:
        return []
    habits = {source: habit for source, habit in sorted(scene.habits(way.holder).items()) if _like(way, source, habit)}
    before = {
        source: habit
        for source, habit in habits.items()
        if habit.first_ms < since_ms
        and habit.network != way.network
        and {habit.network, f"{way.holder} {source}"}.isdisjoint(state.found)
    }
    steady = len(_recent(scene, before)) <= 1
    reports = sum(habit.agent for habit in habits.values()) == 1
    found = []
    for source, habit in before.items():
        known = scene.end_ms - habit.first_ms >= DAY
        apart = bool(habit.region and way.region) and habit.region != way.region
        one = known or (habit.agent and reports) or kind is INSIDE_ACCOUNT
        if habit.own or apart or (steady and one) or (kind is INSIDE_ACCOUNT and way.owner):
            found.append((way.holder, source))
    if found and kind is INSIDE_ACCOUNT:
        found.append((_other(scene, way), way.source))
    return found
