"""Step labels are part of the interface: savepoints and updates find a step's state by them."""

import apache_beam as beam

from models.config.config import Config
from pipelines.detect import Job, build
from transforms.fold import Mode
from transforms.source import Inputs
from transforms.write import Sink

STATEFUL = {
    "Remember accounts/Fold notes/Fold windows in order",
    "Merge findings/Fold sightings/Fold windows in order",
}


def test_stateful_steps_keep_their_labels():
    pipeline = beam.Pipeline()
    mode = Mode()
    sinks = [Sink(name, mode) for name in ("/tmp/findings", "/tmp/rejected")]
    build(pipeline, Job(Inputs(["/no/such/*"], []), *sinks, Config(), 300_000, mode))
    assert pipeline.applied_labels >= STATEFUL
