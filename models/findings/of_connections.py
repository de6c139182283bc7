"""What a finding shows of network connections.

The instance, the newest connection or the probes of its ports, and in ``additionalInfo``: ``ports`` (what was opened
to, from which side, at which address and interface of the instance, how often), ``actors`` (every peer) and
``connectionsOfFurtherActors``. There are no event ids: flow records have none to look up.
"""

from __future__ import annotations

from typing import Any

from models.enrichment.enricher import Enricher
from models.findings.connection import Connection, PortUse, port_use
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
        resource={"resourceType": kind.resource_type.value, "instanceDetails": _instance(newest, known)},
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
        "instance": _who(newest),
        "remote": newest.remote_address,
        "port": port,
        "local": newest.local_address if newest.outbound else f"{port} of {newest.local_address}",
    }


def _who(newest: Connection) -> str:
    """The instance in words."""
    if newest.instance:
        return f"the instance {newest.instance}"
    if newest.interface:
        return f"the interface {newest.interface} ({newest.local_address})"
    return f"the host {newest.local_address}"


def _instance(newest: Connection, known: Enricher) -> dict[str, Any]:
    """The instance as the inventory has it, with the interface that was used; else what the log tells."""
    instance_id = newest.instance
    if not instance_id and (interface := known.inventory.interface(newest.interface)):
        instance_id = interface.instance_id
    details = (known.instance(instance_id) if instance_id else None) or _present(instanceId=instance_id)
    interfaces = details.get("networkInterfaces", [])
    if interfaces and newest.interface in ("", *(each.get("networkInterfaceId") for each in interfaces)):
        return details
    return details | {"networkInterfaces": [*interfaces, _interface(newest)]}


def _interface(newest: Connection) -> dict[str, Any]:
    """An interface as the log tells of it."""
    address = address_details(newest.local_address)
    return _present(
        networkInterfaceId=newest.interface,
        privateIpAddress=address.get("ipAddressV4"),
        ipv6Addresses=list(address.values()) if "ipAddressV6" in address else [],
        subnetId=newest.subnet,
        vpcId=newest.vpc,
    )


def _connection(newest: Connection, known: Enricher) -> dict[str, Any]:
    """The newest connection."""
    action: dict[str, Any] = {
        "connectionDirection": _direction(newest.outbound),
        "protocol": protocol_name(newest.protocol),
        "blocked": not newest.accepted,
        **_present(
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
    return _present(
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
        **_present(localIpDetails=address_details(use.local_address), localNetworkInterface=use.interface),
    }


def _port_details(protocol: int, port: int) -> dict[str, Any]:
    """A port with its name; nothing for a protocol without ports."""
    return {"port": port, "portName": port_name(port)} if has_ports(protocol, port) else {}


def _direction(outbound: bool) -> str:
    return "OUTBOUND" if outbound else "INBOUND"


def _present(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}
