"""AttackSequence:S3/CompromisedData: what is one, and what is not."""

from __future__ import annotations

import pytest

from models.config.config import parse
from models.findings.sequence import FAINT
from models.sequences.chains import IAM_TYPE, S3_TYPE
from models.sequences.fold import Evidence
from models.sequences.of_cases import all_weak_signals
from tests.detection import DEFAULTS, cases, profiled
from tests.habits import DAYS, call, month, objects
from tests.models.sequences.scenes import BUILD, STRANGE, TOR, called, names, sequences, session, types, unusual
from tests.records import at, role, s3_data

WHO = session("job-1", BUILD)


def on(minute: float, api: str, deed: str, tactic: str = "Impact", bucket: str = "reports"):
    return unusual(minute, f"s3:{api}", tactic, bucket, deed, WHO)


LOOKS = [
    unusual(0, "iam:ListUsers", "Discovery", who=WHO),
    unusual(1, "iam:ListRoles", "Discovery", who=WHO),
    unusual(2, "s3:ListBuckets", "Discovery", who=WHO),
]
LISTS = on(3, "ListObjects", "discovery", "Discovery")
NOTE = on(4, "PutObject", "write")
DELETES = on(5, "DeleteObject", "delete")


def test_a_ransom():
    ((key, sequence),) = sequences([*LOOKS, LISTS, NOTE, DELETES])
    assert (key.type, sequence.subject) == (S3_TYPE, f"reports by {BUILD}")
    assert names(sequence)[0] == "iam:ListUsers"
    assert names(sequence)[-1] == "s3:DeleteObject"
    assert sequence.affected == (("AWS::S3::Bucket", "reports"),)


@pytest.mark.parametrize("lacks", [LISTS, NOTE, DELETES])
def test_without_a_hand_all_of_it_has_to_be_there(lacks):
    assert types([each for each in (*LOOKS, LISTS, NOTE, DELETES) if each is not lacks]) == []


def test_who_tidies_up_does_not_ask_who_else_is_there():
    assert types([LOOKS[2], unusual(1, "s3:GetBucketLocation", "Discovery", who=WHO), LISTS, NOTE, DELETES]) == []


def marked(**members):
    note = (("MALICIOUS_FILE", "ransom note"),)
    return unusual(4, "s3:PutObject", "Impact", "reports", "write", WHO, indicators=note, **members)


def test_a_ransom_note_says_more_than_looking_around():
    assert types([LOOKS[2], LISTS, marked(), DELETES]) == [S3_TYPE]
    assert types([LISTS, marked(), DELETES]) == []
    assert types([LOOKS[2], LISTS, marked()]) == []


def test_a_note_beside_objects_that_are_encrypted_over_and_expire():
    """Nothing is deleted, and who reads the bucket every day lists it every day."""
    copies = unusual(3, "s3:CopyObject", "Exfiltration", "reports", "write", WHO)
    expire = unusual(6, "s3:PutBucketLifecycle", "Impact", who=WHO, indicators=(("HIGH_RISK_API", "it"),))
    assert types([LOOKS[2], copies, marked(), expire]) == [S3_TYPE]
    for lacks in (LOOKS[2], copies, marked(), expire):
        assert types([each for each in (LOOKS[2], copies, marked(), expire) if each != lacks]) == []
    assert types([*LOOKS, LISTS, copies, expire]) == []


def test_where_nobody_knows_what_is_usual_there_has_to_be_a_note_and_all_of_the_rest():
    faint = [
        unusual(n, api, "Discovery", who=WHO, strength=FAINT)
        for n, api in enumerate(("iam:ListUsers", "s3:ListBuckets"))
    ]
    assert types([*faint, LISTS, NOTE, DELETES]) == []
    assert types([*faint, LISTS, marked(strength=FAINT), DELETES]) == [S3_TYPE]
    assert types([faint[1], LISTS, marked(strength=FAINT), DELETES]) == []


def test_it_is_one_session_and_one_bucket():
    other = unusual(5, "s3:DeleteObject", "Impact", "reports", "delete", session("job-2", BUILD))
    assert types([*LOOKS, LISTS, NOTE, other]) == []
    assert types([*LOOKS, LISTS, NOTE, on(5, "DeleteObject", "delete", bucket="scratch")]) == []


def test_looking_around_afterwards_is_not_the_way_there():
    afterwards = [
        unusual(70, "iam:ListUsers", "Discovery", who=WHO),
        unusual(71, "iam:ListRoles", "Discovery", who=WHO),
    ]
    assert types([LISTS, NOTE, DELETES, *afterwards]) == []


def test_what_is_read_counts_when_its_amount_is_a_finding():
    amount = called("Exfiltration:S3/AnomalousBehavior", 9, "GetObject", service="s3", bucket="reports", who=WHO)
    assert types([*LOOKS, LISTS, on(8, "GetObject", "read", "Exfiltration")]) == []
    assert types([*LOOKS, LISTS, amount]) == [S3_TYPE]


