"""Which messages may be joined into one batch: those that are read together as each is read alone.

What a batch is follows from its beginning (`models.vpc_flow.decode`), and a header governs all lines behind it. So
those may be joined that begin alike, and say nothing about the others:

- lines without a header among them;
- deliveries of CloudWatch Logs that hold such lines;
- connections as Zeek writes them in JSON.

Everything else stands alone: what has a header, what is compressed, and JSON in any other envelope.
"""

from __future__ import annotations

from models.vpc_flow import parquet
from models.vpc_flow.delimited import unix_lines
from models.vpc_flow.subscription import deliveries, texts
from models.vpc_flow.text import last_header
from models.vpc_flow.zeek_json import KEY

LINES, DELIVERIES, CONNECTIONS = "lines", "deliveries", "connections"

_OTHERWISE = (parquet.MAGIC, b"H4sI")


def sharing(message: bytes) -> str | None:
    """What a message may be joined with: others of the same answer; None: nothing."""
    if message.startswith(b"{"):
        return _json(message)
    is_text = (message[:1].isalnum() or message.startswith(b"-")) and not message.startswith(_OTHERWISE)
    return LINES if is_text and last_header(unix_lines(message)) is None else None


def _json(message: bytes) -> str | None:
    if KEY in message.partition(b"\n")[0]:
        return CONNECTIONS
    found = deliveries(message) if b'"logEvents"' in message else None
    if found is None:
        return None
    return DELIVERIES if all(sharing(lines) == LINES for _, lines in texts(found, frozenset())) else None
