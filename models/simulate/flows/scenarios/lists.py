"""Peers that threat lists name."""

from __future__ import annotations

import numpy as np

from models.simulate.clock import HOUR, MINUTE
from models.simulate.flows import listed
from models.simulate.flows.conversations import REJECTED
from models.simulate.flows.network import APP, BASTION, BATCH, CONTAINERS, DATABASE, MAIL, MONITORING, WEB
from models.simulate.flows.scenarios.registry import near_miss, scenario
from models.simulate.flows.scenarios.stage import How, Stage

CONTROLLER = "Backdoor:EC2/C&CActivity.B"
MINING = "CryptoCurrency:EC2/BitcoinTool.B"
DROP_POINT = "Trojan:EC2/DropPoint"
BLACK_HOLE = "Trojan:EC2/BlackholeTraffic"
OWN_LIST = "UnauthorizedAccess:EC2/MaliciousIPCaller.Custom"
TOR_CLIENT = "UnauthorizedAccess:EC2/TorClient"
TOR_RELAY = "UnauthorizedAccess:EC2/TorRelay"
PROBE = "Recon:EC2/PortProbeUnprotectedPort"
PROBE_EMR = "Recon:EC2/PortProbeEMRUnprotectedPort"
_NEW_PORT = "Behavior:EC2/NetworkPortUnusual"
_MUCH = "Behavior:EC2/TrafficVolumeUnusual"

_OF_PEERS = (CONTROLLER, MINING, DROP_POINT, BLACK_HOLE, OWN_LIST, TOR_CLIENT)


@scenario(raises=[CONTROLLER])
def controller_called(stage: Stage) -> None:
    """An application server calls a botnet's controller every five minutes for an hour."""
    controller = int(stage.dice.choice(listed.CONTROLLERS.tolist()))
    stage.talk(stage.instance(APP), controller, 443, 12, over=HOUR, raises=[CONTROLLER])


@scenario(raises=[MINING], also=[_NEW_PORT])
def coins_mined(stage: Stage) -> None:
    """A container host keeps connections to a mining pool open for two hours."""
    pool = int(stage.dice.choice(listed.POOLS.tolist()))
    host = stage.instance(CONTAINERS)
    steady: How = {"asks": (20_000, 40_000), "answers": (80_000, 120_000), "lasts": (2 * HOUR - 60, 2 * HOUR)}
    stage.talk(host, pool, 3333, 3, over=MINUTE, raises=[MINING], **steady)


@scenario(raises=[DROP_POINT], also=[_MUCH])
def data_dropped(stage: Stage) -> None:
    """A database server puts 200 MB on a drop point."""
    there = int(stage.dice.choice(listed.DROP_POINTS.tolist()))
    data: How = {"asks": (200_000_000, 210_000_000), "lasts": (200, 300)}
    stage.talk(stage.instance(DATABASE), there, 443, raises=[DROP_POINT], **data)


@scenario(raises=[BLACK_HOLE])
def lost_bot(stage: Stage) -> None:
    """A batch worker tries addresses that researchers took over from a botnet."""
    stage.talk(stage.instance(BATCH), listed.BLACK_HOLES, 80, 4, over=10 * MINUTE, raises=[BLACK_HOLE])


@scenario(raises=[OWN_LIST], also=[_NEW_PORT])
def listed_peer_asked(stage: Stage) -> None:
    """A web server makes one HTTP request to an address of the threat list of one's own."""
    stage.talk(stage.instance(WEB), listed.on_own_list(stage.dice), 8009, raises=[OWN_LIST])


@scenario(raises=[OWN_LIST])
def listed_peer_let_in(stage: Stage) -> None:
    """An address of the threat list of one's own reads the dashboards of a monitoring host."""
    peer = listed.on_own_list(stage.dice)
    stage.talk(stage.instance(MONITORING), peer, 3000, 5, over=5 * MINUTE, outward=False, raises=[OWN_LIST])


