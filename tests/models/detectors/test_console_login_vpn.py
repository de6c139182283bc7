"""Console sign-ins: who is one person, and what tells a person's VPN, provider and phone from a thief."""

import pytest

from models.detectors import console_login
from models.enrichment.geo import Place
from tests.models.detectors.test_console_login import (
    BERLIN,
    CITIES,
    LOS_ANGELES,
    NAMELESS,
    NEW_YORK,
    PARIS,
    PHONE,
    SINGAPORE,
    SYDNEY,
    hits,
    login,
    sso,
)
from tests.records import decoded, role, user

SAML = "arn:aws:iam::111122223333:saml-provider/Okta"


def saml(name, role_name, provider=SAML):
    more = {"MFAUsed": "No"} | ({"SamlProviderArn": provider} if provider else {})
    return {"by": role(role_name, name), "additionalEventData": more}


def masked(session):
    return role("Okta", session) | {"principalId": "1111"}


def office(days=3, people=4):
    """People of the office in Berlin, of whom u0 is one."""
    return [login(f"08:00:0{n}", BERLIN, day, by=user(f"u{n}")) for n in range(people) for day in range(days)]


def hops(who, *places, days=2, **more):
    return [login(f"09:0{n}:00", place, days, by=user(who), **more) for n, place in enumerate(places)]


def of(who, records, **more):
    """How often somebody is found."""
    return sum(1 for hit in hits(*records, **more) if hit.resource.endswith(f"/{who}"))


PEOPLE = {
    "another permission set": ({"by": sso("ida")}, {"by": sso("ida", "AWSReservedSSO_Admin_1")}, 1),
    "another person's permission set": ({"by": sso("ida")}, {"by": sso("jon", "AWSReservedSSO_Admin_1")}, 0),
    "another role of one SAML provider": (saml("ida", "Dev"), saml("ida", "Admin"), 1),
    "another person of one SAML provider": (saml("ida", "Dev"), saml("jon", "Admin"), 0),
    "a role of another SAML provider": (saml("ida", "Dev"), saml("ida", "Admin", SAML + "2"), 0),
    "another role, whoever gave it the name": (saml("tool", "Dev", ""), saml("tool", "Admin", ""), 0),
    "a session that only the ARN names": ({"by": masked("ida")}, {"by": masked("ida")}, 1),
    "sessions that only the ARN tells apart": ({"by": masked("ida")}, {"by": masked("jon")}, 0),
    "sessions without a name": ({"by": NAMELESS}, {"by": NAMELESS}, 0),
}


@pytest.mark.parametrize(("one", "other", "count"), PEOPLE.values(), ids=PEOPLE)
def test_who_is_one_person(one, other, count):
    assert len(hits(login("10:00:00", BERLIN, **one), login("10:10:00", SINGAPORE, **other))) == count


def test_a_thief_with_all_roles_of_one_person_is_no_crowd():
    names = [f"AWSReservedSSO_{name}_1" for name in ("A", "B", "C")]
    at_home = [login(f"10:0{n}:00", BERLIN, by=sso("ida", name)) for n, name in enumerate(names)]
    afar = [login(f"10:1{n}:00", SINGAPORE, by=sso("ida", name)) for n, name in enumerate(names)]
    assert len(hits(*at_home, *afar)) == 3


def test_an_office_is_no_vpn():
    assert of("u0", [*office(), *hops("u0", SINGAPORE)]) == 1
    assert of("u0", [*office(days=1), *hops("u0", SINGAPORE, days=0)]) == 1


def test_a_network_that_others_use_from_afar_is_a_vpn():
    others = [login("08:30:00", NEW_YORK, 2, by=user("u1"))]
    assert of("u0", [*office(), *others, *hops("u0", SINGAPORE, BERLIN)]) == 0
    assert of("u0", [*office(), *others, *hops("u0", SINGAPORE, userAgent=PHONE)]) == 1


def test_whoever_robs_a_colleague_from_the_same_network_is_no_proof_of_a_vpn():
    assert of("u0", [*office(), *hops("u1", SINGAPORE), login("09:01:00", SINGAPORE, 2, by=user("u0"))]) == 1


@pytest.mark.parametrize("places", [(NEW_YORK, BERLIN), (BERLIN, NEW_YORK)])
def test_who_was_at_the_office_and_travelled_is_no_proof_of_a_vpn(places):
    travel = [login("08:00:00", place, day, by=user("eve")) for day, place in enumerate(places)]
    assert of("u0", [*office(), *travel, *hops("u0", SINGAPORE)]) == 1


