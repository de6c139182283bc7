"""What expressions can call beyond CEL's own functions.

A function is given plain values: text, numbers, flags, null, lists and maps. What it raises as ValueError ends the
evaluation in an error, as CEL's own functions do. `models.rules.calls` says how they are called.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from models.aws.addresses import Network, address_of, network_of
from models.rules import policies
from models.rules.view import parsed

#: The names of CEL's types.
TEXT, FLAG, LIST, ANYTHING = "string", "bool", "list", "dyn"

#: The types that a policy may have, and those that a value of a record may have.
_POLICY = (TEXT, "map")
_VALUES = (TEXT, LIST, "map", "int", "double", "bool", "null")


def _written_out(*_: object) -> None:
    msg = "a function that is written out was called"
    raise AssertionError(msg)


class Function(NamedTuple):
    """One function.

    Attributes:
        signature: how it is called and what it gives, for people.
        meaning: what it does, in a sentence or two.
        parameters: the types that each parameter may have.
        gives: the type of the result.
        call: the function itself; for those that `models.rules.calls` writes out in CEL there is none.
    """

    signature: str
    meaning: str
    parameters: tuple[tuple[str, ...], ...]
    gives: str
    call: Callable[..., Any] = _written_out


def cidr(address: str, block: str) -> bool:
    """Whether an address is in a network; false for what is no address, such as the name of an AWS service.

    Raises:
        ValueError: the block is no network.
    """
    inside, known = network(block), address_of(address)
    return known is not None and known in inside


@lru_cache(maxsize=1024)
def network(text: str) -> Network:
    """The network that a text names; an address in it stands for it.

    Raises:
        ValueError: it names none.
    """
    return network_of(text, strict=False)


FUNCTIONS: dict[str, Function] = {
    "cidr": Function(
        "cidr(address, network) → bool",
        'Whether the address is in the network, such as "10.0.0.0/8"; false for what is no address.',
        ((TEXT,), (TEXT,)),
        FLAG,
        cidr,
    ),
    "glob": Function(
        "glob(text, pattern) → bool",
        'Whether the whole text matches the pattern, such as "*.example.org": * is any characters, ? is any one. The '
        "pattern is written out.",
        ((TEXT,), (TEXT,)),
        FLAG,
    ),
    "lower": Function("lower(text) → string", "The text with the letters A to Z in lower case.", ((TEXT,),), TEXT),
    "json": Function(
        "json(text) → value",
        "The value that a text in JSON stands for, URL-encoded or not, such as a policy document; else an error.",
        ((TEXT,),),
        ANYTHING,
        parsed,
    ),
    "list": Function(
        "list(value) → list",
        "The list itself, or a list of the one value, as AWS takes either in a policy.",
        (_VALUES,),
        LIST,
    ),
    "admin": Function(
        "admin(policy) → bool",
        "Whether the policy, a text or a value, allows every action on everything.",
        (_POLICY,),
        FLAG,
        policies.admin,
    ),
    "grantsPublic": Function(
        "grantsPublic(policy) → bool",
        "Whether the resource policy, a text or a value, lets somebody in who has nothing to do with the account: "
        "anybody, or anybody with an AWS account.",
        (_POLICY,),
        FLAG,
        policies.grants_public,
    ),
    "grantsOutside": Function(
        "grantsOutside(policy, account) → bool",
        "Whether the resource policy, a text or a value, lets a principal of another account in, or the public.",
        (_POLICY, (TEXT,)),
        FLAG,
        policies.grants_outside,
    ),
}
