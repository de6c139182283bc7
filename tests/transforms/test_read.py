"""Reading files."""

import json
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from transforms.read import BATCHES, ReadFiles
from transforms.rejected import REJECTED


def read(*files: tuple[str, int], batches: list, rejected: list) -> None:
    """Read some files; the batches and reasons are as expected."""
    with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions()) as pipeline:
        outputs = pipeline | beam.Create(list(files), reshuffle=False) | ReadFiles()
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
