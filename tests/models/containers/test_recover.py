from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.containers import recover
from models.containers.recover import RESCANS, Kind, pieces, value_end

KEYS = ("eventVersion",)
A, B, C = (
    b'{"eventVersion": "1.%d", "userIdentity": {"type": "x", "ids": [1, {"a": []}]}, "errorCode": null}' % number
    for number in range(3)
)
BROKEN = A[:60]

VALUE, LINE, BASE64, MALFORMED, TRUNCATED = Kind.VALUE, Kind.LINE, Kind.BASE64, Kind.MALFORMED, Kind.TRUNCATED


def split(data: bytes, keys: tuple[str, ...] = KEYS) -> list[tuple[Kind, bytes]]:
    return [(kind, data[start:end]) for kind, start, end in pieces(data, keys)]


def document(*records: bytes, end: bytes = b"]}") -> bytes:
    return b'{"Records":[' + b",".join(records) + end


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(document(A, B), [(VALUE, A), (VALUE, B)], id="sound"),
        pytest.param(document(A, BROKEN, C), [(VALUE, A), (MALFORMED, BROKEN + b","), (VALUE, C)], id="half a record"),
        pytest.param(
            document(A, b"\xff\0garbage", C), [(VALUE, A), (MALFORMED, b"\xff\0garbage,"), (VALUE, C)], id="garbage"
        ),
        pytest.param(
            document(A, b'{"eventVersion": tru}', b'{"eventVersion": "\\q\0"}', C),
            [(VALUE, A), (VALUE, b'{"eventVersion": tru}'), (VALUE, b'{"eventVersion": "\\q\0"}'), (VALUE, C)],
            id="a flaw inside of the outline",
        ),
        pytest.param(
            document(A, B.replace(b'"x"', b'"x'), C),
            [(VALUE, A), (MALFORMED, B.replace(b'"x"', b'"x') + b","), (VALUE, C)],
            id="a lost quote",
        ),
        pytest.param(document(A, B[:-1], C), [(VALUE, A), (MALFORMED, B[:-1] + b","), (VALUE, C)], id="a lost brace"),
        pytest.param(
            document(A, b'{"eventVersion": "1", "responseElements": ' + B, C),
            [
                (VALUE, A),
                (MALFORMED, b'{"eventVersion": "1", "responseElements": '),
                (VALUE, B),
                (VALUE, C),
            ],
            id="a neighbour inside of the damage",
        ),
        pytest.param(document(A + B, b"", C, b""), [(VALUE, A), (VALUE, B), (VALUE, C)], id="stray commas"),
        pytest.param(document(A, B, end=b""), [(VALUE, A), (VALUE, B), (TRUNCATED, b"")], id="no end"),
        pytest.param(document(A, BROKEN, end=b""), [(VALUE, A), (TRUNCATED, BROKEN)], id="truncated"),
        pytest.param(
            document(A, b'{"eventVersion": "a\\', end=b""),
            [(VALUE, A), (TRUNCATED, b'{"eventVersion": "a\\')],
            id="truncated in an escape",
        ),
        pytest.param(
            document(A, end=b'], "next": 1}') + document(B),
            [(VALUE, A), (MALFORMED, b'"next": 1}{"Records":['), (VALUE, B)],
            id="more than a list",
        ),
        pytest.param(document(A, b"null"), [(VALUE, A), (MALFORMED, b"null]}")], id="something else"),
        pytest.param(b"[" + A + b",\n" + BROKEN, [(VALUE, A), (TRUNCATED, BROKEN)], id="truncated array"),
        pytest.param(BROKEN[10:] + document(A)[12:], [(MALFORMED, BROKEN[10:]), (VALUE, A)], id="no beginning"),
        pytest.param(A + B + BROKEN + C, [(VALUE, A), (VALUE, B), (MALFORMED, BROKEN), (VALUE, C)], id="no commas"),
        pytest.param(
            b"\n".join([A, BROKEN, b'{"unknown": 1}', b"2 eni-1", b"[odd", b"# odd", b"2 eni-2\r", C]),
            [
                (VALUE, A),
                (MALFORMED, BROKEN + b"\n"),
                (VALUE, b'{"unknown": 1}'),
                (LINE, b"2 eni-1"),
                (MALFORMED, b"[odd\n# odd\n"),
                (LINE, b"2 eni-2"),
                (VALUE, C),
            ],
            id="lines",
        ),
        pytest.param(b"text " + A, [(MALFORMED, b"text "), (VALUE, A)], id="a record inside of a line"),
        pytest.param(
            b"H4sIab\r\ncd==\nH4sI+/\nfoo\nH4sI,\n",
            [(BASE64, b"H4sIab\r\ncd=="), (BASE64, b"H4sI+/\nfoo"), (LINE, b"H4sI,")],
            id="base64",
        ),
        pytest.param(
            b'{"messageType":"DATA_MESSAGE","f":["a"],"logEvents":[{"id":"1","timestamp":2,"message":"a"},{"id":"2"',
            [(VALUE, b'{"id":"1","timestamp":2,"message":"a"}'), (TRUNCATED, b'{"id":"2"')],
            id="log events",
        ),
        pytest.param(
            b'{"messageType":"CONTROL_MESSAGE","logEvents":[{"id":""}]}',
            [(VALUE, b'{"messageType":"CONTROL_MESSAGE","logEvents":[{"id":""}]}')],
            id="a control message",
        ),
        pytest.param(b" \n,]}", [], id="nothing"),
    ],
)
def test_damages(data: bytes, expected: list[tuple[Kind, bytes]]) -> None:
    assert split(data) == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(
    st.lists(json_values, max_size=5) | st.dictionaries(st.text(max_size=5), json_values, max_size=5),
    st.sampled_from([None, 1]),
    st.booleans(),
)
def test_the_end_of_a_value(value: object, indent: int | None, ascii_only: bool) -> None:
    data = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode(errors="surrogatepass")
    assert value_end(b"x" + data + b"]}", 1) == (True, len(data) + 1)
    complete, reached = value_end(data[:-1], 0)
    assert not complete and reached == len(data) - 1


