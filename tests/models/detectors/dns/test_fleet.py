"""Domains that nobody in the fleet had asked for."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.detectors.dns.base import Evidence, QueryHit
from models.detectors.dns.fleet import MOST_DOMAINS, TYPE, FleetFolder, FleetMemory, Known, presence
from models.detectors.dns.listed_domain import TYPES
from models.detectors.dns.occurrences import keyed_sighting
from models.detectors.dns.young_domain import YoungDomainSettings
from models.findings.sighting import occurrences
from models.fold import run, wake_up
from models.generated.score import LIKELY, drawn, randomness
from models.lists.marks import Mark, Said
from models.lists.settings import ListKind
from models.owner import WINDOW, Owner
from models.profiles.surroundings import KEPT
from models.queries.asked import Asked
from models.queries.packing import unpack
from models.queries.presence import Presence
from models.queries.slice import Lookup
from models.times import DAY, END_OF_TIME
from tests.queries import CLIENT, END, VPC, asked, lookup

KEY = b"fleet"
OWNERS = [Owner("111122223333", "eu-west-1", f"i-{number:017x}") for number in range(30)]
ODD = "xq7kzv2mhw9bqjt4.com"
OTHERS = [
    f"{label}.net"
    for label in ("wgkxqzpljvtrhb", "jmqcbvhxwzkptq", "vtxqlsjmdkzzrw", "hjdskfhwqexvbz", "q9x4z7k2v8j5w1")
]
SETTINGS = {TYPE.name: YoungDomainSettings()}


def folder(days: int = 7, **settings: object) -> FleetFolder:
    return FleetFolder({TYPE.name: YoungDomainSettings(**settings)} if settings else SETTINGS, days)


def call(name: str, end_ms: int = END, **values: object) -> Lookup:
    return lookup(name, answers=["A 198.51.100.7"], end_ms=end_ms, **values)


def present(window: Asked, owner: Owner = OWNERS[0], *, new_day: bool = True) -> list[Presence]:
    told = presence(owner, window, new_day=new_day)
    return [told] if told else []


def asks(*names: str, day: float = 0, who: int = 0, **values: Any) -> list[Presence]:
    """Presences of a client that calls on names, so many days after the first."""
    end_ms = END + round(day * DAY)
    return present(asked(*(names or ["www.example.com"]), end_ms=end_ms, **values), OWNERS[who])


def found(*parts: list[Presence], of: FleetFolder | None = None) -> list[tuple[str, str, int]]:
    """Who is found with what name on which day, when all is folded at once."""
    items = [item for part in parts for item in part]
    _, _, output = run(of or folder(), KEY, None, items, END_OF_TIME)
    return [
        (keyed.key.resource, one.action.name, (keyed.sighting.end_ms - END) // DAY)
        for keyed in output
        for one in occurrences([keyed.sighting])
    ]


WHO = OWNERS[0].name


def test_the_type_is_that_of_the_list():
    assert TYPE is TYPES[ListKind.SUSPICIOUS_REPUTATION]


def test_a_new_domain_that_looks_made_up_is_found():
    assert found(asks(), asks(ODD, "www.example.org", day=8)) == [(WHO, ODD, 8)]


def test_it_is_told_since_when_and_who_asked():
    _, _, [keyed] = run(folder(), KEY, None, [*asks(), *asks(f"www.{ODD}", day=8)], END_OF_TIME)
    [one] = occurrences([keyed.sighting])
    assert (keyed.key.type, keyed.key.account, keyed.sighting.end_ms) == (TYPE.name, "111122223333", END + 8 * DAY)
    assert (one.action.domain, one.action.address, one.action.vpc, one.action.severity) == (ODD, CLIENT, VPC, 2.0)
    told = {"clientsThatAsked": 1, "firstAsked": "2026-03-10", "randomness": drawn(ODD)}
    assert msgspec.json.decode(one.action.info) == told


@pytest.mark.parametrize("day", [0, 1, 6.5])
def test_a_fleet_is_learnt_first(day):
    assert found(asks(), asks(ODD, day=day), asks(ODD, day=9)) == []


@pytest.mark.parametrize(("days", "day", "hits"), [(0, 0, 0), (0, 1, 1), (1, 1, 1), (2, 1, 0), (2, 2, 1)])
def test_it_is_learnt_for_so_many_days_and_one_at_least(days, day, hits):
    assert len(found(asks(), asks(ODD, day=day), of=folder(days))) == hits


def test_somebody_s_domain_is_nobody_s_news():
    assert found(asks(), asks(ODD, day=1, who=7), asks(ODD, day=9)) == []


def test_what_was_asked_for_in_any_way_is_no_news():
    mail = present(asked(lookup(ODD, "MX", answers=["MX 10 mx.example.net"], end_ms=END + DAY), end_ms=END + DAY))
    assert found(asks(), mail, asks(ODD, day=9)) == []


@pytest.mark.parametrize(("days", "hits"), [(0, 2), (6, 2), (7, 1), (20, 1)])
def test_it_is_found_for_as_long_as_it_is_young(days, hits):
    assert len(found(asks(), asks(ODD, day=8), asks(ODD, day=8 + days + 0.1, who=1))) == hits


def test_what_nobody_asked_for_in_nine_weeks_is_new():
    weekly = [asks(day=day) for day in range(7, 80, 7)]
    assert found(asks(), asks(ODD, day=1), *weekly, asks(ODD, day=63)) == []
    assert found(asks(), asks(ODD, day=1), *weekly, asks(ODD, day=65)) == [(WHO, ODD, 65)]


@pytest.mark.parametrize(("clients", "hits"), [(1, 1), (3, 3), (4, 0), (25, 0)])
def test_what_many_clients_begin_to_ask_for_is_rolled_out(clients, hits):
    assert len(found(asks(), *(asks(ODD, day=8, who=who) for who in range(clients)))) == hits


def test_clients_are_counted_over_windows():
    windows = [asks(ODD, day=8 + who / 10, who=who) for who in range(5)]
    assert [who for who, _, _ in found(asks(), *windows)] == [OWNERS[who].name for who in range(3)]


def test_where_such_domains_are_usual_one_more_is_nothing():
    usual = [asks(name, day=2 + number, who=number) for number, name in enumerate(OTHERS)]
    assert all(drawn(name) >= LIKELY for name in OTHERS)
    assert found(asks(), *usual[:4], asks(ODD, day=8)) == []
    assert found(asks(), *usual[:3], asks(ODD, day=8)) == [(WHO, ODD, 8)]
    assert found(asks(), *usual[:4], asks(ODD, day=10)) == [(WHO, ODD, 10)]
    assert found(asks(*OTHERS), asks(ODD, day=8)) == [(WHO, ODD, 8)]
    assert found(asks(), *usual[:4], asks(ODD, day=8), of=folder(most_usual=4)) == [(WHO, ODD, 8)]


def test_several_that_come_up_on_one_day_are_all_found():
    assert len(found(asks(), asks(ODD, *OTHERS, day=8))) == 1 + len(OTHERS)


@pytest.mark.parametrize(
    "name",
    [
        "www.example.com",
        "xq7kzv2mhw9bqjt4.cloudfront.net",
        "xq7kzv2mhw9bqjt4.corp.local",
        "cnn.com",
        "xn--80ak6aa92e.com",
    ],
)
def test_other_new_names_are_nothing(name):
    assert found(asks(), asks(name, day=8)) == []


def test_a_name_that_is_not_there_is_nothing():
    missing = lookup(ODD, rcode="NXDOMAIN", end_ms=END + 8 * DAY)
    assert found(asks(), present(asked(missing, end_ms=END + 8 * DAY))) == []


def test_a_type_that_is_off_is_not_found_but_learnt():
    of = folder(enabled=False)
    state, _, output = run(of, KEY, None, [*asks(), *asks(ODD, day=8)], END + 8 * DAY)
    assert output == [] and state is not None and ODD in state.domains


def test_trusted_clients_and_names_are_told_as_such():
    for how in ({"trusted": True}, {"marks": {ODD: Mark(trusted=True)}}):
        _, _, [keyed] = run(folder(), KEY, None, [*asks(), *asks(ODD, day=8, **how)], END_OF_TIME)
        assert [one.action.trusted for one in occurrences([keyed.sighting])] == [True]


def test_what_a_list_says_is_told_whoever_finds_it():
    marks = {ODD: Mark(threats=(Said("suspicious-reputation", '{"listName":"bad"}'),))}
    _, _, [keyed] = run(folder(), KEY, None, [*asks(), *asks(ODD, day=8, marks=marks)], END_OF_TIME)
    assert [one.action.evidence for one in occurrences([keyed.sighting])] == ['[{"listName":"bad"}]']


def test_the_fleet_hears_little_of_a_domain_with_many_names():
    [told] = present(asked(*(f"n{number}.{ODD}" for number in range(500))))
    [domain] = unpack(told.odd)
    assert len(domain.lookups) == 8 and len(told.odd) < 1_000


def test_an_occurrence_is_that_of_the_list():
    marks = {ODD: Mark(threats=(Said("suspicious-reputation", "{}"),))}
    window = asked(call(ODD, END + 8 * DAY), end_ms=END + 8 * DAY, marks=marks)
    listed = keyed_sighting(
        OWNERS[0], window, QueryHit(TYPE, (Evidence(window.domains[ODD], window.domains[ODD].lookups, ODD),))
    )
    _, _, [keyed] = run(folder(), KEY, None, [*asks(), *asks(ODD, day=8, marks=marks)], END_OF_TIME)
    assert keyed.key == listed.key
    assert keyed.sighting.events.keys() == listed.sighting.events.keys()


def test_a_late_part_of_a_window_counts_no_second_time():
    state, _, [first] = run(folder(), KEY, None, [*asks(), *asks(ODD, f"a.{ODD}", day=8)], END + 8 * DAY)
    state, _, [late] = run(folder(), KEY, state, asks(f"a.{ODD}", day=8), END + 8 * DAY + WINDOW)
    assert late.key == first.key and late.sighting.events.keys() < first.sighting.events.keys()
    assert state is not None and state.domains[ODD].first == (END + 8 * DAY) // DAY


def test_a_window_that_comes_late_makes_a_domain_older():
    state, _, _ = run(folder(), KEY, None, [*asks(), *asks(ODD, day=9)], END + 9 * DAY)
    state, _, output = run(folder(), KEY, state, asks(ODD, day=6), END + 9 * DAY)
    assert output == []
    assert run(folder(), KEY, state, asks(ODD, day=9.5), END_OF_TIME)[2] == []


def test_of_windows_without_anything_odd_the_first_of_a_day_is_told():
    assert present(asked("www.example.com"), new_day=False) == []
    [quiet] = present(asked("www.example.com", "host.corp.local"))
    assert (quiet.end_ms, quiet.client, quiet.asked, quiet.odd) == (END, WHO, 1, b"")
    [odd] = present(asked(ODD, "www.example.com"), new_day=False)
    assert odd.asked == 2 and [domain.domain for domain in unpack(odd.odd)] == [ODD]


def test_a_name_that_can_be_spoken_may_be_coined():
    assert randomness("wiomiwion.com") >= YoungDomainSettings().least_randomness
    assert found(asks(), asks("wiomiwion.com", day=8)) == []


def test_who_browses_comes_upon_such_domains():
    pages = [f"www.shop{number}.example{number}.com" for number in range(13)]
    assert found(asks(), asks(ODD, *pages[:11], day=8)) == [(WHO, ODD, 8)]
    assert found(asks(), asks(ODD, *pages, day=8)) == []
    assert found(asks(), asks(ODD, *pages, day=8), of=folder(most_domains=14)) == [(WHO, ODD, 8)]


def test_a_fleet_is_forgotten_when_nobody_was_there_for_long():
    state, _, _ = run(folder(), KEY, None, asks(ODD), END)
    midnight = END - END % DAY + DAY
    assert wake_up(folder(), state) == midnight + KEPT
    assert run(folder(), KEY, state, [], midnight + KEPT - 1)[0] is not None
    assert run(folder(), KEY, state, [], midnight + KEPT)[0] is None


def test_the_memory_is_bounded_and_keeps_what_was_asked_for_last():
    day = END // DAY
    full = {f"d{number}.com": Known(day + number % 3, day + number % 5) for number in range(MOST_DOMAINS)}
    state, _, _ = run(folder(), KEY, FleetMemory(day, day + 4, full), asks(ODD, day=5), END + 5 * DAY)
    assert state is not None and len(state.domains) == MOST_DOMAINS
    assert ODD in state.domains and "d0.com" not in state.domains and "d5.com" in state.domains
    assert len(msgspec.msgpack.encode(state)) < 40 * MOST_DOMAINS


def test_presences_and_memories_survive_their_bytes():
    [one] = asks(ODD, day=8)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=Presence) == one
    state, _, _ = run(folder(), KEY, None, [*asks(), one], END + 8 * DAY)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=FleetMemory) == state


_DEEDS = st.tuples(
    st.sampled_from([0, 1, 7, 8, 9, 14, 80]),
    st.integers(0, 5),
    st.lists(st.sampled_from([ODD, *OTHERS, "www.example.com"]), max_size=3),
)


@given(st.lists(_DEEDS, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_within_a_window_and_repeats_decide_nothing(deeds, chance):
    items = [item for day, who, names in deeds for item in asks(*names, day=day, who=who)]
    shuffled = items + chance.sample(items, len(items) // 2)
    chance.shuffle(shuffled)
    outcomes = [run(folder(), KEY, None, each, END + 80 * DAY) for each in (items, shuffled)]
    assert outcomes[0][2] == outcomes[1][2]
    assert msgspec.msgpack.encode(outcomes[0][0]) == msgspec.msgpack.encode(outcomes[1][0])
