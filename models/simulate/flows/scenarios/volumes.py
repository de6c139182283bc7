"""Floods, sweeps and scans. The amounts are at least those of AWS's own tester for GuardDuty, where it has one."""

from __future__ import annotations

import numpy as np

from models.simulate.clock import HOUR, MINUTE
from models.simulate.flows.conversations import GRE, ICMP, IGMP, REFUSED, SILENT, STRAY_ANSWER, UDP
from models.simulate.flows.network import APP, BASTION, BATCH, CONTAINERS, DATABASE, MAIL, MONITORING, RESOLVER, WEB
from models.simulate.flows.scenarios.registry import near_miss, scenario
from models.simulate.flows.scenarios.stage import LONGEST, How, Stage

_DOS = "Backdoor:EC2/DenialOfService"
DNS, TCP_FLOOD, UDP_FLOOD = f"{_DOS}.Dns", f"{_DOS}.Tcp", f"{_DOS}.Udp"
UDP_ON_TCP, UNUSUAL_PROTOCOL = f"{_DOS}.UdpOnTcpPorts", f"{_DOS}.UnusualProtocol"
SWEEP = "Impact:EC2/PortSweep"
SCAN = "Recon:EC2/Portscan"
_NEW_PORT = "Behavior:EC2/NetworkPortUnusual"
_NEW_RESOLVER = "DefenseEvasion:EC2/UnusualDNSResolver"
_MUCH = "Behavior:EC2/TrafficVolumeUnusual"

#: Datagrams of AWS's tester.
_FLOOD = 400_000

#: A thousand ports from the beginning, as scanners try without being told.
_PORTS = np.arange(1, 1001)


