"""A client's windows in event-time order: learnt, judged, forgotten."""

from models.config.config import parse
from models.detectors.dns.fold import QueryFolder
from models.detectors.registry import DNS_DETECTORS, DNS_TYPES
from models.dns.query import Answer, Query
from models.fold import run
from models.lists.book import Book, load
from models.lists.settings import ListTable
from models.owner import WINDOW, Owner
from models.profiles.surroundings import KEPT
from models.queries.reduce import Reducer
from models.queries.slice import Slice
from models.times import DAY, END_OF_TIME, HOUR, MINUTE
from tests.queries import CLIENT, END, VPC

OWNER = Owner("111122223333", "eu-west-1", "i-0a")
LATENESS = 30 * MINUTE
C2 = "Backdoor:EC2/C&CActivity.B!DNS"
BOOK = Book.of([load(ListTable(name="controllers", kind="c2", path="c2.txt"), b"controller.example.net\n")])


def query(name: str = "www.example.org", at_ms: int = END - MINUTE) -> Query:
    return Query(
        at_ms, name, "A", "NOERROR", (Answer("A", "198.51.100.7"),), CLIENT, "i-0a", "111122223333", "eu-west-1", VPC
    )


LISTED = "a.controller.example.net"


def one_slice(*names: str, end_ms: int = END) -> Slice:
    reducer = Reducer()
    reducer.use(BOOK)
    reducer.add([query(name, end_ms - MINUTE) for name in names or ("www.example.org",)])
    [(owner, made)] = reducer.take()
    assert owner == OWNER
    return made


def folder(days: int = 7, toml: str = "", vectors: bool = False) -> QueryFolder:
    config = parse(toml, "f.toml")
    return QueryFolder(DNS_DETECTORS, {n: config.settings(n) for n in DNS_TYPES}, days, LATENESS, vectors)


def folded(of: QueryFolder, *slices: Slice, state=None, to_ms: int | None = None):
    until = max(one.end_ms for one in slices) if to_ms is None else to_ms
    state, _, cases = run(of, OWNER.to_bytes(), state, list(slices), until)
    return state, cases


def found(cases):
    return [one.keyed.key.type for case in cases for one in case.found]


def test_a_window_that_shows_something_is_a_case():
    state, cases = folded(folder(), one_slice(LISTED))
    assert found(cases) == [C2]
    assert cases[0].found[0].keyed.key.resource == OWNER.name and cases[0].found[0].plain
    assert state is not None and state.last_ms == END


def test_a_type_that_is_off_is_not_found():
    of = folder(toml=f'[detectors."{C2}"]\nenabled = false\n')
    assert found(folded(of, one_slice(LISTED))[1]) == []


def test_it_is_told_when_a_client_begins_to_be_learnt_and_to_be_judged():
    later = END + 7 * DAY
    _, cases = folded(folder(), one_slice(), one_slice(end_ms=END + WINDOW), one_slice(end_ms=later))
    assert [(case.first, case.begins) for case in cases] == [(True, False), (False, True)]
    _, cases = folded(folder(days=0), one_slice())
    assert [(case.first, case.begins) for case in cases] == [(True, True)]


def test_vectors_are_of_windows_that_are_judged_and_habits_are_learnt_before():
    windows = [one_slice(end_ms=END + day * DAY) for day in range(9)]
    state, cases = folded(folder(vectors=True), *windows)
    assert [case.vector.end_ms for case in cases if case.vector] == [END + 7 * DAY, END + 8 * DAY]
    assert {case.vector.family for case in cases if case.vector} == {"client"}
    assert state is not None and state.habits.domains
    state, cases = folded(folder(), *windows)
    assert not any(case.vector for case in cases) and not state.habits.domains


def test_what_is_redelivered_after_its_window_was_folded_counts_once():
    state, cases = folded(folder(), one_slice(LISTED))
    _, again = folded(folder(), one_slice(LISTED), state=state, to_ms=END + WINDOW)
    assert found(cases) and not found(again)


def test_what_comes_late_is_judged_by_itself():
    state, cases = folded(folder(), one_slice())
    _, late = folded(folder(), one_slice("www.example.org", LISTED), state=state, to_ms=END + WINDOW)
    assert not found(cases) and found(late) == [C2]


def test_the_order_of_slices_does_not_matter():
    parts = [one_slice(LISTED), one_slice("b.controller.example.net", LISTED), one_slice()]
    one, other = (folded(folder(), *those)[1] for those in (parts, parts[::-1]))
    assert one == other and len(one[0].found[0].keyed.sighting.events) == 2


def test_a_client_is_forgotten_when_it_was_quiet_for_long():
    state, _ = folded(folder(), one_slice(), to_ms=END + KEPT - 1)
    assert state is not None
    assert folded(folder(), one_slice(), to_ms=END + KEPT)[0] is None


def test_queries_are_counted_for_their_log():
    assert folder().records(OWNER.to_bytes(), one_slice(LISTED, LISTED, "a.example")) == ("dns", 3)


def test_nothing_falls_due_without_input():
    state, _ = folded(folder(), one_slice())
    assert folder().next_due(state) is None
    assert run(folder(), OWNER.to_bytes(), state, [], END + HOUR)[2] == []
    assert run(folder(), OWNER.to_bytes(), state, [], END_OF_TIME)[0] is None
