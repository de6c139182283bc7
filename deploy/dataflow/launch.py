"""What the flex template runs: it builds the job, hands it to Dataflow and ends.

A template passes each parameter once, as ``--name=value``. Here an option that may be repeated is a list with commas,
and a flag is ``true`` or ``false``. Waiting for the job's end is not for a launcher: the job begins when it has ended.
"""

import logging
import sys

import apache_beam as beam
from apache_beam.options.pipeline_options import StandardOptions

from pipelines import options as command_line
from pipelines.detect import build, plan
from pipelines.errors import UsageError
from pipelines.option_docs import Option, options


def command(parameters: list[str]) -> list[str]:
    """The command line that a template's parameters stand for.

    >>> command(["--cloudtrail=gs://one/**,gs://two/**", "--watch=true", "--eventbridge=false"])
    ['--cloudtrail=gs://one/**', '--cloudtrail=gs://two/**', '--watch']
    """
    known = {f"--{option.name}": option for option in options()}
    return [argument for parameter in parameters for argument in _arguments(parameter, known)]


def _arguments(parameter: str, known: dict[str, Option]) -> list[str]:
    name, _, value = parameter.partition("=")
    option = known.get(name)
    if option and option.flag:
        return [] if value.lower() == "false" else [name]
    if option and option.repeated:
        return [f"{name}={one.strip()}" for one in value.split(",") if one.strip()]
    return [parameter]


def main(parameters: list[str]) -> int:
    """Launch: 0 when the job was handed over, 2 when it cannot be run as given."""
    try:
        given = command_line.parse(command(parameters))
        job = plan(given)
    except UsageError as error:
        logging.error("%s", error)
        return 2
    pipeline = beam.Pipeline(runner=given.view_as(StandardOptions).runner, options=given)
    build(pipeline, job)
    pipeline.run()
    return 0


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    sys.exit(main(sys.argv[1:]))
