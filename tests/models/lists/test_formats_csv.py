"""The formats of fields: OTX_CSV, ALIEN_VAULT, PROOF_POINT, FIRE_EYE."""

import pytest

from models.lists.entry import Entry, EntryKind, ListError
from models.lists.formats import alien_vault, fire_eye, otx_csv, proof_point

A, D = EntryKind.ADDRESS, EntryKind.DOMAIN

OTX = """Indicator type, Indicator, Description
CIDR, 192.0.2.0/24, "a network, whole"
IPv4, 198.51.100.1, seen
ipv6,2001:db8::1,
Domain name, Example.net, seen
hostname,www.example.net
URL,https://example.org/x,
FileHash-SHA256,abababab,seen
email,someone@example.org,seen
IPv4, nonsense, seen
"""


def test_otx_csv():
    parsed = otx_csv.read(OTX.encode())
    assert parsed.entries == [
        Entry(A, "192.0.2.0/24", 2, names=("a network, whole",)),
        Entry(A, "198.51.100.1", 3, names=("seen",)),
        Entry(A, "2001:db8::1", 4),
        Entry(D, "example.net", 5, names=("seen",)),
        Entry(D, "www.example.net", 6),
        Entry(D, "example.org", 7),
    ]
    assert [refused.line for refused in parsed.refused] == [10]


def test_otx_columns_go_by_the_header():
    text = '\ufeff# exported\r\n\r\n"DESCRIPTION","INDICATOR_TYPE","Indicator"\r\nseen,IPv4,203.0.113.9\r\n'
    assert otx_csv.read(text.encode()).entries == [Entry(A, "203.0.113.9", 4, names=("seen",))]


def test_a_field_of_several_lines_counts_them():
    text = 'Indicator type,Indicator,Description\nIPv4,203.0.113.9,"two\nlines"\n\nIPv4,203.0.113.10,\nIPv4,1.2.3,\n'
    parsed = otx_csv.read(text.encode())
    assert [(entry.text, entry.line) for entry in parsed.entries] == [("203.0.113.9", 2), ("203.0.113.10", 5)]
    assert [refused.line for refused in parsed.refused] == [6]


def test_a_quote_within_a_field_is_of_the_field():
    text = 'Indicator type,Indicator,Description\nIPv4,203.0.113.9,a "b" c\nIPv4,203.0.113.10,"d" e\n'
    assert [entry.names for entry in otx_csv.read(text.encode()).entries] == [('a "b" c',), ("d e",)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "header"),
        ("203.0.113.9\n", "header"),
        ("Indicator,Description\n203.0.113.9,\n", "header"),
        ('Indicator type,Indicator\nIPv4,"203.0.113.9\nIPv4,203.0.113.10\n', "a quote does not close"),
        ('Indicator type,Indicator\nIPv4,"203.0.113.9\n' + "IPv4,203.0.113.10\n" * 10_000, "on line 2"),
    ],
)
def test_what_is_no_otx_csv(text, reason):
    with pytest.raises(ListError, match=reason):
        otx_csv.read(text.encode())


def test_alien_vault():
    text = """# reputation

192.0.2.1#4#2#Malicious Host#KR##37.5,126.9#3
192.0.2.2#4#2#Scanning Host;Spamming#IN#Gurgaon#28.4,77.0#3
192.0.2.3#4#2##CN#Guangzhou#23.1,113.2#3
www.example.org#4#2#Malicious Host#CA#Brossard#45.4,-73.4#3
1.2.3#4#2#Malicious Host#CA##45.4,-73.4#3
192.0.2.4
"""
    parsed = alien_vault.read(text.encode())
    assert parsed.entries == [
        Entry(A, "192.0.2.1", 3, names=("Malicious Host",)),
        Entry(A, "192.0.2.2", 4, names=("Scanning Host", "Spamming")),
        Entry(A, "192.0.2.3", 5),
        Entry(D, "www.example.org", 6, names=("Malicious Host",)),
    ]
    assert [refused.line for refused in parsed.refused] == [7, 8]


PROOF_POINT = """198.51.100.1, 1, 100, 2026-01-02, 2026-01-03,
evil.example.org, Bot, 100, 2026-01-02 03:04:05, 2026-01-03, 80|443
"""
PROOF_POINT_ENTRIES = [
    Entry(A, "198.51.100.1", 1, "2026-01-02", ("category 1",)),
    Entry(D, "evil.example.org", 2, "2026-01-02T03:04:05.000Z", ("Bot",)),
]


def test_proof_point_without_a_header():
    assert proof_point.read(PROOF_POINT.encode()).entries == PROOF_POINT_ENTRIES


@pytest.mark.parametrize("first", ["ip", "domain", "IP-or-domain"])
def test_proof_point_with_a_header(first):
    text = f"{first}, category, score, first_seen, last_seen, ports (|)\n{PROOF_POINT}"
    assert proof_point.read(text.encode()).entries == [
        entry._replace(line=entry.line + 1) for entry in PROOF_POINT_ENTRIES
    ]


def test_proof_point_columns_go_by_the_header():
    parsed = proof_point.read(b"category,first_seen,ip\nScanner,2026-01-02,198.51.100.1\n")
    assert parsed.entries == [Entry(A, "198.51.100.1", 2, "2026-01-02", ("Scanner",))]


def test_proof_point_rows_that_are_none():
    parsed = proof_point.read(b"198.51.100.1,1,100\n198.51.100.2\n,1,100\n")
    assert [entry.line for entry in parsed.entries] == [1]
    assert [refused.line for refused in parsed.refused] == [2, 3]


FIRE_EYE = """reportId, title, publishDate, md5, cidr, domain, domainTimeOfLookup, ip, malwareFamily, actor

01-1, Example, 1494944400, , 192.0.2.0/24, , , , Ursnif,
01-2, Example, 2017-05-16, , , evil.example.org, , 203.0.113.1, Ursnif, Somebody
01-3, Example, 1494944400, abababab, , , , , Ursnif,
01-4, Example, , , , , , 1.2.3, ,
01-5, Example
"""


def test_fire_eye():
    parsed = fire_eye.read(FIRE_EYE.encode())
    names = ("Example", "Ursnif", "Somebody")
    assert parsed.entries == [
        Entry(A, "192.0.2.0/24", 3, "2017-05-16T14:20:00.000Z", names[:2]),
        Entry(D, "evil.example.org", 4, "2017-05-16", names),
        Entry(A, "203.0.113.1", 4, "2017-05-16", names),
    ]
    assert [refused.line for refused in parsed.refused] == [6]


@pytest.mark.parametrize("text", ["", "198.51.100.1\n", "reportId, title, md5\n1,2,3\n"])
def test_what_is_no_fire_eye(text):
    with pytest.raises(ListError, match="header"):
        fire_eye.read(text.encode())
