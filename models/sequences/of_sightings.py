"""Signals of findings: what a sequence keeps of a sighting.

A signal for each who called: of a bucket that two principals change there are two, as each may be part of something
else. Sightings in the network have one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from models.apis.s3 import S3Kind, s3_kind
from models.apis.sources import service
from models.apis.table import classify
from models.apis.tactics import Tactic
from models.findings.attack import attack_of, in_order
from models.findings.connection import Connection
from models.findings.dns_request import DnsRequest
from models.findings.remote import address_family
from models.findings.sequence import (
    AGENT_LENGTH,
    FINDING,
    MOST_OF_EACH,
    Activity,
    Signal,
    Who,
    some,
    some_indicators,
)
from models.findings.sighting import BUCKET, ApiCall, Call, FindingKey, Occurrence
from models.sequences.signs import HANDS, HIGH_RISK, HIGH_RISK_FROM, indicators, strength
from models.sequences.unusual import Unusual

#: Sessions of an instance's role are named after the instance.
_INSTANCE = re.compile(r"i-[0-9a-f]{8,17}")

#: What `models.findings.types.Identity.INSTANCE_ROLE` adds to an instance.
_ROLE = re.compile(r" as (ACTOR|TARGET)$")


def signals(name: str, key: FindingKey, seen: Sequence[Occurrence], detail: str) -> list[Signal]:
    """The signals of some occurrences of a finding.

    Args:
        name: the finding type's name.
        key: the finding.
        seen: occurrences, at least one.
        detail: that of the sighting.
    """
    by_caller: dict[str, list[Occurrence]] = defaultdict(list)
    for one in seen:
        action = one.action
        by_caller[action.principal_id or action.principal if isinstance(action, ApiCall) else ""].append(one)
    unusual = Unusual(detail if "AnomalousBehavior" in name else "")
    return [_signal(name, key, by_caller[caller], unusual) for caller in sorted(by_caller)]


def _signal(name: str, key: FindingKey, seen: list[Occurrence], unusual: Unusual) -> Signal:
    actions = list(dict.fromkeys(one.action for one in seen))
    calls = [action for action in actions if isinstance(action, ApiCall)]
    attack = attack_of(name)
    endpoints = some(address for action in actions for address in _endpoints(action, name))
    agents = some(call.user_agent[:AGENT_LENGTH] for call in calls)
    return Signal(
        uid=key.id,
        kind=FINDING,
        name=name,
        strength=strength(name),
        severity=max(action.severity for action in actions),
        tactics=tuple(in_order((attack.tactic.value, *_tactics(name, calls)))),
        techniques=some(attack.techniques),
        region=key.region,
        finding=(key.type, key.account, key.region, key.resource),
        who=max((who(call) for call in calls), default=Who()),
        keys=some(call.access_key_id for call in calls),
        instance=max((_instance(action, key) for action in actions), default=""),
        buckets=some(bucket for call in calls for kind, bucket in call.affected if kind == BUCKET),
        deeds=some(_deed(call) for call in calls),
        endpoints=endpoints,
        indicators=some_indicators(
            (
                *indicators(name, endpoints, agents),
                *((HIGH_RISK, api_of(call)) for call in calls if _risk(call) >= HIGH_RISK_FROM),
                *(said for call in calls for said in unusual.indicators(call, api_of(call))),
            )
        ),
        activities=tuple(sorted({activity(call) for call in calls})[:MOST_OF_EACH]),
        count=len(seen),
        first_ms=min(one.time_ms for one in seen),
        last_ms=max(one.until_ms for one in seen),
    )


def who(call: Call) -> Who:
    """Who called."""
    return Who(call.principal, call.principal_id or call.principal, call.user_name, call.user_type, call.caller_account)


def activity(call: Call) -> Activity:
    """What was called."""
    return Activity(call.service, call.api, call.error_code, call.user_agent[:AGENT_LENGTH])


def api_of(call: Call) -> str:
    """``service:Api``."""
    return f"{service(call.service)}:{call.api}"


def session_instance(principal_id: str) -> str:
    """The instance whose session it is; empty if it is none's."""
    session = principal_id.rpartition(":")[2]
    return session if _INSTANCE.fullmatch(session) else ""


def _instance(action: object, key: FindingKey) -> str:
    """The instance, or what stands for one."""
    if isinstance(action, ApiCall):
        return session_instance(action.principal_id)
    named = action.instance if isinstance(action, Connection | DnsRequest) else ""
    return named or _ROLE.sub("", key.resource)


def _endpoints(action: object, name: str) -> Iterator[str]:
    """Whom or what it was with: the caller, the peer, the name that was asked for."""
    if isinstance(action, ApiCall) and address_family(action.caller):
        yield action.caller
    elif isinstance(action, Connection):
        yield action.remote_address
    elif isinstance(action, DnsRequest):
        yield action.domain or action.name


def _tactics(name: str, calls: Iterable[ApiCall]) -> Iterator[str]:
    """What calls of high risk serve, in another's hand; the type of the finding tells only whose hand that is."""
    if name in HANDS:
        for call in calls:
            rating = classify(call.service, call.api)
            if rating.tactic and rating.risk >= HIGH_RISK_FROM and not call.error_code:
                yield rating.tactic.value


def _risk(call: Call) -> int:
    return classify(call.service, call.api).risk


def _deed(call: ApiCall) -> str:
    """What a call did to a bucket's objects; a grave change of the bucket itself is one of who may have them."""
    if call.service != "s3.amazonaws.com" or call.error_code or not call.affected:
        return ""
    kind = s3_kind(call.api) or (S3Kind.PERMISSION if _changes_a_bucket(call) else None)
    return kind.value if kind else ""


def _changes_a_bucket(call: Call) -> bool:
    """Whether a management call of S3 changes who may have a bucket's objects, how they are kept, or how long."""
    rating = classify(call.service, call.api)
    return rating.risk >= HIGH_RISK_FROM and rating.tactic in (Tactic.IMPACT, Tactic.EXFILTRATION)
