"""Traces are removed and controls switched off (DefenseEvasion)."""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.clock import MINUTE
from models.simulate.cloudtrail import agents, identity, machines
from models.simulate.month import tools
from models.simulate.month.ground import Ground
from models.simulate.month.labels import DEFENSE_EVASION, IMPACT
from models.simulate.month.registry import CAREFUL, LOUD, REFUSED, attacker
from models.simulate.scenarios import trail


@attacker([DEFENSE_EVASION, IMPACT], "T1562.008", LOUD)
def flow_logs_deleted(ground: Ground) -> None:
    """An operator's stolen key, from a private line abroad: flow logs, alarms and event rules disappear."""
    thief = ground.stolen_key("user boto3", addresses.home("IN", ground.dice), tools.POWERSHELL)
    ground.calls(thief, "ec2", ["DescribeFlowLogs", "DescribeVpcs"])
    for _ in range(3):
        log = {"DeleteFlowLogsRequest": {"FlowLogId": f"fl-0{ground.dice.hexadecimal(16)}"}}
        ground.calls(thief, "ec2", ["DeleteFlowLogs"], log)
    ground.calls(thief, "monitoring", ["DisableAlarmActions", "DeleteAlarms"], {"alarmNames": ["root-login", "trail"]})
    ground.calls(thief, "events", ["DisableRule", "RemoveTargets", "DeleteRule"], {"name": "security-events"})
    ground.calls(thief, "logs", ["DeleteLogGroup"], {"logGroupName": "vpc-flow-logs"})


@attacker([DEFENSE_EVASION], "T1562.008", LOUD)
def watchers_blinded(ground: Ground) -> None:
    """The older builds' role, used from another company's AWS account: detector, recorder and trail are stopped."""
    role = machines.release_role(ground.account)
    address = addresses.ec2("eu-central-1", ground.dice)
    thief = identity.session(role, "botocore-session-1773", ground.now, address, tools.CLI_ON_SERVER, ground.dice)
    detector = {"detectorId": ground.dice.hexadecimal(32)}
    ground.calls(thief, "guardduty", ["ListDetectors", "GetDetector", "DeleteDetector"], detector)
    ground.calls(thief, "config", ["StopConfigurationRecorder", "DeleteDeliveryChannel"], {"name": "default"})
    ground.calls(thief, "securityhub", ["DisableSecurityHub"], denied=True)
    trail.trail_call(ground, thief, "StopLogging", ground.name("audit"), raises=[trail.LOGGING_DISABLED])


@attacker([DEFENSE_EVASION], "T1562.001", CAREFUL)
def alarms_muted(ground: Ground) -> None:
    """An administrator's browser is taken over at work: within minutes three alarms and a findings filter change."""
    victim = ground.person("sso", "operator")
    ground.at_work(victim)
    caller = ground.at_their_desk(victim).using(agents.CHROME)
    ground.calls(caller, "monitoring", ["DisableAlarmActions"], {"alarmNames": ["spend", "new-user"]})
    ground.pause(4 * MINUTE)
    ground.calls(caller, "guardduty", ["CreateFilter"], {"name": "routine", "action": "ARCHIVE"})
    ground.calls(caller, "events", ["DisableRule"], {"name": "guardduty-to-pager"})


@attacker([DEFENSE_EVASION], "T1562.008", REFUSED)
def function_covers_tracks(ground: Ground) -> None:
    """Credentials stolen from a function try to delete its own logs and everybody's, mostly refused."""
    thief = ground.in_function(1).calling_from(addresses.hosting(ground.dice)).using(tools.NODE)
    group = {"logGroupName": f"/aws/lambda/{ground.site.services[1]}-handler"}
    ground.calls(thief, "logs", ["DeleteLogStream"], group)
    ground.calls(
        thief, "logs", ["DeleteLogGroup", "PutRetentionPolicy", "DeleteSubscriptionFilter"], group, denied=True
    )
    ground.calls(thief, "cloudtrail", ["DescribeTrails", "DeleteTrail", "StopLogging"], denied=True)
    ground.calls(thief, "ec2", ["DeleteFlowLogs"], denied=True)
