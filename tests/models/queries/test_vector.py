"""A window of queries as numbers, beside the habits of its client."""

from __future__ import annotations

from math import log2

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.lists.domains import LONGEST
from models.owner import WINDOW, Owner
from models.queries.habits import MOST_DOMAINS, MOST_TYPES, Habits
from models.queries.vector import CLIENT_FAMILY, entropy, vector
from models.times import DAY
from tests.queries import END, asked, lookup

OWNER = Owner("111122223333", "eu-west-1", "i-0abc")


def seen(*lookups, habits=None, **how):
    """A window's values by name."""
    habits = Habits() if habits is None else habits
    return CLIENT_FAMILY.named(vector(OWNER, asked(*lookups, **how), habits))


def picked(value, *names):
    return [value[name] for name in names]


def test_a_vector_names_its_window():
    one = vector(OWNER, asked("www.example.com"), Habits())
    told = (one.family, one.version, one.account, one.entity, one.end_ms)
    assert told == ("client", 1, "111122223333", "i-0abc", END)
    assert len(one.values) == len(CLIENT_FAMILY.features) == len({of.name for of in CLIENT_FAMILY.features})


def test_names_and_domains_are_roots():
    names = [f"{host}.example{number}.com" for number in range(4) for host in ("a", "b", "c", "d")]
    value = seen(*names, "host.corp.local", *(f"{n}.2.0.192.in-addr.arpa" for n in range(8)))
    assert picked(value, "names", "domains", "domains_new", "widest_names") == [5, 2, 2, 2]


def test_what_was_seen_is_no_news():
    habits = Habits()
    lookups = ["a.example.com", lookup("b.example.org", "TXT")]
    first, second = (seen(*lookups, habits=habits) for _ in range(2))
    names = ("domains_new", "types_new", "hour_new")
    assert picked(first, *names) == [1.25, 1.25, 1]
    assert picked(second, *names) == [0, 0, 0]
    third = seen("c.example.org", lookup("d.example.org", "MX"), habits=habits, end_ms=END + DAY)
    assert picked(third, *names) == [0, 1, 1]


@pytest.mark.parametrize(("days", "new"), [(62, 0), (63, 1)])
def test_habits_are_forgotten_after_nine_weeks(days, new):
    habits = Habits()
    seen("www.example.com", habits=habits)
    assert seen("www.example.com", habits=habits, end_ms=END + days * DAY)["domains_new"] == new


def test_names_are_a_multiple_of_those_of_earlier_days():
    habits = Habits()

    def usual(count, days):
        names = [f"n{number}.example.com" for number in range(count)]
        return seen(*names, habits=habits, end_ms=END + days * DAY)["names_usual"]

    assert [usual(20, 0), usual(80, 0), usual(80, 1), usual(320, 1), usual(80, 2)] == [1, 2, 1, 2, 0.5]


def test_how_lookups_ended_is_in_percent_of_those_that_tell():
    lookups = [lookup(f"{n}.example.com", rcode="NXDOMAIN") for n in range(3)]
    lookups += [lookup(f"{n}.example.org", rcode="SERVFAIL") for n in range(2)]
    lookups += [lookup(f"{n}.example.net") for n in range(5)]
    assert picked(seen(*lookups), "nxdomain", "failed") == [30, 20]
    untold = [lookup(f"{n}.example.net", rcode="") for n in range(9)]
    assert picked(seen(*lookups, *untold), "nxdomain", "failed") == [30, 20]
    assert picked(seen(*untold), "nxdomain", "failed") == [0, 0]


def test_kinds_of_lookups_are_in_percent_of_all():
    lookups = [lookup(f"{n}.example.com", "TXT") for n in range(2)] + [lookup("example.com", "NULL")]
    lookups += [lookup("example.org", "MX"), lookup("example.org", tcp=True), "host.corp.local", "printer"]
    lookups += [lookup(f"{n}.2.0.192.in-addr.arpa", "PTR") for n in range(8)]
    lookups += [f"{n}.example.net" for n in range(5)]
    names = ("text", "mail", "reverse", "internal", "tcp", "types")
    assert picked(seen(*lookups), *names) == [15, 5, 40, 10, 5, 2]


