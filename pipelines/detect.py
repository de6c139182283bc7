"""Find threats in AWS logs: the main job.

CloudTrail, flow logs and DNS query logs in, findings out, in GuardDuty's JSON. ``python -m pipelines.detect --help``
teaches the rest.
"""

import logging
import sys
import time
from typing import NamedTuple

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.pvalue import PCollection
from apache_beam.runners.runner import PipelineResult

from models.cloudtrail.record import CLOUDTRAIL
from models.cloudtrail.source import CloudTrailLogs
from models.config.config import Config
from models.config.needs import lacking
from models.detectors.registry import DNS_TYPES, FLOW_TYPES, PROFILE_TYPES, SEQUENCE_TYPES
from models.dns import DNS
from models.dns.source import DnsLogs
from models.times import MINUTE
from models.vpc_flow import VPC_FLOW
from models.vpc_flow.fields import Formats
from models.vpc_flow.source import VpcFlowLogs
from pipelines import options as command_line
from pipelines import report
from pipelines.check import check
from pipelines.configuration import load_config, ready
from pipelines.errors import OutputError, UsageError, output_error
from pipelines.flink import never_acknowledges
from pipelines.inputs import flow_formats, inputs, logs
from pipelines.models import models_in
from pipelines.options import DEFAULT_RUNNER, DetectOptions
from pipelines.outputs import features_out, findings_output, output
from pipelines.snapshots import snapshots_in, snapshots_out
from pipelines.summary import summary
from transforms.accounts import RememberAccounts
from transforms.admit import AdmitSightings
from transforms.credentials import WatchCredentials
from transforms.dns import ASKED, ExtractQueries, JudgeQueries, WatchFleet
from transforms.enrichment import Enrichment
from transforms.extract import ACTIVE, COUNTED, NOTED, SIGHTED, USED, ExtractCloudTrail
from transforms.flows import SLICED, ExtractFlows, JudgeTraffic
from transforms.fold import Mode, WarmStart
from transforms.lists import Lists
from transforms.merge import MergeFindings
from transforms.models import Models
from transforms.profile import ProfilePrincipals
from transforms.read import BATCHES
from transforms.rejected import REJECTED
from transforms.render import RenderFindings
from transforms.rules import CountForRules
from transforms.score import ScoreCases, WriteFeatures, principal_vectors
from transforms.sequences import TellSequences
from transforms.snapshots import ReadSnapshots, WriteSnapshots
from transforms.source import Inputs, ReadSource
from transforms.windows import ScoreWindows, window_vectors
from transforms.write import Sink, WriteFindings, WriteRejected, is_topic, shards

_LOGGER = logging.getLogger("guardbeam")

WRITE_FINDINGS, WRITE_REJECTED, WRITE_PROFILES = "Write findings", "Write rejected", "Write profiles"
WRITE_FEATURES = "Write features"


