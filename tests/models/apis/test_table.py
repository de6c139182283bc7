"""The committed table, and the rules that made it."""

from collections import Counter
from fnmatch import fnmatchcase
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.apis import make, verbs
from models.apis.overrides import RULES
from models.apis.rules import ANY, decide, patterns
from models.apis.sources import SUFFIX
from models.apis.table import classify, read_only, table
from models.apis.tactics import HIGHEST, NOTHING, Tactic

FLOORS = {
    Tactic.EXFILTRATION: 300,
    Tactic.IMPACT: 5000,
    Tactic.PRIVILEGE_ESCALATION: 80,
    Tactic.PERSISTENCE: 2500,
    Tactic.CREDENTIAL_ACCESS: 60,
    Tactic.DEFENSE_EVASION: 240,
    Tactic.INITIAL_ACCESS: 70,
    Tactic.DISCOVERY: 7000,
    None: 1000,
}


def test_it_is_what_the_rules_say_of_its_names():
    """Not of the installed botocore's names: a newer one has more."""
    assert make.text(table()) == make.TABLE.read_text("utf-8"), "run `python -m models.apis.make`"


def test_it_has_nearly_every_name_of_the_installed_models():
    names = make.model_names()
    missing = names - table().keys()
    assert len(missing) <= 0.05 * len(names), f"run `python -m models.apis.make`: {sorted(missing)[:20]}"
    assert make.outside_names() <= table().keys()


@pytest.mark.parametrize(("tactic", "floor"), FLOORS.items())
def test_coverage_of_each_tactic(tactic, floor):
    count = Counter(rating.tactic for rating in table().values())[tactic]
    print(f"{tactic.value if tactic else 'none'}: {count}")
    assert count >= floor


def test_rules_speak_of_apis_that_exist():
    by_service: dict[str, set[str]] = {ANY: set()}
    for owner, name in table():
        by_service.setdefault(owner, set()).add(name)
        by_service[ANY].add(name)
    idle = [
        f"{pattern.service}: {pattern.name}"
        for rule in RULES
        for pattern in patterns(rule)
        if pattern.name not in by_service.get(pattern.service, ())
        and not any(fnmatchcase(name, pattern.name) for name in by_service.get(pattern.service, ()))
    ]
    assert idle == []


def test_every_rule_has_its_own_reason():
    reasons = Counter(rule.why for rule in RULES)
    assert [why for why, count in reasons.items() if count > 1 or not why] == []


def test_levels_and_tactics_agree():
    for key, rating in table().items():
        assert 0 <= rating.risk <= HIGHEST, key
        assert (rating.tactic is None) == (rating.risk == 0), key


def test_reading_is_never_impact_or_persistence():
    allowed = {None, Tactic.DISCOVERY, Tactic.CREDENTIAL_ACCESS, Tactic.EXFILTRATION, Tactic.INITIAL_ACCESS}
    wrong = [
        (owner, name, rating)
        for (owner, name), rating in table().items()
        if read_only(owner + SUFFIX, name) and rating.tactic not in allowed
    ]
    assert wrong == []


def test_deleting_is_never_discovery():
    wrong = [
        key for key, rating in table().items() if verbs.verb(key[1]) == "Delete" and rating.tactic is Tactic.DISCOVERY
    ]
    assert wrong == []


def test_classes_of_verbs_do_not_overlap():
    """A word in two classes would have the class that happens to be listed last."""
    classes = [words for words, _ in verbs.CLASSES]
    assert sum(map(len, classes)) == len(frozenset().union(*classes))
    assert all(one != other for (_, one), (_, other) in pairwise(verbs.CLASSES))


@given(st.text(max_size=40), st.text(max_size=60))
def test_every_text_has_a_class(source, name):
    rating = classify(source, name)
    assert rating == decide(source, name)
    assert (rating.tactic is None) == (rating.risk == 0)
    assert isinstance(read_only(source, name), bool)


@given(st.sampled_from(sorted(table())), st.sampled_from(["20150331", "20150331v2", "2020_05_31", "20181031"]))
def test_dates_change_nothing(key, date):
    owner, name = key
    assert classify(owner + SUFFIX, name + date) == table()[key]


@pytest.mark.parametrize(
    ("source", "name", "tactic", "risk"),
    [
        ("brandnew.amazonaws.com", "ListWidgets", Tactic.DISCOVERY, 1),
        ("brandnew.amazonaws.com", "BatchDeleteWidgets", Tactic.IMPACT, 3),
        ("brandnew.amazonaws.com", "CreateWidget", Tactic.PERSISTENCE, 2),
        ("brandnew.amazonaws.com", "ExportWidgets", Tactic.EXFILTRATION, 3),
        ("brandnew.amazonaws.com", "FrobnicateWidget", Tactic.IMPACT, 2),
        ("brandnew.amazonaws.com", "PutResourcePolicy", Tactic.EXFILTRATION, 3),
        ("iam.amazonaws.com", "ListNewThings", Tactic.DISCOVERY, 2),
        ("iam.amazonaws.com.cn", "CreateAccessKey", Tactic.PERSISTENCE, 5),
        ("s3-control.amazonaws.com", "PutAccountPublicAccessBlock", Tactic.IMPACT, 4),
    ],
)
def test_names_that_the_table_does_not_have(source, name, tactic, risk):
    assert classify(source, name) == (tactic, risk)


def test_tags_of_new_services_tell_nothing():
    assert classify("brandnew.amazonaws.com", "TagResource") == NOTHING
    assert classify("brandnew.amazonaws.com", "AddTagsToWidget") == NOTHING


@pytest.mark.parametrize(
    ("source", "name", "reads"),
    [
        ("ec2.amazonaws.com", "DescribeInstances", True),
        ("lambda.amazonaws.com", "GetFunction20150331v2", True),
        ("dynamodb.amazonaws.com", "BatchGetItem", True),
        ("sts.amazonaws.com", "AssumeRole", True),
        ("ec2.amazonaws.com", "TerminateInstances", False),
        ("ses.amazonaws.com", "VerifyEmailIdentity", False),
        ("secretsmanager.amazonaws.com", "GetSecretValue", True),
        ("", "", False),
    ],
)
def test_read_only(source, name, reads):
    assert read_only(source, name) is reads
