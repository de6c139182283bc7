"""Who opened a conversation, and what is none."""

from __future__ import annotations

from typing import Any

import pytest

from models.flows.slice import EGRESS, INGRESS
from tests.flows import LOCAL, PEER
from tests.models.flows.logged import Flow, answer, assembled, told

SYN, SYN_ACK, RST, FIN, MIDDLE = 2, 18, 4, 1, 0

#: A packet without payload.
BARE: dict[str, Any] = {"packets": 1, "bytes": 40}


def out(local_port: int, peer_port: int, **values: Any) -> Flow:
    return Flow(LOCAL, PEER, local_port, peer_port, direction=EGRESS, **values)


def into(local_port: int, peer_port: int, **values: Any) -> Flow:
    return Flow(PEER, LOCAL, peer_port, local_port, direction=INGRESS, **values)


def both(local_port: int, peer_port: int, **values: Any) -> list[Flow]:
    sent = out(local_port, peer_port, **values)
    return [sent, answer(sent)]


@pytest.mark.parametrize(
    ("sent", "got", "expected"),
    [
        (SYN, SYN_ACK, "out"),
        (SYN | FIN, SYN_ACK | FIN, "out"),
        (SYN_ACK, SYN, "in"),
        (SYN_ACK, MIDDLE, "in"),
        (MIDDLE, SYN_ACK, "out"),
        (SYN, RST, "out"),
        (RST, SYN, "in"),
    ],
)
def test_flags_go_before_ports(sent, got, expected):
    for ports in ((443, 50_000), (50_000, 443)):
        flow = out(*ports, flags=sent)
        service = ports[1] if expected == "out" else ports[0]
        assert told(assembled(flow, answer(flow, flags=got))) == [(expected, PEER, service)]


@pytest.mark.parametrize("flags", [-1, MIDDLE])
@pytest.mark.parametrize(
    ("local_port", "peer_port", "expected"),
    [
        (50_000, 22, "out"),
        (22, 50_000, "in"),
        (1024, 443, "out"),
        (50_000, 5432, "out"),
        (5432, 20_000, "in"),  # a client behind a NAT gateway
        (1055, 6667, "out"),  # a client whose ports begin at 1024
        (700, 2049, "out"),  # NFS, from a port of root's
        (2049, 1001, "in"),
        (40_000, 20_000, "out"),
        (30_080, 60_000, "in"),  # a node port of Kubernetes
        (10_250, 33_000, "in"),
    ],
)
def test_ports_tell_where_flags_do_not(local_port, peer_port, expected, flags):
    service = peer_port if expected == "out" else local_port
    assert told(assembled(*both(local_port, peer_port, flags=flags))) == [(expected, PEER, service)]


@pytest.mark.parametrize("size", [48, 60, 64])
@pytest.mark.parametrize(("local_port", "peer_port"), [(50_000, 443), (443, 50_000), (794, 6881), (20_000, 40_000)])
def test_who_is_reset_opened_where_flags_do_not_tell(local_port, peer_port, size):
    """Scans from any port, to any port; SYN-ACKs that answer forged packets."""
    sent, got = {"packets": 2, "bytes": 2 * size}, {"packets": 2, "bytes": 80}
    outward = out(local_port, peer_port, **sent)
    assert told(assembled(outward, answer(outward, **got))) == [("out", PEER, peer_port)]
    inward = into(local_port, peer_port, **sent)
    assert told(assembled(inward, answer(inward, **got))) == [("in", PEER, local_port)]
    least = inward._replace(bytes=88)
    assert told(assembled(least, answer(least, **got))) == [("in", PEER, local_port)]


@pytest.mark.parametrize("got", [{"packets": 1, "bytes": 52}, {"packets": 1, "bytes": 40}, {"packets": 2, "bytes": 80}])
def test_the_end_of_a_connection_that_is_reset_opens_none(got):
    end = out(443, 50_000, packets=1, bytes=52)
    assert told(assembled(end, answer(end, **got))) == [("in", PEER, 443)]


@pytest.mark.parametrize("port", [22, 1389, 4444])
def test_clients_may_have_ports_of_services(port):
    flow = into(22, port, start=100)
    expected = [("in", PEER, 22)]
    assert told(assembled(flow, answer(flow, start=99))) == expected
    assert told(assembled(flow._replace(flags=SYN), answer(flow, flags=SYN_ACK))) == expected


def test_a_server_on_a_high_port_is_known_by_its_clients():
    flows = [flow for port in (33_000, 36_000, 20_000, 5_999) for flow in both(45_000, port)]
    assert set(told(assembled(*flows))) == {("in", PEER, 45_000)}


def test_clients_of_a_server_on_a_high_port_may_have_ports_of_services():
    flows = [flow for port in (33_000, 36_000, 20_000, 8_080) for flow in both(30_050, port)]
    assert set(told(assembled(*flows))) == {("in", PEER, 30_050)}


def test_a_client_may_ask_many_from_one_port_by_udp():
    asked = [out(45_000, 123, protocol=17)._replace(dst=f"203.0.113.{number}") for number in range(1, 9)]
    assert {kind for kind, _, _ in told(assembled(*asked, *map(answer, asked)))} == {"out"}


def test_an_ephemeral_port_that_is_used_twice_is_no_service():
    flows = both(45_000, 20_000) + both(45_000, 20_001)
    assert set(told(assembled(*flows))) == {("out", PEER, 20_000), ("out", PEER, 20_001)}


