"""Perspectives: an attribute as everybody and everything in a finding has it, not only the newest occurrence.

A finding merges occurrences, and what it shows of an action is the newest one's (`models.findings.document`). A rule
for a scanner's address must not archive a finding that somebody else is in too, be it that the scanner came last.
So a criterion must hold from every perspective:

- for every actor: where it is (address, domain, location, owner), the user agent, the caller type, access key,
  principal and user name;
- for every API: ``api`` and ``serviceName``;
- for every entry of ``ports``: direction, protocol, ``blocked``, ``resourceRole``, local address and interface, and the
  port that was opened to: the local one of what came in, the remote one of what went out;
- for every probe of ``portProbeDetails``;
- for every entry of ``domains``: what was asked for, the registered domain, protocol and ``blocked``;
- for every bucket of ``s3BucketDetails`` and every name in ``affectedResources``;
- for every entry of ``threatIntelligenceDetails`` and of ``listed``: ``threatListName`` and ``threatName`` too, which
  are the newest occurrence's; and for none if no list names some occurrence (``occurrencesOnNoList``).

The criteria of a rule must all hold, so that each holds from each of its perspectives is the same as that the rule
holds for every actor with every API on every bucket.

What a finding does not tell of everybody holds only where there is nobody else:

- ``userType`` and ``remoteAccountDetails`` when all actors are one principal;
- ``instanceDetails`` when the finding is about the instance, or all actors are sessions of one, or none is of any;
- of these, ``networkInterfaces`` when all interfaces of ``ports`` are shown, or there is one local address; of DNS
  requests when there is one address that asked;
- ``awsService`` when all actors have one address;
- ``anomalies``, ``profiledBehavior`` and ``unusualBehavior``, which are of one window, in the first publication;
- ``errorCode``, the port of the side that opened, ``title``, ``description`` and the evidence below
  ``service.additionalInfo`` that is not named here (``oldPolicy``, ``blockPublicAccess``, ``portsScannedSample`` ...),
  which are of one occurrence, when the finding has occurred once.

Lists end at `models.findings.merge.MOST_NAMED`; when one is full, or actors were not named, there may be more, and no
criterion on them holds. Nor does one on a bucket's details when only some of the buckets have them: the log tells them
of one at a time. All other attributes are of the finding as a whole, and taken as they stand.

A document without ``service.additionalInfo.actors``, such as GuardDuty's own, tells of the newest occurrence alone,
and that is all that is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from models.findings.merge import MOST_NAMED
from models.findings.types import ResourceType
from models.suppression.paths import Scalar, values_at

#: An attribute's values from each perspective; None when some are unknown.
Views = list[list[Scalar]] | None

_View = Callable[[Any], Views]

_ACTION = "service.action.awsApiCallAction."
_CONNECTION = "service.action.networkConnectionAction."
_PROBE = "service.action.portProbeAction."
_REQUEST = "service.action.dnsRequestAction."
_KEY = "resource.accessKeyDetails."
_INFO = "service.additionalInfo."

#: Attributes, or objects of them, of the newest actor -> the same in an entry of ``actors``.
_OF_ACTORS = {
    f"{_ACTION}remoteIpDetails": "remoteIpDetails",
    f"{_ACTION}domainDetails": "domainDetails",
    f"{_CONNECTION}remoteIpDetails": "remoteIpDetails",
    f"{_ACTION}userAgent": "userAgent",
    f"{_KEY}accessKeyId": "accessKeyId",
    f"{_KEY}principalId": "principalId",
    f"{_KEY}userName": "userName",
    f"{_INFO}userAgent.fullUserAgent": "userAgent",
    f"{_INFO}actors": "",
}

#: Attributes, or objects of them, of the newest connection -> the same in an entry of ``ports``.
_OF_PORTS = {
    f"{_CONNECTION}connectionDirection": "direction",
    f"{_CONNECTION}protocol": "protocol",
    f"{_CONNECTION}blocked": "blocked",
    f"{_CONNECTION}localIpDetails": "localIpDetails",
    f"{_CONNECTION}localNetworkInterface": "localNetworkInterface",
    f"{_PROBE}blocked": "blocked",
    "service.resourceRole": "resourceRole",
}

#: Attributes of the newest DNS request -> the same in an entry of ``domains``.
_OF_DOMAINS = {
    f"{_REQUEST}domain": "domain",
    f"{_REQUEST}domainWithSuffix": "domainWithSuffix",
    f"{_REQUEST}protocol": "protocol",
    f"{_REQUEST}blocked": "blocked",
}

#: A side's port -> the direction of connections to it.
_SIDES = {f"{_CONNECTION}localPortDetails.": "INBOUND", f"{_CONNECTION}remotePortDetails.": "OUTBOUND"}

#: Attributes, or beginnings of them, that the newest occurrence, or the newest window, alone tells.
_OF_PRINCIPALS = (f"{_KEY}userType", f"{_ACTION}remoteAccountDetails.")
_OF_INTERFACES = ("resource.instanceDetails.networkInterfaces.",)
_OF_INSTANCES = ("resource.instanceDetails.",)
_OF_ADDRESSES = (f"{_INFO}awsService.",)
_OF_ONE_WINDOW = (f"{_INFO}anomalies.", f"{_INFO}profiledBehavior.", f"{_INFO}unusualBehavior.")
_OF_ONE_OCCURRENCE = (f"{_ACTION}errorCode", "title", "description", _INFO)

#: What is the same for all occurrences, below ``additionalInfo``: PenTest findings are of one distribution.
_OF_THE_WHOLE = (
    f"{_INFO}identity",
    f"{_INFO}callsOfFurtherActors",
    f"{_INFO}connectionsOfFurtherActors",
    f"{_INFO}requestsOfFurtherActors",
    f"{_INFO}occurrencesOnNoList",
    f"{_INFO}userAgent.userAgentCategory",
)

#: Arrays that gather what the occurrences had.
_BUCKETS = "resource.s3BucketDetails"
_LISTS = "service.evidence.threatIntelligenceDetails"
_PROBES = f"{_PROBE}portProbeDetails"
_PORTS = f"{_INFO}ports"
_DOMAINS = f"{_INFO}domains"
_GATHERED = (_BUCKETS, _LISTS, _PROBES, _PORTS, _DOMAINS, f"{_INFO}apiCalls", f"{_INFO}listed")

#: Those whose entries tell all that there is; of others the log may tell more of some than of others.
_COMPLETE = (_PROBES, _PORTS, _DOMAINS)

#: What tells where an address is; actors may be listed without it.
_LOCATING = ("city", "country", "geoLocation", "organization")

_ACTORS = ("service", "additionalInfo", "actors")
_FURTHER = ("callsOfFurtherActors", "connectionsOfFurtherActors", "requestsOfFurtherActors")
_APIS = ("service", "additionalInfo", "apiCalls")
_LISTED = ("service", "additionalInfo", "listed")
_UNLISTED = ("service", "additionalInfo", "occurrencesOnNoList")
_AFFECTED = ("service", "action", "awsApiCallAction", "affectedResources")


def viewer(path: str) -> _View | None:
    """How to see an attribute from every perspective; None for one that is the same from all of them.

    Args:
        path: the attribute, in its canonical spelling.
    """
    names = tuple(path.split("."))
    if own := _own(path, _OF_ACTORS):
        return _of_actors(names, own)
    if own := _own(path, _OF_PORTS):
        return _of_elements(_PORTS, own)
    if own := _own(path, _OF_DOMAINS):
        return _of_elements(_DOMAINS, own)
    for side, direction in _SIDES.items():
        if path.startswith(side):
            return _of_side(direction, names)
    for gathered in _GATHERED:
        if path.startswith(f"{gathered}."):
            return _of_elements(gathered, names[gathered.count(".") + 1 :])
    if path.startswith(f"{_ACTION}affectedResources."):
        return _affected(names[-1])
    if path in _SPECIAL:
        return _SPECIAL[path]
    if path in _OF_THE_WHOLE:
        return None
    for beginnings, shared in _SHARED:
        if path.startswith(beginnings):
            return _where(shared, names)
    return None


def _own(path: str, listed: Mapping[str, str]) -> tuple[str, ...] | None:
    """The same attribute in an entry of a list; None if the list does not have it."""
    for newest, own in listed.items():
        if path == newest or path.startswith(f"{newest}."):
            return tuple(f"{own}{path[len(newest) :]}".strip(".").split("."))
    return None


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
    unnamed = any(_at(finding, ("service", "additionalInfo", name)) for name in _FURTHER)
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
        if array in (_LISTS, f"{_INFO}listed") and _entries(finding) is None:
            return None
        views = [values_at(element, own) for element in elements]
        if array not in _COMPLETE and any(views) and not all(views):
            return None
        return views

    return view


def _of_side(direction: str, names: tuple[str, ...]) -> _View:
    """A side's port: told of every connection to it, and of the newest one from it."""

    def view(finding: Any) -> Views:
        if _one_occurrence(finding):
            return [values_at(finding, names)]
        ports = _elements(finding, _PORTS.split("."))
        if ports is None or any(_at(port, ("direction",)) != direction for port in ports):
            return None
        return [values_at(port, names[-1:]) for port in ports]

    return view


