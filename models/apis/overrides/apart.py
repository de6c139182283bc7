"""No tactic: calls that are never the reason of a finding.

Data events other than S3's are not analysed (an account that logs them would drown the rest); the caller's
own identity, consoles that fill their pages, services' heartbeats and reports on themselves tell nothing.
"""

from __future__ import annotations

from models.apis.tactics import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        None,
        0,
        "who am I: every script, SDK and console asks",
        """
        sts: GetCallerIdentity
        """,
    ),
    Rule(
        None,
        0,
        "steps of a sign-in, and signing off; ConsoleLogin itself is the event",
        """
        signin: CheckMfa ExitRole RenewRole CredentialChallenge CredentialVerification UserAuthentication SignOut
        signin: EmailUpdateRequested
        sso: Logout StartDeviceAuthorization RegisterClient
        cognito-idp: *_GET *_POST
        """,
    ),
    Rule(
        None,
        0,
        "consoles and health checks that fill a page",
        """
        health: DescribeEventAggregates DescribeEvents DescribeEventTypes DescribeAffectedEntities DescribeEventDetails
        cloudshell: SendHeartBeat GetEnvironmentStatus DescribeEnvironments
        trustedadvisor: Describe* RefreshCheck Get* List*
        notifications: List* Get*
        s3-banner: *
        consoleapp: *
        uxc: Get* List*
        billingconsole: Get* AWSPaymentPortalService*
        support: Describe*
        monitoring: GetMetricData GetMetricStatistics ListMetrics GetMetricWidgetImage GetDashboard
        freetier: Get* List*
        """,
    ),
    Rule(
        None,
        0,
        "encryption in passing: every read of encrypted data makes them",
        """
        kms: Decrypt Encrypt GenerateDataKey* ReEncrypt GenerateRandom GenerateMac VerifyMac Sign Verify GetPublicKey
        kms: DescribeKey RetireGrant RotateKey SynchronizeMultiRegionKey DeleteExpiredKeyMaterial
        """,
    ),
    Rule(
        None,
        0,
        "data events: items, messages, records and invocations",
        """
        dynamodb: GetItem PutItem UpdateItem DeleteItem Query Scan BatchGetItem BatchWriteItem TransactGetItems
        dynamodb: TransactWriteItems ExecuteStatement BatchExecuteStatement ExecuteTransaction GetRecords
        dynamodb: GetShardIterator
        lambda: Invoke InvokeAsync InvokeWithResponseStream InvokeExecution InvokeFunction
        sqs: SendMessage SendMessageBatch ReceiveMessage DeleteMessage DeleteMessageBatch ChangeMessageVisibility
        sqs: ChangeMessageVisibilityBatch
        sns: Publish PublishBatch
        kinesis: PutRecord PutRecords GetRecords GetShardIterator SubscribeToShard
        firehose: PutRecord PutRecordBatch
        cassandra: GetRecords GetShardIterator
        cognito-sync: *
        ebs: *
        execute-api: *
        iotdata: *
        iot-jobs-data: *
        neptune-db: *
        personalize-events: *
        personalize-runtime: *
        geo-maps: *
        geo-places: *
        geo-routes: *
        cloudtrail-data: *
        cloudsearchdomain: *
        forecastquery: *
        rds-data: BeginTransaction CommitTransaction RollbackTransaction
        events: PutEvents
        sdb: Select GetAttributes PutAttributes BatchPutAttributes DeleteAttributes BatchDeleteAttributes
        swf: Poll* Respond* RecordActivityTaskHeartbeat Count* SignalWorkflowExecution
        states: GetActivityTask SendTask* StartSyncExecution
        sagemaker: InvokeEndpoint* GetRecord PutRecord DeleteRecord BatchGetRecord BatchPutMetrics SendHeartbeat
        bedrock: ApplyGuardrail Rerank CountTokens InvokeAgent InvokeInlineAgent
        bedrock: InvokeFlow Retrieve RetrieveAndGenerate*
        s3: CreateSession
        s3vectors: PutVectors GetVectors ListVectors QueryVectors DeleteVectors
        timestream: WriteRecords Query
        appconfig: StartConfigurationSession GetLatestConfiguration GetConfiguration
        cloudfront-keyvaluestore: GetKey ListKeys
        servicediscovery: DiscoverInstances DiscoverInstancesRevision UpdateInstanceCustomHealthStatus
        medical-imaging: GetImageFrame
        kinesisvideo: GetMedia
        bedrock-agentcore: InvokeAgentRuntime
        mediastore: GetObject PutObject DeleteObject ListItems DescribeObject
        verifiedpermissions: IsAuthorized* BatchIsAuthorized*
        payment-cryptography: DecryptData EncryptData ReEncryptData Generate* Translate* Verify*
        polly: SynthesizeSpeech
        """,
    ),
    Rule(
        None,
        0,
        "the users of an application, who are nobody in the account",
        """
        cognito-idp: InitiateAuth RespondToAuthChallenge AdminInitiateAuth AdminRespondToAuthChallenge SignUp
        cognito-idp: ConfirmSignUp ForgotPassword ConfirmForgotPassword ChangePassword GetUser GlobalSignOut
        cognito-idp: AssociateSoftwareToken VerifySoftwareToken SetUserMFAPreference RevokeToken
        cognito-idp: ResendConfirmationCode UpdateUserAttributes ConfirmDevice
        cognito-identity: GetId GetOpenIdToken GetOpenIdTokenForDeveloperIdentity
        ivs: CreateParticipantToken
        ivschat: CreateChatToken SendEvent
        lex: PostContent PostText PutSession RecognizeText RecognizeUtterance
        """,
    ),
    Rule(
        None,
        0,
        "agents, services and devices reporting on themselves",
        """
        logs: PutLogEvents CreateLogStream PutQueryDefinition
        monitoring: PutMetricData
        xray: PutTraceSegments PutTelemetryRecords GetSamplingRules GetSamplingTargets
        ssm: UpdateInstanceInformation OpenDataChannel PutInventory PutComplianceItems UpdateAssociationStatus
        ssm: GetDeployablePatchSnapshotForInstance
        ecs: StartTelemetrySession DiscoverPollEndpoint SubmitTaskStateChange SubmitContainerStateChange
        ecs: SubmitAttachmentStateChanges
        ecr: BatchCheckLayerAvailability InitiateLayerUpload UploadLayerPart CompleteLayerUpload BatchGetImage
        ecr: PolicyExecutionEvent
        ecr-public: BatchCheckLayerAvailability InitiateLayerUpload UploadLayerPart CompleteLayerUpload
        autoscaling: RecordLifecycleActionHeartbeat CompleteLifecycleAction
        cloudformation: SignalResource RecordHandlerProgress DescribeStackResource
        cloudtrail: AddTags RemoveTags
        ec2: CreateTags DeleteTags BidEvictedEvent BidFulfilledEvent ReportInstanceStatus
        ec2: DescribeInstanceEventNotificationAttributes
        sms-voice: PutMessageFeedback
        config: PutEvaluations PutExternalEvaluation
        acm: AutoRenewCertificate
        secretsmanager: RotationStarted RotationSucceeded RotationFailed RotationAbandoned *SecretVersionDelet*
        secretsmanager: GetRandomPassword
        codedeploy: PutLifecycleEventHookExecutionStatus
        codepipeline: PollFor* Acknowledge* PutJob* PutThirdPartyJob* PutActionRevision
        organizations: CreateAccountResult AccountJoinedOrganization AccountDepartedOrganization
        eks: AccessKubernetesApi AssumeRoleForPodIdentity MutateKubernetesObject
        """,
    ),
    Rule(
        None,
        0,
        "a protection is put up",
        """
        cloudtrail: CreateTrail StartLogging CreateEventDataStore StartEventDataStoreIngestion
        guardduty: CreateDetector CreateMembers StartMonitoringMembers CreateThreatIntelSet
        config: StartConfigurationRecorder PutConfigRule
        securityhub: EnableSecurityHub EnableSecurityHubV2 BatchEnableStandards
        access-analyzer: CreateAnalyzer
        inspector2: Enable
        macie2: EnableMacie
        monitoring: PutMetricAlarm EnableAlarmActions PutCompositeAlarm
        ec2: CreateFlowLogs EnableEbsEncryptionByDefault EnableImageBlockPublicAccess LockSnapshot
        ec2: EnableSnapshotBlockPublicAccess EnableImageDeregistrationProtection DisableSerialConsoleAccess
        redshift: EnableLogging
        wafv2: PutLoggingConfiguration AssociateWebACL
        route53resolver: CreateResolverQueryLogConfig AssociateResolverQueryLogConfig
        backup: PutBackupVaultLockConfiguration
        rbin: LockRule
        kms: CancelKeyDeletion EnableKey EnableKeyRotation
        """,
    ),
    Rule(
        None,
        0,
        "names and tags",
        """
        *: AddTags* RemoveTags* CreateTags DeleteTags TagResource* UntagResource*
        *: ChangeTagsFor* Put*Tagging Delete*Tagging UpdateTagsFor* AddTagsTo* RemoveTagsFrom*
        """,
    ),
)
