"""Tools and networks that change for everybody at once."""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.cloudtrail import agents
from models.simulate.cloudtrail.event import Event
from models.simulate.month.ground import Ground
from models.simulate.month.labels import (
    CREDENTIAL_ACCESS,
    DISCOVERY,
    INITIAL_ACCESS,
    PRIVILEGE_ESCALATION,
    S3_DELETE,
    S3_DISCOVERY,
    S3_EXFILTRATION,
    S3_WRITE,
)
from models.simulate.month.registry import drift

#: How many releases the fleet was behind.
_BEHIND = 6


@drift((CREDENTIAL_ACCESS, PRIVILEGE_ESCALATION, S3_DISCOVERY, S3_EXFILTRATION, S3_DELETE, S3_WRITE), days=5)
def sdk_upgrade(ground: Ground) -> None:
    """On one day every SDK, command line and Terraform of the account is brought up to date."""
    since = ground.now

    def upgraded(event: Event) -> Event:
        agent = event.record["userAgent"]
        if event.at < since or "Mozilla" in agent:
            return event
        now = agents.released(agent, _BEHIND)
        return event if now == agent else event._replace(record=event.record | {"userAgent": now})

    ground.changes.append(upgraded)


@drift((DISCOVERY, INITIAL_ACCESS), days=5)
def office_move(ground: Ground) -> None:
    """The office moves to another building over a weekend or a night: everybody there has another network."""
    since, old, new = ground.now, ground.account.office, addresses.new_office(ground.dice)

    def moved(event: Event) -> Event:
        if event.at < since or event.record["sourceIPAddress"] != old:
            return event
        return event._replace(record=event.record | {"sourceIPAddress": new})

    ground.changes.append(moved)
