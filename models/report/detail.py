"""What a report shows of one finding: facts by name, and the evidence in tables.

``service.additionalInfo`` differs from type to type, and GuardDuty's from ours. What has the shape that
`models.findings.document` writes becomes a table; everything else is shown as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from models.report.finding import Finding

#: A name and a value, to be read.
Fact = tuple[str, str]


class _Address(msgspec.Struct, frozen=True):
    ipv4: str = msgspec.field(default="", name="ipAddressV4")
    ipv6: str = msgspec.field(default="", name="ipAddressV6")


class _Domain(msgspec.Struct, frozen=True):
    domain: str = ""


class ApiCall(msgspec.Struct, frozen=True, rename="camel"):
    """How often an API was called, and when."""

    name: str
    count: int
    first_seen: str
    last_seen: str


class Actor(msgspec.Struct, frozen=True, rename="camel"):
    """Somebody who took part, how often and when."""

    count: int
    first_seen: str
    last_seen: str
    remote_ip_details: _Address = _Address()
    domain_details: _Domain = _Domain()
    user_name: str = ""
    principal_id: str = ""
    access_key_id: str = ""
    user_agent: str = ""

    @property
    def caller(self) -> str:
        """The address, or the name of an AWS service, that the calls came from."""
        return self.remote_ip_details.ipv4 or self.remote_ip_details.ipv6 or self.domain_details.domain


@dataclass(frozen=True)
class Detail:
    """A finding in full.

    Attributes:
        finding: what it is listed by.
        facts: by heading: the finding, its resource, its newest action, and whatever else it tells.
        actors: who took part.
        calls_of_further_actors: how many calls those made that are not named.
        api_calls: what was called.
        event_ids: the CloudTrail records to look up.
    """

    finding: Finding
    facts: dict[str, list[Fact]]
    actors: list[Actor]
    calls_of_further_actors: int
    api_calls: list[ApiCall]
    event_ids: list[str]


def detail(finding: Finding) -> Detail:
    """Everything that a finding's JSON tells."""
    document = msgspec.json.decode(finding.raw)
    service = document["service"]
    info = service.get("additionalInfo")
    rest = dict(info) if isinstance(info, dict) else {"additionalInfo": info}

    def take(name: str, shape: Any, nothing: Any) -> Any:
        """The member of that name if it has that shape; if not, it stays in the rest."""
        try:
            value = msgspec.convert(rest.get(name, nothing), shape)
        except msgspec.ValidationError:
            return nothing
        rest.pop(name, None)
        return value

    actors = take("actors", list[Actor], [])
    further = take("callsOfFurtherActors", int, 0)
    api_calls = take("apiCalls", list[ApiCall], [])
    event_ids = take("eventIds", list[str], [])
    about = {
        **{name: service.get(name) for name in ("count", "eventFirstSeen", "eventLastSeen")},
        **{name: document.get(name) for name in ("createdAt", "updatedAt", "severity")},
        "featureName": service.get("featureName"),
        "identity": rest.pop("identity", None),
        "id": finding.id,
    }
    facts = {
        "Finding": about,
        "Resource": document["resource"],
        "Newest action": _action(service.get("action")),
        "More": rest,
    }
    return Detail(
        finding=finding,
        facts={heading: found for heading, value in facts.items() if (found := list(flat(value)))},
        actors=actors,
        calls_of_further_actors=further,
        api_calls=api_calls,
        event_ids=event_ids,
    )


def _action(action: object) -> object:
    """The one member of an ``action`` that tells what happened; the whole when there is no such."""
    match action:
        case {"actionType": str(), **told} if len(told) == 1:
            return next(iter(told.values()))
    return action


def flat(value: object, path: str = "") -> Iterator[Fact]:
    """The scalars of a JSON value with their paths; empty ones are left out.

    A list of scalars counts as one.

    >>> list(flat({"ports": [22, 80], "tags": [{"key": "role"}], "blocked": False, "none": ""}))
    [('ports', '22, 80'), ('tags[0].key', 'role'), ('blocked', 'false')]
    """
    if isinstance(value, dict):
        for name, member in value.items():
            yield from flat(member, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for index, item in enumerate(value):
            yield from flat(item, f"{path}[{index}]")
    elif isinstance(value, list):
        yield from flat(", ".join(map(_words, value)), path)
    elif value is not None and value != "":
        yield path, _words(value)


def _words(scalar: object) -> str:
    return scalar if isinstance(scalar, str) else msgspec.json.encode(scalar).decode()
