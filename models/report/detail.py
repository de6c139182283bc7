"""What a report shows of one finding: facts by name, and the evidence in tables.

``service.additionalInfo`` differs from type to type, and GuardDuty's from ours. What has the shape that
`models.findings.document` writes becomes a table; everything else is shown as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from models.findings.ports import UNKNOWN
from models.report.finding import Finding
from models.report.signals import Signals, signals

#: A JSON value that has been made ready for an outline.
Members = dict[str, Any]


class Fact(NamedTuple):
    """A line of an outline: a name with its value, or without one above the lines that are deeper."""

    depth: int
    name: str
    value: str


class _Organization(msgspec.Struct, frozen=True, rename="camel"):
    asn: str = ""
    asn_org: str = ""


class _Country(msgspec.Struct, frozen=True, rename="camel"):
    country_name: str = ""


class _Address(msgspec.Struct, frozen=True):
    ipv4: str = msgspec.field(default="", name="ipAddressV4")
    ipv6: str = msgspec.field(default="", name="ipAddressV6")
    organization: _Organization = _Organization()
    country: _Country = _Country()

    @property
    def text(self) -> str:
        """The address."""
        return self.ipv4 or self.ipv6


class _Domain(msgspec.Struct, frozen=True):
    domain: str = ""


class _Attack(msgspec.Struct, frozen=True):
    """A tactic or a technique of ATT&CK."""

    id: str
    name: str


class ApiCall(msgspec.Struct, frozen=True, rename="camel"):
    """How often an API was called, and when."""

    name: str
    count: int
    first_seen: str
    last_seen: str


class Port(msgspec.Struct, frozen=True, rename="camel"):
    """What connections were opened to, how often and when."""

    protocol: str
    direction: str
    count: int
    first_seen: str
    last_seen: str
    port: int | None = None
    port_name: str = ""
    blocked: bool = False
    local_ip_details: _Address = _Address()
    local_network_interface: str = ""

    @property
    def service(self) -> str:
        """The port with its protocol and name; of protocols without ports their name."""
        if self.port is None:
            return self.protocol
        name = f" ({self.port_name})" if self.port_name not in ("", UNKNOWN) else ""
        return f"{self.protocol} {self.port}{name}"

    @property
    def local(self) -> str:
        """The instance's address and interface."""
        return " ".join(filter(None, [self.local_ip_details.text, self.local_network_interface]))


class Domain(msgspec.Struct, frozen=True, rename="camel"):
    """What was asked for, how often and when."""

    domain: str
    domain_with_suffix: str
    count: int
    first_seen: str
    last_seen: str
    protocol: str = ""
    blocked: bool = False


class Actor(msgspec.Struct, frozen=True, rename="camel"):
    """Somebody who took part, how often and when."""

    count: int
    first_seen: str
    last_seen: str
    remote_ip_details: _Address = _Address()
    local_ip_details: _Address = _Address()
    domain_details: _Domain = _Domain()
    user_name: str = ""
    principal_id: str = ""
    access_key_id: str = ""
    user_agent: str = ""

    @property
    def caller(self) -> str:
        """The address, or the name of an AWS service, of whoever took part."""
        return self.remote_ip_details.text or self.local_ip_details.text or self.domain_details.domain

    @property
    def place(self) -> str:
        """The network and the country of the address, as far as they are known."""
        owner, country = self.remote_ip_details.organization, self.remote_ip_details.country
        network = f"AS{owner.asn} {owner.asn_org}".rstrip() if owner.asn else owner.asn_org
        return ", ".join(filter(None, [network, country.country_name]))


@dataclass(frozen=True)
class Detail:
    """A finding in full.

    Attributes:
        finding: what it is listed by.
        facts: by heading: the finding, its resource, its newest action, and whatever else it tells.
        actors: who took part.
        of_further_actors: how many calls, connections or requests those made that are not named.
        api_calls: what was called.
        ports: what was connected to; a finding about connections has some.
        domains: what was asked for; a finding about DNS requests has some.
        event_ids: the CloudTrail records to look up.
        signals: an attack sequence in tables; None if the finding is of something else.
    """

    finding: Finding
    facts: dict[str, list[Fact]]
    actors: list[Actor]
    of_further_actors: int
    api_calls: list[ApiCall]
    ports: list[Port]
    domains: list[Domain]
    event_ids: list[str]
    signals: Signals | None


class _Rest:
    """What is left of a finding's ``additionalInfo`` when parts of it have been taken out."""

    def __init__(self, info: object) -> None:
        self.members: Members = dict(info) if isinstance(info, dict) else {"additionalInfo": info}

    def take(self, name: str, shape: Any, nothing: Any) -> Any:
        """The member of that name if it has that shape; if not, it stays."""
        try:
            value = msgspec.convert(self.members.get(name, nothing), shape)
        except msgspec.ValidationError:
            return nothing
        self.members.pop(name, None)
        return value


