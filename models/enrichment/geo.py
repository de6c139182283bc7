"""Where an address is and whose it is, by databases in MaxMind's format.

Four layouts of a record are read, whichever database it comes from, so that country databases, and one that holds
countries and autonomous systems at once, do as well:

- MaxMind's GeoIP2 and GeoLite2, and DB-IP's: ``country.iso_code``, ``country.names.en``, ``city.names.en``,
  ``location.latitude`` and ``longitude``;
- MaxMind's ASN and ISP databases and DB-IP's: ``autonomous_system_number``, ``autonomous_system_organization``,
  ``isp``, ``organization``; the enterprise databases have these inside of ``traits``;
- IPinfo's flat records: ``country_code`` and ``country`` (a name; in older ones ``country`` is the code and
  ``country_name`` the name), ``city``, ``lat`` and ``lng`` (or ``latitude``, ``longitude``; numbers or text), ``asn``
  (``AS64500``), ``as_name`` (in some ``name``);
- flat ones of others, with these names.

What a record does not say, or says as another type, is unknown. A country is where the address is used, not where its
range is registered. Latitude and longitude are shown as the database has them; what decides by them rounds
them first (`models.enrichment.distance`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from models.aws.addresses import address_of
from models.enrichment.countries import Countries, names


class Reader(Protocol):
    """An open database."""

    def get(self, ip_address: str) -> Any:
        """The record of an address, None if there is none.

        Raises:
            ValueError: it is of an IP version that the database does not have.
        """


class Place(NamedTuple):
    """What is known of an address; what is not is empty.

    Attributes:
        country_code: ISO 3166-1 alpha-2.
        country_name: in English.
        city: in English.
        lat: degrees north, with ``lon``.
        lon: degrees east.
        asn: the number of the autonomous system, in digits.
        asn_org: who runs it.
        isp: the access provider.
        org: who uses the address.
    """

    country_code: str = ""
    country_name: str = ""
    city: str = ""
    lat: float | None = None
    lon: float | None = None
    asn: str = ""
    asn_org: str = ""
    isp: str = ""
    org: str = ""


def nowhere(address: str) -> Place:
    """What is known of an address without any data."""
    return Place()


class Geo:
    """Databases and a table of countries, any of them None.

    Args:
        city: asked first for places.
        asn: asked first for autonomous systems and providers.
        countries: asked for the country when no database knows it.
    """

    def __init__(
        self, city: Reader | None = None, asn: Reader | None = None, countries: Countries | None = None
    ) -> None:
        self._city, self._asn, self._countries = city, asn, countries

    def find(self, address: str) -> Place:
        """What is known of an address; nothing of what is no address."""
        known = address_of(address)
        if known is None:
            return Place()
        address = str(known)
        city, asn = _place(_record(self._city, address)), _place(_record(self._asn, address))
        country = city if city.country_code else asn
        spot = asn if city.lat is None else city
        system = asn if asn.asn else city
        code = country.country_code
        if not code and self._countries is not None:
            code = self._countries.find(address)
        return Place(
            country_code=code,
            country_name=country.country_name or names().get(code, ""),
            city=city.city or asn.city,
            lat=spot.lat,
            lon=spot.lon,
            asn=system.asn,
            asn_org=system.asn_org,
            isp=asn.isp or city.isp,
            org=asn.org or city.org,
        )


def _record(reader: Reader | None, address: str) -> Mapping[str, Any]:
    if reader is None:
        return {}
    try:
        return _map(reader.get(address))
    except (ValueError, RuntimeError):  # an IPv6 address, and the database has none; or it is damaged at this place
        return {}


def _place(record: Mapping[str, Any]) -> Place:
    """What one record says."""
    if not record:
        return Place()
    traits = {**_map(record.get("traits")), **record}
    code, country = _country(record)
    lat, lon = _location({**record, **_map(record.get("location"))})
    asn, asn_org = _system(traits)
    return Place(
        country_code=code,
        country_name=country,
        city=_name(record.get("city")),
        lat=lat,
        lon=lon,
        asn=asn,
        asn_org=asn_org,
        isp=_text(traits.get("isp")),
        org=_text(traits.get("organization")),
    )


def _country(record: Mapping[str, Any]) -> tuple[str, str]:
    """Code and name; a name alone is of no use."""
    country = record.get("country")
    if isinstance(country, str):
        code = _text(record.get("country_code"))
        name = country if code else _text(record.get("country_name"))
        code = code or country
    else:
        code = _text(_map(country).get("iso_code")) or _text(record.get("country_code"))
        name = _name(country) or _text(record.get("country_name"))
    return (code, name) if len(code) == 2 and code.isalpha() and code.isupper() else ("", "")


def _location(record: Mapping[str, Any]) -> tuple[float | None, float | None]:
    lat = _degrees(record.get("latitude", record.get("lat")), 90)
    lon = _degrees(record.get("longitude", record.get("lng", record.get("lon"))), 180)
    return (None, None) if lat is None or lon is None else (lat, lon)


def _system(record: Mapping[str, Any]) -> tuple[str, str]:
    """Number and name of the autonomous system."""
    number = record.get("autonomous_system_number", record.get("asn"))
    digits = str(number).removeprefix("AS")
    if isinstance(number, bool) or not (digits.isascii() and digits.isdigit()) or not int(digits):
        return "", ""
    known = ("autonomous_system_organization", "as_name", "name")
    return digits, next((name for key in known if (name := _text(record.get(key)))), "")


def _degrees(value: object, most: int) -> float | None:
    try:
        degrees = float(value) if isinstance(value, str | int | float) else math.nan
    except (ValueError, OverflowError):
        return None
    return degrees if abs(degrees) <= most else None


def _name(value: object) -> str:
    """A name that stands alone, or the English one of a record's names."""
    return _text(value) or _text(_map(_map(value).get("names")).get("en"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