class Job(NamedTuple):
    """What a run reads, writes and obeys; checked.

    Attributes:
        cloudtrail: where CloudTrail comes from; None for nowhere.
        findings: where findings go; None when only features or profiles are wanted.
        rejected: where rejected records go; None to count them only.
        config: the configuration.
        window_ms: sightings are reduced to windows of this size; a new finding is known when its window closes.
        mode: how state folds.
        report: where a page of the findings goes when the run has ended.
        profiles_in: patterns of the snapshots that the job starts from.
        profiles_out: the prefix of the snapshots that it leaves.
        models: what it scores with.
        features: where feature vectors go; None for nowhere.
        lists: the configuration's lists.
        vpc_flow: where flow logs come from; None for nowhere.
        formats: what flow records without a header are.
        dns: where DNS query logs come from; None for nowhere.
    """

    cloudtrail: Inputs | None
    findings: Sink | None
    rejected: Sink | None
    config: Config
    window_ms: int
    mode: Mode
    report: str | None = None
    profiles_in: tuple[str, ...] = ()
    profiles_out: str | None = None
    models: Models = Models(None)
    features: str | None = None
    lists: Lists = Lists()
    vpc_flow: Inputs | None = None
    formats: Formats = Formats()
    dns: Inputs | None = None

    @property
    def sources(self) -> dict[str, Inputs]:
        """The log sources that are read, by name."""
        given = {CLOUDTRAIL: self.cloudtrail, VPC_FLOW: self.vpc_flow, DNS: self.dns}
        return {name: inputs for name, inputs in given.items() if inputs}

    @property
    def scored(self) -> bool:
        """Whether vectors of windows are wanted."""
        return self.features is not None or self.models.given

    @property
    def profiled(self) -> bool:
        """Whether anything needs profiles of principals."""
        return self.features is not None or any(map(self.config.enabled, (*PROFILE_TYPES, *SEQUENCE_TYPES)))

    @property
    def sequenced(self) -> bool:
        """Whether anything tells attack sequences."""
        return any(map(self.config.enabled, SEQUENCE_TYPES))

    @property
    def enrichment(self) -> Enrichment:
        """The data beside the logs."""
        return Enrichment(self.config.inventory, self.config.aws, self.config.geo)

    @property
    def subscribed(self) -> bool:
        """Whether anything is read from a subscription."""
        return any(inputs.subscriptions for inputs in self.sources.values())


class Made(NamedTuple):
    """What the steps of one log source make.

    Attributes:
        sightings: (finding key, sighting) each.
        rejected: JSON lines each.
        vectors: feature vectors; None if they are not wanted.
        cases: (principal's key, its cases); None if nobody makes profiles of principals.
    """

    sightings: list[PCollection]
    rejected: list[PCollection]
    vectors: PCollection | None = None
    cases: PCollection | None = None


def build(pipeline: beam.Pipeline, job: Job) -> None:
    """Compose the job on a pipeline."""
    restored = pipeline | "Read profiles" >> ReadSnapshots(job.profiles_in) if job.profiles_in else None
    warm = WarmStart(restored, leaving=job.profiles_out is not None)
    made = [_calls(pipeline, job, warm)] if job.cloudtrail else []
    if job.vpc_flow:
        made.append(_traffic(pipeline, job, warm))
    if job.dns:
        made.append(_queries(pipeline, job, warm))
    admitted = (
        [seen for each in made for seen in each.sightings]
        | "All sightings" >> beam.Flatten()
        | "Admit sightings" >> AdmitSightings(job.config)
    )
    if job.sequenced:
        cases = (each.cases for each in made if each.cases)
        told = (admitted, *cases) | "Tell sequences" >> TellSequences(job.config, job.enrichment, job.mode, warm)
        admitted = (admitted, told) | "Sightings and sequences" >> beam.Flatten()
    merged = admitted | "Merge findings" >> MergeFindings(job.config, job.mode, warm)
    if job.findings:
        rendered = merged | "Render findings" >> RenderFindings(job.config, job.enrichment)
        _ = rendered | WRITE_FINDINGS >> WriteFindings(job.findings)
    if job.rejected:
        refused = [lines for each in made for lines in each.rejected]
        _ = refused | "All rejected" >> beam.Flatten() | WRITE_REJECTED >> WriteRejected(job.rejected)
    if job.features:
        vectors = [each.vectors for each in made if each.vectors]
        _ = vectors | "All vectors" >> beam.Flatten() | WRITE_FEATURES >> WriteFeatures(job.features)
    if job.profiles_out:
        snapshots = WriteSnapshots(job.profiles_out, job.window_ms, warm.forward, warm.carried)
        _ = warm.left | WRITE_PROFILES >> snapshots


