"""Addresses at which AWS serves its instances."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from models.dns.query import Answer
from models.queries.metadata import CREDENTIALS, DNS, METADATA, TIME, found, service_of

NARROW = "169.254.169.254"
IN_HEX = f"{int(IPv4Address(NARROW)):08x}"
HALVES = f"{IN_HEX[:4]}:{IN_HEX[4:]}"


@pytest.mark.parametrize(
    ("address", "service"),
    [
        (NARROW, METADATA),
        ("fd00:ec2::254", METADATA),
        ("FD00:0EC2:0:0:0:0:0:0254", METADATA),
        ("169.254.170.2", CREDENTIALS),
        ("169.254.170.23", CREDENTIALS),
        ("fd00:ec2::23", CREDENTIALS),
        ("169.254.169.123", TIME),
        ("fd00:ec2::253", DNS),
        ("169.254.169.1", ""),
        ("10.0.0.2", ""),
        ("fd00:ec3::254", ""),
        ("fe80::a9fe:a9fe", ""),
        ("localhost", ""),
        ("", ""),
    ],
)
def test_services(address, service):
    assert service_of(address) == service


@pytest.mark.parametrize(
    "spelt", [f"::ffff:{NARROW}", f"::ffff:{HALVES}", f"64:ff9b::{HALVES}", f"64:ff9b::{NARROW}", f"2002:{HALVES}::1"]
)
def test_an_ipv6_address_that_stands_for_one_is_that_one(spelt):
    assert service_of(spelt) == METADATA
    assert found([Answer("AAAA", spelt)]) == (NARROW,)


def test_only_answers_with_addresses_count_each_once():
    answers = [
        Answer("CNAME", "rebind.example.net"),
        Answer("TXT", NARROW),
        Answer("A", "198.51.100.7"),
        Answer("AAAA", "fd00:ec2::254"),
        Answer("A", NARROW),
        Answer("AAAA", f"::ffff:{NARROW}"),
    ]
    assert found(answers) == (NARROW, "fd00:ec2::254")
    assert found(answers[:3]) == ()
