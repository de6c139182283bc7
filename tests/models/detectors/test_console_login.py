"""Console sign-ins: what is too far in too short a time, and what only looks so."""

import io

import maxminddb
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.config.config import Config
from models.detectors import console_login
from models.detectors.base import Note
from models.detectors.console_login import ConsoleLoginSettings, LoginFact, LoginMemory, SignIn
from models.enrichment.countries import Countries
from models.enrichment.enricher import Enricher
from models.enrichment.geo import Geo, Place
from models.findings.sighting import Call
from models.lists.book import Book, load
from models.lists.settings import ListTable
from models.times import DAY, HOUR
from tests.detection import findings, seen
from tests.mmdb import database
from tests.records import BROWSER, at, decoded, event, role, root, user

TYPE = "UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"

#: Network -> country, city, latitude, longitude, autonomous system.
PLACES = {
    "198.18.1.0/24": ("DE", "Berlin", 52.52, 13.40, 64501),
    "198.18.2.0/24": ("DE", "Munich", 48.14, 11.58, 64502),
    "198.18.3.0/24": ("DE", "Munich", 48.14, 11.58, 64501),
    "198.18.4.0/24": ("DE", "", 51.30, 9.49, 64504),
    "198.18.5.0/24": ("FR", "Paris", 48.86, 2.35, 64505),
    "198.18.6.0/24": ("SG", "Singapore", 1.35, 103.82, 64506),
    "198.18.7.0/24": ("US", "New York", 40.71, -74.01, 64507),
    "198.18.8.0/24": ("US", "", 37.75, -97.82, 64508),
    "198.18.9.0/24": ("US", "Los Angeles", 34.05, -118.24, 64509),
    "198.18.10.0/24": ("AU", "Sydney", -33.87, 151.21, 64510),
    "2001:db8:6::/48": ("SG", "Singapore", 1.35, 103.82, 64506),
    "2001:db8:1::/48": ("DE", "Berlin", 52.52, 13.40, 64501),
}
BERLIN, MUNICH, SAME_LINE, SOMEWHERE_DE, PARIS, SINGAPORE, NEW_YORK, SOMEWHERE_US, LOS_ANGELES, SYDNEY = (
    f"198.18.{net}.20" for net in range(1, 11)
)
UNKNOWN = "192.0.2.1"


def reader(records):
    return maxminddb.open_database(io.BytesIO(database(records)), maxminddb.MODE_FD)


def _city(country, city, lat, lon):
    named = {"city": {"names": {"en": city}}} if city else {}
    return {"country": {"iso_code": country}, "location": {"latitude": lat, "longitude": lon}, **named}


CITY_DB = reader({block: _city(*known[:4]) for block, known in PLACES.items()})
ASN_DB = reader({block: {"autonomous_system_number": known[4]} for block, known in PLACES.items()})
TABLE = Countries.parse("".join(f"{block},{known[0]}\n" for block, known in PLACES.items()).encode())

CITIES = Enricher(geo=Geo(CITY_DB))
CITIES_AND_NETWORKS = Enricher(geo=Geo(CITY_DB, ASN_DB))
COUNTRIES = Enricher(geo=Geo(countries=TABLE))
COUNTRIES_AND_NETWORKS = Enricher(geo=Geo(asn=ASN_DB, countries=TABLE))
NETWORKS = Enricher(geo=Geo(asn=ASN_DB))


def login(clock, address, days=0, by=None, outcome="Success", mfa="No", **members):
    members = {
        "eventTime": at(clock, days),
        "sourceIPAddress": address,
        "userAgent": BROWSER,
        "eventType": "AwsConsoleSignIn",
        "awsRegion": "us-east-1",
        "responseElements": {"ConsoleLogin": outcome},
        "additionalEventData": {"LoginTo": "https://console.aws.amazon.com", "MobileVersion": "No", "MFAUsed": mfa},
    } | members
    return event("signin", "ConsoleLogin", by=by or user("dev"), **members)


def sso(name, role_name="AWSReservedSSO_Dev_0123456789abcdef"):
    return role(role_name, name)


