"""Sinks: names that follow from content, files that appear whole, messages."""

import errno
import json
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import PipelineOptions

from models.detectors.registry import FINDING_TYPES
from models.findings.document import render
from models.findings.merge import MergeFolder, Publication, Timing
from models.findings.messages import attributes, envelope
from models.findings.sighting import ApiCall, FindingKey, Occurrence, sighting
from models.fold import run
from models.times import END_OF_TIME, MINUTE
from transforms import write
from transforms.fold import Mode
from transforms.stream_files import WriteBundles, WriteObjects, write_file
from transforms.write import Sink, WriteFindings, is_topic, shards

END = 1_772_409_900_000
KEY = FindingKey("PenTest:IAMUser/KaliLinux", "111122223333", "eu-west-1", "ann")
CALL = ApiCall("iam.amazonaws.com", "ListUsers", "", "192.0.2.1", "", "", "", "dev", "dev", "IAMUser", "", 5.0)
TOPIC = "projects/p/topics/t"


def publications(count: int) -> list[Publication]:
    """A finding that is published again with every window."""
    waiting = [sighting(END + n * MINUTE, [Occurrence(END + n * MINUTE - 1, f"event-{n}", CALL)]) for n in range(count)]
    _, _, outputs = run(MergeFolder(Timing(update_frequency_ms=MINUTE)), KEY.to_bytes(), None, waiting, END_OF_TIME)
    assert len(outputs) == count
    return outputs


def documents(count: int) -> list[dict[str, Any]]:
    return [render(FINDING_TYPES[KEY.type], publication) for publication in publications(count)]


def write_stream(target: Path, findings: list[dict[str, Any]]) -> dict[str, bytes]:
    """The files of a stream's sink."""
    with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions()) as pipeline:
        created = pipeline | beam.Create(findings, reshuffle=False)
        _ = created | WriteFindings(Sink(str(target), Mode(streaming=True)))
    return contents(target.parent)


def archived(finding: dict[str, Any]) -> dict[str, Any]:
    return finding | {"service": finding["service"] | {"archived": True}}


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_each_publication_of_a_stream_is_a_file(tmp_path):
    files = write_stream(tmp_path / "findings", documents(2))
    first, second = (documents(2)[n]["id"] for n in range(2))
    assert {name: json.loads(data) for name, data in files.items()} == {
        f"findings-20260302T000500Z-{first}-1-00000-of-00001.jsonl": documents(2)[0],
        f"findings-20260302T000600Z-{second}-2-00000-of-00001.jsonl": documents(2)[1],
    }


def test_a_bundle_that_is_tried_again_changes_nothing(tmp_path):
    """Whole, in part, in another order: a name belongs to one content."""
    once = documents(3)
    files = write_stream(tmp_path / "findings", once)
    assert write_stream(tmp_path / "findings", [once[2], once[0], once[1], once[0]]) == files
    assert write_stream(tmp_path / "findings", once[1:2]) == files


def test_two_publications_of_one_instant_have_two_names():
    """A late window is published at the instant of the last publication, with a higher count."""
    one = documents(1)[0]
    two = one | {"service": one["service"] | {"count": one["service"]["count"] + 1}}
    assert write._named(one)[0] != write._named(two)[0]
    assert write._named(one) == write._named(documents(1)[0])


def test_a_bundle_of_lines_is_named_by_its_content(tmp_path):
    def written(*lines: bytes) -> dict[str, bytes]:
        with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions()) as pipeline:
            _ = pipeline | beam.Create(list(lines), reshuffle=False) | WriteBundles(f"{tmp_path}/rejected", ".jsonl")
        return contents(tmp_path)

    first = written(b"a", b"b")
    assert list(first.values()) == [b"a\nb\n"]
    assert written(b"b", b"a") == first
    assert sorted(written(b"c").values()) == [b"a\nb\n", b"c\n"]


