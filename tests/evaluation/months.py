"""How well anomalous behaviour is found: simulated months, and what models and rules make of them.

A month is an organisation's: its habits first, then, in its last twelve days, labelled attackers in the midst of
honest changes. Models are trained on the windows of the days before, as an owner would train on an archive: nothing of
the days that are judged is known to them, and neither an attack nor a drift was ever shown to them. Another
organisation's month to train on would ask for more than anybody does; one with such drifts would teach their silence.

The windows are made and judged by the job's own extraction, folders and judge in this process, without a runner: a
month is folded once, however many judges it has. That the command line says the same is tested beside
(`tests.evaluation.test_command_line`).
"""

from __future__ import annotations

import dataclasses
import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from models.config.config import Config
from models.detectors.base import ProfileDetector
from models.detectors.registry import FINDING_TYPES, PROFILE_DETECTORS
from models.detectors.verdict import Judge
from models.forests.model import Model
from models.forests.settings import Settings
from models.profiles.families import FAMILIES
from models.profiles.profile import Case
from models.profiles.vector import Family
from models.simulate.month.ground import LATE
from models.simulate.month.labels import Attack, Change
from models.times import DAY, to_ms
from pipelines import simulate
from pipelines.train import train_all
from tests.detection import cases

#: The first day.
START = datetime(2026, 3, 2, tzinfo=UTC)

#: The settings of all types, as they are without a configuration.
SETTINGS = {name: Config().settings(name) for name in FINDING_TYPES}


class Month(NamedTuple):
    """A simulated month.

    Attributes:
        cases: the windows of its principals, as the job makes them.
        attacks: what is to be found.
        drifts: what is to stay quiet.
        late_ms: attacks and drifts happen from here on.
    """

    cases: list[Case]
    attacks: list[Attack]
    drifts: list[Change]
    late_ms: int


class Alert(NamedTuple):
    """A finding on one day. More than one of them may be merged into one finding, which would flatter the rate."""

    type: str
    account: str
    region: str
    entity: str
    day: int


class Outcome(NamedTuple):
    """What a judge makes of months.

    Attributes:
        attacks: each with whether it was found: by a finding of one of its types that holds one of its calls.
        false: alerts without a call of any attack.
        drifts: each drift's name -> those of its principals while it lasted.
        principal_days: pairs of a principal and a day on which it was active and judged.
    """

    attacks: list[tuple[Attack, bool]]
    false: list[Alert]
    drifts: dict[str, list[Alert]]
    principal_days: int

    def recall(self, types: str = "", manner: str = "") -> tuple[int, int]:
        """How many attacks were found, and how many there were: of a type that they are after, of a manner, or all."""
        asked = [hit for a, hit in self.attacks if types in ("", a.types[0]) and manner in ("", a.manner)]
        return sum(asked), len(asked)

    @property
    def rate(self) -> float:
        """False alerts per principal-day."""
        return len(self.false) / self.principal_days


def month(directory: Path, seed: int, accounts: int, days: int, records: int, scenarios: Iterable[str]) -> Month:
    """Simulate a month below a directory, and fold it."""
    argv = [f"--output={directory}", f"--seed={seed}", f"--accounts={accounts}", f"--days={days}"]
    argv += [f"--start={START:%Y-%m-%d}", f"--records={records}", *(f"--scenario={name}" for name in scenarios)]
    if simulate.main(argv) != 0:
        raise RuntimeError(f"simulate {argv}")
    attacks = _labels(directory / "attacks.jsonl", Attack)
    drifts = _labels(directory / "drift.jsonl", Change)
    return Month(cases(records_in(directory)), attacks, drifts, late_ms(days))


def late_ms(days: int) -> int:
    """The instant from which on attacks and drifts happen in so many days."""
    return to_ms(START) + (days - LATE) * DAY


def records_in(directory: Path) -> Iterator[dict[str, Any]]:
    """CloudTrail's records in a simulation's directory."""
    for file in sorted((directory / "AWSLogs").glob("*/CloudTrail/**/*.json.gz")):
        yield from msgspec.json.decode(gzip.decompress(file.read_bytes()))["Records"]


def _labels(path: Path, kind: type) -> list[Any]:
    return [msgspec.json.decode(line, type=kind) for line in path.read_bytes().splitlines()]


def trained(one: Month, families: Mapping[str, Family] = FAMILIES, **settings: Any) -> dict[str, Model]:
    """The models of the days before the attacks."""
    earlier = (case.vector for case in one.cases if case.vector.end_ms <= one.late_ms)
    outcomes = train_all(earlier, Settings(**settings), families)
    return {outcome.family: outcome.model for outcome in outcomes if outcome.model}


def without_risk() -> dict[str, Family]:
    """The families, were strangeness all."""
    return {name: family._replace(risk=()) for name, family in FAMILIES.items()}


def without_rules() -> list[ProfileDetector]:
    """The detectors, were the rules never asked."""
    return [dataclasses.replace(one, rule=lambda vector, settings: False) for one in PROFILE_DETECTORS]


def judged(
    one: Month, models: Mapping[str, Model], detectors: Iterable[ProfileDetector] = PROFILE_DETECTORS
) -> Outcome:
    """What models make of the days that were not trained on; no models: what the rules make of them."""
    later = [case for case in one.cases if case.vector.end_ms > one.late_ms]
    alerts: dict[Alert, set[str]] = defaultdict(set)
    for found in Judge(detectors, SETTINGS, models).judge(later):
        key, day = found.key, (found.sighting.end_ms - 1) // DAY
        alerts[Alert(key.type, key.account, key.region, key.resource, day)].update(found.sighting.events)
    evil = {event for attack in one.attacks for event in attack.event_ids}
    false = sorted(alert for alert, events in alerts.items() if not events & evil)
    return Outcome(
        [
            (a, any(alert.type in a.types and not events.isdisjoint(a.event_ids) for alert, events in alerts.items()))
            for a in one.attacks
        ],
        false,
        {drift.scenario: [alert for alert in false if _within(drift, alert)] for drift in one.drifts},
        len({(case.vector.account, case.vector.entity, (case.vector.end_ms - 1) // DAY) for case in later}),
    )


def pooled(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcomes of some months, as one."""
    parts = list(outcomes)
    drifts: dict[str, list[Alert]] = defaultdict(list)
    for part in parts:
        for name, alerts in part.drifts.items():
            drifts[name] += alerts
    return Outcome(
        [attack for part in parts for attack in part.attacks],
        [alert for part in parts for alert in part.false],
        dict(drifts),
        sum(part.principal_days for part in parts),
    )


def _within(drift: Change, alert: Alert) -> bool:
    """Whether an alert is of a drift's principal, from its first day to its last."""
    if drift.first_seen is None or drift.last_seen is None or alert.entity not in drift.principals:
        return False
    first, last = (to_ms(datetime.fromisoformat(text)) // DAY for text in (drift.first_seen, drift.last_seen))
    return first <= alert.day <= last
