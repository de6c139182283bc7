"""Records as bytes and back."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.flows.packing import pack, unpack
from models.flows.slice import EGRESS, INGRESS, Records
from models.simulate.flows import network
from models.simulate.flows.background import Background
from models.simulate.organisation import found
from tests.models.simulate.flows.conftest import MONDAY, ONE_DAY

NOON = MONDAY + 12 * 3600
NAMES = tuple(field.name for field in fields(Records))
SIMULATED = (*(name for name in NAMES if name != "direction"), "egress")

_WHOLE = st.integers(-(2**63), 2**63 - 1) | st.integers(-300, 300) | st.integers(0, 70_000)
_COLUMNS = arrays(np.int64, st.tuples(st.just(len(NAMES)), st.integers(0, 20)), elements=_WHOLE)


def records(columns: np.ndarray) -> Records:
    made = Records(*columns)
    return replace(made, accepted=made.accepted > 0)


def same(one: Records, other: Records) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in NAMES)


@given(_COLUMNS)
def test_what_is_unpacked_is_what_was_packed(columns):
    packed = records(columns)
    back = unpack(pack(packed))
    assert same(packed, back)
    assert back.accepted.dtype == np.bool_
    assert {getattr(back, name).dtype for name in NAMES if name != "accepted"} == {np.dtype(np.int64)}


@given(arrays(np.uint16, (len(NAMES), 5)))
def test_equal_records_give_equal_bytes_whatever_the_types_of_their_columns(columns):
    assert pack(records(columns)) == pack(records(columns.astype(np.int64)))


def test_another_version_is_refused():
    data = pack(records(np.ones((len(NAMES), 1), np.int64)))
    with pytest.raises(ValueError, match="version 9"):
        unpack(b"\x09" + data[1:])


def test_a_record_of_everyday_traffic_takes_at_most_twelve_bytes():
    net = network.build(found(3, 1))
    seen = list(Background(3, net, ONE_DAY, 12_000, 60).hour(NOON))
    columns = {name: np.concatenate([getattr(batch, name) for batch in seen]) for name in (*SIMULATED, "interface")}
    busiest = np.flatnonzero(columns["interface"] == np.bincount(columns["interface"]).argmax())[:1_000]
    those = {name: columns[name][busiest] for name in SIMULATED}
    direction = np.where(those.pop("egress"), EGRESS, INGRESS)
    _, places = np.unique(np.concatenate((those.pop("src"), those.pop("dst"))), return_inverse=True)
    made = Records(src=places[:1_000], dst=places[1_000:], direction=direction, **those)
    assert len(made) == 1_000
    assert len(pack(made)) <= 12 * len(made)
