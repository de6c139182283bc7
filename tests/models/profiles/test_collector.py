"""Collectors take in what principals do themselves, and hold what profiles need, no more."""

import msgspec

from models.profiles.activity import Activity, Key
from models.profiles.collector import Collector, moved
from tests.records import ACCOUNT, decoded, event, role, s3_data, user


def collected(*records) -> dict[Key, Activity]:
    collector = Collector()
    for record in records:
        collector.add(decoded(record))
    held, taken = len(collector), collector.take()
    assert (held, len(collector)) == (sum(len(made.ids) for _, made in taken), 0)
    return dict(taken)


def test_sessions_of_a_role_are_one_principal_in_its_account():
    [key] = collected(
        event("ec2", "RunInstances", by=role(session="a")), event("ec2", "RunInstances", by=role(session="b"))
    )
    assert key == Key("principal", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:role/deploy")


def test_bytes_and_bucket_come_with_s3_data():
    [made] = collected(s3_data(additionalEventData={"bytesTransferredIn": 5.0, "bytesTransferredOut": "12"})).values()
    assert [act.bucket for act in made.acts] == ["reports"]
    assert made.bytes == [17]


def test_counters_that_are_none_are_no_bytes():
    for counters in (
        "x",
        {"bytesTransferredOut": "many"},
        {"bytesTransferredOut": [1]},
        {"bytesTransferredOut": "inf"},
    ):
        assert moved(decoded(s3_data(additionalEventData=counters))) == 0


def test_facts_are_a_word():
    [made] = collected(event("ec2", "RunInstances", {"instanceType": "m5.large", "userData": "<sensitive>"})).values()
    assert [act.fact for act in made.acts] == ["m5.large"]
    assert b"sensitive" not in msgspec.msgpack.encode(made)


def test_what_is_not_a_principal_s_own_doing_is_left_out():
    assert not collected(
        event("ec2", "RunInstances", by=user() | {"invokedBy": "autoscaling.amazonaws.com"}),
        s3_data(by={"type": "AWSAccount", "accountId": "ANONYMOUS_PRINCIPAL"}),
        event("lambda", "Invoke", eventCategory="Data", managementEvent=False),
    )
