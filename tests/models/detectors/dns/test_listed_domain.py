"""Domains that threat lists name."""

from __future__ import annotations

import pytest

from models.detectors.base import DetectorSettings
from models.detectors.dns.base import QueryHit, Scene
from models.detectors.dns.listed_domain import DETECTOR, TYPES
from models.detectors.dns.occurrences import MOST_OCCURRENCES, keyed_sighting
from models.dns.query import Answer, Query
from models.findings.sighting import occurrences
from models.findings.types import HIGH, LOW, MEDIUM
from models.lists.marks import Mark, Said, mark
from models.lists.settings import ListKind
from models.owner import Owner
from models.queries.assemble import Seen, assemble
from models.queries.reduce import Reducer
from models.queries.slice import Lookup
from tests.lists import book, listed
from tests.queries import END, asked, lookup

BAD = "evil.example"
OWNER = Owner("111122223333", "eu-west-1", "i-0a1b2c3d4e5f60718")
SETTINGS = {kind.name: DETECTOR.settings.get(kind.name, DetectorSettings)() for kind in DETECTOR.types}

#: Of GuardDuty's table.
SEVERITIES = {
    ListKind.C2: ("Backdoor:EC2/C&CActivity.B!DNS", HIGH),
    ListKind.CRYPTO: ("CryptoCurrency:EC2/BitcoinTool.B!DNS", HIGH),
    ListKind.ABUSED_REPUTATION: ("Impact:EC2/AbusedDomainRequest.Reputation", MEDIUM),
    ListKind.BITCOIN_REPUTATION: ("Impact:EC2/BitcoinDomainRequest.Reputation", HIGH),
    ListKind.MALICIOUS_REPUTATION: ("Impact:EC2/MaliciousDomainRequest.Reputation", HIGH),
    ListKind.SUSPICIOUS_REPUTATION: ("Impact:EC2/SuspiciousDomainRequest.Reputation", LOW),
    ListKind.CUSTOM: ("Impact:EC2/MaliciousDomainRequest.Custom", MEDIUM),
    ListKind.BLACK_HOLE: ("Trojan:EC2/BlackholeTraffic!DNS", MEDIUM),
    ListKind.DGA: ("Trojan:EC2/DGADomainRequest.C!DNS", HIGH),
    ListKind.DRIVE_BY: ("Trojan:EC2/DriveBySourceTraffic!DNS", HIGH),
    ListKind.DROP_POINT: ("Trojan:EC2/DropPoint!DNS", MEDIUM),
    ListKind.PHISHING: ("Trojan:EC2/PhishingDomainRequest!DNS", HIGH),
}
OTHERS = [kind for kind in ListKind if kind not in SEVERITIES]


def marked(*kinds: ListKind) -> Mark:
    return Mark(threats=tuple(Said(kind.value, "{}") for kind in kinds))


def judge(*lookups: Lookup | str, marks: dict[str, Mark]) -> list[QueryHit]:
    scene = Scene(asked(*lookups, marks=marks), learned=False, day=0)
    return list(DETECTOR.judge(scene, None, SETTINGS))


def by_list(entry: str, *lookups: Lookup | str, kind: ListKind = ListKind.C2) -> list[QueryHit]:
    """What is found when one list has one entry."""
    known = book(listed("list", [entry], kind=kind.value))
    names = {one if isinstance(one, str) else one.name for one in lookups}
    found = {name: said for name in names if (said := mark(known.domain(name)))}
    return judge(*lookups, marks=found)


def test_the_types_are_guardduty_s():
    assert {kind: (of.name, of.severity) for kind, of in TYPES.items()} == SEVERITIES
    assert DETECTOR.types == tuple(TYPES.values())


@pytest.mark.parametrize("kind", SEVERITIES)
def test_a_listed_name_is_found(kind):
    [hit] = judge(BAD, "www.good.example.org", marks={BAD: marked(kind)})
    assert (hit.type, hit.kinds, hit.plain, hit.severity) == (TYPES[kind], {kind.value}, True, None)
    assert [(one.name, one.domain.name, len(one.lookups)) for one in hit.evidence] == [(BAD, BAD, 1)]


@pytest.mark.parametrize("kind", SEVERITIES)
@pytest.mark.parametrize(
    "name",
    ["good.example", f"{BAD}.corp.internal", f"{BAD}.dbl.blocklist.example.org", "notevil.example", "example"],
)
def test_what_only_looks_like_a_listed_name_is_nothing(kind, name):
    assert by_list(BAD, name, kind=kind) == []


@pytest.mark.parametrize("kind", SEVERITIES)
def test_names_below_a_listed_one_are_found(kind):
    [hit] = by_list(BAD, f"b.{BAD}", f"x.a.{BAD}", BAD, kind=kind)
    assert [one.name for one in hit.evidence] == [f"b.{BAD}", BAD, f"x.a.{BAD}"]


