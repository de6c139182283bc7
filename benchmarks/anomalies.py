"""How well anomalous behaviour is found in simulated months: ``python -m benchmarks.anomalies``.

Of each month, which is an organisation of its own, models learn the days before the attacks. The days of attacks and
drifts are judged as the job does, by forests and rules; by the forests alone; by forests that know nothing of risk; and
by the rules alone. Printed are recall by finding type and by manner, false alerts by type and per principal-day, and
alerts during each drift. An alert is a finding on one day. What is measured, and how it relates to the job, is said in
`tests.evaluation.months`.
"""

import argparse
import contextlib
import io
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from models.forests.settings import Settings
from models.simulate.month.registry import CAREFUL, LOUD, REFUSED
from tests.evaluation.months import Month, Outcome, judged, month, pooled, trained, without_risk, without_rules

RATE = Settings().findings_per_entity_day

#: Rates to train for, for the trade of recall against false alerts.
RATES = (RATE / 3, RATE, RATE * 3, RATE * 10)

#: What judges a month in several ways: name -> outcome.
Ablation = Callable[[Month], dict[str, Outcome]]


def ablation(one: Month) -> dict[str, Outcome]:
    """What the job, and less than it, makes of a month."""
    models = trained(one)
    return {
        "job": judged(one, models),
        "forest": judged(one, models, without_rules()),
        "without risk": judged(one, trained(one, without_risk()), without_rules()),
        "rules": judged(one, {}),
    }


def rates(one: Month) -> dict[str, Outcome]:
    """What models make of a month that are trained for other rates of findings."""
    return {f"rate {rate:.4f}": judged(one, trained(one, findings_per_entity_day=rate)) for rate in RATES}


def measure(
    seeds: Iterable[int], accounts: int, days: int, records: int, judge: Ablation = ablation
) -> dict[str, Outcome]:
    """What is made of the months of some seeds, together."""
    outcomes: dict[str, list[Outcome]] = defaultdict(list)
    for seed in seeds:
        with tempfile.TemporaryDirectory() as directory, contextlib.redirect_stdout(io.StringIO()):
            one = month(Path(directory) / "logs", seed, accounts, days, records, ["month"])
        for name, outcome in judge(one).items():
            outcomes[name].append(outcome)
    return {name: pooled(parts) for name, parts in outcomes.items()}


def report(outcomes: dict[str, Outcome]) -> str:
    """The outcomes side by side."""
    some = next(iter(outcomes.values()))
    types = sorted({attack.types[0] for attack, _ in some.attacks})
    false = {name: Counter(alert.type for alert in outcome.false) for name, outcome in outcomes.items()}
    lines = [_row("", outcomes), "", "attacks found, by what they are after"]
    lines += [_row(kind, (_of(o.recall(types=kind)) for o in outcomes.values())) for kind in types]
    lines += ["", "attacks found, by manner"]
    lines += [_row(kind, (_of(o.recall(manner=kind)) for o in outcomes.values())) for kind in (LOUD, REFUSED, CAREFUL)]
    lines += [_row("all", (_of(o.recall()) for o in outcomes.values()))]
    lines += ["", f"false alerts, of {some.principal_days:,} principal-days"]
    lines += [_row(kind, (c[kind] for c in false.values())) for kind in sorted({k for c in false.values() for k in c})]
    lines += [_row("all", (len(o.false) for o in outcomes.values()))]
    lines += [_row("per 1,000 principal-days", (f"{1000 * o.rate:.2f}" for o in outcomes.values()))]
    lines += ["", "false alerts of a drift's principals while it lasted"]
    lines += [_row(name, (len(o.drifts[name]) for o in outcomes.values())) for name in sorted(some.drifts)]
    return "\n".join(lines)


def _of(part: tuple[int, int]) -> str:
    return f"{part[0]}/{part[1]}"


def _row(name: str, cells: Iterable[object]) -> str:
    return f"{name:<48}" + "".join(f"{cell!s:>17}" for cell in cells)


def main() -> int:
    """Simulate, learn, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1,2", help="of the months, with commas between (default 1,2)")
    parser.add_argument("--accounts", type=int, default=3, help="of each organisation (default 3)")
    parser.add_argument("--days", type=int, default=30, help="of each month; attacks are in the last 12 (default 30)")
    parser.add_argument("--records", type=int, default=60_000, help="of each month (default 60,000)")
    parser.add_argument(
        "--rates", action="store_true", help="instead of the ablation, other rates of findings to train for"
    )
    options = parser.parse_args()
    seeds = [int(seed) for seed in options.seeds.split(",")]
    judge = rates if options.rates else ablation
    print(report(measure(seeds, options.accounts, options.days, options.records, judge)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
