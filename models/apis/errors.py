"""The classes of errors that count for anomalies though the call failed.

GuardDuty names six: access denied, authentication failure, instance limit exceeded, invalid permission
duplicate, invalid permission not found, operation not permitted. ``errorCode`` spells them in many ways: EC2
puts ``Client.`` in front, newer services end in ``Exception`` or ``Error``, and the limits have several names.
"""

from __future__ import annotations

ACCESS_DENIED = "access denied"
AUTHENTICATION_FAILURE = "authentication failure"
INSTANCE_LIMIT_EXCEEDED = "instance limit exceeded"
INVALID_PERMISSION_DUPLICATE = "invalid permission duplicate"
INVALID_PERMISSION_NOT_FOUND = "invalid permission not found"
OPERATION_NOT_PERMITTED = "operation not permitted"

_SPELLINGS: dict[str, str] = {
    ACCESS_DENIED: """
        accessdenied unauthorizedoperation unauthorized unauthorizedaccess notauthorized authorization
        authorizationerror accountaccessdenied forbidden allaccessdisabled accesspointaccessdenied
        explicitdeny kmsaccessdenied usernotauthorized insufficientprivileges
        """,
    AUTHENTICATION_FAILURE: """
        authfailure failedauthentication authenticationfailure authenticationfailed invalidclienttokenid
        unrecognizedclient signaturedoesnotmatch invalidaccesskeyid expiredtoken
        missingauthenticationtoken incompletesignature invalidsignature invalididentitytoken requestexpired
        tokenrefreshrequired optinrequired invalidtoken
        """,
    INSTANCE_LIMIT_EXCEEDED: """
        instancelimitexceeded vcpulimitexceeded maxspotinstancecountexceeded
        maxspotfleetrequestcountexceeded instancequotaexceeded instancetypelimitexceeded
        """,
    INVALID_PERMISSION_DUPLICATE: "invalidpermission.duplicate",
    INVALID_PERMISSION_NOT_FOUND: "invalidpermission.notfound",
    OPERATION_NOT_PERMITTED: """
        operationnotpermitted operationnotallowed actionnotpermitted notpermitted
        operationnotpermittedonrootuser
        """,
}
_CLASSES: dict[str, str] = {spelling: name for name, listing in _SPELLINGS.items() for spelling in listing.split()}

#: The six classes, in GuardDuty's order.
ERROR_CLASSES: tuple[str, ...] = tuple(_SPELLINGS)


def error_class(error_code: str) -> str | None:
    """The class of a record's ``errorCode``; None for an error that is of none, or no error.

    >>> error_class("Client.UnauthorizedOperation")
    'access denied'
    """
    return _CLASSES.get(_plain(error_code))


def _plain(code: str) -> str:
    """The code without the additions that services make: in lower case, without side and kind."""
    code = code.rsplit("#", 1)[-1].strip().replace(" ", "").lower()
    code = code.removeprefix("client.").removeprefix("server.")
    for ending in ("exception", "error", "fault"):
        code = code.removesuffix(ending)
    return code
