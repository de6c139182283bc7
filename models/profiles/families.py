"""The features of each family of vectors.

Numbers are small integers, or roots of them in steps of a quarter: a forest cuts at random between the smallest and
the largest value of a feature, and a feature that runs to thousands would hide all the cuts among its small values.
Roots are integer roots, so that every machine has the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from models.apis.s3 import S3Kind
from models.flows.vector import INSTANCE_FAMILY
from models.profiles.items import Frequency
from models.profiles.look import AGENT, API, BUCKETS, ERROR, HERE, HOUR, NETWORK, SERVICE, USER, Look, Traits
from models.profiles.surroundings import BYTES, Amount
from models.profiles.vector import Family, Feature, Vector, quarters, root
from models.queries.vector import CLIENT_FAMILY

_UNUSUAL = Frequency.RARE

DISCOVERY, READ, WRITE, DELETE, PERMISSION = (kind.value for kind in S3Kind)

#: Kinds of S3 data calls that have volumes, and bytes read.
VOLUMES = (READ, WRITE, DELETE, BYTES)


PRINCIPAL_FAMILY = Family(
    "principal",
    1,
    (
        Feature("calls", "management calls in the hour (root)"),
        Feature("apis", "distinct APIs (root)"),
        Feature("apis_new", "APIs that the principal never used (root)"),
        Feature("apis_rare", "APIs that it used on one day of the past month (root)"),
        Feature("apis_new_here", "APIs that it never used in the Region, but in another (root)"),
        Feature("services_new", "services that it never used (root)"),
        Feature("apis_new_in_account", "APIs that nobody in the account ever used (root)"),
        Feature("apis_rare_in_account", "APIs that the account used on one day of the past month (root)"),
        Feature("risk_new", "highest risk of an API that is new or rare for the principal"),
        Feature("risk_new_in_account", "highest risk of an API that is new or rare in the account"),
        Feature("networks", "distinct networks"),
        Feature("networks_new", "networks that the principal never came from"),
        Feature("networks_new_in_account", "networks that nobody in the account ever came from"),
        Feature("agents_new", "user agents that the principal never had"),
        Feature("agents_new_in_account", "user agents that nobody in the account ever had"),
        Feature("regions", "Regions used, those of global services aside"),
        Feature("regions_unknown", "Regions in which the principal is not known"),
        Feature("keys", "access keys used (root)"),
        Feature("refused", "calls that AWS refused, by the six classes of errors (root)"),
        Feature("refused_new", "APIs that were refused in a way that they never were before (root)"),
        Feature("hour_new", "1 when the principal was never active at this hour of the week"),
    ),
    risk=("risk_new", "risk_new_in_account"),
)

S3_FAMILY = Family(
    "s3_access",
    1,
    (
        Feature("calls", "S3 data calls in the hour (root)"),
        Feature("buckets", "distinct buckets (root)"),
        Feature("buckets_new", "buckets that the principal never used (root)"),
        Feature("users_new", "buckets that know the principal not at all (root)"),
        Feature("apis_new", "APIs that the principal never used (root)"),
        Feature("apis_new_at_bucket", "APIs that nobody ever used on the bucket (root)"),
        Feature("networks_new", "networks that the principal never came from"),
        Feature("networks_new_in_account", "networks that nobody in the account ever came from"),
        Feature("agents_new", "user agents that the principal never had"),
        Feature("agents_new_in_account", "user agents that nobody in the account ever had"),
        Feature("discovery", "calls that list, or look at settings (root)"),
        Feature("permission", "calls that change permissions (root)"),
        Feature("refused", "calls that AWS refused, by the six classes of errors (root)"),
        Feature("hour_new", "1 when the principal was never active at this hour of the week"),
        *(
            Feature(
                f"{kind}_{whose}", f"{kind} of the past 24 hours, {words}, as a multiple of the daily maximum (root)"
            )
            for whose, words in (
                ("all", "of the principal on all buckets"),
                ("bucket", "of the principal on the bucket where that is most"),
                ("anybody", "of anybody on the bucket where that is most"),
            )
            for kind in VOLUMES
        ),
    ),
)

FAMILIES: dict[str, Family] = {
    family.name: family for family in (PRINCIPAL_FAMILY, S3_FAMILY, INSTANCE_FAMILY, CLIENT_FAMILY)
}

#: What a multiple of nothing is a multiple of: calls, and bytes. A hundred calls or megabytes a day are no volume
#: that anybody steals, whatever was usual before: single files have more.
FLOORS = {READ: 100, WRITE: 100, DELETE: 100, BYTES: 100_000_000}


def multiple(kind: str, amount: Amount) -> int:
    """The past 24 hours as a multiple of the daily maximum, in quarters, rounded down.

    >>> multiple("bytes", Amount(past_day=3_000_000_000, average=100_000_000, maximum=200_000_000))
    60
    """
    usual = max(amount.maximum, FLOORS[kind])
    return quarters(amount.past_day, usual)


def principal_vector(look: Look, account: str, entity: str) -> Vector:
    """The features of a window's management calls."""
    seen = [one for one in look.traits.values() if not one.kind]
    told = [one for one in seen if one.tells]
    apis = {one.api: one for one in told}
    own = {api: look.own(API, api) for api in apis}
    around = {api: look.around(API, api) for api in apis}
    calls = [(one, count) for one, count in look.calls if not one.kind]
    values = (
        root(sum(count for _, count in calls)),
        root(len(apis)),
        root(_count(own.values(), Frequency.UNSEEN)),
        root(_count(own.values(), Frequency.RARE)),
        root(len({o.here for o in told if not look.own(HERE, o.here) and own[o.api]})),
        root(len({o.service for o in told if not look.own(SERVICE, o.service)})),
        root(_count(around.values(), Frequency.UNSEEN)),
        root(_count(around.values(), Frequency.RARE)),
        max((apis[api].risk for api, word in own.items() if word <= _UNUSUAL), default=0),
        max((apis[api].risk for api, word in around.items() if word <= _UNUSUAL), default=0),
        len({o.network for o in seen}),
        *_from_where(look, seen),
        len({o.region for o in seen if not o.is_global}),
        len({o.region for o in seen if not look.knows(o.region)}),
        root(len({act.call.access_key_id for act, one in look.traits.items() if not one.kind})),
        root(sum(count for one, count in calls if one.error)),
        root(len({o.api for o in seen if o.error and not look.own(ERROR, f"{o.api} {o.error}")})),
        int(not look.own(HOUR, look.hour)),
    )
    return _vector(PRINCIPAL_FAMILY, account, entity, look, values)


