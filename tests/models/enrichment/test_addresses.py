"""Addresses as numbers, and tables of ranges that nest and overlap."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enrichment.addresses import Range, RangeTable, block, number


@given(st.ip_addresses())
def test_an_address_is_its_number(address):
    assert number(str(address)) == (address.version, int(address))


@pytest.mark.parametrize("text", ["", "AWS Internal", "08.1.250.216", "192.0.2", "192.0.2.1/32", "::1%eth0", "a\0b:"])
def test_what_is_no_address(text):
    assert number(text) is None


@given(st.text())
def test_any_text_is_an_address_or_none(text):
    known = number(text)
    assert known is None or number(str({4: IPv4Address, 6: IPv6Address}[known[0]](known[1]))) == known


@given(st.ip_addresses(), st.integers(0, 128))
def test_a_block_is_what_its_length_says(address, length):
    length = min(length, address.max_prefixlen)
    network = ip_network((address, length), strict=False)
    first, last = int(network.network_address), int(network.broadcast_address)
    assert block(f"{address}/{length}") == (address.version, first, last)


@pytest.mark.parametrize("text", ["", "/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "2001:db8::/129", "x/8"])
def test_what_is_no_block(text):
    with pytest.raises(ValueError, match="is not an address block"):
        block(text)


def test_an_address_alone_is_a_block_of_one():
    assert block("192.0.2.1") == (4, 0xC0000201, 0xC0000201)


RANGES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted))


@given(RANGES, st.integers(0, 70))
def test_a_segment_is_made_of_the_ranges_that_hold_it_the_narrowest_first(pairs, address):
    ranges = [Range(4, first, last, i) for i, (first, last) in enumerate(pairs)]
    holding = [each for each in ranges if each.first <= address <= each.last]
    expected = [each.value for each in sorted(holding, key=lambda each: (each.last - each.first, each.value))]
    assert RangeTable(ranges, list).find(str(IPv4Address(address))) == (expected or None)


def test_an_address_that_maps_an_ipv4_one_is_looked_up_as_that():
    table = RangeTable([Range(*block("203.0.113.0/24"), "4"), Range(*block("::/0"), "6")], "".join)
    assert [table.find(each) for each in ("::ffff:203.0.113.5", "::ffff:cb00:7105", "::203.0.113.5")] == ["4", "4", "6"]


def test_versions_do_not_mix():
    table = RangeTable([Range(*block("0.0.0.0/0"), "4"), Range(*block("ffff::/16"), "6")], "".join)
    assert [table.find(each) for each in ("0.0.0.0", "255.255.255.255", "::", "ffff::1", "x")] == [
        "4",
        "4",
        None,
        "6",
        None,
    ]
