"""The lookups of one registered domain that are kept, of however many there were.

Of more than `MOST_NAMES` names those are kept whose hashes (BLAKE2b, 64 bits) are smallest, each with all its lookups.
Which names those are is a matter of the names alone. So the sample of a union is the sample of the union of samples, in
whichever order and however often parts are joined: a name among the smallest of all is among the smallest of each part
that has it.

A lookup is set apart if a list names its name, or if its answers led to an address that a list names or at which AWS
serves its instances. Of lookups set apart those of the `MOST_NAMES` smallest names that have any are kept as well. As
answers differ, some queries for a name may be set apart and others not; so while they are joined they are two lookups.

Hashes are spread evenly, so how many names there were is told by how far those that are kept reach. Of 1,024 kept the
root of 1,024, some 3%, is the estimate's standard error.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from models.lists.marks import Mark
from models.queries.registered import Registered
from models.queries.slice import MOST_NAMES, DomainSlice, Lookup, union

#: The greatest hash: all names are within reach.
FAR = (1 << 64) - 1


class Reach(NamedTuple):
    """Up to which hashes, inclusive, all names of a domain are known.

    Attributes:
        names: of all names; `FAR` if there were no more than are kept.
        apart: of names whose lookups are set apart.
    """

    names: int = FAR
    apart: int = FAR

    def has(self, name: str, apart: bool) -> bool:
        """Whether a lookup is known, if there was one."""
        most = max(self) if apart else self.names
        return most == FAR or hashed(name) <= most

    def nearer(self, other: Reach) -> Reach:
        """What two samples both reach."""
        return Reach(min(self.names, other.names), min(self.apart, other.apart))

    def count(self, names: Collection[str]) -> int:
        """How many distinct names there were, of which some are kept: exact where all are, else an estimate."""
        if self.names == FAR:
            return len(names)
        within = sum(hashed(name) <= self.names for name in names)
        return max(len(names), within * (FAR + 1) // (self.names + 1))


#: All names are known.
EVERYTHING = Reach()


def hashed(name: str) -> int:
    """A name's hash, from 0 to `FAR`."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest())


def is_apart(lookup: Lookup, marked: Container[str]) -> bool:
    """Whether a lookup is set apart.

    Args:
        lookup: the lookup.
        marked: names that lists name.
    """
    return bool(lookup.metadata or lookup.black_holes) or lookup.name in marked


def sampled(of: Registered, lookups: Sequence[Lookup], marks: Mapping[str, Mark], more: bool = False) -> DomainSlice:
    """The lookups of one domain, or a sample of them.

    Args:
        of: the domain.
        lookups: at least one, in any order, with repeats.
        marks: name -> what lists say of it.
        more: some lookups are already a sample of more names.
    """
    kept = _united(lookups, marks) if len(lookups) > 1 else lookups
    if more or len(kept) > MOST_NAMES:
        names = {lookup.name for lookup in kept}
        more |= len(names) > MOST_NAMES
        if more:
            most, apart = _smallest(names), _smallest({each.name for each in kept if is_apart(each, marks)})
            kept = [each for each in kept if each.name in most or (each.name in apart and is_apart(each, marks))]
    known = {each.name: marks[each.name] for each in kept if each.name in marks} if marks else {}
    return DomainSlice(*of, tuple(kept), more, known)


def _united(lookups: Sequence[Lookup], marks: Mapping[str, Mark]) -> list[Lookup]:
    """Each lookup once, those that are set apart by themselves, ascending."""
    if len({(lookup.name, lookup.type, lookup.rcode) for lookup in lookups}) == len(lookups):
        return sorted(lookups)
    plain: list[Lookup] = []
    apart: list[Lookup] = []
    for lookup in lookups:
        (apart if is_apart(lookup, marks) else plain).append(lookup)
    return sorted([*union(plain).values(), *union(apart).values()])


def joined(parts: Sequence[DomainSlice]) -> DomainSlice:
    """The sample of all that some samples of one domain are of; at least one."""
    if len(parts) == 1:
        return parts[0]
    of = Registered(*parts[0][:3])
    marks: dict[str, Mark] = {}
    for name, mark in (item for part in parts for item in part.marks.items()):
        known = marks.get(name, mark)
        # They differ if a list became another one in between.
        marks[name] = mark if known == mark else both(known, mark)
    return sampled(of, [each for part in parts for each in part.lookups], marks, any(part.more for part in parts))


def both(one: Mark, other: Mark) -> Mark:
    """What either mark says, threats ascending."""
    return Mark(one.trusted or other.trusted, tuple(sorted({*one.threats, *other.threats})))


def reach(of: DomainSlice) -> Reach:
    """How far a sample reaches."""
    if not of.more:
        return EVERYTHING
    names = {lookup.name for lookup in of.lookups}
    apart = {lookup.name for lookup in of.lookups if is_apart(lookup, of.marks)}
    return Reach(_farthest(names), _farthest(apart))


def _smallest(names: Collection[str]) -> Container[str]:
    """Those of names whose hashes are the smallest."""
    if len(names) <= MOST_NAMES:
        return names
    return {name for _, name in sorted((hashed(name), name) for name in names)[:MOST_NAMES]}


def _farthest(names: Collection[str]) -> int:
    """The greatest hash of those names; `FAR` if there are fewer."""
    return sorted(map(hashed, names))[MOST_NAMES - 1] if len(names) >= MOST_NAMES else FAR
