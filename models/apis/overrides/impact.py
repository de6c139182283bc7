"""Impact: destruction, disruption, tampering, and resources used at the owner's expense.

AWS's examples are DeleteSecurityGroup, UpdateUser and PutBucketPolicy. Ordinary updates are Impact of
level 2 by their verb, deletions of level 3; here is what weighs more, or is Impact in spite of its verb.
"""

from __future__ import annotations

from models.apis.tactics import Rule, Tactic

_IMPACT = Tactic.IMPACT

RULES: tuple[Rule, ...] = (
    Rule(
        _IMPACT,
        5,
        "keys are destroyed or taken away, and with them all that they encrypt",
        """
        kms: ScheduleKeyDeletion DisableKey DeleteImportedKeyMaterial DeleteCustomKeyStore DeleteKey
        cloudhsm: DeleteCluster DeleteHsm DeleteBackup
        payment-cryptography: DeleteKey
        """,
    ),
    Rule(
        _IMPACT,
        4,
        "who may use a key changes, or data is encrypted with another: the ransom of a bucket or a disk",
        """
        kms: PutKeyPolicy UpdatePrimaryRegion ImportKeyMaterial
        s3: PutBucketEncryption PutBucketPolicy PutBucketAcl DeleteBucketPolicy DeleteBucketEncryption
        s3: PutAccessPointScope
        """,
    ),
    Rule(
        _IMPACT,
        4,
        "the public is let in, or the bar against it removed",
        """
        s3: PutAccountPublicAccessBlock DeleteAccountPublicAccessBlock PutBucketPublicAccessBlock
        s3: DeleteBucketPublicAccessBlock PutPublicAccessBlock DeletePublicAccessBlock PutBucketOwnershipControls
        s3: DeleteBucketOwnershipControls
        """,
    ),
    Rule(
        _IMPACT,
        4,
        "stored data is deleted",
        """
        s3: DeleteBucket PutBucketLifecycle PutBucketLifecycleConfiguration PutBucketVersioning
        ec2: DeleteVolume DeleteSnapshot DeregisterImage
        rds: DeleteDBInstance DeleteDBCluster DeleteDBSnapshot DeleteDBClusterSnapshot DeleteGlobalCluster
        rds: DeleteDBInstanceAutomatedBackup DeleteDBClusterAutomatedBackup RemoveFromGlobalCluster
        dynamodb: DeleteTable DeleteBackup UpdateContinuousBackups
        redshift: DeleteCluster DeleteClusterSnapshot BatchDeleteClusterSnapshots
        redshift-serverless: DeleteNamespace DeleteSnapshot
        elasticfilesystem: DeleteFileSystem
        fsx: DeleteFileSystem DeleteBackup DeleteVolume DeleteSnapshot
        elasticache: DeleteReplicationGroup DeleteCacheCluster DeleteSnapshot DeleteServerlessCache
        memorydb: DeleteCluster DeleteSnapshot
        neptune-graph: DeleteGraph DeleteGraphSnapshot
        docdb-elastic: DeleteCluster DeleteClusterSnapshot
        dsql: DeleteCluster
        cassandra: DeleteTable DeleteKeyspace
        timestream: DeleteTable DeleteDatabase
        es: DeleteDomain DeleteElasticsearchDomain
        aoss: DeleteCollection
        kinesis: DeleteStream
        sqs: PurgeQueue DeleteQueue
        glacier: DeleteVault DeleteArchive
        s3tables: DeleteTable DeleteTableBucket DeleteNamespace
        s3vectors: DeleteVectorBucket DeleteIndex
        secretsmanager: DeleteSecret
        ssm: DeleteParameter DeleteParameters
        ecr: DeleteRepository BatchDeleteImage
        codecommit: DeleteRepository
        glue: DeleteDatabase DeleteTable BatchDeleteTable
        lightsail: DeleteInstance DeleteDisk DeleteRelationalDatabase DeleteBucket
        workdocs: DeleteFolderContents DeleteDocument
        """,
    ),
    Rule(
        _IMPACT,
        5,
        "backups are destroyed or their lock undone before data is",
        """
        backup: DeleteBackupVault DeleteRecoveryPoint DeleteBackupVaultLockConfiguration DeleteBackupPlan
        backup: DeleteBackupSelection UpdateRecoveryPointLifecycle DisassociateRecoveryPoint UpdateRegionSettings
        backup: DeleteBackupVaultAccessPolicy UpdateGlobalSettings
        rbin: DeleteRule UnlockRule UpdateRule
        ec2: UnlockSnapshot
        dlm: DeleteLifecyclePolicy
        s3: PutObjectLockConfiguration PutBucketObjectLockConfiguration
        """,
    ),
    Rule(
        _IMPACT,
        5,
        "the account or what makes it reachable ends",
        """
        organizations: CloseAccount
        account: DisableRegion
        route53domains: DeleteDomain
        route53: DeleteHostedZone
        """,
    ),
    Rule(
        _IMPACT,
        4,
        "workloads end",
        """
        ec2: TerminateInstances
        ecs: DeleteCluster DeleteService
        eks: DeleteCluster DeleteNodegroup
        lambda: DeleteFunction
        cloudformation: DeleteStack DeleteStackSet DeleteStackInstances
        elasticbeanstalk: TerminateEnvironment DeleteApplication
        elasticmapreduce: TerminateJobFlows
        autoscaling: DeleteAutoScalingGroup
        elasticloadbalancing: DeleteLoadBalancer
        cloudfront: DeleteDistribution
        workspaces: TerminateWorkspaces
        cognito-idp: DeleteUserPool
        ds: DeleteDirectory
        """,
    ),
    Rule(
        _IMPACT,
        3,
        "workloads stand still, lose a protection, or get other secrets than theirs",
        """
        secretsmanager: PutSecretValue UpdateSecret UpdateSecretVersionStage
        ec2: StopInstances RebootInstances DetachVolume SendDiagnosticInterrupt
        rds: StopDBInstance StopDBCluster
        cloudformation: UpdateTerminationProtection
        ecs: StopTask
        lambda: PutFunctionConcurrency
        """,
    ),
    Rule(
        _IMPACT,
        4,
        "names are led elsewhere, and the traffic with them",
        """
        route53: ChangeResourceRecordSets AssociateVPCWithHostedZone CreateVPCAssociationAuthorization
        route53domains: UpdateDomainNameservers DisableDomainTransferLock UpdateDomainContact
        cloudfront: UpdateDistribution
        cloudfront-keyvaluestore: PutKey UpdateKeys
        """,
    ),
    Rule(
        _IMPACT,
        4,
        "who may do what is tampered with",
        """
        iam: UpdateUser UpdateGroup UpdateRole DeleteUser DeleteRole DeleteAccessKey DeleteLoginProfile DeleteGroup
        iam: DeletePolicy DeletePolicyVersion DeleteUserPolicy DeleteRolePolicy DeleteGroupPolicy DetachUserPolicy
        iam: DetachRolePolicy DetachGroupPolicy RemoveUserFromGroup RemoveRoleFromInstanceProfile DeleteSAMLProvider
        iam: DeleteOpenIDConnectProvider DeleteInstanceProfile DeleteServiceSpecificCredential
        sso: DeleteAccountAssignment DeletePermissionSet DeleteInstance
        sso-directory: DeleteUser DisableUser
        identitystore: DeleteUser
        rds: ModifyDBInstance ModifyDBCluster
        organizations: AttachPolicy
        redshift: ModifyCluster
        """,
    ),
    Rule(
        _IMPACT,
        4,
        "compute at the owner's expense: mining",
        """
        ec2: RunInstances RequestSpotInstances RequestSpotFleet CreateFleet RunScheduledInstances CreateSpotFleetRequest
        autoscaling: CreateAutoScalingGroup
        lightsail: CreateInstances
        sagemaker: CreateTrainingJob CreateProcessingJob CreateCluster
        """,
    ),
    Rule(
        _IMPACT,
        3,
        "more of what is there, at the owner's expense",
        """
        ec2: StartInstances ModifySpotFleetRequest ModifyFleet AllocateHosts PurchaseReservedInstancesOffering
        ec2: PurchaseCapacityBlock PurchaseHostReservation
        autoscaling: UpdateAutoScalingGroup SetDesiredCapacity AttachInstances StartInstanceRefresh
        application-autoscaling: RegisterScalableTarget
        ecs: RunTask StartTask CreateCluster
        batch: SubmitJob CreateComputeEnvironment
        eks: CreateCluster UpdateNodegroupConfig
        elasticmapreduce: RunJobFlow AddJobFlowSteps
        glue: StartJobRun
        codebuild: StartBuild StartBuildBatch
        states: StartExecution
        sagemaker: CreateEndpoint CreateTransformJob CreateHyperParameterTuningJob
        savingsplans: CreateSavingsPlan
        servicequotas: RequestServiceQuotaIncrease
        gamelift: CreateFleet
        apprunner: StartDeployment
        amplify: StartJob CreateApp
        """,
    ),
    Rule(
        _IMPACT,
        3,
        "models used, or opened for use, at the owner's expense",
        """
        bedrock: InvokeModel* Converse ConverseStream StartAsyncInvoke CreateModelInvocationJob
        bedrock: PutUseCaseForModelAccess PutFoundationModelEntitlement CreateFoundationModelAgreement
        bedrock: CreateProvisionedModelThroughput CreateInferenceProfile CreateMarketplaceModelEndpoint
        sagemaker: CreateModel
        """,
    ),
    Rule(
        _IMPACT,
        4,
        "mail and messages in the owner's name: spam, phishing",
        """
        ses: UpdateAccountSendingEnabled PutAccountSendingAttributes PutAccountDetails VerifyDomainIdentity
        ses: VerifyEmailIdentity VerifyDomainDkim VerifyEmailAddress CreateEmailIdentity
        ses: UpdateConfigurationSetSendingEnabled
        sms-voice: RequestPhoneNumber
        sns: SetSMSAttributes CreateSMSSandboxPhoneNumber
        """,
    ),
    Rule(
        _IMPACT,
        3,
        "mail and messages sent",
        """
        ses: SendEmail SendRawEmail SendBulkEmail SendTemplatedEmail SendBulkTemplatedEmail SendCustomVerificationEmail
        sms-voice: SendTextMessage SendVoiceMessage SendMediaMessage
        mobiletargeting: SendMessages SendUsersMessages
        """,
    ),
    Rule(
        _IMPACT,
        2,
        "takes a permission or a route away again",
        """
        *: RemovePermission RevokePermissions
        ec2: RevokeSecurityGroupIngress RevokeSecurityGroupEgress
        """,
    ),
)
