"""Access control lists in the shapes in which CloudTrail logs them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.aws.acl import acl_exposure
from models.aws.exposure import NONE, Exposure

GROUPS = "http://acs.amazonaws.com/groups"
ALL_USERS = f"{GROUPS}/global/AllUsers"
AUTHENTICATED_USERS = f"{GROUPS}/global/AuthenticatedUsers"
LOG_DELIVERY = f"{GROUPS}/s3/LogDelivery"

ANONYMOUS = Exposure(anonymous_read=True)
ANONYMOUS_WRITE = Exposure(anonymous_write=True)
ANONYMOUS_BOTH = Exposure(anonymous_read=True, anonymous_write=True)
PUBLIC = Exposure(authenticated_read=True)


def grant(uri: str, permission: str) -> dict[str, Any]:
    grantee = {"xsi:type": "Group", "URI": uri, "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance"}
    return {"Grantee": grantee, "Permission": permission}


OWNER = {
    "Grantee": {"xsi:type": "CanonicalUser", "ID": "25791cc997315bfacbf7115d1f6e79dd", "DisplayName": "owner"},
    "Permission": "FULL_CONTROL",
}


def body(grants: Any) -> dict[str, Any]:
    owner = {"ID": "25791cc997315bfacbf7115d1f6e79dd"}
    return {
        "bucketName": "logs",
        "acl": [""],
        "AccessControlPolicy": {"Owner": owner, "AccessControlList": {"Grant": grants}},
    }


CASES = {
    "canned private": ({"x-amz-acl": ["private"]}, NONE),
    "canned public-read": ({"bucketName": "logs", "acl": [""], "x-amz-acl": ["public-read"]}, ANONYMOUS),
    "canned, not a list": ({"x-amz-acl": "public-read"}, ANONYMOUS),
    "canned public-read-write": ({"x-amz-acl": ["public-read-write"]}, ANONYMOUS_BOTH),
    "canned authenticated-read": ({"x-amz-acl": ["authenticated-read"]}, PUBLIC),
    "canned log-delivery-write": ({"x-amz-acl": ["log-delivery-write"]}, NONE),
    "canned bucket-owner-read": ({"x-amz-acl": ["bucket-owner-read"]}, NONE),
    "owner alone": (body([OWNER]), NONE),
    "everyone reads": (body([OWNER, grant(ALL_USERS, "READ")]), ANONYMOUS),
    "everyone reads, one grant": (body(grant(ALL_USERS, "READ")), ANONYMOUS),
    "everyone reads, https": (body([grant(ALL_USERS.replace("http:", "https:"), "READ")]), ANONYMOUS),
    "everyone reads the list": (body([grant(ALL_USERS, "READ_ACP")]), ANONYMOUS),
    "everyone writes": (body([grant(ALL_USERS, "WRITE")]), ANONYMOUS_WRITE),
    "everyone writes the list": (body([grant(ALL_USERS, "WRITE_ACP")]), ANONYMOUS_WRITE),
    "everyone does all": (body([grant(ALL_USERS, "FULL_CONTROL")]), ANONYMOUS_BOTH),
    "every account reads": (body([grant(AUTHENTICATED_USERS, "READ")]), PUBLIC),
    "every account does all": (
        body([grant(AUTHENTICATED_USERS, "FULL_CONTROL")]),
        Exposure(authenticated_read=True, authenticated_write=True),
    ),
    "two groups are two grants": (
        body([grant(ALL_USERS, "READ"), grant(AUTHENTICATED_USERS, "READ")]),
        Exposure(anonymous_read=True, authenticated_read=True),
    ),
    "log delivery writes": (body([grant(LOG_DELIVERY, "WRITE")]), NONE),
    "a group on another host": (body([grant("http://acs.example.com/groups/global/AllUsers", "READ")]), NONE),
    "a group with a longer name": (body([grant(f"{ALL_USERS}2", "READ")]), NONE),
    "no such permission": (body([grant(ALL_USERS, "LICK")]), NONE),
    "header, quoted": ({"x-amz-grant-read": f'uri="{ALL_USERS}"'}, ANONYMOUS),
    "header, a list": ({"x-amz-grant-read": [f'id="111", uri="{ALL_USERS}"']}, ANONYMOUS),
    "header, bare": ({"x-amz-grant-full-control": [f"id=111,uri={ALL_USERS},id=222"]}, ANONYMOUS_BOTH),
    "header, nested": (
        {"accessControlList": {"x-amz-grant-write": f'uri="{ALL_USERS}"', "x-amz-grant-read": 'id="111"'}},
        ANONYMOUS_WRITE,
    ),
    "header, in other case": ({"X-Amz-Grant-Read-Acp": f'URI="{AUTHENTICATED_USERS}"'}, PUBLIC),
    "header, changing the list": ({"x-amz-grant-write-acp": f'uri="{ALL_USERS}"'}, ANONYMOUS_WRITE),
    "header, both groups": (
        {"x-amz-grant-read": f'uri="{ALL_USERS}"', "x-amz-grant-write": f'uri="{AUTHENTICATED_USERS}"'},
        Exposure(anonymous_read=True, authenticated_write=True),
    ),
    "header, an account": ({"x-amz-grant-read": 'id="111", emailAddress="a@example.com"'}, NONE),
    "header, log delivery": ({"x-amz-grant-write": f'uri="{LOG_DELIVERY}"'}, NONE),
    "no list": ({"bucketName": "logs", "CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}, NONE),
    "null": (None, NONE),
    "text": ("public-read", NONE),
    "list as text": ({"AccessControlPolicy": {"AccessControlList": "AllUsers"}}, NONE),
    "grantee as text": (body([{"Grantee": ALL_USERS, "Permission": "READ"}]), NONE),
    "permission missing": (body([{"Grantee": {"URI": ALL_USERS}}]), NONE),
}


@pytest.mark.parametrize(("parameters", "exposure"), CASES.values(), ids=CASES)
def test_exposure(parameters: object, exposure: Exposure) -> None:
    assert acl_exposure(parameters) == exposure


def test_exposures_name_the_findings() -> None:
    both = acl_exposure(body([grant(ALL_USERS, "WRITE"), grant(AUTHENTICATED_USERS, "WRITE")]))
    assert both.anonymous
    assert both.authenticated_only
    assert not NONE.anonymous
    assert not NONE.authenticated_only
    assert not ANONYMOUS.authenticated_only
    assert not PUBLIC.anonymous


NAMES = ["x-amz-acl", "x-amz-grant-read", "AccessControlPolicy", "AccessControlList", "Grant", "Grantee", "URI"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([ALL_USERS, "READ"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner, max_size=4),
    max_leaves=15,
)


@given(JSON)
def test_any_json_is_read(value: object) -> None:
    assert isinstance(acl_exposure(value), Exposure)


@given(
    st.lists(
        st.builds(
            grant,
            st.sampled_from([ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY]),
            st.sampled_from(["READ", "WRITE", "FULL_CONTROL"]),
        )
    )
)
def test_grants_add_up(grants: list[dict[str, Any]]) -> None:
    together = NONE
    for each in grants:
        together |= acl_exposure(body(each))
    assert acl_exposure(body(grants)) == together
