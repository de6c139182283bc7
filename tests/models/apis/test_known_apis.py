"""Well-known APIs, worked out by hand: what attack tools call, what administrators call, and near misses."""

import pytest

from models.apis.listing import keys
from models.apis.table import classify
from models.apis.tactics import NOTHING, ApiClass, RatedApi, Tactic, riskiest

#: (tactic, lowest level, highest level) -> APIs, after the techniques of open attack simulators.
ATTACKS = {
    (Tactic.CREDENTIAL_ACCESS, 3, 4): """
        ssm: GetParameter GetParameters GetParametersByPath
        redshift: GetClusterCredentials
        sso: GetRoleCredentials
        iam: GetCredentialReport
        lightsail: GetInstanceAccessDetails
        """,
    (Tactic.DEFENSE_EVASION, 4, 5): """
        cloudtrail: DeleteTrail StopLogging PutEventSelectors UpdateTrail
        ec2: DeleteFlowLogs
        route53resolver: DeleteResolverQueryLogConfig DisassociateResolverQueryLogConfig
        organizations: LeaveOrganization
        guardduty: DeleteDetector UpdateDetector CreateIPSet CreateFilter
        securityhub: DisableSecurityHub
        config: StopConfigurationRecorder DeleteConfigRule
        logs: DeleteLogGroup PutRetentionPolicy
        monitoring: DeleteAlarms
        iam: DeactivateMFADevice
        wafv2: DeleteWebACL
        bedrock: DeleteModelInvocationLoggingConfiguration
        """,
    (Tactic.DISCOVERY, 2, 3): """
        iam: ListUsers ListRoles GetAccountAuthorizationDetails SimulatePrincipalPolicy GetAccountSummary
        ec2: DescribeSnapshots DescribeInstanceAttribute DescribeSecurityGroups
        s3: ListBuckets GetBucketPolicy
        secretsmanager: ListSecrets
        lambda: ListFunctions
        organizations: ListAccounts
        guardduty: ListDetectors
        cloudtrail: DescribeTrails
        ses: GetSendQuota GetAccount
        """,
    (Tactic.EXFILTRATION, 4, 5): """
        ec2: ModifySnapshotAttribute ModifyImageAttribute CreateImage CopySnapshot CreateTrafficMirrorSession
        rds: ModifyDBSnapshotAttribute CreateDBSnapshot StartExportTask
        dynamodb: ExportTableToPointInTime
        ecr: SetRepositoryPolicy
        secretsmanager: PutResourcePolicy
        s3: PutBucketReplication
        ram: CreateResourceShare
        """,
    (Tactic.IMPACT, 3, 5): """
        kms: ScheduleKeyDeletion DisableKey PutKeyPolicy
        ec2: TerminateInstances RunInstances DeleteVolume
        rds: DeleteDBInstance
        s3: DeleteBucket PutBucketVersioning PutBucketLifecycle DeleteObjects PutBucketEncryption
        backup: DeleteRecoveryPoint
        dynamodb: DeleteTable
        route53: ChangeResourceRecordSets
        bedrock: InvokeModel
        organizations: CloseAccount
        ses: VerifyEmailIdentity
        """,
    (Tactic.INITIAL_ACCESS, 3, 5): """
        signin: ConsoleLogin GetSigninToken
        ssm: StartSession SendCommand
        ec2-instance-connect: SendSSHPublicKey SendSerialConsoleSSHPublicKey
        ecs: ExecuteCommand
        sts: GetFederationToken GetSessionToken AssumeRoot
        sagemaker: CreatePresignedNotebookInstanceUrl
        """,
    (Tactic.PERSISTENCE, 3, 5): """
        iam: CreateUser CreateAccessKey CreateLoginProfile CreateRole UpdateLoginProfile CreateSAMLProvider
        iam: CreateOpenIDConnectProvider UploadSSHPublicKey CreateVirtualMFADevice
        lambda: CreateFunction20150331 UpdateFunctionCode20150331v2 PublishLayerVersion20181031 AddPermission20150331v2
        rolesanywhere: CreateTrustAnchor CreateProfile
        ec2: CreateKeyPair AuthorizeSecurityGroupIngress CreateSecurityGroup
        events: PutRule PutTargets
        scheduler: CreateSchedule
        ssm: CreateActivation
        """,
    (Tactic.PRIVILEGE_ESCALATION, 3, 5): """
        iam: AttachRolePolicy PutRolePolicy UpdateAssumeRolePolicy CreatePolicyVersion SetDefaultPolicyVersion
        iam: AddRoleToInstanceProfile DeleteRolePermissionsBoundary
        ec2: ReplaceIamInstanceProfileAssociation
        lambda: UpdateFunctionConfiguration20150331v2
        glue: UpdateDevEndpoint
        sso: CreateAccountAssignment
        eks: CreateAccessEntry
        """,
}

