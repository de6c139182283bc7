"""Attack sequences: findings and weak signals of an account that together are an attack.

Source: the sightings of all other findings, and of CloudTrail what a principal's hour had that was unusual but raised
nothing (weak signals, `models.sequences.of_cases`). Signals of 24 hours of event time take part; those that a
suppression rule archives do not, weak signals apart, as they are no findings. One finding per sequence: it is known by
who or what it is of and when it began, occurs again while its signals recur or others join them, and ends 24 hours
after the last one. It is known when the hour closes that completes it. Its signals' findings name it in
``associatedAttackSequenceArn``. Critical. The rules, with their reasons, are in the modules of `models.sequences`:

- ``AttackSequence:IAM/CompromisedCredentials`` (`credentials`): somebody else's hand is on a credential (a listed
  address, Tor, a leaked key, a place it was not issued for, a tool of the trade; or an anomaly from a network and
  with a tool that are both new), and from then on it serves three tactics or more, a goal among them.
- ``AttackSequence:S3/CompromisedData`` (`data`): stages that end in the theft or destruction of a bucket's data.
  Without somebody else's hand, one session does all of it, as it never did: looks around the account and its
  identities, lists the bucket, writes or reads, and destroys.
- ``AttackSequence:EC2/CompromisedInstanceGroup`` (`instances`): an instance has two different signs of obeying
  somebody else, or a group of instances has; one host for a whole fleet is one sign.

What comes from where and with what a principal always works (`owner`) counts for none, whatever a list says of it.
A noisy day of an administrator, a scanner's day and findings that have nothing in common are none. Without profiles
there are no weak signals; without an inventory groups are known by roles alone. ATT&CK: that of the signals, T1078.004
(Valid Accounts: Cloud Accounts), T1485 (Data Destruction), T1486 (Data Encrypted for Impact), T1530 (Data from Cloud
Storage), T1496.001 (Compute Hijacking).
"""

from __future__ import annotations

from models.findings.types import CRITICAL, Feature, FindingType, Identity, ResourceType
from models.sequences.chains import EC2_TYPE, IAM_TYPE, S3_TYPE


def _type(name: str, title: str, meaning: str) -> FindingType:
    return FindingType(
        name=name,
        severity=CRITICAL,
        title=title,
        description=f"{{signals}} signals of {{subject}} in account {{account}} belong together: {{stages}}. {meaning}",
        resource_type=ResourceType.ATTACK_SEQUENCE,
        identity=Identity.SEQUENCE,
        feature=Feature.CORRELATION,
    )


TYPES = (
    _type(
        IAM_TYPE,
        "Somebody else uses the credentials of {subject}.",
        "Revoke the credentials and undo what was done with them; the signals say what that is.",
    ),
    _type(
        S3_TYPE,
        "Data is taken or destroyed: {subject}.",
        "Revoke the credentials, close the bucket, see what is left of its versions; the signals say what was done.",
    ),
    _type(
        EC2_TYPE,
        "Somebody else controls {subject}.",
        "Cut the instances off, keep their disks, and revoke their credentials; the signals say what they do.",
    ),
)
