"""The pack `custom_detection`: AWS's rules are all there, and each holds for what it names and for nothing near it."""

import msgspec
import pytest

from models.apis.names import base_name
from models.detectors.registry import FINDING_TYPES
from models.rules.pack import builtin, load
from models.rules.settings import RuleTest, check_rules
from models.rules.trial import trial

LOW, MEDIUM, HIGH = "Low", "Medium", "High"

#: Amazon GuardDuty User Guide, "Custom Detection Rules finding types", September 2026.
SEVERITIES = {
    "EC2PasswordDataRetrieved": MEDIUM,
    "RDSMasterPasswordReset": HIGH,
    "EC2TerminationProtectionEnabled": LOW,
    "VPCFlowLogsDeleted": HIGH,
    "OrganizationLeaveAttempt": HIGH,
    "OrganizationPolicyDisabled": HIGH,
    "RDSIAMAuthDisabled": MEDIUM,
    "DNSQueryLogsDeleted": MEDIUM,
    "S3CustomerProvidedKeysEnabled": HIGH,
    "SageMakerLifecycleConfigModified": MEDIUM,
    "AMIExternalAccess": HIGH,
    "EBSSnapshotExternalAccess": HIGH,
    "RDSSnapshotPubliclyShared": HIGH,
    "S3BucketPolicyExternalAccess": HIGH,
    "S3LifecycleRapidExpiration": MEDIUM,
    "SESAccountSendingEnabled": LOW,
    "SESProductionAccessEnabled": MEDIUM,
    "ConsoleLoginWithoutMFA": MEDIUM,
    "RDSPubliclyAccessible": HIGH,
    "EC2InstanceSSHKeyPushed": MEDIUM,
    "EC2UserDataModified": HIGH,
    "EC2SecurityGroupPublicSSH": MEDIUM,
    "IAMAccessKeyCreated": LOW,
    "IAMRoleTrustPolicyModified": MEDIUM,
    "IAMUserLoginProfileCreated": HIGH,
    "IAMUserLoginProfileUpdated": MEDIUM,
    "LambdaFunctionPublicAccess": HIGH,
    "LambdaFunctionUrlPublicAccess": HIGH,
    "RolesAnywhereTrustAnchorCreated": MEDIUM,
    "AdminPolicyAttachedToRole": HIGH,
    "AdminPolicyAttachedToUser": HIGH,
    "BedrockServiceCredentialCreated": MEDIUM,
    "SESFullAccessPolicyAttachedToRole": MEDIUM,
    "SESFullAccessPolicyAttachedToUser": MEDIUM,
    "SESDomainIdentityVerified": MEDIUM,
}

#: Rules for which the attempt is the news, so that failed calls count.
ATTEMPTS = {"OrganizationLeaveAttempt"}

PACK = load(builtin("custom_detection"))

every_rule = pytest.mark.parametrize("rule", PACK, ids=lambda rule: rule.name)


def expecting(event, *, raises):
    return RuleTest(name="an event", raises=raises, events=(event,))


def test_all_rules_are_there_in_order_with_their_severities():
    assert [(rule.name, rule.severity) for rule in PACK] == list(SEVERITIES.items())


def test_the_rules_are_valid():
    check_rules(PACK, FINDING_TYPES)


def test_each_rule_has_a_type_of_its_own():
    assert len({rule.type for rule in PACK}) == len(PACK)


@every_rule
def test_titles_fit(rule):
    assert len(rule.title) <= 100


@every_rule
def test_each_rule_is_tried_both_ways(rule):
    assert {test.raises for test in rule.tests} == {True, False}


@every_rule
def test_the_tests_of_the_rule_pass(rule):
    assert trial(rule) == []


@every_rule
def test_each_event_that_is_expected_to_raises_a_finding_by_itself(rule):
    events = [event for test in rule.tests if test.raises for event in test.events]
    assert trial(msgspec.structs.replace(rule, tests=tuple(expecting(each, raises=True) for each in events))) == []


@every_rule
def test_each_api_that_the_rule_looks_at_is_tried(rule):
    events = [event for test in rule.tests if test.raises for event in test.events]
    tried = {f"{event['eventSource'].partition('.')[0]}:{base_name(event['eventName'])}" for event in events}
    assert tried == set(rule.events)


@every_rule
def test_failed_calls_count_only_where_the_attempt_is_the_news(rule):
    events = [{**event, "errorCode": "AccessDenied"} for test in rule.tests if test.raises for event in test.events]
    tests = tuple(expecting(event, raises=rule.name in ATTEMPTS) for event in events)
    assert trial(msgspec.structs.replace(rule, tests=tests)) == []
