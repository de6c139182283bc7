"""Every type of flow records, as GuardDuty has it."""

import numpy as np
import pytest

from models.detectors.flows.base import FlowHit, Role, by_peer
from models.detectors.flows.occurrences import keyed_sighting
from models.detectors.registry import FINDING_TYPES, FLOW_TYPES
from models.findings.document import render
from models.findings.merge import MergeFolder, Timing
from models.findings.types import HIGH, LOW, MEDIUM, Feature, ResourceType
from models.fold import run
from models.owner import Owner
from models.times import END_OF_TIME
from tests.flows import row, traffic
from tests.guardduty import check_finding

OWNER = Owner("111122223333", "eu-west-1", "i-0a1b2c3d4e5f60718")

#: Severities of GuardDuty's tables; of those that depend on what is seen, the one that they begin with.
SEVERITIES = {
    **{f"Backdoor:EC2/DenialOfService.{of}": HIGH for of in ("Dns", "Tcp", "Udp", "UdpOnTcpPorts", "UnusualProtocol")},
    "Backdoor:EC2/C&CActivity.B": HIGH,
    "Backdoor:EC2/Spambot": MEDIUM,
    "Behavior:EC2/NetworkPortUnusual": MEDIUM,
    "Behavior:EC2/TrafficVolumeUnusual": MEDIUM,
    "CryptoCurrency:EC2/BitcoinTool.B": HIGH,
    **{f"DefenseEvasion:EC2/Unusual{of}": MEDIUM for of in ("DNSResolver", "DoHActivity", "DoTActivity")},
    "Impact:EC2/PortSweep": HIGH,
    "Impact:EC2/WinRMBruteForce": LOW,
    "Recon:EC2/PortProbeEMRUnprotectedPort": HIGH,
    "Recon:EC2/PortProbeUnprotectedPort": LOW,
    "Recon:EC2/Portscan": MEDIUM,
    "Trojan:EC2/BlackholeTraffic": MEDIUM,
    "Trojan:EC2/DropPoint": MEDIUM,
    "UnauthorizedAccess:EC2/MaliciousIPCaller.Custom": MEDIUM,
    "UnauthorizedAccess:EC2/RDPBruteForce": LOW,
    "UnauthorizedAccess:EC2/SSHBruteForce": LOW,
    "UnauthorizedAccess:EC2/TorClient": HIGH,
    "UnauthorizedAccess:EC2/TorRelay": HIGH,
}


def published(name, role=Role.ACTOR, probe=False):
    kind, seen = FINDING_TYPES[name], traffic(row(port=22))
    keyed = keyed_sighting(OWNER, seen, FlowHit(kind, role, by_peer(seen, np.arange(1)), probe=probe))
    publications = run(MergeFolder(Timing()), keyed.key.to_bytes(), None, [keyed.sighting], END_OF_TIME)[2]
    return render(kind, publications[0])


def test_they_are_all_there():
    assert set(FLOW_TYPES) == SEVERITIES.keys()
    assert len(FLOW_TYPES) == len(SEVERITIES) == 25


@pytest.mark.parametrize("name", SEVERITIES)
def test_a_finding_of_the_type_is_one_of_guardduty_s(name):
    kind = FINDING_TYPES[name]
    assert (kind.resource_type, kind.feature) == (ResourceType.INSTANCE, Feature.FLOW_LOGS)
    finding = published(name)
    check_finding(finding)
    assert (finding["type"], finding["severity"]) == (name, SEVERITIES[name])
    assert finding["title"].startswith(f"The instance {OWNER.name} ")
    assert "{" not in finding["title"] + finding["description"]
    assert finding["resource"]["instanceDetails"]["instanceId"] == OWNER.name


@pytest.mark.parametrize("name", [name for name in SEVERITIES if "PortProbe" in name])
def test_a_probe_is_one_of_guardduty_s(name):
    finding = published(name, Role.TARGET, probe=True)
    check_finding(finding)
    assert finding["service"]["action"]["actionType"] == "PORT_PROBE"
    assert finding["service"]["resourceRole"] == "TARGET"
