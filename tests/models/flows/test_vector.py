"""A window as numbers, beside the habits of its owner."""

from ipaddress import ip_address

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.flows.habits import MOST_NETWORKS, MOST_PORTS, Habits
from models.flows.slice import EGRESS
from models.flows.vector import INSTANCE_FAMILY, networks, vector
from models.owner import WINDOW, Owner
from models.profiles.families import FAMILIES
from models.profiles.habits import news
from models.times import DAY, HOUR
from models.vpc_flow.columns import BOUNDS
from tests.flows import END, PEER, packed, row, traffic, unanswered
from tests.models.flows.logged import Flow, answer, assembled

OWNER = Owner("111122223333", "eu-west-1", "i-0abc")
MB = 1_000_000


def seen(*rows, habits=None, **how):
    """A window's values by name."""
    return INSTANCE_FAMILY.named(vector(OWNER, traffic(*rows, **how), Habits() if habits is None else habits))


def hosts(count, first="203.0.113.1", step=1):
    return [str(ip_address(first) + number * step) for number in range(count)]


def test_the_family_is_one_that_is_trained():
    assert FAMILIES["instance"] is INSTANCE_FAMILY
    names = [feature.name for feature in INSTANCE_FAMILY.features]
    assert len(set(names)) == len(names)


def test_a_vector_names_its_window():
    one = vector(OWNER, traffic(row()), Habits())
    assert (one.family, one.version, one.account, one.entity, one.end_ms) == (
        "instance",
        1,
        "111122223333",
        "i-0abc",
        END,
    )


def test_amounts_are_roots():
    value = seen(row(sent_bytes=10_000, got_bytes=160_000, sent_packets=81, got_packets=16, conversations=9))
    assert [value[name] for name in ("sent_bytes", "got_bytes", "sent_packets", "got_packets", "opened")] == [
        10,
        20,
        3,
        2,
        3,
    ]


def test_a_thousand_records_of_the_greatest_amounts_that_are_read_have_roots():
    most = {name: BOUNDS[name][1] for name in ("packets", "bytes")}
    asked = [Flow(src_port=port, direction=EGRESS, **most) for port in range(40_000, 41_000)]
    window, habits = assembled(*asked, *(answer(each, **most) for each in asked)), Habits()
    value = INSTANCE_FAMILY.named(vector(OWNER, window, habits))
    fourth_root = (1_000 * most["bytes"]) ** 0.25
    assert [value[name] for name in ("sent_bytes", "got_packets")] == pytest.approx([fourth_root] * 2, abs=0.25)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(habits), type=Habits) == habits


def test_conversations_hosts_and_ports_by_who_opened():
    rows = [row(host, port=port) for host in hosts(4) for port in (443, 8443, 5432, 9200)]
    rows += [row(host, outbound=False, port=22, conversations=4) for host in hosts(9, "198.51.100.1")]
    rows += [row(host, port=443) for host in hosts(5, "10.0.0.1")]
    value = seen(*rows)
    assert {name: value[name] for name in ("opened", "taken", "peers_opened", "peers_public", "peers_taken")} == {
        "opened": 4.5,
        "taken": 6,
        "peers_opened": 3,
        "peers_public": 2,
        "peers_taken": 3,
    }
    assert (value["ports"], value["served"]) == (2, 1)


def test_what_was_seen_is_no_news():
    habits = Habits()
    rows = [row(port=4444), row("10.0.0.9", port=5432), row(outbound=False, port=22)]
    names = ("networks_new", "ports_new", "served_new", "hour_new")
    first, second = (seen(*rows, habits=habits) for _ in range(2))
    assert [first[name] for name in names] == [1.25, 1.25, 1, 1]
    assert [second[name] for name in names] == [0, 0, 0, 0]


def test_networks_stand_for_their_hosts():
    habits = Habits()
    seen(row("203.0.113.9"), row("2001:db8:1:2::3"), habits=habits)
    assert seen(row("203.0.113.77"), row("2001:db8:1:9::1"), habits=habits)["networks_new"] == 0
    assert seen(row("203.0.114.9"), habits=habits)["networks_new"] == 1
    addresses = [packed(text) for text in ("2001:db8::1", "203.0.113.9", "203.0.113.77", "0.0.1.0")]
    assert networks(addresses, np.ones(4, bool)) == [1, 203 << 16 | 113, 1 << 48 | 0x20010DB80000]