@pytest.mark.parametrize("refused", [True, False])
def test_a_scanner_with_one_port_of_its_own_is_no_server(refused):
    tries = [out(61_000, port, **BARE) for port in range(1_000, 1_100)]
    flows = tries + ([answer(each) for each in tries] if refused else [])
    assert set(told(assembled(*flows))) == {("out", PEER, port) for port in range(1_000, 1_100)}


def test_scanners_outside_are_seen_alike():
    tries = [into(port, 61_000, accepted=False, **BARE) for port in range(1_000, 1_100)]
    assert set(told(assembled(*tries))) == {("in", PEER, port) for port in range(1_000, 1_100)}


def test_traceroute_and_floods_are_opened_by_who_sends():
    route = [out(50_000 + step, 33_434 + step, protocol=17, **BARE) for step in range(30)]
    flood = out(20_000, 40_000, protocol=17, packets=100_000, bytes=10**8)
    rows = told(assembled(*route, flood))
    assert {kind for kind, _, _ in rows} == {"out"}
    assert ("out", PEER, 40_000) in rows


def test_one_way_syslog_is_opened_by_who_sends():
    assert told(assembled(out(514, 514, protocol=17))) == [("out", PEER, 514)]
    assert told(assembled(into(514, 50_000, protocol=17))) == [("in", PEER, 514)]


@pytest.mark.parametrize("protocol", [6, 17])
def test_a_flood_from_the_port_of_a_service_is_no_answer(protocol):
    assert told(assembled(out(53, 40_000, protocol=protocol, packets=101))) == [("out", PEER, 40_000)]
    assert told(assembled(out(53, 40_000, protocol=protocol, packets=100))) == []


def test_names_and_quic_by_udp():
    assert told(assembled(*both(40_000, 53, protocol=17, packets=1, bytes=60))) == [("out", PEER, 53)]
    assert told(assembled(*both(443, 1_500, protocol=17))) == [("in", PEER, 443)]


def test_who_sent_first_opened_where_ports_do_not_tell():
    flow = into(40_000, 50_000, start=100)
    assert told(assembled(flow, answer(flow, start=99))) == [("in", PEER, 40_000)]
    assert told(assembled(flow, answer(flow, start=101))) == [("out", PEER, 50_000)]


def test_at_last_the_lower_port_is_the_service():
    assert told(assembled(*both(40_000, 50_000))) == [("in", PEER, 40_000)]
    assert told(assembled(*both(123, 123, protocol=17))) == [("out", PEER, 123)]


def test_without_ports_who_sends_first_or_more_opened():
    ping = into(0, 0, protocol=1, start=100)
    assert told(assembled(ping)) == [("in", PEER, 0)]
    assert told(assembled(ping, answer(ping, start=99))) == [("in", PEER, 0)]
    assert told(assembled(ping, answer(ping, packets=9))) == [("in", PEER, 0)]
    assert told(assembled(ping, answer(ping))) == [("out", PEER, 0)]


@pytest.mark.parametrize("flags", [SYN_ACK, RST, FIN, MIDDLE])
@pytest.mark.parametrize("accepted", [True, False])
def test_backscatter_is_none(flags, accepted):
    assert assembled(into(40_000, 80, flags=flags, accepted=accepted, **BARE)) is None
    assert assembled(into(22, 40_000, flags=flags, accepted=accepted, **BARE)) is None


def test_answers_by_udp_to_what_nobody_asked_are_none():
    assert assembled(into(40_000, 53, protocol=17, **BARE)) is None


@pytest.mark.parametrize("got", [None, MIDDLE, SYN_ACK])
def test_refusing_is_not_opening(got):
    refusal = out(40_000, 8_080, flags=RST, **BARE)
    probe = [] if got is None else [answer(refusal, flags=got)]
    assert assembled(refusal, *probe) is None


def test_a_long_connection_that_ends_in_a_reset_is_one():
    end = out(40_000, 8_080, flags=RST, packets=40, bytes=1_600)
    assert told(assembled(end, answer(end, flags=MIDDLE, bytes=50_000))) == [("out", PEER, 8_080)]


def test_saying_by_icmp_that_nothing_is_there_is_not_opening():
    probe = into(9_999, 50_000, protocol=17, **BARE)
    unreachable = Flow(LOCAL, PEER, 0, 0, protocol=1, direction=EGRESS, packets=1, bytes=56)
    assert told(assembled(probe, unreachable)) == [("in", PEER, 9_999)]
    assert told(assembled(unreachable)) == [("out", PEER, 0)]
    elsewhere = probe._replace(src="203.0.113.9")
    assert ("out", PEER, 0) in told(assembled(elsewhere, unreachable))
    flood = unreachable._replace(packets=5_000)
    assert ("out", PEER, 0) in told(assembled(probe, flood))


@pytest.mark.parametrize("flags", [MIDDLE, FIN])
def test_a_flood_without_syn_is_of_who_sends_it(flags):
    sent = [out(port, 80, flags=flags, packets=80, bytes=3_200) for port in range(20_000, 20_126)]
    assert told(assembled(*sent)) == [("out", PEER, 80)]
    assert told(assembled(*sent[1:])) == []
    assert told(assembled(*(into(80, flow.src_port, flags=flags, packets=80) for flow in sent))) == [("in", PEER, 80)]


def test_a_syn_ack_to_a_syn_without_options_is_no_refusal():
    """What a flood of raw packets asks for: the flooded says it once, the flooding system resets it."""
    flooded = out(443, 20_000, packets=1, bytes=44)
    assert told(assembled(flooded, answer(flooded, bytes=40))) == [("in", PEER, 443)]
    flooding = out(20_000, 443, packets=2, bytes=80)
    assert told(assembled(flooding, answer(flooding, packets=1, bytes=44))) == [("out", PEER, 443)]
