"""How a finding shows an attack sequence."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import botocore.session
import pytest

from models.enrichment.enricher import Enricher
from models.enrichment.geo import Place
from models.enrichment.inventory import Inventory
from models.findings.merge import FindingState
from models.findings.of_sequences import sequence, tell
from models.findings.sequence import Activity, AttackSequence, Lineage
from models.findings.sighting import FindingKey
from models.findings.types import CRITICAL, FindingType
from tests.models.sequences.scenes import (
    ACCOUNT,
    DATABASE,
    REGION,
    TOR,
    WEB,
    asked,
    called,
    connected,
    made_of,
    sequences,
    session,
    signal,
    unusual,
)

KEY = FindingKey("AttackSequence:EC2/CompromisedInstanceGroup", ACCOUNT, REGION, "web since then")
KIND = FindingType(KEY.type, CRITICAL, "{subject} is attacked.", "{signals} signals, {stages}.")
GROUP = Lineage("AUTOSCALING_AUTO_SCALING_GROUP", "web")
SHAPE = botocore.session.get_session().get_service_model("guardduty").shape_for("Sequence")


class Known(Enricher):
    """Knows where the exit is, and the instance."""

    def __init__(self) -> None:
        interface = {"NetworkInterfaceId": "eni-01", "PrivateIpAddress": "10.0.0.5"}
        profile = {"Arn": "arn:aws:iam::1:instance-profile/web", "Id": "AIPA1"}
        described = {
            "InstanceId": WEB,
            "InstanceType": "m7g.large",
            "IamInstanceProfile": profile,
            "NetworkInterfaces": [interface],
        }
        printed = json.dumps({"Reservations": [{"Instances": [described]}]}).encode()
        super().__init__(Inventory.parse([("instances.json", printed)]))

    def place(self, address: str) -> Place:
        if address != TOR:
            return Place()
        return Place(
            asn=64500, asn_org="Exits", city="Bern", country_name="Switzerland", country_code="CH", lat=46.9, lon=7.4
        )


def check(shape: Any, value: Any, where: str = "sequence") -> None:
    """Refuse what GuardDuty's own model does not have, or has otherwise; times are texts in a finding."""
    if shape.type_name == "structure":
        members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        required = {shape.members[name].serialization.get("name", name) for name in shape.required_members}
        assert required <= value.keys() <= members.keys(), where
        for name, member in value.items():
            check(members[name], member, f"{where}.{name}")
    elif shape.type_name == "list":
        assert shape.metadata.get("min", 0) <= len(value) <= shape.metadata.get("max", len(value)), where
        for item in value:
            check(shape.member, item, f"{where}[]")
    elif shape.type_name == "timestamp":
        assert datetime.fromisoformat(value), where
    else:
        kinds = {"string": str, "integer": int, "double": float}
        assert isinstance(value, kinds[shape.type_name]), f"{where}: {value!r}"
        if shape.type_name == "string":
            assert not shape.enum or value in shape.enum, f"{where}: {value!r}"
            assert shape.metadata.get("min", 0) <= len(value) <= shape.metadata.get("max", len(value)), where


def shown(evidence, **lookups: Any) -> list[dict[str, Any]]:
    return [sequence(key, each, Known()) for key, each in sequences(evidence, **lookups)]


CREDENTIAL = [
    called("UnauthorizedAccess:IAMUser/TorIPCaller", 10, "GetUser", caller=TOR),
    unusual(20, "iam:ListRoles", "Discovery"),
    unusual(21, "s3:ListObjects", "Discovery", "reports", "discovery"),
    unusual(22, "s3:GetObject", "Exfiltration", "reports", "read"),
]
INSTANCES = [
    connected("Backdoor:EC2/C&CActivity.B", 10),
    asked("Trojan:EC2/DropPoint!DNS", 20, DATABASE, domain="drop.example"),
]


@pytest.mark.parametrize("evidence", [CREDENTIAL, INSTANCES])
def test_it_is_as_guardduty_models_it(evidence):
    (one,) = shown(evidence, lineages=lambda instance: (GROUP,))
    check(SHAPE, one)


def test_its_signals():
    (one,) = shown(CREDENTIAL)
    listed, *weak = one["signals"]
    assert listed["type"] == "FINDING"
    assert listed["name"] == "UnauthorizedAccess:IAMUser/TorIPCaller"
    assert listed["uid"] == CREDENTIAL[0].key.id
    assert (listed["severity"], listed["count"]) == (5.0, 1)
    assert listed["createdAt"] == listed["lastSeenAt"] == "2026-03-02T00:10:00.000Z"
    assert {"key": "TOR_IP", "values": [TOR]} in listed["signalIndicators"]
    assert listed["activities"][0]["api"]["operation"] == "GetUser"
    assert [each["type"] for each in weak] == ["CLOUD_TRAIL", "S3_DATA_EVENTS", "S3_DATA_EVENTS"]
    assert "severity" not in weak[0]


