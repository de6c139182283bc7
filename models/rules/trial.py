"""Trying a rule on the events of its own tests, as the job would.

The events are CloudTrail records, as far as they matter. What is missing is filled in: an IAM user, ``tester`` of
account 111122223333, calls in us-east-1, the events a second apart. They go through the decoder, the rule
and, for a rule that counts, the fold. Whether the rule is enabled or a dry run makes no difference.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any, NamedTuple

import msgspec

from models.cloudtrail.call import call_of
from models.cloudtrail.decode import decode
from models.cloudtrail.record import CloudTrailRecord
from models.fold import run
from models.rules.counting import RuleFolder
from models.rules.notes import RuleNotes
from models.rules.rule import RuleError, RuleHit, RuleSet
from models.rules.settings import RuleTable, RuleTest
from models.times import END_OF_TIME, HOUR, MINUTE, SECOND, iso, window_end

ACCOUNT = "111122223333"

_FIRST_MS = 1_767_261_600_000  # 2026-01-01T10:00:00Z
_WINDOW_MS = 5 * MINUTE
_DEFAULTS = {
    "awsRegion": "us-east-1",
    "sourceIPAddress": "192.0.2.10",
    "userAgent": "aws-cli/2.15.30",
    "eventType": "AwsApiCall",
    "managementEvent": True,
    "recipientAccountId": ACCOUNT,
    "userIdentity": {
        "type": "IAMUser",
        "principalId": "AIDATESTERXXXXXXXXXXX",
        "arn": f"arn:aws:iam::{ACCOUNT}:user/tester",
        "accountId": ACCOUNT,
        "accessKeyId": "AKIATESTERXXXXXXXXXX",
        "userName": "tester",
    },
}


class Failure(NamedTuple):
    """A test that did not come out as it says.

    Attributes:
        rule: the rule's name.
        test: the test's name.
        expected: what the test says.
        came: what came of it.
        errors: what evaluations ended in, each once: mostly, a member that is not there.
    """

    rule: str
    test: str
    expected: str
    came: str
    errors: tuple[str, ...] = ()

    def __str__(self) -> str:
        """In a line for people."""
        ended = f" ({'; '.join(self.errors)})" if self.errors else ""
        return f'[[rules]] "{self.rule}" test "{self.test}": expected {self.expected}, but {self.came}{ended}'


def trial(table: RuleTable) -> list[Failure]:
    """The tests of a checked rule that fail."""
    rules = RuleSet([msgspec.structs.replace(table, enabled=True)])
    return [failure for test in table.tests if (failure := _try(table, rules, test)) is not None]


def _try(table: RuleTable, rules: RuleSet, test: RuleTest) -> Failure | None:
    expected = "a finding" if test.raises else "no finding"
    records = []
    for number, event in enumerate(test.events, 1):
        record, why = _record(event, number)
        if record is None:
            return Failure(table.name, test.name, expected, f"event {number} is not read: {why}")
        records.append(record)
    errors: list[RuleError] = []
    hits = [(hit, record) for record in records for hit in rules.hits(record, errors)]
    raised = _raised(table, hits)
    if bool(raised) == test.raises:
        return None
    came = f"a finding of {raised} event{'s' * (raised > 1)}" if raised else _why_none(table, rules, records, len(hits))
    return Failure(table.name, test.name, expected, came, tuple(dict.fromkeys(error.text for error in errors)))


def _record(event: dict[str, Any], number: int) -> tuple[CloudTrailRecord | None, str]:
    """The record that the job makes of an event, or why it makes none."""
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    essentials = {
        "eventID": f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}",
        "eventTime": iso(_FIRST_MS + (number - 1) * SECOND),
    }
    decoded = decode(msgspec.json.encode({**_DEFAULTS, **essentials, **event}), "a test")
    if decoded.records:
        return decoded.records[0], ""
    return None, decoded.rejected[0].detail if decoded.rejected else ", ".join(decoded.skipped)


def _raised(table: RuleTable, hits: list[tuple[RuleHit, CloudTrailRecord]]) -> int:
    """How many events make findings."""
    if not table.counts:
        return len(hits)
    noted = defaultdict(list)
    for hit, record in hits:
        taken = hit.note(record, call_of(record))
        noted[hit.key(record)].append(RuleNotes(window_end(taken.time_ms, _WINDOW_MS), [taken]))
    folder = RuleFolder([table], HOUR)
    found = [keyed for key, waiting in noted.items() for keyed in run(folder, key, None, waiting, END_OF_TIME)[2]]
    return sum(len(keyed.sighting.events) for keyed in found)


def _why_none(table: RuleTable, rules: RuleSet, records: list[CloudTrailRecord], hits: int) -> str:
    if not any(map(rules.looking, records)):
        return 'no finding: none of the events is one that the rule looks at ("events", "data_events")'
    if not hits:
        return 'no finding: "where" holds for none of the events'
    return f'no finding: {hits} of the events count, but no group has "count = {table.count}" of them "within" the time'
