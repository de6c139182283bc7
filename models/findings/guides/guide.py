"""The guides, as the ``*.toml`` files here have them.

A file's keys are finding types. Texts are Markdown; lists are lines that begin with ``- ``, continued by lines that are
indented. ``@name`` at the beginning of a line stands for the text of that name in ``blocks.toml``.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

BLOCKS = "blocks.toml"

_REFERENCE = re.compile(r"^@(\S+)", re.MULTILINE)


class Suppression(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An example of a suppression rule.

    Attributes:
        name: of the rule.
        criteria: attributes beside the finding's type, as ``[suppress.criteria]`` takes them.
        when: when such a rule is right, and what is better otherwise.
    """

    name: str
    criteria: dict[str, dict[str, list[str | bool | int]]]
    when: str


class Guide(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to know of a finding type.

    Attributes:
        meaning: what has happened, in a paragraph.
        look: what to look at, in this order; a list.
        benign: what is no attack and raises it all the same; a list.
        real: what to do if it is an attack; a list.
        suppress: an example of a suppression rule.
        severity: what a severity other than the type's own depends on.
        needs: what has to be configured for the type to be found, or to be found well.
    """

    meaning: str
    look: str
    benign: str
    real: str
    suppress: Suppression
    severity: str = ""
    needs: str = ""


@cache
def guides() -> dict[str, Guide]:
    """All guides, by finding type.

    Raises:
        ValueError: two files have the same type, or a text names a block that there is none of.
    """
    blocks = _read(BLOCKS)
    found: dict[str, Guide] = {}
    for name in sorted(file.name for file in files(__package__).iterdir()):
        if name.endswith(".toml") and name != BLOCKS:
            for finding_type, table in _read(name).items():
                if finding_type in found:
                    msg = f"{name}: {finding_type} has a guide already"
                    raise ValueError(msg)
                found[finding_type] = msgspec.convert(_filled(table, blocks), Guide)
    return found


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


def _filled(table: dict[str, Any], blocks: dict[str, str]) -> dict[str, Any]:
    """A guide's table with its texts stripped, and blocks in the place of their names."""

    def block(reference: re.Match[str]) -> str:
        if reference[1] not in blocks:
            msg = f"{BLOCKS} has no {reference[1]}"
            raise ValueError(msg)
        return blocks[reference[1]].strip()

    texts = {name: _REFERENCE.sub(block, text).strip() for name, text in table.items() if isinstance(text, str)}
    suppress = table.get("suppress", {})
    return {**table, **texts, "suppress": suppress | {"when": suppress.get("when", "").strip()}}
