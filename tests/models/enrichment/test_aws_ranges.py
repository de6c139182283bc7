"""AWS's published ranges."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enrichment.aws_ranges import AwsRanges

FILE = {
    "syncToken": "1772442000",
    "createDate": "2026-03-02-09-00-00",
    "prefixes": [
        {"ip_prefix": "198.51.0.0/16", "region": "eu-west-1", "service": "AMAZON", "network_border_group": "eu-west-1"},
        {"ip_prefix": "198.51.100.0/24", "region": "eu-west-1", "service": "S3", "network_border_group": "eu-west-1"},
        {"ip_prefix": "198.51.100.0/22", "region": "eu-west-1", "service": "EC2", "network_border_group": "eu-west-1"},
        {"ip_prefix": "203.0.113.0/24", "region": "GLOBAL", "service": "CLOUDFRONT", "network_border_group": "GLOBAL"},
        {"ip_prefix": "203.0.113.0/24", "region": "GLOBAL", "service": "AMAZON", "network_border_group": "GLOBAL"},
        {"ip_prefix": "192.0.2.0/24", "region": "us-east-1", "service": "AMAZON", "network_border_group": "us-east-1"},
        {"ip_prefix": "192.0.0.0/16", "region": "us-west-2", "service": "EC2", "network_border_group": "us-west-2"},
    ],
    "ipv6_prefixes": [
        {"ipv6_prefix": "2001:db8::/32", "region": "eu-west-1", "service": "AMAZON", "network_border_group": "x"},
        {"ipv6_prefix": "2001:db8:1::/48", "region": "eu-west-1", "service": "S3", "network_border_group": "x"},
    ],
}
RANGES = AwsRanges.parse(json.dumps(FILE, indent=2).encode())

FOUND = {
    "198.51.100.7": (("S3", "EC2", "AMAZON"), "eu-west-1"),  # the narrowest range's first
    "198.51.103.7": (("EC2", "AMAZON"), "eu-west-1"),
    "198.51.104.7": (("AMAZON",), "eu-west-1"),
    "203.0.113.255": (("CLOUDFRONT", "AMAZON"), "GLOBAL"),  # of one size
    "192.0.2.1": (("EC2", "AMAZON"), "us-east-1"),  # AMAZON last, though narrower; the Region is the narrower's
    "2001:db8:1::1": (("S3", "AMAZON"), "eu-west-1"),
    "2001:db8:2::1": (("AMAZON",), "eu-west-1"),
}


@pytest.mark.parametrize(("address", "expected"), FOUND.items())
def test_what_aws_uses_an_address_for(address, expected):
    assert RANGES.find(address) == expected


@pytest.mark.parametrize("address", ["203.0.114.0", "10.0.0.1", "::1", "", "s3.amazonaws.com", "198.51.100.7/32"])
def test_what_is_not_awss(address):
    assert RANGES.find(address) is None


def test_what_the_file_says_of_itself():
    assert (RANGES.prefixes, RANGES.published) == (9, "2026-03-02-09-00-00")


def test_the_order_of_the_file_means_nothing():
    turned = AwsRanges.parse(json.dumps(FILE | {"prefixes": FILE["prefixes"][::-1]}).encode())
    assert [turned.find(each) for each in FOUND] == [RANGES.find(each) for each in FOUND]


BROKEN = {
    "no JSON": (b"<html>", "malformed"),
    "another file": (b'{"Reservations": []}', "prefixes"),
    "no Region": (b'{"prefixes": [{"ip_prefix": "192.0.2.0/24", "service": "S3"}]}', r"region.*prefixes\[0\]"),
    "no block": (b'{"prefixes": [{"ip_prefix": "192.0.2.0/x", "service": "S3", "region": "x"}]}', '"192.0.2.0/x"'),
}


@pytest.mark.parametrize(("content", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused(content, reason):
    with pytest.raises(ValueError, match=reason):
        AwsRanges.parse(content)


@given(st.binary())
def test_any_bytes_are_refused(content):
    with pytest.raises(ValueError, match=r"."):
        AwsRanges.parse(content)
