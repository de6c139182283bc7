"""What a finding shows of DNS requests.

The instance that asked, the newest request, and in ``additionalInfo``: ``domains`` (what was asked for, how often),
``actors`` (every address that asked), ``requestsOfFurtherActors``, and of the newest request ``queryTypes``,
``responseCodes`` and ``answers``. There are no event ids: query logs have none to look up.
"""

from __future__ import annotations

from typing import Any

from models.enrichment.enricher import Enricher
from models.findings.dns_request import DnsRequest, DomainUse, domain_use
from models.findings.instance import instance_details, instance_words
from models.findings.merge import FindingState
from models.findings.remote import partition
from models.findings.sighting import FindingKey
from models.findings.told import Told, address_details, times
from models.findings.types import FindingType


def tell(kind: FindingType, key: FindingKey, state: FindingState, newest: DnsRequest, known: Enricher) -> Told:
    """What the requests of a finding tell."""
    return Told(
        words={
            "instance": instance_words(newest.instance, "", newest.address),
            "name": newest.name,
            "domain": newest.domain,
        },
        partition=partition("", key.region),
        resource={
            "resourceType": kind.resource_type.value,
            "instanceDetails": instance_details(newest.instance, "", newest.address, newest.vpc, "", known),
        },
        action={"actionType": "DNS_REQUEST", "dnsRequestAction": _request(key, newest)},
        role="ACTOR",
        info={
            "domains": [{**_use(domain_use(deed)), **times(t)} for deed, t in state.deeds.items()],
            "actors": [
                {"localIpDetails": address_details(actor.caller), **times(t)} for actor, t in state.actors.items()
            ],
            "requestsOfFurtherActors": state.unnamed_actors,
            "queryTypes": list(newest.types),
            **({"responseCodes": list(newest.rcodes)} if newest.rcodes else {}),
            **({"answers": list(newest.answers)} if newest.answers else {}),
        },
    )


def _request(key: FindingKey, newest: DnsRequest) -> dict[str, Any]:
    use = DomainUse(newest.name, newest.domain, newest.tcp, newest.blocked)
    return {**_use(use), **({"vpcOwnerAccountId": key.account} if key.account else {})}


def _use(use: DomainUse) -> dict[str, Any]:
    """What was asked for, in GuardDuty's members: ``domain`` is the name, with its suffix the registered domain."""
    return {
        "domain": use.name,
        "domainWithSuffix": use.domain,
        "protocol": "TCP" if use.tcp else "UDP",
        "blocked": use.blocked,
    }