def _where(shared: Callable[[Any], bool], names: Sequence[str]) -> _View:
    """What the finding shows, if it is everybody's."""
    return lambda finding: [values_at(finding, names)] if shared(finding) else None


def _principal_ids(finding: Any) -> set[str] | None:
    """The principal ids of all actors, with their sessions; empty text for an actor that has none."""
    actors = _actors(finding)
    if actors is None:
        return None
    return {text if isinstance(text := _at(actor, ("principalId",)), str) else "" for actor in actors}


def _one_principal(finding: Any) -> bool:
    """Whether all actors are sessions of one principal."""
    ids = _principal_ids(finding)
    if ids is None:
        return False
    return len(_actors(finding) or ()) <= 1 or ("" not in ids and len({each.partition(":")[0] for each in ids}) == 1)


def _about_instance(finding: Any) -> bool:
    return _at(finding, ("resource", "resourceType")) == ResourceType.INSTANCE.value


def _one_instance(finding: Any) -> bool:
    """Whether the finding is about one instance, or all actors are sessions of one, or none is of any.

    Sessions are named after the instance.
    """
    if _about_instance(finding):
        return True
    ids = _principal_ids(finding)
    if ids is None:
        return False
    sessions = {each.rpartition(":")[2] for each in ids}
    return len({each if each.startswith("i-") else "" for each in sessions}) <= 1


