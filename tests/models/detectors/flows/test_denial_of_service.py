"""Floods of packets and connections, and what looks like them."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import msgspec
import numpy as np
import pytest

from models.detectors.flows.base import FlowHit, Role, Scene
from models.detectors.flows.denial_of_service import (
    DETECTOR,
    DNS,
    MOST,
    TCP,
    UDP,
    UDP_ON_TCP_PORTS,
    UNUSUAL_PROTOCOL,
    Memory,
)
from models.flows.traffic import Traffic
from models.times import DAY
from tests.flows import END, PEER, ends, row, traffic, unanswered

SETTINGS: dict[str, Any] = {name: settings() for name, settings in DETECTOR.settings.items()}
OTHER = "198.51.101.8"


def judged(memory: Memory, *rows: dict[str, Any], end_ms: int = END) -> list[FlowHit]:
    return looked_at(memory, traffic(*rows, end_ms=end_ms))


def looked_at(memory: Memory, window: Traffic) -> list[FlowHit]:
    scene = Scene(window, learned=False, day=(window.end_ms - 1) // DAY)
    return list(DETECTOR.judge(scene, memory, SETTINGS))


def kinds(hits: list[FlowHit]) -> list[str]:
    return [hit.type.name.rpartition(".")[2] for hit in hits]


def flood(count: int = 400_000, peer: str = "52.1.2.3", size: int = 256, **values: Any) -> dict[str, Any]:
    values = {"protocol": 17, "port": 27_015, **values}
    return unanswered(peer, sent_packets=count, sent_bytes=count * size, **values)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"port": 53, "size": 64}, DNS),
        ({"port": 53, "protocol": 6, "size": 60}, DNS),
        ({"port": 80}, UDP_ON_TCP_PORTS),
        ({"port": 443}, UDP_ON_TCP_PORTS),
        ({"port": 27_015}, UDP),
        ({"port": 443, "protocol": 6, "size": 60}, TCP),
        ({"port": 80, "protocol": 6, "size": 940}, TCP),
        ({"port": 0, "protocol": 2}, UNUSUAL_PROTOCOL),
        ({"port": 0, "protocol": 1, "size": 1_066}, UNUSUAL_PROTOCOL),
        ({"port": 0, "protocol": 47}, UNUSUAL_PROTOCOL),
    ],
)
def test_a_flood_is_of_one_type(values: dict[str, Any], kind: Any) -> None:
    (hit,) = judged(Memory(), flood(**values))
    (group,) = hit.groups
    assert (hit.type, hit.role) == (kind, Role.ACTOR)
    assert group.info["packetsInHalfAnHour"] == 400_000
    assert group.rows.tolist() == [0]


def test_the_protocol_is_named() -> None:
    named = [judged(Memory(), flood(port=0, protocol=number))[0].groups[0].info for number in (1, 2, 253)]
    assert [info["unusualProtocol"] for info in named] == ["ICMP", "IGMP", "253"]


@pytest.mark.parametrize("count", [199_999, 200_000])
@pytest.mark.parametrize("values", [{}, {"port": 53}, {"port": 80}, {"protocol": 6}, {"protocol": 2, "port": 0}])
def test_the_threshold(values: dict[str, Any], count: int) -> None:
    assert bool(judged(Memory(), flood(count, **values))) == (count == 200_000)


def test_half_an_hour_counts_together_and_no_more() -> None:
    memory, first = Memory(), END - 3_600_000
    amounts = (70_000, 70_000, 59_000, 71_000, 59_000)
    found = [judged(memory, flood(n), end_ms=end) for n, end in zip(amounts, ends(5, first), strict=True)]
    assert [kinds(hits) for hits in found] == [[], [], [], ["Udp"], []]
    (group,) = found[3][0].groups
    assert group.info["packetsInHalfAnHour"] == 200_000
    assert group.since_ms == ends(5, first)[1] - 60_000


def test_small_windows_are_left_out() -> None:
    memory = Memory()
    judged(memory, flood(199_000))
    assert not judged(memory, flood(9_999), end_ms=END + 600_000)
    assert judged(memory, flood(10_000), end_ms=END + 600_000)


def test_all_ports_of_a_host_count_together() -> None:
    ports = [flood(1_000, port=port, size=1_024) for port in (*range(1, 30), *range(20_000, 20_300))]
    assert kinds(judged(Memory(), *ports)) == ["Udp"]
    tcp = [flood(20, port=port, protocol=6, size=44) for port in range(1, 12_000)]
    assert kinds(judged(Memory(), *tcp)) == ["Tcp"]


def test_what_is_too_little_for_udp_on_tcp_ports_is_udp() -> None:
    (hit,) = judged(Memory(), flood(120_000, port=80), flood(120_000, port=9_999))
    assert hit.type is UDP
    assert hit.groups[0].rows.tolist() == [0, 1]
    assert kinds(judged(Memory(), flood(250_000, port=80), flood(250_000, port=9_999))) == ["Udp", "UdpOnTcpPorts"]


def test_hosts_are_judged_apart() -> None:
    assert not judged(Memory(), flood(150_000), flood(150_000, OTHER))
    (hit,) = judged(Memory(), flood(), flood(peer="52.9.9.9"))
    assert [group.rows.tolist() for group in hit.groups] == [[0], [1]]


@pytest.mark.parametrize("address", ["10.0.0.9", "192.168.1.1", "224.0.0.1", "fd00::1"])
def test_only_public_addresses_count(address: str) -> None:
    assert not judged(Memory(), flood(peer=address))


def test_what_the_peer_opened_is_no_flood() -> None:
    assert not judged(Memory(), flood(outbound=False))


def answered(percent: int, **values: Any) -> dict[str, Any]:
    return {**flood(**values), "got_packets": 4_000 * percent, "empty": 0}


def test_answered_traffic_is_silent() -> None:
    """QUIC, tunnels, media with a receiver's reports, resolvers."""
    for values in ({"port": 443}, {"port": 51_820}, {"port": 0, "protocol": 50}, {"port": 0, "protocol": 47}):
        assert not judged(Memory(), answered(1, **values))
    assert not judged(Memory(), answered(10, port=53))
    assert kinds(judged(Memory(), answered(9, port=53))) == ["Dns"]


