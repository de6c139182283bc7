"""An instance as a finding shows it: GuardDuty's ``instanceDetails``."""

from __future__ import annotations

from typing import Any

from models.enrichment.instances import Instance, Interface


def instance_details(instance: Instance) -> dict[str, Any]:
    """GuardDuty's instanceDetails; what is not known is left out."""
    return _present(
        instanceId=instance.id,
        instanceType=instance.type,
        instanceState=instance.state,
        imageId=instance.image_id,
        imageDescription=instance.image_description,
        launchTime=instance.launch_time,
        availabilityZone=instance.availability_zone,
        platform=instance.platform,
        outpostArn=instance.outpost_arn,
        iamInstanceProfile=_present(arn=instance.profile[0], id=instance.profile[1]),
        productCodes=[_present(productCodeId=code, productCodeType=kind) for code, kind in instance.product_codes],
        tags=[{"key": key, "value": value} for key, value in instance.tags],
        networkInterfaces=[_interface(interface) for interface in instance.interfaces],
    )


def _interface(interface: Interface) -> dict[str, Any]:
    address = interface.private[0][0] if interface.private else ""
    public_ip, public_dns_name = interface.public[0] if interface.public else ("", "")
    return _present(
        networkInterfaceId=interface.id,
        privateIpAddress=address,
        privateIpAddresses=[_present(privateIpAddress=ip, privateDnsName=name) for ip, name in interface.private],
        privateDnsName=interface.private_dns_name,
        publicIp=public_ip,
        publicDnsName=public_dns_name,
        ipv6Addresses=list(interface.ipv6),
        securityGroups=[_present(groupId=group, groupName=name) for group, name in interface.groups],
        subnetId=interface.subnet_id,
        vpcId=interface.vpc_id,
    )


def _present(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}
