"""What strangers may do with a bucket, as one policy or one access control list grants it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Exposure(msgspec.Struct, frozen=True, kw_only=True):
    """Who beyond the bucket's own circle can read and write.

    A grant that needs no credentials counts as anonymous, and only so: the ``authenticated_*`` flags stand for
    grants that a stranger with credentials of his own account can use and an anonymous caller cannot. Both
    kinds are set when separate grants give both.
    """

    anonymous_read: bool = False
    anonymous_write: bool = False
    authenticated_read: bool = False
    authenticated_write: bool = False

    @property
    def anonymous(self) -> bool:
        """Some grant is open to everyone, without credentials."""
        return self.anonymous_read or self.anonymous_write

    @property
    def authenticated_only(self) -> bool:
        """Some grant is open to every AWS account, but not to an anonymous caller."""
        return self.authenticated_read or self.authenticated_write

    def __or__(self, other: Exposure) -> Exposure:
        """Both exposures together: grants add up."""
        return Exposure(
            anonymous_read=self.anonymous_read or other.anonymous_read,
            anonymous_write=self.anonymous_write or other.anonymous_write,
            authenticated_read=self.authenticated_read or other.authenticated_read,
            authenticated_write=self.authenticated_write or other.authenticated_write,
        )


#: Nothing is open to strangers.
NONE = Exposure()


def merge(exposures: Iterable[Exposure]) -> Exposure:
    """All ``exposures`` together; `NONE` when there are none."""
    merged = NONE
    for exposure in exposures:
        merged |= exposure
    return merged
