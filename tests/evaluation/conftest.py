"""A month of one account, in which a few attack: small enough for every run of the tests.

It gives a model of principals; for one of S3 access it has too few windows, so that rules stand in there.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from models.times import iso
from tests.evaluation.months import Month, late_ms, month, records_in
from tests.runners.organisation import Organisation

DAYS = 30

#: What some eighty days of activity can be asked for; of a rarer event they say nothing.
RATE = 0.01

#: Loud ones and a refused one, and a drift.
SCENARIOS = ("backdoor-user-made", "bucket-downloaded", "flow-logs-deleted", "permissions-guessed", "sdk-upgrade")


class Small(NamedTuple):
    """The month.

    Attributes:
        month: folded.
        whole: a folder of all its logs.
        habits: a folder of those of the days before anybody attacks.
    """

    month: Month
    whole: Path
    habits: Path


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    directory = tmp_path_factory.mktemp("month")
    folded = month(directory / "logs", seed=8, accounts=1, days=DAYS, records=6_000, scenarios=SCENARIOS)
    records = list(records_in(directory / "logs"))
    late = iso(late_ms(DAYS))
    earlier = [record for record in records if record["eventTime"] < late]
    return Small(
        folded,
        Organisation(records, []).write(directory / "whole"),
        Organisation(earlier, []).write(directory / "habits"),
    )
