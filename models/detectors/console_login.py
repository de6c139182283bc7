"""Console sign-ins: one person is in distant places at the same time.

Source: CloudTrail management events of the sign-in service. Severity Medium. One finding per principal, account and
Region. ``UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B`` when a ConsoleLogin succeeds, and another of the same
principal did so shortly before, so far away that nobody can have travelled between them:

- with a city database (``[geo] city``): places at least ``least_km`` apart, reached faster than ``most_kmh``; that is
  20 hours at most. Where a database does not know the city it gives the middle of the country; then the countries have
  to differ as well;
- where there are no coordinates: different countries (``[geo] countries``, or those of a database) and different
  autonomous systems, where these are known, within ``border_minutes``. Networks alone tell no distance: a phone's is
  another than that of the line at home.

Each sign-in that follows one in a distant place is an occurrence; it shows both (``signIns``), the distance, the time
between them and the speed. A principal is an IAM user, the root user, or a session name of a role: a role is many
people's, its finding is one. In which Region the sign-in was recorded decides nothing.

Silent, as a sign-in that does not come from where the person is has usually come through a VPN:

- both places are usual: the principal signed in there, or nearby, or from the same autonomous system and country, at
  least ``usual_hours`` before. An unusual place is a finding beside a usual one, whichever comes first;
- one of the two networks (/24, IPv6 /48) is an office's or a VPN's, as ``shared_by`` others of the account sign in from
  there too, and the browser is the same in both places, or the principal has no usual place yet. A thief with another
  browser is found while the victim is at the office, one with the very same is not;
- both times with a second factor and with the very same browser: a password that was stolen is not enough for that;
- the same network; the same autonomous system in the same country, as a provider's addresses say little of the place;
- an address on a trusted list, which is what to do with the ways out of a company's VPN.

Failed sign-ins, other steps of a sign-in and switching roles do not count, nor do addresses of which nothing is known.
A principal's first two distant places are a finding, too. The first sign-in through a VPN far away that nobody else
uses cannot be told from a thief's. State per account: `MOST_PEOPLE` principals with `MOST_ORIGINS` networks each, for
`KEPT` after the last sign-in. ATT&CK: T1078.004 (Valid Accounts: Cloud Accounts).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec

from models.aws.addresses import address_of
from models.cloudtrail.call import user_agent
from models.cloudtrail.principal import SIGN_IN, failed, identity
from models.cloudtrail.record import CloudTrailRecord
from models.detectors.base import AccountDetector, DetectorSettings, Hit, Note, additional, response, text
from models.enrichment.distance import Spot, kilometres
from models.enrichment.geo import Place
from models.findings.types import MEDIUM, FindingType
from models.profiles.traits import network
from models.times import DAY, HOUR, MINUTE, SECOND, iso

DISTANT = FindingType(
    name="UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B",
    severity=MEDIUM,
    title="{user} signed in to the console from places too far apart.",
    description=(
        "{user} signed in to the console of account {account} from {caller}, shortly after a sign-in from so far away "
        "that nobody can have travelled between them. Somebody else may know the password. If it was no VPN, end the "
        "sessions and change the password."
    ),
)

#: How long a network is remembered after the last sign-in from it: longer than holidays and most absences.
KEPT = 63 * DAY

#: Networks remembered of a principal. A line at home changes its /24 every few days, where it does so often.
MOST_ORIGINS = 16

#: Principals remembered of an account, those that signed in last. Some 100 bytes a network.
MOST_PEOPLE = 500

_Least = Annotated[int, msgspec.Meta(ge=1)]


class ConsoleLoginSettings(DetectorSettings, frozen=True):
    """Settings of the type.

    Attributes:
        least_km: distance that counts, in km. City databases are some 100 km off, and providers, those of phones above
            all, lead traffic to the internet in another city of the country. Few places of one European country are
            so far apart, but most capitals are.
        most_kmh: speed that somebody can travel at, in km/h. Airliners cruise at 900 over the ground.
        border_minutes: without coordinates, between sign-ins from different countries. Who lives near a border is
            across it sooner; that becomes usual.
        usual_hours: since the first sign-in from a place until it is usual. A working day is shorter; what is gone
            by the next one raises nothing more.
        shared_by: other principals of the account that make a network an office's, or a VPN's. One may be a colleague
            on a visit, or the same thief.
    """

    least_km: _Least = 700
    most_kmh: _Least = 1000
    border_minutes: _Least = 60
    usual_hours: _Least = 12
    shared_by: _Least = 2


class SignIn(msgspec.Struct, frozen=True, array_like=True):
    """From where, and with what, somebody signed in.

    Attributes:
        address: IPv4 or IPv6.
        network: its /24 or /48.
        asn: the autonomous system's number in digits; empty if unknown.
        country: ISO 3166-1 code; empty if unknown.
        city: in English; empty if unknown.
        spot: hundredths of a degree north and east; None if unknown.
        browser: a checksum of the user agent.
        mfa: ``MFAUsed``: ``Yes`` or ``No``; the provider's affair, and so ``No``, for federated ones.
    """

    address: str
    network: str
    asn: str = ""
    country: str = ""
    city: str = ""
    spot: tuple[int, int] | None = None
    browser: int = 0
    mfa: str = ""


class LoginFact(msgspec.Struct, frozen=True, array_like=True):
    """A successful sign-in: ``who`` is the user's unique id, or the role's with the session's name."""

    who: str
    sign_in: SignIn


