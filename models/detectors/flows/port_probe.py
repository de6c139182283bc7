"""PortProbeUnprotectedPort, PortProbeEMRUnprotectedPort: known scanners find a port of an instance open.

Source: VPC Flow Logs, and threat lists of the kind ``scanner``; for the nodes of Amazon EMR clusters the inventory too.
One finding per instance and type; each peer and port is an occurrence, and the instance is the target.

A port is open when security groups and network ACLs let a scanner's TCP or UDP packet in and the instance answers: with
more than headers, or, by TCP, with a SYN-ACK, which alone is longer than headers without options. Silent are refused
packets, ports that the instance answers with a reset, and the ports that anybody may see (``public_ports``).

- ``Recon:EC2/PortProbeUnprotectedPort``: Low; High when one of the ports is of a search engine's cluster
  (``high_ports``), whose data anybody can read.
- ``Recon:EC2/PortProbeEMRUnprotectedPort``: High. A port of an EMR cluster's node (``ports``), through which whoever
  reaches it runs programs or reads data. Such a port is not found as the other type too.

ATT&CK: T1046 (Network Service Discovery), T1595.001 (Scanning IP Blocks).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.detectors.base import DetectorSettings
from models.detectors.flows.base import FlowDetector, FlowHit, Role, Rows, Scene, by_peer_and_port, flow_type
from models.findings.types import HIGH, LOW, FindingType
from models.flows.addresses import MAPPED
from models.flows.protocols import TCP, UDP, UNKNOWN
from models.flows.traffic import Traffic
from models.lists.settings import ListKind

Port = Annotated[int, msgspec.Meta(ge=1, le=65_535)]


class ProbeSettings(DetectorSettings, frozen=True):
    """Settings of PortProbeUnprotectedPort.

    Attributes:
        public_ports: that raise nothing. GuardDuty leaves out the web's.
        high_ports: that make it High. GuardDuty's are those of Elasticsearch, for clients and between nodes.
    """

    public_ports: tuple[Port, ...] = (80, 443)
    high_ports: tuple[Port, ...] = (9200, 9300)


class ClusterSettings(DetectorSettings, frozen=True):
    """Settings of PortProbeEMRUnprotectedPort.

    Attributes:
        ports: sensitive ones of a node, by Amazon EMR's documentation of web interfaces and service ports: HDFS (9864,
            9870; 50070 and 50075 before release 6), YARN (8042, 8088, 8188, 20888), MapReduce (19888), Spark (18080),
            HBase (16010, 16030), Hive (9083, 10000, 10002), Tez (8080), Flink (8082), Hue (8888), Presto and Trino
            (8889), Zeppelin (8890), Livy (8998), JupyterHub (9443), Oozie (11000).
    """

    ports: tuple[Port, ...] = (
        *(8042, 8080, 8082, 8088, 8188, 8888, 8889, 8890, 8998, 9083, 9443, 9864, 9870, 10000, 10002),
        *(11000, 16010, 16030, 18080, 19888, 20888, 50070, 50075),
    )


#: Bytes of IP and TCP headers without options, as a reset has; a SYN-ACK has at least the segment size besides.
_RESET, _RESET_V6 = 40, 60


def _type(name: str, severity: float, title: str, meaning: str) -> FindingType:
    return flow_type(
        name=name,
        severity=severity,
        title=f"{{instance}} has an open {title} that a known scanner probes.",
        description=(
            "{remote}, a known scanner, reached {instance} on {port} and was answered: neither a security group, nor a "
            f"network ACL, nor the host protects it. {meaning}"
        ),
    )


PORT = _type(
    "Recon:EC2/PortProbeUnprotectedPort",
    LOW,
    "port",
    "If the port need not be open to everybody, let only those addresses in that use it.",
)
CLUSTER = _type(
    "Recon:EC2/PortProbeEMRUnprotectedPort",
    HIGH,
    "port of Amazon EMR",
    "Whoever reaches such a port of a cluster may run programs on it or read its data: block public access to it.",
)


def judge(scene: Scene, memory: None, settings: Mapping[str, Any]) -> list[FlowHit]:
    """A hit for each type."""
    traffic = scene.traffic
    rows = _answered(traffic)
    if not len(rows):
        return []
    ports = traffic.port[rows]
    of_cluster = np.isin(ports, settings[CLUSTER.name].ports) & bool(traffic.cluster)
    its: ProbeSettings = settings[PORT.name]
    others = rows[~of_cluster & ~np.isin(ports, its.public_ports)]
    high = np.isin(traffic.port[others], its.high_ports).any()
    hits = (_hit(traffic, CLUSTER, rows[of_cluster]), _hit(traffic, PORT, others, HIGH if high else None))
    return [hit for hit in hits if hit.groups]


def _answered(traffic: Traffic) -> Rows:
    """Rows in which a scanner finds a port open."""
    peers = traffic.listed(ListKind.SCANNER.value)
    if not peers:
        return np.zeros(0, np.intp)
    rows = np.flatnonzero(np.isin(traffic.peer, peers) & ~traffic.outbound & traffic.accepted)
    protocol = traffic.protocol[rows]
    by_tcp = (protocol == TCP) | (protocol == UNKNOWN)
    return rows[((protocol == UDP) | by_tcp) & (traffic.answered[rows] | (by_tcp & _acknowledged(traffic, rows)))]


def _acknowledged(traffic: Traffic, rows: Rows) -> NDArray[np.bool_]:
    """Rows in which the instance sent longer packets than resets."""
    narrow = np.array([traffic.peers[peer].startswith(MAPPED) for peer in traffic.peer[rows].tolist()], np.bool_)
    return traffic.sent_bytes[rows] > np.where(narrow, _RESET, _RESET_V6) * traffic.sent_packets[rows]


def _hit(traffic: Traffic, of_type: FindingType, rows: Rows, severity: float | None = None) -> FlowHit:
    groups = by_peer_and_port(traffic, rows)
    kinds = frozenset({ListKind.SCANNER.value})
    return FlowHit(of_type, Role.TARGET, groups, severity=severity, kinds=kinds, probe=True)


DETECTOR = FlowDetector(
    name="",
    types=(PORT, CLUSTER),
    judge=judge,
    settings={PORT.name: ProbeSettings, CLUSTER.name: ClusterSettings},
)
