"""AttackSequence:EC2/CompromisedInstanceGroup: what is one, and what is not."""

from __future__ import annotations

import json

import pytest

from models.enrichment.inventory import Inventory
from models.findings.sequence import Lineage
from models.sequences.chains import EC2_TYPE
from models.sequences.lineage import lineages
from tests.models.findings.connections import connection
from tests.models.sequences.scenes import (
    DATABASE,
    WEB,
    asked,
    called,
    connected,
    names,
    seen,
    sequences,
    session,
    types,
    unusual,
)

REPORTS = connected("Backdoor:EC2/C&CActivity.B", 10)
MINES = asked("CryptoCurrency:EC2/BitcoinTool.B!DNS", 40, domain="pool.example")
GROUP = Lineage("AUTOSCALING_AUTO_SCALING_GROUP", "web")


def test_two_signs_on_one_instance():
    ((key, sequence),) = sequences([REPORTS, MINES])
    assert (key.type, sequence.subject) == (EC2_TYPE, WEB)
    assert names(sequence) == ["Backdoor:EC2/C&CActivity.B", "CryptoCurrency:EC2/BitcoinTool.B!DNS"]


def test_one_sign_in_two_logs_is_one():
    assert types([REPORTS, asked("Backdoor:EC2/C&CActivity.B!DNS", 12)]) == []


def test_a_list_and_the_instance_s_own_traffic_are_two_witnesses():
    """Made-up names and a listed controller; data in names and a listed drop point."""
    made_up = asked("Trojan:EC2/DGADomainRequest.B", 30, domain="qzkxvwpt.example")
    smuggles = asked("Trojan:EC2/DNSDataExfiltration", 30, domain="tunnel.example")
    drops = connected("Trojan:EC2/DropPoint", 12)
    assert types([REPORTS, made_up]) == [EC2_TYPE]
    assert types([drops, smuggles]) == [EC2_TYPE]
    assert types([made_up]) == types([smuggles]) == []
    listed = asked("Trojan:EC2/DGADomainRequest.C!DNS", 30, domain="qzkxvwpt.example")
    assert types([REPORTS, listed]) == []


def test_one_host_on_two_lists_is_one():
    assert types([REPORTS, connected("CryptoCurrency:EC2/BitcoinTool.B", 11)]) == []
    elsewhere = connected("CryptoCurrency:EC2/BitcoinTool.B", 11, remote_address="198.51.100.8")
    assert types([REPORTS, elsewhere]) == [EC2_TYPE]


def test_signs_on_two_instances_that_have_nothing_in_common():
    assert types([REPORTS, connected("Backdoor:EC2/C&CActivity.B", 12, DATABASE)]) == []


def test_one_host_for_the_whole_fleet_is_one_sign():
    """An address that got onto a list of drop points; a load test; a crawler that looks everything up."""
    fleet = [f"i-0123456789abcde{n:02x}" for n in range(20)]
    wrong = [connected("Trojan:EC2/DropPoint", 12 + n, each) for n, each in enumerate(fleet)]
    load = [
        connected("Backdoor:EC2/DenialOfService.Tcp", 12, each, remote_address=f"198.51.100.{n}")
        for n, each in enumerate(fleet)
    ]
    looked_up = [
        asked("Backdoor:EC2/C&CActivity.B!DNS", 12, each, domain=f"c{n}.example") for n, each in enumerate(fleet)
    ]
    both = [asked("Trojan:EC2/DropPoint!DNS", 20, each, domain="c1.example") for each in fleet]
    for signs in (wrong, load, looked_up, [looked_up[1], *both]):
        assert types(signs, lineages=lambda instance: (GROUP,)) == []


@pytest.mark.parametrize("name", ["Backdoor:EC2/C&CActivity.B", "CryptoCurrency:EC2/BitcoinTool.B"])
def test_one_master_of_two_instances_of_a_group(name):
    signs = [connected(name, 12 + n, each) for n, each in enumerate((WEB, DATABASE))]
    assert types(signs, lineages=lambda instance: (GROUP,)) == [EC2_TYPE]
    assert types(signs) == []


