"""What the words about an hour (`models.profiles.behaviour`) say of one of its calls."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from models.findings.sequence import AGENT_LENGTH
from models.findings.sighting import Call
from models.profiles.surroundings import MOST_SHOWN
from models.profiles.traits import agent, network
from models.sequences.signs import AGENT, NEW_API, NEW_NETWORK, NEW_TO_ACCOUNT

#: An indicator's value has no more characters.
LONGEST_VALUE = 256

_USER, _ACCOUNT = "UserIdentityProfiling", "AccountProfiling"


class _Detail(msgspec.Struct, rename="camel"):
    unusual_behavior: dict[str, msgspec.Raw] = {}


_decode = msgspec.json.Decoder(_Detail).decode


class Unusual:
    """What of an hour was unusual.

    The words name APIs, tools and networks, as far as a finding shows them (the first twenty). Where there are as many
    unusual tools or networks, others are left out: then any counts as unusual. With a database of
    autonomous systems the networks' names are theirs, and cannot be told from a call: then a call from any address
    counts as from the unusual network, as long as the hour had one.

    Args:
        detail: a JSON object, as `models.profiles.behaviour.detail` makes it; empty if there is none.
    """

    def __init__(self, detail: str) -> None:
        said = _decode(detail).unusual_behavior if detail else {}
        self._apis = _names(said, f"unusualAPIs{_ACCOUNT}")
        self._agents = _names(said, f"unusualUserAgents{_USER}")
        self._networks = {
            NEW_NETWORK: _names(said, f"unusualNetworks{_USER}"),
            NEW_TO_ACCOUNT: _names(said, f"unusualNetworks{_ACCOUNT}"),
        }

    def indicators(self, call: Call, api: str) -> Iterator[tuple[str, str]]:
        """The indicators of a call.

        Args:
            call: the call.
            api: its ``service:Api``.
        """
        if api in self._apis:
            yield NEW_API, api
        if _among(agent(call.user_agent), self._agents):
            yield AGENT, call.user_agent[:AGENT_LENGTH] or "none"
        for key, names in self._networks.items():
            here = network(call.caller)
            systems = {name for name in names if name.startswith("AS")}
            named = {here} if _among(here, names) and not systems else systems
            yield from ((key, name[:LONGEST_VALUE]) for name in named)


def _among(name: str, names: frozenset[str]) -> bool:
    """Whether names that may be cut off have one."""
    return name in names or len(names) >= MOST_SHOWN


def _names(said: dict[str, msgspec.Raw], key: str) -> frozenset[str]:
    value = msgspec.json.decode(said[key]) if key in said else ""
    return frozenset(value.split(", ")) - {""} if isinstance(value, str) else frozenset()
