"""The state adaptor: a bounded run and a stream fold the same, in any order of arrival."""

import random

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from models.codecs import FINDING_STATES, PUBLICATIONS, SIGHTINGS
from models.findings.merge import MergeFolder, Timing, finding_state
from models.findings.sighting import Call, FindingKey, Occurrence, sighting
from models.fold import run
from models.times import END_OF_TIME, HOUR, MINUTE, window_end
from transforms.fold import Codecs, FoldInOrder, Mode

WINDOW = 5 * MINUTE
START = 1_772_409_600_000
CODECS = Codecs(SIGHTINGS, FINDING_STATES, PUBLICATIONS)


def call(caller: str) -> Call:
    return Call("iam.amazonaws.com", "ListUsers", "", caller, "", "", "", "dev", "dev", "IAMUser", "", 5.0)


def history(seed: int) -> list[tuple[bytes, bytes]]:
    """Two findings over two days, in sightings of one event each, out of order, a tenth of them twice."""
    dice = random.Random(seed)
    elements = []
    for resource in ("ann", "bob"):
        key = FindingKey("PenTest:IAMUser/KaliLinux", "111122223333", "eu-west-1", resource)
        for number in range(60):
            at = START + dice.randrange(48 * HOUR)
            seen = Occurrence(at, f"{resource}-{number}", call(f"192.0.2.{number % 5}"))
            elements.append((key.to_bytes(), SIGHTINGS.encode(sighting(window_end(at, WINDOW), [seen]))))
    elements += dice.sample(elements, 12)
    dice.shuffle(elements)
    return elements


def shown(element: tuple[bytes, bytes]) -> tuple:
    publication = PUBLICATIONS.decode(element[1])
    state = finding_state(publication)
    return publication.key.resource, publication.at_ms, publication.first, state.tally.count, len(state.actors)


def expected(elements: list[tuple[bytes, bytes]]) -> list[tuple]:
    """The same by the folder alone, window by window."""
    rows = []
    for key in sorted({key for key, _ in elements}):
        items = [SIGHTINGS.decode(data) for k, data in elements if k == key]
        _, _, outputs = run(MergeFolder(Timing()), key, None, items, END_OF_TIME)
        rows += [shown((key, PUBLICATIONS.encode(output))) for output in outputs]
    return rows


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_beam_run_gives_what_the_folder_gives(streaming, seed):
    elements = history(seed)
    with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions()) as pipeline:
        output = (
            pipeline
            | beam.Create(elements)
            | beam.Reshuffle()
            | FoldInOrder(MergeFolder(Timing()), CODECS, Mode(streaming=streaming))
            | beam.Map(shown)
        )
        assert_that(output, equal_to(expected(elements)))
