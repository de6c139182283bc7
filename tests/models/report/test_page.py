from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.report.page import page
from models.report.reading import Findings
from models.report.table import table
from models.report.text import visible
from tests.models.findings.connections import INSTANCE, connected, finding, probed
from tests.models.report.attacks import MINING, STOLEN_DATA, published
from tests.models.report.samples import AGENT, found, read, sample

VOID = {"meta", "input", "br", "wbr"}

HOSTILE = [
    "<script>alert(1)</script>",
    "</pre></details><script src=https://evil.example/x.js></script>",
    "\"'><img src=x onerror=alert(1)>",
    "' autofocus onfocus='alert(1)",
    "</title></style><svg onload=alert(1)>",
    "<!-- -->]]>&lt;b&gt;&#60;",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe\x00\x1b[2J\x85\u2028",
]


class Parsed(HTMLParser):
    """The elements of a page with their attributes, its text, and what is not well formed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def tags(self) -> list[str]:
        return [tag for tag, _ in self.elements]


def everywhere(value, text: str):
    """A JSON value with ``text`` behind each of its strings that is neither a time nor an indicator's key."""
    if isinstance(value, dict):
        return {name: member if name == "key" else everywhere(member, text) for name, member in value.items()}
    if isinstance(value, list):
        return [everywhere(item, text) for item in value]
    if isinstance(value, str) and not value.startswith("2026-"):
        return value + text
    return value


def links(parsed: Parsed) -> set[str]:
    """The ids that a page has links to."""
    return {unquote(href[1:]) for _, attributes in parsed.elements if (href := attributes.get("href"))}


def entries(parsed: Parsed) -> set[str]:
    """The ids of the findings that a page has entries of."""
    return {a["id"] or "" for _, a in parsed.elements if (a.get("class") or "").startswith("finding ")}


def test_a_finding_with_all_that_it_tells():
    text = Parsed(page(found(sample()))).text
    for words in (
        "Unless a test is under way",
        "user dev",
        "111122223333 eu-west-1",
        "203.0.113.10",
        "AIDADEV",
        "AKIADEV",
        AGENT,
        "iam.amazonaws.com:ListUsers",
        "2026-03-02 10:00:00",
        "userAgentCategory",
        "Kali Linux",
        "the principal that made the calls",
        "11111111-2222-4333-8444-555555555555",
        '"schemaVersion": "2.0"',
    ):
        assert words in text


def test_totals_types_and_time_range():
    findings = [sample(n, severity=s) for n, s in enumerate([9.0, 8.0, 5.0, 5.0])]
    parsed = Parsed(page(found(*findings, sample(9, type="Impact:S3/Other", eventLastSeen="2026-03-09T08:07:00Z"))))
    text = re.sub(r"\s+", " ", parsed.text)
    assert "1 Critical 1 High 3 Medium 0 Low" in text
    assert "Seen from 2026-03-02 10:00 to 2026-03-09 08:07 UTC" in text
    assert [attributes["data-search"] for tag, attributes in parsed.elements if tag == "button"] == [
        "PenTest:IAMUser/KaliLinux",
        "Impact:S3/Other",
    ]
    assert parsed.tags.count("rect") == 3


def test_the_page_needs_nothing_else_and_admits_only_its_own_script():
    text = page(found(sample(), *published(STOLEN_DATA)))
    parsed = Parsed(text)
    policy = next(a["content"] for _, a in parsed.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (source,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    for _, attributes in parsed.elements:
        assert not {"src", "style"} & set(attributes)
        assert attributes.get("href", "#").startswith("#")
        assert not [name for name in attributes if name.startswith("on")]
    assert "url(" not in text and "@import" not in text and "http://" not in text


def test_both_themes():
    assert "@media (prefers-color-scheme: dark)" in page(Findings())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(hostile):
    harmless, attacked = (
        Parsed(page(found(*everywhere([sample(), finding(), *published(STOLEN_DATA)], text)))) for text in ("", hostile)
    )
    shapes = [
        [(tag, *attributes) for tag, attributes in parsed.elements if tag != "wbr"] for parsed in (harmless, attacked)
    ]
    assert shapes[0] == shapes[1]
    assert links(attacked) <= entries(attacked)
    assert visible(AGENT + hostile) in attacked.text
    assert attacked.text.replace("\n", "").isprintable()


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_no_text_changes_the_page_around_it(text):
    document = sample()
    document["service"]["additionalInfo"]["actors"][0]["userAgent"] = f"agent{text}."
    parsed = Parsed(page(found(document)))
    assert [tag for tag in parsed.tags if tag != "wbr"] == [
        tag for tag in Parsed(page(found(sample()))).tags if tag != "wbr"
    ]
    assert visible(f"agent{text}.", keep="\n") in parsed.text


def places(value, path=()):
    """The paths of all members of a JSON value."""
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from places(member, (*path, name))


#: A finding of a sequence, and one that names one.
SEQUENCES = [published(STOLEN_DATA)[place] for place in (0, -1)]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.data(), st.sampled_from([sample(), finding(), finding(probed(1)), *SEQUENCES]), JSON)
def test_a_finding_of_another_shape_is_shown_or_broken(data, whole, value):
    document = {"finding": copy.deepcopy(whole)}
    path = data.draw(st.sampled_from(list(places(whole))))
    parent, last = document, "finding"
    for name in path:
        parent, last = parent[last], name
    parent[last] = value
    findings = read(json.dumps(document["finding"]).encode())
    assert len(findings.current) + len(findings.archived) + findings.broken_count == 1
    Parsed(page(findings))
    table(findings)


def test_evidence_of_another_shape_is_not_lost():
    text = Parsed(page(found(sample(additionalInfo={"actors": "somebody", "value": "{}", "type": "default"})))).text
    assert "actors" in text and "somebody" in text
    assert "of no known shape" in Parsed(page(found(sample(additionalInfo="of no known shape")))).text


def test_calls_of_actors_that_are_not_named():
    document = sample()
    document["service"]["additionalInfo"]["callsOfFurtherActors"] = 12
    assert "and 12 calls of further actors" in Parsed(page(found(document))).text


def test_connections():
    occurrences = [connected(1), *(probed(n) for n in (2, 3)), connected(4, remote_address="2001:db8::1")]
    parsed = Parsed(page(found(finding(*occurrences))))
    text = re.sub(r"\s+", " ", parsed.text)
    for words in (
        f"instance {INSTANCE}",
        f"The instance {INSTANCE} communicates with 2001:db8::1.",
        "Actors AddressNetworkConnectionsFirst seenLast seen 198.51.100.73",
        "Ports PortDirectionLocal sideConnectionsFirst seenLast seen TCP 443 (HTTPS)outbound10.0.0.5 eni-0a2",
        "TCP 22 (SSH)inbound10.0.0.5 eni-0a2",
        "instanceDetails",
    ):
        assert words in text
    assert "User agent" not in text and "to look up in CloudTrail" not in text


def test_connections_of_actors_that_are_not_named():
    document = finding()
    document["service"]["additionalInfo"]["connectionsOfFurtherActors"] = 1
    assert "and 1 connection of further actors" in Parsed(page(found(document))).text


def test_other_actions():
    port_scan = {"actionType": "NETWORK_CONNECTION", "networkConnectionAction": {"localPortDetails": {"port": 4_001}}}
    text = Parsed(page(found(sample(action=port_scan)))).text
    assert "localPortDetails.port" in text and "4001" in text


def test_a_sequence_shows_its_signals():
    text = Parsed(page(found(*published(STOLEN_DATA)))).text.partition("The finding as JSON")[0]
    for words in (
        "role admin, bucket reports",
        "4 signals",
        "2026-03-02 00:01:00",
        "T1078.004 - Valid Accounts: Cloud Accounts",
        "Recon:IAMUser/TorIPCaller",
        "finding, Tor IP",
        "s3:ListBuckets",
        "2026-03-02 00:06:00",
        "s3:DeleteObjects",
        "S3 data events",
        "Session issued by",
        "AROAADMIN:alice",
        "ASIAALICE",
        "AS64500 Exits, Bern, Switzerland",
        "TA0040 - Impact",
    ):
        assert words in text


def test_a_signal_leads_to_its_finding_and_back():
    documents = published(STOLEN_DATA) + published(MINING)
    parsed = Parsed(page(found(*documents, sample())))
    assert links(parsed) == entries(parsed) - {sample()["id"]}
    assert parsed.text.count("Part of the attack sequence") == parsed.text.count("in an attack sequence") == 4


def test_signals_as_guardduty_has_them():
    """Findings by their ARNs, times as numbers, nothing where there is nothing."""
    sequence, *parts = published(STOLEN_DATA)
    by_id = {part["id"]: part["arn"] for part in parts}
    for signal in sequence["service"]["detection"]["sequence"]["signals"]:
        signal |= {"uid": by_id.get(signal["uid"], signal["uid"]), "firstSeenAt": 1_772_409_600.5, "endpointIds": None}
    parsed = Parsed(page(found(sequence, *parts)))
    assert links(parsed) == entries(parsed)
    assert "2026-03-02 00:00:00.500" in parsed.text


def test_what_is_not_in_the_page_has_no_link():
    sequence, *parts = published(STOLEN_DATA)
    assert links(Parsed(page(found(sequence)))) == set()
    alone = Parsed(page(found(*parts)))
    assert links(alone) == set()
    assert f"Part of the attack sequence {sequence['id']}, which this page does not show." in alone.text


def test_signals_that_there_was_no_room_for():
    sequence = published(STOLEN_DATA)[0]
    sequence["service"]["additionalInfo"]["signalsLeftOut"] = 3
    assert "and 3 signals more, for which the finding has no room" in Parsed(page(found(sequence))).text


def test_archived_findings_are_listed_and_not_counted():
    parsed = Parsed(page(found(sample(1), sample(2, archived=True))))
    listed = [a["data-archived"] for _, a in parsed.elements if a.get("class", "").startswith("finding ")]
    assert listed == ["false", "true"]
    assert "archived (1)" in parsed.text
    assert "1 finding: 0 Critical, 0 High, 1 Medium, 0 Low" in parsed.text


def test_of_very_many_the_most_severe_are_listed():
    findings = found(*(sample(n, severity=8.0 if n == 4 else 2.0) for n in range(5)))
    parsed = Parsed(page(findings, most_shown=2))
    assert [a["id"][-1] for _, a in parsed.elements if a.get("class", "").startswith("finding ")] == ["4", "0"]
    assert "3 more findings, less severe or archived, not listed here" in parsed.text


def test_nothing_found_and_nothing_readable():
    text = Parsed(page(read(b"no\n" * 50))).text
    assert "No findings." in text
    assert "50 lines could not be read as findings" in text and "and 30 more" in text


def test_the_same_findings_give_the_same_page():
    assert page(found(sample(1), sample(2))) == page(found(sample(2), sample(1)))
