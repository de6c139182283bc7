"""What every intrusion promises."""

from itertools import combinations, product

import pytest

from models.simulate.clock import Calendar
from models.simulate.intrusions.catalogue import INTRUSIONS
from models.simulate.intrusions.scene import LONGEST, Scene
from models.simulate.organisation import found
from models.simulate.scenarios.catalogue import SCENARIOS
from models.simulate.sequences import EC2, IAM, S3
from models.simulate.simulation import play as play_scenario
from models.simulate.sources import CLOUDTRAIL, SOURCES
from models.simulate.truth import findings
from tests.models.simulate.conftest import MONDAY
from tests.models.simulate.intrusions.conftest import Play

every_intrusion = pytest.mark.parametrize("name", sorted(INTRUSIONS))
Key = tuple[str, str, str, str]


def test_each_type_of_sequence_has_an_intrusion_and_a_near_miss() -> None:
    for near_miss in (False, True):
        assert {kind for i in INTRUSIONS.values() if i.near_miss is near_miss for kind in i.sequences} == {IAM, S3, EC2}


@every_intrusion
def test_it_shows_in_the_logs_that_it_names(name: str, scenes: dict[str, Scene]) -> None:
    assert scenes[name].logs() == set(INTRUSIONS[name].logs)


@every_intrusion
def test_it_raises_what_it_says(name: str, scenes: dict[str, Scene]) -> None:
    raised = {kind for source in SOURCES for kind in scenes[name].raised(source)}
    assert raised == set(INTRUSIONS[name].types)


@every_intrusion
def test_its_sequences_are_those_that_it_says(name: str, scenes: dict[str, Scene]) -> None:
    told = list(scenes[name].told(SOURCES))
    assert {line.type for line in told} == (set() if INTRUSIONS[name].near_miss else set(INTRUSIONS[name].sequences))
    for line in told:
        assert line.certain and line.signals and line.members
        assert set(line.signals) <= set(INTRUSIONS[name].types)
        assert line.first_seen <= line.last_seen


@every_intrusion
def test_it_is_described_in_one_sentence(name: str) -> None:
    description = INTRUSIONS[name].description
    assert description[0].isupper() and description.endswith(".")


def test_they_repeat_themselves_exactly(play: Play, scenes: dict[str, Scene]) -> None:
    again, other = play(), play(seed=8)
    for name, scene in scenes.items():
        assert again[name].planted == scene.planted
        assert again[name].resolver.planted == scene.resolver.planted
        assert list(again[name].told(SOURCES)) == list(scene.told(SOURCES))
        assert other[name].planted != scene.planted or CLOUDTRAIL not in INTRUSIONS[name].logs


@pytest.mark.parametrize("days", [1, 3])
def test_they_are_over_within_the_days(days: int, play: Play) -> None:
    for name, scene in play(days=days).items():
        times = [planted.event.at for planted in scene.planted]
        times += [planted.asked.at for planted in scene.resolver.planted]
        if scene.network.actors:
            times += [
                int(scene.network.traffic.at.min()),
                int((scene.network.traffic.at + scene.network.traffic.lasts).max()),
            ]
        assert min(times) >= MONDAY and max(times) < MONDAY + days * 86_400
        assert max(times) - min(times) <= LONGEST, name


@pytest.mark.parametrize(("seed", "accounts"), [(7, 1), (3, 1), (1, 3)])
def test_no_two_share_a_finding_nor_with_a_scenario(seed: int, accounts: int, play: Play) -> None:
    where, calendar = found(seed, accounts), Calendar(MONDAY, 1)
    planted = {name: scene.planted for name, scene in play(seed, accounts).items()}
    planted |= {name: play_scenario(each, where, calendar) for name, each in SCENARIOS.items()}
    raised = {name: {_key(finding) for finding in findings(name, those)} for name, those in planted.items()}
    assert all(not raised[a] & raised[b] for a, b in combinations(sorted(raised), 2))


def _key(finding) -> Key:
    return finding.type, finding.account_id, finding.region, finding.resource


def test_no_two_come_from_the_same_address(scenes: dict[str, Scene]) -> None:
    places = [address for scene in scenes.values() for address in (scene.host, scene.exit)]
    assert len(set(places)) == len(places)
    scenarios = {
        planted.event.record.get("sourceIPAddress")
        for each in SCENARIOS.values()
        for planted in play_scenario(each, found(7, 1), Calendar(MONDAY, 1))
    }
    assert not scenarios.intersection(places)


def test_sequences_of_two_have_no_member_in_common(scenes: dict[str, Scene]) -> None:
    members = {
        name: {member for line in scene.told(SOURCES) for member in line.members} for name, scene in scenes.items()
    }
    assert all(not members[a] & members[b] for a, b in combinations(members, 2))


def test_a_sequence_is_certain_only_with_the_logs_that_it_needs(scenes: dict[str, Scene]) -> None:
    scene = scenes["role-stolen-by-request-forgery"]
    by_sources = {
        sources: {(line.type, line.certain) for line in scene.told(sources)}
        for sources in (("cloudtrail",), ("dns",), ("vpc_flow",), ("cloudtrail", "dns"))
    }
    assert by_sources == {
        ("cloudtrail",): {(S3, True), (EC2, False)},
        ("dns",): {(S3, False), (EC2, False)},
        ("vpc_flow",): set(),
        ("cloudtrail", "dns"): {(S3, True), (EC2, True)},
    }
    for source, known in product(SOURCES, [scenes["group-made-to-mine"]]):
        (line,) = known.told((source,))
        assert line.certain and line.type == (IAM if source == CLOUDTRAIL else EC2)
        assert set(line.signals) <= known.raised(source)


def test_what_is_held_to_ransom_is_encrypted_with_a_key_that_aws_does_not_have(scenes: dict[str, Scene]) -> None:
    records = [planted.event.record for planted in scenes["objects-encrypted-for-ransom"].planted]
    copies = [record["requestParameters"] for record in records if record["eventName"] == "CopyObject"]
    assert len(copies) > 10
    for request in copies:
        assert request["x-amz-server-side-encryption-customer-algorithm"] == "AES256"
        assert request["x-amz-copy-source"] == f"{request['bucketName']}/{request['key']}"
    done = [record["eventName"] for record in records]
    assert done.index("PutBucketVersioning") < done.index("CopyObject") < done.index("DeleteObject")
