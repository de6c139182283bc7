"""A principal's profile: its windows, folded in event-time order, each compared with what came before it.

Input: a principal's activity, and the settings that its account and its buckets have made of it (`surroundings`).
Output: a `Case` for each family that the window has calls of: the feature vector, and what of the window is unusual. A
principal is learnt for some days of event time first; until then it makes cases of those windows alone in which it left
a ransom note, for attack sequences. An account and a bucket are learnt, too: to a new bucket everybody is new. Each
window is learnt after it was judged, whatever the judgement: a habit is what happens, and a finding has been raised by
then.

State: `items.MOST_ITEMS` items an axis at most, some 40 bytes each; a volume (24 hours and 28 days of integers) for
each kind of S3 call, in all and for `MOST_BUCKETS` buckets; the event ids of the allowed lateness.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from models.cloudtrail.record import CLOUDTRAIL
from models.fold import Folder, remembered
from models.profiles.activity import ACCOUNT, Activity, Key, union
from models.profiles.behaviour import detail
from models.profiles.facts import RANSOM_NOTE
from models.profiles.families import VOLUMES, principal_vector, s3_vector
from models.profiles.items import Items, day_of, see
from models.profiles.look import HOUR, Look, habits
from models.profiles.surroundings import BYTES, KEPT, Setting, amounts_of
from models.profiles.suspects import FirstTimes, Suspect, first_time_suspects, management_suspects, s3_suspects
from models.profiles.vector import Vector
from models.profiles.volumes import Volume

#: Buckets whose volumes a profile keeps apart; the one used longest ago is forgotten first. A principal that uses more
#: has no habits by bucket, and is known by its volumes in all.
MOST_BUCKETS = 64


class Seen(msgspec.Struct, array_like=True):
    """What comes in for a principal: an activity, or a setting of one."""

    end_ms: int
    activity: Activity | None = None
    setting: Setting | None = None


class Case(msgspec.Struct, array_like=True):
    """What is to be scored of a window.

    Attributes:
        vector: its features.
        suspects: its unusual calls, the riskiest first; empty when nothing is unusual.
        detail: a JSON object for the finding's ``additionalInfo``: what is usual, what is not; empty without suspects.
        firsts: the calls that the principal never made so, if anybody asked.
        learning: the principal is still being learnt: that something is new says little, and raises no finding.
        of_new_day: it is the principal's first window of the day.
        in_new_account: the account is, too, or it is its first day: everybody is new there, and everything.
    """

    vector: Vector
    suspects: list[Suspect]
    detail: str
    firsts: list[Suspect] = []
    learning: bool = False
    in_new_account: bool = False
    of_new_day: bool = False


def learnt(cases: Iterable[Case]) -> list[Case]:
    """The cases of principals that have been learnt: what findings and vectors are made of."""
    return [case for case in cases if not case.learning]


class Profile(msgspec.Struct, array_like=True):
    """What is known of a principal."""

    first_day: int = -1
    last_ms: int = 0
    axes: dict[str, Items] = {}
    volumes: dict[str, Volume] = {}
    recent: dict[str, int] = {}


class ProfileFolder(Folder[Seen, Profile, Case]):
    """Folds a principal's windows.

    Args:
        learning_days: days since a principal was first seen in which it is only learnt.
        enabled: see `Look.enabled`.
        allowed_lateness_ms: how long a window's event ids are remembered after it closed.
        first_times: names what a principal does for the first time; None if nobody asks.
    """

    def __init__(
        self,
        learning_days: int,
        enabled: frozenset[str],
        allowed_lateness_ms: int,
        first_times: FirstTimes | None = None,
    ) -> None:
        self._learning_days, self._enabled, self._lateness_ms = learning_days, enabled, allowed_lateness_ms
        self._first_times = first_times

    def fresh(self) -> Profile:
        """A principal that nothing is known of."""
        return Profile()

    def fold(self, key: bytes, state: Profile, end_ms: int, items: Sequence[Seen]) -> Iterator[Case]:
        """Judge the window by what was known before it; then learn it."""
        parts = [item.activity for item in items if item.activity]
        new = union(parts, state.recent) if parts else None
        if new is None or not new.ids:
            return
        day = day_of(end_ms - 1)
        if state.first_day < 0:
            state.first_day = day
        settings = sorted((item.setting for item in items if item.setting), key=_order)
        look = Look(
            end_ms=end_ms,
            activity=new,
            axes=state.axes,
            since=state.first_day,
            account=next((s for s in settings if s.context.kind == ACCOUNT), None),
            buckets={s.context.name: s for s in settings if s.context.kind != ACCOUNT},
            enabled=self._enabled,
        )
        self._count(state, look)
        learning = day - state.first_day < self._learning_days
        if not learning or any(act.fact == RANSOM_NOTE for act in new.acts):
            for case in self._cases(msgspec.msgpack.decode(key, type=Key), state, look):
                case.learning, case.in_new_account = learning, look.account is None or look.account.new
                case.of_new_day = day_of(state.last_ms - 1) < day
                yield case
        for axis, names in sorted((habits(look.traits.values()) | {HOUR: [look.hour]}).items()):
            see(state.axes.setdefault(axis, {}), names, day)
        state.recent = remembered(state.recent, new.ids, end_ms, self._lateness_ms)
        state.last_ms = max(state.last_ms, end_ms)

    def expires(self, state: Profile) -> int:
        """`KEPT` after the last window."""
        return state.last_ms + KEPT

    def records(self, key: bytes, item: Seen) -> tuple[str, int] | None:
        """The events of an activity; a setting stands for no record of its own."""
        return (CLOUDTRAIL, len(item.activity.ids)) if item.activity else None

    def _cases(self, key: Key, state: Profile, look: Look) -> Iterator[Case]:
        """One case for each family that the window has calls of."""
        firsts = first_time_suspects(look, self._first_times) if self._first_times else []
        kinds = {bool(one.kind) for one in look.traits.values()}
        if False in kinds:
            suspects = management_suspects(look)
            vector = principal_vector(look, key.account, key.name)
            shown = detail(look, suspects, {}) if suspects else ""
            yield Case(vector, suspects, shown, [one for one in firsts if not one.kind])
        if True in kinds:
            amounts = amounts_of(state.volumes, look.end_ms)
            suspects = s3_suspects(look, key.name, amounts)
            vector = s3_vector(look, key.account, key.name, amounts)
            shown = detail(look, suspects, amounts) if suspects else ""
            yield Case(vector, suspects, shown, [one for one in firsts if one.kind])

    def _count(self, state: Profile, look: Look) -> None:
        """Add the window's S3 calls to the volumes."""
        for name, amount in sorted(counted(look).items()):
            state.volumes.setdefault(name, Volume()).add(look.end_ms - 1, amount)
        apart = [name for name in state.volumes if " " in name]
        if len(apart) > MOST_BUCKETS * len(VOLUMES):
            apart.sort(key=lambda name: (max(state.volumes[name].days), name))
            for name in apart[: len(apart) - MOST_BUCKETS * len(VOLUMES)]:
                del state.volumes[name]


def counted(look: Look) -> dict[str, int]:
    """What of a window has a volume: ``kind``, and ``kind bucket``, -> calls or bytes."""
    amounts: dict[str, int] = {}
    for act, span in look.activity.spans():
        one = look.traits[act]
        if not (one.kind and one.tells):
            continue
        for kind, amount in ((one.kind, span.stop - span.start), (BYTES, sum(look.activity.bytes[span]))):
            if amount and kind in VOLUMES:
                for name in (kind, f"{kind} {one.bucket}"):
                    amounts[name] = amounts.get(name, 0) + amount
    return amounts


def _order(setting: Setting) -> tuple[Key, int, bytes]:
    return setting.context, setting.end_ms, msgspec.msgpack.encode(setting)
