"""From hits on a window of queries to sightings."""

from __future__ import annotations

import msgspec
import pytest

from models.detectors.dns.base import Evidence, QueryHit, query_type
from models.detectors.dns.listed_domain import TYPES
from models.detectors.dns.metadata_rebind import TYPE as REBIND
from models.detectors.dns.occurrences import MOST_SHOWN, keyed_sighting
from models.findings.document import render
from models.findings.merge import MergeFolder, Timing, finding_state
from models.findings.sighting import Occurrence, occurrences
from models.findings.types import MEDIUM
from models.fold import run
from models.lists.marks import Mark, Said
from models.owner import Owner
from models.queries.asked import Asked
from models.times import END_OF_TIME
from tests.guardduty import check_finding
from tests.queries import CLIENT, END, VPC, asked, lookup

OWNER = Owner("111122223333", "eu-west-1", "i-0a1b2c3d4e5f60718")
KIND = query_type("Trojan:EC2/DropPoint!DNS", MEDIUM, "{instance} t", "d")
NAME = "www.example.com"


def hit(window: Asked, **more) -> QueryHit:
    evidence = [Evidence(domain, domain.lookups, **more) for domain in window.domains.values()]
    return QueryHit(KIND, tuple(evidence))


def made(window: Asked, owner: Owner = OWNER, **more) -> list[Occurrence]:
    return occurrences([keyed_sighting(owner, window, hit(window, **more)).sighting])


def test_an_occurrence_is_what_was_asked_and_answered():
    lookups = (
        lookup(NAME, "AAAA", "NXDOMAIN", at_ms=END - 9_000, tcp=True),
        lookup(NAME, answers=["CNAME a.example.org", "A 198.51.100.7"], at_ms=END - 4_000),
    )
    window = asked(*lookups)
    keyed = keyed_sighting(OWNER, window, hit(window))
    assert (keyed.key.account, keyed.key.region, keyed.key.resource) == (OWNER.account, OWNER.region, OWNER.name)
    [one] = occurrences([keyed.sighting])
    assert (one.time_ms, one.until_ms, keyed.sighting.end_ms) == (END - 9_000, END - 4_000, END)
    action = one.action
    assert (action.name, action.domain, action.types) == (NAME, "example.com", ("A", "AAAA"))
    assert (action.rcodes, action.answers) == (("NOERROR", "NXDOMAIN"), ("198.51.100.7", "a.example.org"))
    assert (action.address, action.vpc, action.instance) == (CLIENT, VPC, OWNER.name)
    assert (action.tcp, action.blocked, action.severity) == (False, False, MEDIUM)


@pytest.mark.parametrize("what", ["tcp", "blocked"])
def test_what_holds_for_some_lookups_alone_is_not_said_of_all(what):
    """A rule for names that a firewall stopped must not archive what got through."""
    stopped, through = lookup(NAME, **{what: True}), lookup(NAME, "AAAA")
    assert [getattr(one.action, what) for one in made(asked(stopped))] == [True]
    window = asked(stopped, through)
    [one] = occurrences([keyed_sighting(OWNER, window, hit(window)).sighting])
    assert getattr(one.action, what) is False


def test_one_trusted_name_does_not_silence_the_others():
    names = [lookup(f"{n}.example.com") for n in range(3)]
    for trusted, silenced in (({"0.example.com"}, False), ({each.name for each in names}, True)):
        window = asked(*names, marks=dict.fromkeys(trusted, Mark(trusted=True)))
        [one] = occurrences([keyed_sighting(OWNER, window, hit(window)).sighting])
        assert one.action.trusted is silenced


def test_data_in_answers_is_not_shown():
    window = asked(lookup(NAME, "CNAME", answers=["CNAME ks6dh.example.com"]))
    assert [one.action.answers for one in made(window)] == [("ks6dh.example.com",)]
    assert [one.action.answers for one in made(window, leads=False)] == [()]


