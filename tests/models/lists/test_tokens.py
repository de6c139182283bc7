"""Entries as people and feeds write them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.lists.entry import EntryKind
from models.lists.tokens import read, read_key

ADDRESSES = {
    "203.0.113.9": "203.0.113.9",
    "203.0.113.9:8080": "203.0.113.9",
    "2001:DB8:0::1": "2001:db8::1",
    "[2001:db8::1]": "2001:db8::1",
    "[2001:db8::1]:443": "2001:db8::1",
    "::ffff:198.51.100.7": "198.51.100.7",
    "198.51.100.7.": "198.51.100.7",
    # blocks
    "198.51.100.0/24": "198.51.100.0/24",
    "198.51.100.7/24": "198.51.100.0/24",
    "198.51.100.7/32": "198.51.100.7",
    "198.51.100.7/255.255.255.0": "198.51.100.0/24",
    "2001:db8::7/32": "2001:db8::/32",
    "2001:db8::7/128": "2001:db8::7",
    "::ffff:198.51.100.7/120": "198.51.100.0/24",
    "10.0.0.0/8": "10.0.0.0/8",
    "2001::/19": "2001::/19",
    # ranges
    "198.51.100.7-198.51.100.9": "198.51.100.7-198.51.100.9",
    "198.51.100.7 - 198.51.100.9": "198.51.100.7-198.51.100.9",
    "198.51.100.7 \u2013 198.51.100.9": "198.51.100.7-198.51.100.9",
    "198.51.100.0-198.51.100.255": "198.51.100.0/24",
    "198.51.100.7-198.51.100.7": "198.51.100.7",
    "2001:db8::1-2001:db8::5": "2001:db8::1-2001:db8::5",
    "1.0.0.0-1.255.255.255": "1.0.0.0/8",
    # defanged, wrapped
    "198[.]51[.]100[.]7": "198.51.100.7",
    "198(.)51{.}100[dot]7": "198.51.100.7",
    "198(dot)51(DOT)100[.]7": "198.51.100.7",
    "2001[:]db8[:][:]1": "2001:db8::1",
    '"198.51.100.7",': "198.51.100.7",
    "<198.51.100.7>": "198.51.100.7",
    "(198.51.100.7)": "198.51.100.7",
    "\u200b198.51.100.7\xa0": "198.51.100.7",
    # of a URL, the host
    "http://198.51.100.7/path": "198.51.100.7",
    "hxxp://198.51.100.7:8080": "198.51.100.7",
    "https://[2001:db8::1]:443/?q=example.org": "2001:db8::1",
    "http://198.51.100.7/24": "198.51.100.7",
    "198.51.100.7/path": "198.51.100.7",
}

DOMAINS = {
    "example.org": "example.org",
    "EVIL.Example.Org.": "evil.example.org",
    "evil[.]example[.]org": "evil.example.org",
    "example.org:8443": "example.org",
    "*.example.org": "*.example.org",
    ".example.org": "*.example.org",
    "_dmarc.example.org": "_dmarc.example.org",
    "a_b--c.example.org": "a_b--c.example.org",
    "198.51.100.7-static.example.org": "198.51.100.7-static.example.org",
    "b\u00fccher.example.org": "xn--bcher-kva.example.org",
    "B\u00dcCHER\u3002example\u3002org": "xn--bcher-kva.example.org",
    "_dmarc.b\u00fccher.example": "_dmarc.xn--bcher-kva.example",
    "xn--bcher-kva.example.org": "xn--bcher-kva.example.org",
    "https://evil.example.org/x": "evil.example.org",
    "hxxps://evil.example[.]org[:]8443/a?b#c": "evil.example.org",
    "hxxps[://]evil.example.org": "evil.example.org",
    "ftp://user:secret@evil.example.org/": "evil.example.org",
    "http://*.example.org/": "*.example.org",
    "evil.example.org/a/b": "evil.example.org",
    "0.0.0.0 evil.example.org": "evil.example.org",
    "127.0.0.1\tevil.example.org": "evil.example.org",
    f"{'a' * 63}.example.org": f"{'a' * 63}.example.org",
}

REFUSED = {
    "": "empty",
    ' " ': "empty",
    "198.51.100.7 198.51.100.9": "several words",
    "192.000.002.001": "zero-padded",
    "198.051.100.7/24": "zero-padded",
    "1.2.3": "incomplete",
    "198.51.100.256": "out of range",
    "198.51.100.7/33": "prefix length",
    "2001:db8::/129": "prefix length",
    "0.0.0.0/0": "broader than /8",
    "10.0.0.0/7": "broader than /8",
    "::/0": "broader than /19",
    "2001::/18": "broader than /19",
    "::ffff:0:0/96": "broader than /8",
    "1.0.0.0-2.0.0.0": "broader than /8",
    "198.51.100.9-198.51.100.7": "ends before it begins",
    "198.51.100.9-2001:db8::1": "ends before it begins",
    "198.51.100.7-9": "top-level",
    "fe80::1%eth0": "neither",
    "fe80::1%eth0/64": "neither",
    "localhost": "without a dot",
    "*.org": "without a dot",
    "*": "neither",
    "a.*.example.org": "neither",
    "a..example.org": "neither",
    "example.org..": "neither",
    "someone@example.org": "neither",
    "example.org:smtp": "port",
    "http://": "neither",
    "file.123": "top-level",
    "\uff11\uff19\uff18.51.100.7": "incomplete",
    f"{'a' * 64}.example.org": "neither",
    "\u00fc" * 64 + ".example.org": "longer than 63",
    "\u00fc" * 63 + ".example.org": "spelt so",
    ".".join(["a" * 49] * 5 + ["example"]): "longer than 253",
}


@pytest.mark.parametrize(("text", "canonical"), ADDRESSES.items())
def test_addresses_blocks_and_ranges(text, canonical):
    assert read(text) == (EntryKind.ADDRESS, canonical)


@pytest.mark.parametrize(("text", "canonical"), DOMAINS.items())
def test_domains(text, canonical):
    assert read(text) == (EntryKind.DOMAIN, canonical)


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_what_is_no_entry(text, reason):
    with pytest.raises(ValueError, match=reason) as refused:
        read(text)
    assert not text.strip() or text not in str(refused.value)


@pytest.mark.parametrize("canonical", [*ADDRESSES.values(), *DOMAINS.values()])
def test_the_canonical_text_reads_as_itself(canonical):
    assert read(canonical)[1] == canonical


MARKS = st.text("0123456789abcdefx.:-/*[](){}%@#,;\"'_\u00fc\uff0e\u3002\u200b \t", max_size=40)


@given(st.text() | MARKS | st.text(st.characters(categories=["Cs", "Lu", "Po", "Nd"])))
@example("\ud800.example.org")
@example("\u2026.\u2488.example")
def test_any_text_is_an_entry_that_reads_as_itself_or_refused(text):
    try:
        kind, canonical = read(text)
    except ValueError:
        return
    assert read(canonical) == (kind, canonical)


@given(st.ip_addresses(), st.integers(20, 32))
def test_every_block_is_named_by_its_network(address, prefix):
    _, canonical = read(f"{address}/{prefix}")
    assert read(canonical)[1] == canonical


KEY = "AKIAIOSFODNN7EXAMPLE"


@pytest.mark.parametrize("key", [KEY, KEY.replace("AK", "AS"), KEY.replace("AK", "AB"), KEY[:16], KEY + "A" * 108])
def test_access_key_ids(key):
    assert read_key(f' "{key}",') == (EntryKind.KEY, key)


@pytest.mark.parametrize("text", ["Ab" * 32, "sha256:" + "aB" * 32, "SHA256:" + "AB" * 32])
def test_digests_of_access_key_ids(text):
    assert read_key(text) == (EntryKind.KEY, "sha256:" + "ab" * 32)


@pytest.mark.parametrize(
    "text",
    ["", KEY.lower(), KEY[:15], KEY + "A" * 109, "AIDAIOSFODNN7EXAMPLE", KEY + "-1", "ab" * 31, "md5:" + "ab" * 32],
)
def test_what_is_no_access_key(text):
    with pytest.raises(ValueError, match=r"^neither an access key id nor the SHA-256 of one$"):
        read_key(text)
