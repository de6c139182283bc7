"""Block Public Access is switched off, for an account or for a bucket (Policy:S3/…BlockPublicAccessDisabled)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.simulate.cloudtrail import s3
from models.simulate.cloudtrail.identity import Caller, Json
from models.simulate.scenarios.registry import near_miss, scenario
from models.simulate.scenarios.stage import Stage

ACCOUNT = "Policy:S3/AccountBlockPublicAccessDisabled"
BUCKET = "Policy:S3/BucketBlockPublicAccessDisabled"

_FLAGS = ("RestrictPublicBuckets", "BlockPublicPolicy", "BlockPublicAcls", "IgnorePublicAcls")


def configuration(**flags: bool) -> Json:
    """The request's configuration: all four flags true but for those given; ``omit`` leaves the last out."""
    omit = flags.pop("omit", False)
    names = _FLAGS[:-1] if omit else _FLAGS
    values = {name: flags.get(name, True) for name in names}
    return {"PublicAccessBlockConfiguration": {"xmlns": s3.XMLNS} | values}


OFF = configuration(**dict.fromkeys(_FLAGS, False))


def _account_call(
    stage: Stage,
    caller: Caller,
    api: str,
    region: str,
    request: Json | None = None,
    *,
    denied: bool = False,
    raises: Iterable[str] = (),
) -> None:
    """A call of S3 Control; ``denied`` and ``raises`` as in `Stage.call`."""
    failure = s3.ACCESS_DENIED if denied else None
    happened = s3.account_call(caller, stage.now, api, region, stage.dice, request, failure=failure)
    stage.plant(happened, raises)


@scenario(raises=[ACCOUNT])
def account_block_switched_off(stage: Stage) -> None:
    """All four flags of the account's Block Public Access become false, then one true and three false."""
    caller, region = stage.user(stage.name("web")), stage.regions[0]
    _account_call(stage, caller, "PutAccountPublicAccessBlock", region, OFF, raises=[ACCOUNT])
    some = configuration(BlockPublicPolicy=False, RestrictPublicBuckets=False, BlockPublicAcls=False)
    _account_call(stage, caller, "PutAccountPublicAccessBlock", region, some, raises=[ACCOUNT])


@scenario(raises=[ACCOUNT])
def account_block_deleted(stage: Stage) -> None:
    """The account's Block Public Access is deleted, through the endpoint of another Region."""
    caller = stage.session(stage.name("admin"), "tara.novak")
    _account_call(stage, caller, "DeleteAccountPublicAccessBlock", stage.regions[1], raises=[ACCOUNT])


@near_miss(of=[ACCOUNT])
def account_block_switched_on(stage: Stage) -> None:
    """The account's Block Public Access is switched on; switching it off is refused."""
    keeper, web = stage.session(stage.name("security"), "noor.weiss"), stage.user(stage.name("web"))
    on = configuration()
    _account_call(stage, keeper, "PutAccountPublicAccessBlock", stage.region, on)
    _account_call(stage, web, "PutAccountPublicAccessBlock", stage.region, OFF, denied=True)
    _account_call(stage, web, "DeleteAccountPublicAccessBlock", stage.region, denied=True)


def put(stage: Stage, caller: Caller, bucket: str, request: Json, **more: Any) -> None:
    """Set a bucket's Block Public Access."""
    stage.bucket_call(caller, "PutBucketPublicAccessBlock", bucket, "publicAccessBlock", request=request, **more)


@scenario(raises=[BUCKET])
def bucket_block_switched_off(stage: Stage) -> None:
    """A bucket's Block Public Access loses all flags, another's one, and a third's request omits one."""
    caller = stage.user(stage.name("web"))
    put(stage, caller, stage.bucket("site"), OFF, raises=[BUCKET])
    put(stage, caller, stage.bucket("media"), configuration(BlockPublicPolicy=False), raises=[BUCKET])
    put(stage, caller, stage.bucket("docs"), configuration(omit=True), raises=[BUCKET])


@scenario(raises=[BUCKET])
def bucket_block_deleted(stage: Stage) -> None:
    """A bucket's Block Public Access is deleted."""
    caller = stage.session(stage.name("frontend"), "deploy")
    bucket = stage.bucket("site")
    stage.bucket_call(caller, "DeleteBucketPublicAccessBlock", bucket, "publicAccessBlock", raises=[BUCKET])


@near_miss(of=[BUCKET])
def bucket_block_switched_on(stage: Stage) -> None:
    """A bucket's Block Public Access is switched on; switching it off is refused."""
    caller, bucket = stage.session(stage.name("frontend"), "deploy"), stage.bucket("site")
    put(stage, caller, bucket, configuration())
    web = stage.user(stage.name("web"))
    put(stage, web, bucket, OFF, denied=True)
    stage.bucket_call(web, "DeleteBucketPublicAccessBlock", bucket, "publicAccessBlock", denied=True)