def detail(finding: Finding) -> Detail:
    """Everything that a finding's JSON tells."""
    document = msgspec.json.decode(finding.raw)
    rest = _Rest(document["service"].get("additionalInfo"))
    take = rest.take
    take("attackSequences", list[str], [])
    found = Detail(
        finding=finding,
        facts={},
        actors=take("actors", list[Actor], []),
        of_further_actors=sum(take(f"{what}OfFurtherActors", int, 0) for what in ("calls", "connections", "requests")),
        api_calls=take("apiCalls", list[ApiCall], []),
        ports=take("ports", list[Port], []),
        domains=take("domains", list[Domain], []),
        event_ids=take("eventIds", list[str], []),
        signals=_signals(finding, rest),
    )
    found.facts.update(_facts(document, rest.members, found))
    return found


def _signals(finding: Finding, rest: _Rest) -> Signals | None:
    """The signals of a sequence; its indicators tell its tactics and techniques, too."""
    if finding.sequence is None:
        return None
    for name in ("tactics", "techniques"):
        rest.take(name, list[_Attack], [])
    return signals(finding.sequence, rest.take("signalsLeftOut", int, 0))


def _facts(document: Members, rest: Members, found: Detail) -> dict[str, list[Fact]]:
    """What is left when the tables have been made, by heading."""
    service, sequence = document["service"], found.finding.sequence
    about = {
        **_some(service, "count", "eventFirstSeen", "eventLastSeen"),
        **_some(document, "createdAt", "updatedAt", "severity"),
        **_some(service, "featureName"),
        "identity": rest.pop("identity", None),
        "id": found.finding.id,
        "additionalSequenceTypes": sequence.additional_sequence_types if sequence else None,
    }
    action = _newest_probe(service.get("action")) if found.ports else _action(service.get("action"))
    outlines = {
        "Finding": outline(about),
        "Indicators": [Fact(0, *indicator) for indicator in found.signals.indicators] if found.signals else [],
        "Newest action": outline(action),
        "Resource": outline(document["resource"]),
        "Detection": outline(_detection(service.get("detection"), sequence is not None)),
        "More": outline(rest),
    }
    return {heading: facts for heading, facts in outlines.items() if facts}


def _detection(told: object, in_tables: bool) -> object:
    """A ``detection`` object without the sequence, if that is in tables."""
    return {**told, "sequence": None} if in_tables and isinstance(told, dict) else told


def _some(members: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: members.get(name) for name in names}


def _action(action: object) -> object:
    """The one member of an ``action`` that tells what happened; the whole when there is no such."""
    match action:
        case {"actionType": str(), **told} if len(told) == 1:
            return next(iter(told.values()))
    return action


def _newest_probe(action: object) -> object:
    """As `_action`, and of probes the newest: the tables have the others."""
    told = _action(action)
    match told:
        case {"portProbeDetails": [dict() as newest, *_], **rest}:
            return rest | newest
    return told


def outline(value: object) -> list[Fact]:
    """A JSON value as an outline of names and values; what is empty is left out.

    A list of scalars is one value. A member that stands alone shares the line of what it is a member of.

    >>> for fact in outline({"ports": [22, 80], "remote": {"ip": "198.51.100.7"}, "tags": [{"key": "a", "value": ""}]}):
    ...     print(fact.depth, fact.name, fact.value)
    0 ports 22, 80
    0 remote.ip 198.51.100.7
    0 tags[0].key a
    """
    pruned = _pruned(value)
    return [] if isinstance(pruned, str) else list(_lines(pruned, 0))


def _pruned(value: object) -> Members | str:
    """Without what is empty, lists as members with their places, scalars as text."""
    if isinstance(value, list):
        if not any(isinstance(item, dict | list) for item in value):
            return ", ".join(map(_words, value))
        value = {f"[{place}]": item for place, item in enumerate(value)}
    if isinstance(value, dict):
        return {name: kept for name, member in value.items() if (kept := _pruned(member))}
    return _words(value)


def _lines(members: Members, depth: int) -> Iterator[Fact]:
    for name, value in members.items():
        path, end = _lone(name, value)
        if isinstance(end, str):
            yield Fact(depth, path, end)
        else:
            yield Fact(depth, path, "")
            yield from _lines(end, depth + 1)


def _lone(path: str, value: Members | str) -> tuple[str, Members | str]:
    """How far a path goes on without a choice, and what is there."""
    while isinstance(value, dict) and len(value) == 1:
        ((name, value),) = value.items()
        path += name if name.startswith("[") else f".{name}"
    return path, value


def _words(scalar: object) -> str:
    if scalar is None:
        return ""
    return scalar if isinstance(scalar, str) else msgspec.json.encode(scalar).decode()
