"""What finding types need that a configuration does not give: said once, so that silence is not taken for safety."""

from __future__ import annotations

from collections.abc import Container, Iterator

from models.cloudtrail.record import CLOUDTRAIL
from models.config.config import Config
from models.detectors import listed_caller_iam, listed_caller_s3
from models.detectors.first_time import UNUSUAL_NETWORK
from models.detectors.flows import listed_peer, port_probe, tor_relay, unusual_resolver
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

#: All log sources.
EVERY_SOURCE = (CLOUDTRAIL, VPC_FLOW)


def lacking(config: Config, sources: Container[str] = EVERY_SOURCE) -> Iterator[str]:
    """What is missing, a sentence each.

    Args:
        config: the configuration.
        sources: the names of the log sources that are read.
    """
    kinds = {table.listed_kind for table in config.lists}
    wanted: dict[ListKind, list[str]] = {}
    for source, of_lists in ((CLOUDTRAIL, _OF_CALLERS), (VPC_FLOW, _OF_PEERS)):
        if source in sources:
            for kind, names in of_lists.items():
                wanted.setdefault(kind, []).extend(filter(config.enabled, names))
    for kind, those in wanted.items():
        if kind not in kinds and those:
            yield f'no [[lists]] of the kind "{kind.value}": nothing is found of {", ".join(those)}'
    if CLOUDTRAIL in sources and config.enabled(UNUSUAL_NETWORK) and not config.geo.asn:
        yield f"no [geo] asn: {UNUSUAL_NETWORK} goes by the prefix of an address, not by its autonomous system"
    if VPC_FLOW in sources and not config.inventory.paths:
        yield (
            f"no [inventory] path: nothing is found of {port_probe.CLUSTER.name}, and flow records that do not say it "
            "themselves do not tell instances from gateways, nor which side of them is local"
        )
