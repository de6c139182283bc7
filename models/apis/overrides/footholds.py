"""Persistence: what an attacker comes back by.

Own credentials, own identities and trust in a foreign identity provider come first; then doors in the
network and code that runs by itself (functions, schedules, tasks, images). Ordinary creations are
Persistence too, level 2, by their verb: what is there tomorrow may serve tomorrow.
"""

from __future__ import annotations

from models.apis.tactics import Rule, Tactic

_PERSISTENCE = Tactic.PERSISTENCE

RULES: tuple[Rule, ...] = (
    Rule(
        _PERSISTENCE,
        5,
        "a lasting credential: key, password, certificate",
        """
        iam: CreateAccessKey CreateLoginProfile UpdateLoginProfile CreateServiceSpecificCredential
        iam: ResetServiceSpecificCredential UploadSigningCertificate
        """,
    ),
    Rule(
        _PERSISTENCE,
        5,
        "trust in an identity provider or authority of the caller's choice",
        """
        iam: CreateSAMLProvider UpdateSAMLProvider CreateOpenIDConnectProvider AddClientIDToOpenIDConnectProvider
        iam: UpdateOpenIDConnectProviderThumbprint
        rolesanywhere: CreateTrustAnchor UpdateTrustAnchor EnableTrustAnchor
        sso: CreateTrustedTokenIssuer UpdateTrustedTokenIssuer EnableExternalIdPConfigurationForDirectory
        sso: AssociateDirectory
        sso-directory: CreateExternalIdPConfigurationForDirectory UpdateExternalIdPConfigurationForDirectory
        sso-directory: ImportExternalIdPCertificate CreateBearerToken CreateProvisioningTenant
        """,
    ),
    Rule(
        _PERSISTENCE,
        4,
        "an identity of one's own, or one brought back to life",
        """
        iam: CreateUser CreateRole UpdateAccessKey UpdateServiceSpecificCredential UploadSSHPublicKey UpdateSSHPublicKey
        iam: UpdateSigningCertificate EnableMFADevice CreateVirtualMFADevice ResyncMFADevice ChangePassword
        iam: EnableOutboundWebIdentityFederation
        sso-directory: CreateUser EnableUser StartVirtualMfaDeviceRegistration CompleteVirtualMfaDeviceRegistration
        identitystore: CreateUser
        rolesanywhere: CreateProfile UpdateProfile EnableProfile
        sso: CreatePermissionSet CreateInstance
        organizations: CreateAccount CreateGovCloudAccount InviteAccountToOrganization AcceptHandshake
        organizations: InviteOrganizationToTransferResponsibility
        account: StartPrimaryEmailUpdate AcceptPrimaryEmailUpdate
        signin: PutResourcePermissionStatement PutConsoleAuthorizationConfiguration
        ds-data: CreateUser
        ds: CreateTrust EnableLDAPS
        quicksight: RegisterUser
        transfer: ImportSshPublicKey CreateUser UpdateUser CreateAccess
        """,
    ),
    Rule(
        _PERSISTENCE,
        3,
        "an identity or key for one application",
        """
        iam: CreateGroup CreateInstanceProfile CreatePolicy UploadServerCertificate UpdateServerCertificate
        cognito-idp: AdminCreateUser CreateUserPoolClient CreateIdentityProvider UpdateIdentityProvider
        cognito-idp: AddUserPoolClientSecret UpdateUserPoolClient
        cognito-identity: CreateIdentityPool UpdateIdentityPool
        appsync: CreateApiKey UpdateApiKey
        apigateway: CreateApiKey ImportApiKeys UpdateApiKey CreateAuthorizer UpdateAuthorizer
        grafana: CreateWorkspaceApiKey CreateWorkspaceServiceAccountToken CreateWorkspaceServiceAccount
        codecatalyst: CreateAccessToken
        iot: CreateKeysAndCertificate RegisterCertificate RegisterCACertificate RegisterCertificateWithoutCA
        iot: CreateCertificateFromCsr
        lightsail: CreateKeyPair ImportKeyPair CreateBucketAccessKey
        ds: CreateAlias
        workmail: CreateUser
        mq: CreateUser UpdateUser
        memorydb: CreateUser UpdateUser
        elasticache: CreateUser ModifyUser
        kafka: BatchAssociateScramSecret
        redshift-serverless: CreateWorkgroup
        acm-pca: IssueCertificate CreateCertificateAuthority ImportCertificateAuthorityCertificate CreatePermission
        eks: AssociateIdentityProviderConfig
        """,
    ),
    Rule(
        _PERSISTENCE,
        4,
        "a key, script or network change by which an instance is entered again",
        """
        ec2: ImportKeyPair CreateKeyPair ModifyInstanceAttribute AuthorizeSecurityGroupIngress ModifySecurityGroupRules
        ec2: EnableSerialConsoleAccess CreateReplaceRootVolumeTask
        lightsail: OpenInstancePublicPorts PutInstancePublicPorts
        """,
    ),
    Rule(
        _PERSISTENCE,
        3,
        "a door in the network",
        """
        ec2: CreateSecurityGroup AuthorizeSecurityGroupEgress CreateNetworkAclEntry ReplaceNetworkAclEntry
        ec2: CreateInternetGateway AttachInternetGateway CreateRoute ReplaceRoute CreateVpcPeeringConnection
        ec2: AcceptVpcPeeringConnection CreateVpnConnection CreateCustomerGateway CreateClientVpnEndpoint
        ec2: AuthorizeClientVpnIngress CreateInstanceConnectEndpoint CreateTransitGatewayVpcAttachment
        ec2: CreateTransitGatewayPeeringAttachment AcceptTransitGateway* ModifyNetworkInterfaceAttribute
        ec2: ModifyVpcEndpointServicePermissions AcceptVpcEndpointConnections CreateNetworkAcl
        ec2: ModifyInstanceConnectEndpoint CreateNetworkInterfacePermission AssociateAddress
        rds: AuthorizeDBSecurityGroupIngress
        redshift: AuthorizeClusterSecurityGroupIngress AuthorizeEndpointAccess
        elasticache: AuthorizeCacheSecurityGroupIngress
        globalaccelerator: CreateCrossAccountAttachment
        """,
    ),
    Rule(
        _PERSISTENCE,
        4,
        "code of the caller's choice in a function, or a door to it",
        """
        lambda: CreateFunction UpdateFunctionCode AddPermission CreateFunctionUrlConfig UpdateFunctionUrlConfig
        lambda: PutResourcePolicy CreateWebFunction CreateWebFunctionRevision CreateWebFunctionEndpoint RunMicrovm
        """,
    ),
    Rule(
        _PERSISTENCE,
        3,
        "code that others run, or that runs by itself",
        """
        lambda: CreateEventSourceMapping UpdateEventSourceMapping PublishLayerVersion UpdateAlias
        lambda: PutFunctionEventInvokeConfig
        events: PutRule PutTargets EnableRule PutPermission CreateApiDestination CreateConnection
        scheduler: CreateSchedule UpdateSchedule
        pipes: CreatePipe UpdatePipe
        ssm: CreateAssociation CreateAssociationBatch UpdateAssociation CreateDocument UpdateDocument
        ssm: UpdateDocumentDefaultVersion CreateActivation RegisterTaskWithMaintenanceWindow
        ssm: UpdateMaintenanceWindowTask
        ecs: RegisterTaskDefinition CreateService UpdateService RegisterContainerInstance
        ecr: PutImage CreatePullThroughCacheRule
        ec2: CreateLaunchTemplate CreateLaunchTemplateVersion ModifyLaunchTemplate RegisterImage
        autoscaling: CreateLaunchConfiguration
        cloudformation: CreateStack UpdateStack CreateChangeSet ExecuteChangeSet CreateStackSet UpdateStackSet
        cloudformation: CreateStackInstances UpdateStackInstances RegisterType ActivateType
        cloudcontrolapi: CreateResource UpdateResource
        states: CreateStateMachine UpdateStateMachine
        codebuild: CreateProject UpdateProject CreateWebhook ImportSourceCredentials
        codepipeline: CreatePipeline UpdatePipeline PutWebhook
        codecommit: PutFile CreateCommit PutRepositoryTriggers GitPush
        codestar-connections: CreateConnection CreateHost
        codeconnections: CreateConnection CreateHost
        glue: CreateJob UpdateJob CreateTrigger
        sagemaker: CreateNotebookInstance UpdateNotebookInstance CreateNotebookInstanceLifecycleConfig
        sagemaker: UpdateNotebookInstanceLifecycleConfig CreateStudioLifecycleConfig
        apprunner: CreateService UpdateService
        elasticbeanstalk: CreateEnvironment UpdateEnvironment CreateApplicationVersion
        batch: RegisterJobDefinition
        datapipeline: CreatePipeline PutPipelineDefinition
        imagebuilder: CreateComponent CreateImagePipeline UpdateImagePipeline
        eks: CreateNodegroup CreateFargateProfile
        bedrock-agentcore: CreateAgentRuntime CreateCodeInterpreter
        bedrock: CreateAgent UpdateAgent CreateAgentActionGroup
        config: PutRemediationConfigurations
        cloudfront: UpdateFunction PublishFunction
        """,
    ),
    Rule(
        _PERSISTENCE,
        4,
        "copies mail, or sends it in the account's name",
        """
        ses: CreateReceiptRule UpdateReceiptRule PutIdentityPolicy CreateEmailIdentityPolicy UpdateEmailIdentityPolicy
        workmail: PutInboundDmarcSettings CreateImpersonationRole UpdateImpersonationRole
        """,
    ),
    Rule(
        _PERSISTENCE,
        2,
        "copies settings or a schema and no data, for all its verb",
        """
        rds: CopyDBParameterGroup CopyDBClusterParameterGroup CopyOptionGroup
        servicecatalog: CopyProduct
        ram: AcceptResourceShareInvitation
        """,
    ),
)
