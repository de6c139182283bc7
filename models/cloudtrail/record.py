"""A CloudTrail record, reduced to the fields that detectors use.

Decoding into these structs is the extraction: a field that is not declared here is never materialised.
``requestParameters``, ``responseElements`` and ``additionalEventData`` differ from API to API; they stay
undecoded slices (`msgspec.Raw`) until a detector that knows the API decodes its own few fields from them,
and no record leaves the extracting step.

Every field may be missing or null (CloudTrail record contents, eventVersion 1.00 to 1.11); account ids
are numbers in some exports and flags are strings in others.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Raw

from models.times import to_ms

MANAGEMENT, DATA = "Management", "Data"

#: The log source, as it is counted.
CLOUDTRAIL = "cloudtrail"

#: What stands for a missing ``requestParameters`` and its siblings.
NOTHING = Raw(b"null")


class SessionIssuer(msgspec.Struct, rename="camel", gc=False):
    """The role (or user) whose credentials a temporary session carries."""

    type: str | None = None
    arn: str | None = None
    principal_id: str | None = None
    account_id: str | int | None = None
    user_name: str | None = None


class SessionAttributes(msgspec.Struct, rename="camel", gc=False):
    """When a session was made, and whether with a second factor."""

    creation_date: str | int | None = None
    mfa_authenticated: str | bool | None = None


class SessionContext(msgspec.Struct, rename="camel", gc=False):
    """The session behind temporary credentials. An instance's metadata service adds its version as ec2RoleDelivery."""

    session_issuer: SessionIssuer | None = None
    attributes: SessionAttributes | None = None
    assumed_root: str | bool | None = None
    sign_in_session_arn: str | None = None
    ec2_role_delivery: str | float | None = None


class Scope(msgspec.Struct, rename="camel", gc=False):
    """What the credentials were issued to: ``AWS::EC2::Instance``, ``AWS::Lambda::Function`` …, and its ARN."""

    issuer_type: str | None = None
    credentials_issued_to: str | None = None


class UserIdentity(msgspec.Struct, rename="camel", gc=False):
    """Who called (CloudTrail userIdentity element)."""

    type: str | None = None
    principal_id: str | None = None
    arn: str | None = None
    account_id: str | int | None = None
    access_key_id: str | None = None
    user_name: str | None = None
    invoked_by: str | None = None
    session_context: SessionContext | None = None
    in_scope_of: Scope | None = None


class CloudTrailRecord(msgspec.Struct, kw_only=True, gc=False):
    """One API call, sign-in or service event."""

    event_time: datetime | None = msgspec.field(name="eventTime", default=None)
    event_source: str = msgspec.field(name="eventSource", default="")
    event_name: str = msgspec.field(name="eventName", default="")
    event_id: str | None = msgspec.field(name="eventID", default=None)
    event_type: str | None = msgspec.field(name="eventType", default=None)
    event_category: str | None = msgspec.field(name="eventCategory", default=None)
    management_event: bool | str | None = msgspec.field(name="managementEvent", default=None)
    region: str | None = msgspec.field(name="awsRegion", default=None)
    recipient_account_id: str | int | None = msgspec.field(name="recipientAccountId", default=None)
    source_ip_address: str | None = msgspec.field(name="sourceIPAddress", default=None)
    user_agent: str | None = msgspec.field(name="userAgent", default=None)
    vpc_endpoint_id: str | None = msgspec.field(name="vpcEndpointId", default=None)
    vpc_endpoint_account_id: str | int | None = msgspec.field(name="vpcEndpointAccountId", default=None)
    error_code: str | None = msgspec.field(name="errorCode", default=None)
    session_credential_from_console: str | bool | None = msgspec.field(
        name="sessionCredentialFromConsole", default=None
    )
    user_identity: UserIdentity | None = msgspec.field(name="userIdentity", default=None)
    request_parameters: Raw = msgspec.field(name="requestParameters", default=NOTHING)
    response_elements: Raw = msgspec.field(name="responseElements", default=NOTHING)
    additional_event_data: Raw = msgspec.field(name="additionalEventData", default=NOTHING)


def event_ms(record: CloudTrailRecord) -> int:
    """The record's event time; the decoder lets no record without one pass."""
    if record.event_time is None:
        msg = "a record without eventTime was not rejected"
        raise ValueError(msg)
    return to_ms(record.event_time)
