"""Bedrock logging: the record of what is asked of a foundation model is switched off.

Source: CloudTrail management events, ``bedrock.amazonaws.com``. Severity Medium. One finding per principal,
account and Region.

``DefenseEvasion:IAMUser/BedrockLoggingDisabled``: DeleteModelInvocationLoggingConfiguration succeeded. Prompts
and answers are then no longer delivered, in that Region, to the account's logs. ATT&CK: T1562.008 (Impair
Defenses: Disable or Modify Cloud Logs).
"""

from __future__ import annotations

from collections.abc import Iterator

from models.cloudtrail.principal import failed
from models.cloudtrail.record import CloudTrailRecord
from models.detectors.base import Hit, RecordDetector
from models.findings.types import MEDIUM, FindingType

DISABLED = FindingType(
    name="DefenseEvasion:IAMUser/BedrockLoggingDisabled",
    severity=MEDIUM,
    title="{user} switched off the logging of Bedrock model invocations.",
    description=(
        "{user} called {call} from {caller}. What is asked of Bedrock's models, and what they answer, is no "
        "longer logged in this Region; misuse of the models would leave no trace."
    ),
)


def check(record: CloudTrailRecord) -> Iterator[Hit]:
    """A hit for a deletion that succeeded."""
    if not failed(record):
        yield Hit(DISABLED)


DETECTOR = RecordDetector(
    types=(DISABLED,),
    apis=frozenset({("bedrock.amazonaws.com", "DeleteModelInvocationLoggingConfiguration")}),
    check=check,
)
