"""The way in: formats by name, compression, and what is no list at all."""

import gzip

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.lists import parse as module
from models.lists.entry import ListError, Parsed
from models.lists.parse import FORMATS, parse


def texts(parsed: Parsed) -> list[str]:
    return [entry.text for entry in parsed.entries]


SAMPLES = {
    "txt": b"203.0.113.9\n",
    "stix": b'{"objects": [{"type": "ipv4-addr", "value": "203.0.113.9"}]}',
    "otx_csv": b"Indicator type, Indicator, Description\nIPv4, 203.0.113.9, x\n",
    "alien_vault": b"203.0.113.9#4#2#Malicious Host#US##0.0,0.0#3\n",
    "proof_point": b"203.0.113.9, 1, 100, 2026-01-01, 2026-01-02,\n",
    "fire_eye": b"reportId, ip\n1, 203.0.113.9\n",
}


def test_there_is_a_sample_of_each_format():
    assert SAMPLES.keys() == FORMATS.keys()


@pytest.mark.parametrize("name", FORMATS)
def test_formats_by_name_compressed_or_not(name):
    data = SAMPLES[name]
    assert texts(parse(data, name)) == ["203.0.113.9"]
    assert texts(parse(gzip.compress(data), name.upper())) == ["203.0.113.9"]
    assert texts(parse(b"\xef\xbb\xbf" + data, name)) == ["203.0.113.9"]


def test_access_keys_are_txt():
    key = "AKIAIOSFODNN7EXAMPLE"
    assert texts(parse(key.encode(), "txt", keys=True)) == [key]
    with pytest.raises(ListError, match="lists of access keys are of format txt"):
        parse(key.encode(), "otx_csv", keys=True)
    with pytest.raises(ListError, match="no entry") as refused:
        parse(key.encode(), "txt")
    assert key not in str(refused.value)


def test_an_unknown_format():
    with pytest.raises(ListError, match="no format is called csv"):
        parse(b"203.0.113.9", "csv")


PAGES = [
    b"<!DOCTYPE html>\n<html><body>203.0.113.9</body></html>",
    b"\n\n<HTML lang=en><head><title>404</title></head></HTML>",
    "\ufeff<!doctype html SYSTEM 'about:legacy-compat'>\n203.0.113.9".encode(),
]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("data", PAGES)
def test_a_web_page_is_no_list(data, name):
    with pytest.raises(ListError, match="is a web page"):
        parse(data, name)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("data", [b"203.0.113.9\n\0\n", "203.0.113.9".encode("utf-16-le"), b"\x7fELF\0\0"])
def test_binary_is_no_list(data, name):
    with pytest.raises(ListError, match="NUL"):
        parse(data, name)


@pytest.mark.parametrize("data", [b"\x1f\x8b", b"\x1f\x8bgarbage", gzip.compress(b"203.0.113.9", mtime=0)[:-6]])
def test_broken_compression(data):
    with pytest.raises(ListError, match="cannot be decompressed"):
        parse(data, "txt")


def test_what_grows_too_large(monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 1_000)
    assert texts(parse(gzip.compress(b"203.0.113.9\n" + b"\n" * 988), "txt")) == ["203.0.113.9"]
    with pytest.raises(ListError, match="larger than 1000 bytes"):
        parse(gzip.compress(b"203.0.113.9\n" + b"\n" * 989), "txt")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "txt"),
        (b"# nothing\n\n", "txt"),
        (b"Indicator type, Indicator\nCVE, CVE-2026-0001\n", "otx_csv"),
        (b'{"objects": []}', "stix"),
        (b'<s:STIX_Package xmlns:s="http://stix.mitre.org/stix-1"/>', "stix"),
        (b"", "alien_vault"),
        (b"", "proof_point"),
        (b"ip,title\n,x\n", "fire_eye"),
    ],
)
def test_without_an_entry_it_is_no_list(data, name):
    with pytest.raises(ListError, match=r"^holds no entry$"):
        parse(data, name)


def test_more_refused_than_read_is_no_list():
    with pytest.raises(ListError) as refused:
        parse(b"# x\n203.0.113.9\nnonsense\n1.2.3\n", "txt")
    assert str(refused.value) == (
        "2 of 3 lines are no entry, the first is line 3: a name without a dot: is it really format txt?"
    )
    assert len(parse(b"203.0.113.9\nnonsense\n", "txt").refused) == 1


def test_of_stix_objects_are_counted():
    data = b'{"objects": [{"type": "identity"}, {"type": "url", "value": "x"}]}'
    with pytest.raises(ListError, match="1 of 1 objects are no entry, the first is object 2: a name without a dot"):
        parse(data, "stix")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("other", FORMATS)
def test_a_list_of_another_format_gives_nothing_else(name, other):
    """Each is refused, or names the same: a reputation line begins with the address."""
    try:
        assert texts(parse(SAMPLES[other], name)) == ["203.0.113.9"]
    except ListError:
        assert name != other


LINES = st.lists(
    st.sampled_from([*b"".join(SAMPLES.values()).split(b"\n"), b'"', b"<a>", b"\r", b"\xff", b",,", b"##"])
)
PREFIXES = st.sampled_from([b"", b"\x1f\x8b\x08\0", b"\xff\xfe", b"{", b'<s:a xmlns:s="stix">', SAMPLES["otx_csv"]])


@given(
    data=st.tuples(PREFIXES, st.binary() | LINES.map(b"\n".join)).map(b"".join),
    name=st.sampled_from(sorted(FORMATS)),
    keys=st.booleans(),
)
@example(data=b'<?xml version="1.0" encoding="x-unknown"?><a/>', name="stix", keys=False)
@example(data=b'{"objects": [{"type": "url", "value": "\\ud800.example.org"}]}', name="stix", keys=False)
@example(data=b"<" + b"a><" * 50_000, name="stix", keys=False)
def test_any_bytes_are_a_list_or_refused(data, name, keys):
    try:
        parsed = parse(data, name, keys)
    except ListError:
        return
    assert parsed.entries and len(parsed.refused) <= len(parsed.entries)
