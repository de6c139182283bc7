"""AttackSequence:S3/CompromisedData: stages that end in the theft or destruction of a bucket's data.

Signals of one chain (`models.sequences.chains`) are such a sequence, for a bucket, in one of two ways.

With somebody else's hand on the credential (`models.sequences.credentials`): what that hand does are `LEAST_SIGNALS`
signals of calls or more; one of them reads, writes or deletes objects of the bucket or changes who may; another one,
that leads there, begins before that is over. If no strong sign says so but a strange network and tool, they serve
`LEAST_STAGES` tactics or more.

Without one, all in one session (a user has one), and all of it unusual for the principal or the bucket:

- it looks around: `LEAST_LOOKS` listings or more of the account, one of them of its identities. Who tidies up a bucket
  need not know who else has an account;
- it lists the bucket's objects;
- afterwards it destroys (deletes objects, or changes who may have them) and also reads or writes: it makes a copy, or
  leaves a note. Or the amount that it reads is a finding, ``Exfiltration:S3/AnomalousBehavior``.

GuardDuty's own tester does that: one session of a role lists users, roles, buckets and objects, puts a ransom note and
deletes an object. An object that is named like a ransom note (`models.apis.ransom_notes`) stands for one of two things:
then one listing of the account is enough, of whatever; or nobody need know yet what is usual of the session. With a
note the listing of the objects may be usual; and who also reads or writes them as never before may have changed,
instead of deleting, how long a bucket keeps its objects or with which key: they are encrypted over, and expire.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from models.apis.s3 import S3Kind
from models.findings.attack import AttackTactic
from models.findings.sequence import CLOUD_TRAIL, FAINT, STRONG, Signal
from models.sequences.chains import S3_TYPE, Candidate, by_caller, earliest_caller, prepared, tactics
from models.sequences.credentials import LEAST_STAGES, in_another_hand
from models.sequences.owner import NOBODY
from models.sequences.signs import HIGH_RISK, MALICIOUS_FILE

#: With a hand: signals of calls from which it is a sequence. Two are a listing and a read.
LEAST_SIGNALS = 3

#: Without one: listings of the account. One is what the console does to show a start page.
LEAST_LOOKS = 2

_THEFT = "Exfiltration:S3/AnomalousBehavior"
_DESTROYS = {S3Kind.DELETE.value, S3Kind.PERMISSION.value}
_MOVES = {S3Kind.READ.value, S3Kind.WRITE.value}
_DISCOVERY, _IMPACT = AttackTactic.DISCOVERY.value, AttackTactic.IMPACT.value


def judge(chain: Sequence[Signal], judged: Mapping[str, int] = NOBODY) -> Candidate | None:
    """What a chain is; None if it has no data of a bucket.

    Args:
        chain: signals that hang together.
        judged: principals that a profile knows, with the ends of the last hours that it judged.
    """
    touched = [one for one in chain if one.deeds]
    if not touched:
        return None
    in_hand, sessions = in_another_hand(chain, judged), _sessions(chain)
    found: dict[str, tuple[Signal, ...]] = {}
    for bucket in sorted({bucket for one in touched for bucket in one.buckets}):
        telling = _in_another_hand(in_hand, bucket) or _by_itself(sessions, bucket)
        if telling:
            found[bucket] = tuple(telling)
    shown = tuple(dict.fromkeys(one for telling in found.values() for one in telling)) or tuple(chain)
    first = earliest_caller(shown)
    buckets = sorted(found) or sorted({bucket for one in touched for bucket in one.buckets})
    more = f" and {len(buckets) - 1} more" if len(buckets) > 1 else ""
    return Candidate(S3_TYPE, bool(found), first.who.principal, f"{buckets[0]}{more} by {first.who.principal}", shown)


def _in_another_hand(telling: list[Signal], bucket: str) -> list[Signal]:
    """The signals of somebody else's hand, if they are a sequence on a bucket; empty if not."""
    calls = by_caller(telling)
    harm = [one for one in telling if bucket in one.buckets and (_DESTROYS | _MOVES).intersection(one.deeds)]
    leading = [one for one in telling if one not in harm]
    sure = any(one.strength >= STRONG for one in telling) or len(tactics(calls)) >= LEAST_STAGES
    enough = sure and len({one.uid for one in calls}) >= LEAST_SIGNALS
    return telling if enough and harm and prepared(harm, leading) else []


def _sessions(chain: Sequence[Signal]) -> list[list[Signal]]:
    """The signals of each session, by its name."""
    sessions: dict[str, list[Signal]] = defaultdict(list)
    for one in by_caller(chain):
        sessions[one.who.principal_id].append(one)
    return [sessions[name] for name in sorted(sessions)]


def _by_itself(sessions: Sequence[list[Signal]], bucket: str) -> list[Signal]:
    """The signals of the first session that does all of it; empty if none does."""
    return next((session for session in sessions if _does_all(session, bucket)), [])


def _does_all(session: Sequence[Signal], bucket: str) -> bool:
    here = [one for one in session if bucket in one.buckets]
    notes = [one for one in here if one.has(MALICIOUS_FILE)]
    lists = notes or [one for one in here if S3Kind.DISCOVERY.value in one.deeds]
    moves = [one for one in here if _MOVES.intersection(one.deeds)]
    destroys = [one for one in here if _DESTROYS.intersection(one.deeds)]
    if notes and len(moves) > len(notes):
        destroys += [one for one in session if _keeps_otherwise(one)]
    goals = (destroys if moves else []) or [one for one in here if one.name == _THEFT]
    if not (lists and goals):
        return False
    looks = [one for one in session if one.kind == CLOUD_TRAIL and _DISCOVERY in one.tactics]
    noted, known = bool(notes), all(one.strength > FAINT for one in session)
    around = len({one.name for one in looks}) >= LEAST_LOOKS and any(one.name.startswith("iam:") for one in looks)
    if not looks or (around, known, noted).count(True) < 2:
        return False
    return prepared(goals, looks) and (noted or prepared(goals, lists))


def _keeps_otherwise(one: Signal) -> bool:
    """Whether a signal is that a bucket's objects are kept otherwise, or for others: its calls do not say of which."""
    return one.name.startswith("s3:") and not one.buckets and _IMPACT in one.tactics and one.has(HIGH_RISK)
