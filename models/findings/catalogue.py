"""The list of finding types, for people: what `docs/findings.md` holds."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import getdoc
from types import ModuleType

from models.findings.types import FindingType, severity_word

_INTRODUCTION = """\
# Finding types

Made by `make docs` from the detectors; each section is its module's specification. A finding is one (type,
account, Region, resource); *identity* says what the resource is. A repeat raises `count`, moves `eventLastSeen` and
`updatedAt`, and is published at the update frequency.
"""


def markdown(families: Iterable[tuple[ModuleType, tuple[FindingType, ...]]]) -> str:
    """The document: an overview table, then every family's specification.

    Args:
        families: each detector module with its types.
    """
    known = list(families)
    rows = [
        f"| {kind.name} | {severity_word(kind.severity)} | {kind.resource_type.value} | {kind.identity.value} |"
        for _, kinds in known
        for kind in kinds
    ]
    table = ["| type | severity | resource | identity |", "|---|---|---|---|", *rows]
    parts = [_INTRODUCTION, "\n".join(table)]
    for module, _ in known:
        title, _, body = (getdoc(module) or "").partition("\n\n")
        name, _, what = title.partition(": ")
        parts.append(f"## {name}\n\n{what[:1].upper()}{what[1:]}\n\n{body}")
    return "\n\n".join(parts) + "\n"
