"""MITRE ATT&CK: the tactic and the techniques of every finding type.

Ids and names are those of ATT&CK for Enterprise (attack.mitre.org). A type's techniques are those that its detector's
specification names. Its tactic is GuardDuty's own where a type of API calls is named after one (``Persistence:…``);
else it is the one that its first technique serves. The members of `AttackTactic` stand in the order of an attack.

A type that is not in the table, such as one of a rule of one's own, is known by the first word of its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from typing import NamedTuple


class AttackTactic(Enum):
    """A tactic: its name without blanks, as GuardDuty writes it; in the order of an attack."""

    RECONNAISSANCE = "Reconnaissance"
    INITIAL_ACCESS = "InitialAccess"
    EXECUTION = "Execution"
    DISCOVERY = "Discovery"
    CREDENTIAL_ACCESS = "CredentialAccess"
    LATERAL_MOVEMENT = "LateralMovement"
    PRIVILEGE_ESCALATION = "PrivilegeEscalation"
    PERSISTENCE = "Persistence"
    DEFENSE_EVASION = "DefenseEvasion"
    COMMAND_AND_CONTROL = "CommandAndControl"
    COLLECTION = "Collection"
    EXFILTRATION = "Exfiltration"
    IMPACT = "Impact"

    @property
    def id(self) -> str:
        """ATT&CK's id, such as ``TA0007``."""
        return _IDS[self]

    @property
    def place(self) -> int:
        """Where it stands in an attack, from 0."""
        return _PLACES[self.value]

    @property
    def title(self) -> str:
        """ATT&CK's name, such as ``Defense Evasion``."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.value).replace(" And ", " and ")


_T = AttackTactic

_IDS = {
    _T.RECONNAISSANCE: "TA0043",
    _T.INITIAL_ACCESS: "TA0001",
    _T.EXECUTION: "TA0002",
    _T.PERSISTENCE: "TA0003",
    _T.PRIVILEGE_ESCALATION: "TA0004",
    _T.DEFENSE_EVASION: "TA0005",
    _T.CREDENTIAL_ACCESS: "TA0006",
    _T.DISCOVERY: "TA0007",
    _T.LATERAL_MOVEMENT: "TA0008",
    _T.COLLECTION: "TA0009",
    _T.EXFILTRATION: "TA0010",
    _T.COMMAND_AND_CONTROL: "TA0011",
    _T.IMPACT: "TA0040",
}

_PLACES = {tactic.value: place for place, tactic in enumerate(AttackTactic)}

#: Technique id -> its name; that of a sub-technique behind its parent's.
TECHNIQUES = {
    "T1021.001": "Remote Services: Remote Desktop Protocol",
    "T1021.004": "Remote Services: SSH",
    "T1021.006": "Remote Services: Windows Remote Management",
    "T1030": "Data Transfer Size Limits",
    "T1041": "Exfiltration Over C2 Channel",
    "T1046": "Network Service Discovery",
    "T1048": "Exfiltration Over Alternative Protocol",
    "T1048.003": "Exfiltration Over Alternative Protocol: Exfiltration Over Unencrypted Non-C2 Protocol",
    "T1071": "Application Layer Protocol",
    "T1071.003": "Application Layer Protocol: Mail Protocols",
    "T1071.004": "Application Layer Protocol: DNS",
    "T1078.004": "Valid Accounts: Cloud Accounts",
    "T1087.004": "Account Discovery: Cloud Account",
    "T1090.003": "Proxy: Multi-hop Proxy",
    "T1098": "Account Manipulation",
    "T1098.003": "Account Manipulation: Additional Cloud Roles",
    "T1110": "Brute Force",
    "T1189": "Drive-by Compromise",
    "T1190": "Exploit Public-Facing Application",
    "T1222": "File and Directory Permissions Modification",
    "T1485": "Data Destruction",
    "T1486": "Data Encrypted for Impact",
    "T1496": "Resource Hijacking",
    "T1496.001": "Resource Hijacking: Compute Hijacking",
    "T1498.001": "Network Denial of Service: Direct Network Flood",
    "T1499.002": "Endpoint Denial of Service: Service Exhaustion Flood",
    "T1530": "Data from Cloud Storage",
    "T1537": "Transfer Data to Cloud Account",
    "T1552": "Unsecured Credentials",
    "T1552.005": "Unsecured Credentials: Cloud Instance Metadata API",
    "T1555.006": "Credentials from Password Stores: Cloud Secrets Management Stores",
    "T1556.009": "Modify Authentication Process: Conditional Access Policies",
    "T1562.007": "Impair Defenses: Disable or Modify Cloud Firewall",
    "T1562.008": "Impair Defenses: Disable or Modify Cloud Logs",
    "T1565.001": "Data Manipulation: Stored Data Manipulation",
    "T1566.002": "Phishing: Spearphishing Link",
    "T1567": "Exfiltration Over Web Service",
    "T1568": "Dynamic Resolution",
    "T1568.002": "Dynamic Resolution: Domain Generation Algorithms",
    "T1571": "Non-Standard Port",
    "T1572": "Protocol Tunneling",
    "T1580": "Cloud Infrastructure Discovery",
    "T1583.001": "Acquire Infrastructure: Domains",
    "T1595.001": "Active Scanning: Scanning IP Blocks",
    "T1619": "Cloud Storage Object Discovery",
}


class Attack(NamedTuple):
    """What something is in an attack.

    Attributes:
        tactic: what it is for.
        techniques: ATT&CK's ids of how, the most telling first; each is in `TECHNIQUES`.
    """

    tactic: AttackTactic
    techniques: tuple[str, ...]


#: A line with a tactic and techniques, then, indented, the finding types of both.
_TABLE = """
InitialAccess: T1078.004
    PenTest:IAMUser/KaliLinux PenTest:IAMUser/ParrotLinux PenTest:IAMUser/PentooLinux PenTest:S3/KaliLinux
    PenTest:S3/ParrotLinux PenTest:S3/PentooLinux Policy:IAMUser/RootCredentialUsage
    Policy:IAMUser/ShortTermRootCredentialUsage UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B
    InitialAccess:IAMUser/AnomalousBehavior UnauthorizedAccess:IAMUser/MaliciousIPCaller
    UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom UnauthorizedAccess:IAMUser/ConsoleLogin
    UnauthorizedAccess:IAMUser/UnusualASNCaller AttackSequence:IAM/CompromisedCredentials
