"""Weak signals: a principal's hour that had something unusual, reduced to what a sequence needs.

A signal for each API, session and bucket. A call of a trusted address is none, nor is one without risk. What raises a
finding gives weak signals as well: they say which calls it was about. They are faint while the principal or the account
is being learnt. An object that is named like a ransom note marks the signal of its call.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from models.apis.s3 import S3Kind
from models.apis.sources import service
from models.apis.tactics import Tactic
from models.findings.attack import AttackTactic
from models.findings.remote import address_family
from models.findings.sequence import CLOUD_TRAIL, FAINT, S3_DATA_EVENTS, WEAK, Signal, some, some_indicators, united
from models.profiles.facts import RANSOM_NOTE
from models.profiles.profile import Case
from models.profiles.suspects import Suspect
from models.sequences.calls import attack_of_call
from models.sequences.of_sightings import activity, session_instance, who
from models.sequences.signs import HIGH_RISK, HIGH_RISK_FROM, MALICIOUS_FILE
from models.sequences.unusual import Unusual

#: Weak signals that an hour of a principal gives at most: the riskiest. An attack needs few.
MOST_OF_A_CASE = 40

#: What a call that AWS refused still serves: whoever made it learnt something.
_TRIES = frozenset({AttackTactic.DISCOVERY})


class WeakSignals(msgspec.Struct, frozen=True, array_like=True):
    """The weak signals of a principal's hour.

    Attributes:
        account: whose logs showed them.
        principal: whose hour it is.
        end_ms: the hour's end.
        signals: by id, each once.
    """

    account: str
    principal: str
    end_ms: int
    signals: tuple[Signal, ...]


def weak_signals(case: Case) -> WeakSignals:
    """The weak signals of a case. That it has none is told, too: somebody has looked."""
    unusual = Unusual(case.detail)
    found: dict[str, Signal] = {}
    for suspect in case.suspects:
        if suspect.risk and suspect.tactic and not suspect.call.trusted:
            made = _signal(case, suspect, unusual)
            known = found.get(made.id)
            if known or len(found) < MOST_OF_A_CASE:
                found[made.id] = united(known, made) if known else made
    return WeakSignals(
        case.vector.account, case.vector.entity, case.vector.end_ms, tuple(found[name] for name in sorted(found))
    )


def all_weak_signals(cases: Iterable[Case]) -> list[WeakSignals]:
    """The weak signals of several cases; that there are none is told once a day."""
    return [made for case in cases if (made := weak_signals(case)).signals or case.of_new_day]


def _signal(case: Case, suspect: Suspect, unusual: Unusual) -> Signal:
    call = suspect.call
    kind = S3Kind(suspect.kind) if suspect.kind else None
    attack = attack_of_call(service(call.service), Tactic(suspect.tactic), kind)
    caller = who(call)
    what = S3_DATA_EVENTS if kind else CLOUD_TRAIL
    about = (case.vector.account, what, suspect.api, suspect.bucket, caller.principal, caller.principal_id)
    times = [time_ms for time_ms, _ in suspect.events]
    high = suspect.risk >= HIGH_RISK_FROM
    return Signal(
        uid=hashlib.sha256(msgspec.msgpack.encode(about)).hexdigest()[:32],
        kind=what,
        name=suspect.api,
        strength=FAINT if case.learning or case.in_new_account else WEAK,
        tactics=(attack.tactic.value,) if not call.error_code or attack.tactic in _TRIES else (),
        techniques=attack.techniques,
        region=suspect.region,
        who=caller,
        keys=some([call.access_key_id]),
        instance=session_instance(call.principal_id),
        buckets=some([suspect.bucket]),
        deeds=(kind.value,) if kind and not call.error_code else (),
        endpoints=some([call.caller] if address_family(call.caller) else []),
        indicators=some_indicators(
            (
                *unusual.indicators(call, suspect.api),
                *([(HIGH_RISK, suspect.api)] if high else []),
                *([(MALICIOUS_FILE, RANSOM_NOTE)] if suspect.fact == RANSOM_NOTE else []),
            )
        ),
        activities=(activity(call),),
        count=len(times),
        first_ms=min(times),
        last_ms=max(times),
    )