def test_nesting_has_no_limit() -> None:
    data = b'{"a":[' * 10_000 + b"]}" * 10_000
    assert value_end(data, 0) == (True, len(data))


tokens = st.sampled_from(
    [*(bytes([byte]) for byte in b'{}[],:"\\\n 1a\0\xff'), b'{"eventVersion":', b'{"Records":[', A, BROKEN]
)


@given(st.lists(tokens).map(b"".join))
def test_pieces_cover_the_text_but_for_gaps(data: bytes) -> None:
    position = 0
    for kind, start, end in pieces(data, KEYS):
        assert position <= start <= end and (start < end or (kind is TRUNCATED and end == len(data)))
        position = end
    assert position <= len(data)


@pytest.mark.parametrize(
    "hostile",
    [
        b"[" * 20_000,
        b'{"eventVersion":' * 5_000,
        b'{"eventVersion":[' * 5_000 + b"1," * 10_000,
        b'{"eventVersion":"' * 5_000,
        (b'{"eventVersion":' * 500 + b'"' + b"x" * 1_000) * 10,
        b'[{"eventVersion":' * 5_000,
        b'{"Records":[' * 5_000,
        b"[[1,2]," * 5_000,
        b"\n[" * 10_000,
        document(*[A[:-1]] * 500),
    ],
)
def test_hostile_text_is_scanned_a_bounded_number_of_times(hostile: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    scanned = 0

    def counting(data: bytes, start: int) -> tuple[bool, int]:
        nonlocal scanned
        complete, reached = value_end(data, start)
        scanned += reached - start
        return complete, reached

    monkeypatch.setattr(recover, "value_end", counting)
    split(hostile)
    assert scanned <= (RESCANS + 2) * len(hostile)
