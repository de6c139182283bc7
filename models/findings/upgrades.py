"""What earlier versions wrote of sightings and findings, as it is now.

Version 1 knew no actions but API calls, and wrote them without a tag.
"""

from __future__ import annotations

from typing import Any

import msgspec

from models.findings.merge import FindingState, Publication
from models.findings.sighting import ApiCall, Sighting

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode

_CALL = ApiCall.__struct_config__.tag


def sighting_1(data: bytes) -> Sighting:
    """A sighting of version 1."""
    return msgspec.convert(sighting_members_1(_decode(data)), Sighting)


def sighting_members_1(members: list[Any]) -> list[Any]:
    """The members of a sighting of version 1, as they are now."""
    end_ms, calls, *rest = members
    return [end_ms, [[_CALL, *call] for call in calls], *rest]


def state_1(data: bytes) -> FindingState:
    """A finding's state of version 1."""
    newest, *rest = _decode(data)
    if newest is not None:
        time_ms, event_id, call = newest
        newest = [time_ms, event_id, [_CALL, *call]]
    return msgspec.convert([newest, *rest], FindingState)


def publication_1(data: bytes) -> Publication:
    """A publication of version 1, whose state is of the same."""
    *members, state = _decode(data)
    return msgspec.convert([*members, _encode(state_1(state))], Publication)
