"""Whether the guides' suppression examples, and the fields that they speak of, fit findings."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from models.detectors.account import KeyedSighting
from models.detectors.registry import FINDING_TYPES
from models.findings.document import render
from models.findings.guides.guide import Guide, guides
from models.findings.merge import MergeFolder, Timing
from models.fold import run
from models.suppression.paths import Scalar, values_at
from models.suppression.perspectives import viewer
from models.suppression.settings import SuppressTable
from models.suppression.suppressor import Suppressor
from models.times import END_OF_TIME

Finding = dict[str, Any]


def rendered(found: Iterable[KeyedSighting]) -> list[Finding]:
    """The findings of sightings, one each."""
    return [
        render(FINDING_TYPES[each.key.type], publication)
        for each in found
        for publication in run(MergeFolder(Timing()), each.key.to_bytes(), None, [each.sighting], END_OF_TIME)[2]
    ]


def archived_by_examples(findings: Iterable[Finding]) -> set[str]:
    """The types whose findings are archived by their guide's example, if it had their own values in the place of its.

    Each finding of a type with a guide has to be: an attribute that it lacks, or that is not told of everybody and
    everything in it, is of no use in an example. What a guide tells to look at has to be in one finding of the type.
    """
    by_type: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding["type"] in guides():
            by_type.setdefault(finding["type"], []).append(finding)
    for name, alike in by_type.items():
        for finding in alike:
            rule = _example(guides()[name], finding)
            assert Suppressor([rule]).judge(finding) is rule, rule
        fields = _fields(guides()[name])
        assert [field for field in fields if not any(_has(each, field.split(".")) for each in alike)] == [], name
    return set(by_type)


def _example(guide: Guide, finding: Finding) -> SuppressTable:
    own = {path: dict.fromkeys(operators, _own(finding, path)) for path, operators in guide.suppress.criteria.items()}
    return SuppressTable(name="example", criteria={"type": {"equals": [finding["type"]]}, **own})


def _own(finding: Finding, path: str) -> list[Scalar]:
    """All values that a finding has at a path, from every perspective."""
    found = list(dict.fromkeys(_seen(finding, path)))
    assert found, f"{finding['type']} has no {path}"
    return found


def _seen(finding: Finding, path: str) -> Iterator[Scalar]:
    yield from values_at(finding, path.split("."))
    view = viewer(path)
    for values in (view(finding) or []) if view else []:
        yield from values


def _fields(guide: Guide) -> list[str]:
    return re.findall(r"`((?:service|resource)\.[\w.]+)`", " ".join((guide.meaning, guide.look, guide.real)))


def _has(value: Any, names: list[str]) -> bool:
    """Whether a path leads somewhere, through lists too."""
    if isinstance(value, list):
        return any(_has(each, names) for each in value)
    return not names or (isinstance(value, dict) and names[0] in value and _has(value[names[0]], names[1:]))
