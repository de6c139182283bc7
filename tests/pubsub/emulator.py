"""A Pub/Sub emulator on this machine: Google's test server for its Go client, which speaks the real protocol.

It redelivers what is not acknowledged before its deadline, in no particular order, and forgets after ten minutes what
nobody acknowledged. Clients find it by ``PUBSUB_EMULATOR_HOST``.

``python -m tests.pubsub.emulator`` starts one, prints that variable, and runs until it is interrupted.
"""

import hashlib
import json
import os
import signal
import tempfile
import urllib.request
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from google.cloud import pubsub_v1
from google.pubsub_v1.types import PubsubMessage

from tests.runners.cache import cached
from tests.runners.processes import Server
from tests.runners.tools import go, run

PROJECT = "guardbeam"

_SOURCE = Path(__file__).with_name("server")
_READY = 30.0
_TIMEOUT = 10.0
_PULL = 1000


@dataclass(frozen=True)
class Counts:
    """What became of a topic's messages.

    Attributes:
        published: messages.
        delivered: attempts to deliver one, over all subscriptions.
        acknowledged: messages acknowledged, over all subscriptions; a second acknowledgement does not count.
    """

    published: int = 0
    delivered: int = 0
    acknowledged: int = 0


def emulator_binary() -> Path:
    """The emulator's executable, built if it is not in the cache.

    Raises:
        MissingTool: there is no Go.
        subprocess.CalledProcessError: it does not build.
    """
    source = b"".join((_SOURCE / name).read_bytes() for name in ("main.go", "go.mod", "go.sum"))
    return cached(f"pubsub-emulator-{hashlib.sha256(source).hexdigest()[:12]}", _build) / "server"


def _build(directory: Path) -> None:
    run([go(), "build", "-o", directory / "server", "."], cwd=_SOURCE)


class PubSubEmulator:
    """A running emulator; a context manager, in which ``PUBSUB_EMULATOR_HOST`` names it.

    Attributes:
        host: ``localhost:port``.
    """

    host: str

    def __enter__(self) -> Self:
        binary = emulator_binary()
        with ExitStack() as stack:
            directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="guardbeam-pubsub-"))
            server = stack.enter_context(Server("Pub/Sub emulator", [binary], Path(directory) / "emulator.log"))
            addresses = server.wait_for_line(r"pubsub \S+:(\d+)\ncounts (\S+:\d+)\n", _READY)
            self.host, self._counts = f"localhost:{addresses[1]}", f"http://{addresses[2]}"
            stack.callback(_set_environment, os.environ.get("PUBSUB_EMULATOR_HOST"))
            _set_environment(self.host)
            self._publisher = stack.enter_context(pubsub_v1.PublisherClient())
            self._subscriber = stack.enter_context(pubsub_v1.SubscriberClient())
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def create_topic(self, name: str) -> str:
        """Makes a topic of `PROJECT` and returns its path."""
        return str(self._publisher.create_topic(name=f"projects/{PROJECT}/topics/{name}").name)

    def create_subscription(self, topic: str, name: str, ack_deadline: int = 10) -> str:
        """Makes a subscription and returns its path; it receives what is published from now on.

        Args:
            topic: the path of its topic.
            name: its own name.
            ack_deadline: seconds until what is not acknowledged is delivered again, from 1.
        """
        path = f"projects/{PROJECT}/subscriptions/{name}"
        request = {"name": path, "topic": topic, "ack_deadline_seconds": ack_deadline}
        return str(self._subscriber.create_subscription(request=request).name)

    def publish(self, topic: str, data: Iterable[bytes], attributes: Mapping[str, str] | None = None) -> list[str]:
        """Publishes one message for each of ``data``, all with the same attributes, and returns their ids."""
        futures = [self._publisher.publish(topic, datum, **(attributes or {})) for datum in data]
        return [future.result(_TIMEOUT) for future in futures]

    def pull_all(self, subscription: str) -> list[PubsubMessage]:
        """Pulls and acknowledges until nothing comes any more; what others hold unacknowledged does not come."""
        messages: list[PubsubMessage] = []
        while True:
            request = {"subscription": subscription, "max_messages": _PULL}
            received = self._subscriber.pull(request=request, timeout=_TIMEOUT).received_messages
            if not received:
                return messages
            ids = [one.ack_id for one in received]
            self._subscriber.acknowledge(request={"subscription": subscription, "ack_ids": ids}, timeout=_TIMEOUT)
            messages += [one.message for one in received]

    def redeliver(self, subscription: str, ids: Iterable[str]) -> None:
        """Delivers what of some messages is not acknowledged again, as if its deadline had passed.

        Args:
            subscription: which one's messages.
            ids: what `publish` gave; this server takes them for ack ids.
        """
        request = {"subscription": subscription, "ack_ids": list(ids), "ack_deadline_seconds": 0}
        self._subscriber.modify_ack_deadline(request=request, timeout=_TIMEOUT)

    def counts(self, topic: str) -> Counts:
        """What has become of the messages of a topic so far."""
        with urllib.request.urlopen(self._counts, timeout=_TIMEOUT) as answer:
            return Counts(**json.load(answer).get(topic, {}))


def _set_environment(host: str | None) -> None:
    if host is None:
        os.environ.pop("PUBSUB_EMULATOR_HOST", None)
    else:
        os.environ["PUBSUB_EMULATOR_HOST"] = host


def _serve() -> None:
    with PubSubEmulator() as emulator:
        print(f"PUBSUB_EMULATOR_HOST={emulator.host}", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    _serve()
