"""How CloudTrail names the services: ``eventSource``.

For most services it is the endpoint's prefix in the SDKs' service models and ``.amazonaws.com``. The others
are here, from the services' own CloudTrail pages and EventBridge's reference of events by CloudTrail.
Several SDK services can share one source (S3 and S3 Control, RDS, Neptune and DocumentDB).
"""

from __future__ import annotations

from models.apis.listing import words

SUFFIX = ".amazonaws.com"

#: Endpoint prefix of a service model -> service part of the event source, where the two differ.
SERVICES: dict[str, str] = {
    "a2i-runtime.sagemaker": "sagemaker",
    "account-access-runtime": "account-access",
    "admin.wickr": "wickr",
    "agent-registry-control": "agent-registry",
    "api.detective": "detective",
    "api.ecr": "ecr",
    "api.ecr-public": "ecr-public",
    "api.iotdeviceadvisor": "iotdeviceadvisor",
    "api.iotmanagedintegrations": "iotmanagedintegrations",
    "api.iotwireless": "iotwireless",
    "api.mediatailor": "mediatailor",
    "api.pricing": "pricelist",
    "api.sagemaker": "sagemaker",
    "api.tunneling.iot": "iotsecuredtunneling",
    "appconfigdata": "appconfig",
    "applicationinsights": "application-insights",
    "appstream2": "appstream",
    "bedrock-agent": "bedrock",
    "bedrock-agent-runtime": "bedrock",
    "bedrock-agentcore-control": "bedrock-agentcore",
    "bedrock-data-automation": "bedrock",
    "bedrock-data-automation-runtime": "bedrock",
    "bedrock-runtime": "bedrock",
    "cassandra-streams": "cassandra",
    "catalog.marketplace": "marketplacecatalog",
    "cloudhsmv2": "cloudhsm",
    "controlplane.payment-cryptography": "payment-cryptography",
    "data-ats.iot": "iotdata",
    "data-signer": "signer",
    "data.jobs.iot": "iot-jobs-data",
    "data.mediastore": "mediastore",
    "data.qapps": "qapps",
    "dataplane.payment-cryptography": "payment-cryptography",
    "edge.sagemaker": "sagemaker",
    "email": "ses",
    "entitlement.marketplace": "entitlement-marketplace",
    "eventsv2": "events",
    "featurestore-runtime.sagemaker": "sagemaker",
    "identity-chime": "chime",
    "inferencerouter-runtime.sagemaker": "sagemaker",
    "ingest.timestream": "timestream",
    "ivsrealtime": "ivs",
    "job-runtime.sagemaker": "sagemaker",
    "mail-manager": "ses",
    "media-pipelines-chime": "chime-sdk-media-pipelines",
    "meetings-chime": "chime",
    "memory-db": "memorydb",
    "messaging-chime": "chime",
    "metering.marketplace": "metering-marketplace",
    "metrics.sagemaker": "sagemaker",
    "models-v2-lex": "lex",
    "models.lex": "lex",
    "oidc": "sso",
    "participant.connect": "connect",
    "portal.sso": "sso",
    "query.timestream": "timestream",
    "runtime-v2-lex": "lex",
    "runtime.lex": "lex",
    "runtime.sagemaker": "sagemaker",
    "s3-control": "s3",
    "sms-voice.pinpoint": "sms-voice",
    "streams.dynamodb": "dynamodb",
    "training-session-runtime.sagemaker": "sagemaker",
    "voice-chime": "chime-sdk-voice",
}

#: Other names that records have carried for a service -> the one that the rules are written for.
ALIASES: dict[str, str] = {
    "applicationinsights": "application-insights",
    "appstream2": "appstream",
    "cloudwatch": "monitoring",
    "inspector2-telemetry": "inspector2",
    "iotsecuretunneling": "iotsecuredtunneling",
    "lexv2": "lex",
    "memory-db": "memorydb",
    "opensearch": "es",
    "pinpoint": "mobiletargeting",
    "pricing": "pricelist",
    "s3-control": "s3",
    "s3-object-lambda": "s3",
    "s3control": "s3",
    "s3express": "s3",
    "sso-oauth": "sso",
}

#: Event sources of services that have one endpoint for all Regions. CloudTrail records them in us-east-1,
#: Global Accelerator and Network Manager in us-west-2, sign-ins where the sign-in page was. STS is here for
#: its global endpoint; calls to a Regional one are recorded in that Region.
GLOBAL_SOURCES: frozenset[str] = frozenset(
    name + SUFFIX
    for name in words(
        "account aws-marketplace billing budgets ce cloudfront cur globalaccelerator health iam importexport"
        " networkmanager organizations pricelist route53 route53domains savingsplans shield signin sts support"
        " tax trustedadvisor waf"
    )
)

#: Regions that hold the records of global services.
GLOBAL_REGIONS: frozenset[str] = frozenset({"us-east-1", "us-west-2"})

#: S3's calls on the account rather than on a bucket of a Region.
S3_GLOBAL_APIS: frozenset[str] = words(
    """
    ListBuckets ListAllMyBuckets GetAccountPublicAccessBlock PutAccountPublicAccessBlock
    DeleteAccountPublicAccessBlock CreateMultiRegionAccessPoint DeleteMultiRegionAccessPoint
    DescribeMultiRegionAccessPointOperation GetMultiRegionAccessPoint GetMultiRegionAccessPointPolicy
    GetMultiRegionAccessPointPolicyStatus GetMultiRegionAccessPointRoutes ListMultiRegionAccessPoints
    PutMultiRegionAccessPointPolicy SubmitMultiRegionAccessPointRoutes
    """
)


def is_global(event_source: str, event_name: str, region: str) -> bool:
    """Whether a record is of a service that all Regions share, and so is news to each of them.

    ``region`` is where CloudTrail recorded it. Sign-ins are the account's wherever they are recorded.
    """
    name = service(event_source)
    if name == "signin":
        return True
    return region in GLOBAL_REGIONS and (
        name + SUFFIX in GLOBAL_SOURCES or (name == "s3" and event_name in S3_GLOBAL_APIS)
    )


def service(event_source: str) -> str:
    """The service part of an event source.

    >>> service("monitoring.amazonaws.com")
    'monitoring'
    >>> service("s3-control.amazonaws.com")
    's3'
    """
    name = event_source.removesuffix(".cn").removesuffix(SUFFIX)
    return ALIASES.get(name, name)


def source_of(endpoint_prefix: str) -> str:
    """The event source of a service model.

    >>> source_of("email")
    'ses.amazonaws.com'
    """
    return SERVICES.get(endpoint_prefix, endpoint_prefix) + SUFFIX
