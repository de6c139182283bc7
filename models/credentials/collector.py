"""From CloudTrail records to uses of issued credentials.

This is done for every record, so those of others have to be told apart at once; and of a busy instance's calls all but
the earliest few of a window cost no more than finding that out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from models.cloudtrail.call import call_of
from models.cloudtrail.principal import account, account_text, region
from models.cloudtrail.record import CloudTrailRecord, UserIdentity, event_ms
from models.credentials.issued import issued_to
from models.credentials.use import WINDOW, Use, Uses, earliest, most
from models.credentials.whereabouts import Way, Whereabouts
from models.findings.sighting import ApiCall, Occurrence, sighting
from models.times import MINUTE

#: Ways and calls whose meaning a collector remembers: some 15 MB.
MOST_KNOWN = 16_384

#: How Systems Manager's agent on an instance reports that it is up, every five minutes.
_AGENT_REPORTS = ("ssm.amazonaws.com", "UpdateInstanceInformation")


class _Known:
    """A way in a log. There is one for all calls of that way, so that it is known by its identity."""

    __slots__ = ("account", "calls", "most", "owner", "region", "way")

    def __init__(self, record: CloudTrailRecord, caller: UserIdentity, way: Way) -> None:
        self.way, self.most = way, most(way)
        self.calls: dict[tuple[object, ...], ApiCall] = {}
        self.account, self.region = account(record), region(record)
        self.owner = account_text(caller.account_id) or self.account


class _Window:
    """What a window holds of a way so far."""

    __slots__ = ("agent", "calls", "last", "minutes")

    def __init__(self) -> None:
        self.minutes, self.agent = 0, False
        self.calls: list[Occurrence] = []
        self.last: tuple[int, str] | None = None


class UseCollector:
    """Reduces records to uses, batch after batch.

    Args:
        whereabouts: says where calls came from.
    """

    def __init__(self, whereabouts: Whereabouts) -> None:
        self._whereabouts = whereabouts
        self._trusts: Callable[[CloudTrailRecord], bool] | None = None
        self._known: dict[tuple[object, ...], _Known | None] = {}
        self._calls = 0
        self._windows: dict[tuple[_Known, int], _Window] = defaultdict(_Window)
        self._held = 0

    def trust(self, trusts: Callable[[CloudTrailRecord], bool]) -> None:
        """Go on with other trusted lists: ``trusts`` says whether one of them names a record's source address."""
        self._trusts = trusts
        self._forget()

    def _forget(self) -> None:
        self._known.clear()
        self._calls = 0

    def add(self, record: CloudTrailRecord) -> None:
        """Take in a record, if its credentials were issued to an instance, a task or a function."""
        caller = record.user_identity
        if caller is None:
            return
        session = caller.session_context
        if session is None or (
            session.ec2_role_delivery is None
            and caller.in_scope_of is None
            and ":i-" not in (caller.principal_id or "")
        ):
            return
        known = self._way(record, caller)
        if known is not None:
            self._take_in(known, record)

    def _way(self, record: CloudTrailRecord, caller: UserIdentity) -> _Known | None:
        """The way of a call, or None if it tells nothing."""
        scope = caller.in_scope_of
        told = (
            caller.principal_id,
            record.source_ip_address,
            record.region,
            record.vpc_endpoint_id,
            record.vpc_endpoint_account_id,
            record.recipient_account_id,
            record.event_type,
            caller.account_id,
            caller.type,
            caller.invoked_by,
            scope and scope.credentials_issued_to,
            scope and scope.issuer_type,
            caller.session_context and caller.session_context.ec2_role_delivery,
        )
        if told in self._known:
            return self._known[told]
        if len(self._known) + self._calls >= MOST_KNOWN:
            self._forget()
        issued = issued_to(caller)
        way = self._whereabouts.way(record, issued) if issued else None
        self._known[told] = found = _Known(record, caller, way) if way else None
        return found

    def _take_in(self, known: _Known, record: CloudTrailRecord) -> None:
        number, within_ms = divmod(event_ms(record), WINDOW)
        window = self._windows[known, number]
        window.minutes |= 1 << within_ms // MINUTE
        window.agent |= record.event_name == _AGENT_REPORTS[1] and record.event_source == _AGENT_REPORTS[0]
        place = (number * WINDOW + within_ms, record.event_id or "")
        if not known.most or (window.last is not None and place > window.last):
            return
        window.calls.append(Occurrence(*place, self._call(known, record)))
        self._held += 1
        if len(window.calls) >= 2 * known.most:
            self._held -= len(window.calls)
            window.calls = earliest(window.calls, known.most)
            self._held += len(window.calls)
            if len(window.calls) == known.most:
                window.last = (window.calls[-1].time_ms, window.calls[-1].event_id)

    def _call(self, known: _Known, record: CloudTrailRecord) -> ApiCall:
        caller = record.user_identity
        key = caller and caller.access_key_id
        told = (record.event_name, record.event_source, record.user_agent, record.error_code, key)
        call = known.calls.get(told)
        if call is None:
            trusted = self._trusts is not None and self._trusts(record)
            call = known.calls[told] = ApiCall.of(call_of(record, trusted))
            self._calls += 1
        return call

    def __len__(self) -> int:
        """How many calls and ways are held."""
        return self._held + len(self._windows)

    def take(self) -> list[tuple[bytes, Uses]]:
        """The uses since the last time, by the account that the credentials are of."""
        taken, self._windows, self._held = self._windows, defaultdict(_Window), 0
        uses: dict[tuple[str, int], list[Use]] = defaultdict(list)
        for (known, number), window in taken.items():
            end_ms = (number + 1) * WINDOW
            calls = sighting(end_ms, earliest(window.calls, known.most))
            use = Use(known.way, known.account, known.region, window.minutes, window.agent, calls)
            uses[known.owner, end_ms].append(use)
        return [(owner.encode(), Uses(end_ms, those)) for (owner, end_ms), those in uses.items()]
