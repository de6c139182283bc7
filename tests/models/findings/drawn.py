"""Occurrences of each kind of action, drawn by Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from models.findings.sighting import ApiCall, Occurrence
from models.times import MINUTE
from tests.models.findings.calls import START, WINDOW, call
from tests.models.findings.connections import connection
from tests.models.findings.requests import request

_SEVERITIES = st.sampled_from([2.0, 5.0])
_ADDRESSES = st.sampled_from(["203.0.113.10", "198.51.100.7", "2001:db8::1"])
_CALLS = st.builds(
    lambda **members: ApiCall.of(call(**members)),
    api=st.sampled_from(["ListUsers", "GetUser"]),
    caller=_ADDRESSES,
    severity=_SEVERITIES,
    affected=st.sampled_from([(), (("AWS::S3::Bucket", "a"),), (("AWS::S3::Bucket", "b"),)]),
)
_CONNECTIONS = st.builds(
    connection,
    remote_address=_ADDRESSES,
    severity=_SEVERITIES,
    probe=st.booleans(),
    outbound=st.booleans(),
    lasted_ms=st.integers(0, MINUTE),
)

_REQUESTS = st.builds(
    request,
    name=st.sampled_from(["a.example.com", "b.example.com", "example.com"]),
    address=st.sampled_from(["10.0.0.5", "10.0.0.6"]),
    severity=_SEVERITIES,
    lasted_ms=st.integers(0, MINUTE),
)

#: The actions of a finding are of one kind.
_KINDS = (_CALLS, _CONNECTIONS, _REQUESTS)


def _in_one_window(actions: st.SearchStrategy) -> st.SearchStrategy[list[Occurrence]]:
    """Few ids, so that some come twice, with the same content or another."""
    times = st.integers(START, START + WINDOW - 1)
    return st.lists(st.builds(Occurrence, times, st.sampled_from("abcdefgh"), actions), max_size=8)


def in_one_window(parts: int) -> st.SearchStrategy[tuple[list[Occurrence], ...]]:
    """Several lists of occurrences of one finding in one window."""
    return st.one_of([st.tuples(*[_in_one_window(actions)] * parts) for actions in _KINDS])


#: Connections of one window, at least one.
CONNECTED = _in_one_window(_CONNECTIONS).filter(bool)

#: Minutes after `START`: busy hours, quiet days, and a few quiet spells that are longer than the retention.
_MINUTES = st.one_of(
    st.integers(0, 120), st.integers(0, 5 * 1440), st.sampled_from([95, 190, 280]).map(lambda d: d * 1440)
)


def _histories(actions: st.SearchStrategy) -> st.SearchStrategy[list[Occurrence]]:
    drawn = st.lists(st.tuples(_MINUTES, actions), min_size=1, max_size=25)
    return drawn.map(
        lambda each: [
            Occurrence(START + minute * MINUTE, f"{minute}-{n}", what) for n, (minute, what) in enumerate(each)
        ]
    )


#: What happened to one finding in a year: distinct events.
HISTORIES = st.one_of([_histories(actions) for actions in _KINDS])
