"""Find threats in AWS logs: the main job.

CloudTrail files in, findings out, in GuardDuty's JSON. ``python -m pipelines.detect --help`` teaches the rest.
"""

import logging
import sys
import time
from typing import NamedTuple

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.runners.runner import PipelineResult

from models.config.config import Config, ConfigError, parse
from models.times import MINUTE
from pipelines import options as command_line
from pipelines.check import explain
from pipelines.errors import UsageError
from pipelines.inputs import file_patterns, read_text, writable_prefix
from pipelines.options import DetectOptions
from pipelines.summary import summary
from transforms.accounts import RememberAccounts
from transforms.extract import NOTED, SIGHTED, ExtractCloudTrail
from transforms.fold import Mode
from transforms.merge import MergeFindings
from transforms.read import BATCHES, ListFiles, ReadFiles
from transforms.rejected import REJECTED
from transforms.write import WriteFindings, WriteRejected

#: Sightings are reduced to windows of this size; a new finding is known when its window closes. GuardDuty
#: publishes new findings within five minutes.
WINDOW_MS = 5 * MINUTE


class Job(NamedTuple):
    """What a run reads, writes and obeys; checked."""

    cloudtrail: list[str]
    findings: str
    rejected: str | None
    config: Config


def build(pipeline: beam.Pipeline, job: Job, mode: Mode) -> None:
    """Compose the job on a pipeline."""
    files = pipeline | "List CloudTrail" >> ListFiles(job.cloudtrail)
    read = files | "Read CloudTrail" >> ReadFiles()
    extracted = read[BATCHES] | "Extract CloudTrail" >> ExtractCloudTrail(job.config, WINDOW_MS)
    remembered = extracted[NOTED] | "Remember accounts" >> RememberAccounts(job.config, mode)
    _ = (
        (extracted[SIGHTED], remembered)
        | "All sightings" >> beam.Flatten()
        | "Merge findings" >> MergeFindings(job.config, mode)
        | "Write findings" >> WriteFindings(job.findings)
    )
    if job.rejected:
        _ = (
            (read[REJECTED], extracted[REJECTED])
            | "All rejected" >> beam.Flatten()
            | "Write rejected" >> WriteRejected(job.rejected)
        )


def plan(options: PipelineOptions) -> Job:
    """Check what the command line says.

    Raises:
        UsageError: naming the flag, the file, or the place in the configuration that is at fault.
    """
    ours = options.view_as(DetectOptions)
    config = load_config(ours.config)
    if not ours.cloudtrail:
        raise UsageError("nothing to read: give --cloudtrail=PATTERN")
    if not ours.findings:
        raise UsageError("nowhere to write: give --findings=PREFIX")
    return Job(
        cloudtrail=file_patterns("--cloudtrail", ours.cloudtrail),
        findings=writable_prefix("--findings", ours.findings),
        rejected=writable_prefix("--rejected", ours.rejected) if ours.rejected else None,
        config=config,
    )


def load_config(path: str | None) -> Config:
    """The configuration of a file, or the defaults."""
    if path is None:
        return Config()
    try:
        return parse(read_text("--config", path), path)
    except ConfigError as error:
        raise UsageError(str(error)) from None


def run(argv: list[str]) -> PipelineResult | None:
    """Run the job of a command line to its end; None for ``--check``.

    Raises:
        UsageError: before anything runs.
    """
    options = command_line.parse(argv)
    ours = options.view_as(DetectOptions)
    if ours.check:
        print(explain(load_config(ours.config), ours.config))
        return None
    job = plan(options)
    started = time.monotonic()
    pipeline = beam.Pipeline(runner=options.view_as(StandardOptions).runner, options=options)
    build(pipeline, job, Mode())
    result = pipeline.run()
    result.wait_until_finish()
    print(summary(result, job.findings, job.rejected, time.monotonic() - started))
    return result


def main(argv: list[str]) -> int:
    """The command: 0 when the job ran, 2 when it could not be started as given."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("apache_beam").setLevel(logging.WARNING)
    if {"-h", "--help"} & set(argv):
        print(command_line.help_text())
        return 0
    if "--help_beam" in argv:
        print(command_line.help_beam())
        return 0
    try:
        run(argv)
    except UsageError as error:
        print(f"detect: {error}", file=sys.stderr)
        return 2
    return 0


def entry() -> int:
    """The command that the package installs."""
    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(entry())
