"""Pub/Sub, in and out, on google-cloud-pubsub: the same on every runner.

Messages are acknowledged when the runner has committed what was made of them, and their deadline is extended
until then, from the moment that they are pulled; a worker that dies takes its extensions along, so that Pub/Sub
delivers again. TLS is the client's default; it is off only towards the emulator that PUBSUB_EMULATOR_HOST names.
The log names errors by their kind alone.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics
from google.api_core.exceptions import (
    Aborted,
    Cancelled,
    DeadlineExceeded,
    GoogleAPICallError,
    RetryError,
    ServerError,
    TooManyRequests,
)
from google.cloud import pubsub_v1
from google.cloud.pubsub_v1.publisher.exceptions import MessageTooLargeError

from models.cloudtrail.source import CloudTrailLogs
from models.log_source import LogSource
from models.times import MINUTE, SECOND, to_ms
from transforms.stream import OutOfReachError, Pace, Piece, StreamSource, reading

_LOGGER = logging.getLogger("guardbeam")

#: Messages of one pull; Pub/Sub's own limit.
MOST_MESSAGES = 1_000

#: Seconds that a pull waits when there is nothing.
PULL_TIMEOUT = 1.0

#: What passes by itself; anything else (no such subscription, no permission) fails the job.
_PASSING = (Aborted, Cancelled, RetryError, ServerError, TooManyRequests)

#: Deadlines are extended to this many seconds, every third of it, for at most `LONGEST_LEASE`.
DEADLINE = 60
LONGEST_LEASE = 10 * MINUTE // SECOND

#: Seconds that Pub/Sub has for taking a finding, with the client's own attempts.
PUBLISH_TIMEOUT = 60.0


class ReadSubscription(beam.PTransform):
    """Read the messages of a subscription.

    Input: the pipeline. Output: (source, data), a pull's messages in one element as far as they can share one.
    The watermark comes from the events' own times (`models.streams.watermark`).
    """

    def __init__(self, log: LogSource, subscription: str, pace: Pace, readers: int) -> None:
        super().__init__()
        self._source = StreamSource(_Feeds(log, subscription), readers, pace)

    def expand(self, pbegin):
        """Read the source."""
        return pbegin | "Pull" >> reading(self._source).with_output_types(tuple[str, bytes])


class _Feeds:
    #: What a savepoint has that was taken when there was no other.
    _log: LogSource = CloudTrailLogs()

    def __init__(self, log: LogSource, subscription: str) -> None:
        self._log, self._subscription = log, subscription

    def __call__(self, resume: bytes | None) -> "SubscriptionFeed":
        return SubscriptionFeed(self._log, self._subscription, _leases(self._subscription))


class SubscriptionFeed:
    """Pulls; a message that was never committed comes again by itself, so there is nothing to resume from."""

    def __init__(self, log: LogSource, subscription: str, leases: "Leases") -> None:
        self._log, self._subscription = log, subscription
        self._leases = leases
        self._uncut: set[str] = set()

    def poll(self) -> list[Piece]:
        """What one pull gives."""
        request = {"subscription": self._subscription, "max_messages": MOST_MESSAGES}
        try:
            received = _subscriber().pull(request=request, retry=None, timeout=PULL_TIMEOUT).received_messages
        except DeadlineExceeded:
            return []
        except _PASSING as error:
            msg = f"cannot pull from {self._subscription}: {type(error).__name__}"
            raise OutOfReachError(msg) from error
        ack_ids = [message.ack_id for message in received]
        self._leases.hold(ack_ids)
        self._uncut.update(ack_ids)
        return list(self._pieces(received))

    def cut(self, taken: list[Piece]) -> tuple[Callable[[], None], bytes]:
        """Committing is acknowledging."""
        ack_ids = [ack_id for piece in taken for ack_id in piece.receipt]
        self._uncut.difference_update(ack_ids)
        return (lambda: self._leases.acknowledge(ack_ids)), b""

    def close(self) -> None:
        """Let Pub/Sub deliver again what was pulled and not cut, without waiting for the deadline."""
        self._leases.release(sorted(self._uncut))
        self._uncut.clear()

    def _pieces(self, received: Iterable[Any]) -> Iterable[Piece]:
        """One piece for all messages of a kind that may share it, one for each of the others."""
        joined: dict[str, list[Any]] = {}
        for message in received:
            kind = self._log.sharing(message.message.data)
            if kind is None:
                yield self._piece([message])
            else:
                joined.setdefault(kind, []).append(message)
        yield from map(self._piece, joined.values())

    def _piece(self, messages: list[Any]) -> Piece:
        data = b"\n".join(message.message.data for message in messages)
        return Piece(
            value=(self._subscription, data),
            latest_ms=self._log.latest_ms(data, self._subscription),
            published_ms=max(to_ms(message.message.publish_time) for message in messages),
            receipt=[message.ack_id for message in messages],
        )


class Leases:
    """The deadlines of messages that are being worked on."""

    def __init__(self, subscription: str) -> None:
        self._subscription = subscription
        self._held: dict[str, int] = {}
        self._lock = threading.Lock()

    def hold(self, ack_ids: list[str]) -> None:
        """Extend these from now on; at once, as the subscription's own deadline may be as short as 10 s."""
        with self._lock:
            self._held.update(dict.fromkeys(ack_ids, 0))
        self._modify(ack_ids, DEADLINE, retry=None, timeout=PULL_TIMEOUT)

    def acknowledge(self, ack_ids: list[str]) -> None:
        """These are done."""
        self._drop(ack_ids)
        for some in _chunks(ack_ids):
            _subscriber().acknowledge(request={"subscription": self._subscription, "ack_ids": some})

    def release(self, ack_ids: list[str]) -> None:
        """These will not be worked on here; Pub/Sub is to deliver them again."""
        self._drop(ack_ids)
        self._modify(ack_ids, 0, retry=None, timeout=PULL_TIMEOUT)

    def extend(self) -> None:
        """One round: extend what is held, let go of what has been held for too long."""
        rounds = LONGEST_LEASE * 3 // DEADLINE
        with self._lock:
            lapsed = [ack_id for ack_id, n in self._held.items() if n >= rounds]
            self._held = {ack_id: n + 1 for ack_id, n in self._held.items() if n < rounds}
            ack_ids = list(self._held)
        if lapsed:
            _LOGGER.warning(
                "%s: %d messages were not committed within %d s and will come again; does the runner checkpoint?",
                self._subscription,
                len(lapsed),
                LONGEST_LEASE,
            )
        self._modify(ack_ids, DEADLINE)

    def keep(self) -> None:
        """Extend in rounds, for ever: what a thread of the process does."""
        while True:
            time.sleep(DEADLINE / 3)
            self.extend()

    def _drop(self, ack_ids: list[str]) -> None:
        with self._lock:
            for ack_id in ack_ids:
                self._held.pop(ack_id, None)

    def _modify(self, ack_ids: list[str], seconds: int, **call: Any) -> None:
        """Set deadlines. The client tries several times; what fails in spite of that has two more rounds.

        Nothing is raised: a lease that is lost means that its messages are delivered again, and the thread lives on.
        """
        for some in _chunks(ack_ids):
            request = {"subscription": self._subscription, "ack_ids": some, "ack_deadline_seconds": seconds}
            try:
                _subscriber().modify_ack_deadline(request=request, **call)
            except Exception as error:
                _LOGGER.warning("%s: cannot set deadlines: %s", self._subscription, type(error).__name__)


