"""An application that fetches what a stranger names: the credentials of its instance's role are used elsewhere."""

from __future__ import annotations

from dataclasses import replace

from models.simulate.clock import MINUTE
from models.simulate.cloudtrail import agents, machines, s3
from models.simulate.cloudtrail.identity import Caller
from models.simulate.dns import answers
from models.simulate.dns.scenarios.rebinding import METADATA
from models.simulate.dns.scenarios.types import REBINDING, SUSPICIOUS
from models.simulate.intrusions.listed import ACCESS, LISTED, READ, RECON
from models.simulate.intrusions.registry import intrusion
from models.simulate.intrusions.scene import Scene
from models.simulate.organisation import Instance, Site
from models.simulate.scenarios.stolen_credentials import INSTANCE_OUTSIDE
from models.simulate.sequences import EC2, S3
from models.simulate.sources import CLOUDTRAIL, DNS


def _of_old_metadata(scene: Scene, site: Site, instance: Instance) -> Caller:
    """The credentials of an instance's role as the first version of its metadata hands them out: to any request."""
    session = machines.instance_session(site, instance, scene.now - 40 * MINUTE)
    context = session.identity["sessionContext"] | {"ec2RoleDelivery": "1.0"}
    return replace(session, identity=session.identity | {"sessionContext": context})


@intrusion(
    logs=[DNS, CLOUDTRAIL],
    raises=[REBINDING, INSTANCE_OUTSIDE, RECON, ACCESS, LISTED, READ],
    sequences=[S3, EC2],
    also=[SUSPICIOUS],
)
def role_stolen_by_request_forgery(scene: Scene) -> None:
    """A name leads a container host to its metadata; its role's credentials look around elsewhere and take objects."""
    site = scene.account.sites[1]
    instance, name = site.instances[0], f"{scene.name('img')}.hazelfetch-example.net"
    client = scene.resolver.client_of(instance.id)
    scene.resolver.ask(client, [answers.address(name, 1)])
    scene.pause(4)
    scene.resolver.ask(client, [answers.at(name, METADATA, ttl=1)], raises=[REBINDING])

    scene.pause(10 * MINUTE)
    credentials = _of_old_metadata(scene, site, instance)
    thief = credentials.calling_from(scene.host).using(agents.somebodys_cli(scene.dice))
    scene.call(thief, "sts", "GetCallerIdentity", read_only=True, raises=[ACCESS, INSTANCE_OUTSIDE])
    for service, api in (("iam", "ListRoles"), ("ec2", "DescribeInstances"), ("secretsmanager", "ListSecrets")):
        scene.call(thief, service, api, read_only=True, denied=api == "ListRoles", raises=[RECON, INSTANCE_OUTSIDE])
    scene.plant(s3.list_buckets(thief, scene.now, scene.region, scene.dice), [RECON, INSTANCE_OUTSIDE])

    scene.pause(30 * MINUTE)
    bucket = scene.bucket("uploads")
    scene.object_call(thief, "ListObjects", bucket, None, read_only=True, raises=[LISTED, INSTANCE_OUTSIDE])
    for number in range(5):
        key = f"uploads/{number:05}.pdf"
        raises = [READ, INSTANCE_OUTSIDE]
        scene.object_call(thief, "GetObject", bucket, key, read_only=True, raises=raises, received=3_400_000)
    signs = [REBINDING, INSTANCE_OUTSIDE, RECON, ACCESS, LISTED, READ]
    scene.sequence(S3, [thief], signs)
    scene.sequence(EC2, [instance], signs, needs=[CLOUDTRAIL, DNS])
