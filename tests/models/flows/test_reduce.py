"""From log lines to slices."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa
import pytest

from models.config.places import Places
from models.enrichment.inventory import Inventory
from models.flows.packing import unpack
from models.flows.reduce import Reducer
from models.flows.slice import EGRESS, INGRESS, NO_FLAGS, UNKNOWN, Slice
from models.flows.traffic import shown
from models.lists.book import Book
from models.lists.marks import Mark
from models.lists.marks import listed as told
from models.owner import Owner
from models.vpc_flow.columns import SCHEMA
from models.vpc_flow.decode import decode
from models.vpc_flow.fields import Formats
from tests.lists import book, listed
from tests.models.enrichment.samples import (
    ACCOUNT,
    NODE,
    NODE_ENI,
    VPC,
    WEB,
    WEB_ENI,
    WEB_ENI_2,
    instances,
    interface,
    interfaces,
    printed,
)

V5 = """version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action
    log-status vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region flow-direction"""
NAT_ENI = f"eni-{7:017x}"

#: A window begins.
BEGIN = 1_772_445_600


class Record(NamedTuple):
    """A record with its addresses as text."""

    src: str
    dst: str
    src_port: int = 40_000
    dst_port: int = 443
    protocol: int = 6
    flags: int = NO_FLAGS
    accepted: bool = True
    direction: int = UNKNOWN
    packets: int = 10
    bytes: int = 4_000
    start: int = BEGIN + 60
    end: int = BEGIN + 119


def inventory() -> Inventory:
    nat = interface(7, "10.0.1.7", InterfaceType="nat_gateway")
    return Inventory.parse([("inventory.json", printed(instances(), interfaces(nat)))])


def v2(interface_id: str, src: str, dst: str, **values: Any) -> str:
    """A line of the default format."""
    said = {
        "account": ACCOUNT,
        "ports": "40000 443",
        "amounts": "6 10 4000",
        "times": f"{BEGIN + 60} {BEGIN + 119}",
        "action": "ACCEPT",
    } | values
    return (
        f"2 {said['account']} {interface_id} {src} {dst} {said['ports']} {said['amounts']} {said['times']}"
        f" {said['action']} OK"
    )


def v5(line: str, rest: str) -> str:
    """A line of version 5: one of version 2 with its other fields behind."""
    return f"{line} {rest}"


def table(*lines: str, header: str = "") -> pa.Table:
    decoded = decode("\n".join([*([" ".join(header.split())] if header else []), *lines]).encode(), "a", Formats())
    assert not decoded.rejected
    return decoded.table


def zeek(*connections: dict[str, Any]) -> pa.Table:
    given = {"ts": BEGIN + 60.5, "duration": 2.0, "id.orig_p": 40_000, "id.resp_p": 443, "proto": "tcp"}
    given |= {"conn_state": "SF", "orig_pkts": 10, "resp_pkts": 8, "orig_ip_bytes": 4_000, "resp_ip_bytes": 900}
    return table(*(json.dumps(given | connection) for connection in connections))


def records(of: Slice) -> list[Record]:
    """A slice's records, with their addresses as text."""
    addresses = [shown(of.addresses[at : at + 16]) for at in range(0, len(of.addresses), 16)]
    found = unpack(of.records)
    assert len(found) == of.count
    columns = {name: getattr(found, name).tolist() for name in Record._fields}
    columns |= {side: [addresses[place] for place in columns[side]] for side in ("src", "dst")}
    return [Record(*values) for values in zip(*columns.values(), strict=True)]


def reduced(*tables: pa.Table, lists: Book | None = None, **how: Any) -> list[tuple[Owner, Slice]]:
    reducer = Reducer(**how)
    if lists:
        reducer.use(lists)
    for each in tables:
        reducer.add(each)
    return reducer.take()


def only(*tables: pa.Table, **how: Any) -> tuple[Owner, Slice]:
    (found,) = reduced(*tables, **how)
    return found


def skipped(given: pa.Table, **how: Any) -> dict[str, int]:
    """What is left out of records of which nothing else is left."""
    reducer = Reducer(**how)
    reducer.add(given)
    assert not len(reducer) and not reducer.take()
    counts = reducer.take_skipped()
    assert not reducer.take_skipped()
    return counts


def test_a_line_of_the_default_format():
    owner, found = only(table(v2("eni-0a", "10.0.0.5", "198.51.100.7")))
    assert owner == Owner(ACCOUNT, "", "eni-0a")
    assert msgspec.structs.replace(found, addresses=b"", records=b"") == Slice(
        end_ms=(BEGIN + 600) * 1000,
        interface="eni-0a",
        vpc="",
        subnet="",
        cluster="",
        transit=False,
        addresses=b"",
        marks={},
        records=b"",
        count=1,
    )
    assert records(found) == [Record("10.0.0.5", "198.51.100.7")]


