"""A website, whose publication opens objects to everybody and is the same every week."""

from __future__ import annotations

from models.simulate.clock import DAY, HOUR
from models.simulate.cloudtrail import objects
from models.simulate.month.ground import Ground
from models.simulate.month.labels import S3_PERMISSION, S3_WRITE
from models.simulate.month.registry import drift

#: Publication begins so long after the first day's start, and every seven days from then on.
_FIRST = DAY + 13 * HOUR

#: Pages that are new or changed in a week: from, and below.
_PAGES = (15, 40)


@drift((S3_WRITE, S3_PERMISSION), days=1)
def site_publication(ground: Ground) -> None:
    """A role made for it writes a website's pages once a week, and lets everybody read them, from the first week on."""
    bucket = ground.site.buckets[-1]
    for begins, caller in ground.weekly("website-publisher", "publish", _FIRST):
        at = begins
        for _ in range(ground.dice.randrange(*_PAGES)):
            page = f"www/{ground.dice.hexadecimal(8)}.html"
            for api, more in (("PutObject", {}), ("PutObjectAcl", {"read_only": False})):
                ground.take([objects.call(caller, at, api, bucket, page, ground.region, ground.dice, **more)])
                at += ground.dice.randrange(3)
