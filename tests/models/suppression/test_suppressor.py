"""Archiving: which rule wins, until when, and that it must hold for everybody in the finding."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.findings.merge import MOST_NAMED
from models.suppression.suppressor import Match, Rule, Suppressor
from models.times import HOUR, iso
from tests.guardduty import check_finding
from tests.models.findings.calls import START, occurrence
from tests.models.suppression.published import EXPOSURE, KALI, finding, rule

ACTION = "service.action.awsApiCallAction."
ADDRESS = f"{ACTION}remoteIpDetails.ipAddressV4"
KEY = "resource.accessKeyDetails."
ANY = {"region": {"equals": ["eu-west-1"]}}
SCANNER = "203.0.113.10"  # the caller of an ordinary occurrence
OTHER = {"caller": "198.51.100.7", "user_name": "eve", "principal_id": "AIDAEVE", "access_key_id": "AKIAEVE"}


def winner(document, *rules):
    judged = Suppressor(rules).judge(document)
    return judged and judged.name


def match(criteria, *occurrences, document=None):
    return Rule(rule(criteria)).match(document or finding(*occurrences))


# rank and expiry


def test_the_lowest_rank_wins_then_the_order_of_the_file():
    rules = [rule(ANY, "first", rank=5), rule(ANY, "second", rank=2), rule(ANY, "third", rank=2)]
    assert winner(finding(), *rules) == "second"
    assert winner(finding(), rules[0], rules[2]) == "third"


def test_a_rule_that_does_not_match_lets_the_next_one_try():
    assert winner(finding(), rule({"region": {"eq": "us-east-1"}}, "no"), rule(ANY, "yes", rank=9)) == "yes"


def test_a_rule_that_is_not_enabled_archives_nothing():
    assert winner(finding(), rule(ANY, enabled=False)) is None


def test_a_rule_ends_in_the_finding_s_time():
    document = finding()
    published = document["updatedAt"]
    assert published == iso(START + 300_000)
    assert winner(document, rule(ANY, expires="2026-03-02")) == "a-rule"
    assert winner(document, rule(ANY, expires="2026-03-01")) is None
    assert winner(document, rule(ANY, expires=iso(START + 300_001))) == "a-rule"
    assert winner(document, rule(ANY, expires=published)) is None
    assert winner({"region": "eu-west-1"}, rule(ANY, expires="2026-03-02")) is None


# every actor, API and bucket


@pytest.mark.parametrize(
    ("criteria", "other"),
    [
        ({ADDRESS: {"cidr": "203.0.113.0/24"}}, {"caller": "198.51.100.7"}),
        ({ADDRESS: {"equals": SCANNER}}, {"caller": "2001:db8::1"}),
        ({ADDRESS: {"notEquals": "198.51.100.7"}}, {"caller": "198.51.100.7"}),
        ({f"{ACTION}remoteIpDetails.ipAddressV6": {"notEquals": "2001:db8::1"}}, {"caller": "2001:db8::1"}),
        ({f"{ACTION}domainDetails.domain": {"notMatches": "*"}}, {"caller": "ec2.amazonaws.com"}),
        ({f"{ACTION}callerType": {"equals": "Remote IP"}}, {"caller": "ec2.amazonaws.com"}),
        ({f"{ACTION}userAgent": {"matches": "aws-cli/*"}}, {"user_agent": "curl/8"}),
        ({f"{KEY}userName": {"equals": "dev"}}, {"user_name": "eve"}),
        ({f"{KEY}accessKeyId": {"regex": "AKIADEV.*"}}, {"access_key_id": "AKIAEVE"}),
        ({f"{KEY}principalId": {"matches": "AIDADEV*"}}, {"principal_id": "AIDAEVE"}),
        ({f"{KEY}userType": {"equals": "IAMUser"}}, {"principal_id": "AROAEVE:x", "user_type": "AssumedRole"}),
        ({f"{ACTION}remoteAccountDetails.accountId": {"equals": "111122223333"}}, OTHER),
        ({f"{ACTION}api": {"equals": "ListUsers"}}, {"api": "CreateUser"}),
        ({f"{ACTION}serviceName": {"equals": "iam.amazonaws.com"}}, {"service": "s3.amazonaws.com"}),
        ({f"{ACTION}errorCode": {"notEquals": ["AccessDenied"]}}, {"error_code": "AccessDenied"}),
        ({"title": {"equals": "The IAM user dev called ListUsers."}}, {"user_name": "eve"}),
        ({"service.additionalInfo.actors.userName": {"equals": "dev"}}, {"user_name": "eve"}),
        ({"service.additionalInfo.apiCalls.name": {"equals": "iam.amazonaws.com:ListUsers"}}, {"api": "X"}),
        ({"resource.instanceDetails.tags.value": {"notEquals": "x"}}, {"principal_id": "AROADEV:i-0bbbbbbbbbbbbbbbb"}),
        ({"service.additionalInfo.awsService.region": {"notEquals": "x"}}, {"caller": "198.51.100.7"}),
        ({"service.additionalInfo.newPolicy.minimumPasswordLength": {"notEquals": "8"}}, {"api": "X"}),
        ({"service.additionalInfo.userAgent.fullUserAgent": {"notEquals": "curl/8"}}, {"user_agent": "curl/8"}),
    ],
    ids=lambda value: next(iter(value)),
)
def test_a_rule_must_hold_for_who_came_earlier(criteria, other):
    newest = occurrence(2)
    assert match(criteria, newest) is Match.ALL
    assert match(criteria, occurrence(1, **other), newest) is Match.NEWEST
    assert winner(finding(occurrence(1, **other), newest), rule(criteria)) is None


def test_a_rule_need_not_hold_for_the_same_reason():
    both = {ADDRESS: {"cidr": ["203.0.113.0/24", "198.51.100.0/24"]}, f"{KEY}userName": {"equals": ["dev", "eve"]}}
    assert match(both, occurrence(1, **OTHER), occurrence(2)) is Match.ALL


def test_what_is_the_same_for_everybody_is_looked_at_once():
    assert match(ANY | {"type": {"equals": KALI}}, occurrence(1, **OTHER), occurrence(2)) is Match.ALL


def test_sessions_of_one_role_have_one_user_type():
    sessions = [occurrence(n, principal_id=f"AROADEV:{n}", user_type="AssumedRole") for n in (1, 2)]
    assert match({f"{KEY}userType": {"equals": "AssumedRole"}}, *sessions) is Match.ALL


SCANNERS, WEB = "i-0aaaaaaaaaaaaaaaa", "i-0bbbbbbbbbbbbbbbb"


def with_members(document, **members):
    """The finding with more of ``additionalInfo``."""
    service = document["service"]
    return document | {"service": service | {"additionalInfo": service["additionalInfo"] | members}}


def on_instances(*sessions):
    """Sessions of one role, whose newest is shown with what is known of its instance."""
    calls = [occurrence(n, principal_id=f"AROADEV:{session}") for n, session in enumerate(sessions, 1)]
    document = finding(*calls)
    details = {"instanceId": sessions[-1], "tags": [{"key": "role", "value": "scanner"}]}
    return document | {"resource": document["resource"] | {"instanceDetails": details}}


def test_details_of_the_newest_instance_do_not_speak_for_the_others():
    criteria = {"resource.instanceDetails.tags.value": {"equals": "scanner"}}
    assert match(criteria, document=on_instances(SCANNERS)) is Match.ALL
    assert match(criteria, document=on_instances(SCANNERS, SCANNERS)) is Match.ALL
    assert match(criteria, document=on_instances(WEB, SCANNERS)) is Match.NEWEST
    assert match(criteria, document=on_instances("eve", SCANNERS)) is Match.NEWEST
    assert match({"resource.instanceDetails.instanceId": {"matches": "i-*"}}, document=on_instances(WEB, SCANNERS)) is (
        Match.NEWEST
    )


def test_sessions_of_people_are_of_no_instance():
    sessions = [occurrence(n, principal_id=f"AROADEV:{who}") for n, who in enumerate(("ann", "ben"), 1)]
    assert match({"resource.instanceDetails.instanceId": {"notMatches": "*"}}, *sessions) is Match.ALL


def test_the_newest_address_s_service_does_not_speak_for_the_others():
    criteria = {"service.additionalInfo.awsService.service": {"equals": "EC2"}}
    service = {"awsService": {"service": "EC2"}}
    same = finding(occurrence(1, user_agent="other"), occurrence(2))
    assert match(criteria, document=with_members(same, **service)) is Match.ALL
    several = finding(occurrence(1, **OTHER), occurrence(2))
    assert match(criteria, document=with_members(several, **service)) is Match.NEWEST


def test_evidence_of_one_call_does_not_speak_for_the_others():
    criteria = {"service.additionalInfo.blockPublicAccess.blockPublicAcls": {"equals": "true"}}
    evidence = '{"blockPublicAccess": {"blockPublicAcls": "true"}}'
    newest = occurrence(2, info=evidence)
    assert match(criteria, newest) is Match.ALL
    assert match(criteria, occurrence(1), newest) is Match.NEWEST
    assert match({"service.additionalInfo.identity": {"matches": "*"}}, occurrence(1), newest) is Match.ALL


def test_what_is_unusual_in_one_window_does_not_speak_for_the_others():
    criteria = {"service.additionalInfo.unusualBehavior.unusualAPIsUserIdentityProfiling": {"matches": "List*"}}
    unusual = {"unusualBehavior": {"unusualAPIsUserIdentityProfiling": "ListUsers"}}
    first = with_members(finding(occurrence(1), occurrence(2)), **unusual)
    assert match(criteria, document=first) is Match.ALL
    assert match(criteria, document=first | {"updatedAt": iso(START + 6 * HOUR)}) is Match.NEWEST


def test_the_newest_list_does_not_speak_for_the_others():
    def listed(*entries):
        newest = {"threatListName": entries[-1]["listName"], "threatName": entries[-1]["threatNames"][0]}
        return with_members(finding(), listed=list(entries), **newest)

    noisy, tor = {"listName": "noisy", "threatNames": ["scan", "x"]}, {"listName": "tor", "threatNames": ["Tor"]}
    for criteria in (
        {"service.additionalInfo.threatListName": {"equals": "noisy"}},
        {"service.additionalInfo.threatName": {"equals": "scan"}},
        {"service.additionalInfo.listed.listName": {"notEquals": "tor"}},
    ):
        assert match(criteria, document=listed(noisy, noisy)) is Match.ALL
        assert match(criteria, document=listed(tor, noisy)) is not Match.ALL
        assert match(criteria, document=listed(*[noisy] * MOST_NAMED)) is Match.NEWEST


def test_a_full_list_of_entries_might_lack_lists():
    details = {"evidence": {"threatIntelligenceDetails": [{"threatListName": "noisy"}]}}
    criteria = {"service.evidence.threatIntelligenceDetails.threatListName": {"equals": "noisy"}}
    for entries, matched in ((1, Match.ALL), (MOST_NAMED, Match.NEWEST)):
        document = with_members(finding(), listed=[{"listName": "noisy"}] * entries)
        assert match(criteria, document=document | {"service": document["service"] | details}) is matched


def test_actors_that_are_not_named_might_be_anybody():
    several = [occurrence(1 + n / 20, access_key_id=f"AKIA{n:016}") for n in range(MOST_NAMED + 1)]
    assert match({ADDRESS: {"equals": SCANNER}}, *several[:-1]) is Match.ALL
    assert match({ADDRESS: {"equals": SCANNER}}, *several) is Match.NEWEST
    assert match(ANY, *several) is Match.ALL


def test_a_full_list_of_apis_might_lack_some():
    several = [occurrence(1 + n / 20, api=f"List{n}") for n in range(MOST_NAMED)]
    criteria = {f"{ACTION}api": {"matches": "List*"}}
    assert match(criteria, *several[:-1]) is Match.ALL
    assert match(criteria, *several) is Match.NEWEST


def opened(minute, *buckets, **members):
    affected = tuple(("AWS::S3::Bucket", name) for name in buckets)
    return occurrence(minute, affected=affected, api="PutBucketPolicy", service="s3.amazonaws.com", **members)


@pytest.mark.parametrize("path", ["resource.s3BucketDetails.name", f"{ACTION}affectedResources.AWS::S3::Bucket"])
def test_a_rule_must_hold_for_every_bucket(path):
    criteria = {path: {"matches": "test-*"}}
    assert match(criteria, document=finding(opened(1, "test-a"), opened(2, "test-b"), kind=EXPOSURE)) is Match.ALL
    assert match(criteria, document=finding(opened(1, "prod"), opened(2, "test-b"), kind=EXPOSURE)) is not Match.ALL
    assert match(criteria, document=finding(opened(1, "test-a", "prod"), kind=EXPOSURE)) is not Match.ALL
    many = [opened(1 + n / 20, f"test-{n}") for n in range(MOST_NAMED)]
    assert match(criteria, document=finding(*many, kind=EXPOSURE)) is Match.NEWEST


def test_details_of_the_newest_bucket_do_not_speak_for_the_others():
    private = '{"publicAccess": {"effectivePermission": "NOT_PUBLIC"}}'
    criteria = {"resource.s3BucketDetails.publicAccess.effectivePermissions": {"notEquals": ["PUBLIC"]}}
    newest = opened(2, "b", bucket_info=private)
    assert match(criteria, document=finding(newest, kind=EXPOSURE)) is Match.ALL
    assert match(criteria, document=finding(opened(1, "a"), newest, kind=EXPOSURE)) is Match.NEWEST


def with_country(document, *countries):
    """The newest address's country, and those of the actors that have one."""
    made = copy.deepcopy(document)
    made["service"]["action"]["awsApiCallAction"]["remoteIpDetails"]["country"] = {"countryName": "Ireland"}
    for actor, country in zip(made["service"]["additionalInfo"]["actors"], countries, strict=False):
        actor["remoteIpDetails"]["country"] = {"countryName": country}
    return made


