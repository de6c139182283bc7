"""DNS requests: what a finding shows of a name that was asked for."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from models.findings.actor import Actor

_encode = msgspec.json.Encoder().encode


class DomainUse(msgspec.Struct, frozen=True, array_like=True):
    """What requests have in common whoever asked.

    Attributes:
        name: what was asked for.
        domain: its registered domain.
        tcp: by TCP, not by UDP.
        blocked: a firewall kept the answer back.
    """

    name: str
    domain: str
    tcp: bool
    blocked: bool


#: Reads a `DnsRequest.deed`.
domain_use = msgspec.json.Decoder(DomainUse).decode


class DnsRequest(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False, cache_hash=True, tag=2):
    """A request for a name, or several in one window: everything that a finding shows of it but its time and id.

    Attributes:
        severity: this occurrence's severity number.
        name: what was asked for.
        domain: its registered domain.
        types: the types that were asked for, ascending.
        rcodes: how that ended, ascending; none if the log does not tell.
        answers: some of the addresses and aliases in the answers, ascending; each cut.
        tcp: by TCP alone, not by UDP.
        blocked: a firewall kept all answers back.
        address: the client's; empty if not known.
        instance: ``i-…``; empty if not known, likewise ``vpc``.
        vpc: ``vpc-…``.
        lasted_ms: from the occurrence's time to its end.
        info: a JSON object for the finding's ``additionalInfo``, empty for none.
        evidence: a JSON array of what lists say of the name or of its answers, empty for none.
        trusted: all names, or the client's address, are on a trusted list.
    """

    severity: float
    name: str
    domain: str
    types: tuple[str, ...]
    rcodes: tuple[str, ...]
    answers: tuple[str, ...]
    tcp: bool
    blocked: bool
    address: str
    instance: str
    vpc: str
    lasted_ms: int
    info: str = ""
    evidence: str = ""
    trusted: bool = False

    #: The instance is the finding's resource, not something that it affects.
    affected: ClassVar[tuple[tuple[str, str], ...]] = ()
    edition: ClassVar[int] = 0

    #: Who asked and what was asked for are listed apart.
    contact: ClassVar[tuple[str, str] | None] = None

    @property
    def actor(self) -> Actor:
        """The client."""
        return Actor(self.address)

    @property
    def deed(self) -> str:
        """A `DomainUse` in JSON."""
        return _encode(DomainUse(self.name, self.domain, self.tcp, self.blocked)).decode()
