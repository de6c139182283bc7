"""Workloads that move."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from models.simulate import addresses
from models.simulate.clock import DAY
from models.simulate.cloudtrail.event import Event
from models.simulate.cloudtrail.identity import Json
from models.simulate.month.ground import Ground
from models.simulate.month.labels import CREDENTIAL_ACCESS, S3_DELETE, S3_DISCOVERY, S3_EXFILTRATION, S3_WRITE
from models.simulate.month.registry import drift

#: Over how many days a migration stretches.
_MIGRATION = 6


class _Move(NamedTuple):
    """When an instance is replaced, and by what texts its records differ then."""

    at: int
    texts: tuple[tuple[str, str], ...]


@drift((CREDENTIAL_ACCESS, S3_DISCOVERY, S3_EXFILTRATION, S3_DELETE, S3_WRITE), days=8)
def region_migration(ground: Ground) -> None:
    """Over a week the home Region's instances, with their buckets, are replaced by ones in the second Region."""
    old, new = ground.site.region, ground.account.sites[1].region
    moves: dict[str, _Move] = {}
    for rank, instance in enumerate(ground.site.instances):
        address = addresses.ec2(new, ground.dice)
        texts = (
            (old, new),
            (instance.id, f"i-0{ground.dice.hexadecimal(16)}"),
            (instance.public_address, address),
            (instance.endpoint or instance.id, f"vpce-0{ground.dice.hexadecimal(16)}"),
        )
        moves[instance.id] = _Move(ground.now + rank * _MIGRATION * DAY // len(ground.site.instances), texts)

    def moved(event: Event) -> Event:
        move = moves.get(event.record["userIdentity"].get("principalId", "").partition(":")[2])
        if move is None or event.at < move.at:
            return event
        return Event(event.at, event.account, new, _replaced(event.record, move))

    ground.changes.append(moved)


def _replaced(record: Json, move: _Move) -> Json:
    text = msgspec.json.encode(record).decode()
    for before, after in move.texts:
        text = text.replace(before, after)
    changed: Json = msgspec.json.decode(text)
    return changed