def _calls(pipeline: beam.Pipeline, job: Job, warm: WarmStart) -> Made:
    """The steps of CloudTrail."""
    assert job.cloudtrail is not None  # noqa: S101 - build() has looked
    read = pipeline | "Read CloudTrail" >> ReadSource(CloudTrailLogs(), job.cloudtrail)
    extracted = read[BATCHES] | "Extract CloudTrail" >> ExtractCloudTrail(
        job.config, job.window_ms, job.mode, job.profiled, job.enrichment, job.lists
    )
    sightings = [
        extracted[SIGHTED],
        extracted[NOTED] | "Remember accounts" >> RememberAccounts(job.config, job.mode, warm),
        extracted[USED] | "Watch credentials" >> WatchCredentials(job.config, job.mode, warm),
    ]
    if job.config.counting:
        sightings.append(extracted[COUNTED] | "Count for rules" >> CountForRules(job.config, job.mode, warm))
    cases = vectors = None
    if job.profiled:
        cases = extracted[ACTIVE] | "Profile principals" >> ProfilePrincipals(job.config, job.mode, warm)
        sightings.append(cases | "Score cases" >> ScoreCases(job.config, job.models))
        if job.features:
            vectors = cases | "Vectors of principals" >> beam.FlatMap(principal_vectors)
    return Made(sightings, [read[REJECTED], extracted[REJECTED]], vectors, cases)


def _traffic(pipeline: beam.Pipeline, job: Job, warm: WarmStart) -> Made:
    """The steps of flow logs."""
    assert job.vpc_flow is not None  # noqa: S101 - build() has looked
    read = pipeline | "Read VPC flow logs" >> ReadSource(VpcFlowLogs(job.formats), job.vpc_flow)
    extracted = read[BATCHES] | "Extract flows" >> ExtractFlows(
        job.config, job.formats, job.mode, job.enrichment, job.lists
    )
    cases = extracted[SLICED] | "Judge traffic" >> JudgeTraffic(job.config, job.mode, warm, job.scored)
    sightings = cases | "Score traffic" >> ScoreWindows(VPC_FLOW, FLOW_TYPES, job.config, job.models)
    vectors = cases | "Vectors of instances" >> beam.FlatMap(window_vectors) if job.features else None
    return Made([sightings], [read[REJECTED], extracted[REJECTED]], vectors)


def _queries(pipeline: beam.Pipeline, job: Job, warm: WarmStart) -> Made:
    """The steps of DNS query logs."""
    assert job.dns is not None  # noqa: S101 - build() has looked
    read = pipeline | "Read DNS logs" >> ReadSource(DnsLogs(), job.dns)
    extracted = read[BATCHES] | "Extract queries" >> ExtractQueries(job.config, job.mode, job.enrichment, job.lists)
    cases = extracted[ASKED] | "Judge queries" >> JudgeQueries(job.config, job.mode, warm, job.scored)
    sightings = [
        cases | "Score queries" >> ScoreWindows(DNS, DNS_TYPES, job.config, job.models),
        cases | "Watch the fleet" >> WatchFleet(job.config, job.mode, warm),
    ]
    vectors = cases | "Vectors of clients" >> beam.FlatMap(window_vectors) if job.features else None
    return Made(sightings, [read[REJECTED], extracted[REJECTED]], vectors)


