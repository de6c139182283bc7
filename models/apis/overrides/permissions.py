"""PrivilegeEscalation: rights that a principal did not have.

Rights are gained by policies (attached, put, made the default), by groups and roles one is taken into, by
trust (who may assume a role), and by compute that runs as a stronger role. Taking rights away (Detach, a
boundary put up) is tampering; taking a boundary down is a gain.
"""

from __future__ import annotations

from models.apis.tactics import Rule, Tactic

_ESCALATION = Tactic.PRIVILEGE_ESCALATION

RULES: tuple[Rule, ...] = (
    Rule(
        _ESCALATION,
        5,
        "grants rights to a user, a group or a role",
        """
        iam: AttachUserPolicy AttachGroupPolicy AttachRolePolicy PutUserPolicy PutGroupPolicy PutRolePolicy
        iam: AddUserToGroup CreatePolicyVersion SetDefaultPolicyVersion UpdateAssumeRolePolicy
        """,
    ),
    Rule(
        _ESCALATION,
        4,
        "takes down the limit of a user's or a role's rights",
        """
        iam: DeleteUserPermissionsBoundary DeleteRolePermissionsBoundary PutUserPermissionsBoundary
        iam: PutRolePermissionsBoundary
        sso: DeletePermissionsBoundaryFromPermissionSet
        """,
    ),
    Rule(
        _ESCALATION,
        4,
        "gives an instance another role",
        """
        ec2: AssociateIamInstanceProfile ReplaceIamInstanceProfileAssociation
        iam: AddRoleToInstanceProfile AcquireRole
        ssm: UpdateManagedInstanceRole RegisterDefaultHostManagementConfiguration
        rds: AddRoleToDBCluster AddRoleToDBInstance
        redshift: ModifyClusterIamRoles
        cognito-identity: SetIdentityPoolRoles
        eks: CreatePodIdentityAssociation UpdatePodIdentityAssociation
        greengrass: AssociateServiceRoleToAccount AssociateRoleToGroup
        """,
    ),
    Rule(
        _ESCALATION,
        4,
        "code that runs as another role: the role or the code's surroundings change",
        """
        lambda: UpdateFunctionConfiguration
        glue: CreateDevEndpoint UpdateDevEndpoint
        """,
    ),
    Rule(
        _ESCALATION,
        4,
        "rights beyond what IAM itself has, through delegation",
        """
        iam: CreateDelegationRequest AcceptDelegationRequest AssociateDelegationRequest SendDelegationToken
        iam: EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions
        organizations: RegisterDelegatedAdministrator EnableAWSServiceAccess PutResourcePolicy
        organizations: EnableAllFeatures
        billingconsole: EnableIAMAccess
        """,
    ),
    Rule(
        _ESCALATION,
        5,
        "grants rights in accounts of the organisation through IAM Identity Center",
        """
        sso: CreateAccountAssignment AttachManagedPolicyToPermissionSet PutInlinePolicyToPermissionSet
        sso: AttachCustomerManagedPolicyReferenceToPermissionSet PutPermissionsPolicy AssociateProfile
        """,
    ),
    Rule(
        _ESCALATION,
        4,
        "members and assignments of an identity directory carry rights",
        """
        sso: ProvisionPermissionSet UpdatePermissionSet CreateApplicationAssignment PutApplicationGrant
        sso: PutApplicationAccessScope
        sso-directory: AddMemberToGroup
        identitystore: CreateGroupMembership
        cognito-idp: AdminAddUserToGroup AdminUpdateUserAttributes
        ds-data: AddGroupMember
        workmail: AssociateMemberToGroup PutMailboxPermissions
        """,
    ),
    Rule(
        _ESCALATION,
        4,
        "Kubernetes administrators are made by access entries",
        """
        eks: CreateAccessEntry UpdateAccessEntry AssociateAccessPolicy
        """,
    ),
    Rule(
        _ESCALATION,
        3,
        "rights on single data sets, keys or applications",
        """
        kms: CreateGrant
        lakeformation: GrantPermissions BatchGrantPermissions PutDataLakeSettings AddLFTagsToResource
        verifiedpermissions: CreatePolicy UpdatePolicy
        quicksight: UpdateUser UpdateIAMPolicyAssignment CreateIAMPolicyAssignment CreateGroupMembership
        quicksight: UpdateUserCustomPermission UpdateRoleCustomPermission CreateRoleMembership
        grafana: UpdatePermissions
        iot: AttachPolicy AttachPrincipalPolicy CreatePolicyVersion SetDefaultPolicyVersion
        ec2: ModifyClientVpnEndpointAuthorizationPolicy ModifyVerifiedAccess*Policy
        connect: AssociateSecurityProfiles UpdateUserSecurityProfiles
        aoss: CreateAccessPolicy UpdateAccessPolicy
        """,
    ),
)
