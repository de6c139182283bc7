"""An account's sequences in event-time order: when they are told, how they grow, what is forgotten."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.codec import Codec
from models.detectors.registry import FINDING_TYPES
from models.enrichment.enricher import Enricher
from models.findings.sequence import MOST_SIGNALS, AttackSequence
from models.findings.sighting import occurrences, sighting
from models.fold import run
from models.sequences.archived import Archived
from models.sequences.chains import IAM_TYPE, S3_TYPE
from models.sequences.fold import Evidence, SequenceFolder
from models.sequences.memory import MOST_KEPT, MOST_RECENT, Memory
from models.suppression.settings import SuppressTable
from models.suppression.suppressor import Suppressor
from models.times import DAY, END_OF_TIME, HOUR
from tests.models.findings.calls import START
from tests.models.folding import bit_by_bit, in_parts, joined, stream
from tests.models.sequences.scenes import (
    ACCOUNT,
    LATENESS,
    TOR,
    called,
    connected,
    folder,
    judged_hour,
    names,
    sequences,
    session,
    told,
    types,
    unusual,
)

KEY = ACCOUNT.encode()
LISTED = called("UnauthorizedAccess:IAMUser/TorIPCaller", 10, "GetUser", caller=TOR)
LOOKS = unusual(20, "iam:ListRoles", "Discovery")
STAYS = unusual(30, "iam:CreateAccessKey", "Persistence")
ATTACK = [LISTED, LOOKS, STAYS]


def shown(keyed):
    """What tells outputs apart."""
    return [(each.key, msgspec.msgpack.encode(each.sighting)) for each in keyed]


def test_it_is_told_in_the_window_that_completes_it():
    told_at = [each.sighting.end_ms for each in told(ATTACK)]
    assert told_at == [START + HOUR] * 2


def test_its_findings_are_told_that_they_belong_to_it():
    sequence, finding = told(ATTACK)
    assert finding.key == LISTED.key
    assert finding.sighting.events == {}
    assert sequence.sighting.events


def test_it_occurs_again_when_signals_recur_or_join():
    again = called("UnauthorizedAccess:IAMUser/TorIPCaller", 100, "GetUser", caller=TOR)
    joins = unusual(200, "cloudtrail:StopLogging", "DefenseEvasion")
    elsewhere = unusual(300, "iam:ListRoles", "Discovery", who=session("bob"))
    found = [each for each in told([*ATTACK, again, joins, elsewhere]) if each.sighting.events]
    assert len({each.key for each in found}) == 1
    assert [each.sighting.end_ms - START for each in found] == [HOUR, 2 * HOUR, 4 * HOUR]
    ids = [event_id for each in found for event_id in each.sighting.events]
    assert len(set(ids)) == 3
    (last,) = found[-1].sighting.actions
    assert isinstance(last, AttackSequence)
    assert {one.name: one.count for one in last.signals}["UnauthorizedAccess:IAMUser/TorIPCaller"] == 2


def test_after_a_quiet_day_another_one_is_another_finding():
    def later(minutes):
        return [
            called("UnauthorizedAccess:IAMUser/TorIPCaller", minutes + 10, "GetUser", caller=TOR),
            unusual(minutes + 20, "iam:ListRoles", "Discovery"),
            unusual(minutes + 30, "iam:CreateAccessKey", "Persistence"),
        ]

    assert len(sequences([*ATTACK, *later(23 * 60)])) == 1
    assert len(sequences([*ATTACK, *later(25 * 60)])) == 2


def test_a_credential_that_was_told_goes_on_when_data_is_taken():
    """The theft is a finding of its own; the other one says so."""
    lists = unusual(100, "s3:ListObjects", "Discovery", "reports", "discovery")
    reads = unusual(110, "s3:GetObject", "Exfiltration", "reports", "read")
    found = {key.type: sequence.additional for key, sequence in sequences([*ATTACK, lists, reads])}
    assert found == {IAM_TYPE: (S3_TYPE,), S3_TYPE: (IAM_TYPE,)}


def test_what_is_archived_does_not_take_part():
    assert types(ATTACK, archived=lambda key, seen: key == LISTED.key) == []


def test_archived_asks_for_the_window_as_a_whole():
    """Two parts of a window: the rule for the first caller does not hold for the second one."""
    other = called("UnauthorizedAccess:IAMUser/TorIPCaller", 11, "GetUser", caller="198.51.100.98")
    criteria = {"service.action.awsApiCallAction.remoteIpDetails.ipAddressV4": {"equals": [TOR]}}
    table = SuppressTable(name="exit", criteria=criteria)
    archived = Archived(FINDING_TYPES, Suppressor([table]), Enricher())
    assert types(ATTACK, archived=archived) == []
    assert types([*ATTACK, other], archived=archived) == [IAM_TYPE]
    assert types(ATTACK, archived=Archived(FINDING_TYPES, Suppressor([]), Enricher())) == [IAM_TYPE]


def test_what_is_not_admitted_is_not_told():
    assert told(ATTACK, admitted=lambda key, seen: None) == []


def test_findings_of_other_types_do_not_take_part():
    few = SequenceFolder({}, LATENESS)
    assert run(few, KEY, None, ATTACK, END_OF_TIME)[2] == []


def test_repeats_count_once():
    """In the same window, and late."""
    state, _, _ = run(folder(), KEY, None, [LISTED, LISTED], START + HOUR)
    state, _, again = run(folder(), KEY, state, [LISTED], START + HOUR)
    assert again == []
    (one,) = state.live()
    assert one.count == 1


def test_it_does_not_matter_how_a_window_comes():
    first, second = (
        called("UnauthorizedAccess:IAMUser/TorIPCaller", minute, "GetUser", caller=TOR) for minute in (10, 11)
    )
    whole = Evidence(first.end_ms, first.key, sighting(first.end_ms, occurrences([first.sighting, second.sighting])))
    assert shown(told([first, second, first, LOOKS, STAYS])) == shown(told([whole, LOOKS, STAYS]))


POOL = [
    *ATTACK,
    called("Recon:IAMUser/TorIPCaller", 100, "ListUsers", caller=TOR),
    unusual(200, "cloudtrail:StopLogging", "DefenseEvasion"),
    unusual(1300, "iam:CreateUser", "Persistence"),
    connected("Backdoor:EC2/C&CActivity.B", 400),
    connected("CryptoCurrency:EC2/BitcoinTool.B", 900, remote_address="198.51.100.8"),
    called("UnauthorizedAccess:IAMUser/TorIPCaller", 1800, "GetUser", caller=TOR),
    unusual(1850, "iam:ListRoles", "Discovery"),
    unusual(3300, "iam:CreateAccessKey", "Persistence"),
]
STATES = Codec("sequence memory", Memory)


@given(
    st.lists(st.sampled_from(POOL), max_size=12),
    st.lists(st.integers(START, START + 3 * DAY), max_size=4),
    st.data(),
)
def test_however_it_arrives_it_tells_the_same(items, marks, data):
    early = data.draw(st.lists(st.integers(0, 3), min_size=len(items), max_size=len(items)))
    shuffled = data.draw(st.permutations(items))
    expected = shown(told(items))
    assert shown(told(shuffled)) == expected
    assert shown(bit_by_bit(folder(), KEY, stream(items, marks, early))) == expected
    parts = in_parts(folder(), KEY, STATES, items, sorted(marks))
    assert shown(joined(parts, lambda each: each.sighting.end_ms)) == expected


def test_a_state_comes_back_as_it_was():
    state, _, _ = run(folder(), KEY, None, ATTACK, START + 2 * HOUR)
    assert STATES.decode(STATES.encode(state)) == state


def test_a_flood_of_weak_signals_pushes_nothing_strong_out():
    flood = [
        unusual(12 + place / 1_000, f"ec2:Describe{place}", "Discovery", who=session(f"job-{place}"))
        for place in range(2 * MOST_KEPT)
    ]
    state, _, _ = run(folder(), KEY, None, [LISTED, *flood], START + HOUR)
    assert len(state.signals) == MOST_KEPT
    assert LISTED.key.type in {one.name for one in state.live()}


def test_a_sequence_has_room_for_so_many():
    """The strong and the newest stay."""
    flood = [unusual(40 + place / 100, f"ec2:Describe{place:03d}", "Discovery") for place in range(150)]
    ((_, sequence),) = sequences([*ATTACK, *flood])
    assert (len(sequence.signals), sequence.left_out) == (MOST_SIGNALS, 53)
    assert LISTED.key.type in names(sequence)
    assert "ec2:Describe149" in names(sequence)


def test_what_is_remembered_of_repeats_is_bounded():
    memory = Memory(START, {}, [], {f"{place:05d}": START + place for place in range(MOST_RECENT + 10)})
    memory.forget()
    assert (len(memory.recent), min(memory.recent)) == (MOST_RECENT, "00010")


@pytest.mark.parametrize("hours", [23, 25])
def test_a_day_after_the_last_signal_nothing_is_kept(hours):
    state, _, _ = run(folder(), KEY, None, [LISTED], START + hours * HOUR)
    assert (state is None) == (hours > 24)


@pytest.mark.parametrize("days", [6, 8])
def test_whom_a_profile_knows_is_known_for_a_week(days):
    state, _, _ = run(folder(), KEY, None, [judged_hour(0)], START + days * DAY)
    assert (state is None) == (days > 7)


def test_late_evidence_is_taken_in_behind_what_came_after():
    state, _, made = run(folder(), KEY, None, [LOOKS, STAYS], START + 2 * HOUR)
    assert made == []
    state, _, made = run(folder(), KEY, state, [LISTED], START + 2 * HOUR)
    assert [each.key.type for each in made] == [IAM_TYPE, LISTED.key.type]