class Origin(msgspec.Struct, array_like=True):
    """A network that somebody signs in from: since when, and the last sign-in."""

    first_ms: int
    last_ms: int
    event_id: str
    sign_in: SignIn


class LoginMemory(msgspec.Struct, array_like=True):
    """Who of an account signed in from where: ``who`` -> network -> origin."""

    people: dict[str, dict[str, Origin]] = {}


def note(record: CloudTrailRecord) -> LoginFact | None:
    """The fact in a successful sign-in of somebody who can be told from others."""
    address = address_of(record.source_ip_address or "")
    caller = identity(record)
    who = caller.principal_id or caller.arn or ""
    anybody = caller.type == "AssumedRole" and ":" not in who
    if failed(record) or response(record).get("ConsoleLogin") != "Success" or address is None or not who or anybody:
        return None
    sign_in = SignIn(
        address=str(address),
        network=network(str(address)),
        browser=zlib.crc32(user_agent(record).encode("utf-8", "replace")),
        mfa=text(additional(record).get("MFAUsed")),
    )
    return LoginFact(who, sign_in)


def placed(fact: LoginFact, place: Place) -> LoginFact | None:
    """The fact with what is known of the address; None if that tells no distance."""
    spot = None if place.lat is None or place.lon is None else Spot.of(place.lat, place.lon)
    if spot is None and not place.country_code:
        return None
    there = msgspec.structs.replace(
        fact.sign_in,
        asn=place.asn,
        country=place.country_code,
        city=place.city,
        spot=spot and tuple(spot),
    )
    return LoginFact(fact.who, there)


def fold(memory: LoginMemory, seen: Note, fact: LoginFact, settings: ConsoleLoginSettings) -> Iterator[Hit]:
    """Compare a sign-in with those before it; then remember it."""
    if seen.call.trusted:
        return
    new = fact.sign_in
    origins = _recent(memory.people.get(fact.who, {}), seen.time_ms)
    for origin, km in _distant(origins, seen.time_ms, new, settings):
        if not _explained(memory, fact.who, origins, seen.time_ms, (origin.sign_in, new), settings):
            yield Hit(DISTANT, info=_told(origin, seen, new, km))
            break
    known = origins.pop(new.network, None)
    origins[new.network] = Origin(known.first_ms if known else seen.time_ms, seen.time_ms, seen.event_id, new)
    _drop_oldest(origins)
    memory.people.pop(fact.who, None)
    memory.people[fact.who] = origins
    if len(memory.people) > MOST_PEOPLE:
        del memory.people[min(memory.people, key=lambda who: (_last_ms(memory.people[who]), who))]


def _recent(origins: dict[str, Origin], time_ms: int) -> dict[str, Origin]:
    return {name: origin for name, origin in origins.items() if time_ms - origin.last_ms <= KEPT}


