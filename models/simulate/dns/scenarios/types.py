"""The finding types of DNS queries, as scenarios name them."""

from __future__ import annotations

CONTROLLER = "Backdoor:EC2/C&CActivity.B!DNS"
MINING = "CryptoCurrency:EC2/BitcoinTool.B!DNS"
ABUSED = "Impact:EC2/AbusedDomainRequest.Reputation"
BITCOIN = "Impact:EC2/BitcoinDomainRequest.Reputation"
MALICIOUS = "Impact:EC2/MaliciousDomainRequest.Reputation"
OWN_LIST = "Impact:EC2/MaliciousDomainRequest.Custom"
SUSPICIOUS = "Impact:EC2/SuspiciousDomainRequest.Reputation"
BLACK_HOLE = "Trojan:EC2/BlackholeTraffic!DNS"
GENERATED = "Trojan:EC2/DGADomainRequest.B"
KNOWN_GENERATED = "Trojan:EC2/DGADomainRequest.C!DNS"
EXFILTRATION = "Trojan:EC2/DNSDataExfiltration"
DRIVE_BY = "Trojan:EC2/DriveBySourceTraffic!DNS"
DROP_POINT = "Trojan:EC2/DropPoint!DNS"
PHISHING = "Trojan:EC2/PhishingDomainRequest!DNS"
REBINDING = "UnauthorizedAccess:EC2/MetadataDNSRebind"

#: What is found by lists alone.
BY_LIST = (
    *(CONTROLLER, MINING, ABUSED, BITCOIN, MALICIOUS, OWN_LIST, SUSPICIOUS, BLACK_HOLE, KNOWN_GENERATED, DRIVE_BY),
    *(DROP_POINT, PHISHING),
)
