"""An organisation's flow logs over some days, and the truth about them beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from models.simulate.clock import DAY, HOUR, MINUTE, Calendar, iso
from models.simulate.flows import network
from models.simulate.flows.background import Background
from models.simulate.flows.files import Delivery
from models.simulate.flows.lines import V5
from models.simulate.flows.network import Network
from models.simulate.flows.records import records
from models.simulate.flows.scenarios.catalogue import SCENARIOS, Scenario
from models.simulate.flows.scenarios.stage import Stage
from models.simulate.organisation import Organisation
from models.simulate.plays import Told, told
from models.simulate.truth import Expected

#: Beside the logs: what must be found, and what was played.
TRUTH, PLAYED = "flow_truth.jsonl", "flow_scenarios.jsonl"


@dataclass(frozen=True)
class Settings:
    """What to simulate.

    Attributes:
        output: the directory to write to.
        calendar: the days.
        scenarios: which scenarios are played.
        flows_per_instance_day: about how many records there are for each instance on a working day, with those of
            the interfaces that AWS manages; None for as many as come naturally.
        header: the fields of the lines.
        interval: seconds of aggregation.
    """

    output: Path
    calendar: Calendar
    scenarios: tuple[Scenario, ...] = ()
    flows_per_instance_day: int | None = None
    header: Sequence[str] = V5
    interval: int = MINUTE


@dataclass(frozen=True)
class Summary:
    """What was written.

    Attributes:
        records: lines, repeats and those without traffic included.
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
    """A scenario's traffic, and what it must raise."""
    stage = Stage(scenario.name, list(SCENARIOS), where, net, calendar, last_day=scenario.learned)
    scenario.play(stage)
    return stage


def findings(scenario: Told, stage: Stage, net: Network) -> Iterator[Expected]:
    """What a scenario must raise after it was played."""
    for (finding_type, number), (first, last) in stage.sightings.items():
        at = net.interfaces[number]
        yield Expected(scenario.name, finding_type, at.account, at.region, at.instance, iso(first), iso(last))


def simulate(settings: Settings, where: Organisation, parts: Sequence[tuple[Told, Stage]] = ()) -> Summary:
    """Write the logs below ``output/AWSLogs``, and beside them ``flow_truth.jsonl`` and ``flow_scenarios.jsonl``.

    Args:
        settings: what to simulate.
        where: whose network it is.
        parts: what else was played in it: the intrusions' parts.
    """
    net, calendar = network.build(where), settings.calendar
    delivery = Delivery(settings.output, net, where.seed, calendar.end, settings.header)
    raised: list[Expected] = []
    played = [*((each, play(each, where, net, calendar)) for each in settings.scenarios), *parts]
    for scenario, stage in played:
        raised += findings(scenario, stage, net)
        delivery.add(records(stage.traffic, net, settings.interval))
    background = Background(where.seed, net, calendar, settings.flows_per_instance_day, settings.interval)
    for day in calendar:
        delivery.add_gaps(background.gaps(day))
        for hour in range(day, day + DAY, HOUR):
            delivery.flush(before=hour)
            for batch in background.hour(hour):
                delivery.add(batch)
    delivery.flush()
    settings.output.mkdir(parents=True, exist_ok=True)
    _write(settings.output / TRUTH, sorted(raised))
    _write(settings.output / PLAYED, (told(each) for each, _ in played))
    return Summary(delivery.records, delivery.files, delivery.bytes, tuple(raised))


def _write(path: Path, content: Iterable[object]) -> None:
    path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in content))
