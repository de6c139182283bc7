"""From conversations to records: intervals, directions, flags, and that nothing is lost or made up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.simulate.flows import network
from models.simulate.flows.conversations import (
    COMPLETED,
    REFUSED,
    REJECTED,
    SILENT,
    STRAY_ANSWER,
    STRAY_RESET,
    TCP,
    UDP,
    Conversations,
    mirrored,
    packets,
    translated,
)
from models.simulate.flows.network import APP, DATABASE, NAT, WEB
from models.simulate.flows.records import Records, records
from models.simulate.flows.rolls import Rolls
from models.simulate.organisation import found

NET = network.build(found(7, 1))
HOME = NET.places[0].members
WEB_SERVER, APPLICATION, GATEWAY = HOME[WEB][0], HOME[APP][0], HOME[NAT][0]
PEER = 0x2D4C0001


def one(opener=(10, 900), other=(8, 5000), *, local=WEB_SERVER, at=60_000, lasts=0, outward=True, **more):
    settings = {"protocol": TCP, "ports": (40_000, 443), "peer": PEER} | more
    protocol = settings.pop("protocol")
    return packets(protocol, opener, other, local=local, at=np.array([at]), lasts=lasts, outward=outward, **settings)


def made(seen: Conversations) -> list[dict]:
    return rows(records(seen, NET, 60))


def rows(found: Records) -> list[dict]:
    columns = {name: column.tolist() for name, column in vars(found).items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def test_both_directions_of_a_short_conversation() -> None:
    there, back = made(one())
    own = NET.interfaces[WEB_SERVER].address
    assert (there["src"], there["dst"], there["src_port"], there["dst_port"]) == (own, PEER, 40_000, 443)
    assert (back["src"], back["dst"], back["src_port"], back["dst_port"]) == (PEER, own, 443, 40_000)
    assert (there["egress"], back["egress"]) == (True, False)
    assert (there["packets"], there["bytes"], back["packets"], back["bytes"]) == (10, 900, 8, 5000)
    assert (there["flags"], back["flags"]) == (3, 19)


def test_who_is_asked_is_asked_from_an_ephemeral_port() -> None:
    answer, question = made(one(outward=False))
    assert (question["src_port"], question["dst_port"], question["flags"]) == (40_000, 443, 3)
    assert (answer["src_port"], answer["dst_port"], answer["flags"]) == (443, 40_000, 19)


def test_a_long_conversation_is_cut_at_intervals() -> None:
    out = [row for row in made(one(at=60_030, lasts=120)) if row["egress"]]
    assert [(row["start"], row["end"]) for row in out] == [(60_030, 60_059), (60_060, 60_119), (60_120, 60_150)]
    assert [row["flags"] for row in out] == [2, 0, 1]
    assert sum(row["packets"] for row in out) == 10 and sum(row["bytes"] for row in out) == 900


@pytest.mark.parametrize(
    ("outcome", "accepted", "flags"),
    [
        (COMPLETED, True, 3),
        (REFUSED, True, 2),
        (SILENT, True, 2),
        (REJECTED, False, 2),
        (STRAY_ANSWER, False, 18),
        (STRAY_RESET, False, 4),
    ],
)
def test_what_is_not_answered_leaves_one_record(outcome: int, accepted: bool, flags: int) -> None:
    (row,) = made(one(other=(0, 0), outcome=outcome))
    assert (row["accepted"], row["flags"]) == (accepted, flags)


def test_tries_without_an_answer_begin_anew_in_each_interval() -> None:
    assert [row["flags"] for row in made(one((4, 160), (0, 0), lasts=61, outcome=SILENT))] == [2, 2]


def test_a_closed_port_answers_with_a_reset() -> None:
    assert [row["flags"] for row in made(one((1, 60), (1, 40), outcome=REFUSED))] == [2, 4]


def test_only_tcp_has_flags() -> None:
    assert [row["flags"] for row in made(one(protocol=UDP))] == [0, 0]


def test_two_interfaces_see_the_same_from_their_side() -> None:
    other = HOME[DATABASE][0]
    seen = one(local=APPLICATION, peer=NET.interfaces[other].address)
    here, there = made(seen), made(mirrored(seen, other, NET))
    same = ("src", "dst", "src_port", "dst_port", "packets", "bytes", "start", "end", "flags", "accepted")

    def told(found: list[dict]) -> list[tuple]:
        return sorted(tuple(row[name] for name in same) for row in found)

    assert told(here) == told(there)
    assert {row["interface"] for row in there} == {other}
    assert sorted((r["src_port"], r["egress"]) for r in here) == [(443, False), (40_000, True)]
    assert sorted((r["src_port"], r["egress"]) for r in there) == [(443, True), (40_000, False)]


def test_a_gateway_sees_both_of_its_sides() -> None:
    seen = made(translated(one(local=APPLICATION), NET, Rolls("gateway")))
    inner = [row for row in seen if row["dst_port"] == 443 and not row["egress"]]
    outer = [row for row in seen if row["dst_port"] == 443 and row["egress"]]
    instance, gateway = NET.interfaces[APPLICATION].address, NET.interfaces[GATEWAY].address
    assert [(r["src"], r["dst"], r["sender"], r["receiver"]) for r in inner] == [(instance, gateway, instance, PEER)]
    assert [(r["src"], r["dst"], r["sender"], r["receiver"]) for r in outer] == [(gateway, PEER, gateway, PEER)]
    assert not len(translated(one(local=WEB_SERVER), NET, Rolls("gateway")))


@given(
    count=st.integers(1, 2_000_000),
    size=st.integers(28, 9001),
    at=st.integers(0, 10_000),
    lasts=st.integers(0, 20_000),
    interval=st.sampled_from([60, 600]),
)
def test_cutting_keeps_every_packet_and_byte(count: int, size: int, at: int, lasts: int, interval: int) -> None:
    cut = rows(records(one((count, count * size + count // 2), (0, 0), at=at, lasts=lasts), NET, interval))
    assert sum(row["packets"] for row in cut) == count
    assert sum(row["bytes"] for row in cut) == count * size + count // 2
    assert cut[0]["start"] == at and all(at <= row["start"] <= row["end"] <= at + lasts for row in cut)
    assert all(
        row["bytes"] >= 28 * row["packets"] and row["start"] // interval == row["end"] // interval for row in cut
    )
