"""First time: a principal calls an API of a sensitive group, or comes from somewhere, as it never did before.

Source: CloudTrail management events and S3 data events, of the last hour together, against the principal's profile.
These are the explainable types that GuardDuty retired for its models: each says one thing, and why. They are off by
default, as people do new things; switch them on for accounts in which that is rare. One finding per principal, account
and Region and type. Severity Medium, High when the credentials are temporary ones of an instance, but for those below.

- ``Persistence:IAMUser/…``, ``Recon:IAMUser/…``, ``ResourceConsumption:IAMUser/ComputeResources``,
  ``Stealth:IAMUser/LoggingConfigurationModified``, ``Discovery:S3/BucketEnumeration.Unusual``, ``Exfiltration:S3/…``,
  ``Impact:S3/…``: an API of the group (`models.apis.groups`) that the principal never used; for S3 data also one that
  it uses, on a bucket that it never did.
- ``PrivilegeEscalation:IAMUser/AdministrativePermissions``: a grant of everything, or of all of IAM, by a principal
  that never made grants of that kind. Medium when it worked, Low when it failed.
- ``UnauthorizedAccess:IAMUser/ConsoleLogin``: a sign-in from a network or with a browser that it never had.
- ``Behavior:IAMUser/InstanceLaunchUnusual``: an instance of a type that it never launched. High.
- ``UnauthorizedAccess:IAMUser/UnusualASNCaller``: any call from a network that it never came from. High. A network is
  an autonomous system (``[geo] asn``); without that database, what an address belongs to by its prefix.

Calls that failed count if AWS refused them. Nothing is raised while a principal is learnt. ATT&CK: T1078.004.
"""

from __future__ import annotations

import re

from models.apis.groups import GROUPS, retired_types
from models.detectors.base import DetectorSettings
from models.findings.types import HIGH, LOW, MEDIUM, Feature, FindingType, ResourceType
from models.profiles.facts import ADMINISTRATOR
from models.profiles.items import Frequency
from models.profiles.look import AGENT, API, BUCKETS, FACT, NETWORK, Look, Traits

ADMINISTRATIVE = "PrivilegeEscalation:IAMUser/AdministrativePermissions"
CONSOLE_LOGIN = "UnauthorizedAccess:IAMUser/ConsoleLogin"
INSTANCE_LAUNCH = "Behavior:IAMUser/InstanceLaunchUnusual"
UNUSUAL_NETWORK = "UnauthorizedAccess:IAMUser/UnusualASNCaller"

_HIGH = {INSTANCE_LAUNCH, UNUSUAL_NETWORK}

#: Sessions of an instance's role are named after the instance.
_INSTANCE = re.compile(r":i-[0-9a-f]{8,17}$")


class OffByDefault(DetectorSettings, frozen=True):
    """Settings of a type that has to be switched on."""

    enabled: bool = False


def _type(name: str) -> FindingType:
    s3 = ":S3/" in name
    return FindingType(
        name=name,
        severity=HIGH if name in _HIGH else MEDIUM,
        title="{user} called {api} as it never did before.",
        description=(
            "{user} called {call} from {caller}. Since it is known it never did that, or never so. New work is one "
            "reason, stolen credentials are another: ask its owner."
        ),
        resource_type=ResourceType.S3_BUCKET if s3 else ResourceType.ACCESS_KEY,
        feature=Feature.S3_DATA_EVENTS if s3 else Feature.CLOUD_TRAIL,
    )


TYPES = {name: _type(name) for name in (*GROUPS, UNUSUAL_NETWORK)}


def first_times(look: Look, source: str, api: str, one: Traits) -> list[str]:
    """The types that an act of a window gives.

    Args:
        look: the window.
        source: the act's event source.
        api: its event name.
        one: its traits.
    """
    if not one.tells:
        return []
    new_network = look.own(NETWORK, one.network) is Frequency.UNSEEN
    found = [UNUSUAL_NETWORK] if new_network else []
    new_api = look.own(API, one.api) is Frequency.UNSEEN
    new_fact = bool(one.fact) and look.own(FACT, f"{one.api} {one.fact}") is Frequency.UNSEEN
    told = {
        ADMINISTRATIVE: new_fact and one.fact == ADMINISTRATOR,
        CONSOLE_LOGIN: new_network or look.own(AGENT, one.agent) is Frequency.UNSEEN,
        INSTANCE_LAUNCH: new_fact,
    }
    new = new_api or (bool(one.kind) and look.own(BUCKETS, one.bucket) is Frequency.UNSEEN)
    return found + [name for name in retired_types(source, api) if told.get(name, new)]


def severity(kind: FindingType, principal_id: str, error_code: str) -> float:
    """How severe a call is."""
    if kind.name == ADMINISTRATIVE:
        return LOW if error_code else MEDIUM
    return HIGH if _INSTANCE.search(principal_id) else kind.severity
