"""CredentialAccess and InitialAccess: secrets that are handed out, and ways in.

A credential that is *handed out* and was there before is CredentialAccess; one that is *made to be come back
with* is Persistence (footholds.py); one that opens a session at once is InitialAccess, as in AWS's examples
(StartSession, GetAuthorizationToken, GetFederationToken).
"""

from __future__ import annotations

from models.apis.tactics import Rule, Tactic

_CREDENTIAL, _INITIAL = Tactic.CREDENTIAL_ACCESS, Tactic.INITIAL_ACCESS

RULES: tuple[Rule, ...] = (
    Rule(
        _CREDENTIAL,
        4,
        "returns a password or a secret in plain text",
        """
        ec2: GetPasswordData
        secretsmanager: GetSecretValue BatchGetSecretValue
        lightsail: GetRelationalDatabaseMasterUserPassword GetInstanceAccessDetails DownloadDefaultKeyPair
        lightsail: GetBucketAccessKeys
        pca-connector-scep: GetChallengePassword
        iotmanagedintegrations: GetCredentialLocker
        route53domains: RetrieveDomainAuthCode
        wafv2: GetDecryptedAPIKey
        """,
    ),
    Rule(
        _CREDENTIAL,
        4,
        "returns keys or a token of a database, a cluster or a role",
        """
        rds: GenerateDbAuthToken GenerateDbConnectAuthToken
        redshift: GetClusterCredentials GetClusterCredentialsWithIAM GetIdentityCenterAuthToken
        redshift-serverless: GetCredentials GetIdentityCenterAuthToken
        elasticmapreduce: GetClusterSessionCredentials
        emr-containers: GetManagedEndpointSessionCredentials
        datazone: GetEnvironmentCredentials
        cloudwatch-omni: GetSpaceCredentialsForOrganization
        gamelift: GetComputeAccess GetInstanceAccess GetComputeAuthToken RequestUploadCredentials
        bedrock-agentcore: GetResourceApiKey GetResourceOauth2Token GetResourcePaymentToken
        cognito-idp: GetClientToken GetDerivedToken GetTokensFromRefreshToken
        amplifybackend: GetToken CreateToken
        s3: GetDataAccess
        """,
    ),
    Rule(
        _CREDENTIAL,
        5,
        "exports private key material",
        """
        acm: ExportCertificate
        payment-cryptography: ExportKey
        """,
    ),
    Rule(
        _CREDENTIAL,
        4,
        "returns keys that IAM Identity Center issues for a role, to a stolen token too",
        """
        sso: GetRoleCredentials
        account-access: GetRoleCredentials
        """,
    ),
    Rule(
        _CREDENTIAL,
        3,
        "parameters hold passwords as often as settings; applications read their own all day",
        """
        ssm: GetParameter GetParameters GetParametersByPath GetParameterHistory
        """,
    ),
    Rule(
        _CREDENTIAL,
        3,
        "temporary keys by which analytics services read a data lake, or devices and applications read theirs",
        """
        lakeformation: GetTemporary*Credentials GetTemporaryDataLocationCredentials
        cognito-identity: GetCredentialsForIdentity
        apigateway: GetApiKey GetApiKeys
        appsync: ListApiKeys
        eks-auth: AssumeRoleForPodIdentity
        kms: GetParametersForImport DeriveSharedSecret
        iot: GetRegistrationCode
        """,
    ),
    Rule(
        _CREDENTIAL,
        3,
        "the credential report names every user, key and MFA device of the account",
        """
        iam: GetCredentialReport GenerateCredentialReport
        """,
    ),
    Rule(
        _CREDENTIAL,
        4,
        "a new password for somebody else's account",
        """
        cognito-idp: AdminSetUserPassword AdminResetUserPassword
        ds: ResetUserPassword
        workmail: ResetPassword
        sso-directory: UpdatePassword
        storagegateway: SetLocalConsolePassword SetSMBGuestPassword
        """,
    ),
    Rule(
        _INITIAL,
        4,
        "a shell, or a key or a command pushed, to an instance, a container or a desktop",
        """
        ssm: StartSession ResumeSession SendCommand StartAutomationExecution StartChangeRequestExecution GetAccessToken
        ssm-guiconnect: *Connection*
        ec2-instance-connect: SendSSHPublicKey SendSerialConsoleSSHPublicKey OpenTunnel
        ecs: ExecuteCommand
        lambda: CreateMicrovmShellAuthToken CreateMicrovmAuthToken
        bedrock-agentcore: InvokeAgentRuntimeCommand
        lightsail: StartGUISession CreateGUISessionAccessDetails
        gameliftstreams: CreateStreamSessionAdminShell
        codecatalyst: StartDevEnvironmentSession
        codebuild: StartCommandExecution StartSandbox*
        appstream: CreateStreamingURL CreateImageBuilderStreamingURL CreateAppBlockBuilderStreamingURL
        """,
    ),
    Rule(
        _INITIAL,
        4,
        "temporary credentials of one's own making outlive the key that made them",
        """
        sts: GetFederationToken GetSessionToken
        signin: GetSigninToken GetSessionToken
        connect: GetFederationToken
        """,
    ),
    Rule(
        _INITIAL,
        4,
        "opens a notebook, a workflow engine or a package store that holds a role",
        """
        sagemaker: CreatePresigned*
        sagemaker: CreatePartnerAppPresignedUrl
        airflow: CreateCliToken CreateWebLoginToken
        athena: CreatePresignedNotebookUrl
        elasticmapreduce: GetOnClusterAppUIPresignedURL GetPersistentAppUIPresignedURL
        kinesisanalytics: CreateApplicationPresignedUrl
        codeartifact: GetAuthorizationToken
        """,
    ),
    Rule(
        _INITIAL,
        3,
        "a link that shows a dashboard to whoever has it",
        """
        quicksight: GenerateEmbedUrl* GetDashboardEmbedUrl GetSessionEmbedUrl
        """,
    ),
    Rule(
        _INITIAL,
        3,
        "a registry's login; every build machine asks for it",
        """
        ecr: GetAuthorizationToken
        ecr-public: GetAuthorizationToken
        """,
    ),
    Rule(
        _INITIAL,
        3,
        "somebody signs in, or finishes a way to",
        """
        signin: ConsoleLogin PasswordRecoveryRequested PasswordRecoveryCompleted PasswordUpdated MobileSignIn
        signin: CreateBearerToken CreateOAuth2* AuthorizeOAuth2Access EmailUpdated EmailUpdateCompleted
        sso: Authenticate Federate CreateToken CreateTokenWithIAM
        cloudshell: CreateSession PutCredentials
        """,
    ),
    Rule(
        _INITIAL,
        2,
        "roles are assumed all day, by machines above all; an unusual one is a step into another role",
        """
        sts: AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity GetWebIdentityToken GetDelegatedAccessToken
        sts: GetDelegationToken
        signin: SwitchRole
        cloudshell: CreateEnvironment StartEnvironment RedeemCode
        """,
    ),
    Rule(
        _INITIAL,
        5,
        "credentials of a member account's root user",
        """
        sts: AssumeRoot
        """,
    ),
)
