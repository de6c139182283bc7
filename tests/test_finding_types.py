"""Every finding type of GuardDuty's foundational data sources has a detector, a scenario and a near miss.

The names are those of GuardDuty's tables of active finding types, by data source.
"""

from models.detectors.registry import FAMILIES, FINDING_TYPES
from models.simulate.dns.scenarios.catalogue import SCENARIOS as DNS_SCENARIOS
from models.simulate.flows.scenarios.catalogue import SCENARIOS as FLOW_SCENARIOS
from models.simulate.intrusions.catalogue import INTRUSIONS
from models.simulate.month.catalogue import ATTACKERS, DRIFTS
from models.simulate.scenarios.catalogue import SCENARIOS


def named(text: str) -> list[str]:
    """The names in a text."""
    return text.split()


FLOW_LOGS = named(
    """
    Backdoor:EC2/C&CActivity.B Backdoor:EC2/DenialOfService.Dns Backdoor:EC2/DenialOfService.Tcp
    Backdoor:EC2/DenialOfService.Udp Backdoor:EC2/DenialOfService.UdpOnTcpPorts
    Backdoor:EC2/DenialOfService.UnusualProtocol Backdoor:EC2/Spambot Behavior:EC2/NetworkPortUnusual
    Behavior:EC2/TrafficVolumeUnusual CryptoCurrency:EC2/BitcoinTool.B DefenseEvasion:EC2/UnusualDNSResolver
    DefenseEvasion:EC2/UnusualDoHActivity DefenseEvasion:EC2/UnusualDoTActivity Impact:EC2/PortSweep
    Impact:EC2/WinRMBruteForce Recon:EC2/PortProbeEMRUnprotectedPort Recon:EC2/PortProbeUnprotectedPort
    Recon:EC2/Portscan Trojan:EC2/BlackholeTraffic Trojan:EC2/DropPoint
    UnauthorizedAccess:EC2/MaliciousIPCaller.Custom UnauthorizedAccess:EC2/RDPBruteForce
    UnauthorizedAccess:EC2/SSHBruteForce UnauthorizedAccess:EC2/TorClient UnauthorizedAccess:EC2/TorRelay
    """
)

DNS_LOGS = named(
    """
    Backdoor:EC2/C&CActivity.B!DNS CryptoCurrency:EC2/BitcoinTool.B!DNS Impact:EC2/AbusedDomainRequest.Reputation
    Impact:EC2/BitcoinDomainRequest.Reputation Impact:EC2/MaliciousDomainRequest.Reputation
    Impact:EC2/SuspiciousDomainRequest.Reputation Impact:EC2/MaliciousDomainRequest.Custom
    Trojan:EC2/BlackholeTraffic!DNS Trojan:EC2/DGADomainRequest.B Trojan:EC2/DGADomainRequest.C!DNS
    Trojan:EC2/DNSDataExfiltration Trojan:EC2/DriveBySourceTraffic!DNS Trojan:EC2/DropPoint!DNS
    Trojan:EC2/PhishingDomainRequest!DNS UnauthorizedAccess:EC2/MetadataDNSRebind
    """
)

MANAGEMENT = named(
    """
    CredentialAccess:IAMUser/AnomalousBehavior DefenseEvasion:IAMUser/AnomalousBehavior
    Discovery:IAMUser/AnomalousBehavior Exfiltration:IAMUser/AnomalousBehavior Impact:IAMUser/AnomalousBehavior
    InitialAccess:IAMUser/AnomalousBehavior Persistence:IAMUser/AnomalousBehavior
    PrivilegeEscalation:IAMUser/AnomalousBehavior DefenseEvasion:IAMUser/BedrockLoggingDisabled
    PenTest:IAMUser/KaliLinux PenTest:IAMUser/ParrotLinux PenTest:IAMUser/PentooLinux
    Recon:IAMUser/MaliciousIPCaller Recon:IAMUser/MaliciousIPCaller.Custom Recon:IAMUser/TorIPCaller
    UnauthorizedAccess:IAMUser/MaliciousIPCaller UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom
    UnauthorizedAccess:IAMUser/TorIPCaller Stealth:IAMUser/CloudTrailLoggingDisabled
    Stealth:IAMUser/PasswordPolicyChange UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B
    UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.InsideAWS Policy:IAMUser/RootCredentialUsage
    Policy:IAMUser/ShortTermRootCredentialUsage CredentialAccess:IAMUser/CompromisedCredentials
    UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS
    UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.InsideAWS
    UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.OutsideAWS
    """
)

BUCKETS = named(
    """
    Policy:S3/AccountBlockPublicAccessDisabled Policy:S3/BucketBlockPublicAccessDisabled
    Policy:S3/BucketAnonymousAccessGranted Policy:S3/BucketPublicAccessGranted
    Stealth:S3/ServerAccessLoggingDisabled
    """
)

DATA = named(
    """
    Discovery:S3/AnomalousBehavior Discovery:S3/MaliciousIPCaller Discovery:S3/MaliciousIPCaller.Custom
    Discovery:S3/TorIPCaller Exfiltration:S3/AnomalousBehavior Exfiltration:S3/MaliciousIPCaller
    Impact:S3/AnomalousBehavior.Delete Impact:S3/AnomalousBehavior.Permission Impact:S3/AnomalousBehavior.Write
    Impact:S3/MaliciousIPCaller PenTest:S3/KaliLinux PenTest:S3/ParrotLinux PenTest:S3/PentooLinux
    UnauthorizedAccess:S3/MaliciousIPCaller.Custom UnauthorizedAccess:S3/TorIPCaller
    """
)

SEQUENCES = named(
    """
    AttackSequence:IAM/CompromisedCredentials AttackSequence:S3/CompromisedData
    AttackSequence:EC2/CompromisedInstanceGroup
    """
)

ALONE = {*FLOW_LOGS, *DNS_LOGS, *MANAGEMENT, *BUCKETS, *DATA}


def test_the_reference_has_88_types_and_3_sequences():
    assert [len(each) for each in (FLOW_LOGS, DNS_LOGS, MANAGEMENT, BUCKETS, DATA)] == [25, 15, 28, 5, 15]
    assert (len(ALONE), len(SEQUENCES)) == (88, 3)


def test_each_is_registered_once_by_the_module_that_detects_it():
    registered = [kind.name for _, kinds in FAMILIES for kind in kinds]
    assert len(registered) == len(set(registered)) == len(FINDING_TYPES)
    assert {*ALONE, *SEQUENCES} <= set(registered)


def test_each_has_a_scenario():
    played = [*SCENARIOS.values(), *FLOW_SCENARIOS.values(), *DNS_SCENARIOS.values()]
    raised = {kind for each in played if not each.near_miss for kind in each.types}
    raised |= {attacker.types[0] for attacker in ATTACKERS.values()}
    raised |= {kind for each in INTRUSIONS.values() if not each.near_miss for kind in each.sequences}
    assert {*ALONE, *SEQUENCES} - raised == set()


def test_each_has_a_near_miss():
    played = [*SCENARIOS.values(), *FLOW_SCENARIOS.values(), *DNS_SCENARIOS.values()]
    missed = {kind for each in played if each.near_miss for kind in each.types}
    missed |= {kind for drift in DRIFTS.values() for kind in drift.types}
    missed |= {kind for each in INTRUSIONS.values() if each.near_miss for kind in each.sequences}
    assert {*ALONE, *SEQUENCES} - missed == set()
