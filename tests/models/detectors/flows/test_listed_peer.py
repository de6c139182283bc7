"""Peers that threat lists name."""

from __future__ import annotations

from typing import Any

import pytest

from models.detectors.base import DetectorSettings
from models.detectors.flows.base import FlowHit, Role, Scene
from models.detectors.flows.listed_peer import DETECTOR, TYPES
from models.lists.marks import Mark, Said
from models.lists.settings import ListKind
from tests.flows import PEER, row, traffic, unanswered

SETTINGS = {kind.name: DetectorSettings() for kind in DETECTOR.types}
CUSTOM, TOR = TYPES[ListKind.CUSTOM], TYPES[ListKind.TOR]
ICMP, TCP, UDP = 1, 6, 17


def marked(*kinds: str) -> Mark:
    return Mark(threats=tuple(Said(kind, "{}") for kind in kinds))


def judge(*rows: dict[str, Any], marks: dict[str, Mark]) -> list[FlowHit]:
    return list(DETECTOR.judge(Scene(traffic(*rows, marks=marks), learned=False, day=0), None, SETTINGS))


@pytest.mark.parametrize("kind", TYPES)
def test_a_listed_peer_that_is_called_is_found(kind: ListKind) -> None:
    (hit,) = judge(row("203.0.113.9"), row(), marks={PEER: marked(kind.value)})
    assert hit.type is TYPES[kind] and hit.role is Role.ACTOR and hit.severity is None
    assert hit.kinds == {kind.value} and not hit.probe
    assert [group.rows.tolist() for group in hit.groups] == [[0]]


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("accepted", [True, False])
def test_one_packet_is_enough_though_nobody_answers(kind: ListKind, accepted: bool) -> None:
    assert judge(unanswered(accepted=accepted), marks={PEER: marked(kind.value)})


@pytest.mark.parametrize("kind", TYPES)
def test_by_udp_it_is_all_but_tor(kind: ListKind) -> None:
    hits = judge(row(protocol=UDP, port=123), marks={PEER: marked(kind.value)})
    assert bool(hits) is (kind is not ListKind.TOR)


@pytest.mark.parametrize("kind", TYPES)
def test_icmp_is_nothing(kind: ListKind) -> None:
    both = (row(protocol=ICMP, port=0, outbound=out) for out in (True, False))
    assert not judge(*both, marks={PEER: marked(kind.value)})


@pytest.mark.parametrize("kind", TYPES)
def test_of_those_who_come_only_the_list_of_ones_own_counts(kind: ListKind) -> None:
    hits = judge(row(outbound=False, port=3000), marks={PEER: marked(kind.value)})
    assert [(hit.type, hit.role) for hit in hits] == ([(CUSTOM, Role.TARGET)] if kind is ListKind.CUSTOM else [])


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"accepted": False}, False),
        ({"conversations": 4, "empty": 4}, False),
        ({"conversations": 4, "empty": 3}, True),
    ],
)
def test_who_comes_must_be_let_in_and_answered(values: dict[str, Any], found: bool) -> None:
    assert bool(judge(row(outbound=False, **values), marks={PEER: marked("custom")})) is found


def test_both_directions_are_two_hits_of_one_type() -> None:
    hits = judge(row(), row(outbound=False, port=3000), marks={PEER: marked("custom")})
    assert [(hit.type, hit.role) for hit in hits] == [(CUSTOM, Role.ACTOR), (CUSTOM, Role.TARGET)]


def test_a_peer_on_several_lists_is_several_findings() -> None:
    hits = judge(row(), marks={PEER: marked("tor", "c2", "c2", "scanner")})
    assert {hit.type for hit in hits} == {TYPES[ListKind.C2], TOR} and len(hits) == 2


def test_each_peer_and_port_is_an_occurrence() -> None:
    other = "203.0.113.9"
    marks = {PEER: marked("c2"), other: marked("c2")}
    (hit,) = judge(row(), row(port=80), row(port=80, accepted=False), row(other), row("203.0.113.10"), marks=marks)
    assert sorted(len(group.rows) for group in hit.groups) == [1, 1, 2]


@pytest.mark.parametrize("mark", [Mark(), Mark(trusted=True), marked("scanner"), marked("doh"), marked("malicious")])
def test_what_is_not_listed_as_one_of_these_is_nothing(mark: Mark) -> None:
    assert not judge(row(), row(outbound=False), marks={PEER: mark})
