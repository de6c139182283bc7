"""Flow records in messages of a CloudWatch Logs subscription.

The messages have no header. Where their format lacks the account or the interface, the log group's owner and the log
stream's name (``eni-…-all``, ``-accept``, ``-reject``) tell them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

_STREAM = re.compile(r"(eni-[0-9a-f]+)-(?:all|accept|reject)")
_ACCOUNT = re.compile(r"\d{12}")

CONTROL_MESSAGE = "CONTROL_MESSAGE"


class _LogEvent(msgspec.Struct, gc=False):
    message: str


class Subscription(msgspec.Struct, gc=False):
    """One delivery: events of one log stream."""

    message_type: str = msgspec.field(name="messageType")
    log_events: list[_LogEvent] = msgspec.field(name="logEvents")
    owner: str = ""
    log_stream: str = msgspec.field(name="logStream", default="")

    def origin(self) -> dict[str, str]:
        """What the delivery itself says, as values of the columns."""
        stream = _STREAM.fullmatch(self.log_stream)
        return ({"account_id": self.owner} if _ACCOUNT.fullmatch(self.owner) else {}) | (
            {"interface_id": stream[1]} if stream else {}
        )


_DELIVERIES = msgspec.json.Decoder(Subscription)


def deliveries(data: bytes) -> list[Subscription] | None:
    """The deliveries that a text consists of, on lines or not; None when it holds anything else."""
    try:
        return _DELIVERIES.decode_lines(data)
    except (ValueError, RecursionError):
        return None


def texts(found: Iterable[Subscription], given: frozenset[str]) -> Iterator[tuple[dict[str, str], bytes]]:
    """The messages, joined as lines where nothing distinguishes where they come from.

    Args:
        found: deliveries.
        given: the columns that the messages' own format has.

    Yields:
        The values of columns that the format lacks, and the lines.
    """
    groups: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for delivery in found:
        if delivery.message_type != CONTROL_MESSAGE:
            origin = tuple((name, value) for name, value in delivery.origin().items() if name not in given)
            groups.setdefault(origin, []).extend(event.message for event in delivery.log_events)
    for origin, messages in groups.items():
        yield dict(origin), "\n".join(messages).encode()
