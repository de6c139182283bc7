"""Bucket policies: the table of `bucket_policies`, and laws that hold for every policy."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.aws.exposure import NONE, Exposure
from models.aws.policy import policy_exposure
from tests.models.aws.bucket_policies import (
    ANONYMOUS,
    BOTH,
    BUCKET,
    GROUPS,
    OBJECTS,
    OFFICE,
    PUBLIC,
    allow,
    deny,
    equals,
    like,
    policy,
    statement,
)

CASES = [
    pytest.param(statements, exposure, id=name) for group in GROUPS for name, (statements, exposure) in group.items()
]


@pytest.mark.parametrize(("statements", "exposure"), CASES)
def test_exposure(statements: list[Any], exposure: Exposure) -> None:
    assert policy_exposure(policy(*statements)) == exposure


@pytest.mark.parametrize(("statements", "exposure"), CASES)
def test_order_and_spelling_do_not_matter(statements: list[Any], exposure: Exposure) -> None:
    text = json.dumps(policy(*reversed(statements)))
    assert policy_exposure(text) == policy_exposure(text.encode()) == exposure


def test_one_statement_need_not_be_a_list() -> None:
    assert policy_exposure({"Statement": allow()}) == ANONYMOUS


def test_variables_are_plain_text_in_the_first_version() -> None:
    personal = allow(Resource="arn:aws:s3:::logs/${aws:username}/*")
    assert policy_exposure({"Version": "2008-10-17", "Statement": [personal]}) == ANONYMOUS


def test_wildcards_can_be_escaped() -> None:
    escaped = allow(like("aws:PrincipalArn", "arn:aws:iam::${*}"))
    assert policy_exposure(policy(escaped)) == NONE


def test_partitions_are_alike() -> None:
    china = allow(like("aws:PrincipalArn", "arn:aws-cn:iam::*"), Resource="arn:aws-cn:s3:::logs/*")
    assert policy_exposure(policy(china)) == PUBLIC


@pytest.mark.parametrize("symbol", ["\ufdd0", "\ufdd1", "\ufdd2"])
def test_no_text_in_a_policy_names_the_stranger(symbol: str) -> None:
    assert policy_exposure(policy(allow(), deny(equals("aws:PrincipalAccount", symbol * 12)))) == ANONYMOUS
    assert policy_exposure(policy(allow(equals("aws:PrincipalAccount", symbol * 12)))) == NONE


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "",
        "{",
        "[" * 100_000,
        "\ud800",
        b"\xff",
        7,
        [allow()],
        {},
        {"Statement": None},
        {"Statement": "Allow"},
        policy(allow() | {"Effect": "allow"}),
        policy(allow() | {"NotAction": "s3:PutObject"}),
        policy(allow() | {"NotPrincipal": {"AWS": "111122223333"}}),
        policy({"Effect": "Allow", "Principal": "*"}),
        policy(allow(NotPrincipal="nobody")),
        policy(allow(NotPrincipal="*")),
        policy(allow(Principal=["*"])),
        policy(allow(Condition=["aws:SourceIp"])),
        policy(allow({"StringEquals": "aws:Referer"})),
        policy(allow(Action=None)),
        policy(allow(Resource={"*": "*"})),
    ],
)
def test_what_is_no_policy_exposes_nothing(broken: object) -> None:
    assert policy_exposure(broken) == NONE


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
CONDITIONS = [
    case["Condition"]
    for group in GROUPS
    for statements, _ in group.values()
    for case in statements
    if "Condition" in case
]
OPERATORS = sorted({operator for condition in CONDITIONS for operator in condition})
KEYS = sorted({key for condition in CONDITIONS for keys in condition.values() for key in keys})

conditions = st.sampled_from(CONDITIONS) | st.dictionaries(
    st.sampled_from(OPERATORS),
    st.dictionaries(st.sampled_from(KEYS), JSON | st.sampled_from(["*", "true", OFFICE, "${aws:username}"])),
    max_size=2,
)
statements = st.builds(
    statement,
    st.sampled_from(["Allow", "Deny"]),
    st.none() | conditions,
    Principal=st.sampled_from(["*", {"AWS": "*"}, {"AWS": "111122223333"}]),
    Action=st.sampled_from(["*", "s3:*", "s3:Get*", "s3:GetObject", ["s3:PutObject", "s3:ListBucket"], "s3:GetNew"]),
    Resource=st.sampled_from(["*", BUCKET, OBJECTS, BOTH, "arn:aws:s3:::logs/a/*", "arn:aws:s3:::logs/${aws:userid}*"]),
)


@given(JSON)
def test_any_json_is_read(value: object) -> None:
    assert policy_exposure(value) == NONE


@given(
    st.dictionaries(
        st.sampled_from(["Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "Condition"]),
        JSON | st.sampled_from(["Allow", "*", {"AWS": "*"}, "s3:*"]) | conditions,
    )
)
def test_any_statement_is_read(broken: dict[str, Any]) -> None:
    assert isinstance(policy_exposure(policy(broken)), Exposure)


def reach(exposure: Exposure) -> set[str]:
    """What an anonymous caller can do, and what anybody at all can do."""
    flags = msgspec.to_builtins(exposure)
    anonymous = {what for what in ("read", "write") if flags[f"anonymous_{what}"]}
    anybody = anonymous | {what for what in ("read", "write") if flags[f"authenticated_{what}"]}
    return {f"anonymous {what}" for what in anonymous} | {f"anybody {what}" for what in anybody}


@given(st.lists(statements, max_size=3), statements, st.integers(0, 3))
def test_a_grant_adds_and_a_denial_takes_away(before: list[Any], added: dict[str, Any], place: int) -> None:
    after = [*before[:place], added, *before[place:]]
    smaller, larger = reach(policy_exposure(policy(*before))), reach(policy_exposure(policy(*after)))
    if added["Effect"] == "Deny":
        smaller, larger = larger, smaller
    assert smaller <= larger


@given(st.lists(statements, max_size=4))
def test_grants_add_up(given_statements: list[Any]) -> None:
    grants = [each for each in given_statements if each["Effect"] == "Allow"]
    denials = [each for each in given_statements if each["Effect"] == "Deny"]
    together = NONE
    for grant in grants:
        together |= policy_exposure(policy(grant, *denials))
    assert policy_exposure(policy(*given_statements)) == together
