"""Calls as occurrences and sightings, for tests."""

from __future__ import annotations

from models.findings.sighting import Action, ApiCall, Call, FindingKey, Occurrence, Sighting, sighting
from models.times import MINUTE, window_end

WINDOW = 5 * MINUTE
START = 1_772_409_600_000  # 2026-03-02T00:00:00Z
KEY = FindingKey("PenTest:IAMUser/KaliLinux", "111122223333", "eu-west-1", "arn:aws:iam::111122223333:user/dev")


def call(**members: object) -> Call:
    """A call with realistic defaults."""
    defaults = {
        "service": "iam.amazonaws.com",
        "api": "ListUsers",
        "error_code": "",
        "caller": "203.0.113.10",
        "user_agent": "aws-cli/2.23.6 md/distrib#kali.2025",
        "access_key_id": "AKIADEVXXXXXXXXXXXXX",
        "principal_id": "AIDADEVXXXXXXXXXXXXXX",
        "principal": "arn:aws:iam::111122223333:user/dev",
        "user_name": "dev",
        "user_type": "IAMUser",
        "caller_account": "111122223333",
        "severity": 5.0,
    }
    return Call(**(defaults | members))


def occurrence(minute: float, event_id: str | None = None, **members: object) -> Occurrence:
    """An occurrence some minutes after `START`; its id follows from the time unless it is given."""
    return at(minute, ApiCall.of(call(**members)), event_id)


def at(minute: float, action: Action, event_id: str | None = None) -> Occurrence:
    """An occurrence of an action some minutes after `START`; its id follows from the time unless it is given."""
    time_ms = START + round(minute * MINUTE)
    return Occurrence(time_ms, f"event-{time_ms - START:012d}" if event_id is None else event_id, action)


def sightings(*occurrences: Occurrence) -> list[Sighting]:
    """The occurrences' sightings, one per window."""
    windows: dict[int, list[Occurrence]] = {}
    for each in occurrences:
        windows.setdefault(window_end(each.time_ms, WINDOW), []).append(each)
    return [sighting(end, seen) for end, seen in windows.items()]
