"""Pub/Sub, with clients of the test's own: what is pulled, leased, acknowledged and published."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from google.api_core.exceptions import (
    DeadlineExceeded,
    InvalidArgument,
    NotFound,
    ServiceUnavailable,
    TooManyRequests,
)
from google.cloud.pubsub_v1.publisher.exceptions import MessageTooLargeError

from models.cloudtrail.source import CloudTrailLogs
from models.times import SECOND, to_ms
from models.vpc_flow.fields import V2, Formats
from models.vpc_flow.source import VpcFlowLogs
from tests.models.vpc_flow.samples import START, line
from tests.models.vpc_flow.test_wrapped import delivery
from tests.records import at, event
from transforms import pubsub
from transforms.pubsub import DEADLINE, LONGEST_LEASE, MOST_MESSAGES, Leases, PublishError, SubscriptionFeed
from transforms.stream import OutOfReachError

SUBSCRIPTION, TOPIC = "projects/p/subscriptions/s", "projects/p/topics/t"
PUBLISHED = datetime(2026, 3, 2, 12, tzinfo=UTC)
#: How often a lease is extended before it lapses.
ROUNDS = LONGEST_LEASE // (DEADLINE // 3)


class Subscriber:
    """Holds messages, and what was asked of it."""

    def __init__(self) -> None:
        self.messages: list[SimpleNamespace] = []
        self.pulls: list[Exception] = []
        self.failing: Exception | None = None
        self.deadlines: list[tuple[list[str], int]] = []
        self.acknowledged: list[str] = []

    def put(self, *bodies: bytes | dict[str, Any]) -> None:
        for body in bodies:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            message = SimpleNamespace(data=data, publish_time=PUBLISHED)
            self.messages.append(SimpleNamespace(ack_id=f"ack-{len(self.messages)}", message=message))

    def pull(self, request, retry, timeout):
        assert retry is None and timeout <= 1
        if self.pulls:
            raise self.pulls.pop()
        assert request == {"subscription": SUBSCRIPTION, "max_messages": MOST_MESSAGES}
        return SimpleNamespace(received_messages=list(self.messages))

    def modify_ack_deadline(self, request, **call):
        if self.failing:
            raise self.failing
        self.deadlines.append((request["ack_ids"], request["ack_deadline_seconds"]))

    def acknowledge(self, request):
        if self.failing:
            raise self.failing
        assert request["subscription"] == SUBSCRIPTION
        self.acknowledged += request["ack_ids"]


@pytest.fixture
def subscriber(monkeypatch) -> Subscriber:
    fake = Subscriber()
    monkeypatch.setattr(pubsub, "_subscriber", lambda: fake)
    return fake


@pytest.fixture
def leases(subscriber) -> Leases:
    return Leases(SUBSCRIPTION)


@pytest.fixture
def feed(leases) -> SubscriptionFeed:
    return SubscriptionFeed(CloudTrailLogs(), SUBSCRIPTION, leases)


@pytest.fixture
def flow_feed(leases) -> SubscriptionFeed:
    return SubscriptionFeed(VpcFlowLogs(Formats()), SUBSCRIPTION, leases)


def flow(end: int = START + 60) -> bytes:
    return line(end=end).encode()


def record(clock: str) -> dict[str, Any]:
    return event("iam", "ListUsers", eventTime=at(clock))


def ms(clock: str) -> int:
    return to_ms(datetime.fromisoformat(at(clock)))


def test_lines_of_json_are_joined(subscriber, feed):
    subscriber.put(record("10:00:00"), record("11:00:00"), record("09:00:00"))
    (piece,) = feed.poll()
    assert piece.value == (SUBSCRIPTION, b"\n".join(m.message.data for m in subscriber.messages))
    assert piece.latest_ms == ms("11:00:00")
    assert piece.published_ms == to_ms(PUBLISHED)
    assert piece.receipt == ["ack-0", "ack-1", "ack-2"]


def test_what_is_no_line_of_json_stands_alone(subscriber, feed):
    """An array, a document over several lines, compressed bytes: joined to others they could not be told apart."""
    document = json.dumps({"Records": [record("10:00:00")]}, indent=1).encode()
    bodies = [b"[]", document, b"\x1f\x8b\x08", b""]
    subscriber.put(record("11:00:00"), *bodies, record("12:00:00"))
    pieces = {piece.value[1]: piece for piece in feed.poll()}
    assert pieces.keys() == {*bodies, b"\n".join(subscriber.messages[n].message.data for n in (0, 5))}
    assert pieces[document].latest_ms == ms("10:00:00")
    assert sorted(ack for piece in pieces.values() for ack in piece.receipt) == [f"ack-{n}" for n in range(6)]


@pytest.mark.parametrize("poison", [b"\xff\xfe\x00", b'{"eventTime":', b"{}", b"", b"[" * 100_000])
def test_poison_is_handed_on_without_a_time_and_acknowledged(subscriber, feed, poison):
    subscriber.put(poison)
    (piece,) = feed.poll()
    assert piece.value == (SUBSCRIPTION, poison)
    assert piece.latest_ms is None
    commit, _ = feed.cut([piece])
    commit()
    assert subscriber.acknowledged == ["ack-0"]


def test_poison_among_records_costs_them_nothing(subscriber, feed):
    subscriber.put(record("10:00:00"), b'{"eventTime":', record("11:00:00"))
    (piece,) = feed.poll()
    assert piece.latest_ms == ms("11:00:00")


def test_lines_of_flow_records_are_joined(subscriber, flow_feed):
    """Whether a message has one or several; the piece is as late as the latest end of a flow."""
    several = b"\n".join([flow(START + 90), flow(START + 30), b""])
    subscriber.put(flow(), several, flow())
    (piece,) = flow_feed.poll()
    assert piece.value == (SUBSCRIPTION, b"\n".join([flow(), several, flow()]))
    assert piece.latest_ms == (START + 90) * SECOND
    assert piece.receipt == ["ack-0", "ack-1", "ack-2"]


def test_flow_records_of_different_kinds_do_not_mix(subscriber, flow_feed):
    """A header, above all, says nothing of the lines of other messages."""
    header = " ".join(V2[::-1]).encode() + b"\n" + line(V2[::-1]).encode()
    deliveries = [delivery(line(end=START + n)) for n in (70, 80)]
    subscriber.put(flow(), header, deliveries[0], b"\x1f\x8b\x08", flow(), deliveries[1])
    pieces = {piece.value[1]: piece for piece in flow_feed.poll()}
    assert pieces.keys() == {b"\n".join([flow(), flow()]), header, b"\n".join(deliveries), b"\x1f\x8b\x08"}
    assert pieces[b"\n".join(deliveries)].latest_ms == (START + 80) * SECOND
    assert pieces[b"\x1f\x8b\x08"].latest_ms is None
    assert sorted(ack for piece in pieces.values() for ack in piece.receipt) == [f"ack-{n}" for n in range(6)]


@pytest.mark.parametrize("poison", [b"", b"[]", b"2 1 eni", b"\xff\xfe\x00", line(end=None).encode()[:9]])
def test_flow_records_that_are_none_have_no_time(subscriber, flow_feed, poison):
    subscriber.put(poison)
    (piece,) = flow_feed.poll()
    assert (piece.value, piece.latest_ms) == ((SUBSCRIPTION, poison), None)
    subscriber.messages.clear()
    subscriber.put(poison, flow())
    assert max(piece.latest_ms or 0 for piece in flow_feed.poll()) == (START + 60) * SECOND


def test_the_format_of_messages_is_the_source_s(subscriber, leases):
    names = ("srcaddr", "dstaddr", "end")
    subscriber.put(line(names, end=START + 5).encode())
    (piece,) = SubscriptionFeed(VpcFlowLogs(Formats(names)), SUBSCRIPTION, leases).poll()
    assert piece.latest_ms == (START + 5) * SECOND


def test_a_reader_from_a_savepoint_without_a_source_reads_cloudtrail(monkeypatch):
    monkeypatch.setattr(pubsub, "_leases", Leases)
    older = pubsub._Feeds(VpcFlowLogs(Formats()), SUBSCRIPTION)
    del older.__dict__["_log"]
    assert older(None)._log == CloudTrailLogs()


def test_it_is_acknowledged_when_committed_and_not_before(subscriber, feed):
    subscriber.put(record("10:00:00"), b"[]")
    pieces = feed.poll()
    commit, resume = feed.cut(pieces[:1])
    later, _ = feed.cut(pieces[1:])
    assert resume == b""
    assert subscriber.acknowledged == []
    commit()
    assert subscriber.acknowledged == pieces[0].receipt
    later()
    assert sorted(subscriber.acknowledged) == ["ack-0", "ack-1"]


def test_a_lease_begins_with_the_pull(subscriber, feed):
    subscriber.put(record("10:00:00"))
    feed.poll()
    assert subscriber.deadlines == [(["ack-0"], DEADLINE)]


def test_a_lease_is_extended_until_it_is_acknowledged(subscriber, feed, leases):
    subscriber.put(record("10:00:00"))
    commit, _ = feed.cut(feed.poll())
    leases.extend()
    leases.extend()
    assert subscriber.deadlines == [(["ack-0"], DEADLINE)] * 3
    commit()
    leases.extend()
    assert len(subscriber.deadlines) == 3


def test_a_lease_lapses_with_a_warning(subscriber, feed, leases, caplog):
    subscriber.put(record("10:00:00"))
    feed.poll()
    for _ in range(ROUNDS):
        leases.extend()
    assert len(subscriber.deadlines) == ROUNDS + 1
    assert "not committed" not in caplog.text
    leases.extend()
    assert len(subscriber.deadlines) == ROUNDS + 1
    assert "1 messages were not committed within 600 s" in caplog.text


def test_closing_gives_back_what_was_not_cut(subscriber, feed, leases):
    subscriber.put(b"[]", b"[ ]", b"[  ]")
    pieces = feed.poll()
    commit, _ = feed.cut(pieces[:1])
    subscriber.deadlines.clear()
    feed.close()
    assert subscriber.deadlines == [(["ack-1", "ack-2"], 0)]
    leases.extend()
    assert subscriber.deadlines[1:] == [(["ack-0"], DEADLINE)], "what was cut may still be committed"
    commit()
    assert subscriber.acknowledged == ["ack-0"]
    feed.close()
    assert len(subscriber.deadlines) == 2


def test_a_lease_that_cannot_be_extended_is_tried_again_in_the_next_round(subscriber, feed, leases, caplog):
    """Whatever went wrong: the thread has to live."""
    subscriber.put(record("10:00:00"))
    subscriber.failing = RuntimeError("token=secret")
    feed.poll()
    leases.extend()
    subscriber.failing = None
    leases.extend()
    assert subscriber.deadlines == [(["ack-0"], DEADLINE)]
    assert f"{SUBSCRIPTION}: cannot set deadlines: RuntimeError" in caplog.text
    assert "secret" not in caplog.text


def test_what_cannot_be_acknowledged_is_no_longer_held(subscriber, feed, leases):
    subscriber.put(record("10:00:00"))
    commit, _ = feed.cut(feed.poll())
    subscriber.deadlines.clear()
    subscriber.failing = ServiceUnavailable("down")
    with pytest.raises(ServiceUnavailable):
        commit()
    subscriber.failing = None
    leases.extend()
    assert subscriber.deadlines == [], "it comes again when its deadline has passed"


def test_requests_stay_below_pub_sub_s_limit(subscriber, leases):
    ack_ids = [f"ack-{n}" for n in range(2 * MOST_MESSAGES + 1)]
    leases.hold(ack_ids)
    leases.acknowledge(ack_ids)
    assert [len(some) for some, _ in subscriber.deadlines] == [MOST_MESSAGES, MOST_MESSAGES, 1]
    assert subscriber.acknowledged == ack_ids


def test_a_pull_that_finds_nothing_is_no_error(subscriber, feed):
    subscriber.pulls = [DeadlineExceeded("1 s")]
    assert feed.poll() == []
    assert feed.poll() == []


@pytest.mark.parametrize("error", [ServiceUnavailable("token=secret"), TooManyRequests("slow down")])
def test_what_passes_is_out_of_reach(subscriber, feed, error):
    subscriber.pulls = [error]
    with pytest.raises(OutOfReachError, match=f"cannot pull from {SUBSCRIPTION}: {type(error).__name__}") as raised:
        feed.poll()
    assert "secret" not in str(raised.value)


def test_a_subscription_that_is_gone_fails(subscriber, feed):
    subscriber.pulls = [NotFound("gone")]
    with pytest.raises(NotFound):
        feed.poll()


class Future:
    def __init__(self, error: Exception | None) -> None:
        self._error = error

    def result(self, timeout: float) -> str:
        if self._error:
            raise self._error
        return "1"


class Publisher:
    """Takes messages of up to 20 bytes."""

    def __init__(self) -> None:
        self.published: list[tuple[str, bytes, dict[str, str]]] = []
        self.error: Exception | None = None
        self.stopped = False

    def publish(self, topic: str, data: bytes, **attributes: str) -> Future:
        if len(data) > 20:
            raise MessageTooLargeError
        self.published.append((topic, data, attributes))
        return Future(self.error)

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def publisher(monkeypatch) -> Publisher:
    fake = Publisher()
    monkeypatch.setattr(pubsub.pubsub_v1, "PublisherClient", lambda: fake)
    return fake


def publish(*elements: tuple[bytes, dict[str, str]]) -> None:
    """One bundle."""
    fn = pubsub._PublishFn(TOPIC)
    fn.setup()
    fn.start_bundle()
    for element in elements:
        fn.process(element)
    fn.finish_bundle()
    fn.teardown()


def test_a_finding_is_a_message(publisher):
    publish((b"{}", {"id": "f1"}), (b"[]", {"id": "f2"}))
    assert publisher.published == [(TOPIC, b"{}", {"id": "f1"}), (TOPIC, b"[]", {"id": "f2"})]
    assert publisher.stopped


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (InvalidArgument("attribute too long"), "InvalidArgument: attribute too long"),
        (NotFound("no such topic"), "NotFound: no such topic"),
        (TimeoutError(), "no answer within 60 s"),
    ],
)
def test_a_bundle_fails_when_pub_sub_refuses(publisher, error, reason):
    publisher.error = error
    with pytest.raises(PublishError, match=f"{TOPIC}: finding f1 is not published: {reason}"):
        publish((b"{}", {"id": "f1"}))


def test_a_message_that_is_too_large_is_named(publisher):
    with pytest.raises(PublishError, match="finding f1 is not published: 21 bytes are more than Pub/Sub takes"):
        publish((b"x" * 21, {"id": "f1"}))
