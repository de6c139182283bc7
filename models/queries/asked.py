"""What a client asked for in a window, by registered domain: what detectors look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import msgspec

from models.lists.marks import UNMARKED, Mark
from models.queries.registered import below
from models.queries.slice import Lookup

#: The name is there, and is not.
NOERROR, NXDOMAIN = "NOERROR", "NXDOMAIN"

_MISSING = frozenset({NXDOMAIN, ""})


class Domain(msgspec.Struct, frozen=True, dict=True):
    """The lookups of one registered domain.

    Attributes:
        name: the registered domain.
        public: strangers may register it: its suffix is on the public-suffix list.
        reverse: it is in a tree of addresses (``in-addr.arpa``).
        lookups: ascending; at least one. Of very many names they are a sample (`models.queries.slice.MOST_NAMES`), in
            which those of a name are all there or none.
        count: of distinct names; an estimate if ``more``.
        more: there were more names than ``lookups`` have.
        marks: name -> what lists say of it, where they say something.
    """

    name: str
    public: bool
    reverse: bool
    lookups: tuple[Lookup, ...]
    count: int
    more: bool = False
    marks: Mapping[str, Mark] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The distinct names that are kept, ascending."""
        return tuple(dict.fromkeys(lookup.name for lookup in self.lookups))

    def mark(self, name: str) -> Mark:
        """What lists say of a name."""
        return self.marks.get(name, UNMARKED)

    def below(self, name: str) -> str:
        """What a name has in front of the domain; empty for the domain itself."""
        return below(name, self.name)

    @property
    def missing(self) -> bool:
        """Whether none of its names is there, as far as responses are known."""
        codes = {lookup.rcode for lookup in self.lookups}
        return NXDOMAIN in codes and codes <= _MISSING


@dataclass(frozen=True)
class Asked:
    """A window of a client's queries.

    Attributes:
        end_ms: the window's end.
        vpc: ``vpc-…``; empty if not known.
        address: the client's; empty if not known.
        trusted: the client's address is on a trusted list.
        domains: by name, ascending; at least one.
    """

    end_ms: int
    vpc: str
    address: str
    trusted: bool
    domains: Mapping[str, Domain]

    def lookups(self) -> Iterator[tuple[Domain, Lookup]]:
        """All of them, with their domains."""
        for domain in self.domains.values():
            for lookup in domain.lookups:
                yield domain, lookup
