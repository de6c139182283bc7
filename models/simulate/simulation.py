"""All of it together: an organisation's logs over some days, what happens in them, and the truth beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import msgspec

from models.simulate import configuration, organisation, sequences, truth
from models.simulate.clock import HOUR, Calendar
from models.simulate.cloudtrail import files
from models.simulate.cloudtrail.background import Background
from models.simulate.cloudtrail.event import Event
from models.simulate.dice import Dice
from models.simulate.dns import simulation as dns
from models.simulate.dns.scenarios.registry import Scenario as DnsScenario
from models.simulate.flows import network
from models.simulate.flows import simulation as flows
from models.simulate.flows.scenarios.registry import Scenario as FlowScenario
from models.simulate.intrusions.catalogue import INTRUSIONS
from models.simulate.intrusions.registry import Intrusion
from models.simulate.intrusions.scene import Scene
from models.simulate.layout import INTERVAL, Delivery, Format, LogFile
from models.simulate.month.cast import Cast
from models.simulate.month.registry import Attacker, Drift
from models.simulate.organisation import Organisation
from models.simulate.scenarios.catalogue import SCENARIOS
from models.simulate.scenarios.registry import Scenario
from models.simulate.scenarios.stage import Stage
from models.simulate.sequences import Sequence
from models.simulate.sources import CLOUDTRAIL, DNS, VPC_FLOW
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
        records: about how many records of CloudTrail in all; None for as many as come naturally.
        attackers: who attacks a background that could be learned before.
        drifts: what changes in it without harm.
        sources: which logs are written, of `SOURCES`.
        flow_scenarios: which scenarios are played in the network, where there are flow logs.
        flows_per_instance_day: about how many flow records; None for as many as come naturally.
        dns_scenarios: which scenarios of names are played, where there are DNS query logs.
        intrusions: which intrusions are played, as far as they show in these logs.
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
    intrusions: tuple[Intrusion, ...] = ()


@dataclass(frozen=True)
class Summary:
    """What was written of CloudTrail, of flow logs and of DNS query logs.

    Attributes:
        records: records in log files, repeats included.
        files: log files.
        bytes: size of everything below ``AWSLogs``, digests included.
        findings: how many findings are to be raised.
        attacks: how many attacks there are to be found besides.
        sequences: how many attack sequences are to be raised, of all logs.
        flows: the same of flow logs; None without them.
        dns: the same of DNS query logs, likewise.
    """

    records: int
    files: int
    bytes: int
    findings: int
    attacks: int
    sequences: int = 0
    flows: flows.Summary | None = None
    dns: dns.Summary | None = None


def play(scenario: Scenario, where: Organisation, calendar: Calendar) -> list[Planted]:
    """The records of a scenario, in the order of their times."""
    stage = Stage(scenario.name, list(SCENARIOS), where, calendar)
    scenario.play(stage)
    return stage.planted


def enact(intrusions: Iterable[Intrusion], where: Organisation, calendar: Calendar) -> dict[Intrusion, Scene]:
    """What intrusions do, in all logs."""
    net, scenes = network.build(where), {}
    for each in intrusions:
        scenes[each] = Scene(each.name, list(INTRUSIONS), where, net, calendar)
        each.play(scenes[each])
    return scenes


def simulate(settings: Settings) -> Summary:
    """Write the logs below ``output/AWSLogs``, and beside them what happened in them.

    That is ``truth.jsonl`` and ``scenarios.jsonl``, and with attackers or drifts ``attacks.jsonl`` and
    ``drift.jsonl``; of flow logs ``flow_truth.jsonl`` and ``flow_scenarios.jsonl``, of DNS query logs
    ``dns_truth.jsonl`` and ``dns_scenarios.jsonl``; of attack sequences, which may be of several logs,
    ``sequence_truth.jsonl``; and ``guardbeam.toml``, the configuration that the truth holds with.
    """
    where = organisation.found(settings.seed, settings.accounts)
    logs = {"flows": VPC_FLOW in settings.sources, "dns": DNS in settings.sources}
    configuration.write(settings.output, where, settings.calendar, **logs)
    scenes = enact(settings.intrusions, where, settings.calendar)
    told = [line for scene in scenes.values() for line in scene.told(settings.sources)]
    written = Summary(0, 0, 0, 0, 0)
    if CLOUDTRAIL in settings.sources:
        calls = _calls(settings, where, scenes)
        written = _cloudtrail(settings, where, calls)
        told += calls.sequences()
    if VPC_FLOW in settings.sources:
        wanted = flows.Settings(
            settings.output, settings.calendar, settings.flow_scenarios, settings.flows_per_instance_day
        )
        parts = [(each, scene.network) for each, scene in scenes.items() if VPC_FLOW in each.logs]
        written = replace(written, flows=flows.simulate(wanted, where, parts))
    if DNS in settings.sources:
        asked = dns.Settings(settings.output, settings.calendar, settings.dns_scenarios)
        queries = [(each, scene.resolver) for each, scene in scenes.items() if DNS in each.logs]
        written = replace(written, dns=dns.simulate(asked, where, queries))
    told += _by_chance(settings, written)
    _write(settings.output / sequences.TRUTH, sorted(told))
    return replace(written, sequences=sum(line.certain for line in told))


def _by_chance(settings: Settings, written: Summary) -> Iterator[Sequence]:
    """What scenarios in the network may be parts of; intrusions say it themselves."""
    names = {each.name for each in settings.intrusions}
    for log in (written.flows, written.dns):
        if log:
            yield from sequences.of_network(each for each in log.raised if each.scenario not in names)


@dataclass(frozen=True)
class _Calls:
    """What is laid into CloudTrail's background.

    Attributes:
        scenarios: with their records.
        scenes: the intrusions that show in it, with theirs.
        cast: attackers and drifts.
    """

    scenarios: list[tuple[Scenario, list[Planted]]]
    scenes: list[tuple[Intrusion, list[Planted]]]
    cast: Cast

    def events(self) -> list[Event]:
        """All records."""
        return [item.event for _, those in self._all() for item in those] + list(self.cast.events())

    def findings(self) -> list[Finding]:
        """What they must raise."""
        raised = (truth.findings(each.name, those, archived=each.archived) for each, those in self._all())
        return sorted([*chain.from_iterable(raised), *self.cast.findings()])

    def sequences(self) -> Iterator[Sequence]:
        """The attack sequences of scenarios and attackers; intrusions say it themselves."""
        for each, those in self.scenarios:
            yield from sequences.of_calls(each.name, those, each.sequences, each.also)
        yield from self.cast.sequences()

    def _all(self) -> Iterator[tuple[Scenario | Intrusion, list[Planted]]]:
        yield from self.scenarios
        yield from self.scenes


def _calls(settings: Settings, where: Organisation, scenes: Mapping[Intrusion, Scene]) -> _Calls:
    return _Calls(
        [(each, play(each, where, settings.calendar)) for each in settings.scenarios],
        [(each, scene.planted) for each, scene in scenes.items() if CLOUDTRAIL in each.logs],
        Cast(settings.attackers, settings.drifts, where, settings.calendar),
    )


def _cloudtrail(settings: Settings, where: Organisation, calls: _Calls) -> Summary:
    delivery = Delivery(settings.output, Format(files.path, files.wrap), settings.seed)
    staged = calls.events()
    _deliver(delivery, staged)
    wanted = settings.records
    if wanted is not None:
        wanted = max(0, wanted - len(staged))
    background = Background(where, settings.calendar, wanted)
    for day in settings.calendar:
        delivery.flush(before=day)
        _deliver(delivery, calls.cast.changed(background.day(day)))
    delivery.flush()
    findings = calls.findings()
    _write_truth(settings, findings, calls.cast)
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
    for name, content in lines.items():
        _write(settings.output / name, content)


def _write(path: Path, content: Iterable[object]) -> None:
    path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in content))


def _played(settings: Settings) -> Iterator[dict[str, object]]:
    """What was played; a drift is a near miss of everything."""
    shown = (each for each in settings.intrusions if CLOUDTRAIL in each.logs)
    everything: Iterable[Scenario | Intrusion] = chain(settings.scenarios, shown)
    for s in everything:
        yield {"scenario": s.name, "nearMiss": s.near_miss, "types": s.types, "description": s.description}
    for a in settings.attackers:
        yield {"scenario": a.name, "nearMiss": False, "types": a.types, "description": a.description}
    for d in settings.drifts:
        yield {"scenario": d.name, "nearMiss": True, "types": d.types, "description": d.description}


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
