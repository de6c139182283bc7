"""Names of ports and protocols, as a finding shows them.

Ports are named as GuardDuty does: by the service that is registered for them with IANA, or is commonly found there.
"""

from __future__ import annotations

#: What a port is called that no service is known for, and a protocol that the log does not tell.
UNKNOWN = "Unknown"

#: Protocols with ports.
_PORTED = frozenset({6, 17, 33, 132, 136})

#: By IANA's numbers ("Assigned Internet Protocol Numbers").
_PROTOCOLS = {
    1: "ICMP",
    2: "IGMP",
    4: "IPv4",
    6: "TCP",
    17: "UDP",
    33: "DCCP",
    41: "IPv6",
    47: "GRE",
    50: "ESP",
    51: "AH",
    58: "ICMPv6",
    89: "OSPF",
    103: "PIM",
    112: "VRRP",
    132: "SCTP",
    136: "UDPLite",
}

_PORTS = {
    20: "FTP-DATA",
    21: "FTP",
    22: "SSH",
    23: "TELNET",
    25: "SMTP",
    53: "DNS",
    67: "DHCP",
    68: "DHCP",
    69: "TFTP",
    80: "HTTP",
    88: "KERBEROS",
    110: "POP3",
    111: "RPC",
    123: "NTP",
    135: "MSRPC",
    137: "NETBIOS",
    138: "NETBIOS",
    139: "NETBIOS",
    143: "IMAP",
    161: "SNMP",
    162: "SNMP-TRAP",
    179: "BGP",
    389: "LDAP",
    443: "HTTPS",
    445: "SMB",
    465: "SMTPS",
    514: "SYSLOG",
    587: "SMTP",
    636: "LDAPS",
    853: "DNS-OVER-TLS",
    873: "RSYNC",
    993: "IMAPS",
    995: "POP3S",
    1080: "SOCKS",
    1389: "LDAP",
    1433: "MSSQL",
    1521: "ORACLE",
    2049: "NFS",
    2375: "DOCKER",
    2376: "DOCKER",
    3306: "MYSQL",
    3389: "RDP",
    5432: "POSTGRESQL",
    5672: "AMQP",
    5900: "VNC",
    5985: "WINRM",
    5986: "WINRM",
    6379: "REDIS",
    6443: "KUBERNETES",
    6667: "IRC",
    8080: "HTTP-ALT",
    8088: "YARN",
    8443: "HTTPS-ALT",
    9092: "KAFKA",
    9200: "ELASTICSEARCH",
    9300: "ELASTICSEARCH",
    11211: "MEMCACHED",
    27017: "MONGODB",
}


def protocol_name(protocol: int) -> str:
    """A protocol by its number; the number itself where it has no name here.

    >>> protocol_name(6), protocol_name(99), protocol_name(-1)
    ('TCP', '99', 'Unknown')
    """
    return UNKNOWN if protocol < 0 else _PROTOCOLS.get(protocol, str(protocol))


def port_name(port: int) -> str:
    """The service of a port."""
    return _PORTS.get(port, UNKNOWN)


def has_ports(protocol: int, port: int) -> bool:
    """Whether connections of a protocol are between ports; of one that is not known, if there is a port."""
    return port > 0 or protocol in _PORTED


def service_words(protocol: int, port: int) -> str:
    """A port with its protocol, or the protocol alone where it has none, in words.

    >>> service_words(6, 22), service_words(1, 0), service_words(99, 0), service_words(-1, 22)
    ('TCP port 22', 'ICMP', 'protocol 99', 'port 22')
    """
    name = _PROTOCOLS.get(protocol, "")
    if has_ports(protocol, port):
        return f"{name} port {port}".lstrip()
    return name or (f"protocol {protocol}" if protocol >= 0 else "an unknown protocol")