def test_a_way_out_that_others_use_is_a_vpn_on_the_first_day():
    others = [login(f"08:00:0{n}", SINGAPORE, by=user(f"u{n}")) for n in range(2)]
    assert of("dev", [*others, *hops("dev", BERLIN, SINGAPORE, BERLIN, days=0)]) == 0
    assert of("dev", [*others, *hops("dev", BERLIN, SYDNEY, days=0)]) == 1
    assert of("dev", [*others, *hops("dev", BERLIN, SINGAPORE, days=70)]) == 1
    assert of("dev", [*others, login("09:00:00", BERLIN), login("09:10:00", SINGAPORE, userAgent=PHONE)]) == 1


def test_ways_out_of_one_provider_are_one_persons():
    place = [Place("DE", lat=52.5, lon=13.4, city="Berlin", asn="64501"), Place("SG", lat=1.3, lon=103.8, asn="64501")]
    known = _Known({BERLIN: place[0], SINGAPORE: place[1], PARIS: Place("FR", lat=48.9, lon=2.4, asn="64505")})
    assert hits(login("10:00:00", BERLIN), login("10:10:00", SINGAPORE), known=known) == []
    assert len(hits(login("10:00:00", BERLIN), login("10:10:00", SINGAPORE, userAgent=PHONE), known=known)) == 1
    at_home = login("09:00:00", PARIS)
    assert hits(at_home, login("10:00:00", BERLIN, 3), login("10:10:00", SINGAPORE, 3), known=known) == []
    usual = [login("08:00:00", PARIS), login("20:00:00", BERLIN)]
    assert hits(*usual, login("09:00:00", PARIS, 3), login("09:10:00", SINGAPORE, 3), known=known) == []
    assert len(hits(login("09:00:00", PARIS, 3), login("09:10:00", SINGAPORE, 3), known=known)) == 1


def test_a_line_of_two_families_is_one():
    far = Place("US", city="Seattle", lat=47.6, lon=-122.3)
    known = _Known(
        {NEW_YORK: Place("US", city="New York", lat=40.7, lon=-74.0), "2001:db8:6::9": far, LOS_ANGELES: far}
    )
    assert hits(login("10:00:00", NEW_YORK), login("10:10:00", "2001:db8:6::9"), known=known) == []
    assert len(hits(login("10:00:00", NEW_YORK), login("10:10:00", LOS_ANGELES), known=known)) == 1
    assert len(hits(login("10:00:00", NEW_YORK), login("10:10:00", "2001:db8:6::9", userAgent="x"), known=known)) == 1
    assert len(hits(login("10:00:00", BERLIN), login("10:10:00", "2001:db8:6::9"), known=CITIES)) == 1


def test_a_phone_is_anywhere_in_its_country():
    assert hits(login("10:00:00", NEW_YORK), login("10:10:00", LOS_ANGELES, userAgent=PHONE)) == []
    assert (
        hits(login("10:00:00", NEW_YORK), login("10:10:00", LOS_ANGELES, additionalEventData={"MobileVersion": "Yes"}))
        == []
    )
    assert len(hits(login("10:00:00", NEW_YORK), login("10:10:00", SINGAPORE, userAgent=PHONE))) == 1


@pytest.mark.parametrize("agent", [None, ""])
def test_browsers_that_are_not_told_are_not_the_same(agent):
    records = [
        login(clock, place, mfa="Yes", userAgent=agent)
        for clock, place in (("10:00:00", BERLIN), ("10:10:00", SINGAPORE))
    ]
    assert len(hits(*records)) == 1


def test_coordinates_that_stand_for_unknown_ones():
    fact = console_login.note(decoded(login("10:00:00", BERLIN)))
    assert fact is not None
    assert console_login.placed(fact, Place(lat=47.0, lon=8.0)) is None
    located = console_login.placed(fact, Place("DE", lat=0.0, lon=0.0))
    assert located is not None and located.sign_in.spot is None
    meridian = console_login.placed(fact, Place("GB", lat=51.5, lon=0.0))
    assert meridian is not None and meridian.sign_in.spot == (5150, 0)


def test_other_steps_of_a_sign_in_do_not_count():
    steps = (
        "CheckMfa",
        "GetSigninToken",
        "UserAuthentication",
        "SwitchRole",
        "ExitRole",
        "RenewRole",
        "PasswordRecoveryCompleted",
    )
    between = [login("10:05:00", SINGAPORE, eventName=name, responseElements={name: "Success"}) for name in steps]
    hidden = {"type": "IAMUser", "accountId": "111122223333", "userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}
    assert hits(login("10:00:00", BERLIN), *between, login("10:06:00", SINGAPORE, by=hidden, outcome="Failure")) == []


class _Known:
    """What is known of some addresses."""

    def __init__(self, places):
        self._places = places

    def place(self, address):
        return self._places.get(address, Place())
