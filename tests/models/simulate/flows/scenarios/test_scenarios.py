"""What every scenario in the network promises."""

import numpy as np
import pytest

from models.simulate.clock import DAY, Calendar
from models.simulate.flows import network
from models.simulate.flows.conversations import UDP, Conversations
from models.simulate.flows.records import records
from models.simulate.flows.scenarios.catalogue import LEAST_DAYS, SCENARIOS
from models.simulate.flows.scenarios.stage import LONGEST, Stage
from models.simulate.flows.simulation import findings, play
from models.simulate.organisation import found
from models.simulate.scenarios.catalogue import SCENARIOS as OF_CLOUDTRAIL
from tests.models.simulate.flows.conftest import MONDAY, ONE_DAY

TYPES = {
    "Backdoor:EC2/C&CActivity.B",
    *(f"Backdoor:EC2/DenialOfService.{kind}" for kind in ("Dns", "Tcp", "Udp", "UdpOnTcpPorts", "UnusualProtocol")),
    "Backdoor:EC2/Spambot",
    "Behavior:EC2/NetworkPortUnusual",
    "Behavior:EC2/TrafficVolumeUnusual",
    "CryptoCurrency:EC2/BitcoinTool.B",
    *(f"DefenseEvasion:EC2/Unusual{kind}" for kind in ("DNSResolver", "DoHActivity", "DoTActivity")),
    "Impact:EC2/PortSweep",
    "Impact:EC2/WinRMBruteForce",
    "Recon:EC2/PortProbeEMRUnprotectedPort",
    "Recon:EC2/PortProbeUnprotectedPort",
    "Recon:EC2/Portscan",
    "Trojan:EC2/BlackholeTraffic",
    "Trojan:EC2/DropPoint",
    "UnauthorizedAccess:EC2/MaliciousIPCaller.Custom",
    *(f"UnauthorizedAccess:EC2/{kind}" for kind in ("RDPBruteForce", "SSHBruteForce", "TorClient", "TorRelay")),
}
#: Seven days before the last.
DAYS = Calendar(MONDAY, LEAST_DAYS)

every_scenario = pytest.mark.parametrize("name", sorted(SCENARIOS))


def played(name: str, seed: int = 7, accounts: int = 1, calendar: Calendar = DAYS) -> Stage:
    where = found(seed, accounts)
    return play(SCENARIOS[name], where, network.build(where), calendar)


def columns(traffic: Conversations) -> list[list[int]]:
    return [column.tolist() for column in vars(traffic).values()]


def test_each_type_has_a_scenario_and_a_near_miss() -> None:
    assert len(TYPES) == 25
    assert {t for s in SCENARIOS.values() if not s.near_miss for t in s.types} == TYPES
    assert {t for s in SCENARIOS.values() if s.near_miss for t in s.types} == TYPES


def test_what_may_be_raised_besides_is_no_type_of_its_own() -> None:
    for scenario in SCENARIOS.values():
        assert set(scenario.also) <= TYPES - set(scenario.types)


def test_no_name_is_used_in_two_sources() -> None:
    assert not set(SCENARIOS) & set(OF_CLOUDTRAIL)


@every_scenario
def test_it_raises_what_it_says_of_instances(name: str) -> None:
    stage = played(name)
    net = network.build(found(7, 1))
    raised = list(findings(SCENARIOS[name], stage, net))
    assert {f.type for f in raised} == (set() if SCENARIOS[name].near_miss else set(SCENARIOS[name].types))
    assert all(finding.resource.startswith("i-") for finding in raised)
    assert stage.actors and all(net.interfaces[number].instance for number in stage.actors)


@every_scenario
def test_it_is_described_in_one_sentence(name: str) -> None:
    description = SCENARIOS[name].description
    assert description[0].isupper() and description.endswith(".")


@every_scenario
def test_it_repeats_itself_exactly(name: str) -> None:
    assert columns(played(name).traffic) == columns(played(name).traffic)
    assert columns(played(name).traffic) != columns(played(name, seed=8).traffic)


@every_scenario
def test_it_happens_in_its_day_and_says_when(name: str) -> None:
    stage = played(name)
    traffic, net = stage.traffic, network.build(found(7, 1))
    own = traffic.select(traffic.at >= stage.now)
    assert (own.at + own.lasts).max() < DAYS.end and own.at.max() - own.at.min() <= LONGEST
    if SCENARIOS[name].learned:
        assert stage.now >= DAYS.end - DAY
    else:
        assert played(name, calendar=ONE_DAY).now < ONE_DAY.end
    logged = records(traffic, net, 60)
    for (_, interface), (first, last) in stage.sightings.items():
        here = logged.select(logged.interface == interface)
        assert first in here.start and last in here.end


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("accounts", [1, 2, 3])
def test_what_is_found_of_an_instance_belongs_to_one_scenario(seed: int, accounts: int) -> None:
    stages = {name: played(name, seed, accounts) for name in SCENARIOS}
    raised = [key for stage in stages.values() for key in stage.sightings]
    assert len(set(raised)) == len(raised)
    for name, stage in stages.items():
        if SCENARIOS[name].near_miss:
            looked_like = {(t, number) for t in SCENARIOS[name].types for number in stage.actors}
            assert not looked_like & set(raised)


@pytest.mark.parametrize("name", ["game-flooded", "game-flooded-slowly", "web-site-flooded", "names-flooded"])
def test_floods_are_at_least_those_of_the_tester(name: str) -> None:
    traffic = played(name).traffic
    (local,) = played(name).actors
    sent = traffic.select(traffic.local == local)
    assert sent.sent_packets.sum() >= 400_000 and (sent.protocol == UDP).all()
    assert (sent.sent_bytes / sent.sent_packets).min() >= (64 if name == "names-flooded" else 256)


def test_names_are_asked_from_ever_new_ports() -> None:
    traffic = played("names-flooded").traffic
    assert len(np.unique(traffic.local_port)) > 9000


def test_a_scan_tries_a_thousand_ports() -> None:
    stage = played("scan")
    ((_, scanner),) = stage.sightings
    tried = stage.traffic.select(stage.traffic.local == scanner)
    assert len(np.unique(tried.peer_port)) == 1000 and len(np.unique(tried.peer)) == 1


@pytest.mark.parametrize("name", ["ssh-guessed-next-door", "winrm-guessed-next-door"])
def test_guesses_within_a_vpc_are_found_on_both_sides(name: str) -> None:
    assert len(played(name).sightings) == 2


@pytest.mark.parametrize("name", [n for n in sorted(SCENARIOS) if n.endswith("every-day")])
def test_what_is_usual_happens_on_every_day(name: str) -> None:
    days = set(((played(name).traffic.at - DAYS.start) // DAY).tolist())
    assert days >= set(range(LEAST_DAYS))
