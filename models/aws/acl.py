"""Whom an S3 access control list lets in: nobody new, every AWS account, or everyone.

Read from CloudTrail's requestParameters of PutBucketAcl and CreateBucket, which hold the list in the form in
which it was sent (Amazon S3 User Guide, "Access control list (ACL) overview"; CloudTrail, as logged):

* a canned list: ``"x-amz-acl": ["public-read"]``;
* grant headers: ``"x-amz-grant-read": "uri=http://acs.amazonaws.com/groups/global/AllUsers"``, quoted or not, one or
  a list, at the top or under ``accessControlList``;
* the body: ``AccessControlPolicy.AccessControlList.Grant``, one or a list of ``{Grantee: {URI}, Permission}``.

Of S3's predefined groups AllUsers is everyone, AuthenticatedUsers every AWS account; LogDelivery is S3 itself.
Reading a list counts as reading, changing it as writing. Grants to both groups stay two grants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.aws.exposure import NONE, Exposure, merge
from models.aws.shapes import many, members, texts

_ALL_USERS, _AUTHENTICATED_USERS = "AllUsers", "AuthenticatedUsers"
_GROUP = re.compile(rf"https?://acs\.amazonaws\.com/groups/global/({_ALL_USERS}|{_AUTHENTICATED_USERS})")
_URI_IN_HEADER = re.compile(r'\buri\s*=\s*"?([^",\s]+)', re.IGNORECASE)

_READING = ("READ", "READ_ACP", "FULL_CONTROL")
_WRITING = ("WRITE", "WRITE_ACP", "FULL_CONTROL")
_CANNED = {
    "public-read": Exposure(anonymous_read=True),
    "public-read-write": Exposure(anonymous_read=True, anonymous_write=True),
    "authenticated-read": Exposure(authenticated_read=True),
}
_HEADERS = {
    "x-amz-grant-read": "READ",
    "x-amz-grant-write": "WRITE",
    "x-amz-grant-read-acp": "READ_ACP",
    "x-amz-grant-write-acp": "WRITE_ACP",
    "x-amz-grant-full-control": "FULL_CONTROL",
}


def acl_exposure(request_parameters: object) -> Exposure:
    """What the access control list in ``request_parameters`` opens to strangers.

    Args:
        request_parameters: decoded, of PutBucketAcl or CreateBucket. Anything else exposes nothing; nothing
            is raised.
    """
    return merge(
        exposure
        for name, value in _parameters(request_parameters)
        for exposure in (*_canned(name, value), *_header(name, value), *_grants(name, value))
    )


def _parameters(request_parameters: object) -> Iterator[tuple[str, object]]:
    """The parameters, lower-case names, with those of the objects that can hold a list."""
    for name, value in members(request_parameters):
        yield name.lower(), value
        if name.lower() in ("accesscontrolpolicy", "accesscontrollist"):
            for inner, member in members(value):
                yield inner.lower(), member
                if inner.lower() == "accesscontrollist":
                    yield from ((deepest.lower(), item) for deepest, item in members(member))


def _canned(name: str, value: object) -> Iterator[Exposure]:
    if name == "x-amz-acl":
        yield from (_CANNED.get(text, NONE) for text in texts(value))


def _header(name: str, value: object) -> Iterator[Exposure]:
    if name in _HEADERS:
        for text in texts(value):
            yield from (_granted(uri, _HEADERS[name]) for uri in _URI_IN_HEADER.findall(text))


def _grants(name: str, value: object) -> Iterator[Exposure]:
    if name == "grant":
        for grant in many(value):
            entry = dict(members(grant))
            grantee = dict(members(entry.get("Grantee")))
            for uri in texts(grantee.get("URI")):
                yield from (_granted(uri, permission) for permission in texts(entry.get("Permission")))


def _granted(uri: str, permission: str) -> Exposure:
    group = _GROUP.fullmatch(uri)
    if group is None:
        return NONE
    read, write = permission in _READING, permission in _WRITING
    if group[1] == _ALL_USERS:
        return Exposure(anonymous_read=read, anonymous_write=write)
    return Exposure(authenticated_read=read, authenticated_write=write)
