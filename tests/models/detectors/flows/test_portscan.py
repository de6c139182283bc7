"""Many ports of one host, and what looks like it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

import msgspec
import numpy as np
import pytest

from models.detectors.flows.base import FlowHit, Role, Scene
from models.detectors.flows.portscan import DETECTOR, MOST_HOSTS, MOST_PORTS, SCAN, Memory
from models.flows.traffic import Traffic
from models.times import DAY, HOUR
from tests.flows import END, ends, row, traffic, unanswered

SETTINGS: dict[str, Any] = {name: settings() for name, settings in DETECTOR.settings.items()}
NEIGHBOUR = "10.0.0.9"


def looked_at(memory: Memory, window: Traffic) -> list[FlowHit]:
    return list(DETECTOR.judge(Scene(window, learned=False, day=window.end_ms // DAY), memory, SETTINGS))


def judged(memory: Memory, *rows: dict[str, Any], end_ms: int = END) -> list[FlowHit]:
    return looked_at(memory, traffic(*rows, end_ms=end_ms))


def scan(ports: Iterable[int], peer: str = NEIGHBOUR, **values: Any) -> list[dict[str, Any]]:
    return [unanswered(peer, port=port, **{"opener_port": 20_000 + port, **values}) for port in ports]


REFUSED = {"got_packets": 1, "got_bytes": 40}


@pytest.mark.parametrize("peer", [NEIGHBOUR, "52.1.2.3"])
def test_a_scan_within_one_window(peer: str) -> None:
    (hit,) = judged(Memory(), *scan(range(1, 1_001), peer, **REFUSED))
    (group,) = hit.groups
    assert (hit.type, hit.role) == (SCAN, Role.ACTOR)
    assert group.info == {"portsScannedSample": list(range(1, 21)), "additionalScannedPorts": 980}
    assert len(group.rows) == 1_000


@pytest.mark.parametrize("values", [{}, REFUSED, {"protocol": 17}, {"accepted": False}, {"opener_port": 47_000}])
def test_the_threshold(values: dict[str, Any]) -> None:
    assert not judged(Memory(), *scan(range(1, 30), **values))
    assert judged(Memory(), *scan(range(1, 31), **values))


@pytest.mark.parametrize(("count", "found"), [(49, True), (50, False)])
def test_answers_to_a_scan_of_the_instance_are_none(count: int, found: bool) -> None:
    """Who opened is not told by ports: of some it looks like the instance."""
    tried = [row(NEIGHBOUR, port=port, outbound=False, empty=1, sent_bytes=40) for port in range(5_000, 5_000 + count)]
    assert bool(judged(Memory(), *scan(range(1, 101), **REFUSED), *tried)) is found


def test_hosts_are_told_apart_by_who_tries_ports_of_the_instance() -> None:
    hosts = ["10.0.0.7", NEIGHBOUR, "52.1.2.3"]
    asked = [each for port in range(1, 101) for host in hosts for each in scan([port], host, **REFUSED)]
    tried = [row(NEIGHBOUR, port=port, outbound=False, empty=1, sent_bytes=40) for port in range(5_000, 5_050)]
    by_udp = [
        row(hosts[0], port=port, protocol=17, outbound=False, empty=1, sent_packets=0) for port in range(5_000, 5_050)
    ]
    window = traffic(*asked, *tried, *by_udp)
    (hit,) = looked_at(Memory(), window)
    assert [window.address(int(window.peer[group.rows[0]])) for group in hit.groups] == ["10.0.0.7", "52.1.2.3"]
    assert [set(window.port[group.rows].tolist()) for group in hit.groups] == [set(range(1, 101))] * 2


def test_open_ports_among_them_do_not_hide_a_scan() -> None:
    assert judged(Memory(), *scan(range(100, 130)), *(row(NEIGHBOUR, port=port) for port in (22, 80, 443)))


def test_protocols_count_apart_and_make_one_occurrence() -> None:
    both = [*scan(range(1, 21)), *scan(range(1, 21), protocol=17)]
    assert not judged(Memory(), *both)
    (hit,) = judged(Memory(), *scan(range(1, 51)), *scan(range(40, 91), protocol=17))
    (group,) = hit.groups
    assert len(group.rows) == 101
    assert group.info == {"portsScannedSample": list(range(1, 21)), "additionalScannedPorts": 70}


def test_hosts_count_apart() -> None:
    assert not judged(Memory(), *scan(range(1, 20)), *scan(range(20, 40), "10.0.0.10"))
    (hit,) = judged(Memory(), *scan(range(1, 40)), *scan(range(20, 60), "10.0.0.10"))
    assert len(hit.groups) == 2


def test_an_hour_and_a_day_count_together() -> None:
    hour, day = Memory(), Memory()
    times = ends(14)
    found = [judged(hour, *scan(range(n * 12 + 1, n * 12 + 13)), end_ms=end) for n, end in enumerate(times)]
    assert [bool(hits) for hits in found[:6]] == [False] * 4 + [True] * 2
    assert found[4][0].groups[0].since_ms == END - 60_000
    found = [judged(day, *scan(range(n * 8 + 1, n * 8 + 9)), end_ms=end) for n, end in enumerate(times)]
    assert [bool(hits) for hits in found] == [False] * 12 + [True] * 2
    assert found[12][0].groups[0].info["additionalScannedPorts"] == 84


def test_what_a_day_separates_is_not_added_up() -> None:
    memory = Memory()
    assert not judged(memory, *scan(range(1, 29)))
    for n in range(1, 9):
        assert not judged(memory, *scan(range(n * 29, n * 29 + 29)), end_ms=END + n * 8 * HOUR)


def test_the_same_ports_are_no_more_ports() -> None:
    memory = Memory()
    assert not any(judged(memory, *scan(range(1, 30)), end_ms=end) for end in ends(12))


def test_what_is_tried_for_more_than_a_day_is_a_routine() -> None:
    memory, times = Memory(), ends(24, END)
    found = [judged(memory, *scan(range(1, 60)), end_ms=END + n * 12 * HOUR) for n in range(6)]
    assert [bool(hits) for hits in found] == [True, True, False, False, False, False]
    assert judged(memory, *scan(range(100, 160)), end_ms=times[-1] + 60 * HOUR)


def test_a_routine_of_more_ports_than_are_remembered_shows_the_others() -> None:
    memory = Memory()
    found = [judged(memory, *scan(range(1, 301)), end_ms=END + n * 12 * HOUR) for n in range(5)]
    (group,) = found[4][0].groups
    assert group.info == {"portsScannedSample": list(range(201, 221)), "additionalScannedPorts": 80}


@pytest.mark.parametrize(
    "values",
    [
        {"outbound": False},
        {"begun": 0},
        {"conversations": 7, "begun": 7, "empty": 7, "sent_packets": 7, "sent_bytes": 420},  # health checks
        {"sent_packets": 900, "sent_bytes": 54_000},  # media
        {"sent_packets": 5, "sent_bytes": 4_000, "got_packets": 5},  # an upload
        {"sent_packets": 4, "sent_bytes": 220, "got_packets": 3, "got_bytes": 130},  # opened and closed
        {"protocol": 1},
        {"opener_port": 8_080},  # a service and its clients
    ],
)
def test_what_is_no_scan(values: dict[str, Any]) -> None:
    assert not judged(Memory(), *scan(range(10_000, 10_500), **values))


def test_a_window_with_nothing_that_counts_after_one_with_something() -> None:
    memory = Memory()
    judged(memory, *scan(range(1, 9)))
    assert memory.hosts
    assert not judged(memory, unanswered(NEIGHBOUR, protocol=1))


def test_high_ports_do_not_count() -> None:
    """Traceroute, media, answers that look like questions."""
    assert not judged(Memory(), *scan(range(33_434, 33_535), protocol=17, opener_port=50_000))
    assert not judged(Memory(), *scan(range(32_768, 34_000)))
    assert judged(Memory(), *scan(range(32_738, 32_768)))


def test_one_busy_client_is_no_scan() -> None:
    busy = {"conversations": 5_000, "empty": 0, "sent_packets": 50_000, "sent_bytes": 5_000_000}
    assert not judged(Memory(), row(NEIGHBOUR, port=443, **busy), row(NEIGHBOUR, port=5_432, **busy))


def test_answered_ports_are_no_scan() -> None:
    """FTP's data, remote procedure calls."""
    assert not judged(Memory(), *(row(NEIGHBOUR, port=port) for port in range(20_000, 20_400)))


