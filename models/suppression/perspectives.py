"""Perspectives: an attribute as everybody and everything in a finding has it, not only the newest occurrence.

A finding merges occurrences, and what it shows of an action is the newest one's (`models.findings.document`). A rule
for a scanner's address must not archive a finding that somebody else is in too, be it that the scanner called last.
So a criterion must hold from every perspective:

- for every actor: where the call came from (address, domain, location, owner), the user agent, the caller type,
  access key, principal and user name;
- for every API: ``api`` and ``serviceName``;
- for every bucket of ``s3BucketDetails`` and every name in ``affectedResources``;
- for every entry of ``threatIntelligenceDetails``.

The criteria of a rule must all hold, so that each holds from each of its perspectives is the same as that the rule
holds for every actor with every API on every bucket.

What a finding does not tell of everybody holds only where there is nobody else: ``userType`` and
``remoteAccountDetails`` when all actors are one principal; ``errorCode``, ``title`` and ``description``, which are of
one call, when the finding has occurred once. Lists end at `models.findings.merge.MOST_NAMED`; when one is full, or
actors were not named, there may be more, and no criterion on them holds. Nor does one on a bucket's details when only
some of the buckets have them: the log tells them of one at a time. All other attributes are taken as they stand; the
evidence below ``service.additionalInfo`` is that of the newest occurrence.

A document without ``service.additionalInfo.actors``, such as GuardDuty's own, tells of the newest occurrence alone,
and that is all that is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from models.findings.merge import MOST_NAMED
from models.suppression.paths import Scalar, values_at

#: An attribute's values from each perspective; None when some are unknown.
Views = list[list[Scalar]] | None

_View = Callable[[Any], Views]

_ACTION = "service.action.awsApiCallAction."
_KEY = "resource.accessKeyDetails."
_INFO = "service.additionalInfo."

#: Attributes, or objects of them, of the newest actor -> the same in an entry of ``actors``.
_OF_ACTORS = {
    f"{_ACTION}remoteIpDetails": "remoteIpDetails",
    f"{_ACTION}domainDetails": "domainDetails",
    f"{_ACTION}userAgent": "userAgent",
    f"{_KEY}accessKeyId": "accessKeyId",
    f"{_KEY}principalId": "principalId",
    f"{_KEY}userName": "userName",
    f"{_INFO}userAgent.fullUserAgent": "userAgent",
    f"{_INFO}actors": "",
}

_OF_PRINCIPALS = (f"{_KEY}userType", f"{_ACTION}remoteAccountDetails.")
_OF_ONE_CALL = (f"{_ACTION}errorCode", "title", "description")

#: Arrays that gather what the occurrences had.
_BUCKETS = "resource.s3BucketDetails"
_GATHERED = (_BUCKETS, "service.evidence.threatIntelligenceDetails", f"{_INFO}apiCalls")

#: What tells where an address is; actors may be listed without it.
_LOCATING = ("city", "country", "geoLocation", "organization")

_ACTORS = ("service", "additionalInfo", "actors")
_APIS = ("service", "additionalInfo", "apiCalls")
_AFFECTED = ("service", "action", "awsApiCallAction", "affectedResources")


def viewer(path: str) -> _View | None:
    """How to see an attribute from every perspective; None for one that is the same from all of them.

    Args:
        path: the attribute, in its canonical spelling.
    """
    names = tuple(path.split("."))
    for newest, own in _OF_ACTORS.items():
        if path == newest or path.startswith(f"{newest}."):
            return _of_actors(names, tuple(f"{own}{path[len(newest) :]}".strip(".").split(".")))
    for gathered in _GATHERED:
        if path.startswith(f"{gathered}."):
            return _of_elements(gathered, names[gathered.count(".") + 1 :])
    if path.startswith(_OF_PRINCIPALS):
        return lambda finding: [values_at(finding, names)] if _one_principal(finding) else None
    if path in _OF_ONE_CALL:
        return lambda finding: [values_at(finding, names)] if _one_call(finding) else None
    if path.startswith(f"{_ACTION}affectedResources."):
        return _affected(names[-1])
    special = {f"{_ACTION}api": _apis, f"{_ACTION}serviceName": _services, f"{_ACTION}callerType": _caller_types}
    return special.get(path)


def tells_all(finding: Any) -> bool:
    """Whether a document lists actors at all."""
    return isinstance(_at(finding, _ACTORS), list)


def _at(document: Any, names: Sequence[str]) -> Any:
    """What stands in nested objects, arrays not being entered; None when it is not there."""
    for name in names:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _elements(finding: Any, names: Sequence[str]) -> list[Any] | None:
    """The elements of an array that is complete."""
    found = _at(finding, names)
    if found is None:
        return []
    return found if isinstance(found, list) and len(found) < MOST_NAMED else None


def _actors(finding: Any) -> list[Any] | None:
    """Everybody in the finding, when all of them are named; the list may well be full."""
    actors = _at(finding, _ACTORS)
    unnamed = _at(finding, ("service", "additionalInfo", "callsOfFurtherActors"))
    return actors if isinstance(actors, list) and not unnamed else None


def _of_actors(newest: tuple[str, ...], own: tuple[str, ...]) -> _View:
    located = own[0] == "remoteIpDetails" and len(own) > 1 and own[1] in _LOCATING

    def view(finding: Any) -> Views:
        actors = _actors(finding)
        if actors is None:
            return None
        views = [values_at(actor, own) for actor in actors]
        if not located or not (shown := values_at(finding, newest)):
            return views
        for place, actor in enumerate(actors):
            if not views[place]:
                if _address(actor) != _address(_at(finding, newest[:3])):
                    return None
                views[place] = shown
        return views

    return view


def _address(caller: Any) -> tuple[Any, Any]:
    details = _at(caller, ("remoteIpDetails",))
    return _at(details, ("ipAddressV4",)), _at(details, ("ipAddressV6",))


def _of_elements(array: str, own: tuple[str, ...]) -> _View:
    names = tuple(array.split("."))

    def view(finding: Any) -> Views:
        elements = _elements(finding, names)
        if elements is None or (array == _BUCKETS and _affected_names(finding) is None):
            return None
        views = [values_at(element, own) for element in elements]
        return None if any(views) and not all(views) else views

    return view


def _one_principal(finding: Any) -> bool:
    """Whether all actors are sessions of one principal."""
    actors = _actors(finding)
    if actors is None:
        return False
    names = {text if isinstance(text := _at(actor, ("principalId",)), str) else "" for actor in actors}
    return len(actors) <= 1 or ("" not in names and len({name.partition(":")[0] for name in names}) == 1)


def _one_call(finding: Any) -> bool:
    return _at(finding, ("service", "count")) == 1


def _affected_names(finding: Any) -> dict[str, list[str]] | None:
    """What the calls affected, by kind, unless it is as much as a finding names."""
    joined = _at(finding, _AFFECTED)
    kinds = joined if isinstance(joined, dict) else {}
    names = {kind: text.split(", ") for kind, text in kinds.items() if isinstance(text, str)}
    return names if sum(map(len, names.values())) < MOST_NAMED else None


def _affected(kind: str) -> _View:
    def view(finding: Any) -> Views:
        names = _affected_names(finding)
        return None if names is None else [[name] for name in names.get(kind, ())]

    return view


def _apis(finding: Any) -> Views:
    return _api_parts(finding, 2)


def _services(finding: Any) -> Views:
    return _api_parts(finding, 0)


def _api_parts(finding: Any, part: int) -> Views:
    """The service (0) or the API (2) of every ``service:Api``."""
    calls = _elements(finding, _APIS)
    if calls is None:
        return None
    names = [values_at(call, ("name",)) for call in calls]
    return [[text.partition(":")[part] for text in name if isinstance(text, str)] for name in names]


def _caller_types(finding: Any) -> Views:
    actors = _actors(finding)
    if actors is None:
        return None
    return [["Remote IP" if _at(actor, ("remoteIpDetails",)) is not None else "Domain"] for actor in actors]