def test_a_client_that_is_no_instance_is_none():
    [one] = made(asked(NAME), Owner("", "", f"{VPC}/{CLIENT}"))
    assert (one.action.instance, one.action.address) == ("", CLIENT)


def test_the_name_is_the_latest_unless_it_is_said():
    window = asked(lookup("a.example.com", at_ms=END - 1), lookup("b.example.com", at_ms=END - 2))
    assert [one.action.name for one in made(window)] == ["a.example.com"]
    assert [one.action.name for one in made(window, name="example.com")] == ["example.com"]


def test_what_began_in_an_earlier_window_says_so():
    [one] = made(asked(NAME), since_ms=END - 3_600_000, info={"more": 2})
    assert one.time_ms == END - 3_600_000 and msgspec.json.decode(one.action.info) == {"more": 2}


def test_some_answers_are_shown():
    lookups = [lookup(NAME, str(number), answers=[f"A 198.51.100.{number}"]) for number in range(10, 30)]
    assert made(asked(*lookups))[0].action.answers == tuple(f"198.51.100.{10 + n}" for n in range(MOST_SHOWN))


def test_the_evidence_is_what_lists_of_the_kinds_say():
    mark = Mark(threats=(Said("dga", '{"listName":"d"}'), Said("c2", '{"listName":"c"}')))
    window = asked(NAME, marks={NAME: mark})
    keyed = keyed_sighting(OWNER, window, QueryHit(KIND, hit(window).evidence, kinds=frozenset(["c2"])))
    assert [one.action.evidence for one in occurrences([keyed.sighting])] == ['[{"listName":"c"}]']
    assert [one.action.evidence for one in made(window)] == [""]


@pytest.mark.parametrize(
    "window", [asked(NAME, trusted=True), asked(NAME, marks={NAME: Mark(trusted=True)})], ids=["client", "name"]
)
def test_trusted_is_the_name_or_the_client(window):
    assert [one.action.trusted for one in made(window)] == [True]


def test_a_late_part_of_a_window_counts_no_second_time():
    whole, late = asked(NAME, "b.example.org"), asked(lookup(NAME, "TXT"), "new.example.net")
    folder, key = MergeFolder(Timing()), keyed_sighting(OWNER, whole, hit(whole)).key.to_bytes()
    state, counts = None, []
    for part in (whole, late, whole):
        evidence = [Evidence(of, of.lookups, name) for of in part.domains.values() for name in of.names]
        seen = keyed_sighting(OWNER, part, QueryHit(KIND, tuple(evidence))).sighting
        state, _, _ = run(folder, key, state, [seen], END)
        counts.append(state.tally.count)
    assert counts == [2, 3, 3]


@pytest.mark.parametrize("kind", [*TYPES.values(), REBIND], ids=lambda kind: kind.name)
def test_a_finding_of_the_type_is_one_of_guardduty_s(kind):
    window = asked(lookup(NAME, answers=["A 198.51.100.7"]))
    keyed = keyed_sighting(OWNER, window, QueryHit(kind, hit(window).evidence))
    publications = run(MergeFolder(Timing()), keyed.key.to_bytes(), None, [keyed.sighting], END_OF_TIME)[2]
    assert finding_state(publications[0]).tally.count == 1
    finding = render(kind, publications[0])
    check_finding(finding)
    assert (finding["type"], finding["severity"]) == (kind.name, kind.severity)
    assert finding["title"].startswith(f"The instance {OWNER.name} asks for {NAME}, ")
    assert len(finding["title"]) <= 160 and "example.com" in finding["description"]
    assert "{" not in finding["title"] + finding["description"]
    assert finding["service"]["action"]["actionType"] == "DNS_REQUEST"


def test_titles_tell_types_apart():
    titles = [kind.title for kind in (*TYPES.values(), REBIND)]
    assert len(set(titles)) == len(titles)