@scenario(raises=[TOR_CLIENT], also=[_NEW_PORT])
def tor_used(stage: Stage) -> None:
    """An application server connects to two relays of the Tor network."""
    app = stage.instance(APP)
    for relay in stage.dice.sample(listed.TOR_RELAYS.tolist(), 2):
        stage.talk(app, relay, 9001, 3, over=20 * MINUTE, lasts=(60, 600), raises=[TOR_CLIENT])


@scenario(raises=[TOR_RELAY], also=[TOR_CLIENT, _NEW_PORT])
def tor_relayed(stage: Stage) -> None:
    """A monitoring host passes traffic on between the relays of the Tor network."""
    host = stage.instance(MONITORING)
    cells: How = {"asks": (50_000, 4_000_000), "answers": (50_000, 4_000_000), "lasts": (30, 900)}
    for outward in (True, False):
        relays = np.tile(listed.TOR_RELAYS, 4)
        stage.talk(host, relays, 9001, len(relays), over=HOUR, outward=outward, raises=[TOR_RELAY], **cells)


@scenario(raises=[PROBE])
def open_ssh_probed(stage: Stage) -> None:
    """Known scanners find the SSH port of a bastion open."""
    _probe(stage, BASTION, 22, PROBE)


@scenario(raises=[PROBE])
def open_search_probed(stage: Stage) -> None:
    """Known scanners find the Elasticsearch port of a monitoring host open."""
    _probe(stage, MONITORING, 9200, PROBE)


@scenario(raises=[PROBE_EMR], also=[PROBE])
def open_cluster_probed(stage: Stage) -> None:
    """Known scanners find the YARN port of a cluster's node open."""
    _probe(stage, BATCH, 8088, PROBE_EMR)


def _probe(stage: Stage, job: str, port: int, raises: str) -> None:
    short: How = {"asks": (40, 200), "answers": (60, 900), "lasts": (0, 2)}
    peers = listed.SCANNERS[:3]
    stage.talk(stage.instance(job), peers, port, 3, over=30 * MINUTE, outward=False, raises=[raises], **short)


@near_miss(of=[*_OF_PEERS, TOR_RELAY, PROBE, PROBE_EMR])
def listed_peers_refused(stage: Stage) -> None:
    """Every listed address knocks at closed ports of a mail relay."""
    peers = (listed.CONTROLLERS, listed.POOLS, listed.DROP_POINTS, listed.BLACK_HOLES, listed.SCANNERS)
    everybody = np.concatenate((*peers, listed.TOR_RELAYS, [listed.on_own_list(stage.dice)]))
    relay = stage.instance(MAIL)
    for port in (22, 8088, 9200, 9001):
        tries: How = {"packets": (1, 4), "size": 44, "outcome": REJECTED, "outward": False}
        stage.send(relay, everybody, port, len(everybody), over=20 * MINUTE, **tries)


@near_miss(of=_OF_PEERS)
def neighbours_of_listed(stage: Stage) -> None:
    """A mail relay talks to addresses beside listed ones, and to one that is listed but trusted."""
    peers = np.append(listed.BESIDE, listed.trusted(stage.dice))
    stage.talk(stage.instance(MAIL), peers, 443, len(peers), over=30 * MINUTE)


@near_miss(of=[TOR_CLIENT, TOR_RELAY])
def visits_through_tor(stage: Stage) -> None:
    """Somebody reads the web site through the Tor network."""
    visitors = np.tile(listed.TOR_RELAYS, 2)
    web = stage.instance(WEB)
    stage.talk(web, visitors, 443, len(visitors), over=HOUR, outward=False, answers=(2000, 400_000))


@near_miss(of=[PROBE])
def public_ports_probed(stage: Stage) -> None:
    """Known scanners read the start page of the web site."""
    web = stage.instance(WEB)
    for port in (80, 443):
        stage.talk(web, listed.SCANNERS, port, len(listed.SCANNERS), over=HOUR, outward=False)
