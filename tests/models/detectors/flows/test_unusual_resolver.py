"""Public resolvers that an instance never asked: by DNS, over TLS and over HTTPS."""

from ipaddress import ip_address

import pytest

from models.detectors.flows.unusual_resolver import DETECTOR, DNS, MOST_RESOLVERS, OVER_HTTPS, OVER_TLS, Memory
from models.lists.marks import Mark, Said
from tests.flows import PEER, row, unanswered
from tests.models.detectors.flows.watched import FRIEND, Watched, size

LISTED = {PEER: Mark(threats=(Said("doh", "{}"),))}
KINDS = {
    DNS: ({"port": 53, "protocol": 17}, {}),
    OVER_TLS: ({"port": 853}, {}),
    OVER_HTTPS: ({"port": 443}, {"marks": LISTED}),
}


def watched(*rows, how=None, **settings):
    return Watched(DETECTOR, Memory, **settings).learn(*rows, **(how or {}))


def servers(count, first="203.0.113.1"):
    return [row(str(ip_address(first) + number), port=53, protocol=17) for number in range(count)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_resolver_is_found_once(kind):
    values, how = KINDS[kind]
    one = watched()
    [hit] = one.see(7, row(**values), row(FRIEND), **how)
    assert (hit.type, hit.plain) == (kind, True)
    assert [group.info for group in hit.groups] == [{"unusual": PEER}]
    assert not one.see(7, row(**values), window=1, **how)
    assert not one.see(60, row(**values), **how)


@pytest.mark.parametrize("kind", KINDS)
def test_a_resolver_of_every_day_is_silent(kind):
    values, how = KINDS[kind]
    assert not watched(row(**values), how=how).see(7, row(**values), **how)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("change", [{"outbound": False}, {"empty": 1}, {"accepted": False}])
def test_who_asks_the_instance_or_does_not_answer_is_none(kind, change):
    values, how = KINDS[kind]
    assert not watched().see(7, row(**values, **change), row(FRIEND), **how)


@pytest.mark.parametrize("kind", [DNS, OVER_TLS])
def test_a_private_resolver_is_none(kind):
    assert not watched().see(7, row("10.0.0.2", **KINDS[kind][0]))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_raised_while_the_instance_is_learnt(kind):
    values, how = KINDS[kind]
    assert not Watched(DETECTOR, Memory).see(0, row(**values), learned=False, **how)


@pytest.mark.parametrize("kind", KINDS)
def test_a_resolver_is_forgotten_after_nine_weeks(kind):
    values, how = KINDS[kind]
    for days, found in ((62, 0), (63, 1)):
        one = Watched(DETECTOR, Memory)
        one.see(0, row(**values), learned=False, **how)
        assert len(one.see(days, row(**values), **how)) == found


def test_dns_by_tcp_counts_and_tls_by_udp_does_not():
    assert [hit.type for hit in watched().see(7, row(port=53))] == [DNS]
    assert not watched().see(7, row(port=853, protocol=17))


def test_only_listed_servers_speak_dns_over_https():
    assert not watched().see(7, row())
    assert not watched().see(7, row(), marks={PEER: Mark(threats=(Said("custom", "{}"),))})
    [hit] = watched().see(7, row(), row(FRIEND), marks=LISTED)
    assert hit.kinds == {"doh"}


def test_ways_of_asking_are_known_apart():
    one = watched(row(**KINDS[DNS][0]))
    assert [hit.type for hit in one.see(7, row(port=853), row(**KINDS[DNS][0]))] == [OVER_TLS]


def test_the_usual_resolvers_are_shown():
    one = watched(row("8.8.8.8", port=53, protocol=17))
    [hit] = one.see(7, row(port=53))
    assert hit.detail == {"profiledResolvers": ["8.8.8.8"]}


@pytest.mark.parametrize("second", ["8.8.4.4", "2001:4860:4860::8844"])
def test_the_second_address_of_an_operator_is_known_with_the_first(second):
    assert not watched(row("8.8.8.8", port=53, protocol=17)).see(7, row(second, port=53, protocol=17))
    assert watched(row("8.8.8.8", port=53, protocol=17)).see(7, row("1.1.1.1", port=53, protocol=17))


@pytest.mark.parametrize(("known", "found"), [(18, True), (19, False)])
def test_who_asks_twenty_resolves_names_itself(known, found):
    assert bool(watched(*servers(known)).see(7, row(port=53))) is found


def test_who_begins_to_resolve_names_itself_is_silent():
    assert not watched().see(7, *servers(20))
    assert watched().see(7, *servers(19))
    assert watched(least_many=30).see(7, *servers(29))


def test_many_name_servers_do_not_hide_those_over_tls():
    assert [hit.type for hit in watched(*servers(40)).see(7, row(port=853))] == [OVER_TLS]


def test_the_memory_is_bounded():
    one = watched()
    for day in range(7, 12):
        assert not one.see(day, *servers(200, f"198.51.{day}.1"))
    assert len(one.memory.plain) == MOST_RESOLVERS and size(one) < 3_000


def test_unanswered_resolvers_are_not_learnt():
    one = watched()
    assert not one.see(7, unanswered(port=53))
    assert one.see(7, row(port=53), window=1)
