"""Whose traffic or queries they are: the instance, or what stands for one.

An instance is known by its id, from the record or from the inventory; without one the interface stands for it, and
where not even an interface is named, as in query logs and in those of Zeek, the address, which in a VPC is the VPC's.
"""

from __future__ import annotations

import msgspec

from models.times import MINUTE

#: Flow records and DNS queries are reduced to windows of this size, whatever the job's are: AWS aggregates flows for
#: up to ten minutes, and shorter windows would tear a record's traffic from that of its answers. In ms.
WINDOW = 10 * MINUTE

_encoder = msgspec.msgpack.Encoder()


class Owner(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Who traffic and queries belong to.

    Attributes:
        account: whose logs showed it; empty if they do not say.
        region: the Region whose logs showed it; empty if they do not say.
        name: ``i-…``, else ``eni-…``, else an address, or ``vpc-…/address``.
    """

    account: str
    region: str
    name: str

    def to_bytes(self) -> bytes:
        """The one encoding (msgpack)."""
        return _encoder.encode(self)