def _drop_oldest(origins: dict[str, Origin]) -> None:
    if len(origins) > MOST_ORIGINS:
        del origins[min(origins, key=lambda name: (origins[name].last_ms, name))]


def _last_ms(origins: dict[str, Origin]) -> int:
    return max(origin.last_ms for origin in origins.values())


def _distant(
    origins: dict[str, Origin], time_ms: int, new: SignIn, settings: ConsoleLoginSettings
) -> list[tuple[Origin, int | None]]:
    """The origins that nobody can have come from in time, with the distance in km if known, the farthest first."""
    found = []
    for origin in origins.values():
        if _near(origin.sign_in, new, settings.least_km):
            continue
        km, elapsed_ms = _km(origin.sign_in, new), time_ms - origin.last_ms
        soon = elapsed_ms <= settings.border_minutes * MINUTE
        if soon if km is None else km * HOUR > settings.most_kmh * elapsed_ms:
            found.append((origin, km))
    return sorted(found, key=lambda each: (-(each[1] or 0), -each[0].last_ms, each[0].sign_in.network))


def _near(one: SignIn, other: SignIn, least_km: int) -> bool:
    """Whether two places may be one, as far as is known."""
    same_system = bool(one.asn) and one.asn == other.asn
    same_country = bool(one.country) and one.country == other.country
    if one.network == other.network or (same_system and same_country):
        return True
    km = _km(one, other)
    if km is None:
        return same_system or same_country or not (one.country and other.country)
    return km < least_km or (same_country and not (one.city and other.city))


def _km(one: SignIn, other: SignIn) -> int | None:
    if one.spot is None or other.spot is None:
        return None
    return kilometres(Spot(*one.spot), Spot(*other.spot))


def _explained(
    memory: LoginMemory,
    who: str,
    origins: dict[str, Origin],
    time_ms: int,
    pair: tuple[SignIn, SignIn],
    settings: ConsoleLoginSettings,
) -> bool:
    """Whether a pair of distant sign-ins looks like one person's who uses a VPN."""
    old = [o.sign_in for o in origins.values() if time_ms - o.first_ms >= settings.usual_hours * HOUR]
    if all(any(_near(place, sign_in, settings.least_km) for place in old) for sign_in in pair):
        return True
    same_browser = pair[0].browser == pair[1].browser
    if same_browser and all(sign_in.mfa == "Yes" for sign_in in pair):
        return True
    if old and not same_browser:
        return False
    return any(_shared(memory, who, sign_in.network, time_ms, settings.shared_by) for sign_in in pair)


def _shared(memory: LoginMemory, who: str, name: str, time_ms: int, by: int) -> bool:
    """Whether enough others sign in from a network."""
    found = (origins.get(name) for other, origins in memory.people.items() if other != who)
    return sum(1 for origin in found if origin and time_ms - origin.last_ms <= KEPT) >= by


def _told(origin: Origin, seen: Note, new: SignIn, km: int | None) -> dict[str, Any]:
    """What the finding shows."""
    elapsed_ms = seen.time_ms - origin.last_ms
    told: dict[str, Any] = {
        "minutesBetween": elapsed_ms // MINUTE,
        "signIns": [
            _shown(origin.sign_in, origin.last_ms, origin.event_id),
            _shown(new, seen.time_ms, seen.event_id),
        ],
    }
    if km is not None:
        told["distanceKm"] = km
        told["speedKmh"] = km * HOUR // max(elapsed_ms, SECOND)
    return told


def _shown(sign_in: SignIn, time_ms: int, event_id: str) -> dict[str, str]:
    members = {
        "time": iso(time_ms),
        "eventId": event_id,
        "ipAddress": sign_in.address,
        "country": sign_in.country,
        "city": sign_in.city,
        "asn": sign_in.asn,
        "mfaUsed": sign_in.mfa,
    }
    return {name: value for name, value in members.items() if value}


DETECTOR = AccountDetector(
    name="console_login",
    types=(DISTANT,),
    apis=frozenset({(SIGN_IN, "ConsoleLogin")}),
    note=note,
    placed=placed,
    fact=LoginFact,
    memory=LoginMemory,
    fold=fold,
    settings=ConsoleLoginSettings,
)
