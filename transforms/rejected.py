"""What of a log is not read: given up, with a line of JSON, or passed over; counted by source and reason."""

import msgspec
from apache_beam.metrics import Metrics
from apache_beam.pvalue import TaggedOutput

from models.rejected import Rejected

REJECTED = "rejected"


def rejection(rejected: Rejected, log: str) -> TaggedOutput:
    """The tagged output for something that is given up, which is counted.

    Args:
        rejected: what and why.
        log: the name of the log source.
    """
    Metrics.counter("rejected", f"{log} {rejected.reason}").inc()
    return TaggedOutput(REJECTED, msgspec.json.encode(rejected))


def skip(log: str, reason: str, count: int = 1) -> None:
    """Count what is not read on purpose.

    Args:
        log: the name of the log source.
        reason: as `docs/rejected.md` has it.
        count: how many.
    """
    Metrics.counter("skipped", f"{log} {reason}").inc(count)
