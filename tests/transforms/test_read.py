"""Reading files."""

import gzip
import json
import os
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.metrics.metric import MetricsFilter
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from models.cloudtrail.source import CloudTrailLogs
from models.log_source import LogSource
from models.vpc_flow.fields import V2, Formats
from models.vpc_flow.source import VpcFlowLogs
from tests.models.vpc_flow.samples import SOUND, file, record
from tests.models.vpc_flow.test_parquet import as_parquet
from transforms.read import BATCHES, ReadFiles
from transforms.rejected import REJECTED
from transforms.source import Inputs, ReadSource
from transforms.stream import Pace

CLOUDTRAIL, FLOWS = CloudTrailLogs(), VpcFlowLogs(Formats())
ACCOUNT = "111122223333"


def read(*files: tuple[str, int], batches: list, rejected: list, log: LogSource = CLOUDTRAIL) -> None:
    """Read some files; the batches and reasons are as expected."""
    with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions()) as pipeline:
        outputs = pipeline | beam.Create(list(files), reshuffle=False) | ReadFiles(log)
        assert_that(outputs[BATCHES], equal_to(batches), label="batches")
        reasons = outputs[REJECTED] | beam.Map(json.loads) | beam.Map(lambda line: (line["reason"], line["source"]))
        assert_that(reasons, equal_to(rejected), label="rejected")


def test_a_file_that_is_gone_is_rejected_and_the_others_are_read(tmp_path):
    there, gone = tmp_path / "there.json", tmp_path / "gone.json"
    there.write_bytes(b"{}")
    read(
        (str(gone), 2),
        (str(there), 2),
        batches=[(str(there), b"{}")],
        rejected=[("vanished-file", str(gone))],
    )


def test_a_file_that_is_there_but_cannot_be_read_fails_the_run(tmp_path):
    folder: Path = tmp_path / "folder.json"
    folder.mkdir()
    with pytest.raises(Exception, match=r"folder\.json"):
        read((str(folder), 2), batches=[], rejected=[])


FLOW_FILES = {
    "text": file(SOUND, record(dstport=22)),
    "fields of one's own": file(SOUND, names=V2[::-1]),
    "Parquet": as_parquet(SOUND, record(dstport=22)),
    "no header": file(SOUND).partition(b"\n")[2],
}


@pytest.mark.parametrize("name", FLOW_FILES)
@pytest.mark.parametrize("gzipped", [False, True])
def test_flow_files_become_batches(tmp_path, name, gzipped):
    if gzipped and name == "Parquet":
        return
    path = tmp_path / "flows"
    path.write_bytes(gzip.compress(FLOW_FILES[name]) if gzipped else FLOW_FILES[name])
    read((str(path), 9), batches=[(str(path), FLOW_FILES[name])], rejected=[], log=FLOWS)


def test_a_damaged_flow_file_is_rejected_and_its_rest_is_read(tmp_path):
    path = tmp_path / "flows.gz"
    path.write_bytes(gzip.compress(FLOW_FILES["text"])[:-9])
    with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions()) as pipeline:
        outputs = pipeline | beam.Create([(str(path), 9)], reshuffle=False) | ReadFiles(FLOWS)
        reasons = outputs[REJECTED] | beam.Map(json.loads) | beam.Map(lambda rejected: rejected["reason"])
        assert_that(reasons, equal_to(["truncated-gzip"]))
    assert counted(pipeline.result, "rejected") == {"vpc_flow truncated-gzip": 1}


def counted(result, namespace: str) -> dict[str, int]:
    found = result.metrics().query(MetricsFilter().with_namespace(namespace))["counters"]
    return {counter.key.metric.name: counter.committed for counter in found}


#: What lies in a tree -> who reads it.
TREE = {
    f"AWSLogs/{ACCOUNT}/CloudTrail/eu-west-1/2026/01/02/a.json.gz": "cloudtrail",
    f"AWSLogs/o-a1b2c3d4e5/{ACCOUNT}/CloudTrail/eu-west-1/2026/01/02/b.json.gz": "cloudtrail",
    f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/eu-west-1/2026/01/02/a.json.gz": "",
    f"AWSLogs/{ACCOUNT}/CloudTrail-Insight/eu-west-1/2026/01/02/a.json.gz": "",
    f"AWSLogs/{ACCOUNT}/vpcflowlogs/eu-west-1/2026/01/02/a.log.gz": "vpc_flow",
    f"AWSLogs/{ACCOUNT}/vpcflowlogs/eu-west-1/2026/01/02/a.parquet": "vpc_flow",
    f"p/AWSLogs/aws-account-id={ACCOUNT}/aws-service=vpcflowlogs/aws-region=eu-west-1/year=2026/a.parquet": "vpc_flow",
    f"AWSLogs/{ACCOUNT}/vpcdnsquerylogs/vpc-0a/2026/01/02/a.log.gz": "",
    f"AWSLogs/{ACCOUNT}/elasticloadbalancing/eu-west-1/2026/01/02/a.log": "",
    f"AWSLogs/{ACCOUNT}/ELBAccessLogTestFile": "",
    f"AWSLogs/{ACCOUNT}/GuardDuty/eu-west-1/2026/01/02/a.jsonl.gz": "",
    "exported/of-some-kind": "cloudtrail vpc_flow",
}


@pytest.fixture
def tree(tmp_path) -> Path:
    """A tree of everybody's logs, whose content is nobody's business here."""
    for name in TREE:
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "tree" / "AWSLogs" / ACCOUNT / "vpcflowlogs" / "empty").touch()
    return tmp_path / "tree"


def own(log: LogSource, tree: Path, *, watch: bool = False) -> tuple[list[str], dict[str, int]]:
    """What is read of a tree, and what is counted."""
    notes = tree.with_name(f"read of {log.name}")
    notes.mkdir()
    inputs = Inputs([f"{tree}/**"], [], watch=watch, watch_interval_ms=500, pace=Pace(stop_idle_ms=500))
    with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions(streaming=watch)) as pipeline:
        batches = (pipeline | ReadSource(log, inputs))[BATCHES]
        _ = batches | beam.Map(_note, str(notes), str(tree))
    return sorted(note.read_text() for note in notes.iterdir()), counted(pipeline.result, "skipped")


def _note(batch: tuple[str, bytes], notes: str, tree: str) -> None:
    """Make a file of each batch that is read; the same one twice fails."""
    path, data = batch
    name = os.path.relpath(path, tree)
    assert data.decode() == name
    with open(f"{notes}/{name.replace('/', ' ')}", "x") as file:
        file.write(name)


@pytest.mark.parametrize("watch", [False, True])
@pytest.mark.parametrize(
    ("log", "skipped"),
    [
        (CLOUDTRAIL, {"digest-file": 1, "insight-file": 1, "other-service": 7, "empty-file": 1}),
        (FLOWS, {"other-service": 8, "empty-file": 1}),
    ],
    ids=["CloudTrail", "flow logs"],
)
def test_each_source_reads_its_own_of_a_tree(tree, log, skipped, watch):
    names, counts = own(log, tree, watch=watch)
    assert names == sorted(name for name, readers in TREE.items() if log.name in readers.split())
    assert counts == {f"{log.name} {reason}": count for reason, count in skipped.items()}
