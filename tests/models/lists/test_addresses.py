"""Which entries of which lists match an address."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network, summarize_address_range

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.aws.addresses import SPECIAL
from models.lists.addresses import AddressTable, Row

TRUSTED, THREATS = 0, {1, 2}


def build(*entries: tuple[int, str]) -> AddressTable:
    return AddressTable((Row(number, text, 7) for number, text in entries), THREATS)


def found(table: AddressTable, address: str) -> list[tuple[int, str]]:
    return [(table.lists[row], table.text(row)) for row in table.find(address)]


@pytest.mark.parametrize(
    "text",
    [
        "198.51.100.7",
        "198.51.100.0/24",
        "198.51.100.7-198.51.100.9",
        "2001:db8::1",
        "2001:db8::/32",
        "2001:db8::1-2001:db8::3",
        "198.51.100.0/31",
    ],
)
def test_an_entry_matches_its_first_and_last_address_and_comes_back_as_listed(text):
    table = build((1, text))
    block = text if "-" in text or "/" not in text else f"{ip_network(text)[0]}-{ip_network(text)[-1]}"
    first, last = (ip_address(end) for end in (block.split("-") * 2)[:2])
    last = max(first, last)
    for address in (first, last):
        assert found(table, str(address)) == [(1, text)]
    for address in (first - 1, last + 1):
        assert found(table, str(address)) == []
    assert [table.notes[row] for row in table.find(str(first))] == [7]


def test_the_smallest_range_of_each_list_speaks_for_an_address():
    table = build((1, "198.51.100.0/24"), (1, "198.51.100.128/25"), (1, "198.51.100.200"), (2, "198.51.0.0/16"))
    assert found(table, "198.51.100.200") == [(1, "198.51.100.200"), (2, "198.51.0.0/16")]
    assert found(table, "198.51.100.201") == [(1, "198.51.100.128/25"), (2, "198.51.0.0/16")]
    assert found(table, "198.51.100.1") == [(1, "198.51.100.0/24"), (2, "198.51.0.0/16")]
    assert found(table, "198.51.101.1") == [(2, "198.51.0.0/16")]


def test_of_equal_ranges_the_first_speaks():
    table = build(
        (1, "198.51.100.4-198.51.100.8"), (1, "198.51.100.6-198.51.100.10"), (1, "198.51.100.6-198.51.100.10")
    )
    assert [table.find(f"198.51.100.{last}") for last in (5, 7, 9)] == [(0,), (0,), (1,)]


def test_neighbours_are_told_apart():
    table = build((1, "198.51.100.7"), (1, "198.51.100.8"), (2, "198.51.100.9"))
    assert [found(table, f"198.51.100.{last}") for last in (7, 8, 9, 10)] == [
        [(1, "198.51.100.7")],
        [(1, "198.51.100.8")],
        [(2, "198.51.100.9")],
        [],
    ]


@pytest.mark.parametrize("address", ["::ffff:198.51.100.7", "::ffff:c633:6407", "::FFFF:198.51.100.7", "198.51.100.7"])
@pytest.mark.parametrize("entry", ["198.51.100.7", "::ffff:198.51.100.7", "::ffff:c633:6400/120"])
def test_a_mapped_address_is_the_ipv4_address(entry, address):
    assert len(build((1, entry)).find(address)) == 1


@pytest.mark.parametrize(
    "text",
    [
        *("", "AWS Internal", "cloudformation.amazonaws.com", "198.51.100", "198.51.100.7.", "198.51.100.256"),
        *("198.51.100.7/32", "fe80::1%eth0", "2001:db8:::1", ":", "198.51.100.7\0", "\uff1198.51.100.7", "\ud800", "-"),
    ],
)
def test_what_is_no_address_finds_nothing(text):
    table = build((0, "0.0.0.0/0"), (0, "::/0"))
    assert table.find(text) == ()
    assert table.find("198.51.100.7") and table.find("2001:db8::1")


SPECIAL_PURPOSE = [
    *("0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "169.254.169.254"),
    *("172.16.0.1", "172.31.255.255", "192.168.1.1", "224.0.0.1", "239.255.255.255", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fc00::1", "fdff::1", "ff02::1", "::ffff:10.0.0.1"),
]
PUBLIC = [
    *("9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "223.255.255.255"),
    *("192.0.2.1", "198.51.100.7", "203.0.113.9", "2001:db8::1", "::2", "fbff::1", "2a00::1"),
]


@pytest.mark.parametrize("address", SPECIAL_PURPOSE)
def test_a_threat_list_never_matches_a_special_purpose_address_a_trusted_list_does(address):
    everything = ["0.0.0.0/0", "::/0", address]
    assert build(*((1, entry) for entry in everything)).find(address) == ()
    assert len(build(*((TRUSTED, entry) for entry in everything)).find(address)) == 1


@pytest.mark.parametrize("address", PUBLIC)
def test_all_other_addresses_match(address):
    assert len(build((1, "0.0.0.0/0"), (1, "::/0")).find(address)) == 1


def test_a_range_across_special_purpose_addresses_matches_around_them():
    table = build((1, "9.255.255.255-11.0.0.0"))
    assert found(table, "9.255.255.255") == found(table, "11.0.0.0") == [(1, "9.255.255.255-11.0.0.0")]
    assert found(table, "10.1.2.3") == []


def test_an_empty_table_finds_nothing():
    assert build().find("198.51.100.7") == build().find("2001:db8::1") == ()
    assert len(build()) == 0


# Few addresses, around the documentation ranges' and the private ranges' ends, so that ranges meet.
BASES = {4: [IPv4Address("198.51.100.0"), IPv4Address("10.255.255.240")], 6: [IPv6Address("2001:db8::")]}
Span = tuple[IPv4Address, IPv4Address] | tuple[IPv6Address, IPv6Address]


@st.composite
def spans(draw) -> tuple[int, Span]:
    base = draw(st.sampled_from(BASES[draw(st.sampled_from([4, 6]))]))
    low, high = sorted(draw(st.tuples(st.integers(0, 31), st.integers(0, 31))))
    return draw(st.integers(0, 2)), (base + low, base + high)


def written(first, last) -> str:
    if first == last:
        return str(first)
    networks = list(summarize_address_range(first, last))
    return str(networks[0]) if len(networks) == 1 else f"{first}-{last}"


def by_hand(entries: Iterable[tuple[int, Span]], address) -> list[tuple[int, str]]:
    """What the table should find, looked for entry by entry."""
    best: dict[int, tuple[int, int, str]] = {}
    special = any(address in block for block in SPECIAL if block.version == address.version)
    for line, (number, (first, last)) in enumerate(entries):
        if first.version == address.version and first <= address <= last and not (special and number in THREATS):
            match = (int(last) - int(first), line, written(first, last))
            best[number] = min(best.get(number, match), match)
    return [(number, best[number][2]) for number in sorted(best)]


@given(st.lists(spans(), max_size=12))
def test_a_look_up_is_a_search_through_all_entries(entries):
    table = build(*((number, written(*span)) for number, span in entries))
    for base in (*BASES[4], *BASES[6]):
        for address in (base + offset for offset in range(33)):
            assert found(table, str(address)) == by_hand(entries, address)


ANYWHERE = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6).map(lambda address: address.ipv4_mapped or address))


@given(st.lists(st.tuples(st.integers(0, 2), ANYWHERE), max_size=20), ANYWHERE)
def test_so_it_is_anywhere_in_the_address_space(entries, other):
    table = build(*((number, str(address)) for number, address in entries))
    pairs = [(number, (address, address)) for number, address in entries]
    for address in (other, *(address for _, address in entries)):
        assert found(table, str(address)) == by_hand(pairs, address)
