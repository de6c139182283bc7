"""Console sign-ins: one person is in distant places at the same time.

Source: CloudTrail management events of the sign-in service. Severity Medium. One finding per principal, account and
Region. ``UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B`` when a ConsoleLogin succeeds, and another of the same
principal did so shortly before, so far away that nobody can have travelled between them:

- with a city database (``[geo] city``): places at least ``least_km`` apart, reached faster than ``most_kmh``; that is
  20 hours at most. Where a database does not know the city it gives the middle of the country; then the countries have
  to differ as well, and so they have to for a phone, whose provider leads traffic out anywhere in the country;
- where there are no coordinates: different countries (``[geo] countries``, or those of a database) and different
  autonomous systems, where these are known, within ``border_minutes``. Networks alone tell no distance: a phone's is
  another than that of the line at home.

Each sign-in that follows one in a distant place is an occurrence; it shows both (``signIns``), the distance, the time
between them and the speed. A principal is an IAM user, the root user, or a session name: of all roles of IAM Identity
Center, and of all roles that one SAML provider leads to, as there it is the person's name; of one role otherwise. A
role is many people's, its finding is one. In which Region the sign-in was recorded decides nothing.

Silent, as a sign-in that does not come from where the person is has usually come through a VPN:

- both places are usual: the principal signed in there, or nearby, or from the same autonomous system and country, at
  least ``usual_hours`` before. An unusual place is a finding beside a usual one, whichever comes first. Until a place
  is usual, the first one is taken for it;
- with the very same browser in both places, for each of them: it is usual; or it belongs to an autonomous system that
  is usual, wherever (another way out of the same VPN); or ``shared_by`` others of the account sign in from that network
  (/24, IPv6 /48) too, as from a company's VPN;
- with the very same browser, one of the two networks is a VPN's: another principal's last sign-in from it and that from
  another network far away are too near in time to have travelled. An office does not show that, so a thief is found
  while the victim is there;
- with the very same browser, both networks are one provider's: one autonomous system, wherever its ways out are; or,
  where that is not known, one is IPv4 and the other IPv6, in one country: a line has both, and databases know little
  of the latter;
- with the very same browser and a second factor both times: a password that was stolen is not enough for that;
- the same network; the same autonomous system in the same country, as a provider's addresses say little of the place;
- an address on a trusted list, which is what to do with the ways out of a company's VPN.

Failed sign-ins, other steps of a sign-in and switching roles do not count, nor do addresses of which no country is
known. A principal's first two distant places are a finding, too. Not to be told from a thief: who first signs in by a
VPN far away that nobody else uses, or abroad by a line there and by a phone's at home, or from an aeroplane. Not to be
told from the person: a thief near a usual place, or at an autonomous system of the same country; a thief who passes on
the second factor and names the same browser. State per account: `MOST_PEOPLE` principals with `MOST_ORIGINS` networks
each, for `KEPT` after the last sign-in. ATT&CK: T1078.004 (Valid Accounts: Cloud Accounts).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec

from models.aws.addresses import address_of
from models.cloudtrail.call import user_agent
from models.cloudtrail.principal import SIGN_IN, failed, identity
from models.cloudtrail.record import CloudTrailRecord, UserIdentity
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

#: What the names of the roles begin with that IAM Identity Center makes.
_IDENTITY_CENTER = "AWSReservedSSO_"

#: What some databases write for a place that they do not know; it is in the sea.
_NOWHERE = Spot(0, 0)

#: What browsers of phones have in their user agents.
_PHONE = "Mobile"

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
        country: ISO 3166-1 code.
        city: in English; empty if unknown.
        spot: hundredths of a degree north and east; None if unknown.
        browser: a checksum of the user agent; 0 if there is none.
        mfa: ``MFAUsed``: ``Yes`` or ``No``; the provider's affair, and so ``No``, for federated ones.
        phone: whether the browser is a phone's.
    """

    address: str
    network: str
    asn: str = ""
    country: str = ""
    city: str = ""
    spot: tuple[int, int] | None = None
    browser: int = 0
    mfa: str = ""
    phone: bool = False


class LoginFact(msgspec.Struct, frozen=True, array_like=True):
    """A successful sign-in: ``who`` is the user's unique id, or names the person behind a session."""

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
    if address is None or failed(record) or response(record).get("ConsoleLogin") != "Success":
        return None
    more, browser = additional(record), user_agent(record)
    who = _who(identity(record), text(more.get("SamlProviderArn")))
    sign_in = SignIn(
        address=str(address),
        network=network(str(address)),
        browser=zlib.crc32(browser.encode("utf-8", "replace")),
        mfa=text(more.get("MFAUsed")),
        phone=_PHONE in browser or more.get("MobileVersion") == "Yes",
    )
    return LoginFact(who, sign_in) if who else None


