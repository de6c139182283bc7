"""Every API that AWS names as an example of a finding type comes out as that type."""

import pytest

from models.apis.groups import GROUPS, retired_types
from models.apis.listing import keys
from models.apis.s3 import S3Kind, s3_kind
from models.apis.table import classify, table
from models.apis.tactics import Tactic

ACTIVE = {
    Tactic.CREDENTIAL_ACCESS: "ec2: GetPasswordData\nsecretsmanager: GetSecretValue BatchGetSecretValue\n"
    "rds: GenerateDbAuthToken",
    Tactic.DEFENSE_EVASION: "ec2: DeleteFlowLogs\nmonitoring: DisableAlarmActions\ncloudtrail: StopLogging",
    Tactic.DISCOVERY: "ec2: DescribeInstances\niam: GetRolePolicy ListAccessKeys",
    Tactic.EXFILTRATION: "s3: PutBucketReplication\nec2: CreateSnapshot\nrds: RestoreDBInstanceFromDBSnapshot",
    Tactic.IMPACT: "ec2: DeleteSecurityGroup\niam: UpdateUser\ns3: PutBucketPolicy",
    Tactic.INITIAL_ACCESS: "ssm: StartSession\necr: GetAuthorizationToken\ncodeartifact: GetAuthorizationToken\n"
    "sts: GetFederationToken",
    Tactic.PERSISTENCE: "iam: CreateAccessKey\nec2: ImportKeyPair ModifyInstanceAttribute",
    Tactic.PRIVILEGE_ESCALATION: "ec2: AssociateIamInstanceProfile\niam: AddUserToGroup PutUserPolicy",
}


@pytest.mark.parametrize(
    ("tactic", "service", "name"),
    [(tactic, *key) for tactic, listing in ACTIVE.items() for key in keys(listing)],
)
def test_examples_of_the_anomalous_behaviour_types(tactic, service, name):
    assert classify(f"{service}.amazonaws.com", name).tactic is tactic


@pytest.mark.parametrize(
    ("finding_type", "service", "name"),
    [
        ("Persistence:IAMUser/NetworkPermissions", "ec2", "CreateSecurityGroup"),
        ("Persistence:IAMUser/ResourcePermissions", "s3", "PutBucketPolicy"),
        ("Persistence:IAMUser/UserPermissions", "iam", "AttachUserPolicy"),
        ("Recon:IAMUser/NetworkPermissions", "ec2", "DescribeInstances"),
        ("Recon:IAMUser/ResourcePermissions", "ec2", "DescribeInstances"),
        ("Recon:IAMUser/UserPermissions", "iam", "ListInstanceProfilesForRole"),
        ("ResourceConsumption:IAMUser/ComputeResources", "ec2", "RunInstances"),
        ("Stealth:IAMUser/LoggingConfigurationModified", "cloudtrail", "StopLogging"),
        ("UnauthorizedAccess:IAMUser/ConsoleLogin", "signin", "ConsoleLogin"),
        ("PrivilegeEscalation:IAMUser/AdministrativePermissions", "iam", "AttachUserPolicy"),
        ("Behavior:IAMUser/InstanceLaunchUnusual", "ec2", "RunInstances"),
        ("Discovery:S3/BucketEnumeration.Unusual", "s3", "ListBuckets"),
        ("Exfiltration:S3/ObjectRead.Unusual", "s3", "GetObject"),
        ("Impact:S3/ObjectDelete.Unusual", "s3", "DeleteObject"),
        ("Impact:S3/PermissionsModification.Unusual", "s3", "PutObjectAcl"),
    ],
)
def test_examples_of_the_retired_types(finding_type, service, name):
    assert finding_type in retired_types(f"{service}.amazonaws.com", name)


def test_retired_groups_hold_apis_that_exist():
    assert [key for listing in GROUPS.values() for key in keys(listing) if key not in table()] == []


