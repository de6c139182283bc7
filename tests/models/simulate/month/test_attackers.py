"""What every attacker promises."""

from collections import Counter

import pytest

from models.simulate.clock import DAY, Calendar, iso
from models.simulate.month.cast import Cast
from models.simulate.month.catalogue import ATTACKERS
from models.simulate.month.ground import LATE, LEARNING
from models.simulate.month.labels import Attack
from models.simulate.month.registry import CAREFUL, LOUD, REFUSED, attacker
from models.simulate.organisation import found
from tests.models.simulate.conftest import MONDAY

MONTH = Calendar(MONDAY, 30)
PURPOSES = "CredentialAccess DefenseEvasion Discovery Exfiltration Impact InitialAccess Persistence PrivilegeEscalation"
TYPES = {
    *(f"{purpose}:IAMUser/AnomalousBehavior" for purpose in PURPOSES.split()),
    "Discovery:S3/AnomalousBehavior",
    "Exfiltration:S3/AnomalousBehavior",
    "Impact:S3/AnomalousBehavior.Delete",
    "Impact:S3/AnomalousBehavior.Permission",
    "Impact:S3/AnomalousBehavior.Write",
}


def _cast(seed: int = 7, accounts: int = 2, calendar: Calendar = MONTH) -> Cast:
    return Cast(ATTACKERS.values(), [], found(seed, accounts), calendar)


@pytest.fixture(scope="module")
def attacks() -> list[Attack]:
    return _cast().attacks()


def test_each_type_is_the_aim_of_two_or_more(attacks: list[Attack]) -> None:
    aims = Counter(attack.types[0] for attack in attacks)
    assert set(aims) == TYPES
    assert min(aims.values()) >= 2


def test_every_acceptable_type_is_a_legal_one(attacks: list[Attack]) -> None:
    assert all(set(attack.types) <= TYPES for attack in attacks)


def test_some_are_loud_some_careful_some_refused(attacks: list[Attack]) -> None:
    manners = Counter(attack.manner for attack in attacks)
    assert set(manners) == {LOUD, CAREFUL, REFUSED}
    assert min(manners.values()) >= 5


def test_refused_attackers_are_refused_and_loud_ones_succeed() -> None:
    cast = _cast()
    records = {event.record["eventID"]: event.record for event in cast.events()}
    for attack in cast.attacks():
        failed = sum("errorCode" in records[key] for key in attack.event_ids) / len(attack.event_ids)
        assert failed > 0.4 if attack.manner == REFUSED else failed < 0.25


def test_all_kinds_of_principals_are_among_them(attacks: list[Attack]) -> None:
    principals = [attack.principal for attack in attacks]
    for kind in (":root", ":user/", "role/deploy", "role/release", "-instance", "-handler-role", "AWSReservedSSO_"):
        assert any(kind in principal for principal in principals), kind


@pytest.mark.parametrize("days", [14, 30])
@pytest.mark.parametrize("first", [0, 3, 5])
def test_they_begin_late_and_end_in_time(days: int, first: int) -> None:
    calendar = Calendar(MONDAY + first * DAY, days)
    learned = iso(calendar.start + max(LEARNING, days - LATE) * DAY)
    for attack in _cast(1, 1, calendar).attacks():
        assert learned <= attack.first_seen <= attack.last_seen < iso(calendar.end), attack.scenario


def test_they_repeat_themselves_exactly(attacks: list[Attack]) -> None:
    assert _cast().attacks() == attacks
    assert _cast(seed=8).attacks() != attacks


def test_an_attack_is_the_same_alone(attacks: list[Attack]) -> None:
    alone = Cast([ATTACKERS["secrets-dumped"]], [], found(7, 2), MONTH).attacks()
    assert alone == [attack for attack in attacks if attack.scenario == "secrets-dumped"]


def test_events_are_their_own(attacks: list[Attack]) -> None:
    ids = [key for attack in attacks for key in attack.event_ids]
    assert len(set(ids)) == len(ids)


def test_each_is_described_in_one_sentence() -> None:
    for one in ATTACKERS.values():
        assert one.description[0].isupper() and one.description.endswith(".")
        assert one.technique.startswith("T1")


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="two are called secrets-dumped"):

        @attacker([], "T1", LOUD)
        def secrets_dumped(ground) -> None:
            """Another."""
