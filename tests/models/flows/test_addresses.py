"""Addresses as 16 bytes."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.aws.addresses import SPECIAL, address_of
from models.flows.addresses import WIDTH, is_public, packed, ranked
from models.flows.traffic import shown

_EDGES = [
    (IPv4Address if block.version == 4 else IPv6Address)(int(edge) + step)
    for block in SPECIAL
    for edge, step in ((block[0], 0), (block[-1], 0), (block[0], -1), (block[-1], 1))
    if 0 <= int(edge) + step < 2**block.max_prefixlen
]


@pytest.mark.parametrize("address", [*_EDGES, IPv6Address("::ffff:10.0.0.1"), IPv6Address("::a00:1")], ids=str)
def test_public_is_what_is_in_no_special_purpose_block(address):
    known = address_of(str(address))
    special = any(known in block for block in SPECIAL if block.version == known.version)
    data = packed(str(address))
    assert is_public([data, data]).tolist() == [not special] * 2


@given(st.ip_addresses())
def test_what_is_packed_is_shown_again(address):
    assert address_of(shown(packed(str(address)))) == address_of(str(address))


@given(st.text(max_size=20))
def test_any_text_is_an_address_or_none(text):
    assert packed(text) is None or len(packed(text)) == WIDTH


@given(st.lists(st.binary(min_size=WIDTH, max_size=WIDTH) | st.sampled_from([bytes(WIDTH), b"\xff" * WIDTH])))
def test_ranks_lead_to_the_distinct_ones_in_order(addresses):
    distinct, places = ranked(b"".join(addresses))
    found = [distinct[at : at + WIDTH] for at in range(0, len(distinct), WIDTH)]
    assert found == sorted(set(addresses))
    assert [found[place] for place in places] == addresses
    assert places.dtype == np.int64
