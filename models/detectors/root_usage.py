"""Root usage: somebody signed in, or called an API, as an account's root user.

Source: CloudTrail, every record, management and S3 data events alike. Severity Low. One finding per account
and Region.

- ``Policy:IAMUser/RootCredentialUsage``: ``userIdentity.type`` is Root: the root password or a root access key.
- ``Policy:IAMUser/ShortTermRootCredentialUsage``: Root as well, in a session of temporary credentials:
  those that ``sts:AssumeRoot`` issues for a member account (``sessionContext.assumedRoot``), or those that a
  root access key got from STS. The console, too, works with a session that has a ``creationDate``; a console
  session belongs to a sign-in with the root password, so it is RootCredentialUsage. A console call is known
  by ``sessionCredentialFromConsole``, by the sign-in session's ARN, by a console event type, or by the user
  agent of a browser, of the console or of the services behind it.

Not root usage: an AWS service that acts for the account (``invokedBy``, an AwsServiceEvent, ``AWS
Internal``); a role that root has assumed (its type is AssumedRole); a sign-in that did not succeed, or a step
before it such as a password recovery or an MFA check. Of the sign-in service's events a sign-in and a change of
the root password count, when they succeeded. A failed API call counts: the credentials were used.
ATT&CK: T1078.004.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from models.cloudtrail.principal import by_service
from models.cloudtrail.record import CloudTrailRecord, SessionContext
from models.detectors.base import Hit, RecordDetector, flag, response
from models.findings.types import LOW, FindingType

USAGE = FindingType(
    name="Policy:IAMUser/RootCredentialUsage",
    severity=LOW,
    title="{api} was called with the root user's credentials of account {account}.",
    description=(
        "{user} called {call} from {caller}. The root user can do everything in its account and cannot be "
        "restricted by its policies; it should be used for nothing that a role can do."
    ),
)

SHORT_TERM = FindingType(
    name="Policy:IAMUser/ShortTermRootCredentialUsage",
    severity=LOW,
    title="{api} was called with short-term root credentials of account {account}.",
    description=(
        "{user} called {call} from {caller} in a session of short-term root credentials. Such sessions are "
        "made for a few tasks on a member account; make sure that this one was meant."
    ),
)

_CONSOLE_AGENT = re.compile(
    r"^\[?(?:Mozilla/|AWS Internal|Coral/|[^\s/]*console|[\w-]+(?:\.[\w-]+)*\.amazonaws\.com\]?$)|aws-internal/",
    re.IGNORECASE,
)

#: Events of the sign-in service that take root's password.
_OF_ROOT = ("ConsoleLogin", "PasswordUpdated")


def check(record: CloudTrailRecord) -> Iterable[Hit]:
    """A hit for what root itself did. No generator: it is called for every record, and nearly all end here."""
    caller = record.user_identity
    if caller is None or caller.type != "Root" or by_service(record) or not _authenticated(record):
        return ()
    session = caller.session_context
    return (Hit(SHORT_TERM if session and _short_term(record, session) else USAGE),)


def _authenticated(record: CloudTrailRecord) -> bool:
    """Whether the event shows that the caller had root's credentials."""
    if record.event_source != "signin.amazonaws.com":
        return True
    return record.event_name in _OF_ROOT and response(record).get(record.event_name) == "Success"


def _short_term(record: CloudTrailRecord, session: SessionContext) -> bool:
    """Whether a root session is one of STS's, not of the console's."""
    if flag(session.assumed_root):
        return True
    if not (session.attributes and session.attributes.creation_date):
        return False
    return not (
        flag(record.session_credential_from_console)
        or session.sign_in_session_arn
        or (record.event_type or "").startswith("AwsConsole")
        or _CONSOLE_AGENT.search(record.user_agent or "")
    )


DETECTOR = RecordDetector(types=(USAGE, SHORT_TERM), apis=None, check=check)
