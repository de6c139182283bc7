from __future__ import annotations

import json
from datetime import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.containers.lenient import decode_leniently
from models.containers.repair import repaired


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b'"a\x00b\nc"', "a b c"),
        (b'"\\ud800"', "�"),
        (b'"\\udc00\\ud83d\\ude00\\ud83d"', "�😀�"),
        (b'"\\\\ud800 \\u00e9"', "\\ud800 é"),
        (b'"C:\\path \\u12"', "C:\\path \\u12"),
        (b'"\xff\xc3\xa9"', "�é"),
        (b'\x00{"a":\x001}', {"a": 1}),
        (
            b'{"a": NaN, "NaN": ["Infinity \\"NaN", -Infinity, Infinity]}',
            {"a": None, "NaN": ['Infinity "NaN', None, None]},
        ),
    ],
)
def test_slips(text: bytes, value: object) -> None:
    assert msgspec.json.decode(repaired(text)) == value
    assert repaired(repaired(text)) == repaired(text)


@given(st.text(), st.booleans())
def test_correct_text_keeps_its_meaning(value: str, ascii_only: bool) -> None:
    assert json.loads(repaired(json.dumps([value], ensure_ascii=ascii_only).encode())) == [value]


@given(st.binary())
def test_repairing_once_is_enough(data: bytes) -> None:
    assert repaired(repaired(data)) == repaired(data)


class Inner(msgspec.Struct, rename="camel"):
    name: str | None = None
    user_count: int | None = None


class Outer(msgspec.Struct):
    moment: datetime | None = None
    inner: Inner | None = msgspec.field(name="in", default=None)
    name: str = ""
    raw: msgspec.Raw = msgspec.Raw(b"null")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'{"name": 5, "raw": [1], "x": 1}', Outer(raw=msgspec.Raw(b"[1]"))),
        (b'{"in": {"name": {}, "userCount": "7"}, "name": "n"}', Outer(inner=Inner(user_count=7), name="n")),
        (b'{"in": "x", "moment": "never", "name": null}', Outer()),
        (b'{"name": "a", "name": "b", "in": null}', Outer(name="b")),
    ],
)
def test_a_field_of_the_wrong_type_is_missing(text: bytes, expected: Outer) -> None:
    assert decode_leniently(text, Outer) == expected


@pytest.mark.parametrize("text", [b"", b"[]", b"5", b'{"name": }'])
def test_what_is_no_object_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — one of msgspec's
        decode_leniently(text, Outer)
