"""What a person runs: detect, simulate, report."""

import logging

# Importing Beam warns of every optional filesystem that is not installed; whoever needs one is told by name
# when a pattern asks for it (pipelines.inputs).
logging.disable(logging.WARNING)
import apache_beam  # noqa: E402, F401

logging.disable(logging.NOTSET)
