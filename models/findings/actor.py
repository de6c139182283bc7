"""Who acted: those that a finding lists."""

from __future__ import annotations

import msgspec


class Actor(msgspec.Struct, frozen=True, array_like=True):
    """Who acted, and from where. What a kind of action does not know is empty.

    Attributes:
        caller: an address, or the name of an AWS service.
        user_agent: of API calls; likewise the others.
    """

    caller: str
    user_agent: str = ""
    access_key_id: str = ""
    principal_id: str = ""
    user_name: str = ""
