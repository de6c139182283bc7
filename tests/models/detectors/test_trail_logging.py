"""Trail logging: stories of trails, and where in them logging is disabled."""

import itertools

import pytest

from tests.detection import findings, seen
from tests.records import OTHER_ACCOUNT, at, event, role, service, user

TYPE = "Stealth:IAMUser/CloudTrailLoggingDisabled"
ARN = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main"
ALL_ON = {"includeGlobalServiceEvents": True, "isMultiRegionTrail": True, "isOrganizationTrail": False}


def create(clock="08:00:00", bucket="logs", name="main", **flags):
    return event("cloudtrail", "CreateTrail", {"name": name, "s3BucketName": bucket} | flags, eventTime=at(clock))


def update(clock="10:00:00", name=ARN, **parameters):
    return event("cloudtrail", "UpdateTrail", {"name": name} | parameters, eventTime=at(clock))


def call(name, clock="10:00:00", trail=ARN, days=0, **members):
    return event("cloudtrail", name, {"name": trail}, eventTime=at(clock, days), **members)


def select(selectors, clock="10:00:00", trail=ARN, member="eventSelectors", **members):
    parameters = {"trailName": trail, member: selectors}
    return event("cloudtrail", "PutEventSelectors", parameters, eventTime=at(clock), **members)


def basic(management=True, reads_or_writes="All", data=False):
    values = [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}] if data else []
    return {"readWriteType": reads_or_writes, "includeManagementEvents": management, "dataResources": values}


def advanced(*fields):
    return {"name": "", "fieldSelectors": [{"field": name, **condition} for name, condition in fields]}


MANAGEMENT, DATA = (("eventCategory", {"equals": [category]}) for category in ("Management", "Data"))
WRITES, READS = (("readOnly", {"equals": [value]}) for value in ("false", "true"))
NO_KMS = ("eventSource", {"notEquals": ["kms.amazonaws.com"]})


def check(bucket="logs", clock="09:00:00", days=0, by="cloudtrail"):
    """CloudTrail's look at the ACL of a bucket that it is to deliver to."""
    caller = {"by": service(by), "sourceIPAddress": f"{by}.amazonaws.com", "userAgent": f"{by}.amazonaws.com"}
    return event("s3", "GetBucketAcl", {"bucketName": bucket, "acl": ""}, eventTime=at(clock, days), **caller)


def remove(bucket="logs", clock="10:00:00", days=0, **members):
    return event("s3", "DeleteBucket", {"bucketName": bucket}, eventTime=at(clock, days), **members)


def advanced_select(*selectors, clock="10:00:00"):
    return select(list(selectors), clock, member="advancedEventSelectors")


def disabled(*records):
    """What each occurrence says was disabled."""
    hits = seen(*records)
    assert {hit.type for hit in hits} <= {TYPE}
    return [hit.info["disabled"] for hit in hits]


DISABLES = {
    "AWS's tester: logging stopped": ([call("StopLogging")], ["logging"]),
    "a trail deleted": ([call("DeleteTrail")], ["trail"]),
    "stopped, then deleted": ([call("StopLogging"), call("DeleteTrail", "10:00:05")], ["logging", "trail"]),
    "other Regions switched off": ([create(**ALL_ON), update(isMultiRegionTrail=False)], ["the other Regions"]),
    "flags of a trail that nobody saw made": (
        [update(includeGlobalServiceEvents=False)],
        ["global service events"],
    ),
    "a flag that is on unless said otherwise": (
        [create(), update(includeGlobalServiceEvents=False)],
        ["global service events"],
    ),
    "a flag as text": ([create(**ALL_ON), update(isMultiRegionTrail="false")], ["the other Regions"]),
    "an organisation's trail cut down": (
        [create(isOrganizationTrail=True), update(isOrganizationTrail=False)],
        ["the organisation's other accounts"],
    ),
    "two flags at once": (
        [create(**ALL_ON), update(isMultiRegionTrail=False, includeGlobalServiceEvents=False)],
        ["global service events, the other Regions"],
    ),
    "management events left out": ([select([basic(management=False, data=True)])], ["management events"]),
    "only their reads left in": ([select([basic(reads_or_writes="ReadOnly")])], ["management events"]),
    "Stratus Red Team's selectors": (
        [create(), select([basic(management=False, reads_or_writes="ReadOnly")])],
        ["management events"],
    ),
    "advanced selectors for data only": ([advanced_select(advanced(DATA))], ["management events"]),
    "advanced selectors for reads only": ([advanced_select(advanced(MANAGEMENT, READS))], ["management events"]),
    "the bucket of a known trail deleted": ([create(), remove()], ["log bucket"]),
    "the bucket that a trail moved to": (
        [create(), update("09:00:00", s3BucketName="new"), remove("new")],
        ["log bucket"],
    ),
    "a bucket known by CloudTrail's check": ([check(), remove()], ["log bucket"]),
    "by a check of six days ago": ([check(), remove(days=6)], ["log bucket"]),
    "one of two trails' bucket, after the other is gone": (
        [create(name="a"), create(name="b"), call("DeleteTrail", trail="a"), remove(clock="11:00:00")],
        ["trail", "log bucket"],
    ),
}

