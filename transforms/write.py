"""Writing: findings as JSON lines, Avro or messages, rejected records as JSON lines."""

import functools
import re
from typing import Any, NamedTuple

import apache_beam as beam
import msgspec
from apache_beam.coders import BytesCoder

from models.findings.avro import SCHEMA, to_avro
from models.findings.messages import attributes, envelope
from transforms.fold import Mode
from transforms.pubsub import PublishFindings
from transforms.stream_files import WriteBundles, WriteObjects

AVRO = ".avro"
JSON_LINES = ".jsonl"

_TOPIC = re.compile(r"projects/[^/]+/topics/[^/]+")


def shards(prefix: str) -> tuple[str, str]:
    """What stands before and behind ``-SSSSS-of-NNNNN`` in the names of a prefix's files.

    >>> shards("out/findings"), shards("out/findings.avro")
    (('out/findings', '.jsonl'), ('out/findings', '.avro'))
    """
    if prefix.endswith(AVRO):
        return prefix.removesuffix(AVRO), AVRO
    return prefix, JSON_LINES


class Sink(NamedTuple):
    """Where an output goes.

    Attributes:
        target: a file prefix, or ``projects/P/topics/T``.
        mode: how the job folds; a stream writes each publication to a file of its own.
        eventbridge: wrap what goes to a topic in EventBridge's envelope.
    """

    target: str
    mode: Mode
    eventbridge: bool = False

    @property
    def is_topic(self) -> bool:
        """Whether the output is published."""
        return is_topic(self.target)


def is_topic(target: str) -> bool:
    """Whether an output is ``projects/P/topics/T``."""
    return bool(_TOPIC.fullmatch(target))


class WriteFindings(beam.PTransform):
    """Write each finding as one line, one Avro record or one message.

    Input: findings (`transforms.render`). Output: none that matters. Files are named ``PREFIX-SSSSS-of-NNNNN.jsonl``,
    or ``.avro`` when the prefix ends so. To a topic go those alone that are not archived.
    """

    def __init__(self, sink: Sink) -> None:
        super().__init__()
        self._sink = sink

    def expand(self, findings):
        """Encode, write."""
        if self._sink.is_topic:
            message = functools.partial(_message, eventbridge=self._sink.eventbridge)
            return (
                findings
                | "Leave archived out" >> beam.Filter(_current)
                | "Findings to messages" >> beam.Map(message)
                | "Publish" >> PublishFindings(self._sink.target)
            )
        prefix, suffix = shards(self._sink.target)
        if suffix == AVRO:
            return (
                findings
                | "To Avro" >> beam.Map(to_avro)
                | "Write Avro" >> beam.io.WriteToAvro(prefix, SCHEMA, file_name_suffix=AVRO, num_shards=1)
            )
        if self._sink.mode.streaming:
            return (
                findings
                | "Name findings" >> beam.Map(_named).with_output_types(tuple[str, bytes])
                | "Write findings" >> WriteObjects(prefix, suffix)
            )
        return (
            findings
            | "Findings to JSON" >> beam.Map(msgspec.json.encode).with_output_types(bytes)
            | "Write findings" >> _lines(prefix, num_shards=1)
        )


class WriteRejected(beam.PTransform):
    """Write each rejected record as one JSON line: reason, detail, source, sha256.

    Input: those lines. Output: none that matters.
    """

    def __init__(self, sink: Sink) -> None:
        super().__init__()
        self._sink = sink

    def expand(self, pcoll):
        """Write."""
        if self._sink.mode.streaming:
            return pcoll | "Write rejected" >> WriteBundles(self._sink.target, JSON_LINES)
        return pcoll | "Write rejected" >> _lines(self._sink.target)


def _lines(prefix: str, num_shards: int = 0) -> beam.PTransform:
    return beam.io.WriteToText(prefix, file_name_suffix=JSON_LINES, coder=BytesCoder(), num_shards=num_shards)


def _named(finding: dict[str, Any]) -> tuple[str, bytes]:
    """A name that belongs to one publication: of two at the same instant, the later one has the higher count."""
    at = re.sub(r"[-:]|\.\d+", "", finding["updatedAt"])
    return f"{at}-{finding['id']}-{finding['service']['count']}", msgspec.json.encode(finding)


def _message(finding: dict[str, Any], eventbridge: bool) -> tuple[bytes, dict[str, str]]:
    body = envelope(finding) if eventbridge else finding
    return msgspec.json.encode(body), attributes(finding)


def _current(finding: dict[str, Any]) -> bool:
    return not finding["service"]["archived"]