def test_a_sweep_is_no_scan() -> None:
    memory = Memory()
    judged(memory, *(unanswered(f"52.7.{n // 250}.{n % 250}", port=445) for n in range(2_000)))
    assert not memory.hosts


def test_the_memory_is_bounded_and_forgets() -> None:
    memory = Memory()
    judged(memory, *(each for n in range(2, 80) for each in scan(range(1, n + 1), f"10.0.1.{n}")))
    assert len(memory.hosts) == MOST_HOSTS
    assert min(map(len, memory.hosts.values())) == 80 - MOST_HOSTS
    judged(memory, *scan(range(1, 5_000)))
    assert max(map(len, memory.hosts.values())) == MOST_PORTS
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(memory), type=Memory) == memory
    judged(memory, end_ms=END + DAY - HOUR)
    assert memory.hosts
    judged(memory, end_ms=END + DAY)
    assert not memory.hosts


def test_the_order_of_rows_does_not_matter() -> None:
    window = traffic(*scan(range(1, 300)), *scan(range(1, 80), "52.1.2.3"), *scan(range(1, 99), protocol=17))
    order = np.argsort(window.port * 7_919 % 401, kind="stable")
    columns = {f.name: getattr(window, f.name)[order] for f in fields(window) if f.type in ("Ints", "Flags")}
    memories = Memory(), Memory()
    plain, shuffled = looked_at(memories[0], window), looked_at(memories[1], replace(window, **columns))
    assert memories[0] == memories[1]
    assert [[g.info for g in hit.groups] for hit in plain] == [[g.info for g in hit.groups] for hit in shuffled] != []
