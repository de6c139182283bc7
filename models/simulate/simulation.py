"""All of it together: an organisation's logs over some days, what happens in them, and the truth beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import msgspec

from models.simulate import configuration, organisation, truth
from models.simulate.clock import HOUR, Calendar
from models.simulate.cloudtrail import files
from models.simulate.cloudtrail.background import Background
from models.simulate.cloudtrail.event import Event
from models.simulate.dice import Dice
from models.simulate.dns import simulation as dns
from models.simulate.dns.scenarios.registry import Scenario as DnsScenario
from models.simulate.flows import simulation as flows
from models.simulate.flows.scenarios.registry import Scenario as FlowScenario
from models.simulate.layout import INTERVAL, Delivery, Format, LogFile
from models.simulate.month.cast import Cast
from models.simulate.month.registry import Attacker, Drift
from models.simulate.organisation import Organisation
from models.simulate.scenarios.catalogue import SCENARIOS
from models.simulate.scenarios.registry import Scenario
from models.simulate.scenarios.stage import Stage
from models.simulate.truth import Finding, Planted

#: The sources, by the names that a detector has for them.
CLOUDTRAIL, VPC_FLOW, DNS = "cloudtrail", "vpc_flow", "dns"
SOURCES = (CLOUDTRAIL, VPC_FLOW, DNS)

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
        records: about how many records of CloudTrail in all; None for as many as come naturally.
        attackers: who attacks a background that could be learned before.
        drifts: what changes in it without harm.
        sources: which logs are written, of `SOURCES`.
        flow_scenarios: which scenarios are played in the network, where there are flow logs.
        flows_per_instance_day: about how many flow records; None for as many as come naturally.
        dns_scenarios: which scenarios of names are played, where there are DNS query logs.
    """

    output: Path
    calendar: Calendar
    accounts: int
    seed: int
    scenarios: tuple[Scenario, ...]
    records: int | None = None
    attackers: tuple[Attacker, ...] = ()
    drifts: tuple[Drift, ...] = ()
    sources: tuple[str, ...] = (CLOUDTRAIL,)
    flow_scenarios: tuple[FlowScenario, ...] = ()
    flows_per_instance_day: int | None = None
    dns_scenarios: tuple[DnsScenario, ...] = ()


@dataclass(frozen=True)
class Summary:
    """What was written of CloudTrail, of flow logs and of DNS query logs.

    Attributes:
        records: records in log files, repeats included.
        files: log files.
        bytes: size of everything below ``AWSLogs``, digests included.
        findings: how many findings are to be raised.
        attacks: how many attacks there are to be found besides.
        flows: the same of flow logs; None without them.
        dns: the same of DNS query logs, likewise.
    """

    records: int
    files: int
    bytes: int
    findings: int
    attacks: int
    flows: flows.Summary | None = None
    dns: dns.Summary | None = None


def play(scenario: Scenario, where: Organisation, calendar: Calendar) -> list[Planted]:
    """The records of a scenario, in the order of their times."""
    stage = Stage(scenario.name, list(SCENARIOS), where, calendar)
    scenario.play(stage)
    return stage.planted


def simulate(settings: Settings) -> Summary:
    """Write the logs below ``output/AWSLogs``, and beside them what happened in them.

    That is ``truth.jsonl`` and ``scenarios.jsonl``, and with attackers or drifts ``attacks.jsonl`` and
    ``drift.jsonl``; of flow logs ``flow_truth.jsonl`` and ``flow_scenarios.jsonl``, of DNS query logs
    ``dns_truth.jsonl`` and ``dns_scenarios.jsonl``; and ``guardbeam.toml``, the configuration that the truth holds
    with.
    """
    where = organisation.found(settings.seed, settings.accounts)
    told = {"flows": VPC_FLOW in settings.sources, "dns": DNS in settings.sources}
    configuration.write(settings.output, where, settings.calendar, **told)
    written = _cloudtrail(settings, where) if CLOUDTRAIL in settings.sources else Summary(0, 0, 0, 0, 0)
    if VPC_FLOW in settings.sources:
        wanted = flows.Settings(
            settings.output, settings.calendar, settings.flow_scenarios, settings.flows_per_instance_day
        )
        written = replace(written, flows=flows.simulate(wanted, where))
    if DNS in settings.sources:
        asked = dns.Settings(settings.output, settings.calendar, settings.dns_scenarios)
        written = replace(written, dns=dns.simulate(asked, where))
    return written