def s3_vector(look: Look, account: str, entity: str, amounts: dict[str, Amount]) -> Vector:
    """The features of a window's S3 data calls.

    Args:
        look: the window.
        account: the account.
        entity: the principal.
        amounts: ``kind``, and ``kind bucket``, -> how much of it the principal did.
    """
    seen = [one for one in look.traits.values() if one.kind]
    told = [one for one in seen if one.tells]
    calls = [(one, count) for one, count in look.calls if one.kind]
    buckets = sorted({one.bucket for one in seen})
    values = (
        root(sum(count for _, count in calls)),
        root(len(buckets)),
        root(sum(not look.own(BUCKETS, bucket) for bucket in buckets)),
        root(sum(not look.at(bucket, USER, entity) for bucket in buckets)),
        root(len({o.api for o in told if not look.own(API, o.api)})),
        root(len({(o.bucket, o.api) for o in told if not look.at(o.bucket, API, o.api)})),
        *_from_where(look, seen),
        root(sum(count for one, count in calls if one.kind == DISCOVERY)),
        root(sum(count for one, count in calls if one.kind == PERMISSION)),
        root(sum(count for one, count in calls if one.error)),
        int(not look.own(HOUR, look.hour)),
        *(root(most_of(look, amounts, kind)[whose]) / 2 for whose in range(3) for kind in VOLUMES),
    )
    return _vector(S3_FAMILY, account, entity, look, values)


def most_of(look: Look, amounts: dict[str, Amount], kind: str) -> tuple[int, int, int]:
    """How much of a kind the past 24 hours had, in quarters of the daily maximum.

    By the principal on all buckets, by it on one bucket, and by anybody on one bucket that the window touches.
    """
    none = Amount(0, 0, 0)
    touched = sorted({one.bucket for one in look.traits.values() if one.kind and kind in (one.kind, BYTES)})
    anybody = [look.buckets[b].amounts.get(kind, none) for b in touched if b in look.buckets]
    return (
        multiple(kind, amounts.get(kind, none)) if touched else 0,
        max((multiple(kind, amounts.get(f"{kind} {bucket}", none)) for bucket in touched), default=0),
        max((multiple(kind, amount) for amount in anybody), default=0),
    )


def _from_where(look: Look, seen: Iterable[Traits]) -> tuple[int, int, int, int]:
    """New networks and user agents, for the principal and in the account."""
    seen = list(seen)
    networks, agents = {o.network for o in seen}, {o.agent for o in seen}
    return (
        _new(networks, lambda name: look.own(NETWORK, name)),
        _new(networks, lambda name: look.around(NETWORK, name)),
        _new(agents, lambda name: look.own(AGENT, name)),
        _new(agents, lambda name: look.around(AGENT, name)),
    )


def _new(names: set[str], how_often: Callable[[str], Frequency]) -> int:
    return sum(how_often(name) is Frequency.UNSEEN for name in names)


def _count(words: Iterable[Frequency], wanted: Frequency) -> int:
    return sum(word is wanted for word in words)


def _vector(family: Family, account: str, entity: str, look: Look, values: tuple[float, ...]) -> Vector:
    return Vector(family.name, family.version, account, entity, look.end_ms, tuple(float(v) for v in values))
