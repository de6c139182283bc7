"""Keys that are known to be leaked are used, or put under quarantine (CredentialAccess:IAMUser/CompromisedCredentials).

The example list of leaked keys names two: one plainly, one by its SHA-256. Both are the examples of AWS's
documentation, so that nobody's key stands in a list.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from models.simulate.cloudtrail import identity
from models.simulate.cloudtrail.identity import Caller
from models.simulate.scenarios.registry import near_miss, scenario
from models.simulate.scenarios.stage import Stage

COMPROMISED = "CredentialAccess:IAMUser/CompromisedCredentials"

_LISTED, _LISTED_BY_DIGEST = "AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE"
_QUARANTINE = "AWSCompromisedKeyQuarantine"


def with_key(caller: Caller, key: str) -> Caller:
    """The caller with a key of the examples."""
    return replace(caller, identity=caller.identity | {"accessKeyId": key})


def _attach(stage: Stage, caller: Caller, user: str, policy: str, **more: Any) -> None:
    request = {"userName": user, "policyArn": policy}
    stage.call(caller, "iam", "AttachUserPolicy", request, **more)


def _policy(version: str = "") -> str:
    return f"arn:aws:iam::aws:policy/{_QUARANTINE}{version}"


@scenario(raises=[COMPROMISED])
def leaked_keys_used(stage: Stage) -> None:
    """Two listed keys are used, for the API and for objects, refused or not; the owner's other key is not listed."""
    raises = [COMPROMISED]
    for key in (_LISTED, _LISTED_BY_DIGEST):
        owner = stage.user(stage.name("publisher"))
        thief, bucket = with_key(owner, key), stage.bucket("drafts")
        stage.call(thief, "sts", "GetCallerIdentity", read_only=True, raises=raises)
        stage.call(thief, "iam", "CreateUser", {"userName": "support"}, denied=True, raises=raises)
        stage.object_call(thief, "ListObjects", bucket, None, read_only=True, raises=raises)
        for number in range(stage.dice.randrange(1, 5)):
            stage.object_call(thief, "GetObject", bucket, f"{number}.md", read_only=True, raises=raises)
        stage.call(owner, "sts", "GetCallerIdentity", read_only=True)
        stage.object_call(owner, "GetObject", bucket, "0.md", read_only=True)


@scenario(raises=[COMPROMISED])
def key_put_under_quarantine(stage: Stage) -> None:
    """AWS's quarantine policies, an older and a newer one, are attached to users whose keys were found in public."""
    responder = stage.session(stage.name("incident"), "response")
    for version in ("V2", "V3"):
        user = stage.name("publisher")
        about = f"arn:aws:iam::{stage.account.id}:user/{user}"
        _attach(stage, responder, user, _policy(version), raises=[COMPROMISED], about=about)


@near_miss(of=[COMPROMISED])
def leaked_key_retired(stage: Stage) -> None:
    """The owner of a leaked key switches it off and deletes it with another key; a service goes on for the owner."""
    owner = stage.user(stage.name("publisher"))
    for api, status in (("UpdateAccessKey", {"status": "Inactive"}), ("DeleteAccessKey", {})):
        stage.call(owner, "iam", api, {"userName": owner.identity["userName"], "accessKeyId": _LISTED} | status)
    stage.call(owner, "sts", "GetAccessKeyInfo", {"accessKeyId": _LISTED_BY_DIGEST}, read_only=True)
    service = with_key(identity.on_behalf(owner, "cloudformation.amazonaws.com"), _LISTED)
    stage.call(service, "ec2", "DescribeVpcs", {"vpcSet": {}}, read_only=True)


@near_miss(of=[COMPROMISED])
def quarantine_looked_at(stage: Stage) -> None:
    """The quarantine policy is read, attached in vain, taken off; one of a similar name is attached."""
    responder, user = stage.session(stage.name("incident"), "response"), stage.name("publisher")
    stage.call(responder, "iam", "GetPolicy", {"policyArn": _policy("V3")}, read_only=True)
    stage.call(responder, "iam", "ListEntitiesForPolicy", {"policyArn": _policy("V3")}, read_only=True)
    _attach(stage, responder, user, _policy("V3"), denied=True)
    _attach(stage, responder, user, f"arn:aws:iam::{stage.account.id}:policy/{_QUARANTINE}")
    _attach(stage, responder, user, "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineReader")
    stage.call(responder, "iam", "DetachUserPolicy", {"userName": user, "policyArn": _policy("V3")})
