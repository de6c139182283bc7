from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.containers.unwrap import Skipped
from models.dns.fault import Fault
from models.dns.objects import read_object
from models.dns.query import Answer, Query
from tests.models.dns.test_dnstap import ANSWERED, COLLECTOR, FLAT, GOLANG, VECTOR
from tests.models.dns.test_zeek_json import RECORD

#: 2026-01-15T10:00:00Z
TEN = 1_768_471_200_000
LINE = '[INFO] 10.0.0.5:34567 - 1 "A IN www.example.com. udp 40 false 512" NOERROR qr,rd,ra 106 0.05s'
LOGGED = Query(TEN, "www.example.com", "A", "NOERROR", address="10.0.0.5")


def read(value: Any, stamped_ms: int | None = None) -> Query | Fault | Skipped | None:
    return read_object(json.dumps(value).encode(), stamped_ms)


@pytest.mark.parametrize("value", [{"type": "MESSAGE", "message": GOLANG}, COLLECTOR, FLAT, VECTOR])
def test_dnstap(value: dict[str, Any]) -> None:
    assert read(value) == ANSWERED


def test_zeek() -> None:
    found = read(RECORD)
    assert isinstance(found, Query) and found.answers[0] == Answer("A", "192.0.2.1")
    assert read({**RECORD, "query": None}) == Skipped("no-question")


@pytest.mark.parametrize(
    "value",
    [
        {"log": LINE + "\n", "stream": "stdout", "time": "2026-01-15T10:00:00.000456789Z"},
        {"date": 1768471200.000456, "log": LINE, "kubernetes": {"pod_name": "coredns-5d78c9869d-abcde"}},
        {"@timestamp": "2026-01-15T10:00:00.000Z", "message": LINE, "log": None},
        {"timestamp": "2026-01-15T10:00:00Z", "message": LINE, "source_type": "file"},
        {"__REALTIME_TIMESTAMP": "1768471200000456", "MESSAGE": LINE, "_PID": "77"},
        {"textPayload": LINE, "timestamp": "2026-01-15T10:00:00Z", "insertId": "x"},
        {"log": "2026-01-15T10:00:00Z stdout F " + LINE, "time": "yesterday"},
    ],
)
def test_lines_in_envelopes(value: dict[str, Any]) -> None:
    assert read({key: member for key, member in value.items() if member is not None}) == LOGGED


def test_a_line_in_an_envelope_without_a_time() -> None:
    found = read({"log": LINE, "stream": "stdout"})
    assert isinstance(found, Fault) and found.reason == "missing-time"
    assert read({"log": LINE, "stream": "stdout"}, TEN) == LOGGED
    assert read({"log": ".:53\n", "stream": "stdout"}) == Skipped("not-a-query")


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"log": "hello\n", "stream": "stdout", "time": "2026-01-15T10:00:00Z"},
        {"log": {"level": "info"}, "message": 5},
        {"message": {"type": "CLIENT_QUERY"}, "type": "other"},
        {"MESSAGE": [72, 105]},
        {"id.orig_h": "10.0.0.5", "id.resp_h": "198.51.100.7", "proto": "tcp", "conn_state": "SF"},
        {"eventVersion": "1.08", "eventSource": "ec2.amazonaws.com"},
        {"messageType": "DATA_MESSAGE", "logEvents": []},
    ],
)
def test_objects_of_no_known_format(value: dict[str, Any]) -> None:
    assert read(value, TEN) is None


@pytest.mark.parametrize("data", [b"", b"[]", b"5", b"{", b'{"log": "x', b'{"id.orig_h": 1, "query": tru}', b'"text"'])
def test_what_is_no_object(data: bytes) -> None:
    assert read_object(data) is None


@given(
    st.dictionaries(
        st.sampled_from(["log", "message", "MESSAGE", "time", "type", "dnstap", "dns", "query", "id.orig_h", "ts"])
        | st.sampled_from(["messageType", "dataType", "dnstap.operation", "qtype", "timestamp"]),
        st.none() | st.integers() | st.text() | st.dictionaries(st.text(), st.text()),
    )
)
def test_any_members(value: dict[str, Any]) -> None:
    assert not isinstance(read(value), Query)


@given(st.binary())
def test_any_octets(data: bytes) -> None:
    assert not isinstance(read_object(data), Query)
    read_object(b'{"log": "' + data + b'"}')
