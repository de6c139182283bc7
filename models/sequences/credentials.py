"""AttackSequence:IAM/CompromisedCredentials: a credential in somebody else's hand, and what that hand does.

Signals of one chain (`models.sequences.chains`) are such a sequence when

- somebody else's hand is on it: a strong sign (`models.sequences.signs`), of the credential or of the instance whose
  session it is. Without one: an anomaly that is a finding, from a network that the account never saw, with a tool that
  the principal never had, or a finding of any kind that comes from that address with that tool within the day; or
  anomalies that are findings and by themselves serve `LEAST_STAGES` tactics from there. On an account's first day every
  network is new, and tells nothing;
- from then on the calls, without the owner's (`models.sequences.owner`), serve `LEAST_STAGES` tactics or more, in
  two signals or more. One unusual thing has two tactics easily (to list and to read); three are a way from somewhere to
  somewhere;
- one of them is a goal: a foothold, more permissions, blinded logs, data taken or harm done; and something that leads
  there begins before it is over.

Without a strong sign only what comes from that network, with that tool, counts, also when profiles have got to know
both in the meantime: whoever takes a day for it begins as a stranger. So an administrator's day, however new and risky
what he does, is none as long as it is he: from where he works, or with what he works with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.findings.attack import AttackTactic
from models.findings.sequence import FAINT, STRONG, Signal
from models.profiles.traits import agent
from models.sequences.chains import (
    IAM_TYPE,
    Candidate,
    began,
    by_caller,
    earliest_caller,
    in_strange_hand,
    is_finding,
    place_of,
    prepared,
    since,
    tactics,
)
from models.sequences.owner import NOBODY, not_the_owner_s
from models.sequences.signs import NEW_TO_ACCOUNT

#: Distinct tactics from which calls are stages of an attack.
LEAST_STAGES = 3

#: Distinct signals from which they are a sequence at all.
LEAST_SIGNALS = 2

#: What an attacker wants of a credential.
GOALS = frozenset(
    tactic.value
    for tactic in (
        AttackTactic.PRIVILEGE_ESCALATION,
        AttackTactic.PERSISTENCE,
        AttackTactic.DEFENSE_EVASION,
        AttackTactic.COLLECTION,
        AttackTactic.EXFILTRATION,
        AttackTactic.IMPACT,
    )
)


def judge(chain: Sequence[Signal], judged: Mapping[str, int] = NOBODY) -> Candidate | None:
    """What a chain is; None if nobody called anything in it.

    Args:
        chain: signals that hang together.
        judged: principals that a profile knows, with the ends of the last hours that it judged.
    """
    if not by_caller(chain):
        return None
    telling = in_another_hand(chain, judged)
    first = earliest_caller(telling if by_caller(telling) else chain)
    shown = tuple(telling or chain)
    return Candidate(IAM_TYPE, _holds(telling), first.who.principal, first.who.principal, shown)


def in_another_hand(chain: Sequence[Signal], judged: Mapping[str, int]) -> list[Signal]:
    """The signals that somebody else makes, from the first sign of that on; none without one."""
    others = not_the_owner_s(chain, judged)
    strong = [one for one in others if one.strength >= STRONG]
    if strong:
        return since(others, began(strong))
    from_there = [one for one in chain if one.has(NEW_TO_ACCOUNT)]
    if any(one.strength <= FAINT for one in from_there):
        return []
    if len(tactics(one for one in from_there if is_finding(one))) >= LEAST_STAGES:
        return from_there
    strange = _in_strange_hand(chain)
    return strange if any(is_finding(one) for one in strange) else []


def _in_strange_hand(chain: Sequence[Signal]) -> list[Signal]:
    """What comes from a new network with a new tool, and then from the same address with the same tool."""
    strange = [one for one in chain if in_strange_hand(one)]
    if not strange:
        return []
    places, tools = {place_of(one) for one in strange} - {""}, {tool for one in strange for tool in _tools(one)}
    return [
        one
        for one in since(chain, began(strange))
        if one in strange or (place_of(one) in places and tools.issuperset(_tools(one)))
    ]


def _tools(one: Signal) -> set[str]:
    return {agent(activity.user_agent) for activity in one.activities}


def _holds(telling: Sequence[Signal]) -> bool:
    calls = by_caller(telling)
    if len({one.uid for one in calls}) < LEAST_SIGNALS or len(tactics(calls)) < LEAST_STAGES:
        return False
    goals = [one for one in calls if GOALS.intersection(one.tactics)]
    leading = [one for one in telling if not GOALS.issuperset(one.tactics)]
    return bool(goals) and prepared(goals, leading)