def test_a_bundle_without_lines_writes_nothing(tmp_path):
    with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions()) as pipeline:
        _ = (
            pipeline
            | beam.Create([b"a"])
            | beam.Filter(lambda _: False)
            | WriteBundles(f"{tmp_path}/rejected", ".jsonl")
        )
    assert contents(tmp_path) == {}


def test_a_file_replaces_itself(tmp_path):
    path = str(tmp_path / "f.jsonl")
    write_file(path, [b"old", b"older"])
    assert write_file(path, [b"new"]) == path
    assert contents(tmp_path) == {"f.jsonl": b"new\n"}


def test_a_prefix_may_be_relative(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_file("f.jsonl", [b"a"])
    assert contents(tmp_path) == {"f.jsonl": b"a\n"}


class FullDisk:
    """A file on a disk that takes one line."""

    def __init__(self, path: str) -> None:
        self._path, self._size = Path(path), 0

    def __enter__(self) -> "FullDisk":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def write(self, data: bytes) -> None:
        if self._size:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._size += self._path.write_bytes(data)


def test_a_full_disk_leaves_no_half_file_and_says_which(tmp_path, monkeypatch):
    monkeypatch.setattr(FileSystems, "create", lambda path, *_: FullDisk(path))
    path = str(tmp_path / "f.jsonl")
    with pytest.raises(OSError, match=r"No space left on device: '.*/f\.jsonl'"):
        write_file(path, [b"a", b"b"])
    assert contents(tmp_path) == {}


def test_readers_of_the_prefix_never_see_a_half_file(tmp_path, monkeypatch):
    seen = []

    def lines():
        yield b"a"
        seen.extend(tmp_path.glob("f*"))
        yield b"b"

    write_file(str(tmp_path / "f.jsonl"), lines())
    assert seen == []
    assert contents(tmp_path) == {"f.jsonl": b"a\nb\n"}


def test_objects_are_named_by_their_prefix(tmp_path):
    with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions()) as pipeline:
        _ = pipeline | beam.Create([("x", b"1"), ("y", b"2")]) | WriteObjects(f"{tmp_path}/p", ".jsonl")
    assert contents(tmp_path) == {"p-x-00000-of-00001.jsonl": b"1\n", "p-y-00000-of-00001.jsonl": b"2\n"}


class _FakePublish(beam.PTransform):
    """Writes what would be published to a file named by the topic's last part."""

    folder = Path()

    def __init__(self, topic: str) -> None:
        super().__init__()
        self._path = self.folder / topic.rpartition("/")[2]

    def expand(self, pcoll):
        return pcoll | beam.Map(self._write)

    def _write(self, element: tuple[bytes, dict[str, str]]) -> None:
        data, attributes = element
        self._path.write_text(json.dumps([json.loads(data), attributes]))


@pytest.mark.parametrize("eventbridge", [False, True])
def test_a_message_is_a_finding_that_is_not_archived_with_its_attributes(tmp_path, monkeypatch, eventbridge):
    monkeypatch.setattr(_FakePublish, "folder", tmp_path)
    monkeypatch.setattr(write, "PublishFindings", _FakePublish)
    with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions()) as pipeline:
        created = pipeline | beam.Create([*documents(1), archived(documents(2)[1])])
        _ = created | WriteFindings(Sink(TOPIC, Mode(streaming=True), eventbridge))
    body, sent = json.loads((tmp_path / "t").read_text())
    (finding,) = documents(1)
    assert sent == attributes(finding)
    assert body == (envelope(finding) if eventbridge else finding)


def test_what_a_topic_is():
    assert is_topic(TOPIC)
    assert not any(map(is_topic, ["projects/p/topics/t/x", "projects/p/subscriptions/s", "out/projects/p/topics/t"]))


def test_a_prefix_is_avro_by_its_ending():
    assert shards("out/findings.avro") == ("out/findings", ".avro")
    assert shards("out/findings") == ("out/findings", ".jsonl")
