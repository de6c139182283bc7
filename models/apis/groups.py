"""The APIs of the finding types that GuardDuty retired.

Each of these types says that a principal called, for the first time in a long while, an API of one group.
GuardDuty names one or two APIs of each group; the groups are those and their like. An API may be in several.
"""

from __future__ import annotations

from functools import lru_cache

from models.apis.listing import Key, keys
from models.apis.names import base_name
from models.apis.sources import service

#: Finding type -> its APIs, as `models.apis.listing` reads them. ``UnauthorizedAccess:IAMUser/UnusualASNCaller``
#: has no entry: it is of every API.
GROUPS: dict[str, str] = {
    "Persistence:IAMUser/NetworkPermissions": """
        ec2: CreateSecurityGroup DeleteSecurityGroup AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress
        ec2: RevokeSecurityGroupIngress RevokeSecurityGroupEgress ModifySecurityGroupRules CreateNetworkAcl
        ec2: DeleteNetworkAcl CreateNetworkAclEntry DeleteNetworkAclEntry ReplaceNetworkAclEntry
        ec2: ReplaceNetworkAclAssociation CreateRoute ReplaceRoute DeleteRoute CreateRouteTable DeleteRouteTable
        ec2: AssociateRouteTable DisassociateRouteTable ReplaceRouteTableAssociation CreateInternetGateway
        ec2: AttachInternetGateway DetachInternetGateway DeleteInternetGateway CreateVpcPeeringConnection
        ec2: AcceptVpcPeeringConnection CreateVpcEndpoint ModifyVpcEndpoint AuthorizeClientVpnIngress
        ec2: ModifyNetworkInterfaceAttribute
        rds: AuthorizeDBSecurityGroupIngress
        redshift: AuthorizeClusterSecurityGroupIngress
        elasticache: AuthorizeCacheSecurityGroupIngress
        """,
    "Persistence:IAMUser/ResourcePermissions": """
        s3: PutBucketPolicy DeleteBucketPolicy PutBucketAcl PutBucketPublicAccessBlock DeleteBucketPublicAccessBlock
        s3: PutAccountPublicAccessBlock DeleteAccountPublicAccessBlock PutAccessPointPolicy PutBucketOwnershipControls
        ec2: ModifySnapshotAttribute ModifyImageAttribute ResetImageAttribute ModifyVpcEndpointServicePermissions
        rds: ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute
        redshift: AuthorizeSnapshotAccess
        lambda: AddPermission RemovePermission AddLayerVersionPermission
        kms: PutKeyPolicy CreateGrant
        secretsmanager: PutResourcePolicy DeleteResourcePolicy
        sns: AddPermission SetTopicAttributes
        sqs: AddPermission SetQueueAttributes
        ecr: SetRepositoryPolicy DeleteRepositoryPolicy
        glacier: SetVaultAccessPolicy
        elasticfilesystem: PutFileSystemPolicy
        events: PutPermission
        backup: PutBackupVaultAccessPolicy
        dynamodb: PutResourcePolicy
        """,
    "Persistence:IAMUser/UserPermissions": """
        iam: AttachUserPolicy AttachGroupPolicy AttachRolePolicy PutUserPolicy PutGroupPolicy PutRolePolicy
        iam: DetachUserPolicy DetachGroupPolicy DetachRolePolicy DeleteUserPolicy DeleteGroupPolicy DeleteRolePolicy
        iam: AddUserToGroup RemoveUserFromGroup CreateUser UpdateUser DeleteUser CreateGroup UpdateGroup DeleteGroup
        iam: CreateRole UpdateRole DeleteRole UpdateAssumeRolePolicy CreatePolicy DeletePolicy CreatePolicyVersion
        iam: SetDefaultPolicyVersion CreateAccessKey UpdateAccessKey DeleteAccessKey CreateLoginProfile
        iam: UpdateLoginProfile DeleteLoginProfile CreateInstanceProfile AddRoleToInstanceProfile
        iam: RemoveRoleFromInstanceProfile PutUserPermissionsBoundary DeleteUserPermissionsBoundary
        iam: PutRolePermissionsBoundary DeleteRolePermissionsBoundary UploadSSHPublicKey UploadSigningCertificate
        iam: CreateServiceSpecificCredential DeactivateMFADevice EnableMFADevice
        """,
    "Recon:IAMUser/NetworkPermissions": """
        ec2: DescribeInstances DescribeSecurityGroups DescribeSecurityGroupRules DescribeSecurityGroupReferences
        ec2: DescribeNetworkAcls DescribeRouteTables DescribeInternetGateways DescribeVpcs DescribeSubnets
        ec2: DescribeVpcPeeringConnections DescribeVpcEndpoints DescribeNetworkInterfaces DescribeNatGateways
        ec2: DescribeVpnConnections DescribeVpnGateways DescribeTransitGateways DescribeAddresses
        ec2: DescribeClientVpnEndpoints DescribeClientVpnAuthorizationRules
        rds: DescribeDBSecurityGroups
        elasticloadbalancing: DescribeLoadBalancers DescribeListeners
        """,
    "Recon:IAMUser/ResourcePermissions": """
        ec2: DescribeInstances DescribeSnapshotAttribute DescribeImageAttribute DescribeVpcEndpointServicePermissions
        s3: GetBucketAcl GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock GetAccountPublicAccessBlock
        s3: GetAccessPointPolicy ListBuckets
        rds: DescribeDBSnapshotAttributes DescribeDBClusterSnapshotAttributes
        lambda: GetPolicy GetLayerVersionPolicy
        kms: GetKeyPolicy ListKeyPolicies ListGrants
        secretsmanager: GetResourcePolicy
        sns: GetTopicAttributes
        sqs: GetQueueAttributes
        ecr: GetRepositoryPolicy
        elasticfilesystem: DescribeFileSystemPolicy
        glacier: GetVaultAccessPolicy
        """,
    "Recon:IAMUser/UserPermissions": """
        iam: ListInstanceProfilesForRole ListInstanceProfiles ListUsers ListGroups ListGroupsForUser ListRoles
        iam: ListPolicies ListPolicyVersions ListUserPolicies ListGroupPolicies ListRolePolicies
        iam: ListAttachedUserPolicies ListAttachedGroupPolicies ListAttachedRolePolicies ListEntitiesForPolicy
        iam: ListAccessKeys ListMFADevices ListVirtualMFADevices GetUser GetGroup GetRole GetPolicy GetPolicyVersion
        iam: GetUserPolicy GetGroupPolicy GetRolePolicy GetInstanceProfile GetLoginProfile GetAccessKeyLastUsed
        iam: GetAccountAuthorizationDetails GetAccountSummary GetCredentialReport SimulatePrincipalPolicy
        iam: SimulateCustomPolicy ListPoliciesGrantingServiceAccess
        """,
    "ResourceConsumption:IAMUser/ComputeResources": """
        ec2: RunInstances RequestSpotInstances RequestSpotFleet CreateFleet RunScheduledInstances
        autoscaling: CreateAutoScalingGroup UpdateAutoScalingGroup SetDesiredCapacity
        lightsail: CreateInstances
        ecs: RunTask CreateService
        batch: SubmitJob CreateComputeEnvironment
        elasticmapreduce: RunJobFlow
        sagemaker: CreateNotebookInstance CreateTrainingJob
        """,
    "Stealth:IAMUser/LoggingConfigurationModified": """
        cloudtrail: StopLogging DeleteTrail UpdateTrail PutEventSelectors PutInsightSelectors DeleteEventDataStore
        cloudtrail: UpdateEventDataStore StopEventDataStoreIngestion
        config: StopConfigurationRecorder DeleteConfigurationRecorder PutConfigurationRecorder DeleteDeliveryChannel
        config: PutDeliveryChannel
        ec2: DeleteFlowLogs
        s3: PutBucketLogging
        logs: DeleteLogGroup DeleteLogStream PutRetentionPolicy DeleteSubscriptionFilter DeleteMetricFilter
        route53: DeleteQueryLoggingConfig
        route53resolver: DeleteResolverQueryLogConfig DisassociateResolverQueryLogConfig
        wafv2: DeleteLoggingConfiguration
        redshift: DisableLogging
        bedrock: DeleteModelInvocationLoggingConfiguration
        """,
    "PrivilegeEscalation:IAMUser/AdministrativePermissions": """
        iam: AttachUserPolicy AttachGroupPolicy AttachRolePolicy PutUserPolicy PutGroupPolicy PutRolePolicy
        iam: AddUserToGroup CreatePolicyVersion SetDefaultPolicyVersion
        """,
    "UnauthorizedAccess:IAMUser/ConsoleLogin": "signin: ConsoleLogin",
    "Behavior:IAMUser/InstanceLaunchUnusual": "ec2: RunInstances",
    "Discovery:S3/BucketEnumeration.Unusual": "s3: ListBuckets ListAllMyBuckets",
    "Exfiltration:S3/ObjectRead.Unusual": "s3: GetObject GetObjectVersion CopyObject SelectObjectContent",
    "Impact:S3/ObjectDelete.Unusual": "s3: DeleteObject DeleteObjects DeleteObjectVersion",
    "Impact:S3/PermissionsModification.Unusual": "s3: PutObjectAcl PutBucketPolicy PutBucketAcl",
}


def _by_api() -> dict[Key, tuple[str, ...]]:
    found: dict[Key, tuple[str, ...]] = {}
    for finding_type, listing in GROUPS.items():
        for key in keys(listing):
            found[key] = (*found.get(key, ()), finding_type)
    return found


_BY_API = _by_api()


@lru_cache(maxsize=65536)
def retired_types(event_source: str, event_name: str) -> tuple[str, ...]:
    """The retired finding types whose group an API is in, most often none.

    >>> retired_types("ec2.amazonaws.com", "CreateSecurityGroup")
    ('Persistence:IAMUser/NetworkPermissions',)
    """
    return _BY_API.get((service(event_source), base_name(event_name)), ())
