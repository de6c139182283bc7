"""What the example configuration's rules find: one that counts, one that counts different keys, some of the pack."""

from __future__ import annotations

from typing import Any

from models.simulate.clock import MINUTE
from models.simulate.cloudtrail.identity import Caller, Json
from models.simulate.scenarios.registry import near_miss, scenario
from models.simulate.scenarios.stage import Stage

GUESSING = "CredentialAccess:IAMUser/RoleGuessing"
KEYS_DELETED = "Impact:KMS/DataDestruction"
SNAPSHOT_SHARED = "Exfiltration:EC2/TransferDataToCloudAccount.Snapshot"
FLOW_LOGS_DELETED = "DefenseImpairment:EC2/DisableOrModifyTools.FlowLogs"

#: How many refusals make a finding of `GUESSING`, and within which time.
_ENOUGH, _WITHIN = 5, 5 * MINUTE


def _assume(stage: Stage, caller: Caller, times: int, *, denied: bool = True, raises: tuple[str, ...] = ()) -> None:
    """Roles are asked for, another one each time."""
    for _ in range(times):
        role = f"arn:aws:iam::{stage.account.id}:role/{stage.name('admin')}"
        request = {"roleArn": role, "roleSessionName": "session"}
        stage.call(caller, "sts", "AssumeRole", request, read_only=True, denied=denied, raises=raises)


@scenario(raises=[GUESSING])
def roles_guessed(stage: Stage) -> None:
    """A user tries one role after the other and is refused each time: as often as the rule says, and more often."""
    _assume(stage, stage.user(stage.name("temp")), _ENOUGH, raises=(GUESSING,))
    _assume(stage, stage.session(stage.name("runner"), "job"), _ENOUGH + 2, raises=(GUESSING,))


@near_miss(of=[GUESSING])
def roles_refused_now_and_then(stage: Stage) -> None:
    """Users are refused too seldom: once less than the rule says, again when its time is over, or granted."""
    forgetful = stage.user(stage.name("temp"))
    _assume(stage, forgetful, _ENOUGH - 1)
    stage.pause(_WITHIN)
    _assume(stage, forgetful, _ENOUGH - 1)
    _assume(stage, stage.user(stage.name("deploy")), 2 * _ENOUGH, denied=False)
    for _ in range(2):
        _assume(stage, stage.user(stage.name("temp")), _ENOUGH - 2)


def _delete_keys(stage: Stage, keys: list[str], **more: Any) -> None:
    caller = stage.session(stage.name("platform"), "cleanup")
    for key in keys:
        request = {"keyId": key, "pendingWindowInDays": 7}
        stage.call(caller, "kms", "ScheduleKeyDeletion", request, **more)


@scenario(raises=[KEYS_DELETED])
def several_keys_to_be_deleted(stage: Stage) -> None:
    """One session has three keys scheduled for deletion."""
    _delete_keys(stage, [stage.dice.uuid() for _ in range(3)], raises=[KEYS_DELETED])


@near_miss(of=[KEYS_DELETED])
def few_keys_to_be_deleted(stage: Stage) -> None:
    """One key is scheduled again and again, two keys are, and three in vain."""
    _delete_keys(stage, [stage.dice.uuid()] * 4)
    _delete_keys(stage, [stage.dice.uuid() for _ in range(2)])
    _delete_keys(stage, [stage.dice.uuid() for _ in range(3)], denied=True)


def _share(stage: Stage, caller: Caller, items: list[Json], **more: Any) -> None:
    """A snapshot's permissions are changed."""
    snapshot = f"snap-0{stage.dice.hexadecimal(16)}"
    request = {
        "snapshotId": snapshot,
        "createVolumePermission": {"add": {"items": items}},
        "attributeType": "CREATE_VOLUME_PERMISSION",
    }
    stage.call(caller, "ec2", "ModifySnapshotAttribute", request, about=snapshot, **more)


def _delete_flow_logs(stage: Stage, caller: Caller, **more: Any) -> None:
    logs = {"FlowLogId": {"tag": 1, "content": f"fl-0{stage.dice.hexadecimal(16)}"}}
    stage.call(caller, "ec2", "DeleteFlowLogs", {"DeleteFlowLogsRequest": logs}, **more)


@scenario(raises=[SNAPSHOT_SHARED, FLOW_LOGS_DELETED])
def snapshots_given_away(stage: Stage) -> None:
    """Flow logs are deleted, a volume's snapshot is shared with a foreign account and another with everybody."""
    caller = stage.user(stage.name("restore"))
    _delete_flow_logs(stage, caller, raises=[FLOW_LOGS_DELETED])
    for item in ({"userId": stage.dice.digits(12)}, {"group": "all"}):
        _share(stage, caller, [item], raises=[SNAPSHOT_SHARED])


@near_miss(of=[SNAPSHOT_SHARED, FLOW_LOGS_DELETED])
def snapshots_kept(stage: Stage) -> None:
    """A snapshot is shared with its own account; giving one away and deleting flow logs is refused."""
    caller = stage.user(stage.name("restore"))
    _share(stage, caller, [{"userId": stage.account.id}])
    _share(stage, caller, [{"group": "all"}], denied=True)
    _delete_flow_logs(stage, caller, denied=True)
    stage.call(caller, "ec2", "DescribeFlowLogs", {"DescribeFlowLogsRequest": {}}, read_only=True)
