"""Occurrences and sightings for tests."""

from __future__ import annotations

from hypothesis import strategies as st

from models.findings.sighting import Call, FindingKey, Occurrence, Sighting, sighting
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
    time_ms = START + round(minute * MINUTE)
    return Occurrence(time_ms, f"event-{time_ms - START:012d}" if event_id is None else event_id, call(**members))


def sightings(*occurrences: Occurrence) -> list[Sighting]:
    """The occurrences' sightings, one per window."""
    windows: dict[int, list[Occurrence]] = {}
    for each in occurrences:
        windows.setdefault(window_end(each.time_ms, WINDOW), []).append(each)
    return [sighting(end, seen) for end, seen in windows.items()]


_CALLS = st.builds(
    call,
    api=st.sampled_from(["ListUsers", "GetUser"]),
    caller=st.sampled_from(["203.0.113.10", "198.51.100.7", "2001:db8::1"]),
    severity=st.sampled_from([2.0, 5.0]),
    affected=st.sampled_from([(), (("AWS::S3::Bucket", "a"),), (("AWS::S3::Bucket", "b"),)]),
)

#: Occurrences of one window; few ids, so that some come twice, with the same content or another.
IN_ONE_WINDOW = st.lists(
    st.builds(Occurrence, st.integers(START, START + WINDOW - 1), st.sampled_from("abcdefgh"), _CALLS), max_size=8
)

#: Minutes after `START`: busy hours, quiet days, and a few quiet spells that are longer than the retention.
_MINUTES = st.one_of(
    st.integers(0, 120), st.integers(0, 5 * 1440), st.sampled_from([95, 190, 280]).map(lambda d: d * 1440)
)

#: What happened to one finding in a year: distinct events.
HISTORIES = st.lists(st.tuples(_MINUTES, _CALLS), min_size=1, max_size=25).map(
    lambda drawn: [Occurrence(START + minute * MINUTE, f"{minute}-{n}", what) for n, (minute, what) in enumerate(drawn)]
)