DISABLES_NOT = {
    "logging started": [call("StartLogging")],
    "logging stopped in vain": [call("StopLogging", error="TrailNotFoundException")],
    "deleted in vain": [call("DeleteTrail", error="AccessDenied")],
    "selectors set in vain": [select([basic(management=False)], error="InsufficientEncryptionPolicyException")],
    "another service's call of the name": [event("kinesisanalytics", "StopLogging", {"name": "main"})],
    "an event data store": [event("cloudtrail", "StopEventDataStoreIngestion", {"eventDataStore": "eds"})],
    "the echo of an organisation's trail": [call("DeleteTrail", by=service("cloudtrail"))],
    "a flag switched on": [create(), update(isMultiRegionTrail=True)],
    "an update that leaves the flags alone": [create(**ALL_ON), update(s3KeyPrefix="audit")],
    "a flag that was off from the making": [create(), update(isMultiRegionTrail=False, isOrganizationTrail=False)],
    "a flag that was said to be off": [create(isMultiRegionTrail=False), update(isMultiRegionTrail=False)],
    "everything": [select([basic()])],
    "writes only": [select([basic(reads_or_writes="WriteOnly")])],
    "management events in the second selector": [select([basic(management=False, data=True), basic()])],
    "advanced selectors for everything": [advanced_select(advanced(MANAGEMENT), advanced(DATA))],
    "advanced selectors without reads": [advanced_select(advanced(MANAGEMENT, WRITES))],
    "advanced selectors without KMS": [advanced_select(advanced(MANAGEMENT, NO_KMS))],
    "basic selectors beside empty advanced ones": [
        event(
            "cloudtrail",
            "PutEventSelectors",
            {"trailName": "main", "eventSelectors": [basic()], "advancedEventSelectors": []},
        )
    ],
    "a trail made for data events": [create(), select([basic(management=False, data=True)], "08:00:09")],
    "by its name, in the same second": [
        create(),
        select([basic(management=False, data=True)], "08:00:00", trail="main"),
    ],
    "data events only, set again": [
        create(),
        select([basic(management=False, data=True)], "08:00:09"),
        select([basic(management=False, data=True)], "12:00:00"),
    ],
    "some bucket deleted": [create(), check(), remove("reports")],
    "the log bucket, in vain": [create(), remove(error="BucketNotEmpty")],
    "a bucket that the trail moved away from": [create(), update("09:00:00", s3BucketName="new"), remove("logs")],
    "a bucket whose last check is eight days old": [check(), remove(days=8)],
    "a bucket that another service checked": [check(by="config"), remove()],
    "a bucket that a person checked": [
        event("s3", "GetBucketAcl", {"bucketName": "logs"}, eventTime=at("09:00:00")),
        remove(),
    ],
    "another account's trail has the bucket": [create() | {"recipientAccountId": OTHER_ACCOUNT}, remove()],
}


@pytest.mark.parametrize(("records", "expected"), DISABLES.values(), ids=DISABLES)
def test_disables_logging(records, expected):
    assert disabled(*records) == expected