def test_answers_may_come_on_another_port() -> None:
    reports = row("52.1.2.3", port=40_000, protocol=17, outbound=False, got_packets=4_000)
    assert judged(Memory(), flood(port=40_002))
    assert not judged(Memory(), flood(port=40_002), reports)


def test_echoes_are_a_flood_even_if_answered_but_not_for_whom_they_flood() -> None:
    assert kinds(judged(Memory(), answered(99, port=0, protocol=1))) == ["UnusualProtocol"]
    assert not judged(Memory(), answered(100, port=0, protocol=1))


@pytest.mark.parametrize("values", [{"port": 514}, {"port": 8_125}, {"port": 2_055}, {"port": 5_006, "size": 1_344}])
def test_streams_of_one_way_are_silent_up_to_their_rate(values: dict[str, Any]) -> None:
    """Logs, metrics, NetFlow and video of 700 packets a second; then a flood of 7,000."""
    assert not judged(Memory(), flood(420_000, first_ms=END - 600_000, **values))
    assert judged(Memory(), flood(4_200_000, first_ms=END - 600_000, **values))
    assert judged(Memory(), flood(420_000, first_ms=END - 60_000, **values))


def test_what_lasts_for_hours_counts_by_half_an_hour() -> None:
    """As Zeek writes a connection of two hours, at once."""
    hours = {"first_ms": END - 7_200_000}
    assert not judged(Memory(), flood(796_000, **hours))
    assert judged(Memory(), flood(804_000, **hours))


def test_what_was_sent_on_earlier_days_is_a_habit() -> None:
    memory = Memory()
    days = [judged(memory, flood(400_000), end_ms=END + n * DAY) for n in range(4)]
    assert [bool(hits) for hits in days] == [True, True, False, False]
    assert not judged(memory, flood(1_600_000), end_ms=END + 4 * DAY)
    assert judged(memory, flood(1_604_000), end_ms=END + 5 * DAY)
    assert judged(memory, flood(400_000, "52.9.9.9"), end_ms=END + 5 * DAY)


def test_a_habit_may_be_below_the_threshold_and_is_forgotten() -> None:
    memory = Memory()
    for day in range(2):
        assert not judged(memory, flood(60_000), end_ms=END + day * DAY)
    known = msgspec.msgpack.encode(memory)
    assert not judged(memory, flood(240_000), end_ms=END + 2 * DAY)
    assert judged(msgspec.msgpack.decode(known, type=Memory), flood(240_000), end_ms=END + 16 * DAY)


