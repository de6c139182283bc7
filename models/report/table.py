"""The findings as a table of plain text, at most `WIDTH` columns wide.

A finding type's name may take 70 columns, so it has a line of its own above the findings of that type. An attack
sequence has a second line, of what it consists of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from models.report.finding import Finding
from models.report.reading import Findings, totals
from models.report.signals import stages
from models.report.text import elide, minute, number_of, visible

WIDTH = 120

#: Files and broken lines that are named at the end.
MOST_NAMED = 10

_HEADS = ("ACCOUNT", "REGION", "RESOURCE", "COUNT", "FIRST SEEN (UTC)", "LAST SEEN (UTC)")
_COUNT, _RESOURCE = _HEADS.index("COUNT"), _HEADS.index("RESOURCE")
_GAP, _INDENT, _LEVEL = "  ", " " * 4, 10

#: Account ids have 12 characters, Region names up to 16; longer ones are nobody's.
_WIDEST = (12, 16, WIDTH, 12, 16, 16)

_COLOURS = {"Critical": "1;35", "High": "1;31", "Medium": "33", "Low": "36"}


def table(findings: Findings, colour: bool = False) -> str:
    """The current findings, their totals, what could not be read, and what was.

    Args:
        findings: what was read.
        colour: whether severity words are coloured, by ANSI escape sequences.
    """
    current = findings.current
    parts = [_listing(current, colour), [totals(current)], _notes(findings), _files(findings)]
    return "\n\n".join("\n".join(part) for part in parts if part)


def ending(findings: Findings) -> str:
    """The totals and what could not be read, for when the findings themselves are written elsewhere."""
    return "\n".join([totals(findings.current), *_notes(findings)])


def _listing(current: list[Finding], colour: bool) -> list[str]:
    if not current:
        return []
    rows = {finding.id: _cells(finding) for finding in current}
    widths = _widths([_HEADS, *rows.values()])
    lines = [f"{'SEVERITY':<{_LEVEL}}TYPE", _INDENT + _row(_HEADS, widths)]
    for (level, kind), group in groupby(current, key=lambda finding: (finding.level, finding.type)):
        word = f"\x1b[{_COLOURS[level]}m{level}\x1b[0m" if colour else level
        lines += ["", word + " " * (_LEVEL - len(level)) + elide(visible(kind), WIDTH - _LEVEL)]
        for finding in group:
            lines += [_INDENT + _row(rows[finding.id], widths), *_sequence(finding)]
    return lines


def _sequence(finding: Finding) -> list[str]:
    """What a sequence consists of: how many signals, of which tactics."""
    if finding.sequence is None:
        return []
    words = ": ".join(
        filter(None, [number_of(len(finding.sequence.signals), "signal"), ", ".join(stages(finding.sequence))])
    )
    return [_INDENT * 2 + elide(visible(words), WIDTH - 2 * len(_INDENT))]


def _cells(finding: Finding) -> tuple[str, ...]:
    names = (finding.account, finding.region, finding.resource)
    return (
        *(visible(name) for name in names),
        f"{finding.count:,}",
        minute(finding.first_ms),
        minute(finding.last_ms),
    )


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Each column as wide as its widest cell; resources, which can be long, get what room is left."""
    widths = [min(max(map(len, column)), most) for column, most in zip(zip(*rows, strict=True), _WIDEST, strict=True)]
    others = sum(widths) - widths[_RESOURCE] + len(_INDENT) + len(_GAP) * (len(widths) - 1)
    widths[_RESOURCE] = min(widths[_RESOURCE], WIDTH - others)
    return widths


def _row(cells: Iterable[str], widths: Sequence[int]) -> str:
    shown = [elide(cell, width) for cell, width in zip(cells, widths, strict=True)]
    aligned = [
        cell.rjust(width) if column == _COUNT else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(shown, widths, strict=True))
    ]
    return _GAP.join(aligned).rstrip()


def _notes(findings: Findings) -> list[str]:
    """What is not in the table, and why."""
    notes = []
    if archived := len(findings.archived):
        notes.append(f"{number_of(archived, 'more finding')} archived by suppression rules, not shown")
    if findings.broken_count:
        notes.append(f"{number_of(findings.broken_count, 'line')} could not be read as findings:")
        named = [visible(f"{b.file}, line {b.line}: {b.reason}") for b in findings.broken]
        notes += _first(named, findings.broken_count)
    return notes


def _files(findings: Findings) -> list[str]:
    read = number_of(findings.publications, "publication")
    return [f"Read {read} from {number_of(len(findings.files), 'file')}:", *_first(findings.files, len(findings.files))]


def _first(lines: Sequence[str], count: int) -> Iterator[str]:
    """The first lines of ``count``, and how many more there are."""
    yield from (f"  {line}" for line in lines[:MOST_NAMED])
    if count > MOST_NAMED:
        yield f"  and {count - MOST_NAMED:,} more"
