"""Names, answers, habits and the cache by themselves."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from models.queries.registered import registered
from models.simulate.dice import Dice
from models.simulate.dns import answers, words
from models.simulate.dns.answers import Question
from models.simulate.dns.cache import Asked, Cache
from models.simulate.dns.clients import Client
from models.simulate.dns.habit import Habit
from models.simulate.dns.records import record
from models.simulate.flows.rhythm import OFFICE
from tests.models.simulate.dns.conftest import MONDAY

CLIENT = Client("111122223333", "eu-west-1", "vpc-0a", "10.20.0.5", "web", "i-0a")


@given(st.integers())
def test_domains_are_registered_domains(seed: int) -> None:
    name = words.domain(Dice.of(seed))
    found = registered(name)
    assert found.public and found.domain == name and name.isascii() and name == name.lower()


def test_domains_are_different_and_of_many_suffixes() -> None:
    drawn = words.domains(500, Dice.of("domains"))
    assert len(set(drawn)) == 500
    assert len({name.partition(".")[2] for name in drawn}) > 25
    assert any(name.startswith("xn--") for name in drawn) and any("-" in name[2:] for name in drawn)


@given(st.integers())
def test_a_slip_is_another_name_of_almost_the_same_length(seed: int) -> None:
    name = words.domain(Dice.of(seed))
    wrong = words.mistyped(name, Dice.of(seed, "slip"))
    assert abs(len(wrong) - len(name)) <= 1 and wrong.partition(".")[2] == name.partition(".")[2]


def test_a_name_leads_where_it_led_before() -> None:
    assert answers.address("www.tarnhollow.net").answers == answers.address("www.tarnhollow.net", 60).answers
    chain = answers.alias("www.tarnhollow.net", ("a.edge.example.net", "b.example.net"))
    assert [answer.type for answer in chain.answers[:3]] == ["CNAME", "CNAME", "A"]
    assert chain.answers[2:] == answers.address("b.example.net").answers


def test_addresses_are_asked_for_backwards() -> None:
    assert answers.backwards("192.0.2.7") == "7.2.0.192.in-addr.arpa"
    assert answers.octets_backwards("192.0.2.7") == "7.2.0.192"


@given(st.lists(st.tuples(st.integers(0, 5000), st.sampled_from("abc"), st.integers(1, 900))))
def test_what_the_cache_has_is_not_asked_for_again(drawn: list[tuple[int, str, int]]) -> None:
    asked = [Asked(at, CLIENT, Question(name, "A", ttl=ttl)) for at, name, ttl in sorted(drawn)]
    missed = list(Cache().missed(asked))
    for one, later in ((a, b) for n, a in enumerate(missed) for b in missed[n + 1 :]):
        assert one.question.name != later.question.name or later.at >= one.at + one.question.ttl
    known = {one.question.name for one in missed}
    assert known == {one.question.name for one in asked}


def test_the_cache_tells_types_apart() -> None:
    asked = [Asked(0, CLIENT, Question("a.example", kind)) for kind in ("A", "AAAA", "A")]
    assert [one.question.type for one in Cache().missed(asked)] == ["A", "AAAA"]


def test_a_habit_keeps_to_its_hours() -> None:
    habit = Habit("pages", 100, (CLIENT,), lambda *_: answers.both("www.tarnhollow.net"), OFFICE, 5)
    made = [list(habit.hour(MONDAY + hour * 3600, Dice.of(hour))) for hour in range(24)]
    assert not made[3] and 85 <= sum(map(len, made)) // 2 <= 115
    assert all(MONDAY + n * 3600 <= one.at < MONDAY + (n + 1) * 3600 for n, those in enumerate(made) for one in those)


def test_a_record_is_what_the_resolver_writes() -> None:
    question = Question("www.example.com", "A", answers=(answers.Answer("A", "192.0.2.1"),))
    made = msgspec.json.decode(record(Asked(MONDAY, CLIENT, question)))
    assert made | {"srcport": ""} == {
        "version": "1.100000",
        "account_id": "111122223333",
        "region": "eu-west-1",
        "vpc_id": "vpc-0a",
        "query_timestamp": "2026-03-02T00:00:00Z",
        "query_name": "www.example.com.",
        "query_type": "A",
        "query_class": "IN",
        "rcode": "NOERROR",
        "answers": [{"Rdata": "192.0.2.1", "Type": "A", "Class": "IN"}],
        "srcaddr": "10.20.0.5",
        "srcport": "",
        "transport": "UDP",
        "srcids": {"instance": "i-0a"},
    }


def test_a_long_answer_comes_by_tcp() -> None:
    long = answers.text("long.example.com", *["x" * 250] * 6)
    assert msgspec.json.decode(record(Asked(MONDAY, CLIENT, long)))["transport"] == "TCP"
