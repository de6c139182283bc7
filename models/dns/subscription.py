"""DNS logs in deliveries of a CloudWatch Logs subscription: events of one log, each a record or lines of text.

The events have times, which lines may lack; so deliveries are opened here, where the times are kept. Lambda is given
them in ``awslogs``, or in the records of a Kinesis stream.
"""

from __future__ import annotations

import base64
import re

import msgspec

from models.dns.paths import Origin

_KEY, _CARRIER_KEYS = b'"logEvents"', (b'"awslogs"', b'"kinesis"')
_ACCOUNT = re.compile(r"\d{12}")
_CONTROL_MESSAGE = "CONTROL_MESSAGE"


class LogEvent(msgspec.Struct, gc=False):
    """An event of a log.

    Attributes:
        message: what was logged.
        timestamp: when, in ms since 1970.
    """

    message: str
    timestamp: int | None = None


class Delivery(msgspec.Struct, gc=False):
    """Events of one log stream."""

    message_type: str = msgspec.field(name="messageType")
    log_events: list[LogEvent] = msgspec.field(name="logEvents")
    owner: str = ""

    @property
    def is_control(self) -> bool:
        """Whether it is a test of the subscription, and no log."""
        return self.message_type == _CONTROL_MESSAGE

    def origin(self, known: Origin) -> Origin:
        """Whose queries it holds: the log's owner's, where nothing else is known."""
        return known if known.account or not _ACCOUNT.fullmatch(self.owner) else known._replace(account=self.owner)


class _Data(msgspec.Struct, gc=False):
    data: str


class _KinesisRecord(msgspec.Struct, gc=False):
    kinesis: _Data


class _Carrier(msgspec.Struct, gc=False):
    awslogs: _Data | None = None
    records: list[_KinesisRecord] = msgspec.field(name="Records", default_factory=list)


_CARRIER = msgspec.json.Decoder(_Carrier)
_DELIVERY = msgspec.json.Decoder(Delivery)


def read_delivery(data: bytes) -> Delivery | None:
    """A delivery; None for what is none, or is not whole."""
    if _KEY not in data:
        return None
    try:
        return _DELIVERY.decode(data)
    except (ValueError, RecursionError):
        return None


def read_carrier(data: bytes) -> list[bytes] | None:
    """What an event for Lambda carries, which deliveries may be among; None for what is none, or is damaged."""
    if not any(key in data for key in _CARRIER_KEYS):
        return None
    try:
        carrier = _CARRIER.decode(data)
        found = [carrier.awslogs] if carrier.awslogs else [record.kinesis for record in carrier.records]
        return [base64.b64decode(one.data, validate=True) for one in found] or None
    except (ValueError, RecursionError):
        return None