def _cloudtrail(settings: Settings, where: Organisation) -> Summary:
    planted = {s.name: play(s, where, settings.calendar) for s in settings.scenarios}
    cast = Cast(settings.attackers, settings.drifts, where, settings.calendar)
    staged = [item.event for records in planted.values() for item in records] + list(cast.events())
    delivery = Delivery(settings.output, Format(files.path, files.wrap), settings.seed)
    _deliver(delivery, staged)
    wanted = settings.records
    if wanted is not None:
        wanted = max(0, wanted - len(staged))
    background = Background(where, settings.calendar, wanted)
    for day in settings.calendar:
        delivery.flush(before=day)
        _deliver(delivery, cast.changed(background.day(day)))
    delivery.flush()
    of_scenarios = (truth.findings(s.name, planted[s.name], archived=s.archived) for s in settings.scenarios)
    findings = sorted([*chain.from_iterable(of_scenarios), *cast.findings()])
    _write_truth(settings, findings, cast)
    _write_aside(delivery, where, settings.calendar)
    return Summary(delivery.records, len(delivery.files), delivery.bytes, len(findings), len(settings.attackers))


def _deliver(delivery: Delivery, events: Iterable[Event]) -> None:
    encode = msgspec.json.Encoder().encode
    for at, account, region, record in events:
        key = record.get("eventID") or f"{at} {record.get('requestID')}"
        delivery.add(at, account, region, key, encode(record))


def _write_truth(settings: Settings, findings: Iterable[Finding], cast: Cast) -> None:
    lines: dict[str, Iterable[object]] = {"truth.jsonl": findings, "scenarios.jsonl": _played(settings)}
    if settings.attackers or settings.drifts:
        lines |= {"attacks.jsonl": cast.attacks(), "drift.jsonl": cast.drifts()}
    settings.output.mkdir(parents=True, exist_ok=True)
    for name, content in lines.items():
        text = b"".join(msgspec.json.encode(line) + b"\n" for line in content)
        (settings.output / name).write_bytes(text)


def _played(settings: Settings) -> Iterator[dict[str, object]]:
    """What was played; a drift is a near miss of everything."""
    for s in settings.scenarios:
        yield {"scenario": s.name, "nearMiss": s.near_miss, "types": s.types, "description": s.description}
    for a in settings.attackers:
        yield {"scenario": a.name, "nearMiss": False, "types": a.types, "description": a.description}
    for d in settings.drifts:
        yield {"scenario": d.name, "nearMiss": True, "types": (), "description": d.description}


def _write_aside(delivery: Delivery, where: Organisation, calendar: Calendar) -> None:
    """A digest per account and day, and an Insights file: what a reader of the logs must pass by."""
    by_place: dict[tuple[str, str], list[LogFile]] = defaultdict(list)
    for file in delivery.files:
        by_place[file.account, file.place].append(file)
    for account in where.accounts:
        for day in calendar:
            end = day + _DIGEST_HOUR * HOUR
            hour = range(end - HOUR, end, INTERVAL)
            covered = [f for f in by_place[account.id, account.home.region] if f.stamp in hour]
            dice = Dice.of(where.seed, "digest", account.id, day)
            delivery.write(*files.digest(account, covered, end, dice))
    unusual = calendar.start + _DIGEST_HOUR * HOUR
    delivery.write(*files.insight(where.management, unusual, Dice.of(where.seed, "insight")))