def _all_interfaces(finding: Any) -> bool:
    """Whether the details of one instance show every interface that connections used, or that asked."""
    if not _about_instance(finding):
        return _one_instance(finding)
    if _at(finding, tuple(_DOMAINS.split("."))) is not None:
        actors = _actors(finding)
        return actors is not None and len(actors) <= 1
    ports = _elements(finding, _PORTS.split("."))
    if ports is None:
        return False
    used = [values_at(port, ("localNetworkInterface",)) for port in ports]
    shown = values_at(finding, ("resource", "instanceDetails", "networkInterfaces", "networkInterfaceId"))
    places = {(*interface, str(_at(port, ("localIpDetails",)))) for interface, port in zip(used, ports, strict=True)}
    return len(places) <= 1 or all(interface and interface[0] in shown for interface in used)


def _one_address(finding: Any) -> bool:
    """Whether all actors have one address, or none has any."""
    actors = _actors(finding)
    return actors is not None and all(_address(actor) == _address(actors[0]) for actor in actors)


def _one_window(finding: Any) -> bool:
    """Whether it is the finding's first publication, which is that of one window."""
    return _at(finding, ("createdAt",)) == _at(finding, ("updatedAt",))


def _one_occurrence(finding: Any) -> bool:
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


def _entries(finding: Any) -> list[Any] | None:
    """The entries of lists, if all are told, and each occurrence has one."""
    return None if _at(finding, _UNLISTED) else _elements(finding, _LISTED)


def _list_names(finding: Any) -> Views:
    entries = _entries(finding)
    return None if entries is None else [values_at(entry, ("listName",)) for entry in entries]


def _threat_names(finding: Any) -> Views:
    """The first name of every entry, as the newest one's is shown."""
    entries = _entries(finding)
    return None if entries is None else [values_at(entry, ("threatNames",))[:1] for entry in entries]


_SPECIAL: dict[str, _View] = {
    f"{_ACTION}api": _apis,
    f"{_ACTION}serviceName": _services,
    f"{_ACTION}callerType": _caller_types,
    f"{_INFO}threatListName": _list_names,
    f"{_INFO}threatName": _threat_names,
}

#: What the newest occurrence alone tells, and when it is everybody's.
_SHARED: tuple[tuple[tuple[str, ...], Callable[[Any], bool]], ...] = (
    (_OF_PRINCIPALS, _one_principal),
    (_OF_INTERFACES, _all_interfaces),
    (_OF_INSTANCES, _one_instance),
    (_OF_ADDRESSES, _one_address),
    (_OF_ONE_WINDOW, _one_window),
    (_OF_ONE_OCCURRENCE, _one_occurrence),
)
