"""Everything together, as findings and profiles ask for it."""

import io

import maxminddb
import pytest

from models.enrichment.aws_ranges import AwsRanges
from models.enrichment.enricher import Enricher
from models.enrichment.geo import Geo, nowhere
from models.enrichment.inventory import Inventory
from tests.mmdb import database
from tests.models.enrichment.samples import NODE, WEB, instances, printed
from tests.models.enrichment.shown import check_instance_details, check_remote_ip_details
from tests.models.enrichment.test_geo import MAXMIND_ASN, MAXMIND_CITY

CITY = database({"198.51.100.0/24": MAXMIND_CITY, "2001:db8:5::/48": MAXMIND_CITY})
ASN = database({"198.51.100.0/25": {**MAXMIND_ASN, "isp": "Example DSL", "organization": "Example School"}})
AWS = b'{"prefixes": [{"ip_prefix": "203.0.113.0/24", "region": "eu-west-1", "service": "EC2"}]}'


def reader(content: bytes) -> maxminddb.Reader:
    return maxminddb.open_database(io.BytesIO(content), maxminddb.MODE_FD)


@pytest.fixture(scope="module")
def enricher() -> Enricher:
    inventory = Inventory.parse([("instances.json", printed(instances()))])
    return Enricher(inventory, AwsRanges.parse(AWS), Geo(reader(CITY), reader(ASN)))


UNITED_KINGDOM = {
    "country": {"countryName": "United Kingdom (database)", "countryCode": "GB"},
    "city": {"cityName": "Exampleton"},
    "geoLocation": {"lat": 51.5142, "lon": -0.0931},
}


def test_the_members_of_a_remote_address(enricher):
    shown = enricher.remote("198.51.100.7")
    check_remote_ip_details({"ipAddressV4": "198.51.100.7", **shown})
    organisation = {"asn": "64500", "asnOrg": "Example Networks", "isp": "Example DSL", "org": "Example School"}
    assert shown == {"organization": organisation, **UNITED_KINGDOM}


def test_the_place_of_an_address(enricher):
    place = enricher.place("198.51.100.7")
    assert (place.city, place.asn, place.country_code) == ("Exampleton", "64500", "GB")
    assert enricher.place("192.0.2.1") == nowhere("192.0.2.1")


def test_what_is_not_known_is_left_out(enricher):
    assert enricher.remote("198.51.100.200") == UNITED_KINGDOM
    assert enricher.remote("2001:db8:5::1") == UNITED_KINGDOM


@pytest.mark.parametrize(
    "address", ["10.0.1.20", "127.0.0.1", "192.0.2.1", "2001:db8::1", "fd00::1", "AWS Internal", ""]
)
def test_private_and_unknown_addresses_have_nothing(enricher, address):
    assert enricher.remote(address) == {}
    assert (enricher.network(address), enricher.country(address), enricher.aws(address)) == ("", "", None)


def test_an_answer_may_be_changed_by_who_got_it(enricher):
    enricher.remote("198.51.100.7")["country"]["countryCode"] = "XX"
    assert enricher.remote("198.51.100.7")["country"]["countryCode"] == "GB"


def test_autonomous_system_and_country_as_habits(enricher):
    assert enricher.network("198.51.100.7") == "AS64500 Example Networks"
    assert enricher.country("198.51.100.7") == "GB"
    unnamed = Enricher(geo=Geo(asn=reader(database({"192.0.2.0/24": {"autonomous_system_number": 64500}}))))
    assert unnamed.network("192.0.2.1") == "AS64500"


def test_what_is_awss(enricher):
    assert enricher.aws("203.0.113.9") == {"service": "EC2", "region": "eu-west-1"}


def test_instances(enricher):
    check_instance_details(enricher.instance(WEB))
    assert enricher.instance(NODE)["instanceType"] == "m5.xlarge"
    assert enricher.instance("i-0") is None


def test_without_any_data_nothing_is_known():
    nothing = Enricher()
    assert nothing.remote("198.51.100.7") == {}
    assert (nothing.network("198.51.100.7"), nothing.country("198.51.100.7"), nothing.aws("198.51.100.7")) == (
        "",
        "",
        None,
    )
    assert nothing.instance(WEB) is None and nothing.inventory.interface("eni-0") is None
