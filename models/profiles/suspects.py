"""What of a window is unusual: the calls that a finding would be raised for.

A call is suspect when something about it is new or rare for the principal, or for the account or the bucket, and when
it tells anything: it succeeded, or was refused in one of the six ways that AWS counts. An unusual API is the better
reason; only in a window without one are usual APIs suspect because of where or with what they were called. Of S3 data
calls those are suspect, too, whose number or bytes are far above every day before, and those that leave a ransom note.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import msgspec

from models.findings.sighting import Call
from models.profiles.activity import WINDOW, Act
from models.profiles.facts import RANSOM_NOTE
from models.profiles.families import READ, VOLUMES, most_of
from models.profiles.items import Frequency
from models.profiles.look import AGENT, API, BUCKETS, HERE, NETWORK, USER, Look, Traits
from models.profiles.surroundings import BYTES, Amount
from models.times import SECOND

#: A day has an unusual volume from this multiple of the largest day before it on, in quarters: twice is a busy day.
UNUSUAL_MULTIPLE = 4 * 3


class Suspect(msgspec.Struct, frozen=True, array_like=True, order=True):
    """An unusual call.

    Attributes:
        region: where.
        bucket: on what; empty for management calls.
        call: what.
        api: ``service:Api``.
        kind: what it does to a bucket's objects; empty for management calls.
        tactic: what it is for; empty when it is for nothing.
        risk: how much one call of it means.
        events: (event time in ms, event id), in order.
        first: the finding types that say that the principal never did that.
        fact: what of the request counts (`models.profiles.facts`); mostly empty.
    """

    region: str
    bucket: str
    call: Call
    api: str
    kind: str
    tactic: str
    risk: int
    events: tuple[tuple[int, str], ...]
    first: tuple[str, ...] = ()
    fact: str = ""


def management_suspects(look: Look) -> list[Suspect]:
    """The unusual management calls of a window, the riskiest first."""
    acts = {act: one for act, one in look.traits.items() if not one.kind and one.tells and one.tactic}
    by_api = [act for act, one in acts.items() if _rare_api(look, one)]
    return _suspects(look, by_api or [act for act, one in acts.items() if _rare_place(look, one)])


def s3_suspects(look: Look, entity: str, amounts: dict[str, Amount]) -> list[Suspect]:
    """The unusual S3 data calls of a window, the riskiest first."""
    acts = {act: one for act, one in look.traits.items() if one.kind and one.tells}
    much = {kind for kind in VOLUMES if max(most_of(look, amounts, kind)) >= UNUSUAL_MULTIPLE}

    def unusual(one: Traits) -> bool:
        return (
            look.own(BUCKETS, one.bucket) <= Frequency.RARE
            or look.own(API, one.api) <= Frequency.RARE
            or look.at(one.bucket, API, one.api) is Frequency.UNSEEN
            or look.at(one.bucket, USER, entity) is Frequency.UNSEEN
            or one.kind in much
            or (BYTES in much and one.kind == READ)
        )

    by_deed = [act for act, one in acts.items() if unusual(one) or act.fact == RANSOM_NOTE]
    return _suspects(look, by_deed or [act for act, one in acts.items() if _rare_place(look, one)])


#: Gives the finding types of calls that a principal never made so: (window, event source, event name, traits).
FirstTimes = Callable[[Look, str, str, Traits], list[str]]


def first_time_suspects(look: Look, first_times: FirstTimes) -> list[Suspect]:
    """The calls of a window that the principal never made so."""
    found = {}
    for act, one in look.traits.items():
        types = first_times(look, act.call.service, act.call.api, one)
        if types:
            found[act] = tuple(types)
    return [msgspec.structs.replace(one, first=types) for act, types in found.items() for one in _suspects(look, [act])]


def _rare_api(look: Look, one: Traits) -> bool:
    return (
        look.own(API, one.api) <= Frequency.RARE
        or look.own(HERE, one.here) is Frequency.UNSEEN
        or look.around(API, one.api) <= Frequency.RARE
    )


def _rare_place(look: Look, one: Traits) -> bool:
    return (
        look.own(NETWORK, one.network) is Frequency.UNSEEN
        or look.own(AGENT, one.agent) is Frequency.UNSEEN
        or not look.knows(one.region)
    )


def _suspects(look: Look, acts: list[Act]) -> list[Suspect]:
    """Suspects of acts, the riskiest first; of equal risk, first those of what most of such calls are for."""
    spans, start_ms = dict(look.activity.spans()), look.end_ms - WINDOW
    found = [
        Suspect(
            act.region,
            act.bucket,
            act.call,
            look.traits[act].api,
            look.traits[act].kind,
            look.traits[act].tactic,
            look.traits[act].risk,
            tuple(
                (start_ms + second * SECOND, event_id)
                for second, event_id in zip(
                    look.activity.seconds[spans[act]], look.activity.ids[spans[act]], strict=True
                )
            ),
            fact=act.fact,
        )
        for act in acts
    ]
    calls: Counter[tuple[int, str, str]] = Counter()
    for one in found:
        calls[one.risk, one.kind, one.tactic] += len(one.events)
    return sorted(found, key=lambda one: (-one.risk, -calls[one.risk, one.kind, one.tactic], one))
