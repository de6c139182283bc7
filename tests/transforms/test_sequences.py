"""Attack sequences in a pipeline: what the configuration decides, and that reference goes both ways."""

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that, equal_to

from models import codecs
from models.codecs import SIGHTINGS
from models.config.config import Config, parse
from models.detectors.account import KeyedSighting
from models.detectors.registry import SEQUENCE_TYPES
from models.profiles.profile import Case
from models.profiles.suspects import Suspect
from models.profiles.vector import Vector
from models.sequences.fold import Evidence
from models.sequences.of_cases import all_weak_signals
from models.times import HOUR, MINUTE, window_end
from tests.models.findings.calls import START, call
from tests.models.sequences.scenes import ACCOUNT, ALICE, REGION, TOR, called, session, told
from transforms.enrichment import Enrichment
from transforms.fold import Mode
from transforms.sequences import TellSequences

LISTED = called("UnauthorizedAccess:IAMUser/TorIPCaller", 10, "GetUser", caller=TOR)
SIGHTED = (LISTED.key.to_bytes(), SIGHTINGS.encode(LISTED.sighting))


def case(minute: float, service: str, api: str, tactic: str) -> Case:
    """An hour of the same session with one unusual call."""
    time_ms = START + round(minute * MINUTE)
    made = call(service=f"{service}.amazonaws.com", api=api, caller=TOR, **session())
    suspect = Suspect(REGION, "", made, f"{service}:{api}", "", tactic, 5, ((time_ms, api),))
    detail = '{"unusualBehavior": {"unusualNetworksUserIdentityProfiling": "198.51.100.0/24"}}'
    return Case(Vector("principal", 1, ACCOUNT, ALICE, window_end(time_ms, HOUR), ()), [suspect], detail)


CASES = [case(20, "iam", "ListRoles", "Discovery"), case(80, "iam", "CreateAccessKey", "Persistence")]
PROFILED = tuple((b"alice", codecs.CASES.encode([one])) for one in CASES)


def check(config: Config, expected: list[KeyedSighting], *collections: tuple[tuple[bytes, bytes], ...]) -> None:
    """What is told of the collections is that."""
    with beam.Pipeline(runner="FnApiRunner") as pipeline:
        inputs = tuple(pipeline | f"{n}" >> beam.Create(elements) for n, elements in enumerate(collections))
        made = inputs | TellSequences(config, Enrichment(), Mode())
        assert_that(made, equal_to([(each.key.to_bytes(), SIGHTINGS.encode(each.sighting)) for each in expected]))


def test_a_finding_and_weak_signals_become_a_sequence_that_the_finding_names():
    weak = [Evidence(each.end_ms, signals=each.signals, judged=each.principal) for each in all_weak_signals(CASES)]
    sequence, finding = expected = told([LISTED, *weak])
    assert (sequence.key.type, finding.key) == (SEQUENCE_TYPES[0], LISTED.key)
    assert [name.rpartition("/")[2] for name in finding.sighting.sequences] == [sequence.key.id]
    check(Config(), expected, (SIGHTED,), PROFILED)


def test_without_profiles_there_are_findings_alone():
    check(Config(), [], (SIGHTED,))


@pytest.mark.parametrize(
    "toml",
    [
        f'[detectors."{SEQUENCE_TYPES[0]}"]\nenabled = false',
        f'[detectors."{SEQUENCE_TYPES[0]}"]\ndisabled_in = ["{ACCOUNT}"]',
        f'[[suppress]]\nname = "tor"\ncriteria = {{ type = {{ equals = ["{LISTED.key.type}"] }} }}',
    ],
    ids=["off", "off there", "its finding is archived"],
)
def test_the_configuration_decides(toml: str):
    check(parse(toml, "f.toml"), [], (SIGHTED,), PROFILED)