InitialAccess: T1078.004 T1090.003
    UnauthorizedAccess:IAMUser/TorIPCaller
InitialAccess: T1189
    Trojan:EC2/DriveBySourceTraffic!DNS
InitialAccess: T1566.002
    Trojan:EC2/PhishingDomainRequest!DNS
Discovery: T1078.004
    Discovery:IAMUser/AnomalousBehavior Recon:IAMUser/MaliciousIPCaller Recon:IAMUser/MaliciousIPCaller.Custom
    Recon:IAMUser/NetworkPermissions Recon:IAMUser/ResourcePermissions Recon:IAMUser/UserPermissions
Discovery: T1078.004 T1090.003
    Recon:IAMUser/TorIPCaller
Discovery: T1619
    Discovery:S3/AnomalousBehavior Discovery:S3/MaliciousIPCaller Discovery:S3/MaliciousIPCaller.Custom
Discovery: T1619 T1090.003
    Discovery:S3/TorIPCaller
Discovery: T1619 T1078.004
    Discovery:S3/BucketEnumeration.Unusual
Discovery: T1046
    Recon:EC2/Portscan
Discovery: T1046 T1595.001
    Impact:EC2/PortSweep
Reconnaissance: T1595.001 T1046
    Recon:EC2/PortProbeUnprotectedPort Recon:EC2/PortProbeEMRUnprotectedPort
CredentialAccess: T1078.004
    CredentialAccess:IAMUser/AnomalousBehavior
CredentialAccess: T1552 T1078.004
    CredentialAccess:IAMUser/CompromisedCredentials
CredentialAccess: T1552.005 T1078.004
    UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS
    UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.InsideAWS
    UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.InsideAccount
    UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.OutsideAWS
    UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.InsideAWS
CredentialAccess: T1552.005
    UnauthorizedAccess:EC2/MetadataDNSRebind
CredentialAccess: T1110 T1021.004
    UnauthorizedAccess:EC2/SSHBruteForce
CredentialAccess: T1110 T1021.001
    UnauthorizedAccess:EC2/RDPBruteForce
CredentialAccess: T1110 T1021.006
    Impact:EC2/WinRMBruteForce
PrivilegeEscalation: T1078.004
    PrivilegeEscalation:IAMUser/AnomalousBehavior PrivilegeEscalation:IAMUser/AdministrativePermissions
Persistence: T1078.004
    Persistence:IAMUser/AnomalousBehavior Persistence:IAMUser/NetworkPermissions
    Persistence:IAMUser/ResourcePermissions Persistence:IAMUser/UserPermissions
DefenseEvasion: T1562.008
    DefenseEvasion:IAMUser/BedrockLoggingDisabled Stealth:S3/ServerAccessLoggingDisabled
    Stealth:IAMUser/CloudTrailLoggingDisabled
DefenseEvasion: T1562.007 T1530
    Policy:S3/AccountBlockPublicAccessDisabled Policy:S3/BucketBlockPublicAccessDisabled
DefenseEvasion: T1556.009
    Stealth:IAMUser/PasswordPolicyChange
DefenseEvasion: T1078.004
    DefenseEvasion:IAMUser/AnomalousBehavior Stealth:IAMUser/LoggingConfigurationModified
DefenseEvasion: T1071.004 T1572
    DefenseEvasion:EC2/UnusualDNSResolver DefenseEvasion:EC2/UnusualDoHActivity
    DefenseEvasion:EC2/UnusualDoTActivity
