"""Messages that share a batch are read as each is read alone."""

from __future__ import annotations

import base64
import gzip
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dns.decode import decode
from models.dns.messages import LINES, VALUES, sharing
from tests.models.containers.wrappings import dump, sns, subscription, subscription_to_lambda
from tests.models.dns.records import record
from tests.models.dns.test_decode import BIND, COREDNS, SYSLOG, UNBOUND, ZEEK_JSON
from tests.models.dns.test_source import ZEEK, zeek_line

GOOD = dump(record())

MESSAGES = {
    b"": None,
    b" \n": None,
    GOOD: VALUES,
    b" " + GOOD + b"\n": VALUES,
    GOOD + b"\n" + GOOD: VALUES,
    dump([record(), record(1)]): VALUES,
    dump({"Records": [record()]}): VALUES,
    dump(record(query_name=...)): VALUES,
    dump(record(query_class="CH")): VALUES,
    GOOD.replace(b"192", b"\xff"): VALUES,
    ZEEK_JSON: VALUES,
    b"{}": VALUES,
    b"[]": VALUES,
    b'"text"': VALUES,
    subscription(GOOD, UNBOUND): VALUES,
    subscription(COREDNS): VALUES,
    subscription_to_lambda(GOOD): VALUES,
    sns(GOOD): VALUES,
    GOOD[:-9]: None,
    b"{": None,
    b'{"a":': None,
    b"[{": None,
    GOOD + b"}": None,
    GOOD + b"\n" + UNBOUND: None,
    b"\xef\xbb\xbf" + GOOD: None,
    gzip.compress(GOOD, mtime=0): None,
    base64.b64encode(gzip.compress(GOOD, mtime=0)): None,
    b"H4sI broken": None,
    ZEEK + zeek_line(0): None,
    b"# comment": None,
    UNBOUND: LINES,
    BIND: LINES,
    COREDNS: LINES,
    SYSLOG: LINES,
    UNBOUND + b"\r\n" + BIND + b"\n": LINES,
    UNBOUND + b"\n" + GOOD: LINES,
    UNBOUND + b"\n" + GOOD[:-9] + b"\n#": LINES,
    b"two words": LINES,
    b"\xff\xfe\x00": LINES,
    b"[INFO] plugin/reload: Running": LINES,
}


@pytest.mark.parametrize("message", MESSAGES)
def test_what_a_message_may_share_a_batch_with(message: bytes) -> None:
    assert sharing(message) == MESSAGES[message]


def content(*batches: bytes) -> Counter[str]:
    """The queries of batches, why something was rejected, and how much was skipped."""
    found: Counter[str] = Counter()
    for batch in batches:
        decoded = decode(batch, "s")
        found.update(map(str, decoded.queries))
        found.update(f"{one.reason} {one.detail} {one.sha256}" for one in decoded.rejected)
        found.update(decoded.skipped)
    return found


@given(
    st.lists(
        st.sampled_from(sorted(MESSAGES))
        | st.binary(max_size=30)
        | st.text('{}[]",:# \n\r\t\x0b\x85ab1', max_size=30).map(str.encode)
        | st.text('{}[]",: \n1', max_size=12).map(str.encode)
    )
)
def test_joined_messages_are_read_as_each_alone(messages: list[bytes]) -> None:
    joined: dict[str, list[bytes]] = {}
    for message in messages:
        if kind := sharing(message):
            joined.setdefault(kind, []).append(message)
    for those in joined.values():
        assert content(b"\n".join(those)) == content(*those)


@pytest.mark.parametrize("kind", [LINES, VALUES])
def test_all_of_a_kind_at_once(kind: str) -> None:
    those = [message for message, answer in MESSAGES.items() if answer == kind]
    assert content(b"\n".join(those)) == content(b"\n".join(those[::-1])) == content(*those)