@pytest.mark.parametrize("name", ["ListThings", "", "createsecuritygroup"])
def test_other_names_are_in_no_group(name):
    assert retired_types("ec2.amazonaws.com", name) == ()


@pytest.mark.parametrize(
    ("rule", "service", "name", "floor"),
    [
        ("EC2PasswordDataRetrieved", "ec2", "GetPasswordData", 4),
        ("RDSMasterPasswordReset, RDSPubliclyAccessible, RDSIAMAuthDisabled", "rds", "ModifyDBInstance", 4),
        ("VPCFlowLogsDeleted", "ec2", "DeleteFlowLogs", 4),
        ("OrganizationLeaveAttempt", "organizations", "LeaveOrganization", 5),
        ("OrganizationPolicyDisabled", "organizations", "DisablePolicyType", 5),
        ("DNSQueryLogsDeleted", "route53resolver", "DeleteResolverQueryLogConfig", 4),
        ("SageMakerLifecycleConfigModified", "sagemaker", "UpdateNotebookInstanceLifecycleConfig", 3),
        ("AMIExternalAccess", "ec2", "ModifyImageAttribute", 5),
        ("EBSSnapshotExternalAccess", "ec2", "ModifySnapshotAttribute", 5),
        ("RDSSnapshotPubliclyShared", "rds", "ModifyDBSnapshotAttribute", 5),
        ("S3BucketPolicyExternalAccess", "s3", "PutBucketPolicy", 4),
        ("S3LifecycleRapidExpiration", "s3", "PutBucketLifecycle", 4),
        ("SESAccountSendingEnabled", "ses", "PutAccountSendingAttributes", 3),
        ("SESProductionAccessEnabled", "ses", "PutAccountDetails", 4),
        ("ConsoleLoginWithoutMFA", "signin", "ConsoleLogin", 3),
        ("EC2InstanceSSHKeyPushed", "ec2-instance-connect", "SendSSHPublicKey", 4),
        ("EC2UserDataModified", "ec2", "ModifyInstanceAttribute", 4),
        ("EC2SecurityGroupPublicSSH", "ec2", "AuthorizeSecurityGroupIngress", 4),
        ("IAMAccessKeyCreated", "iam", "CreateAccessKey", 5),
        ("IAMRoleTrustPolicyModified", "iam", "UpdateAssumeRolePolicy", 5),
        ("IAMUserLoginProfileCreated", "iam", "CreateLoginProfile", 5),
        ("IAMUserLoginProfileUpdated", "iam", "UpdateLoginProfile", 5),
        ("LambdaFunctionPublicAccess", "lambda", "AddPermission20150331v2", 4),
        ("LambdaFunctionUrlPublicAccess", "lambda", "CreateFunctionUrlConfig", 4),
        ("RolesAnywhereTrustAnchorCreated", "rolesanywhere", "CreateTrustAnchor", 5),
        ("AdminPolicyAttachedToRole", "iam", "AttachRolePolicy", 5),
        ("AdminPolicyAttachedToUser", "iam", "AttachUserPolicy", 5),
        ("BedrockServiceCredentialCreated", "iam", "CreateServiceSpecificCredential", 5),
        ("SESDomainIdentityVerified", "ses", "VerifyDomainIdentity", 4),
    ],
)
def test_apis_of_the_custom_detection_rules_are_risky(rule, service, name, floor):
    assert classify(f"{service}.amazonaws.com", name).risk >= floor, rule


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ListObjects", S3Kind.DISCOVERY),
        ("GetObjectAcl", S3Kind.DISCOVERY),
        ("GetObject", S3Kind.READ),
        ("SelectObjectContent", S3Kind.READ),
        ("DeleteObject", S3Kind.DELETE),
        ("DeleteObjects", S3Kind.DELETE),
        ("PutObjectAcl", S3Kind.PERMISSION),
        ("PutObject", S3Kind.WRITE),
    ],
)
def test_examples_of_the_s3_data_types(name, kind):
    assert s3_kind(name) is kind