def test_where_actors_are_may_be_told_of_the_newest_alone():
    criteria = {f"{ACTION}remoteIpDetails.country.countryName": {"notEquals": "Narnia"}}
    same = finding(occurrence(1), occurrence(2, user_agent="other"))
    several = finding(occurrence(1, **OTHER), occurrence(2))
    assert match(criteria, document=several) is Match.ALL  # of nobody
    assert match(criteria, document=with_country(same)) is Match.ALL
    assert match(criteria, document=with_country(several)) is Match.NEWEST
    assert match(criteria, document=with_country(several, "Spain", "Ireland")) is Match.ALL
    assert match(criteria, document=with_country(several, "Narnia", "Ireland")) is Match.NEWEST


def test_every_threat_list_counts():
    criteria = {"service.evidence.threatIntelligenceDetails.threatListName": {"equals": "noisy"}}
    document = finding()

    def listed(*names):
        evidence = {"threatIntelligenceDetails": [{"threatListName": name} for name in names]}
        return document | {"service": document["service"] | {"evidence": evidence}}

    assert match(criteria, document=listed("noisy")) is Match.ALL
    assert match(criteria, document=listed("noisy", "tor")) is Match.NEWEST
    assert match(criteria, document=listed("tor")) is Match.NOT


# archiving


