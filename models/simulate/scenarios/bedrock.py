"""Bedrock stops recording what models are asked (DefenseEvasion:IAMUser/BedrockLoggingDisabled)."""

from __future__ import annotations

from models.simulate.scenarios.registry import near_miss, scenario
from models.simulate.scenarios.stage import Stage

LOGGING_DISABLED = "DefenseEvasion:IAMUser/BedrockLoggingDisabled"

_DELETE = "DeleteModelInvocationLoggingConfiguration"


@scenario(raises=[LOGGING_DISABLED])
def bedrock_logging_deleted(stage: Stage) -> None:
    """Model invocation logging is removed, and then models are invoked."""
    caller = stage.user(stage.name("research"))
    stage.call(caller, "bedrock", "GetModelInvocationLoggingConfiguration", read_only=True)
    stage.call(caller, "bedrock", _DELETE, raises=[LOGGING_DISABLED])
    model = {"modelId": "amazon.nova-lite-v1:0"}
    for _ in range(4):
        stage.call(caller, "bedrock", "InvokeModel", model, read_only=True)


@near_miss(of=[LOGGING_DISABLED])
def bedrock_logging_changed(stage: Stage) -> None:
    """Model invocation logging gets another bucket, and an attempt to remove it is refused."""
    target = {"bucketName": stage.bucket("prompts"), "keyPrefix": "bedrock"}
    config = {"s3Config": target, "textDataDeliveryEnabled": True, "imageDataDeliveryEnabled": True}
    caller = stage.session(stage.name("platform"), "terraform")
    stage.call(caller, "bedrock", "PutModelInvocationLoggingConfiguration", {"loggingConfig": config})
    stage.call(stage.user(stage.name("research")), "bedrock", _DELETE, denied=True)
