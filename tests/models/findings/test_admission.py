"""Admission: what is off, trusted, or of another severity."""

import msgspec
import pytest

from models.config.config import Config, parse
from models.findings.admission import Admission
from models.findings.sighting import sighting
from tests.models.findings.calls import KEY, START, WINDOW, occurrence
from tests.models.findings.connections import connected

END = START + WINDOW
SEEN = sighting(END, [occurrence(1), occurrence(2, caller="198.51.100.7")], '{"a":1}')
TRUSTED = sighting(END, [occurrence(1, trusted=True), occurrence(2, caller="198.51.100.7")], '{"a":1}')


def admit(seen, text="", key=KEY):
    config = parse(text, "f.toml") if text else Config()
    return Admission(config.settings).admit(key, seen)


def table(**keys):
    lines = "\n".join(f"{name} = {value}" for name, value in keys.items())
    return f'[detectors."{KEY.type}"]\n{lines}'


def test_nothing_configured_changes_nothing():
    admitted = admit(SEEN)
    assert admitted.sighting is SEEN
    assert admitted.trusted == 0


def test_trusted_occurrences_are_left_out_and_counted():
    admitted = admit(TRUSTED)
    assert admitted.trusted == 1
    assert admitted.sighting == sighting(END, [occurrence(2, caller="198.51.100.7")], '{"a":1}')


def test_nothing_is_left_of_trusted_occurrences_alone():
    assert admit(sighting(END, [occurrence(1, trusted=True)])) == (None, 1)


@pytest.mark.parametrize("place", ["111122223333", "111122223333/eu-west-1"])
def test_a_type_is_off_in_a_place(place):
    assert admit(SEEN, table(disabled_in=f'["{place}"]')).sighting is None


@pytest.mark.parametrize("place", ["444455556666", "111122223333/us-east-1"])
def test_and_on_in_others(place):
    assert admit(SEEN, table(disabled_in=f'["{place}"]')).sighting is SEEN


def test_a_severity_takes_the_place_of_the_detector_s():
    admitted = admit(TRUSTED, table(severity=7.5))
    assert admitted.trusted == 1
    assert [action.severity for action in admitted.sighting.actions] == [7.5]


def test_connections_are_admitted_likewise():
    mixed = sighting(END, [connected(1, trusted=True), connected(2)])
    admitted = admit(mixed, table(severity=7.5))
    assert admitted.trusted == 1
    assert admitted.sighting == sighting(END, [connected(2, severity=7.5)])


def test_a_rule_of_one_s_own_has_no_settings():
    key = msgspec.structs.replace(KEY, type="rule/Mine")
    assert admit(SEEN, key=key).sighting is SEEN
