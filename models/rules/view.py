"""What an expression sees of a CloudTrail record: ``event``, and a few words of our own.

``event`` has the extracted fields under CloudTrail's names. A text that is absent is "", a flag is "true", "false"
or "". ``requestParameters``, ``responseElements`` and ``additionalEventData`` are maps, empty when the record has
none; what is in them differs from API to API, so ``has(event.requestParameters.userName)`` asks first.

Only what some expression names is made, as converting a record as a whole costs far more than judging it. Two
things that CEL cannot hold are changed: a NUL in a text, which would end it, becomes U+FFFD, and a whole number
beyond 64 bits becomes a floating one; a number beyond those is infinite. What is nested too deeply to be read is
taken as absent. Nothing that a record holds makes this fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote

import msgspec

from models.cloudtrail.principal import account, account_text, identity, principal, region
from models.cloudtrail.record import CloudTrailRecord, SessionAttributes, SessionContext, SessionIssuer

#: What may need a change: an escaped NUL, and so many digits that a number may be too long.
_NUL, _DIGITS = rb"\u0000", re.compile(rb"[0-9]{19}")

#: Texts and numbers in JSON, each as a whole, and what is escaped in a text.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"?|-?[0-9][0-9.eE+-]*+', re.DOTALL)
_ESCAPED = re.compile(rb"\\(?:u0000|.)", re.DOTALL)

#: Digits that any 64-bit number has room for.
_SHORT = 18
_LEAST, _MOST = -(2**63), 2**63 - 1

#: Python's own conversion knows infinity, where msgspec's refuses a number.
_decode = msgspec.json.Decoder(float_hook=float).decode


def parsed(text: str) -> Any:
    """The value of a JSON text, which may be URL-encoded, as CEL can hold it.

    Raises:
        ValueError: the text is no JSON.
    """
    try:
        return _value(text.encode())
    except ValueError:
        pass
    try:
        return _value(unquote(text).encode())
    except ValueError:
        msg = "the text is not JSON"
        raise ValueError(msg) from None


def _value(data: bytes | msgspec.Raw) -> Any:
    written = bytes(data)
    if _NUL in written or _DIGITS.search(written):
        written = _TOKEN.sub(_held, written)
    try:
        return _decode(written)
    except RecursionError:
        msg = "nested too deeply"
        raise ValueError(msg) from None


def _held(token: re.Match[bytes]) -> bytes:
    """A text or number of a JSON text, written as CEL can hold it.

    It is the writing that is changed, as a value may be nested as deeply as Python can follow.
    """
    written = token[0]
    if written.startswith(b'"'):
        return _ESCAPED.sub(lambda match: rb"\ufffd" if match[0] == _NUL else match[0], written)
    if not written.lstrip(b"-").isdigit() or len(written) <= _SHORT:
        return written
    fits = len(written) <= _SHORT + 2 and _LEAST <= int(written) <= _MOST
    return written if fits else written + b"e0"


def _clean(text: str) -> str:
    return text.replace("\0", "\ufffd") if "\0" in text else text


def _members(raw: msgspec.Raw) -> dict[str, Any]:
    try:
        value = _value(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _text(value: str | int | None) -> str:
    return _clean(str(value)) if value is not None else ""


def _flag(value: str | bool | None) -> str:
    return _text(value).lower()


def _time(record: CloudTrailRecord) -> str:
    """RFC 3339, as CloudTrail writes it."""
    return record.event_time.isoformat().replace("+00:00", "Z") if record.event_time is not None else ""


_NO_CONTEXT, _NO_ISSUER, _NO_ATTRIBUTES = SessionContext(), SessionIssuer(), SessionAttributes()


def _identity(record: CloudTrailRecord) -> dict[str, Any]:
    caller = identity(record)
    context = caller.session_context or _NO_CONTEXT
    issuer, attributes = context.session_issuer or _NO_ISSUER, context.attributes or _NO_ATTRIBUTES
    return {
        "type": _text(caller.type),
        "principalId": _text(caller.principal_id),
        "arn": _text(caller.arn),
        "accountId": account_text(caller.account_id),
        "accessKeyId": _text(caller.access_key_id),
        "userName": _text(caller.user_name),
        "invokedBy": _text(caller.invoked_by),
        "sessionContext": {
            "sessionIssuer": {
                "type": _text(issuer.type),
                "arn": _text(issuer.arn),
                "principalId": _text(issuer.principal_id),
                "accountId": account_text(issuer.account_id),
                "userName": _text(issuer.user_name),
            },
            "attributes": {
                "creationDate": _text(attributes.creation_date),
                "mfaAuthenticated": _flag(attributes.mfa_authenticated),
            },
            "assumedRoot": _flag(context.assumed_root),
        },
    }


#: The members of ``event``.
FIELDS: dict[str, Callable[[CloudTrailRecord], Any]] = {
    "eventSource": lambda record: _clean(record.event_source),
    "eventName": lambda record: _clean(record.event_name),
    "eventTime": _time,
    "eventType": lambda record: _text(record.event_type),
    "eventCategory": lambda record: _text(record.event_category),
    "errorCode": lambda record: _text(record.error_code),
    "awsRegion": lambda record: _text(record.region),
    "sourceIPAddress": lambda record: _text(record.source_ip_address),
    "userAgent": lambda record: _text(record.user_agent),
    "recipientAccountId": lambda record: account_text(record.recipient_account_id),
    "sessionCredentialFromConsole": lambda record: _flag(record.session_credential_from_console),
    "userIdentity": _identity,
    "requestParameters": lambda record: _members(record.request_parameters),
    "responseElements": lambda record: _members(record.response_elements),
    "additionalEventData": lambda record: _members(record.additional_event_data),
}


def bucket(record: CloudTrailRecord) -> str:
    """The bucket that the call is about; empty for none."""
    name = _members(record.request_parameters).get("bucketName")
    return name if isinstance(name, str) else ""


#: The words beside ``event``, all of them text: what they stand for and where they come from.
WORDS: dict[str, tuple[str, Callable[[CloudTrailRecord], str]]] = {
    "principal": ("who called: the role behind a session, the user, the root user", lambda r: _clean(principal(r))),
    "account": ("the account whose trail has the record", lambda r: _clean(account(r))),
    "region": ("the Region that the record is of", lambda r: _clean(region(r))),
    "address": ("the source address, or the name of an AWS service", lambda r: _text(r.source_ip_address)),
    "bucket": ("the bucket that an S3 call is about", bucket),
    "key": ("the access key that signed the call", lambda r: _text(identity(r).access_key_id)),
}


def view(record: CloudTrailRecord, fields: Iterable[str], words: Iterable[str]) -> dict[str, Any]:
    """The variables of an evaluation.

    Args:
        record: what is judged.
        fields: those of `FIELDS` that are needed.
        words: those of `WORDS` that are needed.
    """
    variables: dict[str, Any] = {word: WORDS[word][1](record) for word in words}
    variables["event"] = {name: FIELDS[name](record) for name in fields}
    return variables
