"""What findings are signs of: somebody else's hand on a credential, or an instance that obeys somebody else.

Both are strong signs: a list, a leak, a place or a tool says it, and not that something is new. The word of a profile
or of a volume alone is no strong sign, as people do new things and scanners do what scanners do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.findings.sequence import ORDINARY, STRONG

#: GuardDuty's keys of indicators.
TACTIC, TECHNIQUE, HIGH_RISK = "ATTACK_TACTIC", "ATTACK_TECHNIQUE", "HIGH_RISK_API"
NEW_API, NEW_NETWORK, NEW_TO_ACCOUNT = "UNUSUAL_API_FOR_ACCOUNT", "UNUSUAL_ASN_FOR_USER", "UNUSUAL_ASN_FOR_ACCOUNT"
AGENT, NETWORK, MALICIOUS_IP, TOR_IP = "SUSPICIOUS_USER_AGENT", "SUSPICIOUS_NETWORK", "MALICIOUS_IP", "TOR_IP"
MALICIOUS_DOMAIN, MINING_IP, MINING_DOMAIN = "MALICIOUS_DOMAIN", "CRYPTOMINING_IP", "CRYPTOMINING_DOMAIN"
MISCONFIGURATION, REACHABILITY, MALICIOUS_FILE = "MISCONFIGURATION", "REACHABILITY", "MALICIOUS_FILE"

#: The risk (`models.apis.tactics`) from which an API is of high risk: credentials, footholds, permissions, protections
#: or data are touched.
HIGH_RISK_FROM = 4


def _types(names: str) -> frozenset[str]:
    return frozenset(names.split())


#: Somebody else uses the credential: from a listed address, with a leaked key, away from what it was issued to, from
#: two places at once, or with the tools of the trade.
HANDS = _types(
    """
    PenTest:IAMUser/KaliLinux PenTest:IAMUser/ParrotLinux PenTest:IAMUser/PentooLinux
    PenTest:S3/KaliLinux PenTest:S3/ParrotLinux PenTest:S3/PentooLinux
    CredentialAccess:IAMUser/CompromisedCredentials UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B
    Recon:IAMUser/MaliciousIPCaller Recon:IAMUser/MaliciousIPCaller.Custom Recon:IAMUser/TorIPCaller
    UnauthorizedAccess:IAMUser/MaliciousIPCaller UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom
    UnauthorizedAccess:IAMUser/TorIPCaller
    Discovery:S3/MaliciousIPCaller Discovery:S3/MaliciousIPCaller.Custom Discovery:S3/TorIPCaller
    UnauthorizedAccess:S3/MaliciousIPCaller.Custom UnauthorizedAccess:S3/TorIPCaller
    Exfiltration:S3/MaliciousIPCaller Impact:S3/MaliciousIPCaller
    UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS
    UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.InsideAWS
    UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.OutsideAWS
    UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.InsideAWS
    """
)

#: The instance obeys somebody else: it reports to a controller, mines, floods, smuggles data out, leaves it where
#: stolen data is left, hides behind Tor, fetches malware, or asks for its own credentials by a detour.
COMPROMISED = _types(
    """
    Backdoor:EC2/C&CActivity.B Backdoor:EC2/C&CActivity.B!DNS Trojan:EC2/DGADomainRequest.B
    Trojan:EC2/DGADomainRequest.C!DNS Impact:EC2/MaliciousDomainRequest.Reputation
    CryptoCurrency:EC2/BitcoinTool.B CryptoCurrency:EC2/BitcoinTool.B!DNS Impact:EC2/BitcoinDomainRequest.Reputation
    Backdoor:EC2/DenialOfService.Dns Backdoor:EC2/DenialOfService.Tcp Backdoor:EC2/DenialOfService.Udp
    Backdoor:EC2/DenialOfService.UdpOnTcpPorts Backdoor:EC2/DenialOfService.UnusualProtocol
    Trojan:EC2/DNSDataExfiltration Trojan:EC2/DropPoint Trojan:EC2/DropPoint!DNS
    UnauthorizedAccess:EC2/TorClient UnauthorizedAccess:EC2/TorRelay
    Trojan:EC2/DriveBySourceTraffic!DNS UnauthorizedAccess:EC2/MetadataDNSRebind
    """
)

#: Those of them that the instance's own traffic tells, and no list: beside a list's word they are a second witness.
BEHAVED = _types(
    """
    Trojan:EC2/DGADomainRequest.B Trojan:EC2/DNSDataExfiltration
    Backdoor:EC2/DenialOfService.Dns Backdoor:EC2/DenialOfService.Tcp Backdoor:EC2/DenialOfService.Udp
    Backdoor:EC2/DenialOfService.UdpOnTcpPorts Backdoor:EC2/DenialOfService.UnusualProtocol
    """
)

#: Ends of types' names, or parts of them -> the indicator that their endpoints are.
_ENDPOINTS = (
    (("TorIPCaller", "TorClient", "TorRelay"), TOR_IP),
    (("BitcoinTool.B!DNS", "BitcoinDomainRequest"), MINING_DOMAIN),
    (("BitcoinTool.B",), MINING_IP),
    (("!DNS", "DomainRequest", "DNSDataExfiltration", "MetadataDNSRebind"), MALICIOUS_DOMAIN),
    (("MaliciousIPCaller", "C&CActivity", "DropPoint", "PortProbe"), MALICIOUS_IP),
    (("CredentialExfiltration",), NETWORK),
)


def strength(name: str) -> int:
    """How far a finding of a type goes by itself."""
    return STRONG if name in HANDS or name in COMPROMISED else ORDINARY


def indicators(name: str, endpoints: Iterable[str], agents: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What a finding's type says of its endpoints and user agents.

    Args:
        name: the type.
        endpoints: addresses and domains.
        agents: user agents.
    """
    for parts, key in _ENDPOINTS:
        if any(part in name for part in parts):
            yield from ((key, endpoint) for endpoint in endpoints)
            break
    if name.startswith("PenTest:"):
        yield from ((AGENT, agent) for agent in agents)
    if name.startswith("Policy:S3/"):
        yield MISCONFIGURATION, name
    if "PortProbe" in name:
        yield REACHABILITY, name
