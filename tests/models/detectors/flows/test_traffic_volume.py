"""Bytes to one host beside the most that any host ever got."""

from ipaddress import ip_address

import pytest

from models.detectors.flows.traffic_volume import DETECTOR, MOST_HOSTS, TYPE, Memory
from tests.flows import PEER, row
from tests.models.detectors.flows.watched import FRIEND, Watched, size

MB, GB = 1_000_000, 1_000_000_000


def watched(*rows, **settings):
    return Watched(DETECTOR, Memory, **settings).learn(*rows)


def sent(amount, peer=PEER, **values):
    return row(peer, sent_bytes=amount, got_bytes=5 * MB, **values)


def plain(hits):
    return [hit.plain for hit in hits]


def test_sixty_gigabytes_to_a_partner():
    one = watched(sent(100 * MB))
    [hit] = one.see(7, sent(60 * GB), row(FRIEND))
    assert hit.type is TYPE and hit.plain
    assert [(len(group.rows), group.info) for group in hit.groups] == [
        (1, {"outBytes": 60 * GB, "inBytes": 5 * MB, "profiledDailyMaxOutBytes": 100 * MB, "multiple": 600})
    ]


@pytest.mark.parametrize("outbound", [True, False])
@pytest.mark.parametrize(("amount", "found"), [(2 * GB - 1, [False]), (2 * GB, [True])])
def test_ten_times_the_largest_day(amount, found, outbound):
    assert plain(watched(sent(200 * MB, FRIEND)).see(7, sent(amount, outbound=outbound))) == found


@pytest.mark.parametrize(
    ("amount", "found"), [(500 * MB - 1, []), (500 * MB, [False]), (GB - 1, [False]), (GB, [True])]
)
def test_what_never_was_counts_from_a_gigabyte_on(amount, found):
    hits = watched().see(7, sent(amount))
    assert plain(hits) == found
    assert all("multiple" not in group.info for hit in hits for group in hit.groups)


@pytest.mark.parametrize(("amount", "found"), [(4 * GB - 1, []), (4 * GB, [False])])
def test_a_model_is_asked_from_four_times_on(amount, found):
    assert plain(watched(sent(GB, FRIEND)).see(7, sent(amount))) == found


def test_without_the_rule_a_model_is_asked():
    assert plain(watched(rule=False).see(7, sent(60 * GB))) == [False]


def test_settings_move_the_rule():
    assert plain(watched(least_bytes=2 * GB).see(7, sent(GB))) == [False]
    assert plain(watched(sent(GB), least_multiple=5).see(7, sent(5 * GB))) == [True]


def test_windows_of_24_hours_count_together():
    one = watched()
    assert not any(plain(one.see(7, sent(100 * MB), window=window)) == [True] for window in range(9))
    [hit] = one.see(7 + 20 / 24, sent(100 * MB))
    assert hit.plain and hit.groups[0].info["outBytes"] == GB
    late = watched()
    late.see(7, sent(900 * MB))
    assert late.see(8 + 1 / 24, sent(100 * MB)) == []


def test_hosts_are_apart_and_each_is_an_occurrence():
    one = watched()
    one.see(7, sent(400 * MB), sent(400 * MB, FRIEND))
    assert not one.see(7, sent(90 * MB), sent(90 * MB, FRIEND), window=1)
    [hit] = one.see(7, sent(GB), sent(GB, FRIEND), window=2)
    assert len(hit.groups) == 2


def test_an_archive_of_every_day_is_silent():
    one = watched(sent(8 * GB))
    assert not any(one.see(day, sent(8 * GB + GB // 2)) for day in range(7, 30))


def test_the_largest_host_of_any_day_is_the_measure():
    one = Watched(DETECTOR, Memory)
    one.see(0, sent(30 * GB, FRIEND), learned=False)
    assert not one.see(30, sent(60 * GB))


def test_a_monthly_dump_is_remembered_for_five_weeks():
    for days, found in ((36, False), (37, True)):
        one = Watched(DETECTOR, Memory)
        one.see(0, sent(60 * GB), learned=False)
        assert bool(one.see(days, sent(60 * GB))) is found


def test_what_goes_on_is_usual_two_days_later():
    one = watched()
    assert [bool(one.see(day, sent(5 * GB))) for day in (7, 8, 9)] == [True, True, False]


@pytest.mark.parametrize(
    "silent",
    [
        row(sent_bytes=50 * MB, got_bytes=60 * GB),
        sent(60 * GB, "10.0.7.7"),
        sent(60 * GB, accepted=False),
    ],
    ids=["got", "private", "refused"],
)
def test_near_misses(silent):
    assert not watched().see(7, silent)


def test_nothing_is_raised_while_the_instance_is_learnt():
    assert not Watched(DETECTOR, Memory).see(0, sent(60 * GB), learned=False)


def test_the_memory_is_bounded():
    one = watched()
    busy = [sent((2 + number) * MB, str(ip_address("198.51.100.1") + number)) for number in range(200)]
    for hour in range(24 * 3):
        one.see(7 + hour / 24, *busy)
    for day in range(11, 100):
        one.see(day, *busy)
    assert len(one.memory.hours) == MOST_HOSTS and len(one.memory.days) <= 37
    one.see(100, *busy)
    assert size(one) < MOST_HOSTS * 24 * 15
    assert ip_address("198.51.100.200").packed in {host[12:] for host in one.memory.hours}
