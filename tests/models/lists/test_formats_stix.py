"""STIX: packages of 1.x, bundles of 2.x, and the pattern language."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.lists.entry import Entry, EntryKind, ListError
from models.lists.formats.patterns import named_in
from models.lists.formats.stix import read

A, D = EntryKind.ADDRESS, EntryKind.DOMAIN


def package(content: str) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<stix:STIX_Package xmlns:stix="http://stix.mitre.org/stix-1" xmlns:indicator="http://stix.mitre.org/Indicator-2"
    xmlns:cybox="http://cybox.mitre.org/cybox-2" xmlns:a="http://cybox.mitre.org/objects#AddressObject-2"
    xmlns:d="http://cybox.mitre.org/objects#DomainNameObject-1" xmlns:u="http://cybox.mitre.org/objects#URIObject-2"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="1.2">{content}</stix:STIX_Package>""".encode()


def observable(properties: str, more: str = "") -> str:
    return f"<cybox:Observable {more}><cybox:Object>{properties}</cybox:Object></cybox:Observable>"


def address(value: str, category: str = "ipv4-addr", more: str = "", condition: str = "") -> str:
    category = f'category="{category}"' if category else ""
    said = f'condition="{condition}"' if condition else ""
    return observable(
        f'<cybox:Properties xsi:type="a:AddressObjectType" {category}>'
        f"<a:Address_Value {said}>{value}</a:Address_Value></cybox:Properties>",
        more,
    )


def domain(value: str) -> str:
    return observable(
        f'<cybox:Properties xsi:type="d:DomainNameObjectType" type="FQDN"><d:Value>{value}</d:Value></cybox:Properties>'
    )


def uri(value: str, kind: str) -> str:
    return observable(
        f'<cybox:Properties xsi:type="u:URIObjectType" type="{kind}"><u:Value>{value}</u:Value></cybox:Properties>'
    )


def texts(data: bytes) -> list[str]:
    parsed = read(data)
    assert not parsed.refused
    return [entry.text for entry in parsed.entries]


def test_objects_of_a_package():
    parsed = read(
        package(
            f"<stix:Observables>{address('198.51.100.1')}{address('2001:db8::1', 'ipv6-addr')}"
            f"{address('198.51.100.0/24', 'cidr')}{address('198.51.100.2', '')}{domain('Example.org')}"
            f"{uri('https://evil.example.org/x', 'URL')}{uri('b.example.org', 'Domain Name')}</stix:Observables>"
        )
    )
    assert parsed.entries == [
        Entry(A, "198.51.100.1", 1),
        Entry(A, "2001:db8::1", 2),
        Entry(A, "198.51.100.0/24", 3),
        Entry(A, "198.51.100.2", 4),
        Entry(D, "example.org", 5),
        Entry(D, "evil.example.org", 6),
        Entry(D, "b.example.org", 7),
    ]


def test_several_values_and_ranges():
    several = address("198.51.100.1##comma##198.51.100.3", condition="Equals")
    between = address("192.0.2.0##comma##192.0.2.255", condition="InclusiveBetween")
    odd = address("192.0.2.7 ##comma## 192.0.2.9", condition="InclusiveBetween")
    assert texts(package(several + between + odd)) == [
        "198.51.100.1",
        "198.51.100.3",
        "192.0.2.0/24",
        "192.0.2.7-192.0.2.9",
    ]


def test_an_indicator_says_since_when_and_what():
    parsed = read(
        package(
            f"{domain('first.example.org')}<stix:Indicators>"
            f'<stix:Indicator timestamp="2026-05-01T02:00:00+02:00">{address("198.51.100.1")}'
            "<indicator:Title>A &amp; B</indicator:Title></stix:Indicator>"
            f"<stix:Indicator timestamp='2026-05-01T00:00:00Z'><indicator:Title>C</indicator:Title>"
            "<indicator:Valid_Time_Position><indicator:Start_Time>2026-04-01T00:00:00Z</indicator:Start_Time>"
            f"</indicator:Valid_Time_Position>{domain('example.org')}</stix:Indicator>"
            f"</stix:Indicators>{address('198.51.100.2')}"
        )
    )
    assert parsed.entries == [
        Entry(D, "first.example.org", 1),
        Entry(A, "198.51.100.1", 2, "2026-05-01T00:00:00.000Z", ("A & B",)),
        Entry(D, "example.org", 3, "2026-04-01T00:00:00.000Z", ("C",)),
        Entry(A, "198.51.100.2", 4),
    ]


