"""Rules for findings about DNS requests must hold for every name, and for everybody who asked."""

import pytest

from models.findings.merge import MOST_NAMED
from models.suppression.suppressor import Match, Rule
from tests.models.findings.requests import finding, requested
from tests.models.suppression.published import rule

REQUEST = "service.action.dnsRequestAction."
INFO = "service.additionalInfo."
INTERFACES = "resource.instanceDetails.networkInterfaces."


def match(criteria, *occurrences):
    return Rule(rule(criteria)).match(finding(*occurrences))


@pytest.mark.parametrize(
    ("criteria", "other"),
    [
        ({f"{REQUEST}domain": {"equals": "cdn.evil.example.com"}}, {"name": "b.example.com"}),
        ({f"{REQUEST}domain": {"matches": "*.evil.example.com"}}, {"name": "b.example.com"}),
        ({f"{REQUEST}domainWithSuffix": {"equals": "example.com"}}, {"name": "b.example.net", "domain": "example.net"}),
        ({f"{REQUEST}protocol": {"equals": "UDP"}}, {"tcp": True}),
        ({f"{REQUEST}blocked": {"equals": "false"}}, {"blocked": True}),
        ({f"{INFO}domains.domain": {"equals": "cdn.evil.example.com"}}, {"name": "b.example.com"}),
        ({f"{INFO}actors.localIpDetails.ipAddressV4": {"equals": "10.0.0.5"}}, {"address": "10.0.0.6"}),
        ({f"{INTERFACES}privateIpAddresses.privateIpAddress": {"notEquals": "10.0.0.6"}}, {"address": "10.0.0.6"}),
        ({f"{INTERFACES}vpcId": {"equals": "vpc-0a"}}, {"address": "10.0.0.6", "vpc": "vpc-0b"}),
        ({f"{INFO}queryTypes": {"equals": "A"}}, {"types": ("TXT",)}),
        ({"title": {"matches": "*cdn.evil*"}}, {"name": "b.example.com"}),
    ],
    ids=lambda value: next(iter(value)),
)
def test_a_rule_must_hold_for_what_came_earlier(criteria, other):
    newest = requested(2)
    assert match(criteria, newest) is Match.ALL
    assert match(criteria, requested(1, **other), newest) is Match.NEWEST


@pytest.mark.parametrize(
    "criteria",
    [
        {f"{REQUEST}domainWithSuffix": {"equals": "example.com"}},
        {f"{REQUEST}vpcOwnerAccountId": {"equals": "111122223333"}},
        {"resource.instanceDetails.instanceId": {"equals": "i-0123456789abcdef0"}},
    ],
    ids=lambda criteria: next(iter(criteria)),
)
def test_what_all_requests_have_in_common(criteria):
    assert match(criteria, requested(1, name="b.example.com"), requested(2)) is Match.ALL


def test_no_rule_on_names_holds_when_there_are_more_than_a_finding_names():
    many = [requested(n / 100, name=f"n{n}.example.com") for n in range(MOST_NAMED + 1)]
    assert match({f"{REQUEST}domain": {"matches": "*.example.com"}}, *many) is Match.NEWEST


SAID = '[{"listName":"bad","entry":"evil.example.com","fileSha256":"ab","threatNames":["Bot"]}]'


@pytest.mark.parametrize(
    "criteria",
    [
        {f"{INFO}threatListName": {"equals": "bad"}},
        {f"{INFO}threatName": {"equals": "Bot"}},
        {f"{INFO}listed.entry": {"equals": "evil.example.com"}},
        {"service.evidence.threatIntelligenceDetails.threatListName": {"equals": "bad"}},
    ],
    ids=lambda criteria: next(iter(criteria)),
)
def test_a_rule_for_a_list_must_hold_for_what_no_list_names(criteria):
    newest = requested(2, evidence=SAID)
    assert match(criteria, requested(1, name="b.example.com", evidence=SAID), newest) is Match.ALL
    assert match(criteria, requested(1, name="b.example.com"), newest) is Match.NEWEST
    assert match(criteria, newest, requested(3, name="b.example.com")) is not Match.ALL
