"""The scenarios of stolen credentials raise what they say, over a background that raises nothing."""

from __future__ import annotations

from collections import defaultdict

import msgspec
import pytest

from models.cloudtrail.record import CloudTrailRecord
from models.enrichment.aws_ranges import AwsRanges
from models.enrichment.enricher import Enricher
from models.enrichment.inventory import Inventory
from models.simulate import configuration, truth
from models.simulate.clock import Calendar
from models.simulate.cloudtrail.background import Background
from models.simulate.cloudtrail.event import Event
from models.simulate.organisation import Organisation, found
from models.simulate.scenarios import stolen_credentials
from models.simulate.scenarios.registry import SCENARIOS, Scenario
from models.simulate.simulation import play
from models.simulate.truth import Finding
from tests.credentials import sightings
from tests.models.simulate.conftest import MONDAY

MINE = tuple(one for one in SCENARIOS.values() if one.play.__module__ == stolen_credentials.__name__)
TYPES = {
    stolen_credentials.INSTANCE_OUTSIDE,
    stolen_credentials.INSTANCE_INSIDE,
    stolen_credentials.RESOURCE_OUTSIDE,
    stolen_credentials.RESOURCE_INSIDE,
    stolen_credentials.INSIDE_ACCOUNT,
}
Found = dict[tuple[str, str, str, str], int]


def _known(where: Organisation, calendar: Calendar, directory) -> Enricher:
    configuration.write(directory, where, calendar)
    inventory = Inventory.parse([("printed", (directory / "inventory.json").read_bytes())])
    return Enricher(inventory, AwsRanges.parse((directory / "ip-ranges.json").read_bytes()))


def _found(events: list[Event], known: Enricher) -> Found:
    decoder = msgspec.json.Decoder(CloudTrailRecord)
    records = [decoder.decode(msgspec.json.encode(event.record)) for event in events]
    calls = defaultdict(set)
    for key, sighting in ((each.key, each.sighting) for each in sightings([records], known)):
        calls[key.type, key.account, key.region, key.resource] |= sighting.events.keys()
    return {key: len(ids) for key, ids in calls.items()}


def _wanted(scenarios: tuple[Scenario, ...], where: Organisation, calendar: Calendar) -> tuple[list[Event], Found]:
    planted = {one.name: play(one, where, calendar) for one in scenarios}
    expected: list[Finding] = [each for name, those in planted.items() for each in truth.findings(name, those)]
    wanted = {(each.type, each.account_id, each.region, each.resource): each.count for each in expected}
    assert len(wanted) == len(expected)
    return [each.event for those in planted.values() for each in those], wanted


@pytest.mark.parametrize(("seed", "accounts", "days"), [(1, 3, 1), (7, 1, 2)])
def test_all_scenarios_in_an_organisation(seed, accounts, days, tmp_path):
    where, calendar = found(seed, accounts), Calendar(MONDAY, days)
    background = [event for day in calendar for event in Background(where, calendar).day(day)]
    events, wanted = _wanted(MINE, where, calendar)
    known = _known(where, calendar, tmp_path)
    assert {key[0] for key in wanted} == TYPES
    assert _found(background, known) == {}
    assert _found(background + events, known) == wanted


@pytest.mark.parametrize("scenario", MINE, ids=[one.name for one in MINE])
def test_each_scenario_by_itself(scenario, tmp_path):
    where, calendar = found(3, 2), Calendar(MONDAY, 1)
    events, wanted = _wanted((scenario,), where, calendar)
    assert _found(events, _known(where, calendar, tmp_path)) == wanted
    assert {key[0] for key in wanted} == (set() if scenario.near_miss else set(scenario.types))
