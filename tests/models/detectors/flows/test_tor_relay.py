"""An instance that works as a relay of the Tor network."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from models.detectors.flows.base import FlowHit, Role, Scene
from models.detectors.flows.tor_relay import DETECTOR, MOST_PEERS, TYPE, Memory, RelaySettings
from models.lists.marks import Mark, Said
from models.owner import WINDOW
from models.times import DAY
from tests.flows import END, ends, row, traffic

SETTINGS = {TYPE.name: RelaySettings()}
RELAYS = [f"192.0.2.{number}" for number in range(1, 255)]
MARKS = dict.fromkeys(RELAYS, Mark(threats=(Said("tor", "{}"),)))

Row = dict[str, Any]


def came(count: int, first: int = 0, **values: Any) -> list[Row]:
    return [row(peer, port=9001, **{"outbound": False, **values}) for peer in RELAYS[first : first + count]]


def went(count: int, first: int = 0, **values: Any) -> list[Row]:
    return came(count, first, **{"outbound": True, **values})


def judge(memory: Memory, *rows: Row, end: int = END, settings: Any = None) -> list[FlowHit]:
    marks = {each["peer"]: MARKS[each["peer"]] for each in rows if each["peer"] in MARKS}
    scene = Scene(traffic(*rows, end_ms=end, marks=marks), learned=False, day=(end - 1) // DAY)
    return list(DETECTOR.judge(scene, memory, settings or SETTINGS))


def test_many_relays_in_both_directions_are_found() -> None:
    (hit,) = judge(Memory(), *came(6), *went(5, 20), row("203.0.113.9"))
    assert hit.type is TYPE and hit.role is Role.ACTOR and hit.kinds == {"tor"}
    assert len(hit.groups) == 11 and hit.detail == {"relaysPastHour": {"inbound": 6, "outbound": 5}}


def test_the_same_relays_may_be_in_both_directions() -> None:
    assert judge(Memory(), *came(5), *went(5))


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([*came(4), *went(50)], id="few that come"),
        pytest.param([*came(50), *went(4)], id="few that are called"),
        pytest.param(came(200), id="visitors through Tor"),
        pytest.param(went(200), id="a client"),
        pytest.param([*came(50, accepted=False), *went(50)], id="refused"),
        pytest.param([*came(50), *went(50, accepted=False)], id="not let out"),
        pytest.param([*came(50, empty=1), *went(50)], id="not answered"),
        pytest.param([*came(50), *went(50, empty=1)], id="no answer"),
        pytest.param([*came(50, protocol=17), *went(50)], id="by UDP"),
    ],
)
def test_what_is_no_relay(rows: list[Row]) -> None:
    assert not judge(Memory(), *rows)


def test_relays_of_an_hour_count_together() -> None:
    memory, found = Memory(), []
    for number, end in enumerate(ends(6)):
        found.append(judge(memory, *came(1, number), *went(1, 100 + number), end=end))
    assert [len(hits) for hits in found] == [0, 0, 0, 0, 1, 1]
    assert {group.since_ms for group in found[5][0].groups} == {END - 60_000}


def test_relays_of_more_than_an_hour_ago_do_not() -> None:
    for later, found in ((5, True), (6, False)):
        memory = Memory()
        judge(memory, *came(5), *went(4))
        assert bool(judge(memory, *went(1, 100), end=END + later * WINDOW)) is found


def test_a_window_without_relays_is_none_and_forgets() -> None:
    memory = Memory()
    assert judge(memory, *came(5), *went(5))
    assert not judge(memory, row("203.0.113.9"), end=END + WINDOW)
    judge(memory, row("203.0.113.9"), end=END + 6 * WINDOW)
    assert memory == Memory()


def test_the_setting_is_the_threshold() -> None:
    assert judge(Memory(), *came(2), *went(2), settings={TYPE.name: RelaySettings(relays=2)})
    assert not judge(Memory(), *came(5), *went(5), settings={TYPE.name: RelaySettings(relays=6)})


def test_memory_is_bounded_and_comes_back_from_its_encoding() -> None:
    memory = Memory()
    judge(memory, *came(150))
    judge(memory, *came(50, 150), end=END + WINDOW)
    assert len(memory.inbound) == MOST_PEERS
    assert sum(last > END for _, last in memory.inbound.values()) == 50, "those that were seen last are kept"
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(memory), type=Memory) == memory
