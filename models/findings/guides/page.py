"""The page of a finding type: what it says, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from models.findings.attack import TECHNIQUES, attack_of
from models.findings.guides.guide import Guide, Suppression, guides
from models.findings.guides.settings import settings_of, toml
from models.findings.types import Feature, FindingType, severity_word

#: Where ATT&CK describes itself.
ATTACK = "https://attack.mitre.org"

_SOURCES = {
    Feature.CLOUD_TRAIL: "CloudTrail",
    Feature.S3_DATA_EVENTS: "CloudTrail S3 data events",
    Feature.FLOW_LOGS: "VPC Flow Logs",
    Feature.DNS_LOGS: "DNS query logs",
    Feature.CORRELATION: "findings of all logs, and weak signals of CloudTrail",
}

#: Settings that every type has, the type's own being shown behind the first; the overview says what they mean.
COMMON = ("enabled", "disabled_in", "severity")

#: What the words of a type are filled in with.
_FIELD = re.compile(r"\{(\w+)\}")

_CODE = re.compile(r"`([^`]+)`")


class Specification(NamedTuple):
    """How a finding type is detected.

    Attributes:
        title: the family's.
        path: of its document, as seen from the page.
    """

    title: str
    path: str


def file_name(finding_type: str) -> str:
    """The file that has the page of a type.

    >>> file_name("Backdoor:EC2/C&CActivity.B!DNS")
    'Backdoor-EC2-C&CActivity.B-DNS.md'
    """
    return re.sub(r"[:/!]", "-", finding_type) + ".md"


def page(
    kind: FindingType, guide: Guide, specifications: Sequence[Specification], settings: type[msgspec.Struct]
) -> str:
    """The page, in Markdown.

    Args:
        kind: the type.
        guide: what to know of it.
        specifications: the families that find it.
        settings: the class of its settings; every type's keys are in it, and its own.
    """
    parts = [
        f"# {kind.name}",
        f"> {_words(kind.title)}\n>\n> {_words(kind.description)}",
        _linked(guide.meaning),
        _facts(kind, guide, specifications),
        f"## Triage\n\n{_numbered(_linked(guide.look))}",
        f"No attack, and found all the same:\n\n{_linked(guide.benign)}",
        f"If it is real:\n\n{_numbered(_linked(guide.real))}",
        f"## Settings\n\n{_settings(kind, settings)}",
        f"## Suppress\n\n{_suppression(kind, guide.suppress)}",
    ]
    return "\n\n".join(parts) + "\n"


def _words(text: str) -> str:
    """A type's own words; what an occurrence fills in as code."""
    return _FIELD.sub(r"`\1`", text[:1].upper() + text[1:])


def _linked(text: str) -> str:
    """A guide's text with the types that it speaks of leading to their pages."""
    return _CODE.sub(lambda code: f"[{code[0]}]({file_name(code[1])})" if code[1] in guides() else code[0], text)


def _facts(kind: FindingType, guide: Guide, specifications: Sequence[Specification]) -> str:
    tactic, techniques = attack_of(kind.name)
    severity = f"{severity_word(kind.severity)} ({kind.severity})"
    rows = {
        "Severity": f"{severity}. {guide.severity}" if guide.severity else severity,
        "Resource": f"`{kind.resource_type.value}`",
        "One finding for": f"{kind.identity.value}, per account and Region",
        "Log": f"{_SOURCES[kind.feature]} (`{kind.feature.value}`)",
        "ATT&CK tactic": f"[{tactic.id}]({ATTACK}/tactics/{tactic.id}/) {tactic.title}",
        "ATT&CK techniques": ", ".join(map(_technique, techniques)),
        "Detected by": ", ".join(f"[{each.title}]({each.path})" for each in specifications),
    }
    if guide.needs:
        rows["Needs"] = guide.needs
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {' '.join(text.split())} |" for name, text in rows.items())])


def _technique(technique: str) -> str:
    return f"[{technique}]({ATTACK}/techniques/{technique.replace('.', '/')}/) {TECHNIQUES[technique]}"


def _numbered(steps: str) -> str:
    """The items of a list, with numbers."""
    numbers = iter(range(1, 100))
    lines = [f"{next(numbers)}. {line[2:]}" if line.startswith("- ") else f" {line}" for line in steps.splitlines()]
    return "\n".join(line.rstrip() for line in lines)


def _settings(kind: FindingType, settings: type[msgspec.Struct]) -> str:
    """The table of the configuration, and what the keys mean that not every type has."""
    known = settings_of(settings)
    common = [each for each in known if each.name in COMMON]
    own = [each for each in known if each.name not in COMMON]
    lines = [f"{each.name} = {each.default}" for each in (common[0], *own, *common[1:])]
    meanings = [f"- `{each.name}`: {each.meaning}" for each in own]
    return "\n\n".join(filter(None, [_toml([f'[detectors."{kind.name}"]', *lines]), "\n".join(meanings)]))


def _suppression(kind: FindingType, suppress: Suppression) -> str:
    block = [
        "[[suppress]]",
        f"name = {toml(suppress.name)}",
        "[suppress.criteria]",
        f"type = {{ equals = [{toml(kind.name)}] }}",
        *(f'"{path}" = {_operators(operators)}' for path, operators in suppress.criteria.items()),
    ]
    return f"{_toml(block)}\n\n{suppress.when}"


def _operators(operators: dict[str, list[str | bool | int]]) -> str:
    return f"{{ {', '.join(f'{name} = {toml(values)}' for name, values in operators.items())} }}"


def _toml(lines: Sequence[str]) -> str:
    return "\n".join(["```toml", *lines, "```"])
