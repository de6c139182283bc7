"""Password policy: the account's rules for passwords become weaker.

Source: CloudTrail management events of IAM. Severity Low to High, by degree. One finding per principal and
account. ``Stealth:IAMUser/PasswordPolicyChange`` when UpdateAccountPasswordPolicy or
DeleteAccountPasswordPolicy makes the policy weaker than the one before, or weaker than AWS's default; an
attempt that fails counts too (but not the deletion of a policy that does not exist). The finding shows the
old policy, as far as it is known, and the new one.

What makes a policy weaker:

- its shortest password has fewer possibilities. Length and required kinds of characters count together, in
  bits: a policy that asks for 14 characters of any kind (66 bits) is stronger than AWS's default of 8 with
  three kinds (48 bits), and NIST SP 800-63B recommends just such;
- against the policy before, also: passwords live longer or for ever, or fewer of the last ones are barred.

UpdateAccountPasswordPolicy replaces the whole policy: what is left out takes the API's default (length 6,
nothing required, no expiry; IAM API reference), which is weaker than the policy that an account has without
any of its own (length 8, three of four kinds). Degree: the bits that are lost (thresholds below).
Setting the same policy again changes nothing. State per account: the last policy that was set.
ATT&CK: T1556.009 (Modify Authentication Process).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log2
from typing import Any

import msgspec

from models.cloudtrail.record import CloudTrailRecord
from models.detectors.base import AccountDetector, DetectorSettings, Hit, Note, flag, request
from models.findings.types import HIGH, LOW, MEDIUM, FindingType

CHANGED = FindingType(
    name="Stealth:IAMUser/PasswordPolicyChange",
    severity=LOW,
    title="{user} weakened the password policy of account {account}.",
    description=(
        "{user} called {call} from {caller}. The password policy of account {account} would allow weaker "
        "passwords, or keep them for longer, than before or than AWS's default; that eases guessing them."
    ),
)

#: Characters of each kind that a policy can require (IAM allows 33 symbols).
_KINDS = {
    "requireLowercaseCharacters": 26,
    "requireUppercaseCharacters": 26,
    "requireNumbers": 10,
    "requireSymbols": 33,
}

#: People's weakest password is of lower-case letters; that a digit or a symbol is required makes none weaker.
_ANY_KIND = 26


class Policy(msgspec.Struct, frozen=True, rename="camel", omit_defaults=False):
    """An account password policy, as the API has it. The defaults are UpdateAccountPasswordPolicy's."""

    minimum_password_length: int = 6
    require_lowercase_characters: bool = False
    require_uppercase_characters: bool = False
    require_numbers: bool = False
    require_symbols: bool = False
    max_password_age: int = 0
    password_reuse_prevention: int = 0
    hard_expiry: bool = False
    allow_users_to_change_password: bool = False

    @property
    def bits(self) -> float:
        """How many possibilities the shortest allowed password has, as a power of two, to one decimal."""
        members = msgspec.to_builtins(self)
        alphabet = max(sum(size for kind, size in _KINDS.items() if members[kind]), _ANY_KIND)
        return round(self.minimum_password_length * log2(alphabet), 1)


#: What holds in an account without a policy of its own: at least 8 characters of three of the four kinds. The
#: three with the fewest symbols stand for it.
AWS_DEFAULT = Policy(
    minimum_password_length=8,
    require_lowercase_characters=True,
    require_uppercase_characters=True,
    require_numbers=True,
)


class PolicyFact(msgspec.Struct, frozen=True, array_like=True):
    """A policy that was to be set; None for a deletion."""

    policy: Policy | None
    error_code: str


class PolicyMemory(msgspec.Struct, array_like=True):
    """The policy that is known to be in force, None while none has been seen."""

    policy: Policy | None = None


class PasswordPolicySettings(DetectorSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How much a password has to lose.

    Attributes:
        medium_bits: of the shortest allowed password that are lost, from which a change is Medium. One character of
            three kinds is 6 bits, so Low takes at most one away. AWS's own test (length 6, nothing else said) loses 19
            against the default.
        high_bits: the same from which it is High. From 20 bits on, guessing has become a million times easier.
    """

    medium_bits: float = 10.0
    high_bits: float = 20.0


_UPDATE, _DELETE = "UpdateAccountPasswordPolicy", "DeleteAccountPasswordPolicy"


def note(record: CloudTrailRecord) -> PolicyFact | None:
    """The policy that the call sets, if the record shows it. One that succeeded without a parameter set defaults."""
    error = record.error_code or ""
    if record.event_name == _DELETE:
        return None if error.startswith("NoSuchEntity") else PolicyFact(None, error)
    parameters = request(record)
    return None if error and not parameters else PolicyFact(_policy(parameters), error)


def _policy(parameters: dict[str, Any]) -> Policy:
    """The policy of a request: what is left out takes the API's default."""
    known: dict[str, Any] = {}
    for member, default in msgspec.to_builtins(Policy()).items():
        value = parameters.get(member)
        if isinstance(default, bool):
            known[member] = flag(value) is True
        else:
            known[member] = value if type(value) is int and 0 <= value <= 10_000 else default
    return msgspec.convert(known, Policy)


def fold(memory: PolicyMemory, seen: Note, fact: PolicyFact, settings: PasswordPolicySettings) -> Iterator[Hit]:
    """Compare with the policy before; take the new one in when the call succeeded."""
    new, old = fact.policy or AWS_DEFAULT, memory.policy
    if new == old:
        return
    lost = round(max((old or AWS_DEFAULT).bits - new.bits, AWS_DEFAULT.bits - new.bits, 0.0), 1)
    vanished = fact.policy is None and old is None  # a policy that was never seen: there was one, though
    if lost > 0 or vanished or (old and _lives_longer(old, new)):
        degree = HIGH if lost >= settings.high_bits else MEDIUM if lost >= settings.medium_bits else LOW
        yield Hit(
            CHANGED,
            severity=degree,
            info={
                "oldPolicy": msgspec.to_builtins(old) if old else "unknown",
                "newPolicy": msgspec.to_builtins(fact.policy) if fact.policy else "AWS default",
                "bitsLost": lost,
            },
        )
    if not fact.error_code:
        memory.policy = new


def _lives_longer(old: Policy, new: Policy) -> bool:
    """Whether passwords may be kept for longer, or come back sooner."""
    forever = 10_000
    return (
        (new.max_password_age or forever) > (old.max_password_age or forever)
        or new.password_reuse_prevention < old.password_reuse_prevention
        or (old.hard_expiry and not new.hard_expiry)
    )


DETECTOR = AccountDetector(
    name="password_policy",
    types=(CHANGED,),
    apis=frozenset({("iam.amazonaws.com", _UPDATE), ("iam.amazonaws.com", _DELETE)}),
    note=note,
    fact=PolicyFact,
    memory=PolicyMemory,
    fold=fold,
    settings=PasswordPolicySettings,
)
