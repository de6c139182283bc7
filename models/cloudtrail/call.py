"""What a finding shows of a record: a `Call`."""

from __future__ import annotations

import re

from models.cloudtrail.principal import account_text, identity, principal
from models.cloudtrail.record import CloudTrailRecord, UserIdentity
from models.findings.sighting import USER_AGENT_LENGTH, Call


def user_agent(record: CloudTrailRecord) -> str:
    """The user agent without the brackets that S3 puts around it, cut at `USER_AGENT_LENGTH`."""
    agent = record.user_agent or ""
    if agent.startswith("[") and agent.endswith("]"):
        agent = agent[1:-1]
    return agent[:USER_AGENT_LENGTH]


def user_name(caller: UserIdentity) -> str:
    """The user's name, the role's behind a session, or what the ARN ends in."""
    session = caller.session_context
    if session and session.session_issuer and session.session_issuer.user_name:
        return session.session_issuer.user_name
    return caller.user_name or re.split("[:/]", caller.arn or "")[-1] or (caller.type or "")


def call_of(record: CloudTrailRecord, trusted: bool = False) -> Call:
    """The call that a record reports; severity and the rest are a detector's to set.

    Args:
        record: the record.
        trusted: whether its caller is on a trusted list.
    """
    caller = identity(record)
    return Call(
        service=record.event_source,
        api=record.event_name,
        error_code=record.error_code or "",
        caller=record.source_ip_address or caller.invoked_by or "",
        user_agent=user_agent(record),
        access_key_id=caller.access_key_id or "",
        principal_id=caller.principal_id or "",
        principal=principal(record),
        user_name=user_name(caller),
        user_type=caller.type or "",
        caller_account=account_text(caller.account_id),
        severity=0.0,
        trusted=trusted,
    )
