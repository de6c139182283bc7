"""Activity: what a principal did in a window, as a set that merges in any order.

Extraction reduces a batch of records to one `Activity` for each key and window. As in a sighting, an event is known by
its id, so merging two activities is a union, and a record that is delivered twice counts once. Calls that differ in
nothing share one `Act`; an event adds its id, its second and its bytes: some 30 bytes.

Keys are principals, accounts and buckets (`Key`). Calls that AWS services make, for themselves or on somebody's
behalf, are kept apart: they follow a service's code and not a person's habits, and are no part of any profile.
Requests without credentials have no principal and are no part either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from models.cloudtrail.call import call_of
from models.cloudtrail.principal import (
    account,
    by_service,
    identity,
    is_anonymous,
    is_data_event,
    is_s3_data_event,
    region,
)
from models.cloudtrail.record import CloudTrailRecord
from models.findings.sighting import Call
from models.profiles.facts import fact
from models.times import HOUR, SECOND, to_ms, window_end

#: Activity is judged by the hour, in ms: long enough that a spree of calls is one window and counts say something,
#: short enough that a finding still helps.
WINDOW = HOUR

#: Distinct records that a collector remembers the meaning of: some 50 MB at most.
MOST_DEEDS = 65_536

PRINCIPAL, ACCOUNT, BUCKET = "principal", "account", "bucket"


class Key(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False, cache_hash=True):
    """Whose profile something belongs to.

    Attributes:
        kind: `PRINCIPAL`, `ACCOUNT` or `BUCKET`.
        account: the account whose logs showed it.
        name: the principal or the bucket; empty for an account.
    """

    kind: str
    account: str
    name: str

    def to_bytes(self) -> bytes:
        """The key's one encoding."""
        return _encode(self)


class Act(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False, cache_hash=True):
    """One kind of call.

    Attributes:
        region: where it was recorded.
        bucket: what it is on; empty for anything but S3 data events.
        fact: what of the request counts (`models.profiles.facts`); mostly empty.
        call: the call.
        network: the caller's network by name, such as its autonomous system; empty to go by its address.
    """

    region: str
    bucket: str
    fact: str
    call: Call
    network: str = ""


class Moment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One event of an activity, without its id.

    Attributes:
        second: seconds since the window began.
        act: index into the activity's acts.
        bytes: bytes moved.
    """

    second: int
    act: int
    bytes: int


class Activity(msgspec.Struct, array_like=True):
    """What happened for a key in a window.

    Attributes:
        end_ms: the window's end.
        acts: the distinct calls, sorted.
        events: event id -> when, and which of them.
    """

    end_ms: int
    acts: list[Act]
    events: dict[str, Moment]


class Event(msgspec.Struct, frozen=True, order=True, gc=False):
    """One event of an activity, in an order of time first."""

    time_ms: int
    event_id: str
    act: Act
    bytes: int


_encode = msgspec.msgpack.Encoder().encode


def activity(end_ms: int, events: Iterable[Event]) -> Activity:
    """The canonical activity of some events of a window: the same set gives the same bytes.

    An event id that came with two contents keeps the greater one, so that order decides nothing.
    """
    seen = _once(events)
    acts = sorted({event.act for event in seen})
    index = {act: i for i, act in enumerate(acts)}
    start_ms = end_ms - WINDOW
    return Activity(
        end_ms, acts, {e.event_id: Moment((e.time_ms - start_ms) // SECOND, index[e.act], e.bytes) for e in seen}
    )


def events(parts: Iterable[Activity]) -> list[Event]:
    """The events of several activities of one window, each once, in order."""
    return _once(
        Event(part.end_ms - WINDOW + moment.second * SECOND, event_id, part.acts[moment.act], moment.bytes)
        for part in parts
        for event_id, moment in part.events.items()
    )


def _once(events: Iterable[Event]) -> list[Event]:
    """The greatest event of each id, in order."""
    return sorted({event.event_id: event for event in sorted(events)}.values())


class _Transfer(msgspec.Struct, rename="camel", gc=False):
    """The byte counters of S3's ``additionalEventData``."""

    bytes_transferred_in: float | str | None = None
    bytes_transferred_out: float | str | None = None


