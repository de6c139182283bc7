"""How good the detection of anomalous behaviour is: floors and ceilings, a little off what is measured.

Four months of three accounts, each with all attackers and all drifts, seeds 1 to 4: not chosen. What is measured moves
with the seed, by some attacks and from one to eight false alerts in two months, as thresholds come from four days of
some seventy entity-days each. That is what the distance of the floors allows for; a change that costs more than that is
to be looked at. `benchmarks.anomalies` prints the same, and the tests print it when they fail.
"""

import pytest

from benchmarks.anomalies import measure, report
from models.simulate.month.registry import CAREFUL, LOUD, REFUSED
from tests.evaluation.months import Outcome

pytestmark = [pytest.mark.evaluation, pytest.mark.timeout(1200)]

SEEDS = (1, 2, 3, 4)


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    return measure(SEEDS, accounts=3, days=30, records=60_000)


@pytest.fixture(autouse=True)
def _shown(outcomes) -> None:
    print(report(outcomes))


@pytest.fixture
def job(outcomes) -> Outcome:
    return outcomes["job"]


def share(part: tuple[int, int]) -> float:
    return part[0] / part[1]


def test_attacks_are_found(job):
    assert job.recall()[1] == 164
    assert share(job.recall()) >= 0.7  # 129 of 164


@pytest.mark.parametrize(
    ("manner", "floor"),
    [
        (LOUD, 0.85),  # 77 of 84: new places and many new APIs at once, but root has no habits to differ from
        (REFUSED, 0.85),  # 27 of 28: refusals are rare for everybody
        (CAREFUL, 0.3),  # 25 of 52: the usual place and tools, one or two new APIs, as in any honest week
    ],
)
def test_attacks_of_a_manner_are_found(job, manner, floor):
    assert share(job.recall(manner=manner)) >= floor


def test_every_type_is_raised(job):
    types = {attack.types[0] for attack, _ in job.attacks}
    assert len(types) == 13
    assert {kind for kind in types if not job.recall(types=kind)[0]} == set()


def test_false_alerts_are_rare(job):
    """Asked for is 1 in 1,000 of days like those before; the judged ones have nine drifts a month."""
    assert job.principal_days > 2_800
    assert job.rate <= 0.004  # 9 of 2,954


@pytest.mark.parametrize(
    "name", ["audit-sweep", "office-move", "on-call-night", "region-migration", "site-publication"]
)
def test_a_drift_is_silent(job, name):
    assert job.drifts[name] == []


def test_other_drifts_are_quiet(job):
    """Three alerts of each in four months at most: somebody's risky call that is rare in the account."""
    assert len(job.drifts) == 9
    assert max(len(alerts) for alerts in job.drifts.values()) <= 3


def test_risk_helps_the_forest(outcomes):
    forest, without = outcomes["forest"], outcomes["without risk"]
    assert forest.recall() > without.recall()  # 81 to 78
    assert forest.rate <= 0.003  # 7 of 2,954, and without 3


def test_forest_and_rules_find_more_than_either(outcomes, job):
    assert job.recall() > outcomes["rules"].recall()  # 129 to 120
    assert job.recall() > outcomes["forest"].recall()  # 129 to 81