def test_objects_that_concern_others_are_passed_over():
    mail = address("someone@example.org", "e-mail")
    file = observable('<cybox:Properties xsi:type="f:FileObjectType"><cybox:Value>x</cybox:Value></cybox:Properties>')
    urn = uri("urn:x:y", "General URN")
    assert texts(package(mail + file + urn + address("198.51.100.1"))) == ["198.51.100.1"]


def test_what_cannot_be_looked_up_is_refused():
    parsed = read(
        package(
            address("198.51.100.1")
            + address("198.51.100.2", more='negate="true"')
            + address("198.51.", condition="StartsWith")
            + address("nonsense")
            + f'<stix:Indicator negate="true">{address("198.51.100.3")}</stix:Indicator>'
            + address("198.51.100.4")
        )
    )
    assert [entry.text for entry in parsed.entries] == ["198.51.100.1", "198.51.100.4"]
    assert [refused.line for refused in parsed.refused] == [2, 3, 4, 5]


BOMB = '<!DOCTYPE x [<!ENTITY a "198.51.100.1"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (BOMB.encode() + package(address("&b;")).partition(b"?>")[2], "document type declaration"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/hostname"><x/>', "document type declaration"),
        (package(address("&b;")), "neither STIX"),
        (package("<open>"), "neither STIX"),
        (package("")[:-5], "neither STIX"),
        (b"<rss><item/></rss>", "no STIX package"),
        (b"198.51.100.1\n", "neither STIX"),
        (b"", "neither STIX"),
        (b"[]", "neither STIX"),
        (b"{", "no STIX 2 bundle"),
        (b'{"type": "bundle"}', "no STIX 2 bundle"),
        (b'{"objects": {}}', "no STIX 2 bundle"),
        (b'{"objects": [' + b"[" * 100_000, "no STIX 2 bundle"),
    ],
)
def test_what_is_no_stix(data, reason):
    with pytest.raises(ListError, match=reason):
        read(data)


def bundle(*objects: object) -> bytes:
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}).encode()


def indicator(pattern: str, **more: object) -> dict:
    return {"type": "indicator", "spec_version": "2.1", "pattern": pattern, "pattern_type": "stix", **more}


def test_indicators_of_a_bundle():
    said = {
        "name": "Scanner",
        "labels": ["botnet", "Scanner"],
        "indicator_types": ["malicious-activity"],
        "valid_from": "2026-05-01T02:00:00.123456+02:00",
        "valid_until": "2026-06-01T00:00:00Z",
    }
    parsed = read(bundle({"type": "identity", "name": "us"}, indicator("[ipv4-addr:value = '203.0.113.9']", **said)))
    names = ("Scanner", "malicious-activity", "botnet")
    assert parsed.entries == [Entry(A, "203.0.113.9", 2, "2026-05-01T00:00:00.123Z", names)]


def test_observable_objects_of_a_bundle():
    values = {
        "ipv4-addr": "203.0.113.9",
        "ipv6-addr": "2001:db8::1",
        "domain-name": "Example.org",
        "url": "https://evil.example.org/x",
        "email-addr": "someone@example.org",
    }
    objects = [{"type": kind, "value": value} for kind, value in values.items()]
    assert texts(bundle(*objects)) == ["203.0.113.9", "2001:db8::1", "example.org", "evil.example.org"]


def test_indicators_that_are_revoked_or_concern_others_are_passed_over():
    assert texts(
        bundle(
            indicator("[ipv4-addr:value = '203.0.113.9']", revoked=True),
            indicator("[file:hashes.'SHA-256' = 'ipv4-addr:value']"),
            indicator("alert tcp any any", pattern_type="snort"),
            {"type": "x-custom", "value": 7, "pattern": None},
            {"type": "indicator", "pattern": "[ipv4-addr:value = '203.0.113.10']"},  # STIX 2.0
        )
    ) == ["203.0.113.10"]


