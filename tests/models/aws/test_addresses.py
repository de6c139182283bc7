"""Addresses and networks of either IP version, and those of one that stand for the other's."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.aws.addresses import address_of, network_of


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_itself_however_it_is_written(address):
    mapped = IPv6Address(f"::ffff:{address}")
    for text in (str(address), f"::ffff:{address}", mapped.exploded, str(mapped).upper()):
        assert address_of(text) == address


@given(st.ip_addresses(v=6).filter(lambda address: address.ipv4_mapped is None))
def test_other_ipv6_addresses_are_themselves(address):
    assert address_of(str(address)) == address


@given(st.text())
def test_any_text_is_an_address_or_none(text):
    assert address_of(text) is None or ip_address(text)


@given(st.ip_addresses(v=4), st.integers(0, 32))
def test_a_network_of_mapped_addresses_is_an_ipv4_network(address, length):
    assert network_of(f"::ffff:{address}/{96 + length}", strict=False) == ip_network(f"{address}/{length}", False)


def test_a_network_that_holds_more_than_mapped_addresses_is_an_ipv6_network():
    assert network_of("::/8").version == 6
    assert network_of("2001:db8::/120").version == 6
    assert IPv4Address("203.0.113.5") not in network_of("::/0")


@pytest.mark.parametrize("text", ["", "office", "10.0.0.0/33", "10.0.0.1/8"])
def test_what_is_no_network(text):
    with pytest.raises(ValueError, match=r"does not appear to be|has host bits set"):
        network_of(text)
