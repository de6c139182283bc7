"""The order of records, their batches and repeats change nothing; memory stays bounded."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from models.credentials import memory as bounds
from models.credentials.issued import issued_to
from models.credentials.memory import Memory, Waiting, Witness
from models.credentials.use import MOST_CALLS, MOST_QUIET, Uses, merged
from models.credentials.whereabouts import EC2, Way, Whereabouts
from models.fold import run
from models.times import DAY, END_OF_TIME, HOUR, MINUTE
from tests.credentials import (
    ABROAD,
    ALL_KNOWN,
    BATCH,
    BATCH_PUBLIC,
    ENDPOINT,
    NO_INVENTORY,
    NO_RANGES,
    OUTSIDE,
    STRANGE,
    WEB,
    WEB_PRIVATE,
    WEB_PUBLIC,
    call,
    collected,
    folder,
    function,
    instance,
    report,
    sightings,
)
from tests.records import ACCOUNT, at, decoded

_CALLERS = (instance(WEB), instance(BATCH), instance(WEB, version=None), function())
_PLACES = (
    *((address, {}) for address in (WEB_PUBLIC, BATCH_PUBLIC, STRANGE, OUTSIDE, ABROAD)),
    (WEB_PRIVATE, {"vpcEndpointId": ENDPOINT, "vpcEndpointAccountId": ACCOUNT}),
    ("10.9.9.9", {"vpcEndpointId": ENDPOINT, "vpcEndpointAccountId": "999988887777"}),
)


@st.composite
def _records(draw):
    minute = draw(st.integers(0, 100))
    address, more = draw(st.sampled_from(_PLACES))
    make = draw(st.sampled_from((call, report)))
    day = draw(st.sampled_from((0, 0, 0, 3)))
    when = at(f"{10 + minute // 60:02}:{minute % 60:02}:{draw(st.integers(0, 59)):02}", days=day)
    return decoded(make(draw(st.sampled_from(_CALLERS)), when, address, **more))


@st.composite
def _cut(draw, records):
    """The same records in another order, some of them twice, in batches."""
    repeated = draw(st.permutations(records + draw(st.lists(st.sampled_from(records), max_size=5))))
    cuts = sorted(draw(st.lists(st.integers(0, len(repeated)), max_size=4)))
    return [repeated[a:b] for a, b in zip([0, *cuts], [*cuts, len(repeated)], strict=True)]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_order_repeats_and_batches_change_nothing(data):
    records = data.draw(st.lists(_records(), min_size=1, max_size=25))
    known = data.draw(st.sampled_from((ALL_KNOWN, NO_INVENTORY, NO_RANGES)))
    assert sightings(data.draw(_cut(records)), known) == sightings([records], known)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_fold_window_by_window_gives_the_same_as_one_of_all(data):
    records = data.draw(st.lists(_records(), min_size=1, max_size=25))
    for key, uses in collected([records]).items():
        at_once = run(folder(), key, None, uses, END_OF_TIME)[2]
        state, found = None, []
        for end_ms in sorted({each.end_ms for each in uses}):
            state, _, new = run(folder(), key, state, [each for each in uses if each.end_ms == end_ms], end_ms)
            state = msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=Memory)
            found += new
        assert found == at_once


@given(st.lists(_records(), max_size=12), st.lists(_records(), max_size=12))
@settings(max_examples=50, deadline=None)
def test_merging_is_a_union(first, second):
    def windows(*batches):
        uses = [each for those in collected(batches).values() for each in those]
        return {
            end: list(merged(end, [use for each in uses if each.end_ms == end for use in each.uses]))
            for end in {each.end_ms for each in uses}
        }

    assert windows(first, second) == windows(second, first) == windows(first, second, first) == windows(first + second)


def test_the_earliest_calls_are_kept():
    for address, most in ((OUTSIDE, MOST_CALLS), (STRANGE, MOST_QUIET)):
        calls = [call(instance(), at(f"10:00:{i % 60:02}"), address, n=i) for i in range(MOST_CALLS + 100)]
        ((uses,),) = collected([[decoded(each) for each in calls]]).values()
        ordered = sorted(calls, key=lambda each: (each["eventTime"], each["eventID"]))
        assert set(uses.uses[0].calls.events) == {each["eventID"] for each in ordered[:most]}


def test_uses_survive_their_encoding():
    ((uses,),) = collected([[decoded(call(instance(), at("10:00:00"), OUTSIDE))]]).values()
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(uses), type=Uses) == uses


def test_memory_is_bounded(monkeypatch):
    for name, most in (("MOST_HOLDERS", 3), ("MOST_WAYS", 2), ("MOST_NAMED", 2), ("MOST_WAITING", 1)):
        monkeypatch.setattr(bounds, name, most)
    state = Memory()
    for i in range(9):
        begin = i * HOUR
        for source in ("a", "b", "c"):
            state.learn(
                Way(f"i-{i}", "instance", True, EC2, f"{source}{i}"), begin, begin + MINUTE, own=False, agent=False
            )
            state.learnt[f"net {i}"] = state.found[f"net {i}"] = begin
        state.waiting.append(_waiting(begin))
        state.forget(begin + 2 * MINUTE)
    assert list(state.holders) == ["i-6", "i-7", "i-8"]
    assert all(len(each.ways) <= 2 for each in state.holders.values())
    assert (list(state.learnt), list(state.found)) == (["net 7", "net 8"], ["net 7", "net 8"])
    assert [each.first_ms for each in state.waiting] == [8 * HOUR]
    state.forget(80 * DAY)
    assert not state.holders
    assert not state.waiting


def _waiting(first_ms: int) -> Waiting:
    ((uses,),) = collected([[decoded(call(instance(), at("10:00:00"), STRANGE))]]).values()
    return Waiting("t", uses.uses, [Witness("i-1", "a", first_ms, HOUR)], first_ms)


def test_an_account_is_forgotten():
    of = folder()
    state = of.fresh()
    state.last_ms = DAY
    assert of.expires(state) == DAY + bounds.KEPT


def test_what_counts_when_it_is_late():
    ((uses,),) = collected([[decoded(call(instance(), at("10:00:00"), OUTSIDE))]]).values()
    assert folder().records(b"", uses) == ("cloudtrail", 1)


_ODD = st.none() | st.sampled_from(
    ("", ":", "i-", "AROA:i-0a1b2c3d", "10.0.0.1", "::1", "x" * 40, ACCOUNT, "0.0.0.0/0")
)


@given(*(_ODD for _ in range(7)))
def test_odd_records_are_no_trouble(principal, address, endpoint, owner, kind, arn, name):
    by = instance() | {"principalId": principal, "inScopeOf": {"issuerType": kind, "credentialsIssuedTo": arn}}
    odd = {"sourceIPAddress": address, "vpcEndpointId": endpoint, "vpcEndpointAccountId": owner}
    record = decoded(call(by, at("10:00:00"), "x") | odd | {"recipientAccountId": name})
    issued = issued_to(record.user_identity)
    if issued:
        Whereabouts(ALL_KNOWN).way(record, issued)
