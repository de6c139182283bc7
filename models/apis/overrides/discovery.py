"""Discovery: what attackers enumerate, above the level 1 of reading as such.

The lists are those of the enumeration modules of attack tools: who am I allowed to be, who else is there,
where are secrets, data and machines, what watches over them, how much may be spent.
"""

from __future__ import annotations

from models.apis.tactics import Rule, Tactic

_DISCOVERY = Tactic.DISCOVERY

RULES: tuple[Rule, ...] = (
    Rule(
        _DISCOVERY,
        3,
        "the whole of the account's identities and rights in one answer, or a search for what one may do",
        """
        iam: GetAccountAuthorizationDetails SimulatePrincipalPolicy SimulateCustomPolicy
        iam: GetServiceLastAccessedDetails* ListPoliciesGrantingServiceAccess GetContextKeysForPrincipalPolicy
        iam: GenerateServiceLastAccessedDetails GenerateOrganizationsAccessReport
        sts: DecodeAuthorizationMessage
        ec2: GetConsoleOutput GetConsoleScreenshot
        """,
    ),
    Rule(
        _DISCOVERY,
        2,
        "identities, groups, roles, policies and keys",
        """
        iam: List* Get*
        sso: List* Describe* Get*
        sso-directory: List* Describe* Search*
        identitystore: List* Describe* Get*
        access-analyzer: List* Get*
        rolesanywhere: List* Get*
        cognito-idp: ListUsers ListUserPools ListUsersInGroup AdminGetUser ListUserPoolClients DescribeUserPoolClient
        cognito-identity: ListIdentityPools GetIdentityPoolRoles
        ds: DescribeDirectories
        ds-data: ListUsers ListGroups SearchUsers
        sts: GetAccessKeyInfo
        """,
    ),
    Rule(
        _DISCOVERY,
        2,
        "the organisation and its accounts",
        """
        organizations: List* Describe*
        account: GetContactInformation GetAlternateContact GetPrimaryEmail ListRegions GetAccountInformation
        ram: Get* List*
        """,
    ),
    Rule(
        _DISCOVERY,
        2,
        "where secrets and keys are",
        """
        secretsmanager: ListSecrets DescribeSecret GetResourcePolicy ListSecretVersionIds
        ssm: DescribeParameters
        kms: ListKeys ListAliases ListGrants ListKeyPolicies GetKeyPolicy
        acm: ListCertificates
        acm-pca: ListCertificateAuthorities
        """,
    ),
    Rule(
        _DISCOVERY,
        2,
        "where data is, and who may reach it",
        """
        s3: ListBuckets ListAllMyBuckets GetBucketAcl GetBucketPolicy GetBucketPolicyStatus GetBucketVersioning
        s3: GetBucketReplication GetBucketLogging GetBucketLifecycle GetBucketLifecycleConfiguration
        s3: GetBucketEncryption GetBucketPublicAccessBlock GetAccountPublicAccessBlock GetPublicAccessBlock
        s3: GetBucketTagging ListAccessPoints ListDirectoryBuckets GetBucketWebsite GetBucketCors
        s3: GetBucketObjectLockConfiguration GetObjectLockConfiguration GetBucketLocation
        ec2: DescribeSnapshots DescribeSnapshotAttribute DescribeImages DescribeImageAttribute DescribeVolumes
        rds: DescribeDBInstances DescribeDBClusters DescribeDBSnapshots DescribeDBClusterSnapshots
        rds: DescribeDBSnapshotAttributes DescribeDBClusterSnapshotAttributes
        dynamodb: ListTables ListBackups ListExports
        redshift: DescribeClusters DescribeClusterSnapshots
        redshift-serverless: ListNamespaces ListWorkgroups ListSnapshots
        elasticfilesystem: DescribeFileSystems
        fsx: DescribeFileSystems DescribeBackups
        backup: ListBackupVaults ListRecoveryPoints* ListProtectedResources* DescribeBackupVault
        es: ListDomainNames DescribeDomain* DescribeElasticsearchDomain*
        elasticache: DescribeCacheClusters DescribeReplicationGroups
        ecr: DescribeRepositories ListImages DescribeImages GetRepositoryPolicy
        glue: GetDatabases GetTables GetConnections GetConnection GetJobs
        athena: ListDataCatalogs ListWorkGroups ListTableMetadata
        codecommit: ListRepositories
        lakeformation: ListPermissions
        """,
    ),
    Rule(
        _DISCOVERY,
        2,
        "machines, functions and networks, and what is written into them",
        """
        ec2: DescribeInstances DescribeInstanceAttribute DescribeIamInstanceProfileAssociations DescribeKeyPairs
        ec2: DescribeSecurityGroups DescribeSecurityGroupRules DescribeVpcs DescribeSubnets DescribeNetworkInterfaces
        ec2: DescribeRouteTables DescribeNetworkAcls DescribeVpcPeeringConnections DescribeVpnConnections
        ec2: DescribeLaunchTemplates DescribeLaunchTemplateVersions GetLaunchTemplateData DescribeAddresses
        ec2: DescribeAccountAttributes DescribeRegions DescribeInstanceConnectEndpoints DescribeVpcEndpoints
        ec2: DescribeClientVpnEndpoints DescribeTransitGateways DescribeInternetGateways DescribeNatGateways
        ec2: DescribeSpotFleetRequests DescribeCarrierGateways GetSerialConsoleAccessStatus GetSpotPlacementScores
        ec2: ExportClientVpnClientConfiguration
        lambda: ListFunctions GetFunctionConfiguration GetPolicy ListEventSourceMappings ListLayers
        lambda: GetFunctionUrlConfig ListFunctionUrlConfigs GetLayerVersion ListVersionsByFunction
        ecs: ListClusters DescribeClusters ListTaskDefinitions DescribeTaskDefinition ListServices ListTasks
        eks: ListClusters DescribeCluster ListAccessEntries DescribeAccessEntry ListNodegroups
        ssm: DescribeInstanceInformation ListCommands ListCommandInvocations DescribeSessions GetInventory
        ssm: ListDocuments GetDocument DescribeInstanceProperties GetConnectionStatus DescribeAssociation
        autoscaling: DescribeLaunchConfigurations DescribeAutoScalingGroups
        cloudformation: ListStacks DescribeStacks GetTemplate ListExports ListStackResources DescribeStackResources
        lightsail: GetInstances GetKeyPairs GetRelationalDatabases GetBuckets
        elasticbeanstalk: DescribeConfigurationSettings DescribeEnvironments
        codebuild: ListProjects BatchGetProjects ListSourceCredentials
        codepipeline: ListPipelines GetPipeline
        sagemaker: ListNotebookInstances ListDomains
        apigateway: GetRestApis
        route53: ListHostedZones ListResourceRecordSets
        route53domains: ListDomains
        elasticloadbalancing: DescribeLoadBalancers
        cloudfront: ListDistributions
        states: ListStateMachines DescribeStateMachine
        events: ListRules
        """,
    ),
    Rule(
        _DISCOVERY,
        2,
        "one search over all resources of the account",
        """
        resource-explorer-2: Search ListResources
        tagging: GetResources GetTagKeys GetTagValues
        resource-groups: SearchResources
        config: SelectResourceConfig SelectAggregateResourceConfig ListDiscoveredResources
        config: GetDiscoveredResourceCounts BatchGetResourceConfig GetResourceConfigHistory
        cloudcontrolapi: ListResources GetResource
        ce: GetCostAndUsage
        """,
    ),
    Rule(
        _DISCOVERY,
        2,
        "what watches over the account",
        """
        cloudtrail: DescribeTrails ListTrails GetTrail GetTrailStatus GetEventSelectors LookupEvents GetInsightSelectors
        guardduty: ListDetectors GetDetector ListFindings GetFindings ListFilters GetFilter ListIPSets GetIPSet
        guardduty: ListPublishingDestinations
        securityhub: DescribeHub GetFindings GetEnabledStandards
        config: DescribeConfigurationRecorders DescribeConfigurationRecorderStatus DescribeDeliveryChannels
        config: DescribeConfigRules
        macie2: GetMacieSession
        inspector2: ListFindings BatchGetAccountStatus
        monitoring: DescribeAlarms
        logs: DescribeLogGroups DescribeSubscriptionFilters
        ec2: DescribeFlowLogs
        wafv2: ListWebACLs
        bedrock: GetModelInvocationLoggingConfiguration
        """,
    ),
    Rule(
        _DISCOVERY,
        2,
        "what may be spent: limits on mail, messages, machines and models",
        """
        ses: GetSendQuota GetAccount GetAccountSendingEnabled ListIdentities GetIdentityVerificationAttributes
        ses: ListEmailIdentities GetSendStatistics ListVerifiedEmailAddresses
        sns: GetSMSAttributes GetSMSSandboxAccountStatus ListOriginationNumbers
        servicequotas: ListServiceQuotas GetServiceQuota
        bedrock: ListFoundationModels GetFoundationModelAvailability GetUseCaseForModelAccess
        bedrock: ListFoundationModelAgreementOffers ListInferenceProfiles
        sms-voice: DescribeSpendLimits DescribePhoneNumbers DescribeAccountLimits
        """,
    ),
    Rule(
        _DISCOVERY,
        2,
        "looks for where data may be found, without touching it",
        """
        sdb: ListDomains
        ec2: StartNetworkInsightsAnalysis StartNetworkInsightsAccessScopeAnalysis
        access-analyzer: StartPolicyGeneration StartResourceScan CheckAccessNotGranted CheckNoPublicAccess
        """,
    ),
    Rule(
        _DISCOVERY,
        1,
        "reads, for all its verb",
        """
        events: TestEventPattern
        ec2: ExportClientVpnClientCertificateRevocationList
        """,
    ),
)