#: A session of a role as masked logs have it.
NAMELESS = role("Dev", "ida") | {"principalId": "AROADEV", "arn": "arn:aws:sts::111122223333:assumed-role/Dev"}


def hits(*records, known=CITIES_AND_NETWORKS, **more):
    return [hit for hit in seen(*records, known=known, **more) if hit.type == TYPE]


def clocks(*records, **more):
    return [hit.info["signIns"][1]["time"][8:16] for hit in hits(*records, **more)]


FOUND = {
    "two continents within minutes": [login("10:00:00", BERLIN), login("10:10:00", SINGAPORE)],
    "in the same second": [login("10:00:00", BERLIN), login("10:00:00", SINGAPORE)],
    "a night too short for the flight": [login("00:00:00", BERLIN), login("09:00:00", SINGAPORE)],
    "coast to coast": [login("10:00:00", NEW_YORK), login("12:00:00", LOS_ANGELES)],
    "by IPv6": [login("10:00:00", "2001:db8:1::5"), login("10:10:00", "2001:db8:6::9")],
    "IPv4 and IPv6": [login("10:00:00", BERLIN), login("10:10:00", "2001:db8:6::9")],
    "an address that is written as IPv6": [login("10:00:00", BERLIN), login("10:10:00", f"::ffff:{SINGAPORE}")],
    "a capital in the next country": [login("10:00:00", BERLIN), login("10:20:00", PARIS)],
    "a country without a city, far away": [login("10:00:00", BERLIN), login("10:20:00", SOMEWHERE_US)],
    "the root user": [login("10:00:00", BERLIN, by=root()), login("10:10:00", SINGAPORE, by=root())],
    "Identity Center": [login("10:00:00", BERLIN, by=sso("ida")), login("10:10:00", SINGAPORE, by=sso("ida"))],
    "other Regions": [login("10:00:00", BERLIN), login("10:10:00", SINGAPORE, awsRegion="eu-north-1")],
    "another browser and a second factor": [
        login("10:00:00", BERLIN, mfa="Yes"),
        login("10:10:00", SINGAPORE, mfa="Yes", userAgent=PHONE),
    ],
    "a thief without the second factor": [login("10:00:00", BERLIN, mfa="Yes"), login("10:10:00", SINGAPORE)],
    "a colleague was there": [
        login("09:00:00", SINGAPORE, by=user("eve")),
        login("10:00:00", BERLIN),
        login("10:10:00", SINGAPORE),
    ],
    "at home for days": [
        *(login("09:00:00", BERLIN, days) for days in range(5)),
        login("09:30:00", SINGAPORE, 4),
    ],
    "the thief comes first": [
        *(login("09:00:00", BERLIN, days) for days in range(4)),
        login("08:30:00", SINGAPORE, 4),
        login("09:00:00", BERLIN, 4),
    ],
    "failures between": [
        login("10:00:00", BERLIN),
        login("10:05:00", SINGAPORE, outcome="Failure"),
        login("10:06:00", SINGAPORE),
    ],
    "a thief with another browser while the victim is at the office": [
        *(login(f"08:00:0{n}", BERLIN, days, by=user(f"u{n}")) for n in range(4) for days in range(3)),
        login("10:00:00", BERLIN, 2, by=user("u0")),
        login("10:20:00", SINGAPORE, 2, by=user("u0"), userAgent=PHONE),
    ],
}

