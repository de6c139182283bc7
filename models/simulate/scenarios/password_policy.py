"""The account's password policy gets weaker (Stealth:IAMUser/PasswordPolicyChange).

The policy belongs to the account, so scenarios in one account see each other's settings. Each that changes
the policy leaves the same strong one behind, whatever it found; putting it back is a near miss in itself.
"""

from __future__ import annotations

from typing import Any

from models.simulate.clock import MINUTE
from models.simulate.cloudtrail.identity import Caller, Json
from models.simulate.scenarios.registry import near_miss, scenario
from models.simulate.scenarios.stage import Stage

POLICY_CHANGE = "Stealth:IAMUser/PasswordPolicyChange"
_RAISES = [POLICY_CHANGE]

STRONG: Json = {
    "minimumPasswordLength": 14,
    "requireSymbols": True,
    "requireNumbers": True,
    "requireUppercaseCharacters": True,
    "requireLowercaseCharacters": True,
    "allowUsersToChangePassword": True,
    "maxPasswordAge": 90,
    "passwordReusePrevention": 24,
    "hardExpiry": False,
}
#: Six characters and nothing else: what the API takes for a policy without any requirement.
SHORT: Json = {"minimumPasswordLength": 6}


def update(stage: Stage, caller: Caller, policy: Json, **more: Any) -> None:
    """Set the account's password policy."""
    stage.call(caller, "iam", "UpdateAccountPasswordPolicy", policy, **more)


def repair(stage: Stage) -> None:
    """Somebody of the security team puts the strong policy back."""
    stage.pause(3 * MINUTE)
    update(stage, stage.session(stage.name("security"), "noor.weiss"), STRONG)


@scenario(raises=_RAISES)
def password_policy_shortened(stage: Stage) -> None:
    """Passwords of six characters become enough."""
    update(stage, stage.user(stage.name("helpdesk")), SHORT, raises=_RAISES)
    repair(stage)


@scenario(raises=_RAISES)
def password_policy_deleted(stage: Stage) -> None:
    """A strong policy is set, and deleted some minutes later."""
    update(stage, stage.session(stage.name("platform"), "terraform"), STRONG)
    stage.pause(6 * MINUTE)
    stage.call(stage.user(stage.name("helpdesk")), "iam", "DeleteAccountPasswordPolicy", raises=_RAISES)
    repair(stage)


@scenario(raises=_RAISES)
def password_policy_attempt(stage: Stage) -> None:
    """Somebody tries to weaken the policy and is refused; the attempt counts."""
    update(stage, stage.user(stage.name("helpdesk")), SHORT, denied=True, raises=_RAISES)


@near_miss(of=_RAISES)
def password_policy_applied_again(stage: Stage) -> None:
    """The strong policy is applied and applied again: it strengthens what there was, or changes nothing."""
    caller = stage.session(stage.name("platform"), "terraform")
    for _ in range(3):
        update(stage, caller, STRONG)
        stage.pause(MINUTE)
    stage.call(caller, "iam", "GetAccountPasswordPolicy", read_only=True)