def test_an_archived_finding_says_by_what():
    document = finding()
    before = copy.deepcopy(document)
    archived, name = Suppressor([rule(ANY)]).archive(document)
    assert name == "a-rule"
    assert archived["service"]["archived"] is True
    assert archived["service"]["additionalInfo"]["suppressedBy"] == "a-rule"
    assert document == before
    check_finding(archived)


def test_a_finding_that_no_rule_matches_stays_what_it_is():
    document = finding()
    assert Suppressor([rule({ADDRESS: {"equals": "192.0.2.1"}})]).archive(document) == (document, None)


@pytest.mark.parametrize("document", [{"region": "eu-west-1"}, {"region": "eu-west-1", "service": 5}])
def test_archiving_what_is_hardly_a_finding(document):
    archived, _ = Suppressor([rule(ANY)]).archive(document)
    assert archived["service"] == {"archived": True, "additionalInfo": {"suppressedBy": "a-rule"}}


_PARTS = [part for path in (ADDRESS, KEY, "service.additionalInfo.actors", "name") for part in path.split(".") if part]
_NAMES = st.sampled_from([*_PARTS, "apiCalls", "s3BucketDetails", "affectedResources", "count", "updatedAt"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
)
_EVERYTHING = Suppressor(
    [
        rule({path: {"notEquals": ["x"]} for path in paths}, expires=expires)
        for expires in (None, "2026-12-31")
        for paths in (
            [ADDRESS, f"{KEY}userName", f"{KEY}userType", f"{ACTION}api", f"{ACTION}errorCode", f"{ACTION}callerType"],
            ["resource.s3BucketDetails.name", f"{ACTION}affectedResources.x", "service.additionalInfo.apiCalls.name"],
        )
    ]
)


@st.composite
def spoilt(draw):
    """A finding with something else in a place or two."""
    document = copy.deepcopy(finding(occurrence(1, **OTHER), opened(2, "a"), kind=EXPOSURE))
    for _ in range(draw(st.integers(1, 2))):
        place = document
        while True:
            names = sorted(place) if isinstance(place, dict) else range(len(place))
            name = draw(st.sampled_from(names))
            if isinstance(place[name], dict | list) and place[name] and draw(st.booleans()):
                place = place[name]
                continue
            place[name] = draw(_JSON)
            break
    return document


@given(st.dictionaries(_NAMES, _JSON) | spoilt())
def test_whatever_a_finding_looks_like_it_is_judged(document):
    assert {_EVERYTHING.archive(document)[1]} <= {None, "a-rule"}


_CALLERS = st.lists(st.sampled_from(["203.0.113.10", "203.0.113.11", "198.51.100.7", "2001:db8::1"]), min_size=1)


@given(_CALLERS.filter(lambda callers: len(callers) <= 8))
def test_an_address_rule_archives_exactly_what_only_its_addresses_are_in(callers):
    document = finding(*(occurrence(1 + n / 10, caller=caller) for n, caller in enumerate(callers)))
    silent = winner(document, rule({ADDRESS: {"cidr": "203.0.113.0/24"}})) is not None
    assert silent is all(caller.startswith("203.0.113.") for caller in callers)
