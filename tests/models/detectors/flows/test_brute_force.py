"""Guessed passwords, and what only looks like them."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.detectors.flows.base import FlowHit, Role, Scene
from models.detectors.flows.brute_force import DETECTOR, RDP, SSH, WINRM, GuessingSettings, Memory
from models.detectors.flows.guessing import HABIT_KEPT, MOST_HABITS, MOST_PEERS
from models.findings.types import HIGH
from models.owner import WINDOW
from models.times import DAY
from tests.flows import END, PEER, ends, row, traffic, unanswered

SETTINGS = {name: kind() for name, kind in DETECTOR.settings.items()}
PRIVATE = "10.0.0.9"

Row = dict[str, Any]


def tries(
    peer: str = PEER, count: int = 1, *, asks: int = 2_500, outbound: bool = False, port: int = 22, **values: Any
) -> Row:
    """Failed sign-ins; ``asks`` are bytes that whoever opens sends in each."""
    opener, other = ("sent", "got") if outbound else ("got", "sent")
    values = {f"{opener}_packets": 25 * count, **values}
    values = {"conversations": count, "guesses": count, "port": port, "outbound": outbound, **values}
    return row(peer, **{f"{opener}_bytes": asks * count, f"{other}_bytes": 3_000 * count}, **values)


def session(peer: str = PEER, *, outbound: bool = False, port: int = 22, count: int = 1) -> Row:
    """Sessions in which somebody works."""
    size = 300_000 * count
    return row(peer, port=port, outbound=outbound, place=0, conversations=count, sent_bytes=size, got_bytes=size)


def together(*rows: Row) -> Row:
    """Conversations that differ in nothing that matters are one row."""
    amounts = ("conversations", "begun", "empty", "guesses", "guess_packets", "guess_bytes")
    amounts += ("sent_packets", "sent_bytes", "got_packets", "got_bytes")
    return rows[0] | {name: sum(each[name] for each in rows) for name in amounts}


def judge(memory: Memory, *rows: Row, end: int = END, settings: Any = None) -> list[FlowHit]:
    scene = Scene(traffic(*rows, end_ms=end), learned=False, day=(end - 1) // DAY)
    return list(DETECTOR.judge(scene, memory, {**SETTINGS, **(settings or {})}))


def windows(*each: tuple[Row, ...] | Row, first: int = END, memory: Memory | None = None) -> list[list[FlowHit]]:
    memory = Memory() if memory is None else memory
    every = [(rows,) if isinstance(rows, dict) else rows for rows in each]
    return [judge(memory, *rows, end=end) for rows, end in zip(every, ends(len(every), first), strict=True)]


def peers(count: int) -> list[str]:
    return [str(ip_address("198.18.0.0") + 0x0C000000 + number) for number in range(count)]  # 210.18.0.0 and on


@pytest.mark.parametrize(("port", "kind"), [(22, SSH), (3389, RDP), (5985, WINRM), (5986, WINRM)])
@pytest.mark.parametrize("peer", [PEER, PRIVATE, "2001:4860::8"])
def test_who_is_guessed_is_the_target_and_who_guesses_the_actor(port: int, kind: Any, peer: str) -> None:
    (suffered,) = judge(Memory(), tries(peer, 128, port=port))
    (committed,) = judge(Memory(), tries(peer, 128, port=port, outbound=True))
    assert (suffered.type, suffered.role, suffered.severity) == (kind, Role.TARGET, None)
    assert (committed.type, committed.role, committed.severity) == (kind, Role.ACTOR, HIGH)
    assert suffered.groups[0].info == {"guessesPastHour": 128} and suffered.groups[0].since_ms is None


def test_both_roles_and_all_types_in_one_window_are_told_apart() -> None:
    ports = (22, 3389, 5985)
    hits = judge(Memory(), *(tries(count=128, port=port, outbound=out) for port in ports for out in (False, True)))
    assert len({(hit.type.name, hit.role) for hit in hits}) == 6


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ([30], [True]),
        ([29], [False]),
        ([15, 15], [False, True]),
        ([15, 0, 15], [False, False, False]),
        ([16] * 6, [False, True, True, True, True, True]),
    ],
)
def test_a_burst_is_in_two_windows_in_a_row(counts: list[int], found: list[bool]) -> None:
    parts = [tries(count=count) if count else row(PEER) for count in counts]
    assert [bool(hits) for hits in windows(*parts)] == found


def test_a_check_each_minute_is_none() -> None:
    assert not any(windows(*[tries(count=10)] * 12))


def test_a_burst_of_the_actor_is_none_but_its_hour_is() -> None:
    parts = [tries(count=count, outbound=True) for count in (60, 39, 1)]
    assert [bool(hits) for hits in windows(*parts)] == [False, False, True]


def test_one_guess_in_half_a_minute_is_found_within_the_hour_and_stays_one_issue() -> None:
    found = windows(*[tries(count=20, outbound=True)] * 12)
    assert [bool(hits) for hits in found] == [False] * 4 + [True] * 8
    (group,) = found[4][0].groups
    assert group.since_ms == END - 60_000 and group.info == {"guessesPastHour": 100}
    assert found[11][0].groups[0].info == {"guessesPastHour": 120}


def test_what_was_more_than_an_hour_ago_does_not_count() -> None:
    memory = Memory()
    judge(memory, tries(count=99, outbound=True))
    assert not judge(memory, tries(outbound=True), end=END + 6 * WINDOW)
    memory = Memory()
    judge(memory, tries(count=99, outbound=True))
    assert judge(memory, tries(outbound=True), end=END + 5 * WINDOW)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([tries()], id="a mistyped password"),
        pytest.param([session(count=12)], id="a dozen sessions"),
        pytest.param([tries(count=200, asks=300)], id="looks at a banner"),
        pytest.param([tries(count=200, asks=4_800, outbound=True)], id="fetches of nothing new by git"),
        pytest.param([together(tries(count=180), session(count=20))], id="a tool that copies files too"),
        pytest.param([tries(count=45, outbound=True)], id="a fetch of some submodules"),
        pytest.param([unanswered(PEER, port=22, outbound=False, conversations=800, empty=800)], id="no answer"),
        pytest.param([tries(count=800, accepted=False)], id="refused"),
        pytest.param([tries(count=800, port=2222)], id="another port"),
        pytest.param([tries(count=800, port=3389, protocol=17)], id="by UDP"),
        pytest.param([tries(peer, 1) for peer in peers(300)], id="a mistake each"),
    ],
)
def test_what_is_no_guessing(rows: list[Row]) -> None:
    assert not any(windows(tuple(rows), tuple(rows)))


def test_a_guess_that_succeeds_does_not_hide_the_others() -> None:
    assert judge(Memory(), together(tries(count=95), session(count=5)))
    assert not judge(Memory(), together(tries(count=94), session(count=6)))


def test_what_goes_on_from_the_window_before_or_is_not_answered_is_no_work() -> None:
    rest = row(conversations=16, begun=0, sent_bytes=16_000, got_bytes=16_000)
    shut = unanswered(conversations=40, empty=40)
    assert judge(Memory(), together(tries(count=120), rest))
    assert judge(Memory(), together(tries(count=120), shut))


def test_sizes_are_of_whoever_opens_and_the_bounds_count() -> None:
    for asks, found in ((500, True), (499, False), (3_600, True), (3_601, False)):
        for outbound in (False, True):
            assert bool(judge(Memory(), tries(count=120, asks=asks, outbound=outbound))) is found
    assert judge(Memory(), tries(count=120, asks=7_900, port=3389))
    assert not judge(Memory(), tries(count=120, asks=6_001, port=5985))


def test_large_keys_take_few_packets_and_commands_more() -> None:
    for asks, packets, found in ((4_100, 16, True), (4_600, 18, True), (4_100, 19, False), (4_601, 16, False)):
        for outbound in (False, True):
            sent = {"sent_packets" if outbound else "got_packets": packets * 120}
            assert bool(judge(Memory(), tries(count=120, asks=asks, outbound=outbound, **sent))) is found


def test_small_commands_beside_a_few_large_ones_are_none() -> None:
    small = tries(count=96, asks=4_500)
    assert not judge(Memory(), together(small, session(count=4)))
    assert judge(Memory(), together(small | {"guess_bytes": 96 * 3_000}, session(count=4)))


def test_guesses_of_a_peer_on_all_ports_and_interfaces_count_together() -> None:
    (hit,) = judge(Memory(), tries(count=15, port=5985), tries(count=15, port=5986))
    assert len(hit.groups) == 1 and len(hit.groups[0].rows) == 2


def test_only_peers_that_guess_are_shown() -> None:
    (hit,) = judge(Memory(), tries("198.51.100.8", 40), session("198.51.100.9"), tries("198.51.100.7", 31))
    assert len(hit.groups) == 2


def test_a_crowd_is_one_finding_with_its_peers() -> None:
    crowd = [tries(peer, 3) for peer in peers(1_000)]
    (hit,) = judge(Memory(), *crowd)
    assert hit.role is Role.TARGET and len(hit.groups) == 1_000
    assert hit.detail == {"crowd": {"hosts": 1_000, "guesses": 3_000}}


@pytest.mark.parametrize(
    ("count", "each", "outbound", "found"),
    [
        (20, 10, False, True),
        (19, 11, False, False),
        (20, 9, False, False),
        (100, 2, False, False),
        (20, 3, True, True),
        (19, 3, True, False),
        (50, 2, True, False),
    ],
)
def test_how_many_make_a_crowd(count: int, each: int, outbound: bool, found: bool) -> None:
    assert bool(judge(Memory(), *(tries(peer, each, outbound=outbound) for peer in peers(count)))) is found


def test_a_slow_crowd_is_found_by_what_is_remembered() -> None:
    some = [tuple(tries(peer, 1) for peer in peers(80)) for _ in range(3)]
    assert [len(hits[0].groups) if hits else 0 for hits in windows(*some)] == [0, 0, 80]


def test_private_hosts_are_no_crowd() -> None:
    inside = [f"10.0.1.{number}" for number in range(1, 101)]
    for outbound in (False, True):
        assert not judge(Memory(), *(tries(peer, 5, outbound=outbound) for peer in inside))


def test_a_server_on_which_many_work_has_no_crowd() -> None:
    guessing, working = peers(200)[:100], peers(200)[100:]
    rows = [tries(peer, 3) for peer in guessing] + [session(peer, count=1) for peer in working]
    assert not judge(Memory(), *rows)
    assert judge(Memory(), *rows[:100], *rows[100:175])


def days_of(count: int, memory: Memory, *parts: Row, first: int = END) -> list[bool]:
    return [any(windows(*parts, first=first + day * DAY, memory=memory)) for day in range(count)]


def test_a_habit_is_silent_up_to_twice_its_largest_hour() -> None:
    for last, found in ((26, False), (27, False), (28, True)):
        memory = Memory()
        assert not any(days_of(3, memory, *[tries(count=14)] * 6))
        assert bool(any(windows(*[tries(count=last)] * 6, first=END + 3 * DAY, memory=memory))) is found


def test_two_days_are_no_habit() -> None:
    memory = Memory()
    days_of(2, memory, *[tries(count=14)] * 6)
    assert any(windows(*[tries(count=20)] * 6, first=END + 2 * DAY, memory=memory))


def test_who_guesses_on_for_days_stays_found() -> None:
    assert all(days_of(10, Memory(), *[tries(count=40)] * 6, tries(count=11)))


def test_a_finding_ends_a_habit() -> None:
    memory = Memory()
    days_of(4, memory, *[tries(count=14)] * 6)
    assert any(windows(*[tries(count=100)] * 6, first=END + 4 * DAY, memory=memory))
    assert any(windows(*[tries(count=20)] * 6, first=END + 5 * DAY, memory=memory))


def test_a_habit_is_forgotten() -> None:
    for later, found in ((HABIT_KEPT, False), (HABIT_KEPT + 1, True)):
        memory = Memory()
        days_of(4, memory, *[tries(count=14)] * 6)
        assert bool(any(windows(*[tries(count=20)] * 6, first=END + (3 + later) * DAY, memory=memory))) is found


def test_settings_are_thresholds() -> None:
    wider = {SSH.name: GuessingSettings(ports=(22, 2222), burst=5)}
    assert judge(Memory(), tries(count=5, port=2222), settings=wider)
    assert not judge(Memory(), tries(count=4, port=2222), settings=wider)
    assert not judge(Memory(), tries(count=99), settings={SSH.name: GuessingSettings(burst=500)})


def test_memory_is_bounded_and_comes_back_from_its_encoding() -> None:
    memory = Memory()
    many = [tries(peer, 12) for peer in peers(MOST_PEERS + 500)]
    judge(memory, *many, tries(PRIVATE, 25))
    assert len(memory.trails) == MOST_PEERS and len(memory.habits) == MOST_HABITS
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(memory), type=Memory)
    assert again == memory
    assert judge(again, tries(PRIVATE, 5), end=END + WINDOW), "who guesses most is not forgotten"
    judge(memory, row(), end=END + 6 * WINDOW)
    assert not memory.trails and not memory.talks


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 4), st.booleans()), max_size=40))
def test_the_order_of_addresses_changes_nothing(drawn: list[tuple[int, int, bool]]) -> None:
    rows = [tries(f"198.51.100.{last}", 12 * count, outbound=out) for last, count, out in drawn]
    one, other = Memory(), Memory()
    found = [(hit.type, hit.role, len(hit.groups)) for hit in judge(one, row("192.0.2.1"), *rows)]
    assert found == [(hit.type, hit.role, len(hit.groups)) for hit in judge(other, *rows[::-1], row("192.0.2.1"))]
    assert msgspec.msgpack.encode(one) == msgspec.msgpack.encode(other)
