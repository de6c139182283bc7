"""How an API gets its tactic and risk.

The first that speaks wins:

1. S3's data events have the class of their kind (`s3`).
2. A rule that names the API: service and name in full (`overrides`).
3. A rule of the service with a wildcard in the name; the longest.
4. A rule for all services; the longest.
5. The verb (`verbs`).

`decide` is what the table is made from, and what speaks for names that the table does not have yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from models.apis import verbs
from models.apis.listing import keys
from models.apis.names import base_name
from models.apis.overrides import RULES
from models.apis.s3 import s3_kind, s3_rating
from models.apis.sources import service
from models.apis.tactics import ApiClass, Rule

ANY = "*"


class Pattern(NamedTuple):
    """One name of a rule's ``apis``."""

    service: str
    name: str
    rating: ApiClass


def patterns(rule: Rule) -> Iterator[Pattern]:
    """The names that a rule speaks of, one by one."""
    rating = ApiClass(rule.tactic, rule.risk)
    return (Pattern(owner, name, rating) for owner, name in keys(rule.apis))


def _index() -> tuple[dict[tuple[str, str], ApiClass], dict[str, list[Pattern]]]:
    exact: dict[tuple[str, str], ApiClass] = {}
    wild: dict[str, list[Pattern]] = {}
    for pattern in (pattern for rule in RULES for pattern in patterns(rule)):
        if pattern.service == ANY or ANY in pattern.name:
            wild.setdefault(pattern.service, []).append(pattern)
        elif exact.setdefault((pattern.service, pattern.name), pattern.rating) != pattern.rating:
            raise ValueError(f"two rules for {pattern.service}: {pattern.name}")
    for listed in wild.values():
        listed.sort(key=lambda pattern: len(pattern.name), reverse=True)
    return exact, wild


_EXACT, _WILD = _index()


def decide(event_source: str, event_name: str) -> ApiClass:
    """The class of an API by the rules. Total: any two texts have one."""
    owner, name = service(event_source), base_name(event_name)
    if owner == "s3" and s3_kind(name):
        return s3_rating(name)
    named = _EXACT.get((owner, name))
    if named:
        return named
    for listed in (_WILD.get(owner, ()), _WILD.get(ANY, ())):
        for pattern in listed:
            if fnmatchcase(name, pattern.name):
                return pattern.rating
    return verbs.by_verb(name)
