"""Names in the one form that all logs' names get."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dns.names import LONGEST, clean_name

#: What a canonical label may consist of.
LABEL = re.compile(r"(?:[!-\-/-\[\]-~]|\\\d{3})+")

label_octets = st.binary(min_size=1, max_size=63)


def escaped(octets: bytes) -> str:
    """Every octet of a label as a decimal escape."""
    return "".join(f"\\{octet:03d}" for octet in octets)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("example.com", "example.com"),
        ("WWW.Example.COM.", "www.example.com"),
        (".", ""),
        ("", ""),
        ("_ldap._tcp.dc._msdcs.corp.local.", "_ldap._tcp.dc._msdcs.corp.local"),
        ("*.example.com", "*.example.com"),
        ("4.3.2.1.in-addr.arpa.", "4.3.2.1.in-addr.arpa"),
        ('a"b.example', 'a"b.example'),
        (r"a\.b.example.", r"a\046b.example"),
        (r"a\046b.example", r"a\046b.example"),
        (r"a\x2Eb.example", r"a\046b.example"),
        (r"a\\b.example", r"a\092b.example"),
        (r"a\"b\@c.example", 'a"b@c.example'),
        (r"\065\x42C.example", "abc.example"),
        ("a b.example", r"a\032b.example"),
        ("a\tb\x00.example", r"a\009b\000.example"),
        ("a\x7f.example", r"a\127.example"),
        ("example\\", r"example\092"),
        (r"example\.", r"example\046"),
        (r"a\999.example", "a999.example"),
        ("\udcff\udc80.example", r"\255\128.example"),
        (r"\255\x80.example", r"\255\128.example"),
        (r"\xff\000.t.example", r"\255\000.t.example"),
    ],
)
def test_every_spelling_of_octets_is_one(text: str, name: str) -> None:
    assert clean_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.Example.", "xn--bcher-kva.example"),
        ("bu\u0308cher.example", "xn--bcher-kva.example"),
        (r"b\195\188cher.example", "xn--bcher-kva.example"),
        (r"b\xc3\xbccher.example", "xn--bcher-kva.example"),
        ("b\udcc3\udcbccher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
        ("пример.испытание.", "xn--e1afmkfd.xn--80akhbyknj4f"),
        ("faß.example", "xn--fa-hia.example"),
        ("💩.example", "xn--ls8h.example"),
        ("ﬁsh.example", "fish.example"),
    ],
)
def test_other_letters_become_an_a_label(text: str, name: str) -> None:
    assert clean_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "\ufffd\ufffd.example",  # what stands for octets that could not be read
        "a\u200bb.example",
        "é e.example",
        "ü" * 64 + ".example",
        "例" * 60 + ".example",  # an A-label of more than 63 octets
    ],
)
def test_what_is_no_international_label_is_escaped(text: str) -> None:
    name = clean_name(text)
    assert name and name.endswith(".example") and "xn--" not in name
    assert clean_name(escaped(text.removesuffix(".example").encode()) + ".example") == name


@pytest.mark.parametrize("text", ["..", ".example", "a..example", "example..", "a.。b", "\ud800.example", r"a.\046..b"])
def test_empty_labels_and_half_characters_are_no_names(text: str) -> None:
    assert clean_name(text) is None


def test_no_name_is_without_bound() -> None:
    longest = ".".join(["a" * 63] * 3 + ["b" * 63])
    assert len(longest) == LONGEST
    assert clean_name(longest) == clean_name(longest + ".") == longest
    assert clean_name("a" + longest) is None
    assert clean_name("a" * 1_000_000) is None
    assert clean_name("é" * 1_000_000) is None


def test_octets_of_a_tunnel_are_counted_before_they_are_escaped() -> None:
    labels = [bytes(range(128, 191)), bytes(range(192, 255)), b"\xff\x00" * 31]
    name = clean_name(".".join(map(escaped, labels)) + ".t.example.com.")
    assert name and len(name) > LONGEST and name.endswith(".t.example.com")


def test_labels_that_nobody_could_ask_for_are_taken() -> None:
    assert clean_name("A" * 100 + ".example.com") == "a" * 100 + ".example.com"


@given(st.text(max_size=300) | st.text("aB.\\0189x ü。\ud800\udcff", max_size=40))
def test_a_clean_name_stays_as_it_is(text: str) -> None:
    name = clean_name(text)
    assert name is None or clean_name(name) == name
    if name:
        assert all(LABEL.fullmatch(label) for label in name.split(".")) and name == name.lower()


@given(st.lists(label_octets, min_size=1, max_size=3))
def test_octets_and_their_escapes_are_one_name(labels: list[bytes]) -> None:
    written = ".".join(map(escaped, labels))
    raw = ".".join(
        label.replace(b"\\", b"\\\\").replace(b".", b"\\.").decode(errors="surrogateescape") for label in labels
    )
    hexadecimal = ".".join("".join(f"\\x{octet:02X}" for octet in label) for label in labels)
    name = clean_name(written)
    assert name is not None and name.count(".") == len(labels) - 1
    assert clean_name(hexadecimal) == name
    if not set("\u3002\uff0e\uff61") & set(raw):
        assert clean_name(raw) == name
