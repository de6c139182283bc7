"""STIX 2.0 and 2.1: a bundle of objects in JSON, or what a TAXII 2 server answers; both have the key ``objects``.

Read are indicators in the STIX pattern language (see `models.lists.formats.patterns`) and the observable objects
``ipv4-addr``, ``ipv6-addr``, ``domain-name`` and ``url`` of the bundle itself. ``valid_from`` is since when, the name,
``indicator_types`` and labels are what the list says of it. Revoked indicators are left out. ``valid_until`` is not
judged, as there is no clock here: who publishes the list takes out what has expired. Other objects, and indicators in
other languages (Snort, YARA, Sigma) concern others and are passed over.

Each object is decoded by itself, so that one that is broken spoils no other.
"""

from __future__ import annotations

import msgspec

from models.lists.entry import ListError, Parsed
from models.lists.formats.collect import Collector
from models.lists.formats.patterns import named_in
from models.lists.formats.text import named, since

_OBSERVABLES = frozenset({"ipv4-addr", "ipv6-addr", "domain-name", "url"})


class _Bundle(msgspec.Struct):
    objects: list[msgspec.Raw]


class _Typed(msgspec.Struct):
    type: str = ""


class _Indicator(msgspec.Struct):
    pattern: str
    pattern_type: str = "stix"  # STIX 2.0 knows no other language and has no such property
    name: str = ""
    indicator_types: list[str] = []
    labels: list[str] = []
    valid_from: str = ""
    revoked: bool = False


class _Observable(msgspec.Struct):
    value: str


_bundle = msgspec.json.Decoder(_Bundle).decode
_typed = msgspec.json.Decoder(_Typed).decode
_indicator = msgspec.json.Decoder(_Indicator).decode
_observable = msgspec.json.Decoder(_Observable).decode


def read(text: str) -> Parsed:
    """The addresses and domains of a STIX 2 bundle.

    Raises:
        ListError: the text is no JSON, or no bundle.
    """
    try:
        objects = _bundle(text).objects
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise ListError("no STIX 2 bundle: no JSON, or without an array called objects") from None
    found = Collector()
    for ordinal, raw in enumerate(objects, 1):
        try:
            _take(found, ordinal, raw)
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            found.refuse(ordinal, "the object is not as STIX 2 has it")
    return found.parsed


def _take(found: Collector, ordinal: int, raw: msgspec.Raw) -> None:
    kind = _typed(raw).type
    if kind in _OBSERVABLES:
        found.take(_observable(raw).value, ordinal)
    elif kind == "indicator":
        indicator = _indicator(raw)
        if indicator.pattern_type == "stix" and not indicator.revoked:
            _take_pattern(found, ordinal, indicator)


def _take_pattern(found: Collector, ordinal: int, indicator: _Indicator) -> None:
    try:
        values, reasons = named_in(indicator.pattern)
    except ValueError as error:
        found.refuse(ordinal, str(error))
        return
    listed = since(indicator.valid_from)
    names = named(indicator.name, *indicator.indicator_types, *indicator.labels)
    for value in values:
        found.take(value, ordinal, listed, names)
    for reason in reasons:
        found.refuse(ordinal, reason)
