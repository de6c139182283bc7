"""Activities merge as sets do, and hold what profiles need, no more."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from models.profiles.activity import WINDOW, Act, Activity, Collector, Event, Key, activity, events, moved
from models.times import SECOND
from tests.models.findings.calls import START, call
from tests.records import ACCOUNT, decoded, event, role, s3_data, user

END = START + WINDOW

EVENTS = st.lists(
    st.builds(
        Event,
        st.integers(0, 3_599).map(lambda second: START + second * SECOND),
        st.sampled_from([f"event-{n}" for n in range(12)]),
        st.builds(
            Act,
            st.sampled_from(["eu-west-1", "us-east-1"]),
            st.sampled_from(["", "logs"]),
            st.just(""),
            st.builds(lambda name: call(api=name), st.sampled_from(["ListUsers", "GetUser"])),
        ),
        st.integers(0, 1_000_000),
    ),
    max_size=20,
)


@given(EVENTS, EVENTS, EVENTS)
def test_merging_is_a_union(a, b, c):
    def merged(*parts):
        return activity(END, events(parts))

    first, second, third = (activity(END, part) for part in (a, b, c))
    assert merged(first, second) == merged(second, first)
    assert merged(merged(first, second), third) == merged(first, merged(second, third))
    assert merged(first, first) == first
    assert merged(first, second, third) == activity(END, [*a, *b, *c])


@given(EVENTS)
def test_the_same_events_give_the_same_bytes(some):
    assert msgspec.msgpack.encode(activity(END, some)) == msgspec.msgpack.encode(activity(END, reversed(some)))


def collected(*records) -> dict[Key, Activity]:
    collector = Collector()
    for record in records:
        collector.add(decoded(record))
    held, taken = len(collector), collector.take()
    assert (held, len(collector)) == (sum(len(made.events) for _, made in taken), 0)
    return dict(taken)


def test_sessions_of_a_role_are_one_principal_in_its_account():
    [key] = collected(
        event("ec2", "RunInstances", by=role(session="a")), event("ec2", "RunInstances", by=role(session="b"))
    )
    assert key == Key("principal", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:role/deploy")


def test_bytes_and_bucket_come_with_s3_data():
    [made] = collected(s3_data(additionalEventData={"bytesTransferredIn": 5.0, "bytesTransferredOut": "12"})).values()
    assert [act.bucket for act in made.acts] == ["reports"]
    assert [moment.bytes for moment in made.events.values()] == [17]


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
