"""How CloudTrail names the calls: ``eventName``.

Nearly always the API's name in the SDKs. Lambda's and CloudFront's early APIs carry their date
(``CreateFunction20150331``, ``UpdateFunctionCode20150331v2``, ``CreateDistribution2020_05_31``), and some
events are of no SDK: sign-ins, the console's own calls, what a service reports of itself, older names.
"""

from __future__ import annotations

import re

_DATED = re.compile(r"(?<=[A-Za-z])_?(?:19|20)\d\d_?[01]\d_?[0-3]\d(?:v\d+)?\Z")

#: Event names that no service model has, as `models.apis.listing` reads them.
OUTSIDE_MODELS = """
signin: ConsoleLogin CheckMfa SwitchRole ExitRole RenewRole GetSigninToken GetSessionToken CredentialChallenge
signin: CredentialVerification UserAuthentication PasswordRecoveryRequested PasswordRecoveryCompleted
signin: PasswordUpdated EmailUpdated EmailUpdateRequested EmailUpdateCompleted MobileSignIn AuthorizeOAuth2Access
signin: SignOut
sso: Authenticate Federate Logout ListApplications ListProfilesForApplication DescribePermissionsPolicies
sso: AssociateProfile DisassociateProfile CreateProfile DeleteProfile UpdateProfile StartSSO DisassociateDirectory
sso: AssociateDirectory EnableExternalIdPConfigurationForDirectory DisableExternalIdPConfigurationForDirectory
sso: GetSSOStatus DescribeRegisteredRegions ListDirectoryAssociations UpdateSSOConfiguration
sso: PutMfaDeviceManagementForDirectory CreateManagedApplicationInstance GetPermissionSet PutPermissionsPolicy
sso-directory: CreateUser DeleteUser UpdateUser UpdateUserName EnableUser DisableUser CreateGroup DeleteGroup
sso-directory: UpdateGroup AddMemberToGroup RemoveMemberFromGroup UpdatePassword VerifyEmail SearchUsers
sso-directory: SearchGroups ListMembersInGroup ListGroupsForUser ListGroupsForMember DescribeDirectory
sso-directory: DescribeUsers DescribeGroups CreateBearerToken CreateProvisioningTenant DeleteBearerToken
sso-directory: StartVirtualMfaDeviceRegistration CompleteVirtualMfaDeviceRegistration DeleteMfaDeviceForUser
sso-directory: ListMfaDevicesForUser CreateExternalIdPConfigurationForDirectory
sso-directory: UpdateExternalIdPConfigurationForDirectory ImportExternalIdPCertificate
sso-directory: DescribeExternalIdPConfigurationForDirectory
sts: GetDelegationToken
s3: PutBucketLifecycle PutBucketNotification PutBucketPublicAccessBlock GetBucketPublicAccessBlock
s3: DeleteBucketPublicAccessBlock PutAccountPublicAccessBlock GetAccountPublicAccessBlock
s3: DeleteAccountPublicAccessBlock PutBucketObjectLockConfiguration GetBucketObjectLockConfiguration
s3: GetAccelerateConfiguration PutAccelerateConfiguration GetBucketVersions PostObject InitiateMultipartUpload
s3: PutBucketIntelligentTieringConfiguration ListVersions ListAllMyBuckets GetObjectVersion DeleteObjectVersion
s3: GetStorageLensDashboardDataInternal PreflightObject
rds: GenerateDbAuthToken GenerateDbConnectAuthToken
ec2: SharedSnapshotCopyInitiated SharedSnapshotVolumeCreated BidEvictedEvent BidFulfilledEvent
ec2: DescribeAccountAttributes CreateSpotFleetRequest
ec2-instance-connect: OpenTunnel
kms: DeleteKey RotateKey SynchronizeMultiRegionKey DeleteExpiredKeyMaterial
cloudshell: CreateEnvironment DeleteEnvironment StartEnvironment StopEnvironment GetEnvironmentStatus CreateSession
cloudshell: PutCredentials SendHeartBeat GetFileDownloadUrls GetFileUploadUrls RedeemCode DescribeEnvironments
cloudshell: ApproveCommand
bedrock: PutFoundationModelEntitlement
s3-banner: GetBanner
consoleapp: GetDeviceIdentity ListDeviceIdentities
lambda: InvokeExecution InvokeFunction
cognito-idp: Login_GET Login_POST Authorize_GET Token_POST UserInfo_GET OAuth2Response_GET SAML2Response_POST
cognito-idp: Logout_GET SignUp_GET SignUp_POST ForgotPassword_GET ForgotPassword_POST ConfirmForgotPassword_POST
cognito-idp: Error_GET
ssm: UpdateInstanceInformation OpenDataChannel
organizations: CreateAccountResult AccountJoinedOrganization AccountDepartedOrganization
controltower: CreateManagedAccount UpdateManagedAccount SetupLandingZone UpdateLandingZone
controltower: RegisterOrganizationalUnit EnableGuardrail DisableGuardrail
health: DescribeEventAggregates
trustedadvisor: RefreshCheck DescribeCheckSummaries DescribeChecks DescribeCheckItems DescribeAccountAccess
trustedadvisor: DescribeNotificationPreferences DescribeOrganization DescribeRisk
notifications: ListNotificationHubs GetFeatureOptInStatus
resource-explorer-2: ListResources GetDefaultView BatchGetView
aws-marketplace: Subscribe Unsubscribe ViewSubscriptions AcceptAgreementApprovalRequest
billingconsole: GetBillingNotifications AWSPaymentPortalService.DescribeMakePaymentPage UpdatePaymentPreferences
billingconsole: EnableIAMAccess GetSellerOfRecord
elasticloadbalancing: RegisterInstances DeregisterInstances
cloudfront: CreateOriginAccessIdentity
codepipeline: StartBuild
ecs: StartTelemetrySession
eks: AccessKubernetesApi AssumeRoleForPodIdentity MutateKubernetesObject
codecommit: GitPull GitPush
ecr: PolicyExecutionEvent
acm: AutoRenewCertificate
secretsmanager: SecretVersionDeletion StartSecretVersionDelete CancelSecretVersionDelete EndSecretVersionDelete
secretsmanager: RotationStarted RotationSucceeded RotationFailed RotationAbandoned
"""


def base_name(event_name: str) -> str:
    """The API's name without its date.

    >>> base_name("UpdateFunctionCode20150331v2")
    'UpdateFunctionCode'
    >>> base_name("CreateDistribution2020_05_31")
    'CreateDistribution'
    """
    return _DATED.sub("", event_name)
