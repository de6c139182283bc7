"""The lists in force: what they say of a caller's address, of a domain and of an access key.

A match tells which list has the entry, and what is known of it. A trusted list beats every threat list, so a
`Standing` says both what is trusted and what would have been a threat.

In ``leaked-keys`` lists, entries are access key ids, or SHA-256 digests of them: ids that someone does not want to
pass on can be looked for all the same.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple, Protocol

from models.lists.addresses import AddressTable, Row
from models.lists.domains import DomainTable
from models.lists.entry import EntryKind, ListError, Parsed
from models.lists.parse import parse
from models.lists.settings import ListKind, ListTable

#: Answers that a book remembers, of each sort: most calls come from few callers.
REMEMBERED = 8192

_HASHED = "sha256:"


class Files(Protocol):
    """A filesystem to read lists from."""

    def read(self, path: str) -> bytes:
        """A file's content; raises OSError if it cannot be read."""

    def stamp(self, path: str) -> str:
        """What changes when the file does, without reading it; empty if nothing tells.

        Raises:
            OSError: the file cannot be looked at.
        """


class Loaded(NamedTuple):
    """A list that has been read.

    Attributes:
        table: its configuration.
        parsed: its entries.
        sha256: of its file, in hexadecimal.
    """

    table: ListTable
    parsed: Parsed
    sha256: str

    @property
    def warning(self) -> str:
        """What is to be said of lines that are no entries; empty if there are none."""
        if not self.parsed.refused:
            return ""
        first, more = self.parsed.refused[0], len(self.parsed.refused) - 1
        unit = "object" if self.table.listed_format == "stix" else "line"
        return f"{_place(self.table)}, {unit} {first.line}: {first.reason}" + (f" (and {more} more)" if more else "")


class Match(NamedTuple):
    """An entry that matches.

    Attributes:
        list: its list's name.
        kind: what it stands for; None in a trusted list.
        entry: its text, as `models.lists.entry.Entry.text`.
        since: since when it is listed, as the entry says, else as the list's configuration does; empty if neither.
        names: the threat's names, as the entry says, else as the list's configuration does.
        sha256: of the list's file, in hexadecimal.
    """

    list: str
    kind: ListKind | None
    entry: str
    since: str
    names: tuple[str, ...]
    sha256: str


class Standing(NamedTuple):
    """What all lists say of an address or a domain.

    Attributes:
        trusted: the entry of a trusted list, of several lists the first's.
        threats: the entries of threat lists, one of each list that has any, also of what is trusted.
    """

    trusted: Match | None
    threats: tuple[Match, ...]


#: What lists say of most callers.
NOTHING = Standing(None, ())


class Description(NamedTuple):
    """A list in force.

    Attributes:
        name: the list's.
        kind: what its entries stand for; None for a trusted list.
        format: of its file.
        addresses: how many addresses and ranges it holds.
        domains: how many domains.
        keys: how many access keys.
        refused: how many lines were no entries.
        sha256: of its file, in hexadecimal.
    """

    name: str
    kind: ListKind | None
    format: str
    addresses: int
    domains: int
    keys: int
    refused: int
    sha256: str


class Book:
    """Every list in force; made by `Book.of`. It does not change.

    Attributes:
        warnings: what was refused, a line for each list that had any.
        names_addresses: whether any list holds addresses, else nobody has to ask.
        names_domains: whether any holds domains.
        names_keys: whether any holds access keys.
    """

    def __init__(self, contents: _Contents, descriptions: Sequence[Description], warnings: tuple[str, ...]) -> None:
        self.warnings = warnings
        self._descriptions = tuple(descriptions)
        self.names_addresses = any(one.addresses for one in descriptions)
        self.names_domains = any(one.domains for one in descriptions)
        self.names_keys = any(one.keys for one in descriptions)
        # They do not hold the book, so that one that is replaced is freed at once.
        self._caller = lru_cache(REMEMBERED)(partial(_standing, contents.notes, contents.addresses))
        self._domain = lru_cache(REMEMBERED)(partial(_standing, contents.notes, contents.domains))
        self._key = lru_cache(REMEMBERED)(contents.keys.find)

    @classmethod
    def of(cls, loaded: Iterable[Loaded]) -> Book:
        """The book of lists, in the order of the configuration."""
        lists = tuple(loaded)
        warnings = tuple(one.warning for one in lists if one.warning)
        return cls(_Contents(lists), [_description(one) for one in lists], warnings)

    def caller(self, address: str) -> Standing:
        """What lists say of an address; `NOTHING` for what is no address, such as the name of a service."""
        return self._caller(address)

    def domain(self, name: str) -> Standing:
        """What lists say of a domain, in any case, with or without the final dot."""
        return self._domain(name)

    def key(self, access_key_id: str) -> Match | None:
        """The entry of an access key that has leaked, of several lists the first's."""
        return self._key(access_key_id)

    def describe(self) -> tuple[Description, ...]:
        """The lists, in the order of the configuration."""
        return self._descriptions


