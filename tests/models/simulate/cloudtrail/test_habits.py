"""Habits: days differ, people stay themselves."""

from collections import Counter, defaultdict
from ipaddress import ip_network

import msgspec
import pytest

from models.cloudtrail.principal import by_service, principal
from models.cloudtrail.record import CloudTrailRecord
from models.simulate.clock import DAY, Calendar, Hours, iso
from models.simulate.cloudtrail import agents, habits, machines, mixes, people
from models.simulate.cloudtrail.background import Background
from models.simulate.cloudtrail.event import Event
from models.simulate.dice import Dice
from models.simulate.organisation import found
from tests.models.simulate.conftest import MONDAY

MONTH = Calendar(MONDAY, 28)
YEAR = range(MONDAY, MONDAY + 365 * DAY, DAY)

_decode = msgspec.json.Decoder(CloudTrailRecord, strict=False).decode


def _month(seed: int) -> list[Event]:
    background = Background(found(seed, 1), MONTH, records=30_000)
    return [event for day in MONTH for event in background.day(day)]


@pytest.fixture(scope="module")
def month() -> list[Event]:
    return _month(1)


def _who(event: Event) -> str | None:
    """The principal, unless a service calls."""
    record = _decode(msgspec.json.encode(event.record))
    return None if by_service(record) else principal(record)


@pytest.mark.parametrize("seed", [1, 2])
def test_few_calls_of_the_last_week_are_new_for_their_principal(seed: int, month: list[Event]) -> None:
    before, last = set(), set()
    for event in month if seed == 1 else _month(seed):
        pair = _who(event), event.record["eventSource"], event.record["eventName"]
        if pair[0]:
            (last if event.at >= MONDAY + 21 * DAY else before).add(pair)
    new = len(last - before) / len(last)
    print(f"seed {seed}: {new:.2%} of {len(last)} (principal, API) pairs of week 4 were not seen in weeks 1 to 3")
    assert 0.005 < new < 0.03


def test_principals_call_from_few_networks_with_few_tools(month: list[Event]) -> None:
    networks, tools = defaultdict(set), defaultdict(set)
    for event in month:
        who, address = _who(event), event.record["sourceIPAddress"]
        if who and "AWSReservedSSO" in who and ":" not in address:
            networks[who].add(ip_network(f"{address}/16", strict=False))
            tools[who].add(event.record["userAgent"].split("/")[0])
    assert networks and max(map(len, networks.values())) <= 12
    assert max(map(len, tools.values())) <= 5


def test_volumes_swing_and_weekends_are_quieter(month: list[Event]) -> None:
    by_day = Counter((event.at - MONDAY) // DAY for event in month)
    working = [by_day[d] for d in range(28) if d % 7 < 5]
    weekend = [by_day[d] for d in range(28) if d % 7 >= 5]
    assert max(weekend) < min(working)
    assert len(set(working)) > 10


def test_what_seldom_happens_does_happen(month: list[Event]) -> None:
    called = Counter(event.record["eventName"] for event in month)
    assert called["DescribeReportDefinitions"] == 1
    assert called["CreateFunction20150331"] >= 1
    organisations = [Background(found(seed, 3), MONTH, records=1) for seed in range(4)]
    seldom = {event.record["eventName"] for b in organisations for day in MONTH for event in b.day(day)}
    assert {"CreateAccessKey", "ChangePassword", "CreateSnapshot", "AddCommunicationToCase"} <= seldom


def test_permissions_are_lacking_for_good(month: list[Event]) -> None:
    outcomes: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for event in month:
        who = _who(event)
        if who and event.record["eventCategory" if "eventCategory" in event.record else "eventVersion"] != "Data":
            outcomes[who, event.record["eventName"]].append("not authorized" in event.record.get("errorMessage", ""))
    often = [sum(o) / len(o) for o in outcomes.values() if len(o) > 10]
    assert any(share == 1 for share in often)
    assert sum(0.2 < share < 0.9 for share in often) < 0.02 * len(often)


def test_tools_are_upgraded_now_and_then() -> None:
    account = found(2, 1).accounts[0]
    for person in account.people:
        versions = [people.tool(account, person, day) for day in YEAR]
        assert 3 < len(set(versions)) < 25
        assert all(versions[i] == versions[i + 1] for i in range(0, 6))
    builds = [machines.build_tool(account, day) for day in YEAR]
    assert sorted(set(builds), key=builds.index) == [b for i, b in enumerate(builds) if i == 0 or builds[i - 1] != b]


def test_a_release_counts_up() -> None:
    assert "Chrome/146.0.0.0" in agents.released(agents.CHROME, 2)
    assert "rv:148.0) Gecko/20100101 Firefox/148.0" in agents.released(agents.FIREFOX, 1)
    assert "terraform-provider-aws/5.85.0 aws-sdk-go-v2/1.37.0" in agents.released(agents.TERRAFORM, 1)
    assert agents.released(agents.MAC_CLI, 0) == agents.MAC_CLI


def test_people_are_away_now_and_then() -> None:
    days = [habits.presence(f"somebody {i}", day) for i in range(20) for day in YEAR]
    assert 0.03 < days.count(0) / len(days) < 0.12


def test_journeys_are_rare_and_end() -> None:
    journeys = [habits.journey(f"somebody {i}", day) for i in range(20) for day in YEAR]
    assert 0.005 < 1 - journeys.count(None) / len(journeys) < 0.05


def test_a_lines_address_changes_within_its_block() -> None:
    line = {habits.line("84.130.7.9", day) for day in YEAR}
    assert 3 < len(line) < 30
    assert all(ip_network(f"{address}/20", strict=False) == ip_network("84.130.0.0/20") for address in line)
    assert {habits.line("203.0.113.9", day) for day in YEAR} == {"203.0.113.9"}


def test_a_batch_grows_at_the_months_end() -> None:
    large = [iso(day)[:10] for day in YEAR if habits.month_end(day) > 1]
    assert large[:2] == ["2026-03-30", "2026-03-31"]
    assert len(large) == 24


def test_holidays_are_kept_like_sundays() -> None:
    hours = Hours(begins=8, lasts=8, weekend=0.1, holidays=("03-03",))
    assert [hours.activity(MONDAY + n * DAY) for n in range(7)] == [1, 0.1, 1, 1, 1, 0.1, 0.1]


def test_a_personal_mix_is_a_part_of_its_jobs() -> None:
    site = found(2, 1).accounts[0].home
    caller = machines.instance_session(site, site.instances[0], MONDAY)
    mix, dice = mixes.JOBS["developer"].personal(Dice.of("mine")), Dice.of("calls")
    mine = {mix.call(caller, MONDAY, site, dice).record["eventName"] for _ in range(600)}
    everybodys = {mixes.JOBS["developer"].call(caller, MONDAY, site, dice).record["eventName"] for _ in range(4000)}
    assert len(mine) < 0.7 * len(everybodys)
