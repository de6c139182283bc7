from __future__ import annotations

import pytest

from models.vpc_flow.fields import FIELDS, V2, Formats, header


@pytest.mark.parametrize(
    "text",
    [
        "${version} ${account-id} ${srcaddr} ${dstaddr} ${start}",
        "version account-id srcaddr dstaddr start",
        "${version}${account-id}${srcaddr} ${ dstaddr } start\n",
        "version account_id srcaddr dstaddr start",
    ],
)
def test_a_format_is_written_as_the_console_shows_it_or_plainly(text: str) -> None:
    assert Formats.parse(text).headless == ("version", "account-id", "srcaddr", "dstaddr", "start")


def test_without_a_format_it_is_the_default() -> None:
    assert Formats.parse(None) == Formats() == Formats(V2)
    assert Formats().candidates() == (V2,)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "srcaddr or pkt-srcaddr, dstaddr or pkt-dstaddr, start or end"),
        ("scraddr dstaddr start", "lacks srcaddr"),
        ("srcaddr dstaddr start end start", "start more than once"),
    ],
)
def test_a_format_that_cannot_be_of_use(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Formats.parse(text)


def test_fields_of_every_version_are_known() -> None:
    assert len(FIELDS) == 54
    assert {"tcp-flags", "az-id", "flow-direction", "ecs-task-id", "reject-reason", "resource-id"} <= FIELDS
    assert {"encryption-status", "asg-tag-2", "next-hop-interface-type"} <= FIELDS


@pytest.mark.parametrize("line", [b"", b"version of the truth", b"2 1 eni-0 start 10.0.0.1", b"\xff\xfe\x00 a"])
def test_no_header(line: bytes) -> None:
    assert header(line) is None
