"""The part of a bucket that a Resource element names.

Every ARN in a bucket policy is of the policy's own bucket: S3 refuses others. So ``*``, ``arn:aws:s3:::logs*``
and ``arn:aws:s3:::logs`` all speak of the same bucket, and only the object keys are left to compare.
"""

from __future__ import annotations

from typing import NamedTuple

from models.aws.patterns import ANY, apart, covers, overlaps


class Target(NamedTuple):
    """A bucket, or the objects of it that match a key pattern.

    Attributes:
        bucket: pattern of the bucket's name.
        key: pattern of the objects' keys; None for the bucket itself.
    """

    bucket: str
    key: str | None

    def covers(self, other: Target) -> bool:
        """All that ``other`` names is named here."""
        if apart(self.bucket, other.bucket):
            return False
        if self.key is None or other.key is None:
            return self.key is other.key
        return covers(self.key, other.key)

    def apart(self, other: Target) -> bool:
        """Nothing that ``other`` names is named here."""
        if apart(self.bucket, other.bucket):
            return True
        if self.key is None or other.key is None:
            return self.key is not other.key
        return apart(self.key, other.key)


#: Everything that a bucket policy can speak of.
WHOLE = (Target(ANY, None), Target(ANY, ANY))


def targets(arn: str) -> tuple[Target, ...]:
    """What the pattern ``arn`` of a Resource element names: nothing, the bucket, objects, or both."""
    if covers(arn, "arn:aws:s3:::*"):
        return WHOLE
    parts = arn.split(":", 5)
    if len(parts) < 6 or not overlaps(parts[2], "s3"):
        return ()
    name = parts[5]
    bucket, slash, key = name.partition("/")
    if slash:
        return (Target(bucket, key),)
    star = name.find(ANY)
    if star < 0:
        return (Target(name, None),)
    return (Target(name, None), Target(name[: star + 1], name[star:]))  # a wildcard runs across the slash