def test_different_signs_on_two_instances_of_a_group():
    mines = asked("CryptoCurrency:EC2/BitcoinTool.B!DNS", 40, DATABASE, domain="pool.example")
    ((key, _),) = sequences([REPORTS, mines], lineages=lambda instance: (GROUP,))
    assert key.resource.startswith("web since ")


def test_two_hosts_of_a_list_on_two_instances_of_a_group():
    there = connected("Backdoor:EC2/C&CActivity.B", 12, DATABASE, remote_address="198.51.100.8")
    ((key, sequence),) = sequences([REPORTS, there], lineages=lambda instance: (GROUP,))
    assert key.resource.startswith("web since ")
    assert sequence.subject == "2 instances of web"
    assert sequence.lineages == ((WEB, GROUP), (DATABASE, GROUP))


def test_a_role_is_a_lineage():
    sessions = [
        unusual(1, "ec2:DescribeInstances", "Discovery", who=session(each, "arn:aws:iam::1:role/web"), instance=each)
        for each in (WEB, DATABASE)
    ]
    there = connected("Backdoor:EC2/C&CActivity.B", 12, DATABASE, remote_address="198.51.100.8")
    ((key, _),) = sequences([REPORTS, there, *sessions])
    assert key.resource.startswith("arn:aws:iam::1:role/web since ")


def test_stolen_credentials_are_a_sign():
    own = session(WEB, "arn:aws:iam::1:role/web")
    outside = called(
        "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS", 12, "GetUser", resource=WEB, who=own
    )
    assert types([REPORTS, outside]) == [EC2_TYPE]
    assert types([outside]) == []


def scanner():
    """What a vulnerability scanner's day looks like."""
    scans = [
        connected(kind, 10 + place, severity=8.0, remote_address=f"10.0.1.{place}")
        for place, kind in enumerate(
            (
                "Recon:EC2/Portscan",
                "Impact:EC2/PortSweep",
                "Behavior:EC2/NetworkPortUnusual",
                "Behavior:EC2/TrafficVolumeUnusual",
                "DefenseEvasion:EC2/UnusualDNSResolver",
            )
        )
    ]
    guesses = [
        seen(f"UnauthorizedAccess:EC2/{kind}BruteForce", f"{WEB} as ACTOR", 20, connection(severity=8.0))
        for kind in ("SSH", "RDP")
    ]
    return scans + guesses


def test_a_vulnerability_scanner_is_none():
    assert types(scanner(), lineages=lambda instance: (GROUP,)) == []


def test_what_others_do_to_an_instance_is_no_sign():
    guessed = seen("UnauthorizedAccess:EC2/SSHBruteForce", f"{WEB} as TARGET", 5, connection(role="TARGET"))
    probed = connected("Recon:EC2/PortProbeUnprotectedPort", 6)
    assert types([guessed, probed, REPORTS]) == []
    ((_, sequence),) = sequences([guessed, probed, REPORTS, MINES])
    assert names(sequence)[0] == "UnauthorizedAccess:EC2/SSHBruteForce"


def test_one_instance_becomes_a_group():
    """The second instance joins the sequence of the first."""
    there = connected("Backdoor:EC2/C&CActivity.B", 120, DATABASE)
    found = sequences([REPORTS, MINES, there], lineages=lambda instance: (GROUP,))
    ((key, sequence),) = found
    assert key.resource.startswith(WEB)
    assert {one.instance for one in sequence.signals} == {WEB, DATABASE}


def test_lineages_of_the_inventory():
    tags = [
        {"Key": "aws:autoscaling:groupName", "Value": "web"},
        {"Key": "aws:ec2launchtemplate:id", "Value": "lt-01"},
        {"Key": "Name", "Value": "web-1"},
    ]
    described = {"InstanceId": WEB, "ImageId": "ami-01", "Tags": tags}
    printed = json.dumps({"Reservations": [{"Instances": [described]}]}).encode()
    inventory = Inventory.parse([("instances.json", printed)])
    assert lineages(inventory, WEB) == (GROUP, Lineage("EC2_LAUNCH_TEMPLATE", "lt-01"), Lineage("EC2_IMAGE", "ami-01"))
    assert lineages(inventory, DATABASE) == ()
