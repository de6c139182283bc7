"""An owner's windows in event-time order: learnt, judged, forgotten."""

import pytest

from models.config.config import parse
from models.detectors.flows.fold import FlowFolder
from models.detectors.registry import FLOW_DETECTORS, FLOW_TYPES
from models.fold import run
from models.owner import WINDOW, Owner
from models.profiles.surroundings import KEPT
from models.times import DAY, END_OF_TIME, HOUR
from tests.flows import END, LOCAL
from tests.models.flows.logged import LATENESS, OWNER, Flow, answer, one_slice

SCAN = [Flow(dst="10.0.0.9", dst_port=port, direction=1, flags=2, packets=1, bytes=60) for port in range(1, 60)]
TALK = [Flow(direction=1, flags=2), answer(Flow(direction=1, flags=2), flags=18)]
KNOCK = [Flow(src="198.51.100.9", dst=LOCAL, direction=-1, flags=2, packets=1, bytes=44)]


def folder(days: int = 7, toml: str = "", vectors: bool = False) -> FlowFolder:
    config = parse(toml, "f.toml")
    return FlowFolder(FLOW_DETECTORS, {n: config.settings(n) for n in FLOW_TYPES}, days, LATENESS, vectors)


def folded(of: FlowFolder, *slices, owner: Owner = OWNER, state=None, to_ms: int | None = None):
    until = max(one.end_ms for one in slices) if to_ms is None else to_ms
    state, _, cases = run(of, owner.to_bytes(), state, list(slices), until)
    return state, cases


def found(cases):
    return [one.keyed.key.type for case in cases for one in case.found]


def test_a_window_that_shows_something_is_a_case():
    state, cases = folded(folder(), one_slice(SCAN))
    assert found(cases) == ["Recon:EC2/Portscan"]
    assert cases[0].found[0].keyed.key.resource == OWNER.name and cases[0].found[0].plain
    assert state is not None and state.last_ms == END


def test_a_type_that_is_off_is_not_found_and_its_detector_may_not_be_asked():
    of = folder(toml='[detectors."Recon:EC2/Portscan"]\nenabled = false\n')
    state, cases = folded(of, one_slice(SCAN))
    assert found(cases) == [] and state is not None and not state.portscan.hosts


def test_it_is_told_when_an_owner_begins_to_be_learnt_and_to_be_judged():
    later = END + 7 * DAY
    _, cases = folded(folder(), one_slice(TALK), one_slice(TALK, END + WINDOW), one_slice(TALK, later))
    assert [(case.first, case.begins) for case in cases] == [(True, False), (False, True)]
    _, cases = folded(folder(days=0), one_slice(TALK))
    assert [(case.first, case.begins) for case in cases] == [(True, True)]


def test_vectors_are_of_windows_that_are_judged_and_habits_are_learnt_before():
    windows = [one_slice(TALK, END + day * DAY) for day in range(9)]
    state, cases = folded(folder(vectors=True), *windows)
    assert [case.vector.end_ms for case in cases if case.vector] == [END + 7 * DAY, END + 8 * DAY]
    assert state is not None and state.habits.networks
    state, cases = folded(folder(), *windows)
    assert not any(case.vector for case in cases) and not state.habits.networks


def test_a_new_port_is_found_when_the_instance_was_learnt_for_long_enough():
    new = [flow._replace(dst_port=4444) if flow.dst_port == 443 else flow._replace(src_port=4444) for flow in TALK]
    for days, types in ((6, []), (7, ["Behavior:EC2/NetworkPortUnusual"])):
        _, cases = folded(folder(), one_slice(TALK), one_slice(new, END + days * DAY))
        assert found(cases) == types


def test_what_is_redelivered_after_its_window_was_folded_counts_once():
    state, cases = folded(folder(), one_slice(SCAN))
    _, again = folded(folder(), one_slice(SCAN), state=state, to_ms=END + WINDOW)
    assert found(cases) and not found(again)


def test_an_owner_is_forgotten_when_it_was_quiet_for_long():
    state, _ = folded(folder(), one_slice(TALK), to_ms=END + KEPT - 1)
    assert state is not None
    assert folded(folder(), one_slice(TALK), to_ms=END + KEPT)[0] is None


@pytest.mark.parametrize(("name", "kept"), [(LOCAL, False), ("eni-0a", True), ("i-0a", True)])
def test_an_address_that_is_only_called_is_nobody(name: str, kept: bool):
    owner = Owner("", "", name)
    state, cases = folded(folder(), one_slice(KNOCK), owner=owner, to_ms=END + LATENESS)
    assert (state is not None, [case.first for case in cases]) == (kept, [True] * kept)


def test_an_address_that_answers_is_somebody_from_then_on():
    owner, asked = Owner("", "", LOCAL), KNOCK[0]._replace(dst_port=22, packets=5, bytes=900)
    heard = [asked, answer(asked, flags=18)]
    windows = [one_slice(KNOCK), one_slice(heard, END + WINDOW), one_slice(KNOCK, END + 2 * WINDOW)]
    state, cases = folded(folder(), *windows, owner=owner, to_ms=END + 2 * WINDOW + LATENESS)
    assert state is not None and state.last_ms == END + 2 * WINDOW
    assert [case.first for case in cases] == [True]


def test_records_are_counted_for_their_log():
    assert folder().records(OWNER.to_bytes(), one_slice(SCAN)) == ("vpc_flow", len(SCAN))


def test_nothing_falls_due_without_input():
    state, _ = folded(folder(), one_slice(TALK))
    assert folder().next_due(state) is None
    assert run(folder(), OWNER.to_bytes(), state, [], END + HOUR)[2] == []
    assert run(folder(), OWNER.to_bytes(), state, [], END_OF_TIME)[0] is None
