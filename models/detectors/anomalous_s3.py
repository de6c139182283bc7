"""Anomalous behaviour on S3: data calls that do not fit the profile of the principal or the bucket.

Source: CloudTrail S3 data events (S3 Protection), of the last hour together, against the profile of the principal, of
its account and of each bucket; calls and bytes of the past 24 hours against the daily average and maximum of the four
weeks before: of the principal on all buckets, on one bucket, and of anybody on one bucket. One finding per principal,
account and Region, of the type that the riskiest unusual call of the hour gives: what it does to objects.

The hour's features are scored by the model of the family ``s3_access``; a finding is raised when the score exceeds the
model's threshold and a call of the hour is unusual (`models.profiles.suspects`). With and without a model, rules find
the plain cases: a bucket that the principal never used and that never saw it, from a network or with a user agent that
it never had; and ten times the calls or bytes of the principal's largest day before. Calls that AWS refused count as
for the other anomalous behaviour. A principal is only learnt for the first days (``[learning] days``). ATT&CK: T1530
(Data from Cloud Storage), T1485 (Data Destruction), T1619 (Cloud Storage Object Discovery), T1222 (File and Directory
Permissions Modification).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from models.detectors.base import AnomalySettings, ProfileDetector
from models.findings.types import HIGH, LOW, MEDIUM, Feature, FindingType, ResourceType
from models.profiles.families import DELETE, DISCOVERY, PERMISSION, READ, S3_FAMILY, VOLUMES, WRITE, root
from models.profiles.suspects import Suspect
from models.profiles.vector import Vector


class AccessSettings(AnomalySettings, frozen=True):
    """Settings of the types.

    Attributes:
        least_multiple: for the rule, the multiple of the largest day before from which a volume counts. Month-ends and
            back-fills move two or three times a busy day.
    """

    least_multiple: Annotated[int, msgspec.Meta(ge=2, le=1_000)] = 10


_KINDS = {
    DISCOVERY: ("Discovery:S3/AnomalousBehavior", LOW, "look at what is there"),
    READ: ("Exfiltration:S3/AnomalousBehavior", HIGH, "read objects"),
    DELETE: ("Impact:S3/AnomalousBehavior.Delete", HIGH, "delete objects"),
    PERMISSION: ("Impact:S3/AnomalousBehavior.Permission", HIGH, "change who may read or write objects"),
    WRITE: ("Impact:S3/AnomalousBehavior.Write", MEDIUM, "write objects"),
}

TYPES = {
    kind: FindingType(
        name=name,
        severity=severity,
        title="{user} called {api} on S3 in a way that is not usual for it.",
        description=(
            f"{{user}} called {{call}} on the bucket {{bucket}} from {{caller}}. Such calls {what}; what they did, how "
            "often, or from where is not usual for this principal or the bucket. Ask its owner; if nobody did this, "
            "revoke the credentials."
        ),
        resource_type=ResourceType.S3_BUCKET,
        feature=Feature.S3_DATA_EVENTS,
    )
    for kind, (name, severity, what) in _KINDS.items()
}


def type_of(suspect: Suspect) -> FindingType | None:
    """The type that an unusual call gives."""
    return TYPES.get(suspect.kind)


def volume(vector: Vector, least_multiple: int) -> bool:
    """Whether the principal moves far more than on every day before.

    A forest cannot tell: beyond the highest value of its training, more makes no difference to it.
    """
    value = S3_FAMILY.named(vector)
    return max(value[f"{kind}_all"] for kind in VOLUMES) >= root(4 * least_multiple) / 2


def rule(vector: Vector, settings: AccessSettings) -> bool:
    """The plain cases."""
    value = S3_FAMILY.named(vector)
    place = value["networks_new"] or value["agents_new"]
    return volume(vector, settings.least_multiple) or bool(place and value["buckets_new"] and value["users_new"])


DETECTOR = ProfileDetector(
    types=tuple(TYPES.values()),
    family=S3_FAMILY,
    type_of=type_of,
    rule=rule,
    settings=AccessSettings,
)
