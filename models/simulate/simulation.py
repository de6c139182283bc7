"""All of it together: an organisation's logs over some days, the scenarios in them, and the truth beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from models.simulate import organisation, truth
from models.simulate.clock import HOUR, Calendar
from models.simulate.cloudtrail import files
from models.simulate.cloudtrail.background import Background
from models.simulate.cloudtrail.event import Event
from models.simulate.dice import Dice
from models.simulate.layout import INTERVAL, Delivery, Format, LogFile
from models.simulate.organisation import Organisation
from models.simulate.scenarios.catalogue import SCENARIOS
from models.simulate.scenarios.registry import Scenario
from models.simulate.scenarios.stage import Stage
from models.simulate.truth import Finding, Planted

#: The digest of each day covers the hour before this hour.
_DIGEST_HOUR = 13


@dataclass(frozen=True)
class Settings:
    """What to simulate.

    Attributes:
        output: the directory to write to.
        calendar: the days.
        accounts: how many accounts.
        seed: decides everything else.
        scenarios: which scenarios are played.
        records: about how many records in all; None for as many as come naturally.
    """

    output: Path
    calendar: Calendar
    accounts: int
    seed: int
    scenarios: tuple[Scenario, ...]
    records: int | None = None


@dataclass(frozen=True)
class Summary:
    """What was written.

    Attributes:
        records: records in log files, repeats included.
        files: log files.
        bytes: size of everything below ``AWSLogs``, digests included.
        findings: how many findings are to be raised.
    """

    records: int
    files: int
    bytes: int
    findings: int


def play(scenario: Scenario, where: Organisation, calendar: Calendar) -> list[Planted]:
    """The records of a scenario, in the order of their times."""
    stage = Stage(scenario.name, list(SCENARIOS), where, calendar)
    scenario.play(stage)
    return stage.planted


def simulate(settings: Settings) -> Summary:
    """Write the logs below ``output/AWSLogs``, ``truth.jsonl`` and ``scenarios.jsonl`` beside them."""
    where = organisation.found(settings.seed, settings.accounts)
    planted = {s.name: play(s, where, settings.calendar) for s in settings.scenarios}
    delivery = Delivery(settings.output, Format(files.path, files.wrap), settings.seed)
    for records in planted.values():
        _deliver(delivery, (item.event for item in records))
    wanted = settings.records
    if wanted is not None:
        wanted = max(0, wanted - sum(map(len, planted.values())))
    background = Background(where, settings.calendar, wanted)
    for day in settings.calendar:
        delivery.flush(before=day)
        _deliver(delivery, background.day(day))
    delivery.flush()
    findings = sorted(f for name, records in planted.items() for f in truth.findings(name, records))
    _write_truth(settings, findings)
    _write_aside(delivery, where, settings.calendar)
    return Summary(delivery.records, len(delivery.files), delivery.bytes, len(findings))


def _deliver(delivery: Delivery, events: Iterable[Event]) -> None:
    encode = msgspec.json.Encoder().encode
    for at, account, region, record in events:
        key = record.get("eventID") or f"{at} {record.get('requestID')}"
        delivery.add(at, account, region, key, encode(record))


def _write_truth(settings: Settings, findings: Iterable[Finding]) -> None:
    played = [
        {"scenario": s.name, "nearMiss": s.near_miss, "types": s.types, "description": s.description}
        for s in settings.scenarios
    ]
    settings.output.mkdir(parents=True, exist_ok=True)
    for name, lines in (("truth.jsonl", findings), ("scenarios.jsonl", played)):
        text = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
        (settings.output / name).write_bytes(text)


def _write_aside(delivery: Delivery, where: Organisation, calendar: Calendar) -> None:
    """A digest per account and day, and an Insights file: what a reader of the logs must pass by."""
    by_place: dict[tuple[str, str], list[LogFile]] = defaultdict(list)
    for file in delivery.files:
        by_place[file.account, file.region].append(file)
    for account in where.accounts:
        for day in calendar:
            end = day + _DIGEST_HOUR * HOUR
            hour = range(end - HOUR, end, INTERVAL)
            covered = [f for f in by_place[account.id, account.home.region] if f.stamp in hour]
            dice = Dice.of(where.seed, "digest", account.id, day)
            delivery.write(*files.digest(account, covered, end, dice))
    unusual = calendar.start + _DIGEST_HOUR * HOUR
    delivery.write(*files.insight(where.management, unusual, Dice.of(where.seed, "insight")))