SILENT = {
    "one place": [login("10:00:00", BERLIN), login("10:10:00", BERLIN), login("10:11:00", "198.18.1.99")],
    "a city that is near enough": [login("10:00:00", BERLIN), login("10:01:00", MUNICH)],
    "one provider in one country": [login("10:00:00", BERLIN), login("10:01:00", SAME_LINE)],
    "an address whose city is not known": [login("10:00:00", NEW_YORK), login("10:05:00", SOMEWHERE_US)],
    "a flight": [login("06:00:00", BERLIN), login("19:00:00", SINGAPORE), login("14:00:00", BERLIN, 1)],
    "a frequent traveller": [
        login("07:00:00", BERLIN),
        login("09:30:00", PARIS),
        login("17:00:00", PARIS),
        login("20:00:00", BERLIN),
        login("09:00:00", NEW_YORK, 1),
        login("08:00:00", LOS_ANGELES, 2),
        login("08:00:00", SYDNEY, 3),
    ],
    "a password that is mistyped afar": [
        login("10:00:00", BERLIN),
        login("10:05:00", SINGAPORE, outcome="Failure", errorMessage="Failed authentication"),
        login("10:06:00", BERLIN),
    ],
    "another user": [login("10:00:00", BERLIN), login("10:10:00", SINGAPORE, by=user("eve"))],
    "another session of the role": [
        login("10:00:00", BERLIN, by=sso("ida")),
        login("10:10:00", SINGAPORE, by=sso("jon")),
    ],
    "sessions without a name": [
        login("10:00:00", BERLIN, by=NAMELESS),
        login("10:10:00", SINGAPORE, by=NAMELESS),
    ],
    "another account": [login("10:00:00", BERLIN), login("10:10:00", SINGAPORE, recipientAccountId="444455556666")],
    "a role that is switched to": [
        login("10:00:00", BERLIN),
        event(
            "signin",
            "SwitchRole",
            sourceIPAddress=SINGAPORE,
            eventTime=at("10:05:00"),
            responseElements={"SwitchRole": "Success"},
        ),
    ],
    "an unknown address": [login("10:00:00", BERLIN), login("10:10:00", UNKNOWN), login("10:20:00", "AWS Internal")],
    "a VPN that others use": [
        *(login(f"09:00:0{n}", SINGAPORE, by=user(f"u{n}")) for n in range(2)),
        login("10:00:00", BERLIN),
        login("10:01:00", SINGAPORE),
    ],
    "the same browser and a second factor": [
        login("10:00:00", BERLIN, mfa="Yes"),
        login("10:10:00", SINGAPORE, mfa="Yes"),
    ],
}


@pytest.mark.parametrize("records", FOUND.values(), ids=FOUND)
def test_found(records):
    assert len(hits(*records)) == 1


@pytest.mark.parametrize("records", SILENT.values(), ids=SILENT)
def test_silent(records):
    assert hits(*records) == []


def test_a_vpn_is_usual_from_the_next_day_on():
    days = [
        login(clock, address, day)
        for day in range(6)
        for clock, address in (("09:00:00", BERLIN), ("09:10:00", SINGAPORE), ("09:20:00", BERLIN))
    ]
    assert clocks(*days) == ["02T09:10", "02T09:20"]
    assert clocks(*days, login("09:30:00", NEW_YORK, 5)) == ["02T09:10", "02T09:20", "07T09:30"]


def test_what_is_usual_is_so_nearby_and_on_other_lines():
    at_home = [login("09:00:00", BERLIN, day) for day in range(3)] + [login("23:00:00", SINGAPORE, 1)]
    assert hits(*at_home, login("12:00:00", MUNICH, 2), login("12:30:00", "2001:db8:6::1", 2)) == []


def test_what_was_usual_is_forgotten():
    usual = [login("09:00:00", BERLIN), login("09:00:00", SINGAPORE, 2)]
    assert hits(*usual, login("09:00:00", BERLIN, 40), login("09:10:00", SINGAPORE, 40)) == []
    assert len(hits(*usual, login("09:00:00", BERLIN, 70), login("09:10:00", SINGAPORE, 70))) == 1


WITHOUT_CITIES = {
    "countries": (COUNTRIES, [login("10:00:00", BERLIN), login("10:50:00", SINGAPORE)], 1),
    "countries and networks": (COUNTRIES_AND_NETWORKS, [login("10:00:00", BERLIN), login("10:50:00", SINGAPORE)], 1),
    "more than an hour": (COUNTRIES, [login("10:00:00", BERLIN), login("11:00:01", SINGAPORE)], 0),
    "one country": (COUNTRIES, [login("10:00:00", NEW_YORK), login("10:00:01", LOS_ANGELES)], 0),
    "networks alone": (NETWORKS, [login("10:00:00", BERLIN), login("10:10:00", SINGAPORE)], 0),
    "nothing known": (Enricher(), [login("10:00:00", BERLIN), login("10:10:00", SINGAPORE)], 0),
    "cities alone": (CITIES, [login("10:00:00", BERLIN), login("10:10:00", SINGAPORE)], 1),
    "usual countries": (
        COUNTRIES,
        [
            login("08:00:00", BERLIN),
            login("20:00:00", SINGAPORE),
            login("08:00:00", MUNICH, 1),
            login("08:10:00", "2001:db8:6::1", 1),
        ],
        0,
    ),
}


