"""An auditor, whose work looks like reconnaissance and is the same every week."""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.clock import DAY, HOUR
from models.simulate.cloudtrail import agents, apis, identity
from models.simulate.cloudtrail.identity import Role
from models.simulate.month.ground import Ground
from models.simulate.month.labels import DISCOVERY, EXFILTRATION
from models.simulate.month.registry import drift

_AUDITED = apis.AUDIT + apis.STORAGE + apis.COMPUTE + apis.OBSERVATION

#: Sweeps begin at this hour on the first day and every seven days from then on.
_HOUR = 5


@drift((DISCOVERY, EXFILTRATION), days=1)
def audit_sweep(ground: Ground) -> None:
    """A role made for it reads the configuration of every Region once a week, from the first week on."""
    role, address = Role(ground.account.id, "security-audit"), addresses.ec2(ground.region, ground.dice)
    tool = agents.boto3("6.8.0-52-generic")
    for day in range(ground.calendar.start, ground.calendar.end, 7 * DAY):
        at = day + _HOUR * HOUR
        caller = identity.session(role, "weekly", at, address, tool, ground.dice)
        for site in ground.account.sites:
            for api in _AUDITED:
                ground.take([api.call(caller, at, site, ground.dice)])
                at += ground.dice.randrange(3)
