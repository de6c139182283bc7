"""What an instance has in common with others, by the inventory.

Tags that AWS itself sets name the Auto Scaling group, the launch template and the CloudFormation stack; the inventory
also has the instance profile and the image.
"""

from __future__ import annotations

from models.enrichment.inventory import Inventory
from models.findings.sequence import Lineage

_TAGS = (
    ("AUTOSCALING_AUTO_SCALING_GROUP", "aws:autoscaling:groupName"),
    ("EC2_LAUNCH_TEMPLATE", "aws:ec2launchtemplate:id"),
    ("CLOUDFORMATION_STACK", "aws:cloudformation:stack-id"),
)


def lineages(inventory: Inventory, instance_id: str) -> tuple[Lineage, ...]:
    """What an instance has in common with others; nothing if the inventory does not have it."""
    instance = inventory.instance(instance_id)
    if instance is None:
        return ()
    found = [Lineage(kind, instance.tag(tag)) for kind, tag in _TAGS]
    found += [Lineage("IAM_INSTANCE_PROFILE", instance.profile[0]), Lineage("EC2_IMAGE", instance.image_id)]
    return tuple(each for each in found if each.uid)
