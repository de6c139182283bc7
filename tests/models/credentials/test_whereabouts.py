"""Where calls came from."""

from __future__ import annotations

import pytest

from models.config.places import Places
from models.credentials.collector import UseCollector
from models.credentials.issued import issued_to
from models.credentials.whereabouts import (
    ABROAD,
    EC2,
    ENDPOINT,
    OUTSIDE,
    OWN,
    PRIVATE,
    UNKNOWN,
    Way,
    Whereabouts,
    organisation,
)
from models.enrichment.enricher import Enricher
from models.enrichment.geo import Geo
from tests import credentials as given
from tests.credentials import ALL_KNOWN, BATCH, NO_RANGES, call, function, instance
from tests.records import ACCOUNT, OTHER_ACCOUNT, at, decoded


def way(address: str, by=None, known: Enricher = ALL_KNOWN, **members) -> Way | None:
    record = decoded(call(by or instance(), at("10:00:00"), address, **members))
    issued = issued_to(record.user_identity)
    assert issued
    return Whereabouts(known, organisation(Places(), known)).way(record, issued)


@pytest.mark.parametrize(
    ("address", "place", "owner"),
    [
        (given.WEB_PUBLIC, EC2, OWN),
        (given.GATEWAY, EC2, OWN),
        (given.BROUGHT, EC2, OWN),
        (given.BATCH_PUBLIC, EC2, BATCH),
        (given.SISTER_PUBLIC, EC2, OTHER_ACCOUNT),
        (given.STRANGE, EC2, ""),
        (given.ABROAD, ABROAD, ""),
        (given.OUTSIDE, OUTSIDE, ""),
        ("::ffff:198.51.100.7", OUTSIDE, ""),
        (given.WEB_PRIVATE, PRIVATE, OWN),
        (given.BATCH_PRIVATE, PRIVATE, BATCH),
        ("172.20.1.1", PRIVATE, ""),
        ("198.19.0.1", PRIVATE, ""),
    ],
)
def test_places(address, place, owner):
    found = way(address)
    assert found
    assert (found.place, found.owner) == (place, owner)


@pytest.mark.parametrize("address", [given.OTHER_SERVICE, "AWS Internal", "s3.amazonaws.com", "", "HIDDEN"])
def test_what_is_no_place(address):
    assert way(address) is None


def test_networks():
    assert [way(address).network for address in ("198.51.100.7", "2001:db8:7:8::9", given.STRANGE)] == [
        "198.51.100.0/24",
        "2001:db8:7::/48",
        given.STRANGE,
    ]


def test_endpoints():
    own = way(given.WEB_PUBLIC, vpcEndpointId="vpce-1")
    assert (own.place, own.source) == (PRIVATE, f"vpce-1/{given.WEB_PUBLIC}")
    assert way("10.0.0.1", vpcEndpointAccountId=int(ACCOUNT)).place == PRIVATE
    other = way("10.0.0.1", vpcEndpointId="vpce-1", vpcEndpointAccountId=int(OTHER_ACCOUNT))
    assert (other.place, other.remote, other.affiliated) == (ENDPOINT, OTHER_ACCOUNT, True)


def test_without_the_ranges_of_aws():
    assert way(given.OUTSIDE, known=NO_RANGES).place == UNKNOWN
    assert way(given.SISTER_PUBLIC, known=NO_RANGES).remote == OTHER_ACCOUNT


class Systems:
    """A database of autonomous systems in which all addresses are in one."""

    def __init__(self, number: int, name: str) -> None:
        self._found = {"autonomous_system_number": number, "autonomous_system_organization": name}

    def get(self, ip_address: str) -> dict[str, object]:
        return self._found


@pytest.mark.parametrize(
    ("number", "name", "listed", "unlisted"),
    [
        (64500, "Example Hosting", OUTSIDE, OUTSIDE),
        (64501, "Amazonas Telecom", OUTSIDE, OUTSIDE),
        (16509, "AMAZON-02", UNKNOWN, EC2),
        (64502, "Amazon.com, Inc.", UNKNOWN, EC2),
    ],
)
def test_by_the_autonomous_system(number, name, listed, unlisted):
    geo = Geo(asn=Systems(number, name))
    assert way(given.STRANGE, known=Enricher(geo=geo)).place == listed
    assert way(given.OUTSIDE, known=Enricher(aws_ranges=given.RANGES, geo=geo)).place == unlisted
    assert way(given.STRANGE, known=Enricher(aws_ranges=given.RANGES, geo=geo)).place == EC2


def test_networks_without_the_ranges_of_aws():
    assert way(given.OUTSIDE, known=Enricher()).network == "198.51.100.0/24"


def test_functions_are_somewhere_at_aws():
    assert way(given.STRANGE, function()).source == ""
    assert way("10.0.0.1", function()) is None
    assert way(given.OUTSIDE, function()).source == given.OUTSIDE


def test_the_organisations_accounts():
    places = Places(enabled=("555566667777/eu-west-1",), disabled=("666677778888",))
    accounts = {"555566667777", "666677778888", ACCOUNT, OTHER_ACCOUNT}
    assert organisation(places, ALL_KNOWN) == accounts
    assert organisation(Places(), Enricher()) == frozenset()


def test_trusted_addresses_and_changed_lists():
    collector, record = UseCollector(Whereabouts(ALL_KNOWN)), decoded(call(instance(), at("10:00:00"), given.OUTSIDE))
    said = []
    for trusts in (False, True):
        collector.trust(lambda record, trusts=trusts: trusts)
        collector.add(record)
        assert len(collector)
        ((_, uses),) = collector.take()
        said += [action.trusted for action in uses.uses[0].calls.actions]
    assert said == [False, True]
    assert not len(collector)
