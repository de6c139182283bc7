"""Connections: what a finding shows of an occurrence in the network."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from models.findings.actor import Actor

_encode = msgspec.json.Encoder().encode


class PortUse(msgspec.Struct, frozen=True, array_like=True):
    """What connections have in common whoever the peer is: the side that was opened to, and how.

    Attributes:
        role: ``ACTOR`` or ``TARGET``: what the instance is.
        outbound: the instance opened.
        protocol: IANA's number; -1 if not known.
        port: of the side that was opened to; 0 for protocols without ports.
        accepted: no security group and no network ACL refused it.
        local_address: of the instance.
        interface: ``eni-…``; empty if not known.
    """

    role: str
    outbound: bool
    protocol: int
    port: int
    accepted: bool
    local_address: str
    interface: str


#: Reads a `Connection.deed`.
port_use = msgspec.json.Decoder(PortUse).decode


class Connection(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False, cache_hash=True, tag=1):
    """A connection, or several that began as one: everything that a finding shows of it but its time and id.

    Attributes:
        severity: this occurrence's severity number.
        role: ``service.resourceRole``: ``ACTOR`` or ``TARGET``.
        probe: it only tried whether a port answers, and is shown as a probe of ports.
        outbound: the instance opened it.
        protocol: IANA's number; -1 if not known.
        accepted: no security group and no network ACL refused it.
        local_address: the instance's side.
        local_port: 0 for protocols without ports.
        remote_address: the other side.
        remote_port: likewise.
        instance: ``i-…``; empty if only the interface or the address is known.
        interface: ``eni-…``; empty if not known, likewise ``vpc`` and ``subnet``.
        lasted_ms: from the occurrence's time to its end.
        info: a JSON object for the finding's ``additionalInfo``, empty for none.
        evidence: a JSON array of what lists say of the other side, empty for none.
        trusted: the other side, or the instance, is on a trusted list.
    """

    severity: float
    role: str
    probe: bool
    outbound: bool
    protocol: int
    accepted: bool
    local_address: str
    local_port: int
    remote_address: str
    remote_port: int
    instance: str
    interface: str
    vpc: str
    subnet: str
    lasted_ms: int
    info: str = ""
    evidence: str = ""
    trusted: bool = False

    #: The instance is the finding's resource, not something that it affects.
    affected: ClassVar[tuple[tuple[str, str], ...]] = ()
    edition: ClassVar[int] = 0

    @property
    def port(self) -> int:
        """The port of the side that was opened to."""
        return self.remote_port if self.outbound else self.local_port

    @property
    def actor(self) -> Actor:
        """The other side."""
        return Actor(self.remote_address)

    @property
    def deed(self) -> str:
        """A `PortUse` in JSON."""
        use = PortUse(
            self.role, self.outbound, self.protocol, self.port, self.accepted, self.local_address, self.interface
        )
        return _encode(use).decode()

    @property
    def contact(self) -> tuple[str, str] | None:
        """Who probed what: a finding lists each such pair."""
        return (self.remote_address, self.deed) if self.probe else None
