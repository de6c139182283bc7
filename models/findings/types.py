"""What a finding type is: its name, severity and words.

The names, severities and resource types are those of Amazon GuardDuty's finding-type tables; the words
are ours. Each detector module declares its types beside its specification; `models.detectors.registry`
gathers them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

#: Typical numbers of GuardDuty's severity levels (Low 1.0-3.9, Medium 4.0-6.9, High 7.0-8.9, Critical 9+).
LOW, MEDIUM, HIGH, CRITICAL = 2.0, 5.0, 8.0, 9.0


#: The levels' words, least first, with these numbers.
LEVELS = {"Low": LOW, "Medium": MEDIUM, "High": HIGH, "Critical": CRITICAL}


class ResourceType(Enum):
    """``resource.resourceType``: what kind of thing is at risk."""

    ACCESS_KEY = "AccessKey"
    S3_BUCKET = "S3Bucket"
    INSTANCE = "Instance"
    ATTACK_SEQUENCE = "AttackSequence"


class Feature(Enum):
    """``service.featureName``: the data source that a finding is built on, or that it is built on other findings."""

    CLOUD_TRAIL = "CLOUD_TRAIL"
    S3_DATA_EVENTS = "S3_DATA_EVENTS"
    FLOW_LOGS = "FLOW_LOGS"
    DNS_LOGS = "DNS_LOGS"
    CORRELATION = "Correlation"


class Identity(Enum):
    """What makes two occurrences the same issue, beside type, account and Region."""

    PRINCIPAL = "the principal that made the calls (a role for all of its sessions)"
    BUCKET = "the bucket that was changed"
    ACCOUNT = "the account itself"
    RULE = "what the rule groups by"
    ISSUED_TO = "the instance, task or function that the credentials were issued to"
    INSTANCE = "the instance; without one its interface, or else its address"
    SEQUENCE = "who or what the sequence is of (a principal, an instance, a group), and when it began"
    INSTANCE_ROLE = "the instance (or its interface, or else its address), and whether it is actor or target"


@dataclass(frozen=True)
class FindingType:
    """One finding type.

    Attributes:
        name: GuardDuty's type name.
        severity: the number that a finding starts with; a detector may give an occurrence another.
        title: one sentence, at most 100 characters or so, filled in from the newest occurrence: of a call ``{user}``,
            ``{api}``, ``{call}``, ``{caller}``, ``{bucket}`` and ``{resource}`` (what the identity names); of a
            connection ``{instance}``, ``{remote}``, ``{port}`` (such as ``TCP port 22``) and ``{local}``; of a DNS
            request ``{instance}``, ``{name}`` (what was asked for) and ``{domain}`` (the registered domain); of an
            attack sequence ``{subject}``, ``{signals}`` (their number) and ``{stages}``; of all of them ``{account}``.
        description: what happened and why it matters; the same fields.
        resource_type: what kind of resource the finding is about.
        identity: what the finding's id is made from.
        feature: the data source.
        rule: the name of the rule of one's own that raises it; empty for the types of this project.
    """

    name: str
    severity: float
    title: str
    description: str
    resource_type: ResourceType = ResourceType.ACCESS_KEY
    identity: Identity = Identity.PRINCIPAL
    feature: Feature = Feature.CLOUD_TRAIL
    rule: str = ""

    @property
    def key(self) -> str:
        """What names it in a finding's identity: its name, or that of the rule, as two rules may share a type."""
        return f"rule/{self.rule}" if self.rule else self.name


def severity_word(severity: float) -> str:
    """Low, Medium, High or Critical for a severity number.

    >>> severity_word(MEDIUM)
    'Medium'
    """
    for word, floor in (("Critical", 9.0), ("High", 7.0), ("Medium", 4.0)):
        if severity >= floor:
            return word
    return "Low"
