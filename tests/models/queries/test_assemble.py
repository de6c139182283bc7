"""The slices of one window become what was asked."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import models.queries.sample as sampling
from models.lists.marks import Mark, Said
from models.owner import WINDOW
from models.queries.asked import Asked
from models.queries.assemble import Seen, assemble
from models.queries.packing import pack
from models.queries.registered import registered
from models.queries.sample import hashed, sampled
from models.queries.slice import MOST_NAMES, Lookup, Slice, union
from models.times import HOUR
from tests.models.queries.drawn import DOMAIN, HOLES, MARKS, NAMES, sample, several
from tests.queries import CLIENT, END, VPC, lookup

FEW = 3


def one_slice(*lookups: Lookup, marks: dict[str, Mark] | None = None, **values: object) -> Slice:
    by_domain: dict[object, list[Lookup]] = {}
    for each in lookups:
        by_domain.setdefault(registered(each.name), []).append(each)
    domains = pack(tuple(sampled(of, by_domain[of], marks or {}) for of in sorted(by_domain)))  # type: ignore[type-var,arg-type]
    return msgspec.structs.replace(Slice(END, VPC, CLIENT, False, domains, len(lookups)), **values)


def assembled(*slices: Slice, seen: Seen | None = None, end_ms: int = END) -> Asked | None:
    return assemble(end_ms, slices, Seen() if seen is None else seen, HOUR)


def keys(asked: Asked | None) -> list[tuple[str, str, str]]:
    return [] if asked is None else [each.key for _, each in asked.lookups()]


def test_lookups_by_domain():
    web, mail, host = lookup("www.example.com"), lookup("example.com", "MX"), lookup("host.corp.local")
    asked = assembled(one_slice(web, host), one_slice(mail, address="10.0.0.4", trusted=True, vpc=""))
    assert asked is not None
    assert (asked.end_ms, asked.vpc, asked.address, asked.trusted) == (END, VPC, "10.0.0.4", True)
    assert list(asked.domains) == ["corp.local", "example.com"]
    private, public = asked.domains.values()
    assert (private.public, private.count, private.lookups) == (False, 1, (host,))
    assert (public.public, public.count, public.more, public.lookups) == (True, 2, False, (mail, web))


def test_a_client_without_an_address_gives_way():
    asked = assembled(one_slice(lookup("a.com"), address=""), one_slice(lookup("a.com")))
    assert asked is not None
    assert asked.address == CLIENT


def test_what_lists_say_of_names_and_answers_is_joined():
    marks = {"a.com": Mark(True, (Said("c2", "{}"),))}
    parts = [
        one_slice(lookup("a.com"), lookup("b.com", black_holes=HOLES[1:]), marks=marks),
        one_slice(lookup("a.com", "AAAA", black_holes=HOLES[:1]), lookup("b.com", black_holes=HOLES[:1]), marks=marks),
    ]
    for order in (parts, parts[::-1]):
        asked = assembled(*order)
        assert asked is not None
        assert asked.domains["a.com"].marks == {"a.com": Mark(True, (HOLES[0], Said("c2", "{}")))}
        assert asked.domains["b.com"].marks == {"b.com": Mark(False, HOLES)}


def test_what_is_set_apart_and_what_is_not_are_one_lookup_again():
    plain, rebound = lookup("a.com", at_ms=5), lookup("a.com", at_ms=9, metadata=("169.254.169.254",))
    asked = assembled(one_slice(plain, rebound))
    assert asked is not None
    (found,) = asked.domains["a.com"].lookups
    assert (found.first_ms, found.last_ms, found.metadata) == (5, 9, rebound.metadata)


def test_of_a_late_part_only_what_is_new_is_there():
    seen = Seen()
    first = one_slice(lookup("a.com"), lookup("x.b.com"))
    assert assembled(first, seen=seen) is not None
    assert assembled(first, seen=seen) is None
    late = one_slice(lookup("a.com", at_ms=END - 1), lookup("x.b.com", "AAAA"), lookup("y.b.com", rcode="NXDOMAIN"))
    asked = assembled(late, seen=seen)
    assert keys(asked) == [("x.b.com", "AAAA", "NOERROR"), ("y.b.com", "A", "NXDOMAIN")]
    assert asked is not None
    assert (list(asked.domains), asked.domains["b.com"].count) == (["b.com"], 2)
    assert assembled(first, late, seen=seen) is None


def test_that_a_name_led_to_the_metadata_service_is_new():
    seen = Seen()
    assembled(one_slice(lookup("a.com")), seen=seen)
    assert keys(assembled(one_slice(lookup("a.com", metadata=("169.254.169.254",))), seen=seen)) == [
        ("a.com", "A", "NOERROR")
    ]


def test_windows_that_cannot_come_again_are_forgotten():
    seen = Seen()
    for end_ms in (END, END + WINDOW, END + HOUR, END + HOUR + WINDOW):
        assert assembled(one_slice(lookup("a.com"), end_ms=end_ms), seen=seen, end_ms=end_ms) is not None
    assert list(seen.recent) == [END + HOUR, END + HOUR + WINDOW]


def tunnel(first: int, last: int) -> list[Lookup]:
    return [lookup(f"{number:05x}.t.example.com", "TXT") for number in range(first, last)]


def test_of_very_many_names_the_number_is_estimated_also_of_a_late_part():
    seen = Seen()
    asked = assembled(one_slice(*tunnel(0, 2_000)), one_slice(*tunnel(1_000, 4_000)), seen=seen)
    assert asked is not None
    domain = asked.domains["example.com"]
    assert (len(domain.names), domain.more) == (MOST_NAMES, True)
    assert domain.count == pytest.approx(4_000, rel=0.1)
    assert len(seen.recent[END].hashes) == 8 * MOST_NAMES
    late = assembled(one_slice(*tunnel(3_500, 4_500)), seen=seen)
    assert late is not None
    assert late.domains["example.com"].count == pytest.approx(500, rel=0.25)
    assert set(late.domains["example.com"].names) <= {each.name for each in tunnel(4_000, 4_500)}


def test_repeats_of_names_that_were_not_kept_are_not_new():
    seen = Seen()
    assembled(one_slice(*tunnel(0, 4_000)), seen=seen)
    assert assembled(one_slice(*tunnel(0, 700)), seen=seen) is None
    assert assembled(one_slice(*tunnel(2_000, 4_000)), seen=seen) is None


def test_a_listed_name_is_new_in_however_many_others():
    seen = Seen()
    assembled(one_slice(*tunnel(0, 4_000)), seen=seen)
    bad = max((each.name for each in tunnel(5_000, 5_100)), key=hashed)
    asked = assembled(one_slice(*tunnel(5_000, 5_100), marks={bad: MARKS[NAMES[0]]}), seen=seen)
    assert asked is not None
    assert asked.domains["example.com"].marks == {bad: MARKS[NAMES[0]]}


@given(several, st.data(), st.booleans())
def test_neither_order_nor_spreading_nor_repeats_change_what_was_asked(some, data, small):
    again = data.draw(st.permutations(some + data.draw(st.lists(st.sampled_from(some), max_size=5))))
    numbers = data.draw(st.lists(st.integers(0, 3), min_size=len(again), max_size=len(again)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sampling, "MOST_NAMES", FEW if small else MOST_NAMES)
        parts = [
            [each for number, each in zip(numbers, again, strict=True) if number == of] for of in sorted(set(numbers))
        ]
        spread = [Slice(END, VPC, CLIENT, False, pack((sample(part),)), len(part)) for part in parts]
        whole = Slice(END, VPC, CLIENT, False, pack((sample(some),)), len(some))
        seen, seen_again = Seen(), Seen()
        once = assembled(whole, seen=seen)
        assert assembled(*spread, seen=seen_again) == once
        assert seen_again == seen
        for part in spread:
            assert assembled(part, seen=seen) is None
        assert seen_again == seen
        if not small and once is not None:
            assert once.domains[DOMAIN.domain].lookups == tuple(sorted(union(some).values()))


@given(several, several)
def test_what_comes_late_is_what_was_not_there(first, late):
    seen = Seen()
    there = assembled(one_slice(*first), seen=seen)
    new = assembled(one_slice(*late), seen=seen)
    plain = {each.key for each in late if not (each.metadata or each.black_holes)}
    assert plain - {each.key for each in first} <= set(keys(new))
    assert set(keys(there)) | set(keys(new)) == {each.key for each in (*first, *late)}
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(seen), type=Seen) == seen
