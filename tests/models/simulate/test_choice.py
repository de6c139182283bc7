import pytest

from models.simulate.choice import GROUPS, Choice, ChoiceError, chosen, in_all_logs
from models.simulate.dns.scenarios.catalogue import SCENARIOS as DNS_SCENARIOS
from models.simulate.flows.scenarios.catalogue import SCENARIOS as FLOW_SCENARIOS
from models.simulate.intrusions.catalogue import INTRUSIONS
from models.simulate.month.catalogue import ATTACKERS, DRIFTS
from models.simulate.scenarios.catalogue import SCENARIOS


def _names(choice: Choice) -> list[str]:
    return [part.name for parts in choice for part in parts]


def test_all_and_none() -> None:
    assert _names(chosen(["all"], 1)) == sorted(SCENARIOS)
    assert _names(chosen(["none"], 1)) == []
    assert _names(chosen(["none", "root-console"], 1)) == ["root-console"]


def test_a_month_is_attackers_and_drift() -> None:
    assert _names(chosen(["attackers"], 30)) == sorted(ATTACKERS)
    assert _names(chosen(["drift"], 30)) == sorted(DRIFTS)
    assert chosen(["month"], 30) == chosen(["attackers", "drift"], 30)
    assert _names(chosen(["new-team", "secrets-dumped"], 30)) == ["secrets-dumped", "new-team"]


def test_every_name_is_given_once() -> None:
    names = [*SCENARIOS, *INTRUSIONS, *FLOW_SCENARIOS, *DNS_SCENARIOS, *ATTACKERS, *DRIFTS, *GROUPS]
    assert len(set(names)) == len(names)


def test_intrusions_are_played_with_all_by_themselves_and_by_name() -> None:
    every = sorted(INTRUSIONS)
    assert [each.name for each in in_all_logs(["all"])] == [each.name for each in in_all_logs(["intrusions"])] == every
    assert [each.name for each in in_all_logs(["root-console", "two-strangers"])] == ["two-strangers"]
    assert in_all_logs(["none", "month"]) == ()
    assert _names(chosen(["intrusions", "two-strangers"], 1)) == []


def test_a_name_twice_is_played_once() -> None:
    assert _names(chosen(["root-console", "kali-recon", "root-console"], 1)) == ["kali-recon", "root-console"]


def test_an_unknown_name_is_answered_with_close_ones() -> None:
    with pytest.raises(ChoiceError, match="unknown scenario 'kali-recom'; did you mean kali-recon"):
        chosen(["kali-recom"], 1)
    with pytest.raises(ChoiceError, match="unknown scenario 'atackers'; did you mean attackers"):
        chosen(["atackers"], 1)
    with pytest.raises(ChoiceError, match="--list shows them all"):
        chosen(["qqqq"], 1)


def test_attackers_and_drifts_need_days_to_stand_out_from() -> None:
    for name in ("secrets-dumped", "new-team"):
        with pytest.raises(ChoiceError, match=f"{name} needs a background .* --days=14, better 30"):
            chosen([name], 13)
        assert _names(chosen([name], 14)) == [name]


def test_scenarios_and_attackers_are_not_mixed() -> None:
    with pytest.raises(ChoiceError, match="cannot be in one simulation"):
        chosen(["secrets-dumped", "root-console"], 30)
    with pytest.raises(ChoiceError, match="secrets-dumped and two-strangers cannot be in one simulation"):
        chosen(["secrets-dumped", "two-strangers"], 30)
