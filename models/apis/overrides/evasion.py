"""DefenseEvasion: logs, alarms, detectors and protections that are taken down or blinded.

Making a detector is housekeeping; changing one, or its filters and trusted lists, may be an attacker's.
Tampering with backups and deletion protection is Impact (impact.py): it readies destruction.
"""

from __future__ import annotations

from models.apis.tactics import Rule, Tactic

_EVASION = Tactic.DEFENSE_EVASION

RULES: tuple[Rule, ...] = (
    Rule(
        _EVASION,
        5,
        "the account's own record of what happens in it ends",
        """
        cloudtrail: StopLogging DeleteTrail DeleteEventDataStore StopEventDataStoreIngestion
        """,
    ),
    Rule(
        _EVASION,
        4,
        "the record misses events from now on",
        """
        cloudtrail: UpdateTrail PutEventSelectors PutInsightSelectors UpdateEventDataStore PutEventConfiguration
        cloudtrail: DeregisterOrganizationDelegatedAdmin
        """,
    ),
    Rule(
        _EVASION,
        5,
        "threat detection or the inventory of changes ends",
        """
        guardduty: DeleteDetector DisassociateFromAdministratorAccount DisassociateFromMasterAccount
        guardduty: DisableOrganizationAdminAccount DeletePublishingDestination
        securityhub: DisableSecurityHub DisableSecurityHubV2 DisassociateFromAdministratorAccount
        securityhub: DisassociateFromMasterAccount DisableOrganizationAdminAccount
        config: DeleteConfigurationRecorder StopConfigurationRecorder DeleteDeliveryChannel
        macie2: DisableMacie DisassociateFromAdministratorAccount DisassociateFromMasterAccount
        access-analyzer: DeleteAnalyzer
        inspector2: Disable DisableDelegatedAdminAccount
        detective: DeleteGraph
        """,
    ),
    Rule(
        _EVASION,
        4,
        "detection is narrowed, muted or taken from members",
        """
        guardduty: UpdateDetector CreateFilter UpdateFilter CreateIPSet UpdateIPSet ArchiveFindings DeleteMembers
        guardduty: DisassociateMembers StopMonitoringMembers UpdateMemberDetectors UpdateOrganizationConfiguration
        guardduty: CreateTrustedEntitySet UpdateTrustedEntitySet DeleteThreatIntelSet DeleteThreatEntitySet
        guardduty: UpdateThreatIntelSet UpdateThreatEntitySet UpdatePublishingDestination
        guardduty: DeleteMalwareProtectionPlan UpdateMalwareProtectionPlan UpdateMalwareScanSettings DeleteFilter
        guardduty: DeleteIPSet DeleteTrustedEntitySet DeleteCustomDetectionRule*
        securityhub: BatchDisableStandards UpdateStandardsControl BatchUpdateFindings BatchUpdateFindingsV2
        securityhub: DeleteMembers DisassociateMembers CreateAutomationRule UpdateFindings DeleteInsight
        securityhub: DeleteActionTarget
        securityhub: DisableImportFindingsForProduct UpdateSecurityHubConfiguration UpdateOrganizationConfiguration
        securityhub: UpdateSecurityControl BatchUpdateStandardsControlAssociations CreateAutomationRuleV2
        securityhub: UpdateAutomationRuleV2 BatchUpdateAutomationRules
        macie2: UpdateMacieSession CreateFindingsFilter UpdateFindingsFilter CreateAllowList DeleteMember
        macie2: DisableOrganizationAdminAccount DisassociateMember PutFindingsPublicationConfiguration
        macie2: UpdateClassificationJob PutClassificationExportConfiguration
        inspector2: CreateFilter UpdateFilter UpdateConfiguration DisassociateMember
        inspector: DeleteAssessment*
        access-analyzer: CreateArchiveRule UpdateArchiveRule ApplyArchiveRule UpdateFindings UpdateAnalyzer
        detective: DeleteMembers DisassociateMembership DisableOrganizationAdminAccount
        fms: DisassociateAdminAccount DeletePolicy DeleteNotificationChannel
        securitylake: DeleteDataLake DeleteAwsLogSource DeleteCustomLogSource DeleteSubscriber
        securitylake: DeregisterDataLakeDelegatedAdministrator DeleteDataLakeOrganizationConfiguration
        securitylake: DeleteDataLakeExceptionSubscription UpdateDataLake
        security-ir: CloseCase CancelMembership
        controltower: DisableGuardrail DisableControl DisableBaseline DeleteLandingZone
        """,
    ),
    Rule(
        _EVASION,
        4,
        "rules on the configuration are lifted, or its history forgotten",
        """
        config: DeleteConfigRule DeleteEvaluationResults PutConfigurationRecorder DeleteConformancePack
        config: DeleteOrganizationConfigRule DeleteOrganizationConformancePack DeleteRetentionConfiguration
        config: DeleteConfigurationAggregator DeleteAggregationAuthorization DeleteRemediationConfiguration
        config: DeleteServiceLinkedConfigurationRecorder PutRetentionConfiguration PutDeliveryChannel
        config: DisassociateResourceTypes PutRemediationExceptions
        auditmanager: DeregisterAccount DeleteAssessment
        """,
    ),
    Rule(
        _EVASION,
        4,
        "logs of the network, of names asked for and of requests served end",
        """
        ec2: DeleteFlowLogs ModifyVerifiedAccessInstanceLoggingConfiguration
        route53resolver: DeleteResolverQueryLogConfig DisassociateResolverQueryLogConfig
        route53: DeleteQueryLoggingConfig
        wafv2: DeleteLoggingConfiguration
        waf: DeleteLoggingConfiguration
        waf-regional: DeleteLoggingConfiguration
        network-firewall: DeleteFirewall UpdateLoggingConfiguration
        bedrock: DeleteModelInvocationLoggingConfiguration PutModelInvocationLoggingConfiguration
        s3: PutBucketLogging DeleteBucketMetricsConfiguration
        redshift: DisableLogging
        eks: UpdateClusterConfig
        cloudfront: DeleteRealtimeLogConfig DeleteMonitoringSubscription
        aps: DeleteLoggingConfiguration DeleteQueryLoggingConfiguration
        logs: DeleteDelivery DeleteDeliverySource DeleteDeliveryDestination
        observabilityadmin: StopTelemetry*
        """,
    ),
    Rule(
        _EVASION,
        4,
        "logs are deleted, let expire early, or no longer delivered",
        """
        logs: DeleteLogGroup DeleteLogStream PutRetentionPolicy DeleteSubscriptionFilter DeleteMetricFilter
        logs: DeleteDestination DeleteDataProtectionPolicy DeleteAccountPolicy DeleteLogAnomalyDetector
        logs: DisassociateKmsKey
        firehose: DeleteDeliveryStream
        """,
    ),
    Rule(
        _EVASION,
        4,
        "alarms are silenced",
        """
        monitoring: DisableAlarmActions DeleteAlarms SetAlarmState DeleteAnomalyDetector StopMetricStreams
        monitoring: DeleteMetricStream DisableInsightRules DeleteInsightRules PutAlarmMuteRule
        events: DisableRule DeleteRule RemoveTargets
        """,
    ),
    Rule(
        _EVASION,
        3,
        "nobody is told of cost or of the provider's warnings",
        """
        notifications: DisassociateChannel DeregisterNotificationHub
        ce: DeleteAnomalyMonitor DeleteAnomalySubscription
        budgets: DeleteBudget DeleteNotification DeleteSubscriber
        health: DisableHealthServiceAccessForOrganization
        """,
    ),
    Rule(
        _EVASION,
        5,
        "the account leaves the organisation's reach, or all its guards fall",
        """
        organizations: LeaveOrganization DisablePolicyType DeleteOrganization
        """,
    ),
    Rule(
        _EVASION,
        4,
        "a guard of the organisation falls",
        """
        organizations: DetachPolicy DeletePolicy UpdatePolicy
        organizations: RemoveAccountFromOrganization MoveAccount DeregisterDelegatedAdministrator
        organizations: DisableAWSServiceAccess DeleteResourcePolicy
        iam: DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions
        account: EnableRegion DeleteAlternateContact PutAlternateContact
        """,
    ),
    Rule(
        _EVASION,
        4,
        "a protection of sign-ins is weakened",
        """
        iam: DeactivateMFADevice DeleteVirtualMFADevice UpdateAccountPasswordPolicy DeleteAccountPasswordPolicy
        iam: SetSecurityTokenServicePreferences
        sso: PutMfaDeviceManagementForDirectory
        sso-directory: DeleteMfaDeviceForUser
        cognito-idp: SetUserPoolMfaConfig AdminSetUserMFAPreference
        ds: DisableRadius DisableLDAPS
        """,
    ),
    Rule(
        _EVASION,
        4,
        "a firewall, filter or guardrail falls",
        """
        wafv2: DeleteWebACL DisassociateWebACL DeleteRuleGroup DeleteIPSet DeleteFirewallManagerRuleGroups
        waf: DeleteWebACL DeleteRule DeleteRuleGroup
        waf-regional: DeleteWebACL DisassociateWebACL DeleteRule DeleteRuleGroup
        network-firewall: DeleteFirewallPolicy DeleteRuleGroup DisassociateSubnets
        network-firewall: UpdateFirewallDeleteProtection
        route53resolver: DeleteFirewallRule DeleteFirewallRuleGroup DisassociateFirewallRuleGroup
        shield: DeleteProtection DisableApplicationLayerAutomaticResponse DisassociateDRTRole DeleteProtectionGroup
        bedrock: DeleteGuardrail DeleteEnforcedGuardrailConfiguration
        """,
    ),
    Rule(
        _EVASION,
        3,
        "a safeguard of instances and images is switched off",
        """
        ec2: ModifyInstanceMetadataOptions ModifyInstanceMetadataDefaults DisableImageBlockPublicAccess
        ec2: DisableSnapshotBlockPublicAccess DisableEbsEncryptionByDefault ModifyVpcBlockPublicAccessOptions
        ec2: CreateVpcBlockPublicAccessExclusion DisableAllowedImagesSettings UnmonitorInstances
        ec2: ReplaceImageCriteriaInAllowedImagesSettings DeleteNetworkAcl
        lambda: DeleteCodeSigningConfig DeleteFunctionCodeSigningConfig UpdateCodeSigningConfig
        signer: CancelSigningProfile
        kms: DisableKeyRotation
        ecr: PutImageScanningConfiguration PutRegistryScanningConfiguration
        xray: DeleteSamplingRule PutEncryptionConfig
        ssm: UpdateServiceSetting ResetServiceSetting
        elasticmapreduce: PutBlockPublicAccessConfiguration
        """,
    ),
    Rule(
        _EVASION,
        2,
        "housekeeping of detectors and logs that may hide a change",
        """
        cloudtrail: DeleteChannel CancelQuery StopImport DeleteDashboard UpdateChannel
        ssm: TerminateSession CancelCommand
        guardduty: UpdateFindingsFeedback UnarchiveFindings
        """,
    ),
)
