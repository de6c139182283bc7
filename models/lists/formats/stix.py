"""STIX: Structured Threat Information eXpression, as XML (1.x) or JSON (2.0, 2.1), told apart by the content.

Of STIX 1.x, the objects of CybOX that name an address or a domain are read, wherever in the package they are:

- ``AddressObjectType`` of category ipv4-addr (the default), ipv6-addr or cidr,
- ``DomainNameObjectType``, ``HostnameObjectType`` and ``URIObjectType`` (domain names and URLs).

A value may be several, separated by ``##comma##``; with the condition InclusiveBetween these are the first and last
address of a range. Other conditions than that and Equals, and whatever is negated, cannot be looked up: refused. An
indicator's title is what the list says of the objects within; its ``Start_Time``, or else its timestamp, since when.
Other objects (files, e-mail addresses) concern others and are passed over.

Nothing of a document is kept but the entries, so that a big file needs little more memory than its bytes. A document
type declaration is refused: STIX has none, and entities are defined in it.
"""

from __future__ import annotations

from typing import NamedTuple
from xml.parsers import expat

from models.lists.entry import ListError, Parsed
from models.lists.formats import stix21
from models.lists.formats.collect import Collector
from models.lists.formats.text import decoded, named, since

_CATEGORIES = frozenset({"ipv4-addr", "ipv6-addr", "cidr"})
_TYPES = frozenset({"AddressObjectType", "DomainNameObjectType", "HostnameObjectType", "URIObjectType"})
_VALUES = frozenset({"Address_Value", "Value", "Hostname_Value"})
_FAMILIES = ("stix", "cybox", "taxii")
_XSI_TYPE = "http://www.w3.org/2001/XMLSchema-instance type"


def read(data: bytes) -> Parsed:
    """The addresses and domains of a STIX package or bundle.

    Raises:
        ListError: the bytes are neither STIX 1.x XML nor a STIX 2 bundle.
    """
    text = decoded(data).strip()
    return stix21.read(text) if text.startswith("{") else _Package().read(text)


class _Value(NamedTuple):
    """A value as it stands in an object, until its indicator is known."""

    ordinal: int
    text: str
    condition: str
    delimiter: str
    negated: bool


class _Indicator:
    """What encloses objects: an indicator, or the package itself."""

    def __init__(self, timestamp: str = "") -> None:
        self.title = ""
        self.start = ""
        self.timestamp = timestamp
        self.values: list[_Value] = []


class _Package:
    """Follows a document from element to element."""

    def __init__(self) -> None:
        self._found = Collector()
        self._path: list[str] = []
        self._negated: list[int] = []  # the depths of elements that negate what they hold
        self._indicators = [_Indicator()]
        self._text: list[str] = []
        self._attributes: dict[str, str] = {}
        self._objects = 0
        self._wanted = False

    def read(self, text: str) -> Parsed:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        try:
            parser.Parse(text, True)
        except expat.ExpatError as error:
            raise ListError(f"neither STIX 1.x XML nor a STIX 2 bundle: {error}") from None
        self._emit()
        entries, refused = self._found.parsed  # an indicator's come when it ends
        entries.sort(key=lambda entry: entry.line)
        refused.sort(key=lambda refusal: refusal.line)
        return self._found.parsed

    def _doctype(self, *_: object) -> None:
        raise ListError("the XML has a document type declaration, which STIX has not")

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        namespace, _, name = qualified.rpartition(" ")
        if not self._path and not any(family in namespace.lower() for family in _FAMILIES):
            raise ListError("the XML is no STIX package")
        self._path.append(name)
        self._text, self._attributes = [], attributes
        if attributes.get("negate") in ("true", "1"):
            self._negated.append(len(self._path))
        if name == "Indicator":
            self._indicators.append(_Indicator(attributes.get("timestamp", "")))
        elif name == "Properties":
            self._objects += 1
            self._wanted = _is_read(attributes)

    def _data(self, text: str) -> None:
        self._text.append(text)

    def _end(self, _: str) -> None:
        name = self._path[-1]
        parent = self._path[-2] if len(self._path) > 1 else ""
        indicator = self._indicators[-1]
        if name in _VALUES and parent == "Properties" and self._wanted:
            said = self._attributes
            condition, delimiter = said.get("condition", "Equals"), said.get("delimiter") or "##comma##"
            text = "".join(self._text)
            indicator.values.append(_Value(self._objects, text, condition, delimiter, bool(self._negated)))
        elif name == "Title" and parent == "Indicator":
            indicator.title = "".join(self._text)
        elif name == "Start_Time" and parent == "Valid_Time_Position":
            indicator.start = "".join(self._text)
        elif name == "Indicator":
            self._emit()
        if self._negated and self._negated[-1] == len(self._path):
            self._negated.pop()
        self._text = []
        self._path.pop()

    def _emit(self) -> None:
        """Read the values of the indicator that ends."""
        indicator = self._indicators.pop()
        listed, names = since(indicator.start) or since(indicator.timestamp), named(indicator.title)
        for value in indicator.values:
            parts = [part.strip() for part in value.text.split(value.delimiter)]
            if value.negated:
                self._found.refuse(value.ordinal, "negated: says what is not meant")
            elif value.condition == "InclusiveBetween":
                self._found.take("-".join(parts), value.ordinal, listed, names)
            elif value.condition == "Equals":
                for part in parts:
                    self._found.take(part, value.ordinal, listed, names)
            else:
                self._found.refuse(value.ordinal, "the condition is neither Equals nor InclusiveBetween")


def _is_read(properties: dict[str, str]) -> bool:
    """Whether an object names an address or a domain, by the attributes of its properties."""
    kind = properties.get(_XSI_TYPE, "").rpartition(":")[2]
    if kind == "AddressObjectType":
        return properties.get("category", "ipv4-addr") in _CATEGORIES
    return kind in _TYPES and properties.get("type") != "General URN"
