"""Attributes: the dotted paths by which criteria speak of a finding's fields.

``resource.instanceDetails.tags.key`` steps through objects and through every element of arrays, so an attribute may
have several values, or none. The known paths are those of GuardDuty's own model of a finding and those that its API
documents for filters (some of which its model lacks); both are committed as ``paths.tsv`` with what their values
are. Below ``service.additionalInfo`` everything is an attribute. A ``*`` in the table stands for any one name.

GuardDuty's documentation spells a few names in two ways; both are taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any

from models.config.messages import meant
from models.config.table import ConfigError

#: What an attribute may have for a value.
Scalar = str | int | float | bool

#: Below it, names are as free as the evidence that detectors give.
FREE = "service.additionalInfo"

#: The console's spellings -> those of a finding.
SPELLINGS = {
    "resource.instanceDetails.outpostARN": "resource.instanceDetails.outpostArn",
    "resource.s3BucketDetails.publicAccess.effectivePermissions": (
        "resource.s3BucketDetails.publicAccess.effectivePermission"
    ),
}


class Kind(Enum):
    """What the values of an attribute are, which decides how they are compared."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    TIME = "time"
    SEVERITY = "severity"
    ANY = "any"


@cache
def table() -> dict[str, Kind]:
    """The committed attributes, by path."""
    lines = files("models.suppression").joinpath("paths.tsv").read_text("utf-8").splitlines()
    return {path: Kind(kind) for path, kind in (line.split("\t") for line in lines if not line.startswith("#"))}


@cache
def _starred() -> tuple[tuple[tuple[str, ...], Kind], ...]:
    """The paths in which some name is free."""
    return tuple((tuple(path.split(".")), kind) for path, kind in table().items() if "*" in path)


@cache
def _objects() -> frozenset[str]:
    """The paths that hold other fields."""
    found = {FREE}
    for path in table():
        names = path.split(".")
        found.update(".".join(names[:length]) for length in range(1, len(names)))
    return frozenset(found)


def holds_fields(path: str) -> bool:
    """Whether a path is that of an object with fields, and so no attribute itself.

    >>> holds_fields("resource.accessKeyDetails"), holds_fields("resource.accessKeyDetails.userName")
    (True, False)
    """
    return path in _objects() or (kind(path) is None and any(_begins(path, names) for names, _ in _starred()))


def _begins(path: str, starred: Sequence[str]) -> bool:
    names = path.split(".")
    return len(names) < len(starred) and all(b in ("*", a) for a, b in zip(names, starred, strict=False))


def canonical(path: str) -> str:
    """A path in the spelling of a finding."""
    return SPELLINGS.get(path, path)


def kind(path: str) -> Kind | None:
    """What the values of a path in `canonical` spelling are; None when no finding has such an attribute.

    >>> kind("severity"), kind("service.additionalInfo.localPort"), kind("sevirity")
    (<Kind.SEVERITY: 'severity'>, <Kind.ANY: 'any'>, None)
    """
    if path.startswith(f"{FREE}.") and all(path.split(".")):
        return Kind.ANY
    known = table().get(path)
    if known is not None:
        return known
    names = path.split(".")
    for starred, found in _starred():
        if len(names) == len(starred) and all(a and b in ("*", a) for a, b in zip(names, starred, strict=True)):
            return found
    return None


def unknown(path: str) -> ConfigError:
    """What to say of a path that is no attribute."""
    if holds_fields(path):
        first = min((known for known in table() if known.startswith(f"{path}.")), default=f"{path}.NAME")
        return ConfigError(f'criteria "{path}": an object, not a value; name a field of it, such as "{first}"')
    hint = meant(path, (*table(), *SPELLINGS))
    return ConfigError(f'criteria "{path}": a finding has no such attribute{hint}')


def values_at(document: Any, names: Sequence[str]) -> list[Scalar]:
    """The values of the attribute that ``names`` lead to, in the order of the document; empty when it is absent.

    >>> values_at({"tags": [{"key": "role"}, {"key": "team"}]}, ("tags", "key"))
    ['role', 'team']
    """
    for place, name in enumerate(names):
        if not isinstance(document, dict):
            return _spread(document, names[place:])
        document = document.get(name)
    return [document] if isinstance(document, str | int | float) else _spread(document, ())


def _spread(value: Any, names: Sequence[str]) -> list[Scalar]:
    """The same where arrays may stand in the way."""
    level = list(_flat([value]))
    for name in names:
        level = list(_flat([value[name] for value in level if isinstance(value, dict) and name in value]))
    return [value for value in level if isinstance(value, str | int | float)]


def _flat(values: Sequence[Any]) -> Iterator[Any]:
    """The values with arrays, and arrays in arrays, replaced by their elements."""
    waiting = list(reversed(values))
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        else:
            yield value
