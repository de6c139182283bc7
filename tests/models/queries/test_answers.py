"""What answers come to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dns.query import Answer
from models.queries.answers import response, size
from models.queries.slice import LONGEST_ANSWER, MOST_ANSWERS, Response


@pytest.mark.parametrize(
    ("type_", "data", "expected"),
    [
        ("A", "198.51.100.7", 4),
        ("AAAA", "2001:db8::1", 16),
        ("CNAME", "edge.example.net", 16),
        ("CNAME", r"a\255\255.example.net", 15),
        ("MX", "10 mail.example.org", 16),
        ("SRV", "0 5 5060 sip.example.org", 15),
        ("NS", "", 0),
        ("TXT", "plain", 5),
        ("TXT", '"v=spf1 -all"', 11),
        ("TXT", '"ab" "cd"', 4),
        ("TXT", '"ab""c d"', 5),
        ("TXT", r'"a\"b\\c\007"', 6),
        ("TXT", '""', 0),
        ("TXT", '"never closed', 12),
        ("NULL", r"\000\001\002x", 4),
        ("NULL", r"\# 4 ABCDEF00", 4),
        ("TYPE65399", r"\# 4 ABCD EF00", 4),
        ("NULL", r"\# 0", 0),
        ("NULL", r"\# 3 zz", 6),
        ("HTTPS", "1 . alpn=h2", 11),
    ],
)
def test_bytes_that_an_answer_carries(type_, data, expected):
    assert size(Answer(type_, data)) == expected


def test_of_answers_the_first_distinct_ones_are_kept_cut():
    long = "x" * (LONGEST_ANSWER + 9)
    answers = [Answer("TXT", long), Answer("TXT", long), *(Answer("A", f"192.0.2.{at}") for at in range(9))]
    kept = (("TXT", long[:LONGEST_ANSWER]), ("A", "192.0.2.0"), ("A", "192.0.2.1"), ("A", "192.0.2.2"))
    assert len(kept) == MOST_ANSWERS
    assert response(answers) == Response(2 * len(long) + 4 * 9, 11, kept)


def test_no_answers_are_nothing():
    assert response(()) == Response()


@given(st.sampled_from(["TXT", "NULL", "MX", "KEY"]), st.text() | st.text('\\"# 0aF'))
def test_nothing_carries_more_than_its_text(type_, data):
    assert 0 <= size(Answer(type_, data)) <= len(data)
