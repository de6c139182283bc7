"""What a finding shows of network connections.

The instance, the newest connection or the probes of its ports, and in ``additionalInfo``: ``ports`` (what was opened
to, from which side, at which address and interface of the instance, how often), ``actors`` (every peer) and
``connectionsOfFurtherActors``. There are no event ids: flow records have none to look up.
"""

from __future__ import annotations

from typing import Any

from models.enrichment.enricher import Enricher
from models.findings.connection import Connection, PortUse, port_use
from models.findings.instance import instance_details, instance_words, present
from models.findings.merge import FindingState, Tally
from models.findings.ports import has_ports, port_name, protocol_name, service_words
from models.findings.remote import partition
from models.findings.sighting import FindingKey
from models.findings.told import Told, address_details, remote_details, times
from models.findings.types import FindingType


def tell(kind: FindingType, key: FindingKey, state: FindingState, newest: Connection, known: Enricher) -> Told:
    """What the connections of a finding tell."""
    return Told(
        words=_words(newest),
        partition=partition("", key.region),
        resource={
            "resourceType": kind.resource_type.value,
            "instanceDetails": instance_details(
                newest.instance, newest.interface, newest.local_address, newest.vpc, newest.subnet, known
            ),
        },
        action=_probes(state, newest, known) if newest.probe else _connection(newest, known),
        role=newest.role,
        info={
            "ports": [{**_port(port_use(deed)), **times(t)} for deed, t in state.deeds.items()],
            "actors": [
                {"remoteIpDetails": remote_details(actor.caller, known), **times(t)}
                for actor, t in state.actors.items()
            ],
            "connectionsOfFurtherActors": state.unnamed_actors,
        },
    )


def _words(newest: Connection) -> dict[str, str]:
    port = service_words(newest.protocol, newest.port)
    return {
        "instance": instance_words(newest.instance, newest.interface, newest.local_address),
        "remote": newest.remote_address,
        "port": port,
        "local": newest.local_address if newest.outbound else f"{port} of {newest.local_address}",
    }


def _connection(newest: Connection, known: Enricher) -> dict[str, Any]:
    """The newest connection."""
    action: dict[str, Any] = {
        "connectionDirection": _direction(newest.outbound),
        "protocol": protocol_name(newest.protocol),
        "blocked": not newest.accepted,
        **present(
            localPortDetails=_port_details(newest.protocol, newest.local_port),
            remotePortDetails=_port_details(newest.protocol, newest.remote_port),
            localIpDetails=address_details(newest.local_address),
            localNetworkInterface=newest.interface,
        ),
        "remoteIpDetails": remote_details(newest.remote_address, known),
    }
    return {"actionType": "NETWORK_CONNECTION", "networkConnectionAction": action}


def _probes(state: FindingState, newest: Connection, known: Enricher) -> dict[str, Any]:
    """All probes that are known, the newest first."""
    latest = newest.contact

    def newness(contact: tuple[tuple[str, str], Tally]) -> tuple[bool, int]:
        return contact[0] == latest, contact[1].last_ms

    known_ones = [who for who, _ in sorted(state.contacts.items(), key=newness, reverse=True)]
    shown = known_ones if latest is None or latest in state.contacts else [latest, *known_ones]
    return {
        "actionType": "PORT_PROBE",
        "portProbeAction": {
            "blocked": not newest.accepted,
            "portProbeDetails": [_probe(remote, port_use(deed), known) for remote, deed in shown],
        },
    }


def _probe(remote: str, use: PortUse, known: Enricher) -> dict[str, Any]:
    return present(
        localPortDetails=_port_details(use.protocol, use.port),
        localIpDetails=address_details(use.local_address),
        remoteIpDetails=remote_details(remote, known),
    )


def _port(use: PortUse) -> dict[str, Any]:
    """What was opened to."""
    return {
        **_port_details(use.protocol, use.port),
        "protocol": protocol_name(use.protocol),
        "direction": _direction(use.outbound),
        "blocked": not use.accepted,
        "resourceRole": use.role,
        **present(localIpDetails=address_details(use.local_address), localNetworkInterface=use.interface),
    }


def _port_details(protocol: int, port: int) -> dict[str, Any]:
    """A port with its name; nothing for a protocol without ports."""
    return {"port": port, "portName": port_name(port)} if has_ports(protocol, port) else {}


def _direction(outbound: bool) -> str:
    return "OUTBOUND" if outbound else "INBOUND"
