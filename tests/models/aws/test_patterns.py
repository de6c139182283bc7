"""Globs over partly known texts."""

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.aws.patterns import CHOICE, DIGIT, STRANGER, TEXT, apart, covers, glob, literal, overlaps, resolve

globs = st.text("ab*?", max_size=6)
words = st.text("ab", max_size=6)


@given(globs, words)
def test_a_word_is_matched_as_by_a_shell(pattern: str, word: str) -> None:
    matched = fnmatch.fnmatchcase(word, pattern)
    assert overlaps(pattern, word) == overlaps(word, pattern) == covers(pattern, word) == matched


@given(globs, globs, words)
def test_a_common_word_is_an_overlap(one: str, other: str, word: str) -> None:
    if covers(one, word) and covers(other, word):
        assert overlaps(one, other)


@given(globs, globs, words)
def test_what_is_covered_has_all_its_words_matched(outer: str, inner: str, word: str) -> None:
    if covers(outer, inner) and covers(inner, word):
        assert covers(outer, word)


@given(globs)
def test_a_pattern_covers_itself_and_nothing_covers_less_than_it_overlaps(pattern: str) -> None:
    assert covers(pattern, pattern)
    assert covers("*", pattern)
    assert overlaps(pattern, pattern)


ROLE = f"arn:aws:iam::{STRANGER * 12}:role/{TEXT}"


@pytest.mark.parametrize(
    ("pattern", "admits"),
    [
        ("*", True),
        ("arn:aws:iam::*", True),
        ("arn:aws:iam::????????????:role/ci", True),
        ("arn:aws:iam::???????????:role/ci", False),
        ("arn:aws:iam::1*:role/ci", False),
        ("arn:aws:iam::*:role/a:b", False),
        ("arn:aws:iam::*:user/*", False),
    ],
)
def test_a_stranger_is_met_by_wildcards_only(pattern: str, admits: bool) -> None:
    assert overlaps(ROLE, pattern) is admits


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (DIGIT * 3, "123", True),
        (DIGIT * 3, "12a", False),
        (DIGIT * 3, "1234", False),
        (DIGIT * 3, STRANGER * 3, False),
        (DIGIT * 3, TEXT, True),
        (TEXT, STRANGER, False),
        (TEXT, "a:b", False),
        (TEXT, "a*b", True),
        (CHOICE, "a:b", True),
        (CHOICE, f"{STRANGER}*", True),
        (f"x{CHOICE}", f"y{CHOICE}", False),
    ],
)
def test_symbols(one: str, other: str, meet: bool) -> None:
    assert overlaps(one, other) is overlaps(other, one) is meet


@pytest.mark.parametrize("unknown", [TEXT, CHOICE, DIGIT, STRANGER])
def test_what_is_unknown_is_covered_by_wildcards_and_by_itself(unknown: str) -> None:
    assert covers("home/*", f"home/{unknown}/x")
    assert covers(f"home/{unknown}/*", f"home/{unknown}/x")
    assert not covers(f"home/{unknown}", "home/1")
    assert not covers(f"home/{unknown}", "home/*")
    assert not covers("home/1", f"home/{unknown}")


@given(globs, globs)
def test_what_is_apart_does_not_overlap(one: str, other: str) -> None:
    assert not (apart(one, other) and overlaps(one, other))


@pytest.mark.parametrize(
    ("one", "other", "seen"),
    [
        ("web/*", "public/*", True),
        ("*.html", "*.css", True),
        ("web/index.html", "web/*", False),
        ("web/index.html", "web/*.css", True),
        ("logs", "logs", False),
        ("logs", "log", True),
        (f"{DIGIT * 3}/*", "123/*", False),
        (f"{STRANGER * 3}/*", "123/*", True),
        (f"{TEXT}/x", "bob/x", False),
    ],
)
def test_apart(one: str, other: str, seen: bool) -> None:
    assert apart(one, other) is apart(other, one) is seen


def test_wildcards_of_an_adversary_are_cheap() -> None:
    assert not covers("*a" * 5_000, "a*" * 5_000 + "b")
    assert not overlaps(ROLE, "*a" * 5_000 + ":")


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("home/*", "home/*"),
        ("home/${aws:username}/*", f"home/{TEXT}/*"),
        ("home/${ aws:username }", f"home/{TEXT}"),
        ("${aws:username}${aws:username}", f"{TEXT}{TEXT}"),
        ("home/${aws:userid}", None),
        ("home/${aws:userid, 'no*body'}", "home/" + literal("no*body")),
        ("home/${aws:username, 'nobody'}", f"home/{TEXT}"),
        ("a${*}b${?}c${$}d", literal("a*b?c$d")),
        ("${aws:userid, nobody}", None),
        ("${aws:userid,'}", None),
        ("${}", None),
        ("${unclosed", "${unclosed"),
    ],
)
def test_variables(text: str, resolved: str | None) -> None:
    values = {"aws:username": TEXT}
    assert resolve(text, glob, values.get) == resolved
    assert resolve(text, glob, None) == glob(text)
