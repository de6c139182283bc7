from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.containers.unwrap import Skipped
from models.dns.coredns import read_coredns
from models.dns.fault import Fault
from models.dns.query import Query
from models.dns.stamps import Stamped

TIME = 1_767_323_045_123
COMMON = '10.0.0.5:34567 - 12345 "A IN www.example.com. udp 40 false 512" NOERROR qr,rd,ra 106 0.051294034s'
WWW = Query(TIME, "www.example.com", "A", "NOERROR", address="10.0.0.5")


def read(message: str) -> Query | Fault | Skipped | None:
    return read_coredns(Stamped(TIME, "", True, message))


@pytest.mark.parametrize("message", [COMMON, "[INFO] " + COMMON, "[INFO] " + COMMON + ' "0"'])
def test_both_formats(message: str) -> None:
    assert read(message) == WWW


def test_other_values() -> None:
    line = '[INFO] [2001:DB8::5]:34567 - 1 "{} IN {} tcp 40 true 4096" {} {} {} {}'
    assert read(line.format("AAAA", "a.example.", "NXDOMAIN", "qr,aa,rd", 133, "1.2e-05s")) == Query(
        TIME, "a.example", "AAAA", "NXDOMAIN", address="2001:db8::5", tcp=True
    )
    assert read(line.format("TYPE65280", r"a\ b\"c.example.", "-", "-", "-", "-")) == Query(
        TIME, r'a\032b"c.example', "TYPE65280", address="2001:db8::5", tcp=True
    )
    assert read(line.format("NS", ".", "23", "", 0, "0s")) == Query(
        TIME, "", "NS", "BADCOOKIE", address="2001:db8::5", tcp=True
    )


@pytest.mark.parametrize(
    "message",
    [
        ".:53",
        "cluster.local.:53",
        "CoreDNS-1.11.1",
        "linux/amd64, go1.20.7, ae2bbc2",
        "[INFO] plugin/reload: Running configuration SHA512 = 591cf328cccc12bc490481273e738df59329c62c0b729d94e8b61db9",
        "[ERROR] plugin/errors: 2 www.example.com. A: read udp 10.0.0.2:41432->10.0.0.3:53: i/o timeout",
        "[WARNING] No files matching import glob pattern: /etc/coredns/custom/*.server",
    ],
)
def test_other_messages(message: str) -> None:
    assert read(message) == Skipped("not-a-query")


def test_another_class() -> None:
    assert read(COMMON.replace("A IN www.example.com.", "TXT CH version.bind.")) == Skipped("other-class")


@pytest.mark.parametrize(
    "message",
    [
        "[INFO] " + COMMON[:60],
        "[INFO] " + COMMON + " extra",
        "[INFO] 10.0.0.5:34567 www.example.com.",
        COMMON.replace("false", "maybe"),
    ],
)
def test_damaged_lines_and_formats_of_ones_own(message: str) -> None:
    found = read(message)
    assert isinstance(found, Fault) and found.reason == "malformed-line"


@pytest.mark.parametrize(
    "message", ["", "10.0.0.5", "host:53 - x", 'GET / "A IN a. udp 1 false 1"', "[notice] " + COMMON]
)
def test_lines_of_others(message: str) -> None:
    assert read(message) is None


@given(st.text())
def test_any_text(text: str) -> None:
    assert not isinstance(read(text), Query)
    assert not isinstance(read("[INFO] " + text), Query)
    read("[INFO] 10.0.0.5:34567 - " + text)


@given(st.integers(0, len(COMMON) - 3))
def test_a_line_that_ends_too_early_is_never_a_query(length: int) -> None:
    assert not isinstance(read(COMMON[:length]), Query)
