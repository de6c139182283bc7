"""The rejected output of a step: a JSON line each, counted by reason."""

import msgspec
from apache_beam.metrics import Metrics
from apache_beam.pvalue import TaggedOutput

from models.rejected import Rejected

REJECTED = "rejected"


def rejection(rejected: Rejected) -> TaggedOutput:
    """The tagged output for something that is given up."""
    Metrics.counter("rejected", rejected.reason).inc()
    return TaggedOutput(REJECTED, msgspec.json.encode(rejected))