def test_with_a_hand_less_is_enough():
    looks = called("Recon:IAMUser/TorIPCaller", 1, "ListBuckets", service="s3", caller=TOR, who=WHO)
    lists = called("Discovery:S3/TorIPCaller", 2, "ListObjects", service="s3", bucket="reports", caller=TOR, who=WHO)
    reads = called(
        "UnauthorizedAccess:S3/TorIPCaller", 3, "GetObject", service="s3", bucket="reports", caller=TOR, who=WHO
    )
    assert types([looks, lists, reads]) == [S3_TYPE]
    assert types([lists, reads]) == []
    assert types([looks, lists]) == []


def test_from_a_strange_network_with_a_strange_tool():
    """Nobody lists the address; it takes three tactics, and a finding."""
    detail = (
        '{"unusualBehavior": {"unusualUserAgentsUserIdentityProfiling": "curl", '
        '"unusualNetworksAccountProfiling": "198.51.100.0/24"}}'
    )
    deletes = called(
        "Impact:S3/AnomalousBehavior.Delete",
        6,
        "DeleteObject",
        service="s3",
        bucket="reports",
        who=WHO,
        detail=detail,
        caller=TOR,
        user_agent="curl/8",
    )
    lists = unusual(3, "s3:ListObjects", "Discovery", "reports", "discovery", WHO, indicators=STRANGE)
    reads = unusual(4, "s3:GetObject", "Exfiltration", "reports", "read", WHO, indicators=STRANGE)
    at_home = unusual(4, "s3:GetObject", "Exfiltration", "reports", "read", WHO)
    assert types([lists, reads, deletes]) == [S3_TYPE]
    assert types([lists, deletes]) == []
    assert types([lists, at_home, deletes]) == []


def test_it_tells_of_the_credential_as_well():
    """One finding, though its signals make both."""
    listed = called("UnauthorizedAccess:IAMUser/TorIPCaller", 0, "GetUser", caller=TOR, who=WHO)
    ((key, sequence),) = sequences([listed, *LOOKS, LISTS, NOTE, DELETES])
    assert (key.type, sequence.additional) == (S3_TYPE, (IAM_TYPE,))


def attack(day: int = DAYS):
    """What GuardDuty's tester does, by a role with a month of other habits."""
    by = role()
    yield call("iam", "ListUsers", by=by, day=day)
    yield call("iam", "ListRoles", by=by, day=day)
    yield call("s3", "ListBuckets", by=by, day=day)
    for minute, api in enumerate(("ListObjects", "PutObject", "DeleteObject"), 31):
        yield s3_data(api, "ledgers", by=by, eventTime=at(f"13:{minute}:00", day))


def note(key: str):
    parameters = {"bucketName": "ledgers", "key": key}
    return s3_data("PutObject", by=role(), requestParameters=parameters, eventTime=at("13:40:00", DAYS))


def evidence(records, config=DEFAULTS):
    return [
        Evidence(each.end_ms, signals=each.signals, judged=each.principal)
        for each in all_weak_signals(cases(records, config))
    ]


def test_from_records():
    """Weak signals alone: nothing is listed, no model is asked."""
    habits = [*month(by=role()), *objects(5, 0), *objects(5, 20)]
    ((key, sequence),) = sequences(evidence([*habits, *attack()]))
    assert key.type == S3_TYPE
    assert {"iam:ListUsers", "s3:ListBuckets", "s3:DeleteObject"} <= set(names(sequence))
    assert types(evidence(habits)) == []


def test_a_note_is_told_even_where_its_role_writes_every_day():
    """Its bucket, its call and its hour are usual; only the name is not."""
    daily = [one for day in range(DAYS) for one in objects(5, day, "PutObject", "ledgers")]
    habits = [*month(by=role()), *daily]
    assert types(evidence([*habits, *attack(), note("RANSOM_NOTE.txt")])) == [S3_TYPE]
    assert types(evidence([*habits, *attack(), note("notes.txt")])) == []


def test_who_always_does_it_is_none():
    """A janitor of buckets does the same every day."""
    habits = [record for day in range(DAYS) for record in attack(day)]
    assert types(evidence([*habits, *attack()])) == []


@pytest.mark.parametrize("days", [0, 7])
def test_the_tester_s_session_is_told_by_its_note_where_nothing_is_known(days):
    """A role that nobody has seen, in an account that nobody has seen: without a note it may be its first day."""
    config = parse(f"[learning]\ndays = {days}\n", "f.toml")
    noted = [*attack(), note("RANSOM_NOTE.txt")]
    assert types(evidence(noted, config)) == [S3_TYPE]
    assert types(evidence([*attack(), note("notes.txt")], config)) == []
    assert bool(profiled(noted, config)) == (days == 0)
