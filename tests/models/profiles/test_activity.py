"""Activities merge as sets do."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from models.profiles.activity import WINDOW, Act, activity, union
from tests.models.findings.calls import START, call

END = START + WINDOW

EVENTS = st.lists(
    st.tuples(
        st.integers(0, 3_599),
        st.sampled_from([f"event-{n}" for n in range(12)]),
        st.builds(
            Act,
            st.sampled_from(["eu-west-1", "us-east-1"]),
            st.sampled_from(["", "logs"]),
            st.just(""),
            st.builds(lambda name: call(api=name), st.sampled_from(["ListUsers", "GetUser"])),
        ),
        st.integers(0, 1_000_000),
    ),
    max_size=20,
)


@given(EVENTS, EVENTS, EVENTS)
def test_merging_is_a_union(a, b, c):
    first, second, third = (activity(END, part) for part in (a, b, c))
    assert union([first, second]) == union([second, first])
    assert union([union([first, second]), third]) == union([first, union([second, third])])
    assert union([first, first]) == first
    assert union([first, second, third]) == activity(END, [*a, *b, *c])


@given(EVENTS)
def test_the_same_events_give_the_same_bytes(some):
    assert msgspec.msgpack.encode(activity(END, some)) == msgspec.msgpack.encode(activity(END, reversed(some)))


@given(EVENTS, EVENTS, st.sets(st.sampled_from([f"event-{n}" for n in range(12)])))
def test_events_that_are_known_are_left_out(a, b, known):
    merged = union([activity(END, a), activity(END, b)])
    new = union([activity(END, a), activity(END, b)], known)
    assert set(new.ids) == set(merged.ids) - known
    assert union([new], known) == new
    assert all(new.calls)


@given(EVENTS)
def test_spans_are_an_act_s_events(some):
    made = activity(END, some)
    found = {
        (made.seconds[n], made.ids[n], act, made.bytes[n])
        for act, span in made.spans()
        for n in range(len(made.ids))[span]
    }
    assert len(found) == len(made.ids) == len({event_id for _, event_id, *_ in some})
    assert found <= set(some)
