"""The end of a bounded run: what was read, what was found."""

from collections.abc import Mapping

from apache_beam.metrics.metric import MetricsFilter
from apache_beam.runners.runner import PipelineResult

from models.config.config import Config
from models.report.finding import LEVELS

#: What is told of findings that are none, and the counters' namespace.
_SILENCED = (
    ("New findings archived, by suppression rule", "archived"),
    ("Occurrences silenced by trusted lists, by type, repeats included", "trusted"),
    ("Findings that rules in a dry run would have raised", "dry run"),
)


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

    records, refused = of("records"), of("rejected")
    lines = ["", "Read", f"  files                 {of('read').get('files', 0):>12,}"]
    lines += [f"  {source:<10} records    {count:>12,}" for source, count in sorted(records.items())]
    lines += [f"  skipped: {reason:<12} {count:>12,}" for reason, count in sorted(of("skipped").items())]
    lines.append(f"  rejected              {sum(refused.values()):>12,}")
    lines += [f"    {reason:<19} {count:>12,}" for reason, count in sorted(refused.items())]
    late = of("late")
    lines += [f"  late: {what:<18} {count:>9,}" for what, count in sorted(late.items())]
    if profiles := of("profiles"):
        lines += ["", "Profiles", *(f"  {what:<21} {count:>12,}" for what, count in sorted(profiles.items()))]
    found = of("findings")
    lines += ["", f"Findings{sum(found.values()):>28,}"]
    levels = of("severities")
    lines += [f"  {level:<21} {levels[level]:>12,}" for level in LEVELS if level in levels]
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
