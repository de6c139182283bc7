"""Mail of instances that send none, of those that do, and a letter now and then."""

from ipaddress import ip_address

import pytest

from models.detectors.flows.spambot import DETECTOR, TYPE, Memory
from tests.flows import END, PEER, row, unanswered
from tests.models.detectors.flows.watched import Watched, size


def watched(*rows, **settings):
    return Watched(DETECTOR, Memory, **settings).learn(*rows)


def letters(count, make=row, first="203.0.113.1", **values):
    """One to each of some hosts."""
    return [make(str(ip_address(first) + number), **{"port": 25, **values}) for number in range(count)]


def test_mail_to_many_hosts_is_spam():
    [hit] = watched().see(7, *letters(200))
    assert hit.type is TYPE and hit.plain
    [group] = hit.groups
    assert len(group.rows) == 200
    assert hit.detail == {"mailPastHour": {"conversations": 200, "hosts": 200, "hostsThatAnswered": 200}}


@pytest.mark.parametrize(("hosts", "found"), [(4, False), (5, True)])
def test_five_hosts_that_answer(hosts, found):
    assert bool(watched().see(7, *letters(hosts))) is found


@pytest.mark.parametrize(("count", "found"), [(9, False), (10, True)])
def test_ten_conversations_with_one_host(count, found):
    assert bool(watched().see(7, row(port=25, conversations=count))) is found


def test_a_long_conversation_counts_once():
    one = watched()
    assert not one.see(7, row(port=25, conversations=9))
    assert not one.see(7, row(port=25, conversations=9, begun=0), window=1)
    assert one.see(7, row(port=25), window=2)


@pytest.mark.parametrize(("hosts", "found"), [(19, False), (20, True)])
def test_twenty_hosts_that_do_not_answer(hosts, found):
    one = watched()
    tries = letters(hosts, unanswered)
    assert not one.see(7, *tries[:10])
    assert bool(one.see(7, *tries[10:], window=1)) is found


def test_a_letter_that_cannot_be_delivered_is_none():
    """Five exchangers are tried every ten minutes."""
    one = watched()
    assert not any(one.see(7, *letters(5, unanswered, conversations=2, empty=2), window=window) for window in range(20))


def test_an_hour_counts_and_no_more():
    one = watched()
    for window in range(4):
        assert not one.see(7, row(port=25, conversations=2), window=window)
    [hit] = one.see(7, row(port=25, conversations=2), window=4)
    assert hit.groups[0].since_ms == END + 7 * 24 * 3_600_000 - 60_000
    slow = watched()
    assert not any(slow.see(7, row(port=25), window=window) for window in range(30))


@pytest.mark.parametrize(
    "rows",
    [
        letters(50, port=587),
        letters(50, port=465),
        letters(50, outbound=False),
        letters(50, first="10.0.7.1"),
        letters(50, protocol=17),
        [row(PEER, port=25)],
    ],
    ids=["submission", "submission over TLS", "inbound", "private", "UDP", "one letter"],
)
def test_near_misses(rows):
    assert not watched().see(7, *rows)


def test_a_relay_may_send_a_newsletter():
    assert not watched(row(port=25)).see(7, *letters(200))


def test_nothing_is_raised_while_the_instance_is_learnt():
    assert not Watched(DETECTOR, Memory).see(0, *letters(200), learned=False)


def test_spam_goes_on_past_midnight_and_is_a_habit_two_days_later():
    one = watched()
    assert one.see(7, *letters(20))
    assert one.see(8, *letters(20))
    assert not one.see(9, *letters(20))


@pytest.mark.parametrize(("first", "found"), [(25, False), (443, True)])
def test_a_relay_that_is_learnt_for_one_day_is_no_bot(first, found):
    one = Watched(DETECTOR, Memory)
    one.see(0, row(port=first), learned=False)
    assert bool(one.see(1, *letters(200))) is found


def test_mail_of_nine_weeks_ago_is_forgotten():
    for days, found in ((62, False), (63, True)):
        one = Watched(DETECTOR, Memory)
        one.see(0, row(port=25), learned=False)
        assert bool(one.see(days, *letters(20))) is found


def test_a_day_with_mail_can_be_too_few():
    assert watched(usual_days=8).see(7, *letters(20))
    assert Watched(DETECTOR, Memory, usual_days=2).learn(row(port=25), days=1).see(7, *letters(20))


def test_the_memory_is_bounded():
    one = watched()
    for window in range(144):
        one.see(7, *letters(400), *letters(400, unanswered, first="198.51.100.1"), window=window)
    assert size(one) < 60_000
    for day in range(8, 200):
        one.see(day, *letters(250))
    assert size(one) < 500