def load(table: ListTable, data: bytes) -> Loaded:
    """A list of its file's content.

    Raises:
        ListError: it is no list of its format; the message names the list and the file.
    """
    try:
        parsed = parse(data, table.listed_format, table.listed_kind is ListKind.LEAKED_KEYS)
    except ListError as error:
        msg = f"{_place(table)}: {error}"
        raise ListError(msg) from None
    return Loaded(table, parsed, hashlib.sha256(data).hexdigest())


def read(table: ListTable, files: Files) -> bytes:
    """The content of a list's file.

    Raises:
        ListError: it cannot be read; the message names the list and the file.
    """
    try:
        return files.read(table.path)
    except OSError as error:
        raise unreadable(table, error) from None


def unreadable(table: ListTable, error: OSError) -> ListError:
    """What is said of a list whose file cannot be read."""
    return ListError(f"{_place(table)}: cannot be read: {error}")


class _Contents:
    """The entries of lists by what they name, with what is known of them."""

    def __init__(self, lists: Sequence[Loaded]) -> None:
        self.notes = _Notes(lists)
        threats = {number for number, one in enumerate(lists) if not one.table.trusted}
        self.addresses = AddressTable(_rows(lists, EntryKind.ADDRESS, self.notes), threats)
        self.domains = DomainTable(_rows(lists, EntryKind.DOMAIN, self.notes), threats)
        self.keys = _Keys(_rows(lists, EntryKind.KEY, self.notes), self.notes)


class _Notes:
    """What is known of entries but for their text: many entries share it, so it is kept once, by number."""

    def __init__(self, lists: Sequence[Loaded]) -> None:
        self._lists = [
            Match(
                list=table.name,
                kind=table.listed_kind,
                entry="",
                since=table.since.isoformat() if table.since else "",
                names=(table.threat,) if table.threat else (),
                sha256=sha256,
            )
            for table, _, sha256 in lists
        ]
        self._matches: list[Match] = []
        self._numbers: dict[Match, int] = {}

    def number(self, which: int, since: str, names: tuple[str, ...]) -> int:
        """The number of what the entry of a list says."""
        own = self._lists[which]
        match = own._replace(since=since or own.since, names=names or own.names) if since or names else own
        number = self._numbers.setdefault(match, len(self._matches))
        if number == len(self._matches):
            self._matches.append(match)
        return number

    def match(self, number: int, text: str) -> Match:
        """The match of an entry."""
        return self._matches[number]._replace(entry=text)


class _Keys:
    """Access keys of lists."""

    def __init__(self, rows: Iterable[Row], notes: _Notes) -> None:
        self._notes = notes
        # Access key id, or the digest of one -> note; a list that comes first wins.
        self._plain: dict[str, int] = {}
        self._hashed: dict[bytes, int] = {}
        for row in rows:
            if row.text.startswith(_HASHED):
                self._hashed.setdefault(bytes.fromhex(row.text.removeprefix(_HASHED)), row.note)
            else:
                self._plain.setdefault(row.text, row.note)

    def find(self, access_key_id: str) -> Match | None:
        """As `Book.key`."""
        note = self._plain.get(access_key_id)
        if note is not None:
            return self._notes.match(note, access_key_id)
        if not self._hashed:
            return None
        digest = hashlib.sha256(access_key_id.encode(errors="surrogatepass")).digest()
        note = self._hashed.get(digest)
        return None if note is None else self._notes.match(note, _HASHED + digest.hex())


def _rows(lists: Sequence[Loaded], kind: EntryKind, notes: _Notes) -> Iterator[Row]:
    """The entries of one kind."""
    for number, one in enumerate(lists):
        for entry in one.parsed.entries:
            if entry.kind is kind:
                yield Row(number, entry.text, notes.number(number, entry.since, entry.names))


def _standing(notes: _Notes, table: AddressTable | DomainTable, text: str) -> Standing:
    """What a table says of an address or a domain."""
    found = table.find(text)
    if not found:
        return NOTHING
    rows = sorted(found, key=table.lists.__getitem__)
    matches = [notes.match(table.notes[row], table.text(row)) for row in rows]
    trusted = next((match for match in matches if match.kind is None), None)
    return Standing(trusted, tuple(match for match in matches if match.kind is not None))


def _description(one: Loaded) -> Description:
    """What is told of a list."""
    kinds = Counter(entry.kind for entry in one.parsed.entries)
    return Description(
        name=one.table.name,
        kind=one.table.listed_kind,
        format=one.table.listed_format,
        addresses=kinds[EntryKind.ADDRESS],
        domains=kinds[EntryKind.DOMAIN],
        keys=kinds[EntryKind.KEY],
        refused=len(one.parsed.refused),
        sha256=one.sha256,
    )


def _place(table: ListTable) -> str:
    return f'[[lists]] "{table.name}": {table.path}'