CommandAndControl: T1071
    Backdoor:EC2/C&CActivity.B Trojan:EC2/BlackholeTraffic UnauthorizedAccess:EC2/MaliciousIPCaller.Custom
CommandAndControl: T1071.004
    Backdoor:EC2/C&CActivity.B!DNS Impact:EC2/AbusedDomainRequest.Reputation
    Impact:EC2/MaliciousDomainRequest.Reputation Impact:EC2/MaliciousDomainRequest.Custom
    Trojan:EC2/BlackholeTraffic!DNS
CommandAndControl: T1568 T1583.001
    Impact:EC2/SuspiciousDomainRequest.Reputation
CommandAndControl: T1568.002
    Trojan:EC2/DGADomainRequest.B Trojan:EC2/DGADomainRequest.C!DNS
CommandAndControl: T1090.003
    UnauthorizedAccess:EC2/TorClient UnauthorizedAccess:EC2/TorRelay
CommandAndControl: T1571 T1190
    Behavior:EC2/NetworkPortUnusual
Collection: T1530
    Policy:S3/BucketAnonymousAccessGranted Policy:S3/BucketPublicAccessGranted
    UnauthorizedAccess:S3/MaliciousIPCaller.Custom
Collection: T1530 T1090.003
    UnauthorizedAccess:S3/TorIPCaller
Exfiltration: T1078.004 T1537
    Exfiltration:IAMUser/AnomalousBehavior
Exfiltration: T1530
    Exfiltration:S3/AnomalousBehavior Exfiltration:S3/MaliciousIPCaller
Exfiltration: T1530 T1078.004
    Exfiltration:S3/ObjectRead.Unusual
Exfiltration: T1048 T1567 T1030
    Behavior:EC2/TrafficVolumeUnusual
Exfiltration: T1041
    Trojan:EC2/DropPoint Trojan:EC2/DropPoint!DNS
Exfiltration: T1048.003 T1071.004 T1572
    Trojan:EC2/DNSDataExfiltration
Impact: T1078.004
    Impact:IAMUser/AnomalousBehavior
Impact: T1485
    Impact:S3/AnomalousBehavior.Delete Impact:S3/AnomalousBehavior.Write Impact:S3/MaliciousIPCaller
Impact: T1222
    Impact:S3/AnomalousBehavior.Permission
Impact: T1485 T1078.004
    Impact:S3/ObjectDelete.Unusual
Impact: T1222 T1078.004
    Impact:S3/PermissionsModification.Unusual
Impact: T1496 T1078.004
    ResourceConsumption:IAMUser/ComputeResources Behavior:IAMUser/InstanceLaunchUnusual
Impact: T1496.001
    CryptoCurrency:EC2/BitcoinTool.B CryptoCurrency:EC2/BitcoinTool.B!DNS
    Impact:EC2/BitcoinDomainRequest.Reputation AttackSequence:EC2/CompromisedInstanceGroup
Impact: T1496 T1071.003
    Backdoor:EC2/Spambot
Impact: T1498.001 T1499.002
    Backdoor:EC2/DenialOfService.Dns Backdoor:EC2/DenialOfService.Tcp Backdoor:EC2/DenialOfService.Udp
    Backdoor:EC2/DenialOfService.UdpOnTcpPorts Backdoor:EC2/DenialOfService.UnusualProtocol
Impact: T1485 T1486 T1530
    AttackSequence:S3/CompromisedData
"""


def _read(table: str) -> Iterator[tuple[str, Attack]]:
    attack = Attack(_T.INITIAL_ACCESS, ())
    for line in table.splitlines():
        if line.startswith(" "):
            yield from ((name, attack) for name in line.split())
        elif line:
            tactic, _, techniques = line.partition(": ")
            attack = Attack(AttackTactic(tactic), tuple(techniques.split()))


#: Finding type -> what it is in an attack.
TYPES: dict[str, Attack] = dict(_read(_TABLE))

#: First words of types' names that are no tactics -> the tactic that is meant.
_PURPOSES = {
    "Backdoor": _T.COMMAND_AND_CONTROL,
    "CryptoCurrency": _T.IMPACT,
    "Policy": _T.DEFENSE_EVASION,
    "Recon": _T.DISCOVERY,
    "ResourceConsumption": _T.IMPACT,
    "Stealth": _T.DEFENSE_EVASION,
    "Trojan": _T.COMMAND_AND_CONTROL,
    **{tactic.value: tactic for tactic in AttackTactic},
}


@cache
def attack_of(name: str) -> Attack:
    """What a finding type is in an attack.

    >>> attack_of("Recon:EC2/Portscan").techniques
    ('T1046',)
    """
    known = TYPES.get(name)
    return known or Attack(_PURPOSES.get(name.partition(":")[0], _T.INITIAL_ACCESS), ())


def in_order(names: Iterable[str]) -> list[str]:
    """Tactics by name, each once, in the order of an attack.

    >>> in_order(["Impact", "Discovery", "Impact"])
    ['Discovery', 'Impact']
    """
    return sorted(set(names), key=_PLACES.__getitem__)
