"""MetadataDNSRebind: a name of the internet resolves to an address at which AWS serves instances.

Source: DNS query logs with answers; no list and no learning; one finding per instance, severity High.

A page or a URL that somebody else chose is fetched by the instance; its name resolves to the instance metadata service,
and what guards against that address, or against other origins, looks at the name alone. So the instance's credentials
are read, and sent out. Each name that resolves to such an address, in an ``A`` or ``AAAA`` record of the answer, also
behind aliases, is an occurrence; the finding tells the addresses (``resolvedTo``). Test services that make an address
of a name that holds one count: they are a common tool of it.

Which addresses count is set by service (``services``): the metadata service (``metadata``), and what gives containers
of ECS and EKS their credentials (``credentials``), in IPv4 and IPv6 (`models.queries.metadata`). AWS's clocks
(``time``), resolvers (``dns``) and activation of Windows (``activation``) can be added: some have names of their own
for these, and nothing is to be got from them.

Silent: names below no public suffix (``metadata.google.internal``, ``instance-data``, hosts of ``corp.local``): nobody
outside has them; AWS's own, which lead there on purpose; and addresses that are looked up backwards. A private hosted
zone below a public suffix cannot be told from the internet. ATT&CK: T1552.005 (Cloud Instance Metadata API).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Literal

from models.detectors.base import DetectorSettings
from models.detectors.dns.base import Evidence, QueryDetector, QueryHit, Scene, query_type
from models.findings.types import HIGH
from models.queries.asked import Domain
from models.queries.metadata import service_of
from models.queries.slice import Lookup

TYPE = query_type(
    name="UnauthorizedAccess:EC2/MetadataDNSRebind",
    severity=HIGH,
    title="{instance} asks for {name}, which resolves to an address that AWS serves instances at.",
    description=(
        "{instance} in account {account} asks for {name}, a name of {domain}, and is answered with an address at which "
        "AWS serves its instances. Whoever owns the name can make software on the instance fetch its credentials while "
        "it believes to call a host of the internet. See what asks for the name; for the metadata service, require "
        "IMDSv2; and change the credentials of the instance's role, or of its tasks, if they were read."
    ),
)

#: Domains of AWS: of its APIs and of the hosts of its customers, and its own top-level domain. Customers choose what is
#: in front of some, but not the address.
_OF_AWS = ("amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "aws", "aws.com")
_BELOW_AWS = tuple(f".{name}" for name in _OF_AWS)

#: What is served at the addresses: `models.queries.metadata`'s.
Service = Literal["metadata", "credentials", "time", "dns", "activation"]


class RebindSettings(DetectorSettings, frozen=True):
    """Settings of the type.

    Attributes:
        services: what is served at the addresses that count. By default what gives credentials to whoever asks.
    """

    services: tuple[Service, ...] = ("metadata", "credentials")


def judge(scene: Scene, memory: None, settings: Any) -> list[QueryHit]:
    """The hit of a window."""
    services = frozenset(settings[TYPE.name].services)
    evidence = [
        one
        for domain in scene.asked.domains.values()
        if any(lookup.metadata for lookup in domain.lookups) and domain.public and not _is_of_aws(domain.name)
        for one in _rebound(domain, services)
    ]
    return [QueryHit(TYPE, tuple(evidence))] if evidence else []


def _is_of_aws(domain: str) -> bool:
    return domain in _OF_AWS or domain.endswith(_BELOW_AWS)


def _rebound(domain: Domain, services: frozenset[str]) -> Iterator[Evidence]:
    """The names of a domain that resolve to such an address, ascending."""
    found: dict[str, dict[Lookup, list[str]]] = defaultdict(dict)
    for lookup in domain.lookups:
        addresses = [address for address in lookup.metadata if service_of(address) in services]
        if addresses:
            found[lookup.name][lookup] = addresses
    for name, lookups in found.items():
        resolved = sorted({address for addresses in lookups.values() for address in addresses})
        yield Evidence(domain, tuple(lookups), name, info={"resolvedTo": resolved})


DETECTOR = QueryDetector(name="", types=(TYPE,), judge=judge, settings={TYPE.name: RebindSettings})
