"""What every scenario of names promises."""

from itertools import pairwise

import pytest

from models.simulate.clock import DAY, Calendar
from models.simulate.dns import listed
from models.simulate.dns.background import Background
from models.simulate.dns.cache import Asked
from models.simulate.dns.scenarios.catalogue import LEAST_DAYS, SCENARIOS
from models.simulate.dns.scenarios.stage import LONGEST, Stage
from models.simulate.dns.simulation import findings, play
from models.simulate.flows import network
from models.simulate.flows.scenarios.catalogue import SCENARIOS as OF_FLOWS
from models.simulate.organisation import found
from models.simulate.scenarios.catalogue import SCENARIOS as OF_CLOUDTRAIL
from tests.models.simulate.dns.conftest import MONDAY, ONE_DAY

TYPES = {
    "Backdoor:EC2/C&CActivity.B!DNS",
    "CryptoCurrency:EC2/BitcoinTool.B!DNS",
    *(f"Impact:EC2/{kind}DomainRequest.Reputation" for kind in ("Abused", "Bitcoin", "Malicious", "Suspicious")),
    "Impact:EC2/MaliciousDomainRequest.Custom",
    *(f"Trojan:EC2/{kind}!DNS" for kind in ("BlackholeTraffic", "DGADomainRequest.C", "DriveBySourceTraffic")),
    *(f"Trojan:EC2/{kind}!DNS" for kind in ("DropPoint", "PhishingDomainRequest")),
    "Trojan:EC2/DGADomainRequest.B",
    "Trojan:EC2/DNSDataExfiltration",
    "UnauthorizedAccess:EC2/MetadataDNSRebind",
}
#: Seven days before the last.
DAYS = Calendar(MONDAY, LEAST_DAYS)

every_scenario = pytest.mark.parametrize("name", sorted(SCENARIOS))


def played(name: str, seed: int = 7, accounts: int = 1, calendar: Calendar = DAYS) -> Stage:
    where = found(seed, accounts)
    return play(SCENARIOS[name], where, network.build(where), calendar)


def asked(name: str) -> list[Asked]:
    return [planted.asked for planted in played(name).planted]


def of_type(kind: str) -> list[str]:
    return [name for name, s in sorted(SCENARIOS.items()) if not s.near_miss and kind in s.types]


def test_each_type_has_a_scenario_and_a_near_miss() -> None:
    assert len(TYPES) == 15
    assert {t for s in SCENARIOS.values() if not s.near_miss for t in s.types} == TYPES
    assert {t for s in SCENARIOS.values() if s.near_miss for t in s.types} == TYPES


def test_what_may_be_raised_besides_is_no_type_of_its_own() -> None:
    for scenario in SCENARIOS.values():
        assert set(scenario.also) <= TYPES - set(scenario.types)


def test_no_name_is_used_in_two_sources() -> None:
    assert not set(SCENARIOS) & {*OF_CLOUDTRAIL, *OF_FLOWS}


@every_scenario
def test_it_raises_what_it_says(name: str) -> None:
    stage = played(name)
    raised = list(findings(SCENARIOS[name], stage))
    assert {f.type for f in raised} == (set() if SCENARIOS[name].near_miss else set(SCENARIOS[name].types))
    assert all(f.resource.startswith(("i-", "vpc-")) for f in raised) and stage.actors


@every_scenario
def test_it_is_described_in_one_sentence(name: str) -> None:
    description = SCENARIOS[name].description
    assert description[0].isupper() and description.endswith(".")


@every_scenario
def test_it_repeats_itself_exactly(name: str) -> None:
    assert played(name).planted == played(name).planted
    assert played(name).planted != played(name, seed=8).planted


@every_scenario
def test_it_happens_in_its_day_and_says_when(name: str) -> None:
    stage = played(name)
    own = [p.asked.at for p in stage.planted if p.asked.at >= stage.now]
    assert max(own) < DAYS.end and max(own) - min(own) <= LONGEST
    if SCENARIOS[name].learned:
        assert stage.now >= DAYS.end - DAY
    else:
        assert max(p.asked.at for p in played(name, calendar=ONE_DAY).planted) < ONE_DAY.end
    for (_, client), (first, last) in stage.sightings.items():
        times = [p.asked.at for p in stage.planted if p.asked.client == client]
        assert first in times and last in times


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("accounts", [1, 2])
def test_what_is_found_of_a_client_belongs_to_one_scenario(seed: int, accounts: int) -> None:
    stages = {name: played(name, seed, accounts) for name in SCENARIOS}
    raised = [key for stage in stages.values() for key in stage.sightings]
    assert len(set(raised)) == len(raised)
    for name, stage in stages.items():
        if SCENARIOS[name].near_miss:
            looked_like = {(t, client) for t in SCENARIOS[name].types for client in stage.actors}
            assert not looked_like & set(raised)


def test_nobody_asks_for_a_scenarios_names_on_other_days() -> None:
    where = found(7, 1)
    background = Background(where, network.build(where))
    usual = {one.question.name for at in range(MONDAY, MONDAY + DAY, 3600) for one in background.hour(at)}
    for name, scenario in SCENARIOS.items():
        if not scenario.near_miss:
            assert not usual & {one.question.name for one in asked(name)}
    assert not any(each.endswith(listed.NAMES) for each in usual)


def test_the_testers_names_are_as_many_and_as_long() -> None:
    names = [one.question.name for one in asked("data-in-names-that-are-missing")]
    assert len(names) == len(set(names)) == 930
    assert 135 < sum(map(len, names)) / 930 < 147
    assert {one.question.rcode for one in asked("data-in-names-that-are-missing")} == {"NXDOMAIN"}


def test_tunnels_are_of_several_kinds() -> None:
    kinds = {name: {one.question.type for one in asked(name)} for name in of_type("Trojan:EC2/DNSDataExfiltration")}
    assert set().union(*kinds.values()) >= {"NULL", "TXT", "CNAME", "MX", "KEY", "SRV", "A"} and len(kinds) >= 6
    (slow,) = [[one.at for one in asked(name)] for name in kinds if name.endswith("slowly")]
    assert all(20 <= later - at <= 60 for at, later in pairwise(slow))
    fetched = asked("tool-fetched-by-texts")
    assert max(len(one.question.name) for one in fetched) < 40
    assert sum(len(one.question.answers[0].data) for one in fetched) > 100_000


def test_made_up_domains_are_mostly_missing() -> None:
    met = 0
    for name in of_type("Trojan:EC2/DGADomainRequest.B"):
        missing = {one.question.name for one in asked(name) if one.question.rcode == "NXDOMAIN"}
        assert len(missing) >= 100
        met += len({one.question.name for one in asked(name)} - missing)
    assert met == 2


@pytest.mark.parametrize("name", ["odd-but-of-every-day", "odd-but-known-to-others"])
def test_what_is_known_is_asked_for_on_every_day(name: str) -> None:
    assert {(one.at - DAYS.start) // DAY for one in asked(name)} == set(range(LEAST_DAYS))
