"""From decoded batches to slices: `Reducer`.

A slice is made of what one owner's interface has in one window of all that is held, so the more is held, the fewer and
the larger slices are. What the records are does not depend on it, but for how they are spread over slices; within a
slice they have the order in which they came.

A record belongs to the window in which its last second lies. Left out and counted are records of interfaces of AWS's
services (``aws-interface``), of accounts that are not analysed (``account-off``), with texts in the place of addresses
that are none (``malformed-address``), and without a local side (``no-local-side``).
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache, partial

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from models.config.places import Places
from models.enrichment.inventory import Inventory
from models.flows.addresses import WIDTH
from models.flows.columns import NONE, Columns, columns
from models.flows.gather import Held, MarkOf, gather
from models.flows.interfaces import Located, Site, locate
from models.flows.sides import NO_LOCAL_SIDE, Sides, sides
from models.flows.slice import Records, Slice
from models.flows.traffic import shown
from models.lists.book import Book
from models.lists.marks import Mark, mark
from models.owner import WINDOW, Owner

#: Interfaces, and what lists say of addresses, that are remembered: some megabytes.
REMEMBERED = 16_384

MALFORMED_ADDRESS, ACCOUNT_OFF = "malformed-address", "account-off"

_EVERYWHERE = Places()


class Reducer:
    """Makes slices of batches.

    Args:
        inventory: what is known of interfaces and instances.
        accounts: the accounts and Regions whose records are analysed.
        window_ms: the windows' size.
    """

    def __init__(
        self, inventory: Inventory | None = None, accounts: Places = _EVERYWHERE, window_ms: int = WINDOW
    ) -> None:
        self._locate = lru_cache(REMEMBERED)(partial(locate, inventory))
        self._accounts = accounts
        self._window_ms = window_ms
        self._mark_of: MarkOf | None = None
        self._skipped: Counter[str] = Counter()
        self._held: list[Held] = []
        self._count = 0
        self._sites: dict[Site, int] = {}

    def __len__(self) -> int:
        return self._count

    def use(self, book: Book) -> None:
        """Take up lists; what is taken from now on says what they say."""
        self._mark_of = lru_cache(REMEMBERED)(partial(_mark_of, book)) if book.names_addresses else None

    def add(self, table: pa.Table) -> None:
        """Hold a batch's records, some 60 bytes and the distinct addresses of each batch, 16 bytes each.

        Args:
            table: with `models.vpc_flow.columns.SCHEMA`, and without nulls in ``start`` and ``end``.
        """
        if not table.num_rows:
            return
        found = columns(table)
        located = [self._locate(named) for named in found.named]
        seen = sides(found, located, self._sound(found, located))
        if seen.left_out:
            self._skipped[NO_LOCAL_SIDE] += seen.left_out
        if not len(seen.rows):
            return
        values: dict[str, np.ndarray] = {name: numbers[seen.rows] for name, numbers in found.numbers.items()}
        values |= {"src": seen.src, "dst": seen.dst, "direction": seen.direction}
        values["accepted"] = found.accepted[seen.rows]
        site = self._site_of(found, located, seen)
        self._held.append(Held(Records(**values), site, seen.transit, found.addresses))
        self._count += len(seen.rows)

    def take(self) -> list[tuple[Owner, Slice]]:
        """All that is held, by owner, interface and window, ascending; from then on it is not."""
        held, sites = self._held, list(self._sites)
        self._held, self._count, self._sites = [], 0, {}
        return gather(held, sites, self._window_ms, self._mark_of)

    def take_skipped(self) -> dict[str, int]:
        """How many records were left out since this was last asked, by reason."""
        skipped, self._skipped = self._skipped, Counter()
        return dict(skipped)

    def _sound(self, found: Columns, located: list[Located]) -> NDArray[np.intp]:
        """The rows that are not left out for what they name; the others are counted."""
        reasons = [self._reason(one) for one in located]
        keep = np.ones(len(found), np.bool_)
        for reason in sorted({reason for reason in reasons if reason}):
            those = np.array([one == reason for one in reasons])[found.which]
            self._skipped[reason] += int(those.sum())
            keep &= ~those
        if not found.sound.all():
            malformed = ~found.sound[found.src] | ~found.sound[found.dst]
            for behind in (found.behind_src, found.behind_dst):
                malformed |= (behind != NONE) & ~found.sound[behind]
            if count := int((malformed & keep).sum()):
                self._skipped[MALFORMED_ADDRESS] += count
            keep &= ~malformed
        return np.flatnonzero(keep)

    def _reason(self, located: Located) -> str:
        """Why an interface's records are left out; empty if they are not."""
        owner = located.site.owner
        return located.left_out if self._accounts.covers(owner.account, owner.region) else ACCOUNT_OFF

    def _site_of(self, found: Columns, located: list[Located], seen: Sides) -> NDArray[np.int32]:
        """The number of each record's interface and owner."""
        which = found.which[seen.rows]
        numbers = np.array([self._number(one.site) for one in located], np.int32)
        site = numbers[which]
        unnamed = np.array([not one.site.owner.name for one in located])[which]
        if unnamed.any():
            count = len(found.sound)
            keys, places = np.unique(which[unnamed] * np.int64(count) + seen.local[unnamed], return_inverse=True)
            numbers = np.empty(len(keys), np.int32)
            for place, key in enumerate(keys.tolist()):
                interface, address = divmod(key, count)
                numbers[place] = self._number(_named_by(located[interface].site, found.addresses, address))
            site[unnamed] = numbers[places]
        return site

    def _number(self, site: Site) -> int:
        return self._sites.setdefault(site, len(self._sites))


def _named_by(site: Site, addresses: bytes, place: int) -> Site:
    """A site whose owner is a local address."""
    name = shown(addresses[place * WIDTH : (place + 1) * WIDTH])
    return site._replace(owner=Owner(site.owner.account, site.owner.region, name))


def _mark_of(book: Book, address: bytes) -> Mark | None:
    return mark(book.caller(shown(address)))
