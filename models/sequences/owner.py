"""What of a chain the credential's owner does himself: from where, and with what, he always works.

A list may be wrong or old, a gateway shared, a tool an engineer's own. So a sign of somebody else's hand
(`models.sequences.signs.HANDS`) counts unless all of it comes from the principal's home; and after it everything counts
but what is known to be the owner's. Only a profile that has learnt the principal can know it:

- a call is the owner's if it was judged, and its network and tool were not unusual for the principal within the day;
- a network and a tool are the principal's home if calls from there, with it, were judged within the day, and all of
  them are the owner's.

A finding of a principal that a profile knows waits for the end of its hour, as does whatever it is a sign of; if then
nothing of the day was unusual, or only the owner's, the list that it is of is wrong or old.

What nobody has judged (a principal or an account that is being learnt, a finding that asks no profile) is the owner's
only from home. Calls without an address, and those of an instance that obeys somebody else, never are. An attacker who
works through the owner's own machine with the owner's tools is taken for the owner, as long as that is all he uses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from models.findings.sequence import FAINT, FINDING, MOST_OF_EACH, STRONG, Signal
from models.profiles.traits import agent, network
from models.sequences.signs import AGENT, COMPROMISED, HANDS, NEW_NETWORK

#: A principal, a network, and a tool; of a signal that may have had more tools than are kept, `_ANY` of them.
_Place = tuple[str, str, str]

_ANY = ""

#: A profile knows nobody.
NOBODY: Mapping[str, int] = MappingProxyType({})


def not_the_owner_s(chain: Sequence[Signal], judged: Mapping[str, int]) -> list[Signal]:
    """The signals of a chain that may be somebody else's.

    Args:
        chain: signals that hang together.
        judged: principals that a profile knows, with the ends of the last hours that it judged.
    """
    homes, strange = _homes(chain), _strange_places(chain)
    taken_over = {one.instance for one in chain if one.name in COMPROMISED} - {""}
    over = [one for one in chain if not _waits(one, judged)]
    others = [one for one in over if one.instance in taken_over or not _of_the_owner(one, homes, strange)]
    usual = frozenset(judged) - {one.who.principal for one in others if _of_a_profile(one)}
    return [one for one in others if one.name not in HANDS or one.who.principal not in usual]


def _waits(one: Signal, judged: Mapping[str, int]) -> bool:
    """Whether a profile will tell what a finding's hour was like."""
    known = one.who.principal in judged and one.name not in COMPROMISED
    return known and not _of_a_profile(one) and one.last_ms >= judged[one.who.principal]


def _of_the_owner(one: Signal, homes: Collection[_Place], strange: Collection[_Place]) -> bool:
    if one.strength < STRONG and _known(one):
        return bool(one.endpoints) and _places(one).isdisjoint(strange)
    return one.name not in COMPROMISED and _at(homes, one)


def _homes(chain: Iterable[Signal]) -> set[_Place]:
    usual = _with_any_tool(place for one in chain if _known(one) and not _unusual_places(one) for place in _places(one))
    return usual - _strange_places(chain)


def _strange_places(chain: Iterable[Signal]) -> set[_Place]:
    """Whence something was unusual within the day: after some hours a profile knows an attacker's place, too."""
    return _with_any_tool(place for one in chain if _known(one) for place in _unusual_places(one))


def _with_any_tool(here: Iterable[_Place]) -> set[_Place]:
    return {each for place in here for each in (place, (*place[:2], _ANY))}


def _known(one: Signal) -> bool:
    """Whether a profile that knew the principal says it."""
    return _of_a_profile(one) and one.strength > FAINT


def _of_a_profile(one: Signal) -> bool:
    return one.kind != FINDING or "AnomalousBehavior" in one.name


def _unusual_places(one: Signal) -> set[_Place]:
    """Those of a signal's places that its indicators name; all, if they name none of them."""
    networks = {value for key, value in one.indicators if key == NEW_NETWORK}
    tools = {agent(value) for key, value in one.indicators if key == AGENT}
    if not networks and not tools:
        return set()
    places = _places(one)
    if networks.isdisjoint(place[1] for place in places) and networks:
        return places
    return {place for place in places if place[1] in networks or place[2] in tools} or places


def _at(places: Collection[_Place], one: Signal) -> bool:
    """Whether all of a signal comes from some places; not if it may have more endpoints than are kept."""
    here = _places(one)
    return bool(here) and len(one.endpoints) < MOST_OF_EACH and here.issubset(places)


def _places(one: Signal) -> set[_Place]:
    cut_off = len(one.activities) >= MOST_OF_EACH
    tools = {_ANY} if cut_off else {agent(activity.user_agent) for activity in one.activities}
    return {(one.who.principal, network(endpoint), tool) for endpoint in one.endpoints for tool in tools}
