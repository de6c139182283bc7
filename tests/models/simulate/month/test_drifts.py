"""Drift: what changes, and that it changes late."""

from collections import defaultdict
from functools import cache

import pytest

from models.apis.s3 import s3_kind
from models.apis.table import classify
from models.detectors import anomalous_iam, anomalous_s3
from models.simulate.clock import DAY, Calendar, is_weekend, iso
from models.simulate.cloudtrail.background import Background
from models.simulate.cloudtrail.event import Event
from models.simulate.month.cast import Cast
from models.simulate.month.catalogue import DRIFTS
from models.simulate.month.ground import LATE
from models.simulate.month.labels import Change
from models.simulate.organisation import found
from tests.models.simulate.conftest import MONDAY

MONTH = Calendar(MONDAY, 30)
LEARNED = MONDAY + (30 - LATE) * DAY
WHERE = found(7, 1)

#: Those that are habits, from the first week on.
WEEKLY = {"audit-sweep", "site-publication"}


@cache
def _background() -> list[Event]:
    background = Background(WHERE, MONTH, 5000)
    return [event for day in MONTH for event in background.day(day)]


@cache
def _played(name: str) -> tuple[list[Event], list[Event], Change]:
    """What a drift adds, the background as it leaves it, and its label."""
    cast = Cast([], [DRIFTS[name]], WHERE, MONTH)
    changed = list(cast.changed(_background()))
    return list(cast.events()), changed, cast.drifts()[0]


@pytest.mark.parametrize("name", sorted(set(DRIFTS) - WEEKLY))
def test_it_begins_late_and_its_label_says_when(name: str) -> None:
    _, _, label = _played(name)
    assert label.events > 0 and label.principals and label.account_ids == (WHERE.accounts[0].id,)
    assert label.first_seen and label.last_seen
    assert iso(LEARNED) <= label.first_seen < label.last_seen < iso(MONTH.end)


@pytest.mark.parametrize("name", sorted(DRIFTS))
def test_what_is_not_its_own_stays_as_it_was(name: str) -> None:
    before = _background()
    _, after, label = _played(name)
    assert [e.record["eventID"] for e in after] == [e.record["eventID"] for e in before]
    touched = sum(now != old for now, old in zip(after, before, strict=True))
    assert touched <= label.events
    assert all(now == old for now, old in zip(after, before, strict=True) if old.at < LEARNED)


def _about(event: Event) -> str:
    """The finding type that a call is about."""
    source, api = event.record["eventSource"], event.record["eventName"]
    kind = s3_kind(api) if event.record.get("eventCategory") == "Data" else None
    if kind:
        return anomalous_s3.TYPES[kind.value].name
    tactic = classify(source, api).tactic
    return anomalous_iam.TYPES[tactic].name if tactic else ""


@pytest.mark.parametrize("name", sorted(DRIFTS))
def test_it_is_a_near_miss_of_types_that_its_calls_are_about(name: str) -> None:
    before = _background()
    added, after, _ = _played(name)
    touched = [*added, *(now for now, old in zip(after, before, strict=True) if now != old)]
    assert set(DRIFTS[name].types) <= {_about(event) for event in touched}


def _people(events: list[Event]) -> set[str]:
    return {event.record["userIdentity"].get("principalId", "") for event in events}


def test_a_new_team_has_people_a_user_and_a_permission_set_that_nobody_had() -> None:
    added, background, label = _played("new-team")
    assert any("AWSReservedSSO_Growth_" in principal for principal in label.principals)
    assert any(":user/" in principal for principal in label.principals)
    assert len(_people(added) - _people(background)) >= 4


def test_a_new_colleague_has_the_teams_role() -> None:
    added, background, label = _played("new-colleague")
    assert len(label.principals) == 1
    assert label.principals[0] in {
        e.record["userIdentity"].get("sessionContext", {}).get("sessionIssuer", {}).get("arn") for e in background
    }
    assert len(_people(added)) == 1 and not _people(added) & _people(background)


def test_a_migration_moves_the_instances_one_by_one() -> None:
    _, after, _ = _played("region-migration")
    home, second = (site.region for site in WHERE.accounts[0].sites[:2])
    roles = {instance.role for instance in WHERE.accounts[0].home.instances}
    other = {instance.id for site in WHERE.accounts[0].sites[1:] for instance in site.instances}
    regions = defaultdict(set)
    for event in after:
        who = event.record["userIdentity"]
        role = who.get("sessionContext", {}).get("sessionIssuer", {}).get("userName")
        if role in roles and who["principalId"].partition(":")[2] not in other:
            regions[(event.at - MONDAY) // DAY].add(event.region)
            assert event.record["awsRegion"] == event.region
    assert regions[0] == {home}
    assert any(regions[day] == {home, second} for day in range(18, 30))
    assert regions[29] == {second}


def test_an_upgrade_moves_every_sdk_and_no_browser() -> None:
    before = _background()
    _, after, _ = _played("sdk-upgrade")
    changed = [
        (old.record["userAgent"], now.record["userAgent"]) for now, old in zip(after, before, strict=True) if now != old
    ]
    assert changed
    assert all(old != now and old.split("/")[0] == now.split("/")[0] for old, now in changed)
    assert not any("Mozilla" in old for old, _ in changed)


def test_an_office_moves_for_good() -> None:
    _, after, label = _played("office-move")
    office = WHERE.accounts[0].office
    since = label.first_seen or ""
    assert any(e.record["sourceIPAddress"] == office for e in after)
    assert not any(e.record["sourceIPAddress"] == office for e in after if e.record["eventTime"] >= since)


def test_a_release_day_is_a_working_day_of_many_calls() -> None:
    added, _, label = _played("release-day")
    assert len(added) > 800
    assert not is_weekend(added[0].at)
    assert max(e.at for e in added) - min(e.at for e in added) < 1.5 * DAY
    assert len(label.principals) > 5


def test_an_auditor_comes_every_week() -> None:
    added, _, label = _played("audit-sweep")
    assert {(event.at - MONDAY) // DAY for event in added} == {0, 7, 14, 21, 28}
    assert [p.rpartition("/")[2] for p in label.principals] == ["security-audit"]
    apis = defaultdict(set)
    for event in added:
        apis[(event.at - MONDAY) // DAY].add(event.record["eventName"])
    assert all(called == apis[0] for called in apis.values())


def test_a_website_is_published_every_week_for_everybody() -> None:
    added, _, label = _played("site-publication")
    assert {(event.at - MONDAY) // DAY for event in added} == {1, 8, 15, 22, 29}
    assert [p.rpartition("/")[2] for p in label.principals] == ["website-publisher"]
    for day in (1, 8, 15, 22, 29):
        pages = defaultdict(list)
        for event in added:
            if (event.at - MONDAY) // DAY == day:
                pages[event.record["requestParameters"]["key"]].append(event.record["eventName"])
        assert len(pages) >= 15
        assert all(calls == ["PutObject", "PutObjectAcl"] for calls in pages.values())