def _chunks(ack_ids: list[str]) -> Iterable[list[str]]:
    """Ack ids in requests below Pub/Sub's limit of 512 kB."""
    for start in range(0, len(ack_ids), MOST_MESSAGES):
        yield ack_ids[start : start + MOST_MESSAGES]


@cache
def _subscriber() -> pubsub_v1.SubscriberClient:
    """The process's client; it is thread-safe and keeps its connection."""
    return pubsub_v1.SubscriberClient()


@cache
def _leases(subscription: str) -> Leases:
    leases = Leases(subscription)
    threading.Thread(target=leases.keep, name=f"leases of {subscription}", daemon=True).start()
    return leases


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


class PublishError(Exception):
    """Pub/Sub does not take a finding. The message names the topic, the finding and the reason."""


class _PublishFn(beam.DoFn):
    PUBLISHED = Metrics.counter("pubsub", "published")

    def __init__(self, topic: str) -> None:
        self._topic = topic

    def setup(self) -> None:
        self._client = pubsub_v1.PublisherClient()

    def start_bundle(self) -> None:
        self._sent: list[tuple[str, Any]] = []

    def process(self, element: tuple[bytes, dict[str, str]]) -> None:
        data, attributes = element
        finding = attributes["id"]
        try:
            self._sent.append((finding, self._client.publish(self._topic, data, **attributes)))
        except MessageTooLargeError as error:
            raise self._refused(finding, f"{len(data):,} bytes are more than Pub/Sub takes") from error

    def finish_bundle(self) -> None:
        for finding, future in self._sent:
            try:
                future.result(timeout=PUBLISH_TIMEOUT)
            except TimeoutError as error:
                raise self._refused(finding, f"no answer within {PUBLISH_TIMEOUT:.0f} s") from error
            except (GoogleAPICallError, RetryError) as error:
                raise self._refused(finding, f"{type(error).__name__}: {error.message}") from error
        self.PUBLISHED.inc(len(self._sent))

    def teardown(self) -> None:
        self._client.stop()

    def _refused(self, finding: str, why: str) -> PublishError:
        return PublishError(f"{self._topic}: finding {finding} is not published: {why}")