@pytest.mark.parametrize(("known", "records", "count"), WITHOUT_CITIES.values(), ids=WITHOUT_CITIES)
def test_without_cities(known, records, count):
    assert len(hits(*records, known=known)) == count


def test_a_network_in_two_countries_tells_nothing_without_cities():
    one = {block: {"autonomous_system_number": 64501} for block in PLACES}
    known = Enricher(geo=Geo(asn=reader(one), countries=TABLE))
    assert hits(login("10:00:00", BERLIN), login("10:10:00", SINGAPORE), known=known) == []


def test_trusted_addresses_are_nowhere():
    table = ListTable(name="vpn", path="vpn.txt", trusted=True)
    book = Book.of([load(table, b"198.18.6.0/24\n")])
    records = login("10:00:00", BERLIN), login("10:10:00", SINGAPORE), login("10:20:00", BERLIN)
    assert hits(*records, book=book) == []


def test_the_finding_shows_both_sign_ins():
    records = login("10:00:00", BERLIN, mfa="Yes"), login("10:10:00", SINGAPORE)
    [found] = [f for f in findings([records], known=CITIES_AND_NETWORKS) if f["type"] == TYPE]
    info = found["service"]["additionalInfo"]
    assert (info["distanceKm"], info["minutesBetween"], info["speedKmh"]) == (9918, 10, 59508)
    first, second = info["signIns"]
    assert first == {
        "time": "2026-03-02T10:00:00.000Z",
        "eventId": records[0]["eventID"],
        "ipAddress": BERLIN,
        "country": "DE",
        "city": "Berlin",
        "asn": "64501",
        "mfaUsed": "Yes",
    }
    assert (second["city"], second["eventId"], second["mfaUsed"]) == ("Singapore", records[1]["eventID"], "No")
    assert found["severity"] == 5.0
    assert found["resource"]["accessKeyDetails"]["userName"] == "dev"


def test_the_nearer_of_two_distant_places_is_not_shown():
    [_, hit] = hits(login("10:00:00", BERLIN), login("10:01:00", PARIS), login("10:02:00", SINGAPORE))
    assert hit.info["signIns"][0]["city"] == "Paris"


def test_the_thresholds_are_settings():
    def config(**values):
        return Config(detectors={TYPE: values})

    flight = [login("06:00:00", BERLIN), login("19:00:00", SINGAPORE)]
    assert len(hits(*flight, config=config(most_kmh=500))) == 1
    assert hits(login("10:00:00", BERLIN), login("10:20:00", PARIS), config=config(least_km=900)) == []
    countries = [login("10:00:00", BERLIN), login("10:50:00", SINGAPORE)]
    assert hits(*countries, known=COUNTRIES, config=config(border_minutes=30)) == []
    shared = SILENT["a VPN that others use"]
    assert len(hits(*shared, config=config(shared_by=3))) == 1
    again = [login("10:00:00", BERLIN), login("05:00:00", SINGAPORE, 1), login("10:00:00", BERLIN, 1)]
    assert [len(hits(*again, config=config(usual_hours=hours))) for hours in (3, 12)] == [0, 1]


def test_no_note_is_taken_of_what_tells_no_place():
    fact = console_login.note(decoded(login("10:00:00", BERLIN)))
    assert fact is not None
    assert console_login.placed(fact, Place(asn="64501")) is None
    located = console_login.placed(fact, Place("DE", lat=52.52, lon=13.4))
    assert located is not None and located.sign_in.spot == (5252, 1340)


