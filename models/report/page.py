"""The findings as one HTML page that needs nothing else: no network, no other file.

Findings hold text that attackers choose. The templates escape all of it, and a content security policy lets the
page run and load nothing but its own style and script, named by their hashes. The same findings give the same
page, to the byte.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import msgspec
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from models.report import timeline
from models.report.detail import detail, outline
from models.report.finding import Finding
from models.report.membership import membership
from models.report.reading import Findings, levels, totals
from models.report.text import minute, number_of, visible
from models.times import iso

#: Findings that are shown in full, the most severe; with more a browser gets slow. All of them are counted.
MOST_SHOWN = 1_000


@dataclass(frozen=True)
class Kind:
    """A finding type and what was found of it."""

    name: str
    level: str
    findings: int
    occurrences: int
    last_ms: int


def page(findings: Findings, most_shown: int = MOST_SHOWN) -> str:
    """The page as text, to be written as UTF-8."""
    current = findings.current
    listed = current + findings.archived
    shown = listed[:most_shown]
    return (
        _environment()
        .get_template("page.html")
        .render(
            findings=findings,
            current=current,
            levels=levels(current),
            totals=totals(current),
            span=(min(f.first_ms for f in current), max(f.last_ms for f in current)) if current else None,
            kinds=_kinds(current),
            chart=timeline.timeline(current),
            axes=timeline,
            listed=len(listed),
            details=map(detail, shown),
            entries={finding.id: finding for finding in shown},
            sequences_of=membership(listed),
            most_shown=most_shown,
            **_inlined(),
        )
    )


def _kinds(findings: list[Finding]) -> list[Kind]:
    """The types that were found, in the order of a report."""
    by_name: dict[str, list[Finding]] = {}
    for finding in findings:
        by_name.setdefault(finding.type, []).append(finding)
    return [
        Kind(name, same[0].level, len(same), sum(f.count for f in same), max(f.last_ms for f in same))
        for name, same in by_name.items()
    ]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(number_of=number_of)
    environment.filters.update(minute=minute, second=_second, pretty=_pretty, instant=_instant)
    environment.filters.update(breakable=_breakable, link=_link, outline=outline)
    return environment


def _source(name: str) -> str:
    return files("models.report.templates").joinpath(name).read_text("utf-8")


def _inlined() -> dict[str, str]:
    """Style and script, with the hashes that the content security policy lets them in by."""
    inlined: dict[str, str] = {}
    for name, file in (("style", "page.css"), ("script", "page.js")):
        source = _source(file)
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        inlined |= {name: Markup(source), f"{name}_hash": f"sha256-{digest}"}  # noqa: S704 - files of our own
    return inlined


def _shown(value: Any) -> Any:
    """What every expression of a template goes through before it is escaped."""
    return visible(value, keep="\n") if isinstance(value, str) and not isinstance(value, Markup) else value


def _link(finding_id: str) -> str:
    """Where the page has the entry of a finding."""
    return "#" + quote(_shown(finding_id), safe="!'()*")  # as encodeURIComponent does


def _pretty(raw: bytes) -> str:
    """JSON with a line for each member."""
    return msgspec.json.format(raw, indent=2).decode()


def _second(ms: int) -> str:
    return _instant(iso(ms))


def _instant(text: str) -> str:
    """An ISO 8601 time as it is read best: without what says nothing."""
    return text.removesuffix(".000Z").replace("T", " ")


def _breakable(name: str) -> Markup:
    """A long name that may go to the next line behind its dots, colons and slashes."""
    return Markup("<wbr>").join(re.split(r"(?<=[.:/])", visible(name)))
