"""What a finding type's settings are, read from the class that has them."""

from __future__ import annotations

import re
from inspect import getdoc
from typing import Any, NamedTuple

import msgspec

#: An entry of a docstring's ``Attributes:``, with the lines that continue it.
_ATTRIBUTE = re.compile(r"^    (\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)


class Setting(NamedTuple):
    """A key of ``[detectors."<type>"]``.

    Attributes:
        name: the key.
        default: its value, as TOML has it.
        meaning: what it says, in words.
    """

    name: str
    default: str
    meaning: str


def settings_of(kind: type[msgspec.Struct]) -> list[Setting]:
    """The settings of a class, those that it inherits first.

    Args:
        kind: whose docstring, or that of a class above it, describes each attribute.

    Raises:
        KeyError: one is not described.
    """
    described: dict[str, str] = {}
    for above in reversed(kind.__mro__):
        if issubclass(above, msgspec.Struct):
            described.update(_ATTRIBUTE.findall(getdoc(above) or ""))
    return [
        Setting(name, toml(value), _sentence(described[name])) for name, value in msgspec.structs.asdict(kind()).items()
    ]


def _sentence(text: str) -> str:
    """In one line, with code as Markdown has it, and a full stop."""
    words = " ".join(text.replace("``", "`").split())
    return words[:1].upper() + words[1:]


def toml(value: Any) -> str:
    """A value as TOML writes it.

    >>> toml((22, "a", True))
    '[22, "a", true]'
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return msgspec.json.encode(value).decode()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    return f"{value:_}" if isinstance(value, int) and value >= 10_000 else str(value)
