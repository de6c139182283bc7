"""An auditor, whose work looks like reconnaissance and is the same every week."""

from __future__ import annotations

from models.simulate.clock import HOUR
from models.simulate.cloudtrail import apis
from models.simulate.month.ground import Ground
from models.simulate.month.labels import DISCOVERY, EXFILTRATION
from models.simulate.month.registry import drift

_AUDITED = apis.AUDIT + apis.STORAGE + apis.COMPUTE + apis.OBSERVATION

#: Sweeps begin so long after the first day's start, and every seven days from then on.
_FIRST = 5 * HOUR


@drift((DISCOVERY, EXFILTRATION), days=1)
def audit_sweep(ground: Ground) -> None:
    """A role made for it reads the configuration of every Region once a week, from the first week on."""
    for begins, caller in ground.weekly("security-audit", "weekly", _FIRST):
        at = begins
        for site in ground.account.sites:
            for api in _AUDITED:
                ground.take([api.call(caller, at, site, ground.dice)])
                at += ground.dice.randrange(3)
