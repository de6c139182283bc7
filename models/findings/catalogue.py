"""The finding types, for people: what is in `docs/findings/`.

``README.md`` lists them; each type has a page (`models.findings.guides`), and each family of detectors one in
``detection/``, which is its module's specification.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from inspect import getdoc
from types import ModuleType
from typing import NamedTuple

import msgspec

from models.findings.attack import TECHNIQUES, attack_of
from models.findings.guides.guide import guides
from models.findings.guides.page import COMMON, Specification, file_name, page
from models.findings.guides.settings import settings_of
from models.findings.types import FindingType, severity_word

#: The folder of the families' specifications.
DETECTION = "detection"

_INTRODUCTION = """\
# Finding types

Made by `make docs`. Every type has a page: what it says, how to triage it, what is benign, how to suppress it. How it
is detected is on its family's page, which is the specification that the detector's module begins with.

A finding is one (type, account, Region, resource); *identity* says what the resource is. A repeat raises `count`, moves
`eventLastSeen` and `updatedAt`, and is published at the update frequency.

Every type can be set in `[detectors."<type>"]` of `guardbeam.toml`; its page shows the table with its defaults. All
have
"""


class _Family(NamedTuple):
    """A module of detectors.

    Attributes:
        title: of its specification.
        path: of its document.
        text: the document but for its types.
        kinds: the types that it raises.
    """

    title: str
    path: str
    text: str
    kinds: tuple[FindingType, ...]


def documents(
    families: Iterable[tuple[ModuleType, tuple[FindingType, ...]]], settings: Mapping[str, type[msgspec.Struct]]
) -> dict[str, str]:
    """All documents, by path.

    Args:
        families: each detector module with its types.
        settings: finding type -> the class of its settings.

    Raises:
        KeyError: a type has no guide, or no settings.
    """
    known = _families(families)
    kinds = list({kind.name: kind for family in known for kind in family.kinds}.values())
    found = {"README.md": _overview(kinds, settings)}
    for kind in kinds:
        by = [Specification(family.title, family.path) for family in known if kind in family.kinds]
        found[file_name(kind.name)] = page(kind, guides()[kind.name], by, settings[kind.name])
    for family in known:
        links = [f"- [{kind.name}](../{file_name(kind.name)})" for kind in family.kinds]
        found[family.path] = "\n\n".join([family.text, "## Types", "\n".join(links)]) + "\n"
    return found


def _families(families: Iterable[tuple[ModuleType, tuple[FindingType, ...]]]) -> list[_Family]:
    """The families; one without types of its own finds more of the type that its title names."""
    known = list(families)
    every = [kind for _, kinds in known for kind in kinds]
    return [_family(module, kinds, every) for module, kinds in known]


def _family(module: ModuleType, kinds: tuple[FindingType, ...], every: list[FindingType]) -> _Family:
    heading, _, body = (getdoc(module) or "").partition("\n\n")
    title, _, what = heading.partition(": ")
    name = module.__name__.removeprefix("models.").removeprefix("detectors.").removesuffix(".types")
    return _Family(
        title=title,
        path=f"{DETECTION}/{name.replace('.', '-').replace('_', '-')}.md",
        text=f"# {title}\n\n{what[:1].upper()}{what[1:]}\n\n{body}",
        kinds=kinds or tuple(kind for kind in every if kind.name.endswith(title)),
    )


def _overview(kinds: list[FindingType], settings: Mapping[str, type[msgspec.Struct]]) -> str:
    described = {each.name: each.meaning for each in settings_of(settings[kinds[0].name])}
    common = [f"- `{name}`: {described[name]}" for name in COMMON]
    heads = ("type", "severity", "resource", "identity", "tactic", "techniques")
    table = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *map(_row, kinds)]
    return "\n\n".join([_INTRODUCTION.rstrip(), "\n".join(common), "\n".join(table)]) + "\n"


def _row(kind: FindingType) -> str:
    tactic, techniques = attack_of(kind.name)
    cells = (
        f"[{kind.name}]({file_name(kind.name)})",
        severity_word(kind.severity),
        kind.resource_type.value,
        kind.identity.value,
        f"{tactic.title} ({tactic.id})",
        ", ".join(f"{TECHNIQUES[technique]} ({technique})" for technique in techniques),
    )
    return f"| {' | '.join(cells)} |"
