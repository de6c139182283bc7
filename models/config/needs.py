"""What finding types need that a configuration does not give: said once, so that silence is not taken for safety."""

from __future__ import annotations

from collections.abc import Container, Iterator

from models.cloudtrail.record import CLOUDTRAIL
from models.config.config import Config
from models.detectors import listed_caller_iam, listed_caller_s3
from models.detectors.console_login import DISTANT
from models.detectors.credential_exfiltration import INSTANCE_OUTSIDE, RESOURCE_OUTSIDE
from models.detectors.dns import listed_domain
from models.detectors.first_time import UNUSUAL_NETWORK
from models.detectors.flows import listed_peer, port_probe, tor_relay, unusual_resolver
from models.dns import DNS
from models.lists.settings import ListKind
from models.vpc_flow import VPC_FLOW

#: Of calls: kind of list -> the finding types that nothing but a list of that kind raises.
_OF_CALLERS: dict[ListKind, tuple[str, ...]] = {
    kind: tuple(
        sorted(
            found.name
            for module in (listed_caller_iam, listed_caller_s3)
            for found in module.LISTED.types
            if found.name.rpartition("/")[2] == name
        )
    )
    for kind, (name, _) in listed_caller_iam.CALLERS.items()
}


#: Of flow records: the same.
_OF_PEERS: dict[ListKind, tuple[str, ...]] = {
    **{kind: (found.name,) for kind, found in listed_peer.TYPES.items()},
    ListKind.TOR: (listed_peer.TYPES[ListKind.TOR].name, tor_relay.TYPE.name),
    ListKind.SCANNER: (port_probe.PORT.name, port_probe.CLUSTER.name),
    ListKind.DOH: (unusual_resolver.OVER_HTTPS.name,),
}

#: Of DNS queries: the same. Odd-looking young domains are found without a list.
_OF_NAMES: dict[ListKind, tuple[str, ...]] = {
    kind: (found.name,) for kind, found in listed_domain.TYPES.items() if kind is not ListKind.SUSPICIOUS_REPUTATION
}

#: All log sources.
EVERY_SOURCE = (CLOUDTRAIL, VPC_FLOW, DNS)


def lacking(config: Config, sources: Container[str] = EVERY_SOURCE, *, briefly: bool = False) -> Iterator[str]:
    """What is missing, a sentence each.

    Args:
        config: the configuration.
        sources: the names of the log sources that are read.
        briefly: say of lists that are missing how many types need them, not which.
    """
    missing = _missing_lists(config, sources)
    if briefly and len(missing) > 1:
        kinds = ", ".join(f'"{kind.value}"' for kind in missing)
        types = len({name for names in missing.values() for name in names})
        yield f"no [[lists]] of the kinds {kinds}: nothing is found of the {types} types that need them (--check)"
    else:
        for kind, names in missing.items():
            yield f'no [[lists]] of the kind "{kind.value}": nothing is found of {", ".join(names)}'
    if CLOUDTRAIL in sources and config.enabled(UNUSUAL_NETWORK) and not config.geo.asn:
        yield f"no [geo] asn: {UNUSUAL_NETWORK} goes by the prefix of an address, not by its autonomous system"
    if CLOUDTRAIL in sources and not (config.aws.ip_ranges or config.geo.asn):
        yield (
            f"no [aws] ip_ranges and no [geo] asn: nobody can tell addresses outside of AWS; {INSTANCE_OUTSIDE.name} "
            f"and {RESOURCE_OUTSIDE.name} are found only when the usual address is in use before and after the other, "
            "of functions never"
        )
    if CLOUDTRAIL in sources and config.enabled(DISTANT.name) and not config.geo.city:
        yield f"no [geo] city: {_without_city(config)}"
    if VPC_FLOW in sources and not config.inventory.paths:
        yield (
            f"no [inventory] path: nothing is found of {port_probe.CLUSTER.name}, and flow records that do not say it "
            "themselves do not tell instances from gateways, nor which side of them is local"
        )


def _without_city(config: Config) -> str:
    if config.geo.countries:
        return f"{DISTANT.name} goes by countries, within an hour, not by distance"
    return f"nothing is found of {DISTANT.name}, unless another database tells countries"


def _missing_lists(config: Config, sources: Container[str]) -> dict[ListKind, list[str]]:
    """The kinds of list that there are none of, with the finding types that nothing else raises."""
    kinds = {table.listed_kind for table in config.lists}
    wanted: dict[ListKind, list[str]] = {}
    for source, of_lists in ((CLOUDTRAIL, _OF_CALLERS), (VPC_FLOW, _OF_PEERS), (DNS, _OF_NAMES)):
        if source in sources:
            for kind, names in of_lists.items():
                wanted.setdefault(kind, []).extend(filter(config.enabled, names))
    return {kind: names for kind, names in wanted.items() if names and kind not in kinds}