def test_a_wildcard_is_of_the_names_below_alone():
    [hit] = by_list(f"*.{BAD}", f"b.{BAD}", BAD)
    assert [one.name for one in hit.evidence] == [f"b.{BAD}"]


@pytest.mark.parametrize("kind", OTHERS)
def test_lists_of_other_kinds_say_nothing(kind):
    assert judge(BAD, marks={BAD: marked(kind)}) == []


def test_a_trusted_name_is_left_to_be_silenced():
    assert judge(BAD, marks={BAD: Mark(trusted=True)}) == []
    [hit] = judge(BAD, marks={BAD: Mark(trusted=True, threats=marked(ListKind.C2).threats)})
    window = asked(BAD, marks={BAD: Mark(trusted=True)})
    assert [one.action.trusted for one in occurrences([keyed_sighting(OWNER, window, hit).sighting])] == [True]


@pytest.mark.parametrize(
    "one",
    [
        lookup(BAD, rcode="NXDOMAIN"),
        lookup(BAD, rcode="SERVFAIL"),
        lookup(BAD, rcode=""),
        lookup(BAD, answers=["A 0.0.0.0"]),
        lookup(BAD, answers=["A 203.0.113.200"], blocked=True),
        lookup(BAD, "TXT", answers=["TXT x"]),
        lookup(BAD, "TYPE65", rcode="NOERROR"),
    ],
    ids=["missing", "failed", "not told", "sinkholed", "blocked", "text", "number"],
)
def test_a_query_is_enough_whatever_is_answered(one):
    assert judge(one, marks={BAD: marked(ListKind.PHISHING)})


def test_looking_an_address_up_backwards_is_nothing():
    name = "7.100.51.198.in-addr.arpa"
    assert judge(lookup(name, "PTR"), marks={name: marked(ListKind.C2)}) == []


@pytest.mark.parametrize(
    "kind", [ListKind.BLACK_HOLE, *(kind for kind in SEVERITIES if kind is not ListKind.BLACK_HOLE)]
)
def test_of_addresses_that_are_answered_only_black_holes_count(kind):
    reducer = Reducer()
    reducer.use(book(listed("addresses", ["198.51.100.66"], kind=kind.value)))
    reducer.add([Query(END - 1, "www.example.org", "A", "NOERROR", (Answer("A", "198.51.100.66"),), "10.0.0.5")])
    [(owner, one)] = reducer.take()
    window = assemble(END, [one], Seen(), 0)
    hits = DETECTOR.judge(Scene(window, learned=False, day=0), None, SETTINGS)
    assert [hit.type for hit in hits] == ([TYPES[kind]] if kind is ListKind.BLACK_HOLE else [])
    for hit in hits:
        [found] = occurrences([keyed_sighting(owner, window, hit).sighting])
        assert '"198.51.100.66"' in found.action.evidence


def test_a_name_on_lists_of_several_kinds_is_several_findings():
    hits = judge(BAD, marks={BAD: marked(ListKind.DGA, ListKind.C2, ListKind.C2, ListKind.TOR)})
    assert [hit.type for hit in hits] == [TYPES[ListKind.C2], TYPES[ListKind.DGA]]


def test_all_lookups_of_a_name_are_one_occurrence():
    lookups = [lookup(BAD, type_, rcode) for type_ in ("A", "AAAA") for rcode in ("NOERROR", "SERVFAIL")]
    [hit] = judge(*lookups, lookup(f"other.{BAD}"), marks={BAD: marked(ListKind.C2)})
    assert [len(one.lookups) for one in hit.evidence] == [4]


def test_of_very_many_names_the_first_are_told_and_the_others_counted():
    names = [f"{number:04d}.{BAD}" for number in range(MOST_OCCURRENCES + 7)]
    window = asked(*reversed(names))
    [hit] = judge(*reversed(names), marks=dict.fromkeys(names, marked(ListKind.C2)))
    made = keyed_sighting(OWNER, window, hit).sighting
    assert {one.action.name for one in occurrences([made])} == set(names[:MOST_OCCURRENCES])
    assert made.detail == '{"occurrencesLeftOut":7}'


def test_what_a_list_calls_the_threat_is_told():
    known = book(listed("c2", [BAD], kind="c2", threat="Log4j Related"))
    said = mark(known.domain(BAD))
    [hit] = judge(BAD, marks={BAD: said})
    [one] = occurrences([keyed_sighting(OWNER, asked(BAD, marks={BAD: said}), hit).sighting])
    assert '"Log4j Related"' in one.action.evidence
