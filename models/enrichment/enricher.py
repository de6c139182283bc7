"""Everything beside the logs in one place: what is known of an address, and of an instance."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from models.enrichment.aws_ranges import AwsRanges
from models.enrichment.details import instance_details
from models.enrichment.geo import Geo, Place
from models.enrichment.inventory import Inventory

#: Addresses remembered of each kind: a busy hour's callers, in a few tens of MB.
_REMEMBERED = 65_536


class Enricher:
    """Answers from an inventory, AWS's ranges and geographic data, any of them None.

    Addresses are text as the log has it; what is no address is known nothing of. Answers are remembered.
    """

    def __init__(
        self, inventory: Inventory | None = None, aws_ranges: AwsRanges | None = None, geo: Geo | None = None
    ) -> None:
        self.inventory = inventory or Inventory.parse(())
        self.aws_ranges = aws_ranges
        self.geo = geo
        self._place = lru_cache(_REMEMBERED)((geo or Geo()).find)
        self._aws = lru_cache(_REMEMBERED)(aws_ranges.find) if aws_ranges else None

    def remote(self, address: str) -> dict[str, Any]:
        """The members of GuardDuty's remoteIpDetails beside the address, as far as they are known."""
        place = self._place(address)
        members = {
            "organization": _known(asn=place.asn, asnOrg=place.asn_org, isp=place.isp, org=place.org),
            "country": _known(countryName=place.country_name, countryCode=place.country_code),
            "city": _known(cityName=place.city),
            "geoLocation": {} if place.lat is None else {"lat": place.lat, "lon": place.lon},
        }
        return {name: member for name, member in members.items() if member}

    def place(self, address: str) -> Place:
        """Where an address is and whose it is, as far as it is known."""
        return self._place(address)

    def country(self, address: str) -> str:
        """The ISO 3166-1 code of the country that an address is in; empty if unknown."""
        return self._place(address).country_code

    def network(self, address: str) -> str:
        """The autonomous system that an address belongs to, as ``AS64500 Example Networks``; empty if unknown."""
        place = self._place(address)
        return f"AS{place.asn} {place.asn_org}".rstrip() if place.asn else ""

    def aws(self, address: str) -> dict[str, str] | None:
        """The service and the Region that AWS uses an address for; None if it is not known to be AWS's."""
        found = self._aws(address) if self._aws else None
        return {"service": found.services[0], "region": found.region} if found else None

    def instance(self, instance_id: str) -> dict[str, Any] | None:
        """GuardDuty's instanceDetails of an instance; None if it is not in the inventory."""
        found = self.inventory.instance(instance_id)
        return instance_details(found) if found else None


def _known(**members: str) -> dict[str, str]:
    return {name: value for name, value in members.items() if value}
