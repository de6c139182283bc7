"""A model card: what a model knows, for the engineer who has to trust it."""

from __future__ import annotations

from collections.abc import Iterator

from models.forests.model import RISK_WEIGHT, Calibration, Description, Part
from models.report.text import visible
from models.times import iso

_RULES = {
    "held out": "the held-out part shows so rare an event: the threshold is one of its highest peaks",
    "extrapolated": "the held-out part is too small to show so rare an event: the tail of its peaks was followed up",
    "bounded": "no threshold that a row can exceed is as rare as that: it lies halfway between the highest held-out "
    "peak and the highest score possible, and findings may come more often than stated",
}

_LIMITS = """\
- A score says how unlike the training rows a window is, not that it is malicious. The finding's features say why.
- It knows this organisation as it was in the range above. New teams and migrations look strange until it is retrained.
- Beyond the highest training value of a feature, more makes no difference to the score.
- Attacks that went on through the whole range are part of what it takes for usual. Look at what was set aside.
- The stated rate holds for entity-days like the held-out ones; it is an expectation, not a bound for each day."""


def card(description: Description) -> str:
    """The model card as Markdown; plots are referred to beside it."""
    return "\n".join(_lines(description)) + "\n"


def _lines(description: Description) -> Iterator[str]:
    settings, calibration = description.settings, description.calibration
    yield f"# {description.family}, model {description.version}"
    yield ""
    yield f"An isolation forest of {settings.trees} trees. It gives each window of activity a score between 0 and 1,"
    yield f"higher for stranger ones; **a window above {description.threshold:.4f} is a finding**."
    if description.risk:
        yield f"Of a score {RISK_WEIGHT:.0%} is no strangeness but risk: the least of {', '.join(description.risk)}."
    yield ""
    yield "## Data"
    yield ""
    yield "| | training | held out |"
    yield "|---|---|---|"
    for name, training, held_out in _columns(description.training, description.held_out):
        yield f"| {name} | {training} | {held_out} |"
    yield ""
    yield f"The trees grew on {description.distinct_rows:,} rows: an entity's equal windows count once. Another"
    yield f"{description.anchors:,} were made up, so that features that hardly moved in training are looked at."
    yield ""
    yield "## Threshold"
    yield ""
    yield from _threshold(description)
    yield ""
    yield "![scores](scores.svg)"
    yield ""
    yield "![findings by threshold](rate.svg)"
    yield ""
    yield from _set_aside(calibration)
    yield "## Features"
    yield ""
    yield f"Version {description.family_version} of the {description.family} features, as they were in training."
    yield ""
    yield "| feature | meaning | typical | range | not typical in |"
    yield "|---|---|---|---|---|"
    for f in description.features:
        share = "no window" if f.moved == 0 else f"{f.moved:.2%}"
        meaning = f.meaning.replace("|", "\\|")
        yield f"| {f.name} | {meaning} | {f.typical:g} | {f.lowest:g} to {f.highest:g} | {share} |"
    yield ""
    yield "## Limits"
    yield ""
    yield _LIMITS
    yield ""
    yield "## Made with"
    yield ""
    libraries = ", ".join(f"{name} {number}" for name, number in description.libraries.items())
    yield f"Seed {settings.seed}, {settings.sample} rows a tree, {libraries}."
    yield f"SHA-256 of forest.skops: `{description.sha256}`"


def _columns(training: Part, held_out: Part) -> Iterator[tuple[str, str, str]]:
    yield "first window's end (UTC)", iso(training.from_ms), iso(held_out.from_ms)
    yield "last window's end", iso(training.to_ms), iso(held_out.to_ms)
    for name in ("rows", "accounts", "entities", "entity_days"):
        label = {"rows": "windows", "entity_days": "entity-days"}.get(name, name)
        yield label, f"{getattr(training, name):,}", f"{getattr(held_out, name):,}"


def _threshold(description: Description) -> Iterator[str]:
    calibration, settings = description.calibration, description.settings
    yield f"- asked for: {settings.findings_per_entity_day:g} findings per entity-day of benign activity,"
    yield f"  {calibration.allowed:.2f} in the held-out part"
    yield f"- found: {calibration.findings} entity-days above the threshold, {len(calibration.suspects)} set aside"
    yield f"- how: {_RULES[calibration.rule]}"
    yield f"- the highest score that a window could have is {calibration.highest_score:.4f}"
    known = dict(description.quantiles)
    shown = ", ".join(f"{p:g} % {known[p]:.4f}" for p in (50.0, 90.0, 99.0, 99.9, 100.0))
    yield f"- training windows scored no higher than: {shown}"


def _set_aside(calibration: Calibration) -> Iterator[str]:
    if not calibration.suspects:
        return
    yield "## Set aside"
    yield ""
    yield "These held-out entity-days stand so far apart from all others that they were taken for attacks. If they were"
    yield "benign, their like will be found again: train with `--suspects=0` to count them as usual."
    yield ""
    yield "| day | account | entity | highest score |"
    yield "|---|---|---|---|"
    for s in calibration.suspects:
        entity = visible(s.entity).replace("|", "\\|").replace("`", "'")
        yield f"| {s.day} | {s.account} | `{entity}` | {s.score:.4f} |"
    yield ""
