"""Instances and network interfaces, as the inventory holds them.

Both are compact: what is shared by many, such as a VPC or a security group, is there once.
"""

from __future__ import annotations

import msgspec

Pair = tuple[str, str]

#: Of an interface's type (Amazon EC2 API, NetworkInterface, "interfaceType"; the CLI prints ``nat_gateway``).
_BY_TYPE = {
    "nat_gateway": "nat-gateway",
    "natgateway": "nat-gateway",
    "load_balancer": "load-balancer",
    "network_load_balancer": "load-balancer",
    "gateway_load_balancer": "load-balancer",
    "gateway_load_balancer_endpoint": "vpc-endpoint",
    "vpc_endpoint": "vpc-endpoint",
    "transit_gateway": "transit-gateway",
    "lambda": "lambda",
    "quicksight": "quicksight",
    "global_accelerator_managed": "global-accelerator",
    "api_gateway_managed": "api-gateway",
    "iot_rules_managed": "iot",
    "aws_codestar_connections_managed": "codeconnections",
}

#: Of how AWS services begin an interface's description. Application load balancers have the type ``interface``.
_BY_DESCRIPTION = {
    "ELB ": "load-balancer",
    "Interface for NAT Gateway": "nat-gateway",
    "VPC Endpoint Interface": "vpc-endpoint",
    "Network Interface for Transit Gateway": "transit-gateway",
    "AWS Lambda VPC ENI": "lambda",
    "RDSNetworkInterface": "rds",
    "ElastiCache ": "elasticache",
    "EFS mount target": "efs",
    "Amazon EKS ": "eks",
}


class Interface(msgspec.Struct, frozen=True, gc=False):
    """A network interface.

    Attributes:
        id: ``eni-…``.
        account: whose it is.
        instance_id: what it is attached to; empty for that of no instance.
        type: ``interface``, ``nat_gateway`` …
        description: free text; AWS services write what it is for.
        requester: the service (``amazon-elb``), or the account on whose behalf a service made and manages it; empty if
            no service did.
        operator: the service that alone may change it.
        device_index: its place at its instance; 0 is the first interface.
        source_dest_check: whether it takes only what is to or from itself; off on routers, NAT instances and firewalls.
        private: private IPv4 addresses with their DNS names, the primary one first.
        public: public IPv4 addresses with their DNS names, that of the primary private one first.
        ipv6: IPv6 addresses in their shortest form.
        groups: security groups, ids with names.
    """

    id: str
    account: str
    instance_id: str
    type: str
    description: str
    requester: str
    operator: str
    device_index: int
    source_dest_check: bool
    vpc_id: str
    subnet_id: str
    private_dns_name: str
    private: tuple[Pair, ...]
    public: tuple[Pair, ...]
    ipv6: tuple[str, ...]
    groups: tuple[Pair, ...]

    @property
    def service(self) -> str:
        """What of AWS's the interface belongs to: ``nat-gateway``, ``load-balancer``, ``rds`` …; empty if nothing.

        ``aws`` if a service made it and it is not clear which. A description counts only on an interface that a
        service made: on others anybody may write anything.
        """
        if known := _BY_TYPE.get(self.type.lower()):
            return known
        if self.requester:
            for beginning, service in _BY_DESCRIPTION.items():
                if self.description.startswith(beginning):
                    return service
        if self.requester.startswith("amazon-"):
            return self.requester.removeprefix("amazon-")
        return self.operator.removesuffix(".amazonaws.com") or ("aws" if self.requester else "")


class Instance(msgspec.Struct, frozen=True, gc=False):
    """An instance; what is not known is empty.

    Attributes:
        id: ``i-…``.
        account: whose it is.
        launch_time: as AWS writes it.
        profile: of IAM, its ARN and id; both empty without one.
        product_codes: codes with their types.
        tags: keys with values.
        interfaces: by their place.
    """

    id: str
    account: str
    type: str = ""
    state: str = ""
    image_id: str = ""
    image_description: str = ""
    launch_time: str = ""
    availability_zone: str = ""
    platform: str = ""
    outpost_arn: str = ""
    profile: Pair = ("", "")
    product_codes: tuple[Pair, ...] = ()
    tags: tuple[Pair, ...] = ()
    interfaces: tuple[Interface, ...] = ()

    def tag(self, key: str) -> str:
        """A tag's value; empty if the instance does not have it."""
        return next((value for name, value in self.tags if name == key), "")

    @property
    def emr_cluster(self) -> str:
        """The Amazon EMR cluster (``j-…``) that the instance belongs to; empty if to none."""
        return self.tag("aws:elasticmapreduce:job-flow-id")


class OpenPorts(msgspec.Struct, frozen=True, order=True, gc=False):
    """Ports of a protocol that the whole internet may reach.

    Attributes:
        protocol: ``tcp``, ``udp``, ``icmp``, a number, or ``-1`` for all, as AWS writes it.
        first: of ports; 0 to 65535 when all are open. ICMP's types and codes are no ports: 0 to 0.
        last: of ports, inclusive.
    """

    protocol: str
    first: int
    last: int
