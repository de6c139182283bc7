"""The instance that a finding is about: in words, and as its ``instanceDetails``."""

from __future__ import annotations

from typing import Any

from models.enrichment.enricher import Enricher
from models.findings.told import address_details


def instance_words(instance: str, interface: str, address: str) -> str:
    """The instance in words.

    Args:
        instance: ``i-…``; empty if not known.
        interface: ``eni-…``; likewise.
        address: its own.
    """
    if instance:
        return f"the instance {instance}"
    if interface:
        return f"the interface {interface} ({address})"
    return f"the host {address}"


def instance_details(
    instance: str, interface: str, address: str, vpc: str, subnet: str, known: Enricher
) -> dict[str, Any]:
    """The instance as the inventory has it, with the interface that was used; else what the log tells.

    Args:
        instance: as `instance_words` has it, likewise ``interface`` and ``address``.
        interface: likewise.
        address: likewise.
        vpc: ``vpc-…``; empty if not known.
        subnet: ``subnet-…``; likewise.
        known: what is known of instances beside the logs.
    """
    if not instance and (found := known.inventory.interface(interface)):
        instance = found.instance_id
    details = (known.instance(instance) if instance else None) or present(instanceId=instance)
    interfaces = details.get("networkInterfaces", [])
    if interfaces and interface in ("", *(each.get("networkInterfaceId") for each in interfaces)):
        return details
    used = _interface(interface, address, vpc, subnet)
    return details | {"networkInterfaces": [*interfaces, used]}


def _interface(interface: str, address: str, vpc: str, subnet: str) -> dict[str, Any]:
    """An interface as the log tells of it."""
    shown = address_details(address)
    return present(
        networkInterfaceId=interface,
        privateIpAddress=shown.get("ipAddressV4"),
        ipv6Addresses=list(shown.values()) if "ipAddressV6" in shown else [],
        subnetId=subnet,
        vpcId=vpc,
    )


def present(**members: Any) -> dict[str, Any]:
    """The members that say something."""
    return {name: value for name, value in members.items() if value}
