"""From CloudTrail records to activities.

Calls that AWS services make, for themselves or on somebody's behalf, are left out: they follow a service's code and
not a person's habits, and are no part of any profile. Requests without credentials have no principal and are no part
either, nor are data events of other services than S3.

This is done for every record, so it has to be cheap. A record says three things: who calls from where (`_Caller`),
what kind of call it is (`_Kind`), and what only this event has: id, time, bytes. Of the first two there are few, and
telling them from those that are known costs less than working them out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
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
from models.cloudtrail.record import CloudTrailRecord, event_ms
from models.findings.sighting import Call
from models.profiles.activity import PRINCIPAL, WINDOW, Act, Activity, Event, Key, activity
from models.profiles.facts import fact, has_fact
from models.times import SECOND

#: Distinct acts that a collector remembers the meaning of: some 15 MB. Sessions come and go, so older ones are no loss.
MOST_ACTS = 16_384


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


class _Kind:
    """What kind of call it is. Known by its identity: there is one for all calls of that kind.

    Attributes:
        s3: whether it is a data event of S3.
        other_data: whether it is one of another service.
        has_fact: whether its request holds a fact.
    """

    __slots__ = ("api", "error_code", "has_fact", "other_data", "s3", "service")

    def __init__(self, record: CloudTrailRecord) -> None:
        self.service, self.api, self.error_code = record.event_source, record.event_name, record.error_code or ""
        self.s3 = is_s3_data_event(record)
        self.other_data = is_data_event(record) and not self.s3
        self.has_fact = has_fact(record)


class _Caller(NamedTuple):
    """Who calls, from where.

    Attributes:
        key: whose profile its calls belong to.
        region: where they are recorded.
        network: the network by name.
        call: one of its calls.
        acts: what it does: (kind, bucket, fact) -> the act; None for what is not its own doing.
    """

    key: Key
    region: str
    network: str
    call: Call
    acts: dict[tuple[_Kind, str, str], Act | None]


class Collector:
    """Reduces records to activities, batch after batch.

    Args:
        network: gives the network of an address by name, empty when it has none; None to go by addresses.
    """

    def __init__(self, network: Callable[[str], str] | None = None) -> None:
        self._network = network
        self._trusts: Callable[[CloudTrailRecord], bool] | None = None
        self._kinds: dict[tuple[object, ...], _Kind] = {}
        self._callers: dict[tuple[object, ...], _Caller] = {}
        self._acts = 0
        self._events: dict[tuple[Key, int], list[Event]] = defaultdict(list)
        self._held = 0

    def trust(self, trusts: Callable[[CloudTrailRecord], bool]) -> None:
        """Go on with other trusted lists: ``trusts`` says whether one of them names a record's source address."""
        self._trusts = trusts
        self._forget()

    def add(self, record: CloudTrailRecord) -> None:
        """Take in a record, if it is of a principal's own doing."""
        kind = self._kind(record)
        if kind.other_data:
            return
        caller = self._caller(record)
        told = kind, _bucket(record) if kind.s3 else "", fact(record) if kind.has_fact else ""
        act = caller.acts[told] if told in caller.acts else self._act(record, caller, told)
        if act is None:
            return
        hour, ms = divmod(event_ms(record), WINDOW)
        event = ms // SECOND, record.event_id or "", act, moved(record) if kind.s3 else 0
        self._events[caller.key, (hour + 1) * WINDOW].append(event)
        self._held += 1

    def _kind(self, record: CloudTrailRecord) -> _Kind:
        told = (
            record.event_source,
            record.event_name,
            record.event_type,
            record.event_category,
            record.management_event,
            record.error_code,
        )
        kind = self._kinds.get(told)
        if kind is None:
            if len(self._kinds) >= MOST_ACTS:
                self._forget()
            kind = self._kinds[told] = _Kind(record)
        return kind

    def _caller(self, record: CloudTrailRecord) -> _Caller:
        who = identity(record)
        issuer = who.session_context and who.session_context.session_issuer
        told = (
            record.source_ip_address,
            record.user_agent,
            record.region,
            record.recipient_account_id,
            who.access_key_id,
            who.principal_id,
            who.arn,
            who.account_id,
            who.type,
            who.user_name,
            who.invoked_by,
            issuer and issuer.arn,
            issuer and issuer.user_name,
        )
        caller = self._callers.get(told)
        if caller is None:
            call = call_of(record, self._trusts is not None and self._trusts(record))
            key = Key(PRINCIPAL, account(record), call.principal)
            network = self._network(call.caller) if self._network else ""
            caller = self._callers[told] = _Caller(key, region(record), network, call, {})
        return caller

    def _act(self, record: CloudTrailRecord, caller: _Caller, told: tuple[_Kind, str, str]) -> Act | None:
        """What a record reports that is new for its caller; None when it is not the caller's own doing."""
        act = None
        if not (by_service(record) or is_anonymous(record)):
            kind, bucket, said = told
            call = msgspec.structs.replace(
                caller.call, service=kind.service, api=kind.api, error_code=kind.error_code
            )  # so that the strings of a caller and of a kind are held once
            act = Act(caller.region, bucket, said, call, caller.network)
        if self._acts >= MOST_ACTS:
            self._forget()
        self._acts += 1
        caller.acts[told] = act
        return act

    def _forget(self) -> None:
        self._kinds.clear()
        self._callers.clear()
        self._acts = 0

    def __len__(self) -> int:
        """How many events are held."""
        return self._held

    def take(self) -> list[tuple[Key, Activity]]:
        """The activities since the last time."""
        taken, self._events, self._held = self._events, defaultdict(list), 0
        return [(key, activity(end_ms, seen)) for (key, end_ms), seen in taken.items()]
