"""Instance/ResourceCredentialExfiltration: credentials that AWS issued to something that runs, used from elsewhere.

Source: CloudTrail management and data events. An instance, an ECS task and a Lambda function get temporary credentials
from AWS, and nobody else has a use for them. Calls are told by ``sessionContext.ec2RoleDelivery`` and ``inScopeOf``; a
session that only is named like an instance counts for ``OutsideAWS``. They are looked at in windows of 15 minutes. One
finding per instance, task or function, account and Region, and type.

- ``…Exfiltration.OutsideAWS`` (instances; tasks and functions): from a public address that is not AWS's, nor that of
  an interface in the inventory. One call is enough. High. AWS's are those of its own list (``[aws] ip_ranges``) and of
  Amazon's autonomous systems (``[geo] asn``), which addresses that customers bring are in. Without either nobody can
  tell such an address; a change to and fro, as below, is of this type then.
- ``…Exfiltration.InsideAWS`` (instances; tasks): from another account's VPC endpoint (``vpcEndpointAccountId``); from
  the address of another account's instance by the inventory; from an address of EC2 in another Region; or from another
  address of EC2 to and fro: the address is new, nobody else in the account uses it, and within the hour calls came from
  the usual address before and after it. That shows two users, if the usual address is the instance's own by the
  inventory or the two are in different Regions; else if it is the instance's only one of the last day, and either the
  instance was watched for a day or its Systems Manager agent reports from there alone. High; Medium if the other
  account is the organisation's, that is one that the inventory or ``[accounts]`` names.
- ``InstanceCredentialExfiltration.InsideAccount``: one instance's, from an address of another instance of the account:
  by the inventory, or because the other alone called from there for a day, and from nowhere else in the last one.
  Credentials move so when one instance is taken from another, and GuardDuty does not look. To and fro as above, or
  between the two instances' calls from there. Medium: whoever does it is inside of the account already, and has got no
  further yet.

Silent: what AWS services do on a principal's behalf (``invokedBy``, names of services as source addresses, EC2's own
role ``aws:ec2-infrastructure``), addresses that AWS has for services other than EC2; agents and programs on the
instance itself, from its private addresses, from its public address and from new ones after a stop, a move of an
elastic address or a change of the gateway; NAT gateways and proxies, which many share; endpoints of the account; an
address of EC2 that the log shows nothing else about.

A way out that is outside of AWS (a data centre, a VPN, addresses of one's own) or another account's is learnt in the
first days of an account (``[learning] days``), and then only before anything was found there: when some instances have
no other way out, or when the Systems Manager agent of the instance reports from there, and not from home. Endpoints of
one's own and of another account are one way, if the same address calls by both. Of a network outside, its /24 or /48 is
meant. It is never learnt from a finding: what was found goes on being found, until a trusted list names the address. A
finding tells the ways that were learnt (``learntWays``) and where the credentials are used else (``otherSources``).

What the log cannot tell: whether an address that several instances share is a gateway; whether calls with IPv6 are the
instance's, if it makes others with IPv4; and, until another instance uses it, whether a new address is a proxy that
programs have beside the agent's gateway, which is found then. An inventory or a trusted list can.

ATT&CK: T1552.005 (Cloud Instance Metadata API), T1078.004 (Valid Accounts: Cloud Accounts).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from models.credentials.issued import FUNCTION, INSTANCE, TASK
from models.detectors.base import DetectorSettings
from models.findings.types import HIGH, MEDIUM, FindingType, Identity

_ADVICE = (
    "Credentials of this kind are got from where they were issued, through its metadata service or its environment. If "
    "this address is not one of yours, revoke the role's sessions and look at what runs there."
)


def _type(name: str, severity: float, where: str) -> FindingType:
    return FindingType(
        name=f"UnauthorizedAccess:IAMUser/{name}",
        severity=severity,
        title=f"Credentials of {{resource}} were used from {{caller}}, {where}.",
        description=(
            f"The credentials of {{user}} that AWS issued to {{resource}} in account {{account}} were used from "
            f"{{caller}}, {where}, to call {{call}}. {_ADVICE}"
        ),
        identity=Identity.ISSUED_TO,
    )


_OUTSIDE, _INSIDE = "an address that is not known to be of AWS", "which is another account's or not where it runs"

INSTANCE_OUTSIDE = _type("InstanceCredentialExfiltration.OutsideAWS", HIGH, _OUTSIDE)
INSTANCE_INSIDE = _type("InstanceCredentialExfiltration.InsideAWS", HIGH, _INSIDE)
RESOURCE_OUTSIDE = _type("ResourceCredentialExfiltration.OutsideAWS", HIGH, _OUTSIDE)
RESOURCE_INSIDE = _type("ResourceCredentialExfiltration.InsideAWS", HIGH, _INSIDE)
INSIDE_ACCOUNT = _type(
    "InstanceCredentialExfiltration.InsideAccount", MEDIUM, "an address of another instance of the account"
)

#: By what credentials were issued to. Functions run at addresses of AWS that nobody knows.
OUTSIDE = {INSTANCE: INSTANCE_OUTSIDE, TASK: RESOURCE_OUTSIDE, FUNCTION: RESOURCE_OUTSIDE}
INSIDE = {INSTANCE: INSTANCE_INSIDE, TASK: RESOURCE_INSIDE}

TYPES = (INSTANCE_OUTSIDE, INSTANCE_INSIDE, RESOURCE_OUTSIDE, RESOURCE_INSIDE, INSIDE_ACCOUNT)


class ToAndFroSettings(DetectorSettings, frozen=True):
    """Settings of ``InsideAccount``.

    Attributes:
        within_minutes: how long apart the calls from the usual place may be between which there is one from elsewhere.
            An hour: agents call every few minutes, programs mostly within the hour; what moves does not come back.
    """

    within_minutes: Annotated[int, msgspec.Meta(ge=2, le=1_440)] = 60


class WaySettings(ToAndFroSettings, frozen=True):
    """Settings of ``OutsideAWS`` and ``InsideAWS``.

    Attributes:
        shared_by: how many instances, tasks and functions have a way out as their only one, for it to be learnt as the
            account's. Three: somebody who steals takes from one at first, and these go on calling from home.
    """

    shared_by: Annotated[int, msgspec.Meta(ge=2, le=1_000)] = 3


SETTINGS: dict[str, type[DetectorSettings]] = {
    kind.name: ToAndFroSettings if kind is INSIDE_ACCOUNT else WaySettings for kind in TYPES
}
