"""What a finding says of a window: GuardDuty's ``anomalies``, ``profiledBehavior`` and ``unusualBehavior``.

Keys are made as GuardDuty makes them (guardduty.md, 2.1): how often, what, and in whose profile, such as
``rareProfiledAPIsUserIdentityProfiling`` and ``unusualAPIsAccountProfiling``; values are lists, in one string. Axes
that GuardDuty has and this does not know (ASNs without a database) are named by what stands for them: networks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from models.profiles.items import Frequency
from models.profiles.look import AGENT, API, BUCKETS, NETWORK, USER, Look
from models.profiles.surroundings import MOST_SHOWN, Amount, shown
from models.profiles.suspects import Suspect

#: What GuardDuty calls an axis.
_NAMES = {API: "APIs", NETWORK: "Networks", AGENT: "UserAgents", BUCKETS: "Buckets", USER: "UserNames"}

_WORDS = {Frequency.RARE: "rare", Frequency.INFREQUENT: "infrequent", Frequency.FREQUENT: "frequent"}

_ACCOUNT, _USER, _BUCKET = "AccountProfiling", "UserIdentityProfiling", "BucketProfiling"


def detail(look: Look, suspects: list[Suspect], amounts: Mapping[str, Amount]) -> str:
    """The JSON object that a finding's ``additionalInfo`` gets."""
    return msgspec.json.encode(
        {
            "anomalies": {"anomalousAPIs": _anomalous(suspects)},
            "profiledBehavior": _profiled(look, amounts),
            "unusualBehavior": _unusual(look, suspects, amounts),
        }
    ).decode()


def _anomalous(suspects: Iterable[Suspect]) -> str:
    """Such as ``iam.amazonaws.com:[CreateUser:success , ListUsers:AccessDenied]``."""
    services: dict[str, list[str]] = {}
    for one in suspects:
        called = f"{one.call.api}:{one.call.error_code or 'success'}"
        names = services.setdefault(one.call.service, [])
        if called not in names:
            names.append(called)
    return " , ".join(f"{service}:[{' , '.join(sorted(names))}]" for service, names in sorted(services.items()))


def _profiled(look: Look, amounts: Mapping[str, Amount]) -> dict[str, object]:
    """What is usual: for the principal, for the account, for the buckets, and how much a day."""
    found: dict[str, object] = {}
    for axis in (API, NETWORK, AGENT, BUCKETS):
        found |= _listed(axis, _USER, shown(look.axes.get(axis, {}), look.day, look.since))
        if look.account:
            found |= _listed(axis, _ACCOUNT, look.account.usual.get(axis, {}))
    for setting in look.buckets.values():
        for axis, usual in setting.usual.items():
            found |= _listed(axis, _BUCKET, usual)
    found |= _volumes(look, amounts, "numberOfHistoricalDailyAvgAPIs", lambda amount: amount.average)
    return found | _volumes(look, amounts, "numberOfHistoricalDailyMaxAPIs", lambda amount: amount.maximum)


def _unusual(look: Look, suspects: list[Suspect], amounts: Mapping[str, Amount]) -> dict[str, object]:
    """What is not: for the principal, for the account, for the buckets, and how much there was in 24 hours."""
    seen = [look.traits[act] for act in look.traits if any(act.call == s.call for s in suspects)]
    found: dict[str, object] = {}
    for axis, names in (
        (API, {one.api for one in seen}),
        (NETWORK, {one.network for one in seen}),
        (AGENT, {one.agent for one in seen}),
        (BUCKETS, {one.bucket for one in seen if one.bucket}),
    ):
        for whose, how_often in ((_USER, look.own), (_ACCOUNT, look.around)):
            unusual = sorted(name for name in names if how_often(axis, name) <= Frequency.RARE)
            if unusual:
                found[f"unusual{_NAMES[axis]}{whose}"] = ", ".join(unusual[:MOST_SHOWN])
    users = [look.at(one.bucket, USER, one.call.principal) for one in suspects if one.bucket]
    found["isUnusualUserIdentity"] = bool(users) and min(users) is Frequency.UNSEEN
    return found | _volumes(look, amounts, "numberOfPast24HoursAPIs", lambda amount: amount.past_day)


def _listed(axis: str, whose: str, usual: Mapping[int, list[str]]) -> dict[str, object]:
    return {
        f"{_WORDS[Frequency(word)]}Profiled{_NAMES.get(axis, axis)}{whose}": ", ".join(names)
        for word, names in usual.items()
    }


def _volumes(look: Look, amounts: Mapping[str, Amount], key: str, number: Callable[[Amount], int]) -> dict[str, object]:
    """Numbers of S3 calls by kind: of the principal, of it on a bucket, of anybody on a bucket."""
    kinds = sorted({one.kind for one in look.traits.values() if one.kind})
    numbers_of = {
        "UserIdentityProfiling": {k: number(amounts[k]) for k in kinds if k in amounts},
        "BucketUserIdentityProfiling": {
            name: number(amount)
            for name, amount in amounts.items()
            if name.partition(" ")[0] in kinds and name.partition(" ")[2] in look.buckets
        },
        "BucketProfiling": {
            f"{kind} {bucket}": number(setting.amounts[kind])
            for bucket, setting in sorted(look.buckets.items())
            for kind in kinds
            if kind in setting.amounts
        },
    }
    present = {whose: numbers for whose, numbers in numbers_of.items() if numbers}
    return {key: present} if present else {}