@pytest.mark.parametrize("records", DISABLES_NOT.values(), ids=DISABLES_NOT)
def test_disables_nothing(records):
    assert disabled(*records) == []


def test_a_bucket_let_go_is_deleted_quietly():
    story = [create(), check(), call("DeleteTrail"), remove(clock="10:00:30")]
    assert disabled(*story) == ["trail"]


def test_who_what_and_how_bad():
    [hit] = seen(call("StopLogging", by=role("admin", "eve")))
    assert hit.resource == "arn:aws:iam::111122223333:role/admin"
    assert hit.call.severity == 2.0
    assert hit.call.affected == (("AWS::CloudTrail::Trail", "main"),)
    [hit] = seen(create(), remove(by=user("eve")))
    assert hit.resource == "arn:aws:iam::111122223333:user/eve"
    assert hit.call.affected == (("AWS::S3::Bucket", "logs"),)


def test_a_trail_has_one_memory_by_name_and_by_arn():
    made = create(**ALL_ON)
    by_arn = update("09:00:00", isMultiRegionTrail=False)
    by_name = update("10:00:00", name="main", isMultiRegionTrail=False)
    assert disabled(made, by_arn, by_name) == ["the other Regions"]


def test_trails_of_one_name_in_two_regions_are_two():
    here = update("09:00:00", name="main", isMultiRegionTrail=False)
    there = update("10:00:00", name="main", isMultiRegionTrail=False) | {"awsRegion": "us-east-1"}
    assert disabled(here, there) == ["the other Regions", "the other Regions"]


SAME_SECOND = {
    "made and set up": ([create("10:00:00"), select([basic(management=False, data=True)])], []),
    "made, checked, bucket removed": ([create("10:00:00"), check(clock="10:00:00"), remove()], ["log bucket"]),
    "taken apart": ([call("StopLogging"), call("DeleteTrail"), remove()], ["logging", "trail"]),
}


@pytest.mark.parametrize(("records", "expected"), SAME_SECOND.values(), ids=SAME_SECOND)
def test_events_of_one_second_have_an_order_whatever_their_ids(records, expected):
    ids = [f"{n:08d}-0000-4000-8000-000000000000" for n in range(len(records))]
    for order in itertools.permutations(ids):
        named = [record | {"eventID": event_id} for record, event_id in zip(records, order, strict=True)]
        assert sorted(disabled(*named)) == sorted(expected)


def test_arrival_and_repeats_change_nothing():
    story = [
        create(),
        check(),
        update(isMultiRegionTrail=False),
        call("StopLogging", "10:03:00"),
        remove(clock="11:00:00"),
    ]
    expected = findings([story])
    assert expected[-1]["service"]["count"] == 2  # the trail was never multi-Region
    for order in itertools.permutations(story):
        assert findings([order[:2], order[2:], order[:3]]) == expected


@pytest.mark.parametrize("selectors", [5, "All", [5], [{"fieldSelectors": 5}], [{"fieldSelectors": [{"equals": 5}]}]])
def test_strange_selectors_are_read(selectors):
    odd = [{"field": "eventCategory", "equals": 5}]
    for member in ("eventSelectors", "advancedEventSelectors"):
        disabled(select(selectors, member=member), select([{"fieldSelectors": odd}], member=member))


NOTHING = {"includeManagementEvents": False, "readWriteType": "ReadOnly", "dataResources": [{"values": []}]}
OBJECTS = NOTHING | {"dataResources": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3:::payroll/"]}]}


@pytest.mark.parametrize(("selector", "raised"), [(NOTHING, 1), (OBJECTS, 0)])
def test_a_new_trail_is_set_up_to_record_something(selector, raised):
    """Who tries out an attack makes a trail first, then leaves it nothing to record."""
    made = event("cloudtrail", "CreateTrail", {"name": "audit", "s3BucketName": "logs"}, eventTime=at("10:00:00"))
    selectors = {"trailName": "audit", "eventSelectors": [selector]}
    struck = event("cloudtrail", "PutEventSelectors", selectors, eventTime=at("10:00:05"))
    assert len(seen(made, struck)) == raised
