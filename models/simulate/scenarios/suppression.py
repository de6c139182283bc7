"""Findings that the example configuration's suppression rules archive, and what they do not cover.

One rule goes by the name of the scanner's users, one by the testers' addresses; both are about PenTest findings.
"""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.cloudtrail import agents
from models.simulate.cloudtrail.identity import Caller
from models.simulate.scenarios.registry import scenario
from models.simulate.scenarios.stage import Stage

_KALI, _KALI_S3 = "PenTest:IAMUser/KaliLinux", "PenTest:S3/KaliLinux"
_TOOL = agents.cli("kali.2025", "6.12.38+kali-amd64", "source")


def _scan(stage: Stage, caller: Caller) -> None:
    for service, api in (("sts", "GetCallerIdentity"), ("ec2", "DescribeSecurityGroups"), ("ec2", "DescribeImages")):
        stage.call(caller, service, api, read_only=True, raises=[_KALI])


def _fetch(stage: Stage, caller: Caller, bucket: str) -> None:
    stage.object_call(caller, "ListObjects", bucket, None, read_only=True, raises=[_KALI_S3])
    stage.object_call(caller, "GetObject", bucket, "export.csv", read_only=True, raises=[_KALI_S3], received=70_100)


@scenario(raises=[_KALI, _KALI_S3], archived=True)
def scanner_at_work(stage: Stage) -> None:
    """The vulnerability scanner, which runs on Kali Linux, does its work: archived, by its user's name."""
    scanner = stage.user(stage.name("vuln-scanner"), _TOOL)
    _scan(stage, scanner)
    _fetch(stage, scanner, stage.bucket("samples"))


@scenario(raises=[_KALI])
def scanner_in_disguise(stage: Stage) -> None:
    """Somebody with Kali Linux on an EC2 instance has a user with a name like the scanner's: not archived."""
    caller = stage.user(stage.name("my-vuln-scanner"), _TOOL)
    _scan(stage, caller.calling_from(addresses.ec2(stage.region, stage.dice)))


@scenario(raises=[_KALI, _KALI_S3], archived=True)
def testers_at_work(stage: Stage) -> None:
    """Hired testers use a role from two of their addresses: archived, by the addresses."""
    session, bucket = stage.session(stage.name("assessment"), "tester", _TOOL), stage.bucket("samples")
    for _ in range(2):
        tester = session.calling_from(addresses.tester(stage.dice))
        _scan(stage, tester)
        _fetch(stage, tester, bucket)


@scenario(raises=[_KALI, _KALI_S3])
def testers_key_in_other_hands(stage: Stage) -> None:
    """A key that hired testers use is used from elsewhere too, in the midst of their work: not archived."""
    user, bucket = stage.user(stage.name("assessment"), _TOOL), stage.bucket("samples")
    tester = user.calling_from(addresses.tester(stage.dice))
    for caller in (tester, user.calling_from(addresses.hosting(stage.dice)), tester):
        _scan(stage, caller)
        _fetch(stage, caller, bucket)
