"""Queries for tests: a window's lookups from few words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from models.lists.marks import Mark
from models.owner import WINDOW
from models.queries.asked import Asked, Domain
from models.queries.registered import registered
from models.queries.slice import Lookup, Response

#: A window's end: 2026-03-02, a Monday, 10:00 UTC.
END = 1_772_445_600_000
CLIENT, VPC = "10.0.0.5", "vpc-0123456789abcdef0"


def lookup(
    name: str,
    type_: str = "A",
    rcode: str = "NOERROR",
    answers: Iterable[str] = (),
    *,
    size: int | None = None,
    end_ms: int = END,
    at_ms: int | None = None,
    **values: Any,
) -> Lookup:
    """A lookup; ``answers`` are ``"A 192.0.2.1"`` each, and ``size`` is that of their text unless it is said."""
    pairs = [tuple(answer.split(" ", 1)) for answer in answers]
    known = size if size is not None else sum(4 if kind == "A" else len(data) for kind, data in pairs)
    response = Response(known, max(len(pairs), bool(known)), tuple(dict.fromkeys(pairs[:4])))
    when = end_ms - WINDOW // 2 if at_ms is None else at_ms
    return Lookup(name, type_, rcode, when, when, response, **values)


def asked(
    *lookups: Lookup | str, marks: Mapping[str, Mark] | None = None, end_ms: int = END, trusted: bool = False
) -> Asked:
    """A window; a text stands for a name that resolves to an address. Names are as many as there are."""
    by_domain: dict[str, list[Lookup]] = defaultdict(list)
    for each in lookups:
        made = lookup(each, answers=["A 198.51.100.7"], end_ms=end_ms) if isinstance(each, str) else each
        by_domain[registered(made.name).domain].append(made)
    domains = {name: _domain(name, those, marks or {}) for name, those in sorted(by_domain.items())}
    return Asked(end_ms, VPC, CLIENT, trusted, domains)


def _domain(name: str, lookups: list[Lookup], marks: Mapping[str, Mark]) -> Domain:
    known = registered(lookups[0].name)
    names = {each.name for each in lookups}
    return Domain(
        name,
        known.public,
        known.reverse,
        tuple(sorted(lookups)),
        len(names),
        marks={each: marks[each] for each in sorted(names & marks.keys())},
    )