def test_uploads_are_no_flood() -> None:
    """Full packets, acknowledged by every 64th; and small messages on one connection, acknowledged each."""
    upload = row("52.1.2.3", sent_packets=640_000, sent_bytes=900_000_000, got_packets=10_000, empty=1)
    stream = row("52.1.2.4", sent_packets=300_000, sent_bytes=45_000_000, got_packets=150_000, empty=1, begun=0)
    assert not judged(Memory(), upload, stream)


def test_openings_that_are_refused_are_a_flood() -> None:
    def refused(count: int) -> dict[str, Any]:
        values = {"conversations": count, "empty": count, "got_packets": 250_000, "got_bytes": 10_000_000}
        return {**flood(250_000, protocol=6, port=80, size=60), **values, "begun": count}

    assert kinds(judged(Memory(), refused(1_000))) == ["Tcp"]
    assert not judged(Memory(), refused(999))


def connections(count: int, peer: str = "52.1.2.3", **values: Any) -> dict[str, Any]:
    amounts = {
        "sent_packets": 6 * count,
        "sent_bytes": 600 * count,
        "got_packets": 9 * count,
        "got_bytes": 9_000 * count,
    }
    return row(peer, conversations=count, **{**amounts, **values})


def test_connections_that_are_answered_are_a_flood_from_many_on() -> None:
    assert not judged(Memory(), connections(29_999))
    (hit,) = judged(Memory(), connections(30_000))
    assert hit.type is TCP
    assert hit.groups[0].info == {"connectionsInTenMinutes": 30_000}
    assert not judged(Memory(), connections(60_000, outbound=False))
    assert not judged(Memory(), connections(60_000, begun=20_000))
    assert not judged(Memory(), connections(60_000, "10.1.2.3"))


def test_connections_are_usual_when_another_day_had_as_many_on_the_port() -> None:
    memory = Memory()
    judged(memory, connections(8_000))
    assert judged(memory, connections(32_001, "52.9.9.9"), end_ms=END + DAY)
    assert not judged(memory, connections(32_000, "52.9.9.9"), end_ms=END + 2 * DAY)
    assert judged(memory, connections(32_000, port=80), end_ms=END + 2 * DAY)


def test_a_host_flooded_in_both_ways_is_one_occurrence() -> None:
    values = {"empty": 40_000, "sent_packets": 400_000, "sent_bytes": 24_000_000, "got_packets": 0}
    (hit,) = judged(Memory(), connections(40_000, **values))
    assert len(hit.groups) == 1


def test_unknown_protocols_tell_nothing() -> None:
    assert not judged(Memory(), flood(port=0, protocol=-1))


def test_the_memory_is_bounded_and_forgets() -> None:
    memory = Memory()
    judged(
        memory,
        *(flood(60_000 + n, f"52.1.{n}.1") for n in range(MOST + 20)),
        *(connections(8_000, port=n) for n in range(99)),
    )
    assert len(memory.recent) == len(memory.days) == len(memory.connected) == MOST
    assert min(packets for windows in memory.recent.values() for _, packets, _ in windows) == 60_020
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(memory), type=Memory) == memory
    judged(memory, end_ms=END + 1_800_000)
    assert not memory.recent
    judged(memory, end_ms=END + 15 * DAY)
    assert not memory.days and not memory.connected


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [flood(3_000, f"52.1.2.{n % 3}", port=n) for n in range(1, 400)]
    window = traffic(*rows, connections(40_000, PEER))
    order = np.argsort(window.port * 7_919 % 401, kind="stable")
    columns = {f.name: getattr(window, f.name)[order] for f in fields(window) if f.type in ("Ints", "Flags")}
    memories = Memory(), Memory()
    plain, shuffled = looked_at(memories[0], window), looked_at(memories[1], replace(window, **columns))
    assert memories[0] == memories[1]
    assert kinds(plain) == kinds(shuffled) != []
    assert [[g.info for g in hit.groups] for hit in plain] == [[g.info for g in hit.groups] for hit in shuffled]
    assert [len(g.rows) for hit in plain for g in hit.groups] == [len(g.rows) for hit in shuffled for g in hit.groups]
