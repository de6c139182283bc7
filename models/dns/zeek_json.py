r"""Zeek's dns.log as a JSON object, and what its fields mean.

The fields are those of ``DNS::Info`` in Zeek's base scripts, the same from Bro 2.1 to Zeek 7; numbers of types and
response codes are preferred to their names. Skipped are

- ``no-question``: records without a ``query`` or a type, as of answers whose question was not seen;
- ``local-name-service``: what was asked of a group (mDNS, LLMNR) or by NetBIOS (port 137), not of a resolver;
- ``other-class``: questions of another class than IN.

Zeek does not say of what types answers are. Addresses are A or AAAA. ``TXT`` and ``SPF`` are written with the length of
each of their strings, which become quoted strings here; of DNSSEC's types and some others, and of types that Zeek does
not know, there is the type's name and a summary or nothing. All else is a name: of the type asked for if that is of
names (PTR, MX, NS, SRV …; without their numbers, which Zeek leaves out), else a CNAME. Octets that are not printable
ASCII, which Zeek writes as ``\xHH`` or leaves as they are, become ``\DDD``.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from models.containers.lenient import decode_leniently
from models.containers.unwrap import Skipped
from models.dns.fault import Fault
from models.dns.logged import answer, logged
from models.dns.query import Answer, Query
from models.dns.values import LONGEST_REMEMBERED, clean_address, clean_type, time_ms

_LOCAL = Skipped("local-name-service")
_NETBIOS = 137
_GROUP = re.compile(r"2(?:2[4-9]|3[0-9])\.|ff", re.IGNORECASE)
_NAMES = frozenset({"CNAME", "DNAME", "NS", "PTR", "MX", "SRV", "SOA"})
_STRING = re.compile(rb"(?:TXT|SPF) (\d{1,5}) ")
_SUMMARY = re.compile(r"(NSEC3PARAM|NSEC3|(?:RRSIG|DNSKEY|NSEC|DS|NAPTR|SSHFP|LOC)(?=:? )):?(.*)", re.DOTALL)
_UNKNOWN = re.compile(r"<unknown type=(\d+)>")
_PLAIN = re.compile(r"[ !#-\[\]-~]*")
_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|\\)")
_UNSAFE = re.compile(rb"[^ !#-\[\]-~]")


class Record(msgspec.Struct, gc=False):
    """What is read of a record, by Zeek's names."""

    ts: str | int | float | None = None
    address: str | None = msgspec.field(name="id.orig_h", default=None)
    asked: str | None = msgspec.field(name="id.resp_h", default=None)
    port: int | None = msgspec.field(name="id.resp_p", default=None)
    proto: str | None = None
    query: str | None = None
    qclass: int | None = None
    qclass_name: str | None = None
    qtype: int | None = None
    qtype_name: str | None = None
    rcode: int | None = None
    rcode_name: str | None = None
    answers: list[str] | None = None


#: Zeek's names of them, in order.
NAMES = tuple(field.encode_name for field in msgspec.structs.fields(Record))

_RECORD = msgspec.json.Decoder(Record)


def read_zeek_json(data: bytes) -> Query | Fault | Skipped:
    """A record of Zeek's. A field of the wrong type is as good as missing.

    Args:
        data: a JSON object that is one (`models.dns.objects` tells).
    """
    try:
        record = _RECORD.decode(data)
    except msgspec.ValidationError:
        record = decode_leniently(data, Record)
    return zeek_query(record)


def zeek_query(record: Record) -> Query | Fault | Skipped:
    """The query of a record."""
    if record.port == _NETBIOS or _GROUP.match(record.asked or ""):
        return _LOCAL
    type_ = record.qtype_name if record.qtype is None else record.qtype
    rcode = record.rcode_name if record.rcode is None else record.rcode
    return logged(
        None if record.ts is None else time_ms(record.ts),
        record.query,
        type_,
        class_=record.qclass_name if record.qclass is None else record.qclass,
        rcode="" if rcode is None else rcode,
        answers=tuple([_remembered(text, type_ or "") for text in record.answers or ()]),
        address=record.address,
        transport=record.proto,
    )


def _remembered(text: str, asked: str | int) -> Answer:
    """An answer, which is remembered unless it is long."""
    return _answer(text, asked) if len(text) <= LONGEST_REMEMBERED else _answer.__wrapped__(text, asked)


@lru_cache(16_384)
def _answer(text: str, asked: str | int) -> Answer:
    """An answer of whose type there is no word, to a question of a type."""
    if address := clean_address(text):
        return Answer("AAAA" if ":" in address else "A", address)
    if text.startswith(("TXT ", "SPF ")):
        return Answer(text[:3], _quoted(_octets(text)))
    if found := _SUMMARY.fullmatch(text):
        return Answer(found[1], _presented(_octets(found[2].strip())))
    if found := _UNKNOWN.fullmatch(text):
        return answer(found[1], "")
    type_ = clean_type(asked)
    return answer(type_ if type_ in _NAMES else "CNAME", text if _PLAIN.fullmatch(text) else _presented(_octets(text)))


def _quoted(text: bytes) -> str:
    """Strings that are written with their lengths, in quotes; all as one if the lengths are not those of the text."""
    strings, position = [], 0
    while found := _STRING.match(text, position):
        end = found.end() + int(found[1])
        strings.append(text[found.end() : end])
        position = end + 1
    whole = strings if strings and position == len(text) + 1 else [_STRING.sub(b"", text, count=1)]
    return " ".join(f'"{_presented(string)}"' for string in whole)


def _octets(text: str) -> bytes:
    return _ESCAPE.sub(
        lambda found: bytes.fromhex(found[1].decode()) if found[1] else b"\\", text.encode(errors="surrogateescape")
    )


def _presented(octets: bytes) -> str:
    return _UNSAFE.sub(lambda found: b"\\%03d" % ord(found[0]), octets).decode("ascii")
