"""A small month, in every run of the tests; `tests.evaluation.test_months` says how good the detection is."""

from tests.evaluation.conftest import RATE
from tests.evaluation.months import judged, pooled, trained


def test_models_find_loud_attackers_and_stay_quiet_over_drift(small):
    outcome = judged(small.month, trained(small.month, findings_per_entity_day=RATE))
    assert outcome.recall() == (4, 4)
    assert outcome.drifts == {"sdk-upgrade": []}
    assert outcome.rate <= RATE


def test_rules_find_them_too(small):
    outcome = judged(small.month, {})
    assert outcome.recall() == (4, 4)
    assert not outcome.false


def test_what_is_pooled_is_counted_together(small):
    one = judged(small.month, {})
    both = pooled([one, one])
    assert both.recall(manner="loud") == (6, 6) and both.recall(types="Persistence:IAMUser/AnomalousBehavior") == (2, 2)
    assert both.principal_days == 2 * one.principal_days > 100
    assert both.rate == one.rate
