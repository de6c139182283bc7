"""The strangers that a policy is tried on: what their requests carry.

A policy opens a bucket when one of a few model callers gets in. Each is a table of condition keys with what he
can make of them (IAM User Guide, "AWS global condition context keys"; Service Authorization Reference, "Actions,
resources, and condition keys for Amazon S3"):

* a key with a free value: headers, tags on himself, the name of his role, whether he uses TLS or MFA;
* a key whose value AWS assigns to him: his account, organisation, unique ids, address. He can be admitted by a
  wildcard but never equals an identifier that somebody wrote into a policy;
* a key with a value fixed by what he is, such as ``aws:PrincipalType`` ``Anonymous``;
* a key that his requests lack. Keys not listed here are lacking too: AWS's own rule for a key that is not in
  the request, and the newer global keys all say where inside AWS a request comes from. ``s3:`` keys that are
  not listed are parts of the request or of the object, thus free.

There are several of each kind because some keys exclude each other: a request through a VPC endpoint has
``aws:SourceVpce`` and no ``aws:SourceIp``. The endpoint, the access point and the AWS service acting on a
stranger's behalf are that stranger's own, so a wildcard there ("vpc-*") admits him, as S3's "The meaning of
public" has it; he needs an account to own them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from models.aws.patterns import CHOICE, DIGIT, STRANGER, TEXT


class Key(NamedTuple):
    """What a caller can make of one condition key.

    Attributes:
        forms: patterns of the values that he can present, the most usual first; none: the key is lacking.
        optional: his request can also go without the key.
        version: IP version, for a key that holds his address.
    """

    forms: tuple[str, ...]
    optional: bool = True
    version: int | None = None


_LACKING = Key(())
_FREE = Key((CHOICE,))
_FREE_ALWAYS = Key((CHOICE,), optional=False)
_EITHER = Key(("true", "false"), optional=False)
_FALSE = Key(("false",), optional=False)


class Caller(NamedTuple):
    """One model caller: his condition keys, by lower-case name; ``prefix/`` and ``prefix:`` stand for families."""

    keys: Mapping[str, Key]

    def key(self, name: str) -> Key:
        """What he can make of the condition key ``name``, in any case."""
        name = name.lower()
        family, slash, _ = name.partition("/")
        service, colon, _ = name.partition(":")
        for known in (name, family + slash, service + colon):
            if known in self.keys:
                return self.keys[known]
        return _LACKING

    def variable(self, name: str) -> str | None:
        """The pattern that a policy variable takes in his requests, or None when they lack the key."""
        forms = self.key(name).forms
        return forms[0] if forms else None


def _own(*forms: str) -> Key:
    return Key(forms, optional=False)


def _id(length: int) -> str:
    return STRANGER * length


_ACCOUNT = _id(12)
_ORGANISATION = f"o-{_id(10)}"
_ORGANISATION_PATH = f"{_ORGANISATION}/{TEXT}"  # root and unit ids are unique within an organisation only

_EVERYBODY = {
    "aws:currenttime": _FREE_ALWAYS,
    "aws:epochtime": _FREE_ALWAYS,
    "aws:securetransport": _EITHER,
    "aws:useragent": _FREE,
    "aws:referer": _FREE,
    "aws:requestedregion": _own(TEXT),
    "aws:requesttag/": _FREE,
    "aws:tagkeys": _FREE,
    "aws:principalisawsservice": _FALSE,
    "aws:viaawsservice": _FALSE,
    # The bucket's, whatever they are.
    "aws:resourceaccount": _own(DIGIT * 12),
    "s3:resourceaccount": _own(DIGIT * 12),
    "aws:resourceorgid": Key((f"o-{TEXT}",)),
    "aws:resourceorgpaths": Key((f"o-{TEXT}",)),
    "aws:resourcetag/": _FREE,
    "s3:": _FREE,
    "s3:dataaccesspointarn": _LACKING,
    "s3:dataaccesspointaccount": _LACKING,
    "s3:accesspointnetworkorigin": _LACKING,
    "s3:accessgrantsinstancearn": _LACKING,
}

_UNSIGNED = {
    "aws:principaltype": _own("Anonymous"),
    "aws:principalaccount": _own("anonymous"),
    "s3:authtype": _LACKING,
    "s3:signatureversion": _LACKING,
    "s3:signatureage": _LACKING,
    "s3:x-amz-server-side-encryption-aws-kms-key-id": _LACKING,
}

_SIGNED = {
    "aws:principaltype": _own("AssumedRole", "User", "Account", "FederatedUser"),
    "aws:principalaccount": _own(_ACCOUNT),
    "aws:principalarn": _own(
        f"arn:aws:iam::{_ACCOUNT}:role/{TEXT}",
        f"arn:aws:iam::{_ACCOUNT}:user/{TEXT}",
        f"arn:aws:iam::{_ACCOUNT}:root",
        f"arn:aws:sts::{_ACCOUNT}:federated-user/{TEXT}",
    ),
    "aws:principalorgid": Key((_ORGANISATION,)),
    "aws:principalorgpaths": Key((_ORGANISATION_PATH,)),
    "aws:principaltag/": _FREE,
    "aws:userid": _own(f"AROA{_id(17)}:{TEXT}", f"AIDA{_id(17)}", _ACCOUNT, f"{_ACCOUNT}:{TEXT}"),
    "aws:username": Key((TEXT,)),
    "aws:sourceidentity": _FREE,
    "aws:tokenissuetime": _FREE,
    "aws:multifactorauthpresent": Key(("true", "false")),
    "aws:multifactorauthage": _FREE,
    "s3:authtype": _own("REST-HEADER", "REST-QUERY-STRING", "POST"),
    "s3:signatureversion": _own("AWS4-HMAC-SHA256", "AWS"),
    # Encrypting with a key takes its owner's permission.
    "s3:x-amz-server-side-encryption-aws-kms-key-id": Key((f"arn:aws:kms:{TEXT}:{_ACCOUNT}:key/{TEXT}",)),
}

_IPV4 = {"aws:sourceip": Key((".".join([STRANGER] * 4),), optional=False, version=4)}
_IPV6 = {"aws:sourceip": Key((":".join([STRANGER] * 8),), optional=False, version=6)}
_VPC_ENDPOINT = {
    "aws:sourcevpc": _own(f"vpc-{_id(17)}"),
    "aws:sourcevpce": _own(f"vpce-{_id(17)}"),
    "aws:sourcevpcarn": _own(f"arn:aws:ec2:{TEXT}:{_ACCOUNT}:vpc/vpc-{_id(17)}"),
    "aws:vpceaccount": _own(_ACCOUNT),
    "aws:vpceorgid": Key((_ORGANISATION,)),
    "aws:vpceorgpaths": Key((_ORGANISATION_PATH,)),
}
_ACCESS_POINT = _IPV4 | {
    "s3:dataaccesspointarn": _own(f"arn:aws:s3:{TEXT}:{_ACCOUNT}:accesspoint/{TEXT}"),
    "s3:dataaccesspointaccount": _own(_ACCOUNT),
}
_SERVICE = _IPV4 | {
    "aws:sourcearn": _own(f"arn:aws:{TEXT}:{TEXT}:{_ACCOUNT}:{TEXT}", f"arn:aws:s3:::{_id(16)}"),
    "aws:sourceaccount": _own(_ACCOUNT),
    "aws:sourceowner": _own(_ACCOUNT),
    "aws:sourceorgid": Key((_ORGANISATION,)),
    "aws:sourceorgpaths": Key((_ORGANISATION_PATH,)),
}

#: Somebody on the internet without credentials.
ANONYMOUS = tuple(Caller(_EVERYBODY | _UNSIGNED | way) for way in (_IPV4, _IPV6))

#: Somebody with credentials of an account that has nothing to do with the bucket's.
AUTHENTICATED = tuple(
    Caller(_EVERYBODY | _SIGNED | way) for way in (_IPV4, _IPV6, _VPC_ENDPOINT, _ACCESS_POINT, _SERVICE)
)
