"""AttackSequence:EC2/CompromisedInstanceGroup: what is one, and what is not."""

from __future__ import annotations

import json

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


def test_one_host_on_two_lists_is_one():
    assert types([REPORTS, connected("CryptoCurrency:EC2/BitcoinTool.B", 11)]) == []
    elsewhere = connected("CryptoCurrency:EC2/BitcoinTool.B", 11, remote_address="198.51.100.8")
    assert types([REPORTS, elsewhere]) == [EC2_TYPE]


def test_signs_on_two_instances_that_have_nothing_in_common():
    assert types([REPORTS, connected("Backdoor:EC2/C&CActivity.B", 12, DATABASE)]) == []


def test_the_same_sign_on_two_instances_of_a_group():
    there = connected("Backdoor:EC2/C&CActivity.B", 12, DATABASE)
    ((key, sequence),) = sequences([REPORTS, there], lineages=lambda instance: (GROUP,))
    assert key.resource.startswith("web since ")
    assert sequence.subject == "2 instances of web"
    assert sequence.lineages == ((WEB, GROUP), (DATABASE, GROUP))


def test_a_role_is_a_lineage():
    sessions = [
        unusual(1, "ec2:DescribeInstances", "Discovery", who=session(each, "arn:aws:iam::1:role/web"), instance=each)
        for each in (WEB, DATABASE)
    ]
    there = connected("Backdoor:EC2/C&CActivity.B", 12, DATABASE)
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
