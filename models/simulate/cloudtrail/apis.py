"""The calls of everyday work, with plausible parameters.

A line of a table is an API: service, name, and what its ``requestParameters`` look like at a site. Nothing
here weakens, opens or hides anything; what does is in `models.simulate.scenarios`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from models.simulate.clock import iso
from models.simulate.cloudtrail import event, s3
from models.simulate.cloudtrail.event import Event, Failure
from models.simulate.cloudtrail.identity import Caller, Json, Role
from models.simulate.dice import Dice
from models.simulate.organisation import Site

Parameters = Callable[[Site, Dice], Json | None]
Text = Callable[[Site, Dice], str]


class Api(NamedTuple):
    """One API that somebody may call.

    Attributes:
        service: the endpoint's first label.
        name: ``eventName``.
        request: makes ``requestParameters``; for S3 what is added to bucket and host.
        response: makes ``responseElements`` of a call that changes something; None for one that reads.
        subresource: for S3, the query parameter; without one the call is ListBuckets.
        resource: type of the resource in ``resources``, and what makes its ARN, where the service writes it.
    """

    service: str
    name: str
    request: Parameters
    response: Parameters | None = None
    subresource: str | None = None
    resource: tuple[str, Text] | None = None

    def call(self, caller: Caller, at: int, site: Site, dice: Dice, failure: Failure | None = None) -> Event:
        """The call by a caller at a site."""
        more: Json = {"request": self.request(site, dice), "failure": failure}
        more["read_only"] = self.response is None
        if self.response:
            more["response"] = self.response(site, dice)
        if self.service == "s3":
            return self._s3_call(caller, at, site, dice, more)
        if self.resource:
            kind, arn = self.resource
            more["resources"] = [{"accountId": site.account, "type": kind, "ARN": arn(site, dice)}]
        return event.call(caller, at, self.service, self.name, site.region, dice, **more)

    def _s3_call(self, caller: Caller, at: int, site: Site, dice: Dice, more: Json) -> Event:
        more["sent" if self.response else "received"] = dice.randrange(180, 2400)
        if self.subresource is None:
            more.pop("request")
            return s3.list_buckets(caller, at, site.region, dice, **more)
        bucket = dice.choice(site.buckets)
        return s3.bucket_call(caller, at, self.name, bucket, site.region, dice, subresource=self.subresource, **more)


def _nothing(site: Site, dice: Dice) -> None:
    return None


def _empty(site: Site, dice: Dice) -> Json:
    return {}


def _done(site: Site, dice: Dice) -> Json:
    return {"requestId": dice.uuid(), "_return": True}


def _fixed(**parameters: Any) -> Parameters:
    return lambda site, dice: parameters


def _of(**parameters: Text) -> Parameters:
    return lambda site, dice: {name: text(site, dice) for name, text in parameters.items()}


def _page(site: Site, dice: Dice) -> Json:
    return {"maxResults": dice.choice((20, 50, 100)), "nextToken": dice.base64(120)}


def _service(site: Site, dice: Dice) -> str:
    return f"{dice.choice(site.services)}-service"


def _stack(site: Site, dice: Dice) -> str:
    return site.arn("cloudformation", f"stack/{_service(site, dice)}/{dice.uuid()}")


def _table(site: Site, dice: Dice) -> str:
    return f"{dice.choice(site.services)}-items"


def _log_group(site: Site, dice: Dice) -> str:
    return f"/aws/lambda/{dice.choice(site.services)}-handler"


def _function(site: Site, dice: Dice) -> str:
    return site.arn("lambda", f"function:{dice.choice(site.services)}-handler")


def _secret(site: Site, dice: Dice) -> str:
    return site.arn("secretsmanager", f"secret:{dice.choice(site.services)}/database")


def _parameter(site: Site, dice: Dice) -> str:
    return f"/{dice.choice(site.services)}/config/{dice.choice(('endpoint', 'feature-flags', 'pool-size'))}"


def _queue(site: Site, dice: Dice) -> str:
    return f"https://sqs.{site.region}.amazonaws.com/{site.account}/{dice.choice(site.services)}-jobs"


def _load_balancer(site: Site, dice: Dice) -> str:
    return site.arn("elasticloadbalancing", f"loadbalancer/app/{_service(site, dice)}/{dice.hexadecimal(16)}")


def _key(site: Site, dice: Dice) -> str:
    return dice.choice(site.keys)


def _role(site: Site, dice: Dice) -> str:
    return f"{dice.choice(site.services)}-task"


def _role_arn(site: Site, dice: Dice) -> str:
    return Role(site.account, _role(site, dice)).arn


def _execution(site: Site, dice: Dice) -> str:
    return dice.uuid()


def _filtered(site: Site, dice: Dice) -> Json:
    value = {"items": [{"value": site.vpc}]}
    return {"filterSet": {"items": [{"name": "vpc-id", "valueSet": value}]}}


def _instances(site: Site, dice: Dice) -> Json:
    return {"items": [{"instanceId": dice.choice(site.instances).id}]}


def _one_instance(site: Site, dice: Dice) -> Json:
    return {"instancesSet": _instances(site, dice), "filterSet": {}}


def _tags(site: Site, dice: Dice) -> Json:
    owner = {"key": "owner", "value": dice.choice(site.services)}
    target = {"resourceId": dice.choice(site.instances).id}
    return {"resourcesSet": {"items": [target]}, "tagSet": {"items": [owner]}}


def _state_change(site: Site, dice: Dice) -> Json:
    states = {"currentState": {"code": 0, "name": "pending"}, "previousState": {"code": 80, "name": "stopped"}}
    return {"requestId": dice.uuid(), "instancesSet": {"items": [_instances(site, dice)["items"][0] | states]}}


def _ingress(site: Site, dice: Dice) -> Json:
    ranges = {"items": [{"cidrIp": f"10.20.{dice.randrange(256)}.0/24", "description": "internal"}]}
    rule = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "groups": {}, "ipRanges": ranges}
    return {"groupId": f"sg-0{dice.hexadecimal(16)}", "ipPermissions": {"items": [rule]}}


def _bucket_tags(site: Site, dice: Dice) -> Json:
    tags = [{"Key": "owner", "Value": dice.choice(site.services)}, {"Key": "stage", "Value": "live"}]
    return {"Tagging": {"xmlns": s3.XMLNS, "TagSet": {"Tag": tags}}}


def _lifecycle(site: Site, dice: Dice) -> Json:
    rule = {"ID": "expire-temporary", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 7}}
    return {"LifecycleConfiguration": {"xmlns": s3.XMLNS, "Rule": rule}}


def _private(site: Site, dice: Dice) -> Json:
    flags = ("RestrictPublicBuckets", "BlockPublicPolicy", "BlockPublicAcls", "IgnorePublicAcls")
    return {"PublicAccessBlockConfiguration": {"xmlns": s3.XMLNS} | dict.fromkeys(flags, True)}


def _logged(site: Site, dice: Dice) -> Json:
    target = {"TargetBucket": f"access-logs-{site.account}-{site.region}", "TargetPrefix": "buckets/"}
    return {"BucketLoggingStatus": {"xmlns": s3.XMLNS, "LoggingEnabled": target}}


def _encrypted_only(site: Site, dice: Dice) -> Json:
    statement = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {"bucketPolicy": {"Version": "2012-10-17", "Statement": [statement]}}


def _query(site: Site, dice: Dice) -> Json:
    return {
        "queryString": "HIDDEN_DUE_TO_SECURITY_REASONS",
        "clientRequestToken": dice.uuid(),
        "queryExecutionContext": {"database": f"{dice.choice(site.services)}_lake", "catalog": "AwsDataCatalog"},
        "workGroup": "primary",
        "resultConfiguration": {"outputLocation": f"s3://{dice.choice(site.buckets)}/athena/"},
    }


def _log_filter(site: Site, dice: Dice) -> Json:
    return {"logGroupName": _log_group(site, dice), "filterPattern": "ERROR", "interleaved": True, "limit": 100}


def _deployment(site: Site, dice: Dice) -> Json:
    service = _service(site, dice)
    return {
        "cluster": "main",
        "service": service,
        "taskDefinition": site.arn("ecs", f"task-definition/{service}:{dice.randrange(1, 400)}"),
        "forceNewDeployment": dice.chance(0.5),
    }


def _deployed(site: Site, dice: Dice) -> Json:
    return {
        "service": {
            "serviceArn": site.arn("ecs", f"service/main/{_service(site, dice)}"),
            "status": "ACTIVE",
            "desiredCount": 2,
            "runningCount": 2,
            "pendingCount": 0,
            "launchType": "FARGATE",
            "schedulingStrategy": "REPLICA",
        }
    }


def _data_key(site: Site, dice: Dice) -> Json:
    bucket = f"arn:aws:s3:::{dice.choice(site.buckets)}"
    return {"encryptionContext": {"aws:s3:arn": bucket}, "keyId": _key(site, dice), "keySpec": "AES_256"}


def _decryption(site: Site, dice: Dice) -> Json:
    context = {"PARAMETER_ARN": site.arn("ssm", f"parameter{_parameter(site, dice)}")}
    return {"encryptionContext": context, "encryptionAlgorithm": "SYMMETRIC_DEFAULT"}


def _alarm_window(site: Site, dice: Dice) -> Json:
    at = dice.randrange(1_772_000_000, 1_774_000_000, 300)
    dimension = [{"name": "InstanceId", "value": dice.choice(site.instances).id}]
    window = {"startTime": iso(at - 3600), "endTime": iso(at)}
    return {"namespace": "AWS/EC2", "metricName": "CPUUtilization", "period": 300, "dimensions": dimension} | window


_KMS = ("AWS::KMS::Key", _key)
_SECRET = ("AWS::SecretsManager::Secret", _secret)

COMPUTE = (
    Api("ec2", "DescribeInstances", _one_instance),
    Api("ec2", "DescribeInstances", _filtered),
    Api("ec2", "DescribeInstanceStatus", _one_instance),
    Api("ec2", "DescribeSecurityGroups", _filtered),
    Api("ec2", "DescribeSubnets", _filtered),
    Api("ec2", "DescribeVpcs", _fixed(vpcSet={}, filterSet={})),
    Api("ec2", "DescribeVolumes", _fixed(volumeSet={}, filterSet={})),
    Api("ec2", "DescribeTags", _filtered),
    Api("ec2", "DescribeRegions", _fixed(regionSet={})),
    Api("ec2", "DescribeAvailabilityZones", _fixed(availabilityZoneSet={}, availabilityZoneIdSet={})),
    Api("ec2", "DescribeNetworkInterfaces", _filtered),
    Api("ec2", "DescribeRouteTables", _filtered),
    Api("autoscaling", "DescribeAutoScalingGroups", _page),
    Api("elasticloadbalancing", "DescribeLoadBalancers", _of(loadBalancerArns=_load_balancer)),
    Api("elasticloadbalancing", "DescribeTargetHealth", _of(targetGroupArn=_load_balancer)),
    Api("ecs", "DescribeServices", _of(cluster=_service, services=_service)),
    Api("ecs", "ListTasks", _of(cluster=_service, serviceName=_service)),
    Api("eks", "DescribeCluster", _of(name=_service)),
    Api("lambda", "ListFunctions20150331", _fixed(maxItems=50)),
    Api("lambda", "GetFunction20150331v2", _of(functionName=_function)),
    Api("lambda", "GetFunctionConfiguration20150331v2", _of(functionName=_function)),
    Api("ecr", "DescribeRepositories", _page),
    Api("ecr", "BatchGetImage", _of(repositoryName=_service)),
    Api("elasticbeanstalk", "DescribeEnvironments", _of(applicationName=_service)),
)
CHANGES = (
    Api("ec2", "CreateTags", _tags, _done),
    Api("ec2", "StartInstances", lambda s, d: {"instancesSet": _instances(s, d)}, _state_change),
    Api("ec2", "AuthorizeSecurityGroupIngress", _ingress, _done),
    Api("ecs", "UpdateService", _deployment, _deployed),
    Api("cloudformation", "UpdateStack", _of(stackName=_service, roleARN=_role_arn), _of(stackId=_stack)),
    Api("iam", "TagRole", _of(roleName=_role), _nothing),
    Api("s3", "PutBucketTagging", _bucket_tags, _nothing, "tagging"),
    Api("s3", "PutBucketLifecycle", _lifecycle, _nothing, "lifecycle"),
    Api("s3", "PutBucketPublicAccessBlock", _private, _nothing, "publicAccessBlock"),
    Api("s3", "PutBucketLogging", _logged, _nothing, "logging"),
    Api("s3", "PutBucketPolicy", _encrypted_only, _nothing, "policy"),
    Api("route53", "ChangeTagsForResource", _of(resourceType=lambda s, d: "hostedzone", resourceId=_service), _empty),
    Api("ssm", "PutParameter", _of(name=_parameter, value=lambda s, d: "HIDDEN_DUE_TO_SECURITY_REASONS"), _empty),
)
OBSERVATION = (
    Api("logs", "DescribeLogGroups", _fixed(limit=50)),
    Api("logs", "FilterLogEvents", _log_filter),
    Api("logs", "GetQueryResults", _of(queryId=_execution)),
    Api("monitoring", "DescribeAlarms", _fixed(maxRecords=100)),
    Api("monitoring", "GetMetricStatistics", _alarm_window),
    Api("cloudformation", "DescribeStacks", _of(stackName=_service)),
    Api("cloudformation", "DescribeStackEvents", _of(stackName=_stack)),
    Api("health", "DescribeEventAggregates", _fixed(aggregateField="eventTypeCategory")),
    Api("ce", "GetCostAndUsage", _fixed(granularity="DAILY", metrics=["UnblendedCost"])),
    Api("sqs", "ListQueues", _nothing),
    Api("sqs", "GetQueueAttributes", _of(queueUrl=_queue)),
    Api("sns", "ListTopics", _nothing),
    Api("rds", "DescribeDBInstances", _nothing),
    Api("rds", "DescribeDBClusters", _of(dBClusterIdentifier=_service)),
    Api("dynamodb", "ListTables", _fixed(limit=100)),
    Api("dynamodb", "DescribeTable", _of(tableName=_table)),
    Api("cloudfront", "ListDistributions", _fixed(maxItems="100")),
    Api("route53", "ListHostedZones", _nothing),
    Api("route53", "ListResourceRecordSets", _of(id=lambda s, d: f"Z{d.base32(20)}")),
    Api("ssm", "DescribeInstanceInformation", _fixed(maxResults=50)),
)
AUDIT = (
    Api("iam", "ListRoles", _fixed(maxItems=100)),
    Api("iam", "ListUsers", _fixed(maxItems=100)),
    Api("iam", "GetRole", _of(roleName=_role)),
    Api("iam", "ListAttachedRolePolicies", _of(roleName=_role)),
    Api("iam", "GetAccountSummary", _nothing),
    Api("iam", "GetAccountPasswordPolicy", _nothing),
    Api("iam", "ListAccountAliases", _nothing),
    Api("sts", "GetCallerIdentity", _nothing),
    Api("organizations", "DescribeOrganization", _nothing),
    Api("organizations", "ListAccounts", _nothing),
    Api("cloudtrail", "DescribeTrails", _fixed(trailNameList=[], includeShadowTrails=True)),
    Api("cloudtrail", "GetTrailStatus", _fixed(name="organisation-trail")),
    Api("cloudtrail", "LookupEvents", _page),
    Api("config", "DescribeConfigRules", _nothing),
    Api("kms", "ListAliases", _page),
    Api("kms", "DescribeKey", _of(keyId=_key), resource=_KMS),
    Api("bedrock", "GetModelInvocationLoggingConfiguration", _nothing),
    Api("account", "GetContactInformation", _nothing),
)
STORAGE = (
    Api("s3", "ListBuckets", _nothing),
    Api("s3", "GetBucketLocation", _empty, subresource="location"),
    Api("s3", "GetBucketAcl", _empty, subresource="acl"),
    Api("s3", "GetBucketPolicy", _empty, subresource="policy"),
    Api("s3", "GetBucketPolicyStatus", _empty, subresource="policyStatus"),
    Api("s3", "GetBucketPublicAccessBlock", _empty, subresource="publicAccessBlock"),
    Api("s3", "GetBucketVersioning", _empty, subresource="versioning"),
    Api("s3", "GetBucketEncryption", _empty, subresource="encryption"),
    Api("s3", "GetBucketTagging", _empty, subresource="tagging"),
    Api("s3", "GetBucketLogging", _empty, subresource="logging"),
)
ANALYSIS = (
    Api("athena", "StartQueryExecution", _query, _of(queryExecutionId=_execution)),
    Api("athena", "GetQueryExecution", _of(queryExecutionId=_execution)),
    Api("athena", "GetQueryResults", _of(queryExecutionId=_execution)),
    Api("athena", "ListWorkGroups", _fixed(maxResults=50)),
    Api("glue", "GetDatabases", _page),
    Api("glue", "GetTables", _of(databaseName=_table)),
    Api("glue", "GetPartitions", _of(databaseName=_table, tableName=_table)),
    Api("kinesis", "DescribeStreamSummary", _of(streamName=_table)),
)
RUNTIME = (
    Api("ssm", "GetParameter", _of(name=_parameter)),
    Api("secretsmanager", "GetSecretValue", _of(secretId=_secret), resource=_SECRET),
    Api("kms", "Decrypt", _decryption, resource=_KMS),
    Api("kms", "GenerateDataKey", _data_key, resource=_KMS),
    Api("sqs", "GetQueueUrl", _of(queueName=_table)),
    Api("dynamodb", "DescribeTable", _of(tableName=_table)),
    Api("sts", "GetCallerIdentity", _nothing),
)
LOG_STREAM = Api("logs", "CreateLogStream", _of(logGroupName=_log_group, logStreamName=_execution), _nothing)
DATA_KEY = Api("kms", "GenerateDataKey", _data_key, resource=_KMS)
DECRYPT = Api("kms", "Decrypt", _decryption, resource=_KMS)
