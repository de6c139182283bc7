"""What is kept of the hits of rules that count until they are folded (`models.rules.counting`)."""

from __future__ import annotations

import msgspec

from models.findings.sighting import Call


class RuleNote(msgspec.Struct, frozen=True, array_like=True, order=True):
    """What is kept of a hit until it is folded.

    Attributes:
        time_ms: event time.
        event_id: the record's id; equal ids are one event.
        call: the call, should it become an occurrence.
        distinct: what is counted; empty when events are.
    """

    time_ms: int
    event_id: str
    call: Call
    distinct: str = ""


class RuleNotes(msgspec.Struct, array_like=True):
    """The notes of one rule's hits of one group in one window."""

    end_ms: int
    notes: list[RuleNote]