def plan(options: PipelineOptions) -> Job:
    """Check what the command line says.

    Raises:
        UsageError: naming the flag, the file, or the place in the configuration that is at fault.
    """
    ours = options.view_as(DetectOptions)
    config = load_config(ours.config)
    if not (ours.cloudtrail or ours.vpc_flow or ours.dns):
        raise UsageError("nothing to read: give --cloudtrail=PATTERN, --vpc_flow=PATTERN or --dns=PATTERN")
    if not (ours.findings or ours.features or ours.profiles_out):
        raise UsageError("nowhere to write: give --findings=PREFIX")
    if ours.report and (not ours.findings or is_topic(ours.findings)):
        raise UsageError("--report: shows findings that are in files; give --findings=PREFIX")
    given = {source: inputs(flag, values, ours) for source, flag, values in logs(ours) if values}
    formats = flow_formats(ours)
    mode = Mode(any(source.streaming for source in given.values()), ours.allowed_lateness * MINUTE)
    lists = Lists(config.lists, follow=mode.streaming)
    for warning in (*ready(config, ours.config, lists).book.warnings, *lacking(config, given, briefly=True)):
        _LOGGER.warning(warning)
    standard = options.view_as(StandardOptions)
    standard.streaming |= mode.streaming
    window_ms = ours.window * MINUTE
    profiles_in = snapshots_in("--profiles_in", ours.profiles_in, window_ms)
    job = Job(
        cloudtrail=given.get(CLOUDTRAIL),
        vpc_flow=given.get(VPC_FLOW),
        dns=given.get(DNS),
        formats=formats,
        findings=findings_output("--findings", ours.findings, mode, ours.eventbridge) if ours.findings else None,
        rejected=output("--rejected", ours.rejected, mode) if ours.rejected else None,
        config=config,
        lists=lists,
        window_ms=window_ms,
        mode=mode,
        report=ours.report,
        profiles_in=tuple(profiles_in),
        profiles_out=snapshots_out("--profiles_out", ours.profiles_out, mode, profiles_in),
        models=models_in("--models", ours.models, ours.model_version, mode),
        features=features_out("--features", ours.features, mode) if ours.features else None,
    )
    if mode.streaming and not ours.stop_when_idle and standard.runner == DEFAULT_RUNNER:
        # Its metrics nest one level deeper with every poll, until Python's stack ends.
        raise UsageError(
            f"a stream that runs for ever needs another runner than {DEFAULT_RUNNER}: give --runner=PrismRunner, "
            "FlinkRunner or DataflowRunner (docs/running.md), or --stop_when_idle=SECONDS"
        )
    return job


def run(argv: list[str]) -> PipelineResult | None:
    """Run the job of a command line to its end; None for ``--check``.

    Raises:
        UsageError: before anything runs.
        OutputError: an output could not be written.
    """
    options = command_line.parse(argv)
    ours = options.view_as(DetectOptions)
    if ours.check:
        print(check(ours.config, ours.against))
        return None
    if ours.against:
        raise UsageError("--against: says what suppression would have silenced; give --check")
    job = plan(options)
    warning = never_acknowledges(argv, options.view_as(StandardOptions).runner) if job.subscribed else None
    if warning:
        _LOGGER.warning(warning)
    started = time.monotonic()
    result = execute(options, job)
    print(summary(result, time.monotonic() - started, job.config))
    if job.findings:
        print(f"Findings are in {job.findings.target}" + ("" if job.findings.is_topic else "-*"))
    if job.rejected:
        print(f"Rejected records are in {job.rejected.target}-*")
    if job.features:
        print(f"Feature vectors are in {job.features}-*")
    if job.profiles_out:
        print(f"Profiles are in {job.profiles_out}-*")
    if job.findings and job.report:
        stem, suffix = shards(job.findings.target)
        report.write([f"{stem}-*-of-*{suffix}"], job.report)
        print(f"Report: {job.report}")
    return result


def submit(options: PipelineOptions, job: Job) -> PipelineResult:
    """Start a job; it has ended when this returns if the runner is the in-process one."""
    pipeline = beam.Pipeline(runner=options.view_as(StandardOptions).runner, options=options)
    build(pipeline, job)
    return pipeline.run()


def execute(options: PipelineOptions, job: Job) -> PipelineResult:
    """Run a job to its end.

    Raises:
        OutputError: an output could not be written.
    """
    outputs = {}
    if job.findings:
        outputs[WRITE_FINDINGS] = f"--findings={job.findings.target}"
    if job.rejected:
        outputs[WRITE_REJECTED] = f"--rejected={job.rejected.target}"
    if job.features:
        outputs[WRITE_FEATURES] = f"--features={job.features}"
    if job.profiles_out:
        outputs[WRITE_PROFILES] = f"--profiles_out={job.profiles_out}"
    try:
        result = submit(options, job)
        result.wait_until_finish()
    except Exception as error:
        told = output_error(error, outputs)
        if told is None:
            raise
        raise told from error
    return result


def main(argv: list[str]) -> int:
    """The command: 0 when the job ran, 1 when an output could not be written, 2 when it could not start as given."""
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
    except OutputError as error:
        print(f"detect: {error}", file=sys.stderr)
        return 1
    return 0


def entry() -> int:
    """The command that the package installs."""
    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(entry())
