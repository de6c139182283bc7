"""Who a CloudTrail record speaks of: its principal, its account, and which kind of event it is.

The principal is what a finding, and later a profile, is kept for: the role behind a session (temporary
keys change by the hour, the role stays), the IAM user, the account's root user, else whatever names the
caller best. One principal has one name, whichever of its access keys is used.
"""

from __future__ import annotations

from models.cloudtrail.record import DATA, CloudTrailRecord, UserIdentity

#: Stands for an account or Region that a record does not name.
UNKNOWN = "unknown"

NOBODY = UserIdentity()

SIGN_IN = "signin.amazonaws.com"


def identity(record: CloudTrailRecord) -> UserIdentity:
    """The caller, empty when the record names none."""
    return record.user_identity or NOBODY


def account_text(value: str | int | None) -> str:
    """An account id as its twelve digits (some exports print it as a number and lose leading zeros).

    >>> account_text(12345678901)
    '012345678901'
    """
    if isinstance(value, int):
        return f"{value:012d}"
    return value or ""


def account(record: CloudTrailRecord) -> str:
    """The account whose trail holds the record; the caller's own where the record does not say."""
    return account_text(record.recipient_account_id) or account_text(identity(record).account_id) or UNKNOWN


def region(record: CloudTrailRecord) -> str:
    """The Region that the event is recorded in (us-east-1 for global services)."""
    return record.region or UNKNOWN


def principal(record: CloudTrailRecord) -> str:
    """The caller's lasting name: the role's ARN for a session, else the ARN, the unique id, the service."""
    caller = identity(record)
    session = caller.session_context
    if session and session.session_issuer and session.session_issuer.arn:
        return session.session_issuer.arn
    return (
        caller.arn
        or _without_session(caller.principal_id or "")
        or caller.invoked_by
        or caller.user_name
        or caller.type
        or UNKNOWN
    )


def _without_session(principal_id: str) -> str:
    """The lasting part of a unique id. A federated caller's may be an ARN: of its provider, and the caller there."""
    return principal_id if principal_id.startswith("arn:") else principal_id.split(":", maxsplit=1)[0]


def is_data_event(record: CloudTrailRecord) -> bool:
    """Whether the record is a data event.

    ``eventCategory`` decides (eventVersion 1.07 and later), ``managementEvent`` where it is missing; the
    byte counters in ``additionalEventData`` do not, as S3's management events carry them as well.
    """
    if record.event_category:
        return record.event_category == DATA
    return record.management_event in (False, "false")


def is_s3_data_event(record: CloudTrailRecord) -> bool:
    """Whether the record is what S3 Protection analyses: a data event of S3."""
    return record.event_source == "s3.amazonaws.com" and is_data_event(record)


def by_service(record: CloudTrailRecord) -> bool:
    """Whether an AWS service made the call, for itself or on somebody's behalf.

    The sign-in service is the console's own: a person at the console had it in ``invokedBy`` until 2020.
    """
    caller = identity(record)
    return (
        caller.invoked_by not in (None, "", SIGN_IN)
        or caller.type == "AWSService"
        or record.event_type == "AwsServiceEvent"
        or (record.source_ip_address or "").startswith("AWS Internal")
        or (record.source_ip_address or "").endswith((".amazonaws.com", ".amazonaws.com.cn"))
    )


def is_anonymous(record: CloudTrailRecord) -> bool:
    """Whether the caller had no credentials at all (S3 logs such requests as of ANONYMOUS_PRINCIPAL)."""
    return identity(record).account_id == "ANONYMOUS_PRINCIPAL"


#: What is in ``accountId`` of requests to other services than S3 that nobody signed.
_UNSIGNED = "anonymous"

#: Ways to get credentials by showing those of somebody else's directory.
_FEDERATES = "AssumeRoleWith"


def shows_credentials(record: CloudTrailRecord) -> bool:
    """Whether whoever made the call has credentials, as far as the record tells.

    Not so: requests that nobody signed, callers of whom nothing is known (public APIs of Cognito, a sign-in with a name
    that does not exist), sign-ins and federations that failed. A signed call that AWS refused does show them.
    """
    caller = identity(record)
    if is_anonymous(record) or caller.account_id == _UNSIGNED:
        return False
    if (caller.type or "Unknown") == "Unknown" and not caller.access_key_id:
        return False
    if record.event_source == SIGN_IN:
        return not failed(record) and b'"Failure"' not in bytes(record.response_elements)
    return not (failed(record) and record.event_name.startswith(_FEDERATES))


def failed(record: CloudTrailRecord) -> bool:
    """Whether AWS refused the call."""
    return bool(record.error_code)
