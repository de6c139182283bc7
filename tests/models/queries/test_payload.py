"""What names carry, and what they only seem to."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.queries.payload import (
    encoded,
    is_address,
    is_attribute,
    is_nested,
    is_random,
    looks_generated,
    numbered,
    payloads,
)
from models.times import DAY
from tests.models.detectors.dns.tunnels import base32, base32hex, base58, base64url, decimal, escaped
from tests.queries import END


@pytest.mark.parametrize("code", [bytes.hex, base32, base32hex, base64url, base58, decimal, escaped])
def test_text_of_every_encoding_is_data(code):
    dice = Random(5)
    texts = [code(dice.randbytes(24)).lower() for _ in range(200)]
    assert sum(encoded(text) > 0 for text in texts) >= (160 if code is base64url else 190)


@pytest.mark.parametrize(
    "label",
    [
        "www",
        "web-0042",
        "ip-10-0-0-5",
        "recommendations",
        "rechtsanwaltskammer",
        "acme-prod-terraform-state-eu-west-1-123456789012",
        "2026-03-02t10-00-00z",
        "20260302100000",
        "xn--mnchen-3ya",
        "server2025",
    ],
)
def test_what_people_call_hosts_is_no_data(label):
    assert encoded(label) == 0


def test_bits_go_by_the_alphabet():
    assert encoded("0123456789" * 3) == 90
    assert encoded("9f86d081884c7d65") == 64
    assert encoded("mzuw4zdfoqqgs3q6") == 80
    assert encoded(r"\200\201\202\203ab") == 7 * 6


def test_short_tokens_are_none():
    assert not looks_generated("a1b2c3d")
    assert looks_generated("a1b2c3d4")


def test_what_names_share_counts_for_none_and_what_they_repeat_once():
    session, *those = "5f3a9c0d7e1b2a48", "b71e09d4c3a85f62", "0c4d8a6e2f9b1375", "7d3e1f8b5a0c6429"
    one, two, three = those
    found = payloads([f"{session}.{one}", f"{session}.{two}", f"{session}.{one}", f"{session}.{three}"])
    assert [each.bits for each in found] == [64, 64, 0, 64]


@pytest.mark.parametrize(("size", "message"), [(16, False), (20, False), (28, False), (24, True), (30, True)])
def test_a_message_is_longer_than_a_key_and_of_no_digests_length(size, message):
    [one, _] = payloads([Random(1).randbytes(size).hex(), Random(2).randbytes(size).hex()])
    assert one.message is message


@pytest.mark.parametrize(("size", "message"), [(20, False), (28, False), (32, False), (25, True), (35, True)])
def test_a_digest_is_as_long_as_it_is_in_its_encoding(size, message):
    [one, _] = payloads([base32(Random(1).randbytes(size)), base32(Random(2).randbytes(size))])
    assert one.message is message


def test_blocks_are_three_labels_of_one_length_or_one_that_is_filled():
    dice = Random(3)

    def blocks(*sizes):
        return payloads([".".join(base32(dice.randbytes(60))[:size] for size in sizes) for _ in range(2)])[0].blocks

    assert blocks(40, 40, 40, 11)
    assert blocks(57, 56, 56)
    assert blocks(60)
    assert not blocks(63, 63, 30)
    assert not blocks(55)
    assert not blocks(33, 41, 52)


@pytest.mark.parametrize("text", ["5.0.0.10", "host-10-0-0-5", "1-2-3-4.dyn", "1.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2"])
def test_addresses(text):
    assert is_address(text)


@pytest.mark.parametrize("text", ["v1.2.3", "www", "10.20.x.30.40"])
def test_no_addresses(text):
    assert not is_address(text)


def test_names_of_the_internet_in_front_of_a_domain():
    assert is_nested("www.example.co.uk")
    assert is_nested("www.example.com.corp")
    assert is_nested("3f2a9c417b60e8d5.cloudfront.net")
    assert not is_nested("host1.corp")
    assert not is_nested("3f2a9c417b60e8d5.cat")
    assert not is_nested("www")


def test_attributes():
    assert is_attribute("_dmarc") and is_attribute("s1._domainkey.x")
    assert not is_attribute("a_b.c")


def test_random_names():
    assert is_random([base32(Random(n).randbytes(5)) for n in range(40)])
    assert not is_random(["mail", "web01", "shop-2", "kitchen"] * 10)


@pytest.mark.parametrize("form", ["{n}.{data}", "{data}.{n:04}", "chunk{n:03}", "{n:x}.{data}", "{data}.{n}-7.id-5.up"])
def test_running_numbers(form):
    names = [(1000 * n, form.format(n=n, data=Random(n).randbytes(20).hex())) for n in range(30)]
    assert numbered(names, 30)


@pytest.mark.parametrize("form", ["cdn.{n:x}5f03a1b.77ab", "{n}-of-30", "00a417c{n:03}30{data}", "77f0{n:04x}{data}"])
def test_running_numbers_beside_what_names_have_in_common(form):
    names = [(1000 * n, form.format(n=n, data=Random(n).randbytes(12).hex())) for n in range(30)]
    assert numbered(names, 30)


def test_a_uuid_of_the_time_is_no_running_number():
    times = range(END, END + 20 * 65_536, 65_536)
    names = [(ms, f"{ms >> 16:08x}-{ms & 0xFFFF:04x}-7{Random(ms).randbytes(6).hex()}") for ms in times]
    assert not numbered(names, len(names))


@pytest.mark.parametrize(
    ("form", "every_ms"),
    [
        ("{s}-{data}", 1_000),
        ("{s}-{data}", 10_000),
        ("{s:x}{data}", 1_000),
        ("{ms:x}{data}", 4_096),
        ("{ms:012x}{data}", 4_096),
    ],
)
def test_a_clock_is_no_running_number(form, every_ms):
    names = []
    for ms in range(END, END + 60 * every_ms, every_ms):
        names.append((ms, form.format(s=ms // 1000, ms=ms, data=Random(ms).randbytes(6).hex())))
    assert not numbered(names, len(names))
    assert numbered([(ms - 9 * DAY, text) for ms, text in names], len(names))


def test_numbers_that_do_not_run():
    dice = Random(9)
    assert not numbered([(n, f"{dice.randrange(256)}.{dice.randbytes(16).hex()}") for n in range(60)], 60)
    assert not numbered([(n, f"{dice.randrange(10**9)}.x") for n in range(60)], 60)
    assert not numbered([(n, f"{1 + n % 4}.{dice.randbytes(16).hex()}") for n in range(60)], 60)
    order = dice.sample(range(60), 60)
    assert not numbered([(at, f"web{n:03}") for n, at in enumerate(order)], 60)


@given(st.lists(st.text(max_size=80), max_size=12))
def test_any_text_is_read(texts):
    found = payloads(texts)
    assert len(found) == len(texts)
    assert all(each.bits >= 0 for each in found)
    assert not texts or numbered(list(enumerate(texts)), len(texts)) in {True, False}
    for text in texts:
        assert isinstance(is_nested(text), bool)