def test_a_line_of_version_five():
    line = v5(
        v2("eni-0a", "198.51.100.7", "10.0.0.5"),
        "vpc-0a subnet-0a i-0a 19 IPv4 198.51.100.7 10.0.0.6 eu-west-1 ingress",
    )
    owner, found = only(table(line, header=V5))
    assert owner == Owner(ACCOUNT, "eu-west-1", "i-0a")
    assert (found.interface, found.vpc, found.subnet, found.transit) == ("eni-0a", "vpc-0a", "subnet-0a", False)
    assert records(found) == [Record("198.51.100.7", "10.0.0.5", flags=19, direction=INGRESS)]


def test_what_is_not_known():
    line = "- - 10.0.0.5 198.51.100.7 - - - - - 1772445660 1772445719 -"
    owner, found = only(table(f"2 {line.replace('- -', '- eni-0a', 1)} OK"))
    assert owner == Owner("", "", "eni-0a")
    assert records(found) == [Record("10.0.0.5", "198.51.100.7", 0, 0, -1, packets=1, bytes=0)]
    (refused,) = records(only(table(v2("eni-0a", "10.0.0.5", "192.0.2.1", amounts="6 0 0", action="REJECT")))[1])
    assert (refused.packets, refused.accepted) == (1, False)


@pytest.mark.parametrize(
    ("second", "window"), [(BEGIN - 1, 0), (BEGIN, 1), (BEGIN + 599, 1), (BEGIN + 600, 2), (BEGIN + 1199, 2)]
)
def test_the_last_second_says_which_window(second, window):
    line = v2("eni-0a", "10.0.0.5", "198.51.100.7", times=f"{BEGIN - 700} {second}")
    assert only(table(line))[1].end_ms == (BEGIN + 600 * window) * 1000


def test_windows_may_have_another_size():
    line = v2("eni-0a", "10.0.0.5", "198.51.100.7", times=f"{BEGIN} {BEGIN + 60}")
    assert only(table(line), window_ms=60_000)[1].end_ms == (BEGIN + 120) * 1000