@pytest.mark.parametrize(("days", "new"), [(62, 0), (63, 1)])
def test_habits_are_forgotten_after_nine_weeks(days, new):
    habits = Habits()
    seen(row(port=4444), habits=habits)
    assert seen(row(port=4444), habits=habits, end_ms=END + days * DAY)["ports_new"] == new


def test_hours_of_the_week():
    habits = Habits()
    hour_new = [
        seen(row(outbound=outbound), habits=habits, end_ms=END + after)["hour_new"]
        for after, outbound in ((0, False), (0, True), (-WINDOW, True), (WINDOW, True), (7 * DAY, True), (DAY, True))
    ]
    assert hour_new == [0, 1, 0, 1, 0, 1]


def test_shares_are_in_steps_of_five_percent():
    rows = [unanswered(host, port=23) for host in hosts(5)] + [unanswered("198.51.100.9", port=23, accepted=False)]
    rows += [row(host, sent_bytes=100, got_bytes=300) for host in hosts(14, "198.51.100.20")]
    rows += [row(outbound=False, accepted=False, got_bytes=0, sent_bytes=0)]
    value = seen(*rows)
    assert {name: value[name] for name in ("opened_refused", "opened_empty", "taken_refused", "sent_share")} == {
        "opened_refused": 5,
        "opened_empty": 30,
        "taken_refused": 100,
        "sent_share": 25,
    }


def test_bytes_to_one_host_are_a_multiple_of_those_of_earlier_days():
    habits = Habits()
    assert seen(row(sent_bytes=20 * MB), row("10.0.0.9", sent_bytes=900 * MB), habits=habits)["to_one"] == 1.375
    assert seen(row(sent_bytes=20 * MB), habits=habits)["to_one"] == 1.375
    assert seen(row(sent_bytes=80 * MB), habits=habits, end_ms=END + DAY)["to_one"] == 2
    assert seen(row(sent_bytes=80 * MB), habits=habits, end_ms=END + 2 * DAY)["to_one"] == 1
    assert seen(row(sent_bytes=10**13), habits=habits, end_ms=END + 3 * DAY)["to_one"] == 20


def test_habits_are_bounded_and_keep_what_is_newest():
    habits = Habits()
    for day in range(40):
        rows = [row(host, port=1024 + 97 * day + place) for place, host in enumerate(hosts(60, "11.0.0.1", 256))]
        rows += [row(host, port=443) for host in hosts(100, f"{20 + day}.0.0.1", 256)]
        rows += [row(outbound=False, port=1024 + 61 * day + place) for place in range(60)]
        seen(*rows, habits=habits, end_ms=END + day * DAY + day * HOUR)
    assert len(habits.networks) == MOST_NETWORKS and len(habits.ports) == len(habits.served) == MOST_PORTS
    assert len(habits.largest) <= 30
    assert min(habits.ports.values()) >= END // DAY + 35
    assert len(msgspec.msgpack.encode(habits)) < 8_000
    assert seen(row("11.0.0.1"), habits=habits, end_ms=END + 40 * DAY)["networks_new"] == 0


@given(st.lists(st.tuples(st.integers(0, 30), st.lists(st.integers(0, 40), unique=True)), max_size=30))
def test_news_are_what_was_not_remembered(days):
    kept: dict[int, int] = {}
    known: set[int] = set()
    for day, names in sorted(days):
        assert news(kept, sorted(names), day, 50) == len(set(names) - known)
        known |= set(names)
    assert kept.keys() == known


def test_values_are_finite_quarters_or_eighths():
    rows = [
        row(host, sent_bytes=place**7, got_bytes=place**5, port=place, conversations=place + 1)
        for place, host in enumerate(hosts(300))
    ]
    assert all(value >= 0 and value * 8 == int(value * 8) for value in vector(OWNER, traffic(*rows), Habits()).values)


def test_only_inbound_and_only_refused_windows_have_vectors():
    assert seen(row(outbound=False))["opened"] == 0
    assert seen(unanswered(PEER, accepted=False))["opened_refused"] == 100
