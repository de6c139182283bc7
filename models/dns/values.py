"""The values of DNS logs' fields, however a log spells them: types, response codes, addresses and times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from models.dns.fault import Fault
from models.times import DAY, SECOND


def _numbered(first: int, names: str) -> dict[int, str]:
    """Names by their numbers, which follow on one another."""
    return dict(enumerate(names.split(), first))


#: Mnemonics by number, of IANA's registry "Domain Name System (DNS) Parameters": those of resource record types …
_TYPES = (
    _numbered(1, "A NS MD MF CNAME SOA MB MG MR NULL WKS PTR HINFO MINFO MX TXT RP AFSDB X25 ISDN RT NSAP NSAP-PTR SIG")
    | _numbered(25, "KEY PX GPOS AAAA LOC NXT EID NIMLOC SRV ATMA NAPTR KX CERT A6 DNAME SINK OPT APL DS SSHFP")
    | _numbered(45, "IPSECKEY RRSIG NSEC DNSKEY DHCID NSEC3 NSEC3PARAM TLSA SMIMEA")
    | _numbered(55, "HIP NINFO RKEY TALINK CDS CDNSKEY OPENPGPKEY CSYNC ZONEMD SVCB HTTPS DSYNC HHIT BRID")
    | _numbered(99, "SPF UINFO UID GID UNSPEC NID L32 L64 LP EUI48 EUI64")
    | _numbered(128, "NXNAME")
    | _numbered(249, "TKEY TSIG IXFR AXFR MAILB MAILA ANY URI CAA AVC DOA AMTRELAY RESINFO WALLET CLA IPN")
    | _numbered(32_768, "TA DLV")
)
#: … and of response codes.
_RCODES = _numbered(
    0, "NOERROR FORMERR SERVFAIL NXDOMAIN NOTIMP REFUSED YXDOMAIN YXRRSET NXRRSET NOTAUTH NOTZONE DSOTYPENI"
) | _numbered(16, "BADVERS BADKEY BADTIME BADMODE BADNAME BADALG BADTRUNC BADCOOKIE")

_TYPE_SPELLINGS = {"*": "ANY", "ALL": "ANY"}
_RCODE_SPELLINGS = {
    **{"FORMATERROR": "FORMERR", "SERVERFAILURE": "SERVFAIL", "SERVERERROR": "SERVFAIL", "BADSIG": "BADVERS"},
    **{"NAMEERROR": "NXDOMAIN", "NONEXISTENTDOMAIN": "NXDOMAIN", "NOSUCHDOMAIN": "NXDOMAIN"},
    **{"NOTIMPL": "NOTIMP", "NOTIMPLEMENTED": "NOTIMP", "QUERYREFUSED": "REFUSED"},
}

_BETWEEN = re.compile(r"(?<=[A-Z])[ _-](?=[A-Z])")
_MOST_NUMBER = 65_535
_NUMBERED = re.compile(r"(?:TYPE|RCODE|RESERVED)?([0-9]{1,5})")
_MNEMONIC = re.compile(r"[A-Z][A-Z0-9-]{0,15}")

#: Types whose data has names in it, and the dot that ends one.
_WITH_NAMES = frozenset({"CNAME", "DNAME", "HTTPS", "MX", "NS", "PTR", "SOA", "SRV", "SVCB"})
_FINAL_DOT = re.compile(r"(?<=[^ .\\])\.(?= |$)")
_BY_TCP = re.compile("TCP|TLS|DOT|HTTP|DOH")

#: AWS opened in 2006. A time outside of these years is a fault of whoever wrote it, and would hold a window open for
#: ever or never open one.
_YEARS = range(2006, 2200)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_MS, _END_MS = ((datetime(year, 1, 1, tzinfo=UTC) - _EPOCH).days * DAY for year in (_YEARS.start, _YEARS.stop))

_ISO = re.compile(
    r"(?P<second>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.,](?P<fraction>\d+))?"
    r"(?: ?(?:(?P<utc>Z|UTC|GMT)|(?P<sign>[-+])(?P<hours>\d\d):?(?P<minutes>\d\d)?))?",
    re.ASCII | re.IGNORECASE,
)
_EPOCH_TEXT = re.compile(r"(\d{1,20})(?:\.(\d*))?", re.ASCII)

#: Characters of answers that are remembered: longer ones may be anybody's data, of which there is no end.
LONGEST_REMEMBERED = 1_024

#: The year 9999, in seconds. A number beyond it counts milliseconds, microseconds or nanoseconds.
_LAST_SECOND = 253_402_300_799
_DIGITS_OF_MS = 3


@lru_cache(4_096)
def clean_type(value: str | int) -> str:
    """A type's name, as IANA writes it; ``TYPE…`` for a number without one; empty for what is no type.

    >>> [clean_type(value) for value in ("a", 28, "TYPE65", "65280", "*", "?")]
    ['A', 'AAAA', 'HTTPS', 'TYPE65280', 'ANY', '']
    """
    text = str(value).strip().upper()
    if found := _NUMBERED.fullmatch(text):
        number = int(found[1])
        return _TYPES.get(number, f"TYPE{number}") if number <= _MOST_NUMBER else ""
    return _TYPE_SPELLINGS.get(text, text if _MNEMONIC.fullmatch(text) else "")


@lru_cache(4_096)
def clean_rcode(value: str | int) -> str:
    """A response code's name, as IANA writes it; ``RCODE…`` for a number without one; empty for what is no code.

    >>> [clean_rcode(value) for value in ("NXDomain", "NX_DOMAIN", 3, "No Error", "99", "-")]
    ['NXDOMAIN', 'NXDOMAIN', 'NXDOMAIN', 'NOERROR', 'RCODE99', '']
    """
    text = _BETWEEN.sub("", str(value).strip().upper())
    if found := _NUMBERED.fullmatch(text):
        number = int(found[1])
        return _RCODES.get(number, f"RCODE{number}") if number <= _MOST_NUMBER else ""
    return _RCODE_SPELLINGS.get(text, text if _MNEMONIC.fullmatch(text) else "")


@lru_cache(65_536)
def clean_address(text: str) -> str:
    """An address as `ipaddress` prints it; empty for what is none. IPv4 in IPv6 is IPv4; a zone (``%eth0``) goes.

    >>> [clean_address(text) for text in ("10.0.0.5", "FE80::0:1%eth0", "::ffff:192.0.2.1", "-")]
    ['10.0.0.5', 'fe80::1', '192.0.2.1', '']
    """
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return ""
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(inner or address)


def clean_data(type_: str, text: str) -> str:
    """An answer's data as `models.dns.query.Answer.data` has it: names in it lose their final dots.

    >>> clean_data("MX", "10 mail.example.com."), clean_data("TXT", '"The end."')
    ('10 mail.example.com', '"The end."')

    Args:
        type_: as `clean_type` gives it.
        text: in presentation form.
    """
    return _FINAL_DOT.sub("", text) if type_ in _WITH_NAMES else text


@lru_cache(256)
def by_tcp(transport: str) -> bool:
    """Whether a query came by TCP, TLS or HTTPS, as a log spells it.

    >>> [by_tcp(text) for text in ("UDP", "tcp", "DOH", "DNSOverTLS", "DoQ", "")]
    [False, True, True, True, False, False]
    """
    return bool(_BY_TCP.search(transport.upper()))


@lru_cache(16_384)
def iso_ms(text: str) -> int | None:
    """ISO 8601 with a time of day in ms since 1970, cut to ms; None for what is none.

    >>> iso_ms("2026-03-02T02:00:00.1239+02:00") == iso_ms("2026-03-02 00:00:00.123") == 1_772_409_600_123
    True

    Args:
        text: date and time by ``T`` or a blank, any fraction of a second, ``Z`` or an offset; without one it is UTC.
    """
    found = _ISO.fullmatch(text)
    if not found:
        return None
    try:
        second = datetime.fromisoformat(found["second"].upper()).replace(tzinfo=UTC)
    except ValueError:
        return None
    offset = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    start = second - _EPOCH - (-offset if found["sign"] == "-" else offset)
    return start // timedelta(milliseconds=1) + _fraction_ms(found["fraction"])


def epoch_ms(value: str | int | float) -> int | None:
    """A time since 1970 in ms, cut to ms; None for what is none.

    Seconds, or milliseconds, microseconds or nanoseconds if they would be beyond the year 9999. Text is read digit by
    digit, so that what it says is what it gives.

    >>> [epoch_ms(value) for value in ("1772409600.123999", 1772409600.123, 1772409600123, "-")]
    [1772409600123, 1772409600123, 1772409600123, None]
    """
    found = _EPOCH_TEXT.fullmatch(str(value))
    if not found:
        return None
    number = int(found[1])
    for per_ms in (1, 1_000, 1_000_000):
        if number <= _LAST_SECOND:
            return number * SECOND + _fraction_ms(found[2])
        if number // per_ms <= _LAST_SECOND * SECOND:
            return number // per_ms
    return None


def _fraction_ms(digits: str | None) -> int:
    return int(digits[:_DIGITS_OF_MS].ljust(_DIGITS_OF_MS, "0")) if digits else 0


def time_ms(value: str | int | float) -> int | None:
    """A time in any of the forms of `iso_ms` and `epoch_ms`; None for what is none."""
    if isinstance(value, str):
        text = value.strip()
        found = iso_ms(text)
        return epoch_ms(text) if found is None else found
    return epoch_ms(value)


def fault_of(time: int | None, name: str | None, time_field: str, name_field: str) -> Fault | None:
    """Why a record cannot be taken whose fields have been read; None if it can.

    Args:
        time: when it was asked, in ms since 1970; None if the log has no time that can be read.
        name: what `models.dns.names.clean_name` gave; None for what is no name.
        time_field: what the log calls the time.
        name_field: what it calls the name.
    """
    if time is None:
        return Fault("missing-field", f"no usable {time_field}")
    if not _FIRST_MS <= time < _END_MS:
        return Fault("implausible-time", f"{time_field} is not in the years {_YEARS.start} to {_YEARS.stop - 1}")
    return Fault("malformed-name", f"{name_field} is no name") if name is None else None
