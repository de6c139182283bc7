"""The end of a bounded run: what was read, what was found.

Counters of what happens to a source's records are named by the source and the rest: ``vpc_flow wrong-field-count``.
"""

from collections.abc import Iterator, Mapping

from apache_beam.metrics.metric import MetricsFilter
from apache_beam.runners.runner import PipelineResult

from models.config.config import Config
from models.dns import DNS
from models.report.finding import LEVELS
from models.vpc_flow import VPC_FLOW

#: What is told of findings that are none, and the counters' namespace.
_SILENCED = (
    ("New findings archived, by suppression rule", "archived"),
    ("Occurrences silenced by trusted lists, by type, repeats included", "trusted"),
    ("Findings that rules in a dry run would have raised", "dry run"),
)

#: Counters that are named by the source, and how their names are told.
_BY_SOURCE = ("records", "skipped", "rejected", "late")

#: Reasons that do not speak for themselves.
_WORDS = {"NODATA": "NODATA (no traffic)", "SKIPDATA": "SKIPDATA (gaps)"}


def counters(result: PipelineResult) -> dict[str, dict[str, int]]:
    """The job's counters by namespace and name."""
    counted: dict[str, dict[str, int]] = {}
    for counter in result.metrics().query(MetricsFilter())["counters"]:
        names = counted.setdefault(counter.key.metric.namespace, {})
        name = counter.key.metric.name
        names[name] = names.get(name, 0) + (counter.committed or counter.attempted or 0)
    return counted


def summary(result: PipelineResult, seconds: float, config: Config) -> str:
    """The text that ends a run: what was read, rejected and late, and what was found, silenced and tried out."""
    counted = counters(result)

    def of(namespace: str) -> Mapping[str, int]:
        return counted.get(namespace, {})

    lines = ["", "Read", _line(1, "files", of("read").get("files", 0))]
    for source in sorted({name.partition(" ")[0] for namespace in _BY_SOURCE for name in of(namespace)}):
        lines += _of_source(source, counted)
    for what, source in (("Instances", VPC_FLOW), ("Clients of DNS", DNS)):
        lines += _owners(what, source, of("learning"))
    if profiles := of("profiles"):
        lines += ["", "Profiles", *(_line(1, what, count) for what, count in sorted(profiles.items()))]
    found = of("findings")
    lines += ["", _line(0, "Findings", sum(found.values()))]
    levels = of("severities")
    lines += [_line(1, level, levels[level]) for level in LEVELS if level in levels]
    width = max(map(len, found), default=0)
    severity = {kind.name: kind.severity for kind in config.types().values()}
    ranked = sorted(found, key=lambda name: (-severity[name], name))
    lines += [f"    {name:<{width}} {found[name]:>8,}" for name in ranked]
    for title, namespace in _SILENCED:
        those = of(namespace)
        if those:
            named = {name.removeprefix("rule/"): count for name, count in sorted(those.items())}
            wide = max(map(len, named))
            lines += ["", title, *(f"  {name:<{wide}} {count:>8,}" for name, count in named.items())]
    return "\n".join([*lines, "", f"Took {seconds:.1f} s"])


def _of_source(source: str, counted: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """What was read of a source, and what has become of the rest."""

    def of(namespace: str) -> list[tuple[str, int]]:
        names = sorted(counted.get(namespace, {}).items())
        return [(name.removeprefix(f"{source} "), n) for name, n in names if name.startswith(f"{source} ")]

    yield _line(1, f"{source} records", counted.get("records", {}).get(source, 0))
    for reason, count in of("skipped"):
        yield _line(2, f"skipped: {_WORDS.get(reason, reason)}", count)
    refused = of("rejected")
    yield _line(2, "rejected", sum(count for _, count in refused))
    for reason, count in refused:
        yield _line(3, reason, count)
    for what, count in of("late"):
        yield _line(2, f"late: {what}", count)


def _line(depth: int, what: str, count: int) -> str:
    return f"{'  ' * depth + what:<32}{count:>12,}"


def _owners(what: str, source: str, learning: Mapping[str, int]) -> list[str]:
    """What is said of instances and clients: how many are still learnt, of those that this run has begun to learn."""
    begun, judged = learning.get(f"{source} learnt", 0), learning.get(f"{source} judged", 0)
    if begun < judged:  # which began in what the run has started from
        return ["", f"{what}  {judged:,} have been learnt and are judged now, {begun:,} are new"]
    if not begun:
        return []
    learnt = begun - judged
    of_which = {0: "all of them learnt", 1: "of which 1 is still learnt and raises no finding that needs a profile"}
    many = f"of which {learnt:,} are still learnt and raise no finding that needs a profile"
    return ["", f"{what}  {begun:,}, {of_which.get(learnt, many)}"]
