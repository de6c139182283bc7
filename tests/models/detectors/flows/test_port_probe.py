"""Open ports that known scanners find."""

from __future__ import annotations

from typing import Any

import pytest

from models.detectors.flows.base import FlowHit, Role, Scene
from models.detectors.flows.port_probe import CLUSTER, DETECTOR, PORT, ClusterSettings, ProbeSettings
from models.findings.types import HIGH
from models.lists.marks import Mark, Said
from tests.flows import row, traffic, unanswered

SETTINGS = {PORT.name: ProbeSettings(), CLUSTER.name: ClusterSettings()}
SCANNER, OTHER, SCANNER_V6 = "192.0.2.224", "192.0.2.225", "2001:4860::8"
MARKS = dict.fromkeys((SCANNER, OTHER, SCANNER_V6), Mark(threats=(Said("scanner", "{}"),)))


def probe(port: int, peer: str = SCANNER, **values: Any) -> dict[str, Any]:
    return row(peer, port=port, **{"outbound": False, **values})


def synack(port: int, size: int, peer: str = SCANNER, **values: Any) -> dict[str, Any]:
    """A scan that goes no further than the answer to its SYN, of so many bytes with headers."""
    got = {"got_packets": 2, "got_bytes": 84, "sent_packets": 1, "sent_bytes": size}
    return probe(port, peer, **{**got, "empty": 1, **values})


def judge(*rows: dict[str, Any], cluster: str = "", marks: Any = None, settings: Any = None) -> list[FlowHit]:
    peers = {each["peer"] for each in rows}
    every = {peer: mark for peer, mark in (marks or MARKS).items() if peer in peers}
    scene = Scene(traffic(*rows, marks=every, cluster=cluster), learned=False, day=0)
    return list(DETECTOR.judge(scene, None, {**SETTINGS, **(settings or {})}))


@pytest.mark.parametrize(("port", "severity"), [(22, None), (3389, None), (9200, HIGH), (9300, HIGH), (9201, None)])
def test_an_open_port_is_found(port: int, severity: float | None) -> None:
    (hit,) = judge(probe(port))
    assert (hit.type, hit.role, hit.severity) == (PORT, Role.TARGET, severity)
    assert hit.probe and hit.kinds == {"scanner"}


def test_one_port_of_a_search_engine_makes_it_high() -> None:
    (hit,) = judge(probe(22), probe(22, OTHER), probe(9200))
    assert hit.severity == HIGH and len(hit.groups) == 3


@pytest.mark.parametrize("port", [80, 443])
@pytest.mark.parametrize("cluster", ["", "j-2AXXXXXXGAPLF"])
def test_the_ports_of_the_web_are_none(port: int, cluster: str) -> None:
    assert not judge(probe(port), cluster=cluster)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([probe(22, "203.0.113.9")], id="a stranger"),
        pytest.param([probe(22, outbound=True)], id="outbound"),
        pytest.param([probe(22, accepted=False)], id="refused"),
        pytest.param([probe(0, protocol=1)], id="ICMP"),
        pytest.param([unanswered(SCANNER, outbound=False, port=22, sent_packets=0, sent_bytes=0)], id="no answer"),
        pytest.param([synack(22, 40)], id="reset"),
        pytest.param([synack(22, 60, SCANNER_V6)], id="reset by IPv6"),
        pytest.param([probe(161, protocol=17, empty=1, sent_packets=0, sent_bytes=0)], id="no answer by UDP"),
    ],
)
def test_what_finds_no_open_port(rows: list[dict[str, Any]]) -> None:
    assert not judge(*rows)


def test_an_answer_without_payload_is_enough_where_it_is_no_reset() -> None:
    assert judge(synack(22, 44))
    assert judge(synack(22, 64, SCANNER_V6))


def test_by_udp_an_answer_is_an_open_port() -> None:
    assert judge(probe(161, protocol=17))


def test_who_is_listed_as_something_else_is_no_scanner() -> None:
    assert not judge(probe(22), marks={SCANNER: Mark(threats=(Said("c2", "{}"),))})


@pytest.mark.parametrize("port", [8088, 8042, 9870, 50070, 18080, 8888])
def test_a_port_of_a_cluster_is_its_own_type_and_no_other(port: int) -> None:
    (hit,) = judge(probe(port), cluster="j-2AXXXXXXGAPLF")
    assert (hit.type, hit.role, hit.severity) == (CLUSTER, Role.TARGET, None) and hit.probe
    (other,) = judge(probe(port))
    assert other.type is PORT


def test_other_ports_of_a_cluster_are_found_as_of_any_instance() -> None:
    hits = judge(probe(8088), probe(22), cluster="j-2AXXXXXXGAPLF")
    assert [(hit.type, len(hit.groups)) for hit in hits] == [(CLUSTER, 1), (PORT, 1)]


def test_settings_name_the_ports() -> None:
    settings = {
        PORT.name: ProbeSettings(public_ports=(22,), high_ports=(5601,)),
        CLUSTER.name: ClusterSettings(ports=(7077,)),
    }
    assert not judge(probe(22), settings=settings)
    assert judge(probe(80), settings=settings)[0].severity is None
    assert judge(probe(5601), settings=settings)[0].severity == HIGH
    assert judge(probe(7077), cluster="j-1", settings=settings)[0].type is CLUSTER
    assert judge(probe(8088), cluster="j-1", settings=settings)[0].type is PORT