#: What consoles, agents and administrators call all day is of level 2 at most.
ROUTINE = """
    ec2: DescribeTags DescribeAvailabilityZones DescribeInstanceStatus DescribeRegions CreatePlacementGroup
    monitoring: DescribeAlarmHistory PutDashboard
    logs: CreateLogGroup DescribeLogStreams
    elasticloadbalancing: DescribeTargetHealth RegisterTargets
    autoscaling: DescribeScalingActivities
    cloudformation: DescribeStackEvents
    rds: ModifyDBParameterGroup CopyDBParameterGroup DescribeDBParameters
    cloudfront: CreateInvalidation2020_05_31 GetDistribution2020_05_31
    ecr: DescribeImageScanFindings CreateRepository
    dynamodb: DescribeTable CreateTable
    sts: AssumeRole
    kms: CreateKey
    """

#: Calls that are never the reason of a finding.
APART = """
    sts: GetCallerIdentity
    kms: Decrypt GenerateDataKey DescribeKey
    dynamodb: GetItem PutItem Query
    lambda: Invoke
    sqs: ReceiveMessage
    sns: Publish
    kinesis: GetRecords
    logs: PutLogEvents
    monitoring: PutMetricData
    health: DescribeEventAggregates
    signin: CheckMfa CredentialChallenge
    ec2: CreateTags
    iam: TagRole
    cloudtrail: CreateTrail StartLogging
    secretsmanager: GetRandomPassword
    """


@pytest.mark.parametrize(
    ("expected", "service", "name"), [(rating, *key) for rating, listing in ATTACKS.items() for key in keys(listing)]
)
def test_what_attackers_call(expected, service, name):
    tactic, low, high = expected
    found = classify(f"{service}.amazonaws.com", name)
    assert found.tactic is tactic
    assert low <= found.risk <= high


@pytest.mark.parametrize(("service", "name"), list(keys(ROUTINE)))
def test_what_is_called_all_day(service, name):
    assert classify(f"{service}.amazonaws.com", name).risk <= 2


@pytest.mark.parametrize(("service", "name"), list(keys(APART)))
def test_what_tells_nothing(service, name):
    assert classify(f"{service}.amazonaws.com", name) == NOTHING


@pytest.mark.parametrize(
    ("grave", "harmless"),
    [
        ("iam:CreateAccessKey", "iam:GetAccessKeyLastUsed"),
        ("ec2:GetPasswordData", "iam:GetAccountPasswordPolicy"),
        ("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"),
        ("ecr:GetAuthorizationToken", "waf:GetChangeToken"),
        ("rds:CopyDBSnapshot", "rds:CopyDBParameterGroup"),
        ("ssm:StartSession", "ssm:DescribeSessions"),
        ("ssm:StartSession", "athena:StartSession"),
        ("cloudtrail:StopLogging", "cloudtrail:GetTrailStatus"),
        ("kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion"),
        ("ec2:ModifyImageAttribute", "ec2:DescribeImageAttribute"),
        ("iam:AttachRolePolicy", "iam:ListAttachedRolePolicies"),
        ("iam:CreateUser", "quicksight:DescribeUser"),
        ("iam:AddUserToGroup", "resource-groups:GroupResources"),
    ],
)
def test_near_misses(grave, harmless):
    (one, one_name), (other, other_name) = grave.split(":"), harmless.split(":")
    assert classify(f"{one}.amazonaws.com", one_name).risk > classify(f"{other}.amazonaws.com", other_name).risk


def test_the_riskiest_call_is_the_same_in_any_order():
    calls = [
        RatedApi("GetCallerIdentity", NOTHING),
        RatedApi("PutRolePolicy", ApiClass(Tactic.PRIVILEGE_ESCALATION, 5)),
        RatedApi("CreateAccessKey", ApiClass(Tactic.PERSISTENCE, 5)),
        RatedApi("AttachUserPolicy", ApiClass(Tactic.PRIVILEGE_ESCALATION, 5)),
        RatedApi("DeleteBucket", ApiClass(Tactic.IMPACT, 4)),
    ]
    first = riskiest(calls)
    assert first is not None and first.event_name == "AttachUserPolicy"
    assert riskiest(reversed(calls)) == first


def test_no_call_is_the_riskiest_of_those_that_tell_nothing():
    assert riskiest([RatedApi("GetCallerIdentity", NOTHING)]) is None
    assert riskiest([]) is None
