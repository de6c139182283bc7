"""Whose traffic it is: the instance, or what stands for one.

An instance is known by its id, from the record or from the inventory; without one the interface stands for it, and
where not even an interface is named, as in Zeek's logs, the local address.
"""

from __future__ import annotations

import msgspec

from models.times import MINUTE

#: Flow records are reduced to windows of this size, whatever the job's are: AWS aggregates for up to ten minutes, and
#: shorter windows would tear a record's traffic from that of its answers. In ms.
WINDOW = 10 * MINUTE

_encoder = msgspec.msgpack.Encoder()


class Owner(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Who the traffic of an interface belongs to.

    Attributes:
        account: whose logs showed it; empty if they do not say.
        region: the Region whose logs showed it; empty if they do not say.
        name: ``i-…``, else ``eni-…``, else an address.
    """

    account: str
    region: str
    name: str

    def to_bytes(self) -> bytes:
        """The one encoding (msgpack)."""
        return _encoder.encode(self)
