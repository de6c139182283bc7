"""From queries to slices."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from models.config.places import Places
from models.dns.query import Answer, Query
from models.enrichment.inventory import Inventory
from models.lists.book import Book
from models.owner import WINDOW, Owner
from models.queries.packing import unpack
from models.queries.reduce import Reducer
from models.queries.sample import joined
from models.queries.slice import MOST_NAMES, DomainSlice, Lookup, Response, Slice
from tests.lists import book, listed
from tests.models.enrichment.samples import ACCOUNT, OTHER_VPC, VPC, WEB, instances, interfaces, printed

REGION = "eu-west-1"

#: A window begins: 2026-03-02, 10:00 UTC.
BEGIN = 1_772_445_600_000


def inventory() -> Inventory:
    return Inventory.parse([("prints.json", printed(instances(), interfaces()))])


def asked(name: str = "www.example.com", at_ms: int = 0, *answers: str, **values: Any) -> Query:
    """A query of a client in a VPC; answers are ``"A 192.0.2.1"`` each."""
    said = {"type": "A", "rcode": "NOERROR", "address": "10.0.0.5", "account": ACCOUNT, "region": REGION, "vpc": VPC}
    return Query(
        BEGIN + at_ms, name, answers=tuple(Answer(*each.split(" ", 1)) for each in answers), **{**said, **values}
    )


def reduced(*queries: Query, of: Inventory | None = None, lists: Book | None = None) -> list[tuple[Owner, Slice]]:
    reducer = Reducer(of)
    if lists is not None:
        reducer.use(lists)
    reducer.add(list(queries))
    return reducer.take()


def only(*queries: Query, **values: Any) -> tuple[Owner, Slice]:
    (found,) = reduced(*queries, **values)
    return found


def lookups(found: Slice) -> list[Lookup]:
    return [lookup for domain in unpack(found.domains) for lookup in domain.lookups]


def test_a_query_as_a_slice():
    owner, found = only(asked("www.example.com", 7, "CNAME e.example.net", "A 192.0.2.1", instance="i-0a", tcp=True))
    assert owner == Owner(ACCOUNT, REGION, "i-0a")
    most = Response(17, 2, (("CNAME", "e.example.net"), ("A", "192.0.2.1")))
    lookup = Lookup("www.example.com", "A", "NOERROR", BEGIN + 7, BEGIN + 7, most, tcp=True)
    assert unpack(found.domains) == (DomainSlice("example.com", True, False, (lookup,), False, {}),)
    expected = (BEGIN + WINDOW, VPC, "10.0.0.5", False, 1)
    assert (found.end_ms, found.vpc, found.address, found.trusted, found.count) == expected


def test_a_query_belongs_to_the_window_that_ends_after_it():
    ends = [found.end_ms for _, found in reduced(asked(at_ms=0), asked(at_ms=WINDOW - 1), asked(at_ms=WINDOW))]
    assert ends == [BEGIN + WINDOW, BEGIN + 2 * WINDOW]


def test_queries_that_ended_alike_are_one_lookup():
    found = only(
        asked("a.example.com", 50, "A 192.0.2.9"),
        asked("a.example.com", 20, "A 192.0.2.1", "A 192.0.2.2"),
        asked("a.example.com", 90, blocked=True),
        asked("a.example.com", 60, rcode="SERVFAIL"),
    )[1]
    most = Response(8, 2, (("A", "192.0.2.1"), ("A", "192.0.2.2")))
    assert lookups(found) == [
        Lookup("a.example.com", "A", "NOERROR", BEGIN + 20, BEGIN + 90, most),
        Lookup("a.example.com", "A", "SERVFAIL", BEGIN + 60, BEGIN + 60),
    ]
    assert found.count == 4


@pytest.mark.parametrize(
    ("values", "name", "vpc"),
    [
        ({"instance": "i-0a"}, "i-0a", VPC),
        ({"address": "10.0.1.20"}, WEB, VPC),
        ({"address": "10.0.1.21"}, WEB, VPC),
        ({"address": "10.0.1.20", "vpc": OTHER_VPC}, f"{OTHER_VPC}/10.0.1.20", OTHER_VPC),
        ({"address": "10.0.1.20", "vpc": ""}, WEB, VPC),
        ({"address": "10.0.1.20", "vpc": "", "account": "999999999999"}, "10.0.1.20", ""),
        ({"address": "203.0.113.10", "vpc": "", "account": ""}, WEB, VPC),
        ({"address": "10.0.1.20", "vpc": "", "account": ""}, "10.0.1.20", ""),
        ({"address": "10.0.1.20", "vpc": "", "instance": "i-0a"}, "i-0a", ""),
        ({"address": "10.0.1.20", "vpc": "", "instance": WEB}, WEB, VPC),
        ({}, f"{VPC}/10.0.0.5", VPC),
        ({"address": "", "instance": "i-0a"}, "i-0a", VPC),
    ],
)
def test_whose_a_query_is(values, name, vpc):
    owner, found = only(asked(**values), of=inventory())
    assert (owner.name, found.vpc) == (name, vpc)
    assert (owner.account, owner.region) == (values.get("account", ACCOUNT), REGION)


def test_without_an_inventory_the_address_stands_for_the_client():
    assert only(asked(address="10.0.1.20"))[0].name == f"{VPC}/10.0.1.20"
    assert only(asked(address="10.0.1.20", vpc=""))[0].name == "10.0.1.20"


def test_an_instance_with_two_addresses_is_one_owner():
    queries = [asked(f"{at}.example.com", instance="i-0a", address=at) for at in ("10.0.0.6", "", "10.0.0.5")]
    found = only(*queries)[1]
    assert (found.address, found.count, len(lookups(found))) == ("10.0.0.5", 3, 3)


def test_what_is_left_out_is_counted():
    reducer = Reducer(accounts=Places(disabled=("999999999999",)))
    nobody = asked(address="")
    reducer.add([nobody, nobody, asked(account="999999999999"), asked(account="999999999999", address=""), asked()])
    assert len(reducer) == 1
    assert reducer.take_skipped() == {"no-client": 2, "account-off": 2}
    assert reducer.take_skipped() == {}
    assert [owner.name for owner, _ in reducer.take()] == [f"{VPC}/10.0.0.5"]
    assert (len(reducer), reducer.take()) == (0, [])


def lists() -> Book:
    return book(
        listed("bad", ["evil.example", "203.0.113.9"], kind="c2"),
        listed("holes", ["192.0.2.0/24", "hole.example"], kind="black-hole"),
        listed("own", ["10.0.0.5", "good.evil.example", "192.0.2.9"], trusted=True),
    )


def test_what_lists_say_of_names_goes_with_them():
    queries = [asked(name) for name in ("a.evil.example", "good.evil.example", "www.example.com")]
    marks = {
        name: mark for part in unpack(only(*queries, lists=lists())[1].domains) for name, mark in part.marks.items()
    }
    told = {name: (mark.trusted, [said.kind for said in mark.threats]) for name, mark in marks.items()}
    assert told == {"a.evil.example": (False, ["c2"]), "good.evil.example": (True, ["c2"])}


@pytest.mark.parametrize(
    ("answers", "entries"),
    [
        (("A 192.0.2.1",), ["192.0.2.0/24"]),
        (("CNAME 192.0.2.1", "TXT 192.0.2.1"), []),
        (("AAAA ::ffff:192.0.2.1", "A 192.0.2.2"), ["192.0.2.0/24"]),
        (("A 203.0.113.9",), []),
        (("A 192.0.2.9",), []),
    ],
)
def test_black_holes_are_told_by_answers(answers, entries):
    found = only(asked("www.example.com", 0, *answers), lists=lists())[1]
    (lookup,) = lookups(found)
    assert [(said.kind, json.loads(said.said)["entry"]) for said in lookup.black_holes] == [
        ("black-hole", entry) for entry in entries
    ]
    assert unpack(found.domains)[0].marks == {}


def test_answers_of_the_metadata_service():
    found = only(asked("www.example.com", 0, "A 169.254.169.254"), asked("www.example.com", 9, "A 198.51.100.7"))[1]
    assert [(each.metadata, each.first_ms - BEGIN) for each in lookups(found)] == [(("169.254.169.254",), 0), ((), 9)]


def test_a_client_on_a_trusted_list_is_trusted_and_newer_lists_are_taken_up():
    reducer = Reducer()
    told = []
    for known in (book(), lists(), book(listed("own", ["evil.example"], trusted=True))):
        reducer.use(known)
        reducer.add([asked("evil.example")])
        found = reducer.take()[0][1]
        told.append((found.trusted, sorted(unpack(found.domains)[0].marks)))
    assert told == [(False, []), (True, ["evil.example"]), (False, ["evil.example"])]


def test_of_very_many_names_a_sample_is_kept():
    found = only(*(asked(f"{number:04x}.t.example.com", number, type="NULL") for number in range(3_000)))[1]
    (domain,) = unpack(found.domains)
    assert (len(domain.lookups), domain.more, found.count) == (MOST_NAMES, True, 3_000)


def some_queries() -> list[Query]:
    names = ("www.example.com", "a.evil.example", "b.co.uk", "5.0.0.10.in-addr.arpa", "wpad", "")
    answers = ((), ("A 192.0.2.1",), ("A 169.254.169.254",), ("TXT x", "TXT yy"))
    clients = ({"address": "10.0.1.20"}, {"address": "10.0.0.9", "vpc": ""}, {"instance": "i-0a"}, {"account": ""})
    return [
        asked(name, at, *those, **client)
        for at in range(0, 3 * WINDOW, WINDOW // 2)
        for name in names
        for those in answers
        for client in clients
    ]


def union(found: list[tuple[Owner, Slice]]) -> dict[Any, Any]:
    """What all slices of an owner and window say together."""
    rest: dict[Any, Any] = {}
    for owner, one in found:
        known = rest.setdefault((owner, one.end_ms), {"vpc": "", "trusted": False, "count": 0, "domains": {}})
        known["vpc"] = max(known["vpc"], one.vpc)
        known["trusted"] |= one.trusted
        known["count"] += one.count
        for part in unpack(one.domains):
            parts = [known["domains"][part.domain]] if part.domain in known["domains"] else []
            known["domains"][part.domain] = joined([*parts, part])
    return rest


@pytest.mark.parametrize("seed", range(4))
def test_neither_order_nor_batches_decide_what_there_is(seed):
    dice = random.Random(seed)
    queries = some_queries()
    once, pieces = Reducer(inventory()), Reducer(inventory())
    for reducer in (once, pieces):
        reducer.use(lists())
    once.add(queries)
    whole = once.take()
    assert [(owner, one.end_ms) for owner, one in whole] == sorted({(owner, one.end_ms) for owner, one in whole})
    dice.shuffle(queries)
    once.add(queries)
    assert once.take() == whole
    found = []
    while queries:
        count = dice.randrange(1, 40)
        pieces.add(queries[:count])
        del queries[:count]
        if dice.random() < 0.5:
            found += pieces.take()
    found += pieces.take()
    assert union(found) == union(whole)
