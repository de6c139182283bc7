"""One port at many hosts, and what looks like it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

import msgspec
import numpy as np
import pytest

from models.detectors.flows.base import FlowHit, Role, Scene
from models.detectors.flows.port_sweep import COMMON_PORTS, DETECTOR, MOST_HOSTS, MOST_PORTS, SWEEP, Memory
from models.flows.traffic import Traffic
from models.times import DAY
from tests.flows import END, ends, row, traffic, unanswered

SETTINGS: dict[str, Any] = {name: settings() for name, settings in DETECTOR.settings.items()}


def looked_at(memory: Memory, window: Traffic) -> list[FlowHit]:
    return list(DETECTOR.judge(Scene(window, learned=False, day=window.end_ms // DAY), memory, SETTINGS))


def judged(memory: Memory, *rows: dict[str, Any], end_ms: int = END) -> list[FlowHit]:
    return looked_at(memory, traffic(*rows, end_ms=end_ms))


def host(number: int) -> str:
    return f"52.7.{number // 250}.{number % 250 + 1}"


def tries(numbers: Iterable[int], port: int = 445, **values: Any) -> list[dict[str, Any]]:
    return [unanswered(host(number), port=port, **values) for number in numbers]


def met(numbers: Iterable[int], port: int = 445, **values: Any) -> list[dict[str, Any]]:
    return [row(host(number), port=port, **values) for number in numbers]


def test_a_sweep_within_one_window() -> None:
    (hit,) = judged(Memory(), *tries(range(600)))
    (group,) = hit.groups
    assert (hit.type, hit.role) == (SWEEP, Role.ACTOR)
    assert len(group.rows) == 600
    assert group.info["scannedPort"] == 445
    assert group.info["scannedHosts"] == 600


@pytest.mark.parametrize("protocol", [6, 17])
def test_the_threshold(protocol: int) -> None:
    assert not judged(Memory(), *tries(range(99), protocol=protocol))
    assert judged(Memory(), *tries(range(100), protocol=protocol))


def test_refusals_by_the_other_side_or_on_the_way_out_are_tries() -> None:
    assert judged(Memory(), *tries(range(100), got_packets=1, got_bytes=40))
    assert judged(Memory(), *tries(range(100), accepted=False, empty=0))


def test_a_slow_sweep_counts_for_two_hours() -> None:
    """Thirty hosts in ten minutes."""
    memory, times = Memory(), ends(5)
    found = [judged(memory, *tries(range(n * 30, n * 30 + 30)), end_ms=end) for n, end in enumerate(times)]
    assert [bool(hits) for hits in found] == [False, False, False, True, True]
    (group,) = found[3][0].groups
    assert group.info["scannedHosts"] == 120
    assert group.since_ms == END - 60_000


def test_what_is_slower_is_not_found() -> None:
    memory = Memory()
    found = [judged(memory, *tries(range(n * 8, n * 8 + 8)), end_ms=end) for n, end in enumerate(ends(40))]
    assert not any(found)


def test_the_same_hosts_for_ever_are_no_sweep() -> None:
    memory = Memory()
    assert not any(judged(memory, *tries(range(30), port=9_100), end_ms=end) for end in ends(30))


@pytest.mark.parametrize("port", sorted(COMMON_PORTS))
def test_common_ports_take_more(port: int) -> None:
    assert not judged(Memory(), *tries(range(499), port))
    assert judged(Memory(), *tries(range(500), port))


def test_at_least_half_do_not_answer() -> None:
    assert judged(Memory(), *tries(range(100)), *met(range(100, 200)))
    assert not judged(Memory(), *tries(range(100)), *met(range(100, 201)))
    crawler = [*tries(range(700), 443), *met(range(700, 1_500), 443)]
    assert not judged(Memory(), *crawler)


def test_hosts_that_say_anything_else_are_no_strangers() -> None:
    """HTTP/3 that is not let through, where HTTP/2 is; a server that asks its visitors who they are."""
    numbers = range(600)
    assert not judged(Memory(), *tries(numbers, 443, protocol=17), *met(numbers, 443))
    assert not judged(Memory(), *tries(numbers, 113), *met(numbers, 443, outbound=False))
    assert judged(Memory(), *tries(numbers, 113), *met(numbers, 443, outbound=False, empty=1))


def test_peers_with_ports_of_their_own_are_no_sweep() -> None:
    swarm = [unanswered(host(1_000 + n), port=10_000 + n, protocol=17) for n in range(400)]
    assert not judged(Memory(), *tries(range(150), 7_777, protocol=17), *swarm)
    assert judged(Memory(), *tries(range(150), 7_777, protocol=17), *swarm[:149])


def test_by_udp_more_must_be_gone_than_in_a_list_of_game_servers() -> None:
    gone = tries(range(200), 27_015, protocol=17)
    assert not judged(Memory(), *gone, *met(range(200, 251), 27_015, protocol=17))
    assert judged(Memory(), *gone, *met(range(200, 250), 27_015, protocol=17))


def test_a_scan_of_one_host_hides_no_sweep() -> None:
    scan = [unanswered(host(5_000), port=port) for port in range(1, 1_000)]
    assert judged(Memory(), *tries(range(100)), *scan)


def test_several_ports_are_several_occurrences() -> None:
    (hit,) = judged(Memory(), *tries(range(200), 23), *tries(range(200), 2323), *tries(range(5), 80))
    assert [group.info["scannedPort"] for group in hit.groups] == [23, 2323]


@pytest.mark.parametrize("values", [{"protocol": 1, "port": 0}, {"outbound": False}, {"begun": 0}])
def test_what_is_no_try(values: dict[str, Any]) -> None:
    """Echoes, what others opened, connections that only stay open."""
    assert not judged(Memory(), *tries(range(600), **{"port": 445, **values}))


def test_private_hosts_do_not_count() -> None:
    assert not judged(Memory(), *(unanswered(f"10.1.{n // 200}.{n % 200}", port=445) for n in range(600)))


def test_the_memory_is_bounded_and_forgets() -> None:
    memory = Memory()
    judged(memory, *(each for port in range(1, 30) for each in tries(range(port + 5), 1_000 + port)))
    assert len(memory.ports) == MOST_PORTS
    assert min(key >> 8 for key in memory.ports) == 1_030 - MOST_PORTS
    (hit,) = judged(memory, *tries(range(2_000)))
    assert hit.groups[0].info["scannedHosts"] == 2_000
    assert max(len(known.hosts) for known in memory.ports.values()) == MOST_HOSTS
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(memory), type=Memory) == memory
    judged(memory, end_ms=END + 2 * 3_600_000 - 600_000)
    assert memory.ports
    judged(memory, end_ms=END + 2 * 3_600_000)
    assert not memory.ports


def test_the_order_of_rows_does_not_matter() -> None:
    window = traffic(*tries(range(300), 23), *tries(range(100, 300), 22), *met(range(50), 22))
    order = np.argsort(window.peer * 7_919 % 401, kind="stable")
    columns = {f.name: getattr(window, f.name)[order] for f in fields(window) if f.type in ("Ints", "Flags")}
    memories = Memory(), Memory()
    plain, shuffled = looked_at(memories[0], window), looked_at(memories[1], replace(window, **columns))
    assert memories[0] == memories[1]
    assert [[g.info for g in hit.groups] for hit in plain] == [[g.info for g in hit.groups] for hit in shuffled] != []


def test_ports_are_told_apart_by_how_many_hosts_answer() -> None:
    """Of two hosts at 445 one answers, of four at 3389 three do; 22 is another protocol's, too."""
    swept = [*tries(range(100)), *tries(range(100), 3389), *tries(range(200, 300), 22)]
    answered = [*met(range(1_000, 1_099)), *met(range(1_000, 1_301), 3389), *met(range(1_000, 1_301), 22, protocol=17)]
    window = traffic(*swept, *answered)
    (hit,) = looked_at(Memory(), window)
    assert [(group.info["scannedPort"], len(group.rows)) for group in hit.groups] == [(22, 100), (445, 100)]
