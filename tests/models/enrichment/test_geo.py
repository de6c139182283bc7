"""Places, by every layout of database that is known."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enrichment.countries import Countries
from models.enrichment.geo import Geo, Place

ADDRESS = "198.51.100.7"
MAXMIND_CITY = {
    "city": {"geoname_id": 2643743, "names": {"de": "Musterstadt (de)", "en": "Exampleton"}},
    "continent": {"code": "EU", "names": {"en": "Europe"}},
    "country": {"iso_code": "GB", "names": {"de": "Vereinigtes Königreich", "en": "United Kingdom (database)"}},
    "location": {"accuracy_radius": 10, "latitude": 51.5142, "longitude": -0.0931, "time_zone": "Europe/London"},
    "registered_country": {"iso_code": "FR", "names": {"en": "France"}},
    "subdivisions": [{"iso_code": "ENG", "names": {"en": "England"}}],
}
MAXMIND_ASN = {"autonomous_system_number": 64500, "autonomous_system_organization": "Example Networks"}

GB = Place("GB", "United Kingdom (database)", "Exampleton", 51.5142, -0.0931)
AS64500 = Place(asn="64500", asn_org="Example Networks")

LAYOUTS = {
    "MaxMind's cities": (MAXMIND_CITY, GB),
    "MaxMind's countries": ({"country": MAXMIND_CITY["country"]}, Place("GB", "United Kingdom (database)")),
    "a country without names": ({"country": {"iso_code": "GB"}}, Place("GB", "United Kingdom")),
    "where it is not known": ({"registered_country": {"iso_code": "FR"}}, Place()),
    "MaxMind's autonomous systems": (MAXMIND_ASN, AS64500),
    "MaxMind's providers": (
        {**MAXMIND_ASN, "isp": "Example DSL", "organization": "Example School"},
        AS64500._replace(isp="Example DSL", org="Example School"),
    ),
    "of enterprises": (
        {**MAXMIND_CITY, "traits": {**MAXMIND_ASN, "isp": "Example DSL", "organization": "Example School"}},
        GB._replace(asn="64500", asn_org="Example Networks", isp="Example DSL", org="Example School"),
    ),
    "DB-IP's providers": ({"traits": {**MAXMIND_ASN, "connection_type": "Cable/DSL"}}, AS64500),
    "IPinfo Lite": (
        {
            "asn": "AS64500",
            "as_name": "Example Networks",
            "as_domain": "example.org",
            "continent": "Europe",
            "continent_code": "EU",
            "country": "France (database)",
            "country_code": "FR",
        },
        AS64500._replace(country_code="FR", country_name="France (database)"),
    ),
    "IPinfo's countries and systems of before": (
        {"asn": "AS64500", "as_name": "Example Networks", "country": "FR", "country_name": "France (database)"},
        AS64500._replace(country_code="FR", country_name="France (database)"),
    ),
    "IPinfo's places": (
        {"city": "Exampleton", "country": "GB", "lat": "51.5", "lng": "-0.1", "postal_code": "EC1", "region": "ENG"},
        Place("GB", "United Kingdom", "Exampleton", 51.5, -0.1),
    ),
    "IPinfo's systems": ({"asn": "AS64500", "name": "Example Networks", "domain": "example.org"}, AS64500),
    "flat": (
        {"country_code": "GB", "city": "Exampleton", "latitude": 51.5, "longitude": -0.1},
        Place("GB", "United Kingdom", "Exampleton", 51.5, -0.1),
    ),
    "of another kind": ({"is_anonymous": True}, Place()),
    "empty texts": ({"country_code": "", "country": "", "asn": "", "as_name": "", "city": ""}, Place()),
    "half a place": ({"location": {"latitude": 51.5}}, Place()),
    "places that are none": ({"lat": "north", "lng": "-0.1", "country_code": "USA"}, Place()),
    "no record": (None, Place()),
    "a record that is none": ("GB", Place()),
}


class Database:
    """A database with one record for all IPv4 addresses."""

    def __init__(self, record) -> None:
        self._record = record

    def get(self, ip_address):
        if ":" in ip_address:
            msg = "an IPv6 address in an IPv4 database"
            raise ValueError(msg)
        return self._record


@pytest.mark.parametrize(("record", "place"), LAYOUTS.values(), ids=LAYOUTS)
def test_a_record_of_each_layout_in_either_place(record, place):
    assert Geo(Database(record)).find(ADDRESS) == place
    assert Geo(asn=Database(record)).find(ADDRESS) == place


def test_each_database_is_asked_first_for_its_own():
    city = Database({**MAXMIND_CITY, "traits": {"autonomous_system_number": 64501, "isp": "of the first"}})
    asn = Database({**MAXMIND_ASN, "country_code": "FR", "city": "Elsewhere"})
    assert Geo(city, asn).find(ADDRESS) == GB._replace(asn="64500", asn_org="Example Networks", isp="of the first")


def test_databases_fill_each_others_gaps():
    place = Geo(Database({"city": "Exampleton"}), Database({**MAXMIND_ASN, "country": "FR"})).find(ADDRESS)
    assert place == AS64500._replace(city="Exampleton", country_code="FR", country_name="France")


def test_a_table_of_countries_is_asked_last():
    table = Countries.parse(b"198.51.100.0/24,SE\n")
    assert Geo(countries=table).find(ADDRESS) == Place("SE", "Sweden")
    assert Geo(Database({"country": "FR"}), countries=table).find(ADDRESS).country_code == "FR"
    assert Geo(Database({"country": "FR"}), countries=table).find("192.0.2.1").country_code == "FR"
    assert Geo(asn=Database(MAXMIND_ASN), countries=table).find(ADDRESS).country_name == "Sweden"


def test_an_address_that_is_written_as_ipv6_is_the_same():
    assert Geo(Database({"country": "FR"})).find(f"::ffff:{ADDRESS}").country_code == "FR"


@pytest.mark.parametrize("address", ["2001:db8::1", "AWS Internal", "08.1.250.216", "", "a\0b"])
def test_what_a_database_cannot_know(address):
    assert Geo(Database(MAXMIND_CITY)).find(address) == Place()


KEYS = ("country", "country_code", "city", "location", "latitude", "lng", "asn", "traits", "isp", "names", "en")
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.sampled_from(["DE", "AS7"])
VALUES = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.sampled_from(KEYS), SCALARS, max_size=3)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_any_record_is_read(record):
    place = Geo(Database(record)).find(ADDRESS)
    texts = [value for name, value in place._asdict().items() if name not in ("lat", "lon")]
    assert all(isinstance(value, str) for value in texts)
    assert place.lat is None or (math.isfinite(place.lat) and place.lon is not None)
    assert place.asn == "" or int(place.asn) > 0