def test_what_signals_refer_to_is_there():
    (one,) = shown(CREDENTIAL)
    for members, names in (("actors", "actorIds"), ("endpoints", "endpointIds"), ("resources", "resourceUids")):
        there = {each.get("uid") or each["id"] for each in one[members]}
        assert {name for each in one["signals"] for name in each[names]} == there


def test_who_and_where():
    (one,) = shown(CREDENTIAL)
    (actor,) = one["actors"]
    assert actor["user"]["uid"] == "AROAADMIN:alice"
    assert actor["user"]["credentialUid"] == "ASIAALICE"
    assert actor["session"]["issuer"] == "arn:aws:iam::111122223333:role/admin"
    (endpoint,) = one["endpoints"]
    assert endpoint["ip"] == TOR
    assert endpoint["location"]["city"] == "Bern"
    assert endpoint["autonomousSystem"] == {"name": "Exits", "number": 64500}


def test_its_indicators():
    (one,) = shown(CREDENTIAL)
    said = {each["key"]: each["values"] for each in one["sequenceIndicators"]}
    assert said["ATTACK_TACTIC"] == ["Discovery", "Exfiltration", "Initial Access"]
    assert said["ATTACK_TECHNIQUE"] == [
        "T1078.004 - Valid Accounts: Cloud Accounts",
        "T1090.003 - Proxy: Multi-hop Proxy",
    ]
    assert one["additionalSequenceTypes"] == ["AttackSequence:IAM/CompromisedCredentials"]


def test_instances_and_what_they_have_in_common():
    (one,) = shown(INSTANCES, lineages=lambda instance: (GROUP,))
    resources = {each["name"]: each for each in one["resources"]}
    assert resources[WEB]["uid"] == f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{WEB}"
    assert resources[WEB]["data"]["ec2Instance"]["instanceType"] == "m7g.large"
    assert resources["web"]["data"] == {"autoscalingAutoScalingGroup": {"ec2InstanceUids": [WEB, DATABASE]}}


def test_interfaces_and_addresses_stand_for_instances():
    found = sequence(KEY, made_of(signal("a", instance="eni-01"), signal("b", instance="10.0.0.9")), Known())
    types = {
        each["name"]: each["resourceType"]
        for each in found["resources"]
        if "10.0" in each["uid"] or "eni" in each["uid"]
    }
    assert types == {"eni-01": "EC2_NETWORK_INTERFACE", "10.0.0.9": "EC2_INSTANCE"}


def test_limits_hold_for_the_most_that_there_can_be():
    many = [
        signal(
            f"ec2:Describe{place}",
            who=session(f"s{place}"),
            keys=tuple(f"K{place}-{n}" for n in range(8)),
            endpoints=tuple(f"198.51.{place}.{n}" for n in range(8)),
            tactics=("Discovery",),
            buckets=tuple(f"b{place}-{n}" for n in range(8)),
        )
        for place in range(100)
    ]
    found = sequence(KEY, made_of(*many), Known())
    check(SHAPE, found)
    assert len(json.dumps(found)) < 400_000


def test_what_is_told_beside():
    newest: AttackSequence = made_of(
        signal("a", tactics=("Impact",), techniques=("T1485",)), signal("b", tactics=("Discovery",)), left_out=3
    )
    told = tell(KIND, KEY, FindingState(), newest, Known())
    assert told.words == {"subject": "somebody", "signals": "2", "stages": "Discovery, Impact"}
    assert told.info == {
        "tactics": [{"id": "TA0007", "name": "Discovery"}, {"id": "TA0040", "name": "Impact"}],
        "techniques": [{"id": "T1485", "name": "Data Destruction"}],
        "signalsLeftOut": 3,
    }
    assert (told.partition, told.action) == ("aws", {})


def test_a_finding_of_several_callers_is_one_signal():
    """The finding's id names it; all who called are its actors."""
    one, other = (signal("a", who=session(name), uid="f1", count=2) for name in ("alice", "bob"))
    (shown_as,) = sequence(KEY, made_of(one, other), Known())["signals"]
    assert (shown_as["uid"], shown_as["count"]) == ("f1", 4)
    assert [name.partition("/")[0] for name in shown_as["actorIds"]] == ["AROAADMIN:alice", "AROAADMIN:bob"]


def test_the_largest_sequence_fits_where_findings_go():
    """Whatever callers write into their user agents; EventBridge takes 256 kB."""
    listed, agents = CREDENTIAL[0], tuple(Activity("s", "op", "e", "\u00e9" * 128 + str(n)) for n in range(8))
    weak = [
        unusual(n / 9, f"iam:Api{n}", "Discovery", activities=agents, indicators=(("TOR_IP", "\u00e9" * 128),))
        for n in range(99, 999)
    ]
    (last,) = shown([listed, *CREDENTIAL[1:], *weak])
    assert 20 < len(last["signals"]) < 100
    assert len(json.dumps(last, ensure_ascii=False).encode()) < 240_000