def test_answers_are_bytes():
    lookups = [lookup(f"{n}.t.example.com", "TXT", size=225) for n in range(4)] + [lookup("a.example.org", size=100)]
    names = ("answered", "answer_largest", "widest_answered")
    assert picked(seen(*lookups), *names) == [5.5, 15, 5.25]


def test_the_widest_domain_is_told_of():
    below = ["0123456789abcdef", "f" * 16, "deadbeefdeadbeef"]
    lookups = [lookup(f"{text}.t.example.com", type_) for text in below for type_ in ("A", "TXT", "NULL", "MX")]
    value = seen(*lookups, "a.example.org", "b.example.org", *(f"{n}.2.0.192.in-addr.arpa" for n in range(9)))
    names = ("widest_names", "widest_share", "widest_types", "widest_length", "widest_longest", "widest_digits")
    assert picked(value, *names) == [1.5, 20, 2, 4, 4, 15]
    spread = seen("ab.example.com", "abcd.example.com")
    assert spread["widest_entropy"] == 1.5


def test_a_window_without_the_internet_has_no_widest_domain():
    value = seen("host.corp.local", "printer", "7.2.0.192.in-addr.arpa")
    assert picked(value, "domains", "domain_entropy", "widest_names", "widest_share") == [0, 0, 0, 0]


def test_domains_that_say_nothing_are_longer_and_more_mixed():
    plain = seen("www.example.com", "mail.shop.org")
    made_up = seen("kq7vxz2mtw9yplrb.com", "x4jw8qhzn3vk5tdm.org")
    assert made_up["domain_entropy"] == 4 > plain["domain_entropy"] > 0
    assert made_up["domain_length"] == 4 > plain["domain_length"]


def test_habits_are_bounded_and_keep_what_is_newest():
    habits = Habits()
    for day in range(40):
        lookups = [lookup(f"d{day}-{n}.com", f"TYPE{day * 30 + n}") for n in range(30)]
        seen(*lookups, *(f"e{day}-{n}.com" for n in range(60)), habits=habits, end_ms=END + day * DAY)
    assert (len(habits.domains), len(habits.types)) == (MOST_DOMAINS, MOST_TYPES)
    assert len(msgspec.msgpack.encode(habits)) < 12_000
    assert seen("e39-1.com", habits=habits, end_ms=END + 40 * DAY)["domains_new"] == 0


@given(st.text(max_size=LONGEST))
def test_entropy_is_that_of_the_characters(text):
    exact = -sum(text.count(c) / len(text) * log2(text.count(c) / len(text)) for c in set(text)) if text else 0
    assert abs(entropy(text) / 256 - exact) < 3 / 256
    assert entropy(text) == entropy(text[::-1])


def test_entropy_of_what_is_too_long_for_a_name_is_that_of_its_beginning():
    assert entropy("ab" * 1_000) == entropy(("ab" * 1_000)[:LONGEST])


_NAMES = st.from_regex(r"([a-z0-9-]{1,62}\.){0,3}(com|co\.uk|local|in-addr\.arpa)", fullmatch=True)
_LOOKUPS = st.builds(
    lookup,
    _NAMES | st.text(st.characters(exclude_characters="."), max_size=20),
    st.sampled_from(["A", "TXT", "MX", "PTR", "TYPE65280"]),
    st.sampled_from(["", "NOERROR", "NXDOMAIN", "REFUSED"]),
    size=st.integers(0, 1 << 40),
)


@given(st.lists(_LOOKUPS, min_size=1, max_size=20))
def test_values_are_finite_eighths_whatever_is_asked(lookups):
    habits = Habits()
    for end_ms in (END, END + WINDOW):
        window = asked(*lookups, end_ms=end_ms)
        values = vector(OWNER, window, habits).values
        assert all(0 <= value < 1 << 24 and value * 8 == int(value * 8) for value in values)
    assert vector(OWNER, window, habits) == vector(OWNER, asked(*reversed(lookups), end_ms=end_ms), habits)
