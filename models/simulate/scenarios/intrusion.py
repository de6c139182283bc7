"""One break-in from first try to open bucket: what a leaked key does, and what each step must raise."""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.clock import MINUTE
from models.simulate.cloudtrail import agents, identity, s3
from models.simulate.scenarios import bucket_access, password_policy, public_access_block, trail
from models.simulate.scenarios.registry import scenario
from models.simulate.scenarios.stage import Stage
from models.simulate.sequences import IAM, S3

_KALI, _KALI_S3 = "PenTest:IAMUser/KaliLinux", "PenTest:S3/KaliLinux"


@scenario(
    raises=[
        _KALI,
        _KALI_S3,
        trail.LOGGING_DISABLED,
        password_policy.POLICY_CHANGE,
        public_access_block.BUCKET,
        bucket_access.ANONYMOUS,
    ],
    sequences=[S3],
    also=[IAM],
)
def leaked_key_intrusion(stage: Stage) -> None:
    """A leaked key is used from Kali: recon, trail stopped, password policy weakened, bucket opened."""
    tool = agents.cli("kali.2025", "6.12.38+kali-amd64", "source")
    intruder = identity.user(stage.account.id, stage.name("ci-export"), addresses.hosting(stage.dice), tool)
    bucket = stage.bucket("customers")
    for service, api in (("sts", "GetCallerIdentity"), ("iam", "ListUsers"), ("iam", "ListAttachedUserPolicies")):
        stage.call(intruder, service, api, read_only=True, raises=[_KALI])
    stage.call(intruder, "iam", "CreateLoginProfile", denied=True, raises=[_KALI])
    stage.plant(s3.list_buckets(intruder, stage.now, stage.region, stage.dice), [_KALI])
    stage.pause(2 * MINUTE)

    stage.call(intruder, "cloudtrail", "DescribeTrails", read_only=True, raises=[_KALI])
    trail_raises = [_KALI, trail.LOGGING_DISABLED]
    trail.trail_call(stage, intruder, "StopLogging", stage.name("audit"), raises=trail_raises)
    policy_raises = [_KALI, password_policy.POLICY_CHANGE]
    password_policy.update(stage, intruder, password_policy.SHORT, raises=policy_raises)

    block_raises = [_KALI, public_access_block.BUCKET]
    public_access_block.put(stage, intruder, bucket, public_access_block.OFF, raises=block_raises)
    open_raises = [_KALI, bucket_access.ANONYMOUS]
    bucket_access.put_policy(stage, intruder, bucket, "*", raises=open_raises)
    stage.object_call(intruder, "ListObjects", bucket, None, read_only=True, raises=[_KALI_S3], received=4100)
    for number in range(5):
        key = f"dumps/customers-{number}.csv.gz"
        stage.object_call(intruder, "GetObject", bucket, key, read_only=True, raises=[_KALI_S3], received=8_400_000)
    password_policy.repair(stage)