def test_slices_are_by_owner_interface_and_window_in_order_and_taken_once():
    later = f"{BEGIN + 600} {BEGIN + 659}"
    lines = [
        v2("eni-0b", "10.0.0.6", "198.51.100.7"),
        v2("eni-0a", "10.0.0.5", "198.51.100.7", times=later),
        v2("eni-0a", "10.0.0.5", "198.51.100.8"),
        v2("eni-0b", "10.0.0.6", "198.51.100.9"),
        v2("eni-0a", "10.0.0.5", "198.51.100.7", account="000000000001"),
    ]
    reducer = Reducer()
    for line in lines:
        reducer.add(table(line))
    assert len(reducer) == 5
    assert [(owner.account, owner.name, of.end_ms // 1000 - BEGIN, of.count) for owner, of in reducer.take()] == [
        ("000000000001", "eni-0a", 600, 1),
        (ACCOUNT, "eni-0a", 600, 1),
        (ACCOUNT, "eni-0a", 1200, 1),
        (ACCOUNT, "eni-0b", 600, 2),
    ]
    assert not len(reducer) and not reducer.take()


def test_a_table_without_records_adds_nothing():
    assert not reduced(SCHEMA.empty_table())


def test_addresses_are_distinct_and_ascending():
    lines = [
        v2("eni-0a", "10.0.0.5", "2001:db8::7"),
        v2("eni-0a", "2001:DB8:0::7", "10.0.0.5"),
        v2("eni-0a", "::ffff:10.0.0.5", "198.51.100.7"),
    ]
    found = only(table(*lines), table(*lines))[1]
    assert [shown(found.addresses[at : at + 16]) for at in range(0, len(found.addresses), 16)] == [
        "10.0.0.5",
        "198.51.100.7",
        "2001:db8::7",
    ]
    assert [(each.src, each.dst) for each in records(found)] == 2 * [
        ("10.0.0.5", "2001:db8::7"),
        ("2001:db8::7", "10.0.0.5"),
        ("10.0.0.5", "198.51.100.7"),
    ]


def test_the_inventory_says_whose_an_interface_is_where_and_which_side():
    lines = [
        v2(NODE_ENI, "10.0.2.30", "198.51.100.7"),
        v2(NODE_ENI, "198.51.100.7", "10.0.2.30"),
        v2(NODE_ENI, "10.9.9.9", "198.51.100.7"),
    ]
    owner, found = only(table(*lines), inventory=inventory())
    assert owner.name == NODE
    assert (found.vpc, found.subnet, found.cluster) == (VPC, "subnet-02", "j-1K48XXXXXXHCB")
    assert [each.direction for each in records(found)] == [EGRESS, INGRESS, UNKNOWN]


def test_an_ipv6_address_of_the_inventory_says_which_side():
    spellings = ("2001:db8:1::20", "2001:DB8:1:0::20", "2001:db8:1:0:0:0:0:20")
    found = only(table(*(v2(WEB_ENI, "2001:db8::7", own) for own in spellings)), inventory=inventory())[1]
    assert records(found) == [Record("2001:db8::7", "2001:db8:1::20", direction=INGRESS)] * 3


def test_two_interfaces_of_an_instance_are_two_slices_of_one_owner():
    lines = [v2(WEB_ENI, "10.0.1.20", "198.51.100.7"), v2(WEB_ENI_2, "10.0.9.5", "198.51.100.7")]
    found = reduced(table(*lines), inventory=inventory())
    assert [(owner.name, of.interface, of.transit) for owner, of in found] == [
        (WEB, WEB_ENI, False),
        (WEB, WEB_ENI_2, True),  # its source/destination check is off
    ]


def test_what_the_record_says_comes_before_the_inventory():
    line = v5(v2(NODE_ENI, "198.51.100.7", "10.0.2.30"), "vpc-0z subnet-0z i-0z 2 IPv4 198.51.100.7 10.0.2.30 - egress")
    owner, found = only(table(line, header=V5), inventory=inventory())
    assert (owner.name, found.vpc, found.subnet) == ("i-0z", "vpc-0z", "subnet-0z")
    assert records(found)[0].direction == EGRESS


def test_interfaces_of_services_are_left_out_unless_they_are_an_instances():
    line = v2(NAT_ENI, "10.0.1.7", "198.51.100.7")
    assert skipped(table(line, line), inventory=inventory()) == {"aws-interface": 2}
    of_instance = v5(line, "vpc-0a subnet-0a i-0a 2 IPv4 - - eu-west-1 egress")
    assert only(table(of_instance, header=V5), inventory=inventory())[0].name == "i-0a"
    assert only(table(line))[0].name == NAT_ENI


def test_accounts_that_are_not_analysed_are_left_out():
    lines = [v2("eni-0a", "10.0.0.5", "198.51.100.7"), v2("eni-0a", "10.0.0.5", "198.51.100.7", account="000000000001")]
    reducer = Reducer(accounts=Places(disabled=(ACCOUNT,)))
    reducer.add(table(*lines))
    assert [owner.account for owner, _ in reducer.take()] == ["000000000001"]
    assert reducer.take_skipped() == {"account-off": 1}


@pytest.mark.parametrize("line", [v2("eni-0a", "10.0.0.5", "1.2.3"), v2("eni-0a", "10.0.0.256", "198.51.100.7")])
def test_what_is_no_address_is_left_out(line):
    assert skipped(table(line)) == {"malformed-address": 1}
    assert only(table(line, v2("eni-0a", "10.0.0.5", "198.51.100.7")))[1].count == 1


def test_a_packets_address_that_is_none_leaves_its_record_out():
    line = v5(v2("eni-0a", "10.0.0.5", "198.51.100.7"), "- - - 2 IPv4 10.0.0.5 300.1.1.1 - egress")
    assert skipped(table(line, header=V5)) == {"malformed-address": 1}


@pytest.mark.parametrize(
    ("addresses", "packet", "direction", "expected", "transit"),
    [
        # Behind a middle box the peer is who it was.
        (("10.0.0.5", "10.0.1.7"), "10.0.0.5 198.51.100.7", "egress", ("10.0.0.5", "198.51.100.7"), False),
        (("10.0.1.7", "10.0.0.5"), "198.51.100.7 10.0.0.5", "ingress", ("198.51.100.7", "10.0.0.5"), False),
        # A secondary private address: the primary one stands for the interface.
        (("198.51.100.7", "10.0.0.5"), "198.51.100.7 10.0.0.6", "ingress", ("198.51.100.7", "10.0.0.5"), False),
        # A gateway: packets for others come to its address.
        (("10.0.0.9", "10.0.1.7"), "10.0.0.9 198.51.100.7", "ingress", ("10.0.0.9", "10.0.1.7"), True),
        (("10.0.1.7", "10.0.0.9"), "198.51.100.7 10.0.0.9", "egress", ("10.0.1.7", "10.0.0.9"), True),
        # Without a direction either side may be the interface's.
        (("10.0.0.9", "10.0.1.7"), "10.0.0.9 198.51.100.7", "-", ("10.0.0.9", "10.0.1.7"), True),
        (("10.0.0.9", "198.51.100.9"), "10.0.0.9 198.51.100.7", "-", ("10.0.0.9", "198.51.100.9"), False),
        # Where the format has only those of packets, they are the addresses.
        (("-", "-"), "10.0.0.5 198.51.100.7", "egress", ("10.0.0.5", "198.51.100.7"), False),
    ],
)
def test_addresses_of_packets(addresses, packet, direction, expected, transit):
    line = v5(v2("eni-0a", *addresses), f"vpc-0a subnet-0a i-0a 2 IPv4 {packet} eu-west-1 {direction}")
    found = only(table(line, header=V5))[1]
    assert ((records(found)[0].src, records(found)[0].dst), found.transit) == (expected, transit)


def test_one_record_in_transit_is_enough():
    plain = v5(v2("eni-0a", "10.0.0.5", "198.51.100.7"), "- - - 2 IPv4 - - - egress")
    through = v5(v2("eni-0a", "10.0.0.9", "10.0.0.5"), "- - - 2 IPv4 10.0.0.9 198.51.100.7 - ingress")
    assert not only(table(plain, plain, header=V5))[1].transit
    assert only(table(plain, header=V5), table(through, header=V5), table(plain, header=V5))[1].transit


def test_of_several_networks_the_greatest_is_told():
    lines = [
        v5(v2("eni-0a", "10.0.0.5", "198.51.100.7"), f"{vpc} {subnet} i-0a 2 IPv4 - - - egress")
        for vpc, subnet in (("vpc-0a", "subnet-0c"), ("vpc-0b", "-"), ("-", "subnet-0b"))
    ]
    owner, found = only(table(*lines, header=V5))
    assert (owner.name, found.vpc, found.subnet, found.count) == ("i-0a", "vpc-0b", "subnet-0c", 3)


def test_zeek_with_one_side_local():
    connection = {"id.orig_h": "198.51.100.7", "id.resp_h": "203.0.113.10", "local_orig": False, "local_resp": True}
    owner, found = only(zeek(connection))
    assert (owner, found.interface) == (Owner("", "", "203.0.113.10"), "")
    assert {(each.src, each.direction) for each in records(found)} == {
        ("198.51.100.7", INGRESS),
        ("203.0.113.10", EGRESS),
    }


def test_zeek_without_directions_takes_the_private_side():
    owner, found = only(zeek({"id.orig_h": "10.0.0.5", "id.resp_h": "198.51.100.7"}))
    assert owner.name == "10.0.0.5"
    assert {(each.src, each.direction) for each in records(found)} == {("10.0.0.5", EGRESS), ("198.51.100.7", INGRESS)}


def test_zeek_between_two_private_addresses_is_both_owners():
    found = reduced(zeek({"id.orig_h": "10.0.0.5", "id.resp_h": "fd00::6"}))
    assert {owner.name: {(each.src, each.dst, each.direction) for each in records(of)} for owner, of in found} == {
        "10.0.0.5": {("10.0.0.5", "fd00::6", EGRESS), ("fd00::6", "10.0.0.5", INGRESS)},
        "fd00::6": {("10.0.0.5", "fd00::6", INGRESS), ("fd00::6", "10.0.0.5", EGRESS)},
    }
    assert [of.count for _, of in found] == [2, 2]


def test_zeek_between_two_public_addresses_is_nobodys():
    assert skipped(zeek({"id.orig_h": "203.0.113.10", "id.resp_h": "198.51.100.7"})) == {"no-local-side": 2}


def lists() -> Book:
    return book(
        listed("own", ["10.0.0.0/24", "203.0.113.9"], trusted=True),
        listed("bad", ["198.51.100.0/24"], kind="malicious"),
        listed("worse", ["198.51.100.7", "203.0.113.9"], kind="c2"),
    )


def test_what_lists_say_of_addresses_goes_with_them():
    lines = [v2("eni-0a", "10.0.0.5", peer) for peer in ("198.51.100.7", "198.51.100.8", "192.0.2.1", "203.0.113.9")]
    given, known = table(*lines), lists()
    found = only(given, lists=known)[1]
    places = {shown(found.addresses[16 * place :][:16]): mark for place, mark in found.marks.items()}
    assert {name: (mark.trusted, [said.kind for said in mark.threats]) for name, mark in places.items()} == {
        "10.0.0.5": (True, []),
        "198.51.100.7": (False, ["malicious", "c2"]),
        "198.51.100.8": (False, ["malicious"]),
        "203.0.113.9": (True, ["c2"]),
    }
    (said,) = places["198.51.100.8"].threats
    assert json.loads(said.said) == told(known.caller("198.51.100.8").threats[0])


def test_lists_that_name_no_addresses_say_nothing_and_newer_lists_are_taken_up():
    given = table(v2("eni-0a", "10.0.0.5", "198.51.100.7"))
    reducer = Reducer()
    marks = []
    for known in (lists(), book(listed("names", ["evil.example"])), book(listed("own", ["10.0.0.5"], trusted=True))):
        reducer.use(known)
        reducer.add(given)
        marks.append(reducer.take()[0][1].marks)
    assert [sorted(each) for each in marks] == [[0, 1], [], [0]]
    assert marks[2] == {0: Mark(trusted=True)}


PLAIN = tuple(
    v2(eni, src, dst, times=f"{BEGIN + at} {BEGIN + at + 59}", action=action)
    for at in range(0, 1800, 150)
    for eni, src, dst, action in (
        ("eni-0a", "10.0.0.5", "198.51.100.7", "ACCEPT"),
        ("eni-0a", "198.51.100.7", "10.0.0.5", "ACCEPT"),
        (WEB_ENI, "2001:db8::7", "2001:db8:1::20", "REJECT"),
        (NODE_ENI, "10.0.2.30", "10.0.0.300", "ACCEPT"),
        (NAT_ENI, "10.0.1.7", "198.51.100.8", "ACCEPT"),
        ("-", "10.0.0.5", "10.0.0.6", "ACCEPT"),
        ("-", "198.51.100.8", "203.0.113.9", "ACCEPT"),
    )
)
RICH = tuple(
    v5(v2(eni, src, dst, times=f"{BEGIN + at} {BEGIN + at}"), f"{rest} IPv4 {packet} eu-west-1 {direction}")
    for at in range(0, 1800, 200)
    for eni, src, dst, rest, packet, direction in (
        ("eni-0a", "10.0.0.5", "10.0.1.7", "vpc-0a subnet-0a - 2", "10.0.0.5 198.51.100.7", "egress"),
        ("eni-0a", "10.0.0.5", "10.0.1.7", "vpc-0b - i-0a -", "203.0.113.9 198.51.100.7", "-"),
        (WEB_ENI, "198.51.100.8", "10.0.1.20", "- - - 18", "- -", "ingress"),
        ("-", "198.51.100.8", "203.0.113.9", "- - - 18", "- -", "ingress"),
        ("-", "10.0.0.5", "203.0.113.9", "- - i-0a 18", "- -", "-"),
    )
)


def union(found: Iterable[tuple[Owner, Slice]]) -> tuple[Counter[Any], dict[Any, Any]]:
    """All records; and what is told of the rest, as slices are merged."""
    all_records: Counter[Any] = Counter()
    rest: dict[Any, Any] = {}
    for owner, of in found:
        key = (owner, of.interface, of.end_ms)
        all_records.update((key, each) for each in records(of))
        vpc, subnet, transit, marks = rest.get(key, ("", "", False, {}))
        marks |= {of.addresses[16 * place :][:16]: mark for place, mark in of.marks.items()}
        rest[key] = (max(vpc, of.vpc), max(subnet, of.subnet), transit or of.transit, marks)
    return all_records, rest


@pytest.mark.parametrize("seed", range(8))
def test_neither_order_nor_batches_decide_what_there_is(seed):
    whole = pa.concat_tables([table(*PLAIN), table(*RICH, header=V5)])
    dice = random.Random(seed)
    shuffled = whole.take(dice.sample(range(len(whole)), len(whole)))
    borders = [0, *sorted(dice.choices(range(len(whole)), k=dice.randrange(12))), len(whole)]
    once, pieces = Reducer(inventory()), Reducer(inventory())
    found = []
    for reducer in (once, pieces):
        reducer.use(lists())
    once.add(whole)
    for first, last in pairwise(borders):
        pieces.add(shuffled.slice(first, last - first))
        if dice.random() < 0.5:
            found += pieces.take()
    found += pieces.take()
    assert union(found) == union(once.take())
    skips = once.take_skipped()
    assert set(skips) == {"aws-interface", "malformed-address", "no-local-side"}
    assert pieces.take_skipped() == skips


def test_equal_batches_give_equal_slices():
    given = table(*RICH, header=V5)
    assert reduced(given, lists=lists()) == reduced(given, lists=lists())
