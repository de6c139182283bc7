"""The step that lets sightings through: what a trusted list silences is counted."""

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from models.codecs import SIGHTINGS
from models.config.config import Config
from models.findings.sighting import sighting
from pipelines.summary import counters
from tests.models.findings.calls import KEY, START, WINDOW, occurrence
from transforms.admit import AdmitSightings

END = START + WINDOW


def test_trusted_occurrences_are_left_out_and_counted():
    mixed = sighting(END, [occurrence(1, trusted=True), occurrence(2)])
    trusted = sighting(END, [occurrence(3, trusted=True)])
    left = sighting(END, [occurrence(2)])
    pipeline = beam.Pipeline(runner="FnApiRunner", options=PipelineOptions())
    elements = [(KEY.to_bytes(), SIGHTINGS.encode(one)) for one in (mixed, trusted, left)]
    admitted = pipeline | beam.Create(elements) | AdmitSightings(Config())
    assert_that(admitted, equal_to([(KEY.to_bytes(), SIGHTINGS.encode(left))] * 2))
    result = pipeline.run()
    result.wait_until_finish()
    assert counters(result)["trusted"] == {KEY.type: 2}