@pytest.mark.parametrize("members", [{"responseElements": None}, {"responseElements": "Success"}, {"error": "Denied"}])
def test_records_that_tell_no_success(members):
    assert console_login.note(decoded(login("10:00:00", BERLIN, **members))) is None


@pytest.mark.parametrize("members", [{"additionalEventData": None}, {"userAgent": None}, {"awsRegion": None}])
def test_members_may_be_missing(members):
    assert len(hits(login("10:00:00", BERLIN, **members), login("10:10:00", SINGAPORE, **members))) == 1


SEVERAL = [*FOUND["at home for days"], *FOUND["coast to coast"], *SILENT["a flight"]]


@settings(max_examples=25, deadline=None)
@given(st.permutations(SEVERAL), st.integers(0, len(SEVERAL)))
def test_arrival_and_repeats_change_nothing(order, cut):
    expected = findings([SEVERAL], known=CITIES_AND_NETWORKS)
    assert findings([order[:cut], order[max(0, cut - 2) :]], known=CITIES_AND_NETWORKS) == expected


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 900), st.integers(0, 120)), max_size=60))
def test_memory_is_bounded_and_folds_are_the_same_after_a_pause(sign_ins):
    unbroken, paused = LoginMemory(), LoginMemory()
    for step, (network, who, days) in enumerate(sorted(sign_ins, key=lambda each: each[2])):
        where = f"10.0.{network}.1", f"10.0.{network}.0/24"
        there = SignIn(*where, country="DE", city=f"c{network}", spot=(network * 200, network * 400))
        note = Note(days * DAY + step, 0, f"e{step}", "console_login", "us-east-1", _CALL, b"")
        fact = LoginFact(f"u{who}", there)
        paused = msgspec.msgpack.decode(msgspec.msgpack.encode(paused), type=LoginMemory)
        assert [*_fold(unbroken, note, fact)] == [*_fold(paused, note, fact)]
    assert paused == unbroken


def test_memory_of_many_people_and_networks_is_bounded():
    memory = LoginMemory()
    for number in range(700):
        there = SignIn(f"10.{number}.0.1", f"10.{number}.0.0/24", country="DE")
        for who in ("busy", f"u{number}"):
            note = Note(number * HOUR, 0, f"{who}{number}", "console_login", "us-east-1", _CALL, b"")
            assert [*_fold(memory, note, LoginFact(who, there))] == []
    assert len(memory.people) == console_login.MOST_PEOPLE
    assert {"busy", "u699"} < memory.people.keys() and "u0" not in memory.people
    assert len(memory.people["busy"]) == console_login.MOST_ORIGINS
    assert len(msgspec.msgpack.encode(memory)) < 100_000


_CALL = Call("signin.amazonaws.com", "ConsoleLogin", "", "", "", "", "", "", "", "", "", 0.0)


def _fold(memory, note, fact):
    return console_login.fold(memory, note, fact, ConsoleLoginSettings())


def test_a_sign_in_that_is_told_late_is_before_the_other():
    """It does not make the place's last sign-in older, nor the time between the two less than none."""
    memory, settings = LoginMemory(), ConsoleLoginSettings()
    times = {"first": 10 * HOUR, "second": 10 * HOUR + 20 * 60_000, "late": 10 * HOUR + 10 * 60_000}
    berlin = SignIn(BERLIN, "198.18.1.0/24", "64501", "DE", "Berlin", (5252, 1340))
    singapore = SignIn(SINGAPORE, "198.18.6.0/24", "64506", "SG", "Singapore", (135, 10382))
    found = []
    for name, there in (("first", berlin), ("second", singapore), ("late", berlin), ("late", singapore)):
        note = Note(times[name], 0, name, "console_login", "us-east-1", _CALL, b"")
        found += list(console_login.fold(memory, note, LoginFact("dev", there), settings))
    assert [hit.info["minutesBetween"] for hit in found] == [20, 10, 0]
    (origins,) = memory.people.values()
    assert {origin.last_ms for origin in origins.values()} == {times["late"], times["second"]}
