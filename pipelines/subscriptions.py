"""Checks of Pub/Sub before a run: a subscription or topic that exists, may be used and can be reached."""

import os
import re
from ipaddress import ip_address

from google.api_core.exceptions import (
    GoogleAPICallError,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    Unauthenticated,
)
from google.auth.exceptions import GoogleAuthError
from google.cloud import pubsub_v1

from pipelines.errors import UsageError

#: Seconds until Pub/Sub counts as out of reach.
TIMEOUT = 10.0

_SUBSCRIPTION = re.compile(r"projects/[^/]+/subscriptions/[^/]+")


def is_subscription(text: str) -> bool:
    """Whether it is ``projects/P/subscriptions/S``."""
    return bool(_SUBSCRIPTION.fullmatch(text))


def reachable(flag: str, subscription: str) -> None:
    """Make sure that a subscription can be pulled from.

    Raises:
        UsageError: naming the flag, the subscription and what is wrong with it.
    """
    with _explained(flag, subscription):
        pubsub_v1.SubscriberClient().get_subscription(
            request={"subscription": subscription}, retry=None, timeout=TIMEOUT
        )


def topic_exists(flag: str, topic: str) -> None:
    """Make sure that a topic can be published to.

    Raises:
        UsageError: naming the flag, the topic and what is wrong with it.
    """
    with _explained(flag, topic):
        pubsub_v1.PublisherClient().get_topic(request={"topic": topic}, retry=None, timeout=TIMEOUT)


class _explained:
    """Turns Pub/Sub's errors into a message that names the flag."""

    def __init__(self, flag: str, name: str) -> None:
        self._what = f"{flag}={name}"

    def __enter__(self) -> None:
        host = os.environ.get("PUBSUB_EMULATOR_HOST")
        if host and not _is_loopback(host):
            raise UsageError(
                f"{self._what}: PUBSUB_EMULATOR_HOST is {host}; without TLS only an emulator on this machine is used"
            )

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, NotFound):
            raise UsageError(f"{self._what}: does not exist") from error
        if isinstance(error, InvalidArgument):
            raise UsageError(f"{self._what}: is not a valid name") from error
        if isinstance(error, PermissionDenied | Unauthenticated):
            raise UsageError(
                f"{self._what}: no permission; it takes roles/pubsub.viewer beside roles/pubsub.subscriber "
                "or roles/pubsub.publisher"
            ) from error
        if isinstance(error, GoogleAuthError):
            raise UsageError(f"{self._what}: no usable credentials: set up Application Default Credentials") from error
        if isinstance(error, GoogleAPICallError):
            host = os.environ.get("PUBSUB_EMULATOR_HOST", "Pub/Sub")
            raise UsageError(f"{self._what}: cannot reach {host}: {type(error).__name__}") from error


def _is_loopback(host: str) -> bool:
    name = host.rpartition(":")[0].strip("[]") or host
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
