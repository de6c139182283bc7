from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.report.page import page
from models.report.reading import Findings
from models.report.table import table
from models.report.text import visible
from tests.models.findings.connections import INSTANCE, connected, finding, probed
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
    """A JSON value with ``text`` behind each of its strings that is not a time."""
    if isinstance(value, dict):
        return {name: everywhere(member, text) for name, member in value.items()}
    if isinstance(value, list):
        return [everywhere(item, text) for item in value]
    if isinstance(value, str) and not value.startswith("2026-"):
        return value + text
    return value


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
    text = page(found(sample()))
    parsed = Parsed(text)
    policy = next(a["content"] for _, a in parsed.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (source,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    for _, attributes in parsed.elements:
        assert not {"src", "href", "style"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
    assert "url(" not in text and "@import" not in text and "http://" not in text


def test_both_themes():
    assert "@media (prefers-color-scheme: dark)" in page(Findings())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(hostile):
    harmless, attacked = (
        Parsed(page(found(everywhere(sample(), text), everywhere(finding(), text)))) for text in ("", hostile)
    )
    shapes = [
        [(tag, *attributes) for tag, attributes in parsed.elements if tag != "wbr"] for parsed in (harmless, attacked)
    ]
    assert shapes[0] == shapes[1]
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


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.data(), st.sampled_from([sample(), finding(), finding(probed(1))]), JSON)
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
