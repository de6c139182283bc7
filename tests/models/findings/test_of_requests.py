"""Findings about DNS requests, as GuardDuty writes them."""

import msgspec
import pytest

from models.detectors.registry import FINDING_TYPES
from models.findings.document import DESCRIPTION_LENGTH, TITLE_LENGTH
from models.findings.merge import MOST_NAMED
from models.findings.types import Feature
from tests.guardduty import check_finding
from tests.models.findings.requests import INSTANCE, finding, requested
from tests.models.findings.test_of_connections import inventory

OF_DNS_LOGS = [kind for kind in FINDING_TYPES.values() if kind.feature is Feature.DNS_LOGS]


def action(*occurrences):
    document = finding(*occurrences)
    check_finding(document)
    return document["service"]["action"]


def info(*occurrences):
    return finding(*occurrences)["service"]["additionalInfo"]


def test_a_request():
    assert action() == {
        "actionType": "DNS_REQUEST",
        "dnsRequestAction": {
            "domain": "cdn.evil.example.com",
            "domainWithSuffix": "example.com",
            "protocol": "UDP",
            "blocked": False,
            "vpcOwnerAccountId": "111122223333",
        },
    }


def test_a_request_by_tcp_that_a_firewall_stopped():
    shown = action(requested(1, tcp=True, blocked=True))["dnsRequestAction"]
    assert (shown["protocol"], shown["blocked"]) == ("TCP", True)


def test_what_a_finding_is_about():
    document = finding()
    assert document["resource"] == {
        "resourceType": "Instance",
        "instanceDetails": {
            "instanceId": INSTANCE,
            "networkInterfaces": [{"privateIpAddress": "10.0.0.5", "vpcId": "vpc-0a"}],
        },
    }
    assert (document["service"]["featureName"], document["service"]["resourceRole"]) == ("DNS_LOGS", "ACTOR")
    assert document["title"] == f"The instance {INSTANCE} asked for cdn.evil.example.com."


def test_an_instance_that_the_inventory_knows():
    document = finding(known=inventory())
    check_finding(document)
    assert document["resource"]["instanceDetails"]["instanceType"] == "m7g.large"


@pytest.mark.parametrize("address", ["10.0.0.5", "2001:db8::5"])
def test_a_client_without_an_instance(address):
    document = finding(requested(1, instance="", address=address, vpc=""))
    check_finding(document)
    assert f"host {address}" in document["title"]
    assert "instanceId" not in document["resource"]["instanceDetails"]


def test_every_name_is_listed_with_how_often():
    first, second = requested(1, types=("TXT",)), requested(2, name="b.evil.example.com", rcodes=(), answers=())
    told = info(requested(0.5), first, second)
    assert [(one["domain"], one["domainWithSuffix"], one["count"]) for one in told["domains"]] == [
        ("cdn.evil.example.com", "example.com", 2),
        ("b.evil.example.com", "example.com", 1),
    ]
    assert told["queryTypes"] == ["A"]
    assert not {"responseCodes", "answers", "eventIds"} & told.keys()


def test_the_newest_request_tells_how_it_ended():
    told = info(requested(1, types=("A", "TXT"), rcodes=("NXDOMAIN",), answers=()))
    assert (told["queryTypes"], told["responseCodes"]) == (["A", "TXT"], ["NXDOMAIN"])
    assert info()["answers"] == ["198.51.100.7"]


def test_everybody_who_asked_is_listed():
    told = info(requested(1), requested(2, address="10.0.0.6"))
    assert [actor["localIpDetails"] for actor in told["actors"]] == [
        {"ipAddressV4": "10.0.0.5"},
        {"ipAddressV4": "10.0.0.6"},
    ]
    assert told["requestsOfFurtherActors"] == 0


def test_lists_of_names_end():
    many = [requested(n / 100, name=f"n{n}.example.com") for n in range(MOST_NAMED + 20)]
    document = finding(*many)
    assert len(document["service"]["additionalInfo"]["domains"]) == MOST_NAMED
    assert document["service"]["count"] == len(many)


def test_evidence_of_lists():
    said = '[{"listName":"controllers","entry":"evil.example.com","fileSha256":"ab","threatNames":["Bot"]}]'
    document = finding(requested(1, evidence=said))
    check_finding(document)
    assert document["service"]["additionalInfo"]["threatListName"] == "controllers"


def test_it_is_told_when_no_list_names_the_newest():
    said = '[{"listName":"controllers","entry":"evil.example.com","fileSha256":"ab"}]'
    told = info(requested(1, evidence=said), requested(2, name="b.example.com"))
    assert "threatListName" not in told and told["occurrencesOnNoList"] == 1
    assert [one["listName"] for one in told["listed"]] == ["controllers"]


@pytest.mark.parametrize("kind", OF_DNS_LOGS, ids=lambda kind: kind.name)
def test_every_type_tells_who_asked_for_what(kind):
    document = finding(kind=kind)
    check_finding(document)
    assert len(document["title"]) < TITLE_LENGTH
    assert len(document["description"]) < DESCRIPTION_LENGTH
    assert "{" not in document["title"] + document["description"]
    assert INSTANCE in document["title"] + document["description"]
    assert msgspec.json.encode(document)
