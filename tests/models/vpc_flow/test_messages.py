"""Messages that share a batch are read as each is read alone."""

from __future__ import annotations

import base64
import gzip
import json
import pickle
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.times import SECOND
from models.vpc_flow.fields import V2, Formats
from models.vpc_flow.messages import CONNECTIONS, DELIVERIES, LINES, sharing
from models.vpc_flow.source import VpcFlowLogs
from tests.models.vpc_flow.samples import SOUND, START, file, line, read
from tests.models.vpc_flow.test_wrapped import SHORT, delivery
from tests.models.vpc_flow.test_zeek import CONN, as_json, as_text

FORMATS = Formats(SHORT)
HEADER = " ".join(V2[::-1])

MESSAGES = {
    b"": None,
    b"\n": None,
    line().encode(): LINES,
    line(SHORT).encode(): LINES,
    f"{line()}\n{line(dstport=22)}\n".encode(): LINES,
    f"{line()}\r\n{line(SHORT)}\r\n".encode(): LINES,
    line().replace(" ", "\t").encode(): LINES,
    ("- " + line(SHORT)).encode(): LINES,
    line(end=START - 5).encode(): LINES,
    line(log_status="NODATA").encode(): LINES,
    b"2 1 eni-0": LINES,
    b"2 1 \xff\xfe": LINES,
    b"two words\n# and a hash\n{": LINES,
    file(SOUND): None,
    file(SOUND, names=V2[::-1]): None,
    f"{line()}\n{HEADER}\n{line(V2[::-1])}".encode(): None,
    f"{line()}\r{HEADER}\r{line(V2[::-1])}".encode(): None,
    b"start end": None,
    b" " + line().encode(): None,
    b"\xef\xbb\xbf" + line().encode(): None,
    gzip.compress(line().encode(), mtime=0): None,
    base64.b64encode(gzip.compress(line().encode(), mtime=0)): None,
    b"H4sI broken": None,
    b"PAR1 broken": None,
    as_text(CONN): None,
    delivery(line(), line(SHORT)): DELIVERIES,
    delivery(line(SHORT), stream="eni-0c-all", owner="444455556666"): DELIVERIES,
    delivery("CWL CONTROL MESSAGE", kind="CONTROL_MESSAGE"): DELIVERIES,
    delivery(line()) + b"\n" + delivery("2 1 eni-0"): DELIVERIES,
    delivery(HEADER, line(V2[::-1])): None,
    delivery("start end", line()): None,
    delivery("#fields\tts"): None,
    delivery(line())[:-9]: None,
    as_json(CONN): CONNECTIONS,
    as_json(CONN, CONN): CONNECTIONS,
    as_json(CONN)[:-9]: CONNECTIONS,
    as_json(CONN).strip() * 2: CONNECTIONS,
    as_json(CONN | {"ts": None}): CONNECTIONS,
    json.dumps({"Type": "Notification", "Message": file(SOUND).decode()}).encode(): None,
    b"{}": None,
    b"[]": None,
    b'{"messageType":': None,
}


@pytest.mark.parametrize("message", MESSAGES)
def test_what_a_message_may_share_a_batch_with(message: bytes) -> None:
    assert sharing(message) == MESSAGES[message]


def content(*batches: bytes) -> Counter[str]:
    """The rows of batches, why others were rejected, and how much was skipped."""
    found: Counter[str] = Counter()
    for batch in batches:
        decoded = read(batch, formats=FORMATS)
        found.update(map(str, decoded.table.to_pylist()))
        found.update(f"{one.reason} {one.sha256}" for one in decoded.rejected)
        found.update(decoded.skipped)
    return found


@given(
    st.lists(
        st.sampled_from(sorted(MESSAGES))
        | st.binary(max_size=30)
        | st.text('2- {}[]#"\n\r\taxstenddr', max_size=30).map(str.encode)
    )
)
def test_joined_messages_are_read_as_each_alone(messages: list[bytes]) -> None:
    joined: dict[str, list[bytes]] = {}
    for message in messages:
        if kind := sharing(message):
            joined.setdefault(kind, []).append(message)
    for those in joined.values():
        assert content(b"\n".join(those)) == content(*those)


@pytest.mark.parametrize("kind", [LINES, DELIVERIES, CONNECTIONS])
def test_all_of_a_kind_at_once(kind: str) -> None:
    those = [message for message, answer in MESSAGES.items() if answer == kind]
    assert content(b"\n".join(those)) == content(b"\n".join(those[::-1])) == content(*those)


def test_the_latest_time_is_the_end_of_a_flow() -> None:
    log = VpcFlowLogs(Formats())
    data = "\n".join([line(end=START + 90), line(end=START + 30), line(log_status="NODATA", end=START + 99)])
    assert log.latest_ms(data.encode(), "s") == (START + 90) * SECOND
    assert log.latest_ms(b"2 1 eni-0", "s") is None
    assert log.latest_ms(line(SHORT).encode(), "s") is None
    assert VpcFlowLogs(FORMATS).latest_ms(line(SHORT).encode(), "s") == (START + 60) * SECOND


def test_a_source_travels_to_workers() -> None:
    assert pickle.loads(pickle.dumps(VpcFlowLogs(FORMATS))) == VpcFlowLogs(FORMATS)
