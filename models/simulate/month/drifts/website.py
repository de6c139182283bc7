"""A website, whose publication opens objects to everybody and is the same every week."""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.clock import DAY, HOUR
from models.simulate.cloudtrail import agents, identity, objects
from models.simulate.cloudtrail.identity import Role
from models.simulate.month.ground import Ground
from models.simulate.month.labels import S3_PERMISSION, S3_WRITE
from models.simulate.month.registry import drift

#: Publication begins at this hour on the second day and every seven days from then on.
_HOUR = 13

#: Pages that are new or changed in a week: from, and below.
_PAGES = (15, 40)


@drift((S3_WRITE, S3_PERMISSION), days=1)
def site_publication(ground: Ground) -> None:
    """A role made for it writes a website's pages once a week, and lets everybody read them, from the first week on."""
    role, address = Role(ground.account.id, "website-publisher"), addresses.ec2(ground.region, ground.dice)
    tool, bucket = agents.boto3("6.8.0-52-generic"), ground.site.buckets[-1]
    for day in range(ground.calendar.start + DAY, ground.calendar.end, 7 * DAY):
        at = day + _HOUR * HOUR
        caller = identity.session(role, "publish", at, address, tool, ground.dice)
        for _ in range(ground.dice.randrange(*_PAGES)):
            page = f"www/{ground.dice.hexadecimal(8)}.html"
            for api, more in (("PutObject", {}), ("PutObjectAcl", {"read_only": False})):
                ground.take([objects.call(caller, at, api, bucket, page, ground.region, ground.dice, **more)])
                at += ground.dice.randrange(3)