def _who(caller: UserIdentity, provider: str) -> str:
    """Who signed in; empty if that may be anybody with the role."""
    unique = caller.principal_id or ""
    if caller.type != "AssumedRole":
        return unique or caller.arn or ""
    role, _, name = (caller.arn or "").partition(":assumed-role/")[2].partition("/")
    name = unique.partition(":")[2] or name
    if not name:
        return ""
    if role.startswith(_IDENTITY_CENTER):
        return f"{_IDENTITY_CENTER}:{name}"
    return f"{provider or unique.partition(':')[0] or role}:{name}"


def placed(fact: LoginFact, place: Place) -> LoginFact | None:
    """The fact with what is known of the address; None without a country: coordinates are a continent's middle then."""
    if not place.country_code:
        return None
    spot = None if place.lat is None or place.lon is None else Spot.of(place.lat, place.lon)
    if spot == _NOWHERE:
        spot = None
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
    origins[new.network] = _joined(origins.pop(new.network, None), seen, new)
    _drop_oldest(origins)
    memory.people.pop(fact.who, None)
    memory.people[fact.who] = origins
    if len(memory.people) > MOST_PEOPLE:
        del memory.people[min(memory.people, key=lambda who: (_last_ms(memory.people[who]), who))]


def _joined(known: Origin | None, seen: Note, new: SignIn) -> Origin:
    """A network after one more sign-in from it, which may have come late."""
    if known and known.last_ms > seen.time_ms:
        return msgspec.structs.replace(known, first_ms=min(known.first_ms, seen.time_ms))
    return Origin(known.first_ms if known else seen.time_ms, seen.time_ms, seen.event_id, new)


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
    """The origins too far to come from, or go to, in time, with the distance in km if known, the farthest first."""
    found = []
    for origin in origins.values():
        if _near(origin.sign_in, new, settings.least_km):
            continue
        km, elapsed_ms = _km(origin.sign_in, new), abs(time_ms - origin.last_ms)
        soon = elapsed_ms <= settings.border_minutes * MINUTE
        if soon if km is None else km * HOUR > settings.most_kmh * elapsed_ms:
            found.append((origin, km))
    return sorted(found, key=lambda each: (-(each[1] or 0), -each[0].last_ms, each[0].sign_in.network))


def _near(one: SignIn, other: SignIn, least_km: int) -> bool:
    """Whether two places may be one, as far as is known."""
    same_system = bool(one.asn) and one.asn == other.asn
    same_country = one.country == other.country
    if one.network == other.network or (same_system and same_country):
        return True
    km = _km(one, other)
    if km is None:
        return same_system or same_country
    vague = one.phone or other.phone or not (one.city and other.city)
    return km < least_km or (same_country and vague)


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
    usual = [o.sign_in for o in origins.values() if time_ms - o.first_ms >= settings.usual_hours * HOUR]
    usual = usual or [min(origins.values(), key=lambda origin: (origin.first_ms, origin.sign_in.network)).sign_in]
    strange = [each for each in pair if not any(_near(place, each, settings.least_km) for place in usual)]
    if not strange:
        return True
    if pair[0].browser != pair[1].browser or not pair[0].browser:
        return False
    if all(each.mfa == "Yes" for each in pair) or _one_provider(*pair):
        return True
    systems = {place.asn for place in usual if place.asn}
    others = {each.network: _others(memory, who, each.network, time_ms) for each in pair}
    if all(each.asn in systems or len(others[each.network]) >= settings.shared_by for each in strange):
        return True
    return any(
        _from_afar(others[way.network], way.network, there.network, settings) for way, there in (pair, pair[::-1])
    )


def _one_provider(one: SignIn, other: SignIn) -> bool:
    """Whether two distant networks are ways out of one provider's."""
    if one.asn and other.asn:
        return one.asn == other.asn
    return one.country == other.country and (":" in one.address) != (":" in other.address)


def _others(memory: LoginMemory, who: str, name: str, time_ms: int) -> list[dict[str, Origin]]:
    """The origins of each other principal that signs in from a network."""
    people = (origins for other, origins in memory.people.items() if other != who)
    return [origins for origins in people if name in origins and time_ms - origins[name].last_ms <= KEPT]


def _from_afar(others: list[dict[str, Origin]], name: str, except_from: str, settings: ConsoleLoginSettings) -> bool:
    """Whether one of those who sign in from a network was far away at the time, in another than one network."""
    distant = (_distant(origins, origins[name].last_ms, origins[name].sign_in, settings) for origins in others)
    return any(origin.sign_in.network != except_from for found in distant for origin, _ in found)


def _told(origin: Origin, seen: Note, new: SignIn, km: int | None) -> dict[str, Any]:
    """What the finding shows."""
    elapsed_ms = abs(seen.time_ms - origin.last_ms)
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