@scenario(raises=[DNS], also=[UDP_FLOOD, _NEW_PORT, _NEW_RESOLVER, _MUCH])
def names_flooded(stage: Stage) -> None:
    """A web server floods a name server with queries, from ever new ports."""
    flood: How = {"packets": (40, 42), "size": 64, "lasts": 3, "protocol": UDP}
    stage.send(stage.instance(WEB), stage.stranger(), 53, _FLOOD // 40, over=5 * MINUTE, raises=[DNS], **flood)


@scenario(raises=[TCP_FLOOD], also=[_MUCH])
def connections_flooded(stage: Stage) -> None:
    """A container host floods a web site with openings of connections."""
    flood: How = {"packets": (200, 204), "size": 60, "outcome": SILENT, "lasts": 3, "raises": [TCP_FLOOD]}
    stage.send(stage.instance(CONTAINERS), stage.stranger(), 443, _FLOOD // 200, over=5 * MINUTE, **flood)


@scenario(raises=[UDP_FLOOD], also=[_NEW_PORT, _MUCH])
def game_flooded(stage: Stage) -> None:
    """A batch worker floods a game server with datagrams."""
    _flood(stage, BATCH, 27015, UDP, [UDP_FLOOD], MINUTE)


@scenario(raises=[UDP_FLOOD], also=[_NEW_PORT, _MUCH])
def game_flooded_slowly(stage: Stage) -> None:
    """A database server sends as many datagrams within half an hour."""
    _flood(stage, DATABASE, 27015, UDP, [UDP_FLOOD], 30 * MINUTE)


@scenario(raises=[UDP_ON_TCP], also=[UDP_FLOOD, _NEW_PORT, _MUCH])
def web_site_flooded(stage: Stage) -> None:
    """An application server floods port 80 with datagrams."""
    _flood(stage, APP, 80, UDP, [UDP_ON_TCP], 2 * MINUTE)


@scenario(raises=[UNUSUAL_PROTOCOL], also=[_MUCH])
def strange_flood(stage: Stage) -> None:
    """A database server floods a host with IGMP."""
    _flood(stage, DATABASE, 0, IGMP, [UNUSUAL_PROTOCOL], 2 * MINUTE)


def _flood(stage: Stage, job: str, port: int, protocol: int, raises: list[str], lasts: int) -> None:
    flood: How = {"packets": (_FLOOD // 4, _FLOOD // 4 + 500), "size": 256, "lasts": lasts, "protocol": protocol}
    stage.send(stage.instance(job), stage.stranger(), port, 4, raises=raises, **flood)


@scenario(raises=[SWEEP], also=[_NEW_PORT])
def sweep(stage: Stage) -> None:
    """An application server looks for open file shares on 600 hosts within ten minutes."""
    _sweep(stage, APP, 445, 600, 10 * MINUTE)


@scenario(raises=[SWEEP], also=[_NEW_PORT])
def slow_sweep(stage: Stage) -> None:
    """A mail relay looks for open SSH ports on 400 hosts within two hours."""
    _sweep(stage, MAIL, 22, 400, 2 * HOUR)


def _sweep(stage: Stage, job: str, port: int, hosts: int, over: int) -> None:
    local, peers = stage.instance(job), stage.strangers(hosts)
    refused = stage.rolls.uniform(hosts) < 0.2
    outcomes, answers = np.where(refused, REFUSED, SILENT), np.where(refused, 1, 0)
    tries: How = {"packets": (1, 3), "size": 60, "outcome": outcomes, "answered": answers}
    stage.send(local, peers, port, hosts, over=over, raises=[SWEEP], **tries)


@scenario(raises=[SCAN], also=[_NEW_PORT])
def scan(stage: Stage) -> None:
    """A web server tries a thousand ports of its neighbour within a minute."""
    local, other = stage.pair(WEB, APP)
    _scan(stage, local, other, _PORTS, MINUTE)


@scenario(raises=[SCAN], also=[_NEW_PORT])
def slow_scan(stage: Stage) -> None:
    """A container host tries 300 ports of its neighbour within an hour."""
    local, other = stage.pair(CONTAINERS, RESOLVER)
    _scan(stage, local, other, _PORTS[:300], HOUR)


def _scan(stage: Stage, local: int, other: int, ports: np.ndarray, over: int) -> None:
    tries: How = {"packets": (1, 2), "size": 60, "outcome": REFUSED, "answered": 1}
    shuffled = ports[np.argsort(stage.rolls.uniform(len(ports)))]
    stage.send(local, 0, shuffled, len(ports), over=over, inside=other, raises=[SCAN], **tries)


@near_miss(of=[UDP_FLOOD, UDP_ON_TCP], also=[_NEW_PORT])
def metrics_sent(stage: Stage) -> None:
    """A monitoring host passes on a flood of metrics within the VPC."""
    local, other = stage.pair(MONITORING, WEB)
    flood: How = {"packets": (_FLOOD, _FLOOD + 999), "size": 220, "lasts": 5 * MINUTE, "protocol": UDP}
    stage.send(local, 0, 8125, 3, over=MINUTE, inside=other, **flood)


@near_miss(of=[UDP_FLOOD, UDP_ON_TCP])
def pages_by_quic(stage: Stage) -> None:
    """Visitors read the web site by HTTP/3, which is UDP on port 443, and it answers."""
    web = stage.instance(WEB)
    visitors = stage.around(web).visitors[:300]
    pages: How = {"asks": (3000, 30_000), "answers": (100_000, 3_000_000), "lasts": (1, 60), "protocol": UDP}
    stage.talk(web, visitors, 443, len(visitors), over=2 * HOUR, outward=False, **pages)


@near_miss(of=[DNS])
def resolver_asked_much(stage: Stage) -> None:
    """A mail relay asks the VPC's own resolver thousands of names."""
    local, other = stage.pair(MAIL, RESOLVER)
    names: How = {"asks": (30, 70), "answers": (60, 400), "protocol": UDP, "lasts": (0, 1)}
    stage.talk(local, 0, 53, 8000, over=30 * MINUTE, inside=other, **names)


@near_miss(of=[TCP_FLOOD, SCAN])
def tests_run(stage: Stage) -> None:
    """A batch worker's tests open 3,000 connections to one host within an hour, each of which it answers."""
    local = stage.instance(BATCH)
    stage.talk(local, int(stage.around(local).partners[0]), 443, 3000, over=HOUR)


@near_miss(of=[UNUSUAL_PROTOCOL])
def tunnel_to_the_office(stage: Stage) -> None:
    """A bastion has a GRE tunnel to the office, as on every day."""
    local = stage.instance(BASTION)
    office = int(stage.around(local).office[0])
    keeps: How = {"asks": (900_000, 1_800_000), "answers": (900_000, 1_800_000), "lasts": (3 * HOUR, LONGEST)}
    for at in (*stage.days_before(), stage.now):
        stage.talk(local, office, 0, at=at, protocol=GRE, **keeps)


@near_miss(of=[UNUSUAL_PROTOCOL, SWEEP])
def hosts_unreachable(stage: Stage) -> None:
    """A web server tells 400 visitors by ICMP that something is not there."""
    web = stage.instance(WEB)
    peers = stage.around(web).visitors[:400]
    stage.send(web, peers, 0, len(peers), packets=(1, 3), size=56, over=HOUR, protocol=ICMP)


@near_miss(of=[SWEEP])
def crawl(stage: Stage) -> None:
    """A crawler on a container host reads 500 web sites within an hour."""
    local = stage.instance(CONTAINERS)
    stage.talk(local, stage.strangers(500), 443, 500, over=HOUR, answers=(5000, 500_000))


@near_miss(of=[SWEEP, SCAN], also=[_NEW_PORT])
def rounds_of_monitoring(stage: Stage) -> None:
    """A monitoring host asks 30 hosts outside for their state every minute for an hour."""
    local = stage.instance(MONITORING)
    hosts = np.tile(stage.strangers(30), 60)
    stage.talk(local, hosts, 9100, len(hosts), over=HOUR, answers=(20_000, 60_000))


@near_miss(of=[SCAN])
def one_busy_client(stage: Stage) -> None:
    """A mail relay answers 1,500 connections of one client, each from another port."""
    local = stage.instance(MAIL)
    stage.talk(local, stage.stranger(), 587, 1500, over=10 * MINUTE, outward=False)


@near_miss(of=[SWEEP, SCAN])
def backscatter(stage: Stage) -> None:
    """A bastion gets answers from 400 hosts that somebody attacks in its name."""
    local, victims = stage.instance(BASTION), stage.strangers(400)
    stray: How = {"packets": (1, 4), "size": 44, "outcome": STRAY_ANSWER, "outward": False}
    stage.send(local, victims, stage.rolls.between(400, 1024, 65536), 400, over=20 * MINUTE, **stray)