_decode_transfer = msgspec.json.Decoder(_Transfer).decode


def moved(record: CloudTrailRecord) -> int:
    """The bytes that an S3 data event moved, in both directions together; 0 when the record does not say."""
    try:
        counters = _decode_transfer(record.additional_event_data)
        return max(0, int(float(counters.bytes_transferred_in or 0) + float(counters.bytes_transferred_out or 0)))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError, OverflowError):
        return 0


class _Request(msgspec.Struct, rename="camel", gc=False):
    """What of ``requestParameters`` counts."""

    bucket_name: str | None = None


_decode_request = msgspec.json.Decoder(_Request).decode


def _bucket(record: CloudTrailRecord) -> str:
    """The bucket of an S3 data event; empty when the record names none."""
    try:
        return _decode_request(record.request_parameters).bucket_name or ""
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""


class _Deed(NamedTuple):
    """What a record says but for its id, its time and its bytes."""

    key: Key
    act: Act


class Collector:
    """Reduces records to activities, batch after batch.

    Args:
        network: gives the network of an address by name, empty when it has none; None to go by addresses.
    """

    def __init__(self, network: Callable[[str], str] | None = None) -> None:
        self._network = network
        self._trusts: Callable[[CloudTrailRecord], bool] | None = None
        self._events: dict[tuple[Key, int], list[Event]] = defaultdict(list)
        self._held = 0
        self._deeds: dict[tuple[object, ...], _Deed | None] = {}

    def trust(self, trusts: Callable[[CloudTrailRecord], bool]) -> None:
        """Go on with other trusted lists: ``trusts`` says whether one of them names a record's caller."""
        self._trusts = trusts
        self._deeds.clear()

    def add(self, record: CloudTrailRecord) -> None:
        """Take in a record, if it is of a principal's own doing."""
        s3 = is_s3_data_event(record)
        bucket = _bucket(record) if s3 else ""
        deed = self._deed(record, s3, bucket)
        if deed is None:
            return
        assert record.event_time is not None  # noqa: S101 - the decoder lets no record without one pass
        time_ms = to_ms(record.event_time)
        event = Event(time_ms, record.event_id or "", deed.act, moved(record) if s3 else 0)
        self._events[deed.key, window_end(time_ms, WINDOW)].append(event)
        self._held += 1

    def _deed(self, record: CloudTrailRecord, s3: bool, bucket: str) -> _Deed | None:
        """Whose record it is and what it reports; None when it is nobody's own doing.

        Few calls differ from all others, and telling that costs less than working one out.
        """
        caller = identity(record)
        issuer = caller.session_context and caller.session_context.session_issuer
        told = (
            record.event_name,
            record.event_source,
            record.event_type,
            record.event_category,
            record.management_event,
            record.region,
            record.recipient_account_id,
            record.source_ip_address,
            record.user_agent,
            record.error_code,
            caller.type,
            caller.principal_id,
            caller.arn,
            caller.account_id,
            caller.access_key_id,
            caller.user_name,
            caller.invoked_by,
            issuer and (issuer.arn, issuer.user_name),
            bucket,
            fact(record),
        )
        if told in self._deeds:
            return self._deeds[told]
        if len(self._deeds) >= MOST_DEEDS:
            self._deeds.clear()
        deed = None
        if not (by_service(record) or is_anonymous(record) or (is_data_event(record) and not s3)):
            call = call_of(record, self._trusts is not None and self._trusts(record))
            network = self._network(call.caller) if self._network else ""
            act = Act(region(record), bucket, told[-1], call, network)
            deed = _Deed(Key(PRINCIPAL, account(record), call.principal), act)
        self._deeds[told] = deed
        return deed

    def __len__(self) -> int:
        """How many events are held."""
        return self._held

    def take(self) -> list[tuple[Key, Activity]]:
        """The activities since the last time."""
        taken, self._events, self._held = self._events, defaultdict(list), 0
        return [(key, activity(end_ms, seen)) for (key, end_ms), seen in taken.items()]
