"""What of a request counts for habits, for the few APIs of which their name is not enough.

RunInstances: the type of instance. Grants of policies: whether they are of everything. New objects: whether they are
named like a ransom note. One short word each; the request itself goes no further.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.apis.ransom_notes import is_ransom_note
from models.cloudtrail.record import CloudTrailRecord
from models.detectors.base import Api, request, text

#: A grant of administrator's rights.
ADMINISTRATOR = "administrator"

#: A new object that is named like a ransom note.
RANSOM_NOTE = "ransom note"

_IAM, _S3 = "iam.amazonaws.com", "s3.amazonaws.com"

#: Managed policies that allow everything, or to give oneself everything.
_BROAD = ("policy/AdministratorAccess", "policy/IAMFullAccess", "policy/PowerUserAccess")


def _instance_type(parameters: dict[str, Any]) -> str:
    return text(parameters.get("instanceType"))[:32]


def _managed(parameters: dict[str, Any]) -> str:
    return ADMINISTRATOR if text(parameters.get("policyArn")).endswith(_BROAD) else ""


def _inline(parameters: dict[str, Any]) -> str:
    """Whether a policy's text allows every action; blanks and a list around it do not matter."""
    document = "".join(text(parameters.get("policyDocument")).split()).replace("[", "").replace("]", "")
    allows = '"Effect":"Allow"' in document
    return ADMINISTRATOR if allows and ('"Action":"*"' in document or '"Action":"*:*"' in document) else ""


def _named(parameters: dict[str, Any]) -> str:
    return RANSOM_NOTE if is_ransom_note(text(parameters.get("key"))) else ""


_FACTS: dict[Api, Callable[[dict[str, Any]], str]] = {
    ("ec2.amazonaws.com", "RunInstances"): _instance_type,
    **{(_IAM, f"Attach{whom}Policy"): _managed for whom in ("User", "Group", "Role")},
    **{(_IAM, f"Put{whom}Policy"): _inline for whom in ("User", "Group", "Role")},
    (_IAM, "CreatePolicyVersion"): _inline,
    **{(_S3, api): _named for api in ("PutObject", "PostObject", "CopyObject")},
}


def has_fact(record: CloudTrailRecord) -> bool:
    """Whether a record's API is one whose requests hold a fact."""
    return (record.event_source, record.event_name) in _FACTS


def fact(record: CloudTrailRecord) -> str:
    """The fact of a record; empty for nearly all."""
    of = _FACTS.get((record.event_source, record.event_name))
    return of(request(record)) if of else ""
