"""What policies of any service grant, mostly in pairs: one that does, one that nearly does."""

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.policies import admin, grants_outside, grants_public
from tests.records import ACCOUNT, OTHER_ACCOUNT

QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:orders"


def policy(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(principal="*", condition=None, **elements):
    made = {"Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": QUEUE} | elements
    return made if condition is None else made | {"Condition": condition}


def trust(principal, condition=None):
    made = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return made if condition is None else made | {"Condition": condition}


def deny(**elements):
    return allow(**elements) | {"Effect": "Deny"}


@pytest.mark.parametrize(
    ("statements", "public"),
    {
        "everybody": ([allow()], True),
        "everybody, in the other form": ([allow({"AWS": ["*"]})], True),
        "one account": ([allow({"AWS": OTHER_ACCOUNT})], False),
        "a service": ([allow({"Service": "sns.amazonaws.com"})], False),
        "only for an account's resources": (
            [allow(condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}})],
            False,
        ),
        "only for an organisation": (
            [allow(condition={"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}})],
            False,
        ),
        "only with TLS": ([allow(condition={"Bool": {"aws:SecureTransport": "true"}})], True),
        "a role that anybody may assume": ([trust({"AWS": "*"})], True),
        "a role for a service": ([trust({"Service": "ec2.amazonaws.com"})], False),
        "denied as a whole": ([allow(), deny(Action="sqs:*", Resource="*")], False),
        "denied for another action": ([allow(), deny(Action="sqs:DeleteQueue")], True),
        "denied for some resource": ([allow(Resource="*"), deny(Resource=QUEUE)], True),
        "denied without TLS": ([allow(), deny(condition={"Bool": {"aws:SecureTransport": "false"}})], True),
        "all but one action": ([allow(NotAction="sqs:X") | {"Action": None}], False),
        "a service's own condition key": ([allow(condition={"StringEquals": {"kms:CallerAccount": ACCOUNT}})], False),
        "only a deny": ([deny()], False),
        "nothing": ([], False),
    }.values(),
    ids=str,
)
def test_the_public(statements, public):
    document = policy(*statements)
    assert grants_public(document) is public
    assert grants_public(json.dumps(document)) is public
    assert grants_public(quote(json.dumps(document))) is public
    if public:
        assert grants_outside(document, ACCOUNT)


@pytest.mark.parametrize(
    ("principal", "outside"),
    [
        ({"AWS": OTHER_ACCOUNT}, True),
        ({"AWS": f"arn:aws:iam::{OTHER_ACCOUNT}:root"}, True),
        ({"AWS": [f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws-cn:iam::{OTHER_ACCOUNT}:role/x"]}, True),
        ({"AWS": f"arn:aws:sts::{OTHER_ACCOUNT}:assumed-role/x/y"}, True),
        ({"AWS": ACCOUNT}, False),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:role/{OTHER_ACCOUNT}"}, False),
        ({"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}, False),
        ({"AWS": "AIDAEXAMPLEXXXXXXXXXX"}, False),
        ({"CanonicalUser": "79a59df900b949e5"}, False),
        ({"Service": "ec2.amazonaws.com"}, False),
        ({"Federated": "accounts.example.org"}, False),
    ],
)
def test_another_account(principal, outside):
    assert grants_outside(policy(allow(principal)), ACCOUNT) is outside
    assert grants_outside(policy(trust(principal)), ACCOUNT) is outside
    assert not grants_outside(policy(deny(principal=principal)), ACCOUNT)


@pytest.mark.parametrize(
    ("statement", "all_of_it"),
    [
        ({"Effect": "Allow", "Action": "*", "Resource": "*"}, True),
        ({"Effect": "Allow", "Action": ["s3:*", "*:*"], "Resource": ["arn:aws:s3:::x", "*"]}, True),
        ({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:x": "true"}}}, True),
        ({"Effect": "Deny", "Action": "*", "Resource": "*"}, False),
        ({"Effect": "Allow", "Action": "iam:*", "Resource": "*"}, False),
        ({"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::x"}, False),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, False),
    ],
)
def test_everything(statement, all_of_it):
    assert admin(policy(statement)) is all_of_it
    assert admin({"Statement": statement}) is all_of_it


def test_a_text_that_is_no_json_is_told():
    for judge in (admin, grants_public, lambda text: grants_outside(text, ACCOUNT)):
        with pytest.raises(ValueError, match="not JSON"):
            judge("no policy")


ODD = st.recursive(
    st.none() | st.sampled_from(["*", "Allow", "Deny", OTHER_ACCOUNT, "sqs:*"]) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Statement", "Effect", "Principal", "AWS", "Action", "Resource", "Condition"]), inner
        )
    ),
    max_leaves=15,
)


@given(ODD)
def test_anything_is_read(document):
    assert admin({"Statement": document}) in (True, False)
    assert grants_public({"Statement": document}) in (True, False)
    assert grants_outside(document if isinstance(document, dict) else {"Statement": document}, ACCOUNT) in (True, False)
