"""How a sequence goes on: with what joins it, under what the configuration allows, from one run to the next."""

from __future__ import annotations

import pytest

from models.findings.merge import MergeFolder, Timing
from models.fold import run
from models.sequences.chains import IAM_TYPE, S3_TYPE
from models.sequences.fold import Evidence
from models.sequences.memory import Memory, Ongoing
from models.times import HOUR, MINUTE
from tests.models.findings.calls import START
from tests.models.sequences.scenes import ACCOUNT, TOR, called, folder, sequences, session, signal, told, types, unusual

DAY = 24 * 60
TOOK = [
    called("Recon:IAMUser/TorIPCaller", 1, "ListBuckets", service="s3", caller=TOR),
    called("Discovery:S3/TorIPCaller", 2, "ListObjects", service="s3", bucket="reports", caller=TOR),
    called("UnauthorizedAccess:S3/TorIPCaller", 3, "GetObject", service="s3", bucket="reports", caller=TOR),
]


def again(minute: float) -> Evidence:
    return called("Recon:IAMUser/TorIPCaller", minute, "ListUsers", caller=TOR)


def taken_over(minute: float) -> list[Evidence]:
    """Somebody goes on with the credential, but not with the bucket."""
    apis = (("CreateUser", "iam"), ("StopLogging", "cloudtrail"), ("AttachUserPolicy", "iam"))
    return [
        called("UnauthorizedAccess:IAMUser/TorIPCaller", minute + n, api, service, caller=TOR)
        for n, (api, service) in enumerate(apis)
    ]


def test_who_goes_on_after_a_theft_is_told_of_again():
    """The Tor finding recurs, so the theft's sequence lives on, but the bucket's day is over."""
    recurs = [again(hour * 60) for hour in (8, 16, 24)]
    assert types([*TOOK, *recurs, *taken_over(DAY + 200)]) == [S3_TYPE, IAM_TYPE]
    assert types([*TOOK, *taken_over(200)]) == [S3_TYPE]


@pytest.mark.parametrize(("off", "left"), [(S3_TYPE, [IAM_TYPE]), (IAM_TYPE, [S3_TYPE])])
def test_a_type_that_is_off_hides_no_other(off, left):
    found = sequences([*TOOK, *taken_over(200)], raised=lambda key: key.type != off)
    assert [key.type for key, _ in found] == left
    assert all(sequence.additional == () for _, sequence in found)


def test_a_finding_is_told_once_that_it_takes_part():
    evidence = [*TOOK, again(60), again(120)]
    named = [keyed.key for keyed in told(evidence) if keyed.sighting.sequences]
    assert len(named) == len(set(named)) == len(TOOK)
    assert len([keyed for keyed in told(evidence) if keyed.sighting.events]) == 3


def test_what_comes_late_is_shown():
    """Evidence of a window that was folded makes another edition of the sequence."""
    state, _, _ = run(folder(), ACCOUNT.encode(), None, [*TOOK, again(300)], START + 10 * HOUR)
    late = unusual(30, "iam:GetAccountAuthorizationDetails", "Discovery")
    _, _, out = run(folder(), ACCOUNT.encode(), state, [late], START + 10 * HOUR)
    (sequence,) = [keyed.sighting.actions[0] for keyed in out if keyed.sighting.events]
    assert sequence.edition == 3
    assert any(one.name == "iam:GetAccountAuthorizationDetails" for one in sequence.signals)


def test_how_far_a_log_was_read_is_what_happened_last_in_it():
    """An hour that another run reads on is not late."""
    assert folder().reached(unusual(2, "iam:ListRoles", "Discovery")) == START + 2 * MINUTE
    assert folder().reached(TOOK[1]) == START + 2 * MINUTE
    named = next(keyed.sighting for keyed in told(TOOK) if keyed.sighting.sequences)
    assert MergeFolder(Timing()).reached(named) == 0
    assert MergeFolder(Timing()).reached(TOOK[1].sighting) == TOOK[1].sighting.end_ms


def test_what_recurs_is_only_what_it_was_in_the_last_24_hours():
    """The whole of it is kept where it takes part in a sequence."""
    state = Memory()
    for n, tactic in enumerate(("Discovery", "Persistence", "Impact", "Exfiltration")):
        state.last_ms = START + n * 20 * HOUR
        state.forget()
        state.learn([signal("iam:Some", state.last_ms - 1, tactics=(tactic,))])
    (live,) = state.live()
    assert (live.tactics, live.count) == (("Exfiltration", "Impact"), 2)
    name = live.id
    state.ongoing = [Ongoing(IAM_TYPE, "", "", "", 0, [name])]
    state.last_ms += 20 * HOUR
    state.forget()
    state.learn([signal("iam:Some", state.last_ms - 1, tactics=("Discovery",))])
    assert state.live()[0].tactics == ("Discovery", "Exfiltration")
    assert state.whole(name).count == 3
    assert len(state.signals[name]) == 3


def test_what_others_do_does_not_keep_what_is_over():
    """Somebody else's signal in between decides nothing."""
    first, last = called("Recon:IAMUser/TorIPCaller", 0, caller=TOR), taken_over(46 * 60)[:2]
    other = unusual(23.5 * 60, "iam:ListRoles", "Discovery", who=session("bob"))
    assert types([first, *last]) == types([first, other, *last]) == []
