"""What the whole fleet hears of a client's window: that it was there, and what it asked for that looks made up."""

from __future__ import annotations

import msgspec


class Presence(msgspec.Struct, array_like=True):
    """That a client was there in a window.

    Attributes:
        end_ms: the window's end.
        account: the client's (`models.owner.Owner`), likewise ``region`` and ``client``, its name.
        region: see ``account``.
        client: see ``account``.
        vpc: as `models.queries.asked.Asked` has it, likewise ``address`` and ``trusted``.
        address: see ``vpc``.
        trusted: see ``vpc``.
        asked: how many registered domains of the internet it asked for.
        odd: those that look made up, packed (`models.queries.packing`); empty for none.
    """

    end_ms: int
    account: str
    region: str
    client: str
    vpc: str
    address: str
    trusted: bool
    asked: int
    odd: bytes = b""
