"""Pub/Sub, in and out, on google-cloud-pubsub: the same on every runner.

Messages are acknowledged when the runner has committed what was made of them, and their deadline is extended
until then; a worker that dies takes its extensions along, so that Pub/Sub delivers again. TLS is the client's
default; it is off only towards the emulator that PUBSUB_EMULATOR_HOST names.
"""

import threading
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics
from google.api_core.exceptions import DeadlineExceeded
from google.cloud import pubsub_v1

from models.cloudtrail.decode import decode
from models.times import MINUTE, SECOND, to_ms
from transforms.stream import Pace, Piece, StreamSource

#: Messages of one pull; Pub/Sub's own limit.
MOST_MESSAGES = 1_000

#: Seconds that a pull waits when there is nothing.
PULL_TIMEOUT = 1.0

#: Deadlines are extended to this many seconds, every third of it, for at most `LONGEST_LEASE`.
DEADLINE = 60
LONGEST_LEASE = 10 * MINUTE // SECOND


class ReadSubscription(beam.PTransform):
    """Read the messages of a subscription.

    Input: the pipeline. Output: (source, data), a pull's messages in one element as far as they can share one.
    The watermark comes from the events' own times (`models.streams.watermark`).
    """

    def __init__(self, subscription: str, pace: Pace, readers: int) -> None:
        super().__init__()
        self._source = StreamSource(_Feeds(subscription), readers, pace)

    def expand(self, pbegin):
        """Read the source."""
        return pbegin | "Pull" >> beam.io.Read(self._source).with_output_types(tuple[str, bytes])


class _Feeds:
    def __init__(self, subscription: str) -> None:
        self._subscription = subscription

    def __call__(self, number: int, resume: bytes | None) -> "_SubscriptionFeed":
        return _SubscriptionFeed(self._subscription)


class _SubscriptionFeed:
    """Pulls; a message that was never committed comes again by itself, so there is nothing to resume from."""

    def __init__(self, subscription: str) -> None:
        self._subscription = subscription
        self._leases = _leases(subscription)

    def poll(self) -> list[Piece]:
        request = {"subscription": self._subscription, "max_messages": MOST_MESSAGES}
        try:
            received = _subscriber().pull(request=request, timeout=PULL_TIMEOUT).received_messages
        except DeadlineExceeded:
            return []
        self._leases.hold([message.ack_id for message in received])
        return list(self._pieces(received))

    def cut(self, taken: list[Piece]) -> tuple[Callable[[], None], bytes]:
        ack_ids = [ack_id for piece in taken for ack_id in piece.receipt]
        return (lambda: self._leases.acknowledge(ack_ids)), b""

    def close(self) -> None:
        pass

    def _pieces(self, received: Iterable[Any]) -> Iterable[Piece]:
        """One piece for all messages that are a line of JSON, one for each that is something else."""
        joined: list[Any] = []
        for message in received:
            data = message.message.data
            if data.startswith(b"{") and b"\n" not in data:
                joined.append(message)
            else:
                yield self._piece([message])
        if joined:
            yield self._piece(joined)

    def _piece(self, messages: list[Any]) -> Piece:
        data = b"\n".join(message.message.data for message in messages)
        times = [to_ms(r.event_time) for r in decode(data, self._subscription).records if r.event_time]
        return Piece(
            value=(self._subscription, data),
            latest_ms=max(times, default=None),
            published_ms=max(to_ms(message.message.publish_time) for message in messages),
            receipt=[message.ack_id for message in messages],
        )


class _Leases:
    """Extends the deadlines of messages that are being worked on, from a thread of its own."""

    def __init__(self, subscription: str) -> None:
        self._subscription = subscription
        self._held: dict[str, int] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        threading.Thread(target=self._extend, name=f"leases of {subscription}", daemon=True).start()

    def hold(self, ack_ids: list[str]) -> None:
        """Extend these from now on."""
        with self._lock:
            self._held.update(dict.fromkeys(ack_ids, 0))

    def acknowledge(self, ack_ids: list[str]) -> None:
        """These are done."""
        with self._lock:
            for ack_id in ack_ids:
                self._held.pop(ack_id, None)
        for some in _chunks(ack_ids):
            _subscriber().acknowledge(request={"subscription": self._subscription, "ack_ids": some})

    def _extend(self) -> None:
        rounds = LONGEST_LEASE * 3 // DEADLINE
        while not self._wake.wait(DEADLINE / 3):
            with self._lock:
                self._held = {ack_id: n + 1 for ack_id, n in self._held.items() if n < rounds}
                ack_ids = list(self._held)
            for some in _chunks(ack_ids):
                _subscriber().modify_ack_deadline(
                    request={
                        "subscription": self._subscription,
                        "ack_ids": some,
                        "ack_deadline_seconds": DEADLINE,
                    }
                )


def _chunks(ack_ids: list[str]) -> Iterable[list[str]]:
    """Ack ids in requests below Pub/Sub's limit of 512 kB."""
    for start in range(0, len(ack_ids), MOST_MESSAGES):
        yield ack_ids[start : start + MOST_MESSAGES]


@cache
def _subscriber() -> pubsub_v1.SubscriberClient:
    """The process's client; it is thread-safe and keeps its connection."""
    return pubsub_v1.SubscriberClient()


@cache
def _leases(subscription: str) -> _Leases:
    return _Leases(subscription)


class PublishFindings(beam.PTransform):
    """Publish each finding as one message.

    Input: (finding's JSON, attributes). Output: none. A bundle is done when Pub/Sub has taken all its messages;
    one that fails is published again, so subscribers see each publication at least once, with the same id.
    """

    def __init__(self, topic: str) -> None:
        super().__init__()
        self._topic = topic

    def expand(self, pcoll):
        """Publish."""
        return pcoll | "Publish" >> beam.ParDo(_PublishFn(self._topic))


class _PublishFn(beam.DoFn):
    PUBLISHED = Metrics.counter("pubsub", "published")

    def __init__(self, topic: str) -> None:
        self._topic = topic

    def setup(self) -> None:
        self._client = pubsub_v1.PublisherClient()

    def start_bundle(self) -> None:
        self._futures: list[Any] = []

    def process(self, element: tuple[bytes, dict[str, str]]) -> None:
        data, attributes = element
        self._futures.append(self._client.publish(self._topic, data, **attributes))

    def finish_bundle(self) -> None:
        for future in self._futures:
            future.result(timeout=60)
        self.PUBLISHED.inc(len(self._futures))
