"""An organisation's DNS query logs over some days, and the truth about them beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from models.simulate.clock import DAY, HOUR, Calendar, iso
from models.simulate.dns import files
from models.simulate.dns.background import Background
from models.simulate.dns.cache import Asked
from models.simulate.dns.records import port, record
from models.simulate.dns.scenarios.catalogue import SCENARIOS, Scenario
from models.simulate.dns.scenarios.stage import Stage
from models.simulate.flows import network
from models.simulate.flows.network import Network
from models.simulate.layout import Delivery, Format
from models.simulate.organisation import Organisation
from models.simulate.plays import Told, told
from models.simulate.truth import Expected

#: Beside the logs: what must be found, and what was played.
TRUTH, PLAYED = "dns_truth.jsonl", "dns_scenarios.jsonl"


@dataclass(frozen=True)
class Settings:
    """What to simulate.

    Attributes:
        output: the directory to write to.
        calendar: the days.
        scenarios: which scenarios are played.
    """

    output: Path
    calendar: Calendar
    scenarios: tuple[Scenario, ...] = ()


@dataclass(frozen=True)
class Summary:
    """What was written.

    Attributes:
        records: queries, repeats included.
        files: log files.
        bytes: their size.
        raised: the findings that are to be raised.
    """

    records: int
    files: int
    bytes: int
    raised: tuple[Expected, ...] = ()

    @property
    def findings(self) -> int:
        """How many are to be raised."""
        return len(self.raised)


def play(scenario: Scenario, where: Organisation, net: Network, calendar: Calendar) -> Stage:
    """A scenario's queries, and what they must raise."""
    stage = Stage(scenario.name, list(SCENARIOS), where, net, calendar, last_day=scenario.learned)
    scenario.play(stage)
    return stage


def findings(scenario: Told, stage: Stage) -> Iterator[Expected]:
    """What a scenario must raise after it was played: of instances, or of addresses in their networks."""
    for (finding_type, client), (first, last) in stage.sightings.items():
        yield Expected(scenario.name, finding_type, client.account, client.region, client.name, iso(first), iso(last))


def simulate(settings: Settings, where: Organisation, parts: Sequence[tuple[Told, Stage]] = ()) -> Summary:
    """Write the logs below ``output/AWSLogs``, and beside them ``dns_truth.jsonl`` and ``dns_scenarios.jsonl``.

    Args:
        settings: what to simulate.
        where: whose network it is.
        parts: what else was asked in it: the intrusions' parts.
    """
    net, calendar = network.build(where), settings.calendar
    delivery = Delivery(settings.output, Format(files.path, files.wrap), where.seed)
    raised: list[Expected] = []
    played = [*((each, play(each, where, net, calendar)) for each in settings.scenarios), *parts]
    for scenario, stage in played:
        raised += findings(scenario, stage)
        for planted in stage.planted:
            _add(delivery, planted.asked, blocked=planted.blocked)
    background = Background(where, net)
    for day in calendar:
        delivery.flush(before=day)
        for hour in range(day, day + DAY, HOUR):
            for asked in background.hour(hour):
                _add(delivery, asked)
    delivery.flush()
    settings.output.mkdir(parents=True, exist_ok=True)
    _write(settings.output / TRUTH, sorted(raised))
    _write(settings.output / PLAYED, (told(each) for each, _ in played))
    return Summary(delivery.records, len(delivery.files), delivery.bytes, tuple(raised))


def _add(delivery: Delivery, asked: Asked, *, blocked: bool = False) -> None:
    """Deliver a query; in a file they lie in the order of their ports, which is none."""
    client, question = asked.client, asked.question
    key = f"{port(asked):05} {asked.at} {client.address} {question.name} {question.type}"
    delivery.add(asked.at, client.account, client.vpc, key, record(asked, blocked=blocked))


def _write(path: Path, content: Iterable[object]) -> None:
    path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in content))
