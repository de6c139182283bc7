from models.simulate.cloudtrail import event, identity, s3
from models.simulate.cloudtrail.event import Failure
from models.simulate.dice import Dice
from tests.models.simulate.conftest import MONDAY

DICE = Dice.of("event")
USER = identity.user("111122223333", "ada", "192.0.2.1", "aws-cli/2")


def test_global_services_record_in_us_east_1() -> None:
    happened = event.call(USER, MONDAY, "iam", "ListUsers", "eu-west-1", DICE)
    assert (happened.region, happened.record["awsRegion"]) == ("us-east-1", "us-east-1")
    assert happened.record["tlsDetails"]["clientProvidedHostHeader"] == "iam.amazonaws.com"


def test_a_refused_call_says_why_and_answers_nothing() -> None:
    refused = event.call(
        USER, MONDAY, "ec2", "StartInstances", "eu-west-1", DICE, response={"a": 1}, failure=Failure("No", "never")
    ).record
    assert (refused["errorCode"], refused["errorMessage"], refused["responseElements"]) == ("No", "never", None)


def test_old_event_versions_lack_what_came_later() -> None:
    old = event.call(USER, MONDAY, "elasticbeanstalk", "DescribeEnvironments", "eu-west-1", DICE).record
    assert old["eventVersion"] == "1.05"
    assert not {"eventCategory", "managementEvent", "tlsDetails"} & set(old)


def test_a_service_calls_in_its_own_name() -> None:
    caller = identity.service("cloudtrail.amazonaws.com", "111122223333")
    record = s3.bucket_call(caller, MONDAY, "GetBucketAcl", "logs", "eu-west-1", DICE, subresource="acl").record
    assert record["userIdentity"] == {"type": "AWSService", "invokedBy": "cloudtrail.amazonaws.com"}
    assert record["sourceIPAddress"] == record["userAgent"] == "cloudtrail.amazonaws.com"
    assert "tlsDetails" not in record


def test_s3_brackets_the_agent_and_counts_bytes_for_both_categories() -> None:
    management = s3.bucket_call(USER, MONDAY, "GetBucketAcl", "b", "eu-west-1", DICE, subresource="acl").record
    data = s3.object_call(USER, MONDAY, "GetObject", "b", "k", "eu-west-1", DICE, received=7).record
    for record in (management, data):
        assert record["userAgent"] == "[aws-cli/2]"
        assert "bytesTransferredOut" in record["additionalEventData"]
    assert (management["eventCategory"], management["managementEvent"]) == ("Management", True)
    assert (data["eventCategory"], data["managementEvent"]) == ("Data", False)
    assert management["requestParameters"]["acl"] == ""
    assert data["requestParameters"]["key"] == "k"


def test_a_failed_sign_in_names_no_arn() -> None:
    failed = event.sign_in(USER, MONDAY, "us-east-1", DICE, succeeds=False).record
    assert failed["responseElements"] == {"ConsoleLogin": "Failure"}
    assert failed["errorMessage"] == "Failed authentication"
    assert "arn" not in failed["userIdentity"]
    right = event.sign_in(USER, MONDAY, "us-east-1", DICE).record
    assert right["userIdentity"]["arn"] == USER.arn and "errorMessage" not in right
