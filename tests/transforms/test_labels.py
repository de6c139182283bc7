"""Step labels are part of the interface: savepoints and updates find a step's state by them."""

import apache_beam as beam

from models.config.config import Config
from pipelines.detect import Job, build
from transforms.fold import Mode

STATEFUL = {
    "Remember accounts/Fold notes/Fold windows in order",
    "Merge findings/Fold sightings/Fold windows in order",
}


def test_stateful_steps_keep_their_labels():
    pipeline = beam.Pipeline()
    build(pipeline, Job(["/no/such/*"], "/tmp/findings", "/tmp/rejected", Config()), Mode())
    assert pipeline.applied_labels >= STATEFUL
