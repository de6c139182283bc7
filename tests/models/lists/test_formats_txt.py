"""TXT: lines, columns, comments, encodings."""

import codecs

import pytest

from models.lists.entry import Entry, EntryKind, Refused
from models.lists.formats.txt import read, read_keys

A, D, K = EntryKind.ADDRESS, EntryKind.DOMAIN, EntryKind.KEY


def found(text: str | bytes) -> list[tuple[int, str]]:
    parsed = read(text.encode() if isinstance(text, str) else text)
    assert not parsed.refused
    return [(entry.line, entry.text) for entry in parsed.entries]


def test_addresses_ranges_and_domains_each_with_its_line():
    text = "203.0.113.9\n198.51.100.0/24\n\nExample.org\n198.51.100.7-198.51.100.9\n2001:db8::1\n203.0.113.9"
    assert read(text.encode()).entries == [
        Entry(A, "203.0.113.9", 1),
        Entry(A, "198.51.100.0/24", 2),
        Entry(D, "example.org", 4),
        Entry(A, "198.51.100.7-198.51.100.9", 5),
        Entry(A, "2001:db8::1", 6),
        Entry(A, "203.0.113.9", 7),
    ]


def test_lines_of_comment_and_blank_ones_say_nothing():
    text = "# list\n; of\n// mine\n   # 198.51.100.7\n\t\n203.0.113.9\n#203.0.113.10\n"
    assert found(text) == [(6, "203.0.113.9")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_lines(end):
    assert found(end.join(["203.0.113.9", "", "203.0.113.10", ""])) == [(1, "203.0.113.9"), (3, "203.0.113.10")]


def test_only_these_end_a_line():
    assert found("203.0.113.9 # a\x0bb\u2028c\x85d\n203.0.113.10") == [(1, "203.0.113.9"), (2, "203.0.113.10")]


@pytest.mark.parametrize(
    "data",
    [
        "203.0.113.9 # caf\u00e9".encode("utf-8-sig"),
        "203.0.113.9 # caf\u00e9".encode("latin-1"),
        codecs.BOM_UTF16_LE + "203.0.113.9 # caf\u00e9".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "203.0.113.9 # caf\u00e9".encode("utf-16-be"),
    ],
)
def test_encodings(data):
    assert read(data).entries == [Entry(A, "203.0.113.9", 1, names=("caf\u00e9",))]


@pytest.mark.parametrize(
    ("comment", "since", "names"),
    [
        (" ; SBL256894", "", ("SBL256894",)),
        ("\t# scanner", "", ("scanner",)),
        ("  # 2026-05-01 seen scanning", "2026-05-01", ("seen scanning",)),
        (" # 2026-05-01: seen scanning", "2026-05-01", ("seen scanning",)),
        (" # 2026-05-01", "2026-05-01", ()),
        (" # 2026-05-01T12:30:00+02:00 seen", "2026-05-01T10:30:00.000Z", ("seen",)),
        (" # 2026-05-01 12:30:00 seen", "2026-05-01T12:30:00.000Z", ("seen",)),
        (" # 2026-02-30 seen", "", ("2026-02-30 seen",)),
        (" # seen 2026-05-01", "", ("seen 2026-05-01",)),
        (" # 1777593600", "", ("1777593600",)),
        (" #", "", ()),
        ("", "", ()),
        (",", "", ()),
        (" 17 scanner", "", ()),
        (" 17 ; scanner", "", ("scanner",)),
    ],
)
def test_what_follows_an_entry(comment, since, names):
    assert read(f"203.0.113.9{comment}".encode()).entries == [Entry(A, "203.0.113.9", 1, since, names)]


def test_a_hosts_file():
    text = "0.0.0.0 a.example.org b.example.org # ads\n127.0.0.1\tc.example.org\n:: d.example.org\n0.0.0.0\n"
    assert found(text) == [
        (1, "a.example.org"),
        (1, "b.example.org"),
        (2, "c.example.org"),
        (3, "d.example.org"),
        (4, "0.0.0.0"),
    ]


def test_refused_lines_are_named_without_their_text():
    text = '203.0.113.9\n\nlocalhost\n"\n198.51.100.0 198.51.100.255 24\n198.51.100.0/24, 203.0.113.0/24\n1.2.3 # x'
    parsed = read(text.encode())
    assert [entry.line for entry in parsed.entries] == [1]
    assert parsed.refused == [
        Refused(3, "a name without a dot"),
        Refused(4, "empty"),
        Refused(5, "more than one address"),
        Refused(6, "more than one address"),
        Refused(7, "an IPv4 address that is incomplete, zero-padded or out of range"),
    ]


def test_access_keys():
    key = "AKIAIOSFODNN7EXAMPLE"
    parsed = read_keys(
        f"# leaked\n{key}, ours # 2026-05-01 public repository\nSHA256:{'AB' * 32}\n203.0.113.9\n".encode()
    )
    assert parsed.entries == [
        Entry(K, key, 2, "2026-05-01", ("public repository",)),
        Entry(K, "sha256:" + "ab" * 32, 3),
    ]
    assert [refused.line for refused in parsed.refused] == [4]
