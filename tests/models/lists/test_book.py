"""What all lists together say of an address, a domain and an access key."""

import gc
import hashlib
import weakref
from datetime import date

import pytest

from models.lists.book import NOTHING, Book, Description, Loaded, Match, load, read
from models.lists.entry import Entry, EntryKind, ListError, Parsed, Refused
from models.lists.settings import ListKind, ListTable

KEY, OTHER = "AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE"


def address(text: str, since: str = "", names: tuple[str, ...] = ()) -> Entry:
    return Entry(EntryKind.ADDRESS, text, 1, since, names)


def domain(text: str) -> Entry:
    return Entry(EntryKind.DOMAIN, text, 1)


def key(text: str) -> Entry:
    return Entry(EntryKind.KEY, text, 1)


def digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def loaded(name: str, *entries: Entry, refused: tuple[Refused, ...] = (), **keys) -> Loaded:
    table = ListTable(name=name, path=f"lists/{name}.txt", **keys)
    return Loaded(table, Parsed(list(entries), list(refused)), f"{name}'s digest")


def test_a_match_tells_the_list_and_what_it_says():
    book = Book.of([loaded("tor", address("198.51.100.0/24", "2026-01-02", ("Tor exit", "relay")), kind="tor")])
    match = Match("tor", ListKind.TOR, "198.51.100.0/24", "2026-01-02", ("Tor exit", "relay"), "tor's digest")
    assert book.caller("198.51.100.7") == (None, (match,))


def test_what_an_entry_does_not_say_its_list_does():
    entries = (
        address("198.51.100.7"),
        address("198.51.100.8", "2026-05-06T07:08:09Z"),
        address("198.51.100.9", "", ("x",)),
    )
    book = Book.of([loaded("tor", *entries, since=date(2026, 1, 2), threat="Tor")])
    said = [book.caller(entry.text).threats[0] for entry in entries]
    assert [(match.since, match.names) for match in said] == [
        ("2026-01-02", ("Tor",)),
        ("2026-05-06T07:08:09Z", ("Tor",)),
        ("2026-01-02", ("x",)),
    ]
    (match,) = Book.of([loaded("bare", address("198.51.100.7"))]).caller("198.51.100.7").threats
    assert (match.since, match.names) == ("", ())


def test_trust_is_told_beside_the_threats_that_it_beats():
    book = Book.of(
        [
            loaded("bad", address("198.51.100.7"), domain("bad.example.org")),
            loaded("office", address("198.51.100.0/24"), domain("*.example.org"), trusted=True),
            loaded("also ours", address("198.51.100.7"), trusted=True),
            loaded("worse", address("198.51.0.0/16"), domain("example.org"), kind="c2"),
        ]
    )
    for standing in (book.caller("198.51.100.7"), book.domain("bad.example.org.")):
        assert standing.trusted is not None
        assert (standing.trusted.list, standing.trusted.kind) == ("office", None)
        assert [match.list for match in standing.threats] == ["bad", "worse"]
    assert book.caller("198.51.101.1").trusted is None
    assert book.domain("example.org").trusted is None


def test_private_addresses_can_be_trusted_and_are_no_threat():
    book = Book.of([loaded("bad", address("10.0.0.1")), loaded("office", address("10.0.0.0/8"), trusted=True)])
    assert book.caller("10.0.0.1").threats == ()
    assert book.caller("10.0.0.1").trusted is not None


def test_what_no_list_has_is_nothing():
    book = Book.of([loaded("bad", address("198.51.100.7"), domain("bad.example.org"), key(KEY))])
    for standing in (book.caller("198.51.100.8"), book.caller("AWS Internal"), book.domain("example.org")):
        assert standing is NOTHING
    assert book.key(OTHER) is None
    empty = Book.of([])
    assert empty.caller("198.51.100.7") is empty.domain("example.org") is NOTHING
    assert empty.key(KEY) is None
    assert empty.describe() == empty.warnings == ()


def test_a_leaked_key_is_found_by_itself_or_by_its_digest():
    plain, hashed = (
        loaded("plain", key(KEY), kind="leaked-keys"),
        loaded("hashed", key(digest(KEY)), kind="leaked-keys"),
    )
    found = Match("plain", ListKind.LEAKED_KEYS, KEY, "", (), "plain's digest")
    assert Book.of([plain]).key(KEY) == Book.of([plain, hashed]).key(KEY) == found
    assert Book.of([hashed]).key(KEY) == found._replace(list="hashed", entry=digest(KEY), sha256="hashed's digest")
    assert Book.of([hashed]).key(OTHER) is Book.of([hashed]).key("\ud800") is None
    twice = loaded("first", key(KEY), kind="leaked-keys")
    assert Book.of([twice, plain]).key(KEY) == found._replace(list="first", sha256="first's digest")


def test_a_book_describes_its_lists():
    refused = (Refused(17, "neither this nor that"), Refused(18, "nor this"), Refused(19, "nor that"))
    entries = address("198.51.100.7"), address("198.51.100.0/24"), domain("example.org")
    book = Book.of([loaded("bad", *entries, refused=refused), loaded("office", address("10.0.0.1"), trusted=True)])
    assert book.describe() == (
        Description("bad", ListKind.CUSTOM, "txt", 2, 1, 0, 3, "bad's digest"),
        Description("office", None, "txt", 1, 0, 0, 0, "office's digest"),
    )
    assert book.warnings == ('[[lists]] "bad": lists/bad.txt, line 17: neither this nor that (and 2 more)',)


def test_a_single_refusal_and_that_of_an_object():
    one = loaded("bad", refused=(Refused(17, "no address"),))
    assert one.warning == '[[lists]] "bad": lists/bad.txt, line 17: no address'
    assert ", object 17: " in loaded("bad", refused=one.parsed.refused, format="STIX").warning
    assert loaded("good").warning == ""


def test_a_book_that_is_replaced_is_freed_at_once():
    book = Book.of([loaded("bad", address("198.51.100.7"))])
    book.caller("198.51.100.7")
    gone = weakref.ref(book)
    gc.disable()
    try:
        del book
        assert gone() is None
    finally:
        gc.enable()


class Files(dict[str, bytes]):
    """Files in memory."""

    def read(self, path: str) -> bytes:
        if path not in self:
            raise FileNotFoundError(f"no {path}")
        return self[path]

    def stamp(self, path: str) -> str:
        raise AssertionError("not needed")


TABLES = (
    ListTable(name="bad", path="bad.txt"),
    ListTable(name="keys", path="keys.txt", kind="leaked-keys", format="TXT"),
)


def test_lists_are_read_from_their_files():
    content = b"198.51.100.7\nnot an entry at all\nbad.example.org\n"
    files = Files({"bad.txt": content, "keys.txt": KEY.encode()})
    book = Book.of(load(table, read(table, files)) for table in TABLES)
    (match,) = book.caller("198.51.100.7").threats
    assert (match.list, match.sha256) == ("bad", hashlib.sha256(content).hexdigest())
    assert book.domain("bad.example.org").threats and book.key(KEY)
    assert [warning.partition("line 2")[0] for warning in book.warnings] == ['[[lists]] "bad": bad.txt, ']


def test_what_cannot_be_read_names_the_list_and_the_file():
    with pytest.raises(ListError, match=r'^\[\[lists\]\] "keys": keys.txt: cannot be read: no keys.txt$'):
        read(TABLES[1], Files({"bad.txt": b"198.51.100.7"}))
    with pytest.raises(ListError, match=r'^\[\[lists\]\] "bad": bad.txt: '):
        load(ListTable(name="bad", path="bad.txt", format="stix"), b"198.51.100.7")
