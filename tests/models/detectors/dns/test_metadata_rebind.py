"""Names of the internet that resolve to addresses at which AWS serves instances."""

from __future__ import annotations

import msgspec
import pytest

from models.detectors.dns.base import QueryHit, Scene
from models.detectors.dns.metadata_rebind import DETECTOR, TYPE, RebindSettings
from models.detectors.dns.occurrences import keyed_sighting
from models.findings.sighting import occurrences
from models.findings.types import HIGH
from models.owner import Owner
from models.queries.slice import Lookup
from tests.queries import asked, lookup

METADATA, CONTAINERS, CLOCK = "169.254.169.254", "169.254.170.2", "169.254.169.123"
NAME = "rebind.attacker.example.com"


def judge(*lookups: Lookup | str, **settings: object) -> list[QueryHit]:
    scene = Scene(asked(*lookups), learned=False, day=0)
    return list(DETECTOR.judge(scene, None, {TYPE.name: RebindSettings(**settings)}))


def rebound(name: str = NAME, address: str = METADATA, **values: object) -> Lookup:
    type_ = "AAAA" if ":" in address else "A"
    return lookup(name, type_, answers=[f"{type_} {address}"], metadata=(address,), **values)


def test_the_type_is_guardduty_s():
    assert (TYPE.name, TYPE.severity) == ("UnauthorizedAccess:EC2/MetadataDNSRebind", HIGH)


@pytest.mark.parametrize("address", [METADATA, "fd00:ec2::254", CONTAINERS, "169.254.170.23", "fd00:ec2::23"])
def test_a_name_of_the_internet_that_resolves_to_such_an_address_is_found(address):
    [hit] = judge(rebound(address=address), "www.example.com")
    assert (hit.type, hit.plain) == (TYPE, True)
    assert [(one.name, one.info) for one in hit.evidence] == [(NAME, {"resolvedTo": [address]})]


@pytest.mark.parametrize(
    "name",
    [
        "example.com",
        "169.254.169.254.addresses.example.com",
        "7f000001.a9fea9fe.rebinder.example.org",
        "app.attacker.github.io",
        "amazonaws.com.attacker.example.com",
        "notamazonaws.com",
    ],
)
def test_any_name_that_a_stranger_may_have_is_found(name):
    assert judge(rebound(name))


@pytest.mark.parametrize(
    "name",
    [
        "instance-data",
        "instance-data.ec2.internal",
        "ip-10-0-0-5.eu-west-1.compute.internal",
        "metadata.google.internal",
        "imds.corp.local",
        "metadata",
        "imds.eu-west-1.amazonaws.com",
        "ec2-198-51-100-7.eu-west-1.compute.amazonaws.com",
        "imds.cn-north-1.amazonaws.com.cn",
        "ec2.eu-west-1.api.aws",
        "254.169.254.169.in-addr.arpa",
    ],
)
def test_names_of_one_s_own_and_of_aws_are_nothing(name):
    assert judge(rebound(name)) == []


def test_other_addresses_are_nothing():
    answers = ("198.51.100.7", "10.0.0.1", "127.0.0.1", "169.254.1.1")
    assert judge(*(lookup(NAME, answers=[f"A {one}"], at_ms=at) for at, one in enumerate(answers))) == []


def test_which_services_count_is_chosen():
    assert judge(rebound(address=CLOCK)) == []
    assert judge(rebound(address=CLOCK), services=("time",))
    assert judge(rebound(), services=("time",)) == []
    assert judge(rebound(address="169.254.169.253"), services=("dns",))
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"services": ["clock"]}, RebindSettings)


def test_only_addresses_that_count_are_told():
    both = lookup(NAME, answers=[f"A {METADATA}"], metadata=(CLOCK, METADATA))
    [hit] = judge(both, lookup(NAME, "AAAA"), rebound(address="fd00:ec2::254", rcode="SERVFAIL"))
    [one] = hit.evidence
    assert one.info == {"resolvedTo": [METADATA, "fd00:ec2::254"]} and len(one.lookups) == 2


def test_each_name_is_an_occurrence():
    window = asked(rebound("b.example.com"), rebound("a.example.com"), rebound("c.example.org"), "d.example.com")
    [hit] = DETECTOR.judge(Scene(window, learned=False, day=0), None, {TYPE.name: RebindSettings()})
    found = occurrences([keyed_sighting(Owner("", "", "10.0.0.5"), window, hit).sighting])
    assert sorted(one.action.name for one in found) == ["a.example.com", "b.example.com", "c.example.org"]
    assert {one.action.info for one in found} == {f'{{"resolvedTo":["{METADATA}"]}}'}
