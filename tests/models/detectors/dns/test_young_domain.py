"""Which domains a fleet remembers, and which lookups call on one."""

from __future__ import annotations

import msgspec
import pytest

from models.detectors.dns.listed_domain import DETECTOR
from models.detectors.dns.young_domain import YoungDomainSettings, contacts, is_odd
from models.generated.score import LIKELY, drawn
from models.queries.asked import Domain
from models.queries.slice import Lookup
from tests.queries import asked, lookup

ODD = "xq7kzv2mhw9bqjt4.com"
ANSWER = ["A 198.51.100.7"]


def domain(*lookups: Lookup) -> Domain:
    [only] = asked(*lookups).domains.values()
    return only


def names(*lookups: Lookup) -> list[str]:
    return [those[0].name for those in contacts(domain(*lookups))]


def test_its_settings_are_those_of_the_type():
    assert DETECTOR.settings["Impact:EC2/SuspiciousDomainRequest.Reputation"] is YoungDomainSettings
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"least_randomness": LIKELY - 1}, YoungDomainSettings)


@pytest.mark.parametrize("name", [ODD, f"www.{ODD}", "xq7kzv2mhw9bqjt4.co.uk", "wgkxqzpljvtrhb.shop.pl"])
def test_a_domain_that_looks_made_up_is_odd(name):
    assert is_odd(domain(lookup(name)))


@pytest.mark.parametrize(
    "name",
    [
        "www.example.com",
        "xq7kzv2mhw9bqjt4.example.com",
        "xq7kzv2mhw9bqjt4.cloudfront.net",
        "xq7kzv2mhw9bqjt4.s3.amazonaws.com",
        "xq7kzv2mhw9bqjt4.github.io",
        "xq7kzv2mhw9bqjt4.corp.local",
        "xq7kzv2mhw9bqjt4.local",
        "7.100.51.198.in-addr.arpa",
        "cnn.com",
    ],
)
def test_what_people_or_providers_name_is_not(name):
    assert not is_odd(domain(lookup(name)))


@pytest.mark.parametrize("rcode", ["NXDOMAIN", "SERVFAIL", "REFUSED", ""])
def test_what_is_not_there_or_not_told_is_not(rcode):
    assert not is_odd(domain(lookup(ODD, rcode=rcode)))
    assert is_odd(domain(lookup(ODD, rcode=rcode), lookup(ODD, "AAAA")))


def test_who_gets_an_address_calls():
    lookups = [
        lookup(f"b.{ODD}", answers=["CNAME cdn.example.net", "A 198.51.100.7"]),
        lookup(f"b.{ODD}", "AAAA", answers=["AAAA 2001:4860:4860::8888"]),
        lookup(ODD, answers=ANSWER),
        lookup(f"c.{ODD}", rcode="NXDOMAIN"),
    ]
    assert contacts(domain(*lookups)) == [tuple(sorted(lookups[:2])), (lookups[2],)]


@pytest.mark.parametrize(
    "one",
    [
        lookup(ODD),
        lookup(ODD, "HTTPS", answers=["HTTPS 1 ."]),
        lookup(ODD, answers=["CNAME cdn.example.net"]),
        *(lookup(ODD, answers=[f"A {to}"]) for to in ("0.0.0.0", "127.0.0.1", "10.0.0.9", "not.an.address")),
        lookup(ODD, "AAAA", answers=["AAAA ::1"]),
    ],
)
def test_who_gets_no_address_of_the_internet_does_not(one):
    assert names(one) == []


@pytest.mark.parametrize("type_", ["MX", "TXT"])
def test_who_examines_a_sender_does_not(type_):
    assert names(lookup(ODD, answers=ANSWER), lookup(f"_dmarc.{ODD}", type_)) == []
    assert names(lookup(ODD, answers=ANSWER), lookup(ODD, "HTTPS")) == [ODD]


def test_the_score_of_these_names_is_what_the_tests_take_it_for():
    assert drawn("example.com") < LIKELY < YoungDomainSettings().least_randomness <= drawn(ODD)
