"""Exfiltration: data leaves its place, or becomes reachable from outside.

Copies that can be carried off (snapshots, images, exports), restores to a place of the caller's choice,
replication, sharing with other accounts and resource policies that let them in.
"""

from __future__ import annotations

from models.apis.tactics import Rule, Tactic

_EXFILTRATION = Tactic.EXFILTRATION

RULES: tuple[Rule, ...] = (
    Rule(
        _EXFILTRATION,
        5,
        "a snapshot, an image or a store is shared with other accounts, or everybody",
        """
        ec2: ModifySnapshotAttribute ModifyImageAttribute SharedSnapshotCopyInitiated SharedSnapshotVolumeCreated
        rds: ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute
        redshift: AuthorizeSnapshotAccess AuthorizeDataShare
        docdb-elastic: CopyClusterSnapshot
        """,
    ),
    Rule(
        _EXFILTRATION,
        4,
        "a copy is made that can be carried off",
        """
        ec2: CreateSnapshot CreateSnapshots CreateImage CopySnapshot CopyImage CopyVolumes CreateInstanceExportTask
        ec2: ExportImage CreateStoreImageTask
        rds: CreateDBSnapshot CreateDBClusterSnapshot CopyDBSnapshot CopyDBClusterSnapshot StartExportTask
        rds: CreateDBInstanceReadReplica StartDBInstanceAutomatedBackupsReplication CreateBlueGreenDeployment
        redshift: CreateClusterSnapshot CopyClusterSnapshot EnableSnapshotCopy
        redshift-serverless: CreateSnapshot ConvertRecoveryPointToSnapshot CreateSnapshotCopyConfiguration
        elasticache: CreateSnapshot CreateServerlessCacheSnapshot CopySnapshot
        elasticache: CopyServerlessCacheSnapshot ExportServerlessCacheSnapshot
        memorydb: CreateSnapshot CopySnapshot
        dynamodb: ExportTableToPointInTime CreateBackup CreateGlobalTable
        dynamodb: EnableKinesisStreamingDestination
        fsx: CreateSnapshot CreateBackup CopyBackup CreateDataRepositoryTask CopySnapshotAndUpdateVolume
        backup: CreateBackupAccessPoint StartCopyJob StartBackupJob
        backup: CreateRestoreAccessBackupVault AssociateBackupVaultMpaApprovalTeam
        lightsail: ExportSnapshot CopySnapshot CreateDiskSnapshot CreateInstanceSnapshot
        lightsail: CreateRelationalDatabaseSnapshot
        workspaces: CopyWorkspaceImage CreateWorkspaceImage UpdateWorkspaceImagePermission
        workmail: StartMailboxExportJob
        sagemaker: CreateModelCardExportJob
        dlm: CreateLifecyclePolicy
        ds: CreateSnapshot ShareDirectory
        docdb-elastic: CreateClusterSnapshot
        timestream-influxdb: CreateDbBackup
        neptune-graph: CreateGraphSnapshot
        storagegateway: CreateSnapshot CreateSnapshotFromVolumeRecoveryPoint
        cloudhsm: CopyBackupToRegion ModifyBackupAttributes
        """,
    ),
    Rule(
        _EXFILTRATION,
        4,
        "data is restored to a place of the caller's choice",
        """
        rds: RestoreDBInstanceFromDBSnapshot RestoreDBClusterFromSnapshot RestoreDBInstanceToPointInTime
        rds: RestoreDBClusterToPointInTime
        redshift: RestoreFromClusterSnapshot RestoreTableFromClusterSnapshot
        redshift-serverless: RestoreFromSnapshot RestoreFromRecoveryPoint RestoreTable*
        dynamodb: RestoreTableFromBackup RestoreTableToPointInTime
        backup: StartRestoreJob
        docdb-elastic: RestoreClusterFromSnapshot
        fsx: CreateFileSystemFromBackup CreateVolumeFromBackup
        cassandra: RestoreTable
        neptune-graph: RestoreGraphFromSnapshot
        timestream-influxdb: RestoreFromDbBackup
        odb: RestoreAutonomousDatabase
        """,
    ),
    Rule(
        _EXFILTRATION,
        4,
        "data flows to another place from now on, or in bulk",
        """
        s3: PutBucketReplication CreateJob PutBucketInventoryConfiguration PutBucketNotification
        s3: PutBucketNotificationConfiguration CreateAccessGrant CreateAccessPoint CreateAccessPointForObjectLambda
        s3: CreateMultiRegionAccessPoint PutBucketWebsite PutBucketCors
        s3tables: PutTableBucketReplication PutTableReplication
        ec2: CreateTrafficMirrorSession CreateTrafficMirrorTarget CreateTrafficMirrorFilter ModifyTrafficMirrorSession
        logs: CreateExportTask PutSubscriptionFilter PutDestination PutDestinationPolicy PutDeliveryDestination
        secretsmanager: ReplicateSecretToRegions AssociateCrossAccountReplica
        kms: ReplicateKey
        elasticfilesystem: CreateReplicationConfiguration
        datasync: CreateTask StartTaskExecution CreateLocationS3 CreateLocationObjectStorage CreateLocationAzureBlob
        transfer: CreateServer StartFileTransfer CreateConnector
        firehose: CreateDeliveryStream UpdateDestination
        dms: CreateReplicationTask StartReplicationTask CreateEndpoint StartReplication
        appflow: CreateFlow StartFlow UpdateFlow
        kinesisvideo: GetClip
        route53domains: TransferDomainToAnotherAwsAccount
        iot: CreateTopicRule ReplaceTopicRule
        snowball: CreateJob
        glacier: InitiateJob
        codecommit: GetFile GetFolder GetBlob GitPull
        """,
    ),
    Rule(
        _EXFILTRATION,
        4,
        "lets another account, or everybody, read what the resource holds",
        """
        secretsmanager: PutResourcePolicy
        dynamodb: PutResourcePolicy
        kinesis: PutResourcePolicy
        glue: PutResourcePolicy
        ecr: SetRepositoryPolicy PutRegistryPolicy PutReplicationConfiguration
        ecr-public: SetRepositoryPolicy
        elasticfilesystem: PutFileSystemPolicy
        glacier: SetVaultAccessPolicy
        backup: PutBackupVaultAccessPolicy
        s3: PutAccessPointPolicy PutAccessPointPolicyForObjectLambda PutMultiRegionAccessPointPolicy
        s3: PutAccessGrantsInstanceResourcePolicy
        s3tables: PutTableBucketPolicy PutTablePolicy
        s3vectors: PutVectorBucketPolicy
        s3files: PutFileSystemPolicy
        redshift: PutResourcePolicy
        redshift-serverless: PutResourcePolicy
        logs: PutResourcePolicy PutDeliveryDestinationPolicy
        es: UpdateDomainConfig UpdateElasticsearchDomainConfig AuthorizeVpcEndpointAccess
        ssm: ModifyDocumentPermission PutResourcePolicy
        codeartifact: PutDomainPermissionsPolicy PutRepositoryPermissionsPolicy
        mediastore: PutContainerPolicy
        quicksight: Update*Permissions
        workdocs: AddResourcePermissions
        ram: CreateResourceShare AssociateResourceShare UpdateResourceShare AssociateResourceSharePermission
        rekognition: PutProjectPolicy
        quicksight: UpdatePublicSharingSettings
        aoss: CreateSecurityPolicy UpdateSecurityPolicy
        """,
    ),
    Rule(
        _EXFILTRATION,
        3,
        "lets another account in, at a lesser place",
        """
        *: PutResourcePolicy
        acm-pca: PutPolicy
        dsql: PutClusterPolicy
        kafka: PutClusterPolicy
        entityresolution: PutPolicy AddPolicyStatement
        imagebuilder: Put*Policy
        omics: PutS3AccessPolicy CreateShare
        sagemaker: PutModelPackageGroupPolicy
        serverlessrepo: PutApplicationPolicy
        signer: AddProfilePermission
        codeguru-profiler: PutPermission
        ssm-sap: PutResourcePermission
        vpc-lattice: PutAuthPolicy
        lex: CreateResourcePolicy*
        route53resolver: PutResolverRulePolicy PutResolverQueryLogConfigPolicy PutFirewallRuleGroupPolicy
        sns: AddPermission
        sqs: AddPermission
        lambda: AddLayerVersionPermission
        servicecatalog: CreatePortfolioShare
        wellarchitected: Create*Share
        rds: CreateCustomDBEngineVersion
        cloudtrail: CreateChannel EnableFederation PutResourcePolicy StartImport
        oam: CreateLink PutSinkPolicy
        events: PutPartnerEvents
        redshift: AssociateDataShareConsumer CreateSnapshotCopyGrant
        config: PutAggregationAuthorization PutConfigurationAggregator
        payment-cryptography: AddKeyReplicationRegions
        """,
    ),
    Rule(
        _EXFILTRATION,
        2,
        "a disk of a snapshot, hung onto another machine; storage drivers do so all day",
        """
        ec2: CreateVolume AttachVolume
        """,
    ),
    Rule(
        _EXFILTRATION,
        3,
        "exports what a service holds into a bucket",
        """
        *: Start*Export* Create*Export*
        """,
    ),
    Rule(
        _EXFILTRATION,
        3,
        "reads contents in bulk, through a query or a download",
        """
        athena: StartQueryExecution GetQueryResults
        rds-data: ExecuteStatement BatchExecuteStatement ExecuteSql
        redshift-data: ExecuteStatement BatchExecuteStatement GetStatementResult GetStatementResultV2
        logs: StartQuery FilterLogEvents GetLogEvents GetQueryResults StartLiveTail GetLogObject GetLogRecord
        cloudtrail: StartQuery GetQueryResults
        lambda: GetFunction
        ecr: GetDownloadUrlForLayer
        codeartifact: GetPackageVersionAsset
        cloudshell: GetFileDownloadUrls
        rds: DownloadDBLogFilePortion
        ssm: GetCommandInvocation
        workdocs: GetDocumentVersion
        apigateway: GetExport
        cognito-idp: CreateUserImportJob
        """,
    ),
)