def test_objects_that_are_broken_are_refused_alone():
    parsed = read(
        bundle(
            indicator("[ipv4-addr:value = '203.0.113.9']"),
            indicator("[ipv4-addr:value = '1.2.3']"),
            indicator("[ipv4-addr:value = ?]"),
            {"type": "indicator"},
            {"type": "url", "value": 7},
            7,
            indicator("[domain-name:value LIKE '%.example.org']"),
            indicator("[ipv4-addr:value = '203.0.113.10']"),
        )
    )
    assert [entry.line for entry in parsed.entries] == [1, 8]
    assert [refused.line for refused in parsed.refused] == [2, 3, 4, 5, 6, 7]


PATTERNS = {
    "[ipv4-addr:value = '203.0.113.9']": ["203.0.113.9"],
    "[ipv4-addr:value='203.0.113.9'OR ipv6-addr:value='2001:db8::1']": ["203.0.113.9", "2001:db8::1"],
    "[ipv4-addr:value ISSUBSET '203.0.113.0/24']": ["203.0.113.0/24"],
    "[domain-name:value IN ('a.example.org', 'b.example.org' , 'c.example.org')]": [
        "a.example.org",
        "b.example.org",
        "c.example.org",
    ],
    "([domain-name:value = 'a.example.org'] FOLLOWEDBY [url:value = 'http://b.example.org']) WITHIN 300 SECONDS": [
        "a.example.org",
        "http://b.example.org",
    ],
    "[url:value = 'http://a/\\'[ipv4-addr:value = \\\\x'] REPEATS 5 TIMES": ["http://a/'[ipv4-addr:value = \\x"],
    "[ipv4-addr:value = '203.0.113.9' AND (network-traffic:dst_port = 80 OR file:size >= 2.5)]"
    " START t'2026-05-01T00:00:00Z' STOP t'2026-06-01T00:00:00Z'": ["203.0.113.9"],
    "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '203.0.113.9']": ["203.0.113.9"],
    "[file:name = 'ipv4-addr:value = 1' AND process:extensions.'windows-x'.a[*].b NOT IN (true, 1)]": [],
    "[EXISTS file:name AND ipv4-addr:value == '203.0.113.9']": ["203.0.113.9"],
}


@pytest.mark.parametrize(("pattern", "values"), PATTERNS.items())
def test_patterns(pattern, values):
    assert named_in(pattern) == (values, [])


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("[ipv4-addr:value NOT = '203.0.113.9']", "after NOT"),
        ("[ipv4-addr:value not in ('203.0.113.9', '203.0.113.10')]", "after NOT"),
        ("[ipv4-addr:value != '203.0.113.9']", "another operator"),
        ("[url:value MATCHES '^http']", "another operator"),
    ],
)
def test_comparisons_that_name_nothing(pattern, reason):
    values, [said] = named_in(f"{pattern} AND [ipv4-addr:value = '203.0.113.1']")
    assert values == ["203.0.113.1"] and reason in said


@pytest.mark.parametrize(
    "pattern",
    [
        "[ipv4-addr:value = '203.0.113.9]",
        "[ipv4-addr:value = ]",
        "[ipv4-addr:value",
        "[ipv4-addr:value IN ('203.0.113.9'",
        "nonsense",
        "?",
        "[a:b = [c:d = 1]]",
    ],
)
def test_patterns_that_cannot_be_read(pattern):
    with pytest.raises(ValueError, match="cannot be read"):
        named_in(pattern)


WORDS = [
    "[",
    "]",
    "(",
    ")",
    "ipv4-addr:value",
    "=",
    "IN",
    "NOT",
    "EXISTS",
    "'203.0.113.9'",
    "AND",
    "'",
    "\\",
    ",",
    "t'x'",
]


@given(st.text() | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_any_text_is_a_pattern_or_refused(pattern):
    try:
        values, _ = named_in(pattern)
    except ValueError:
        return
    assert len(values) <= pattern.count("'")
