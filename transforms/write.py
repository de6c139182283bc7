"""Writing: findings as JSON lines or Avro, rejected records as JSON lines."""

from typing import Any

import apache_beam as beam
import msgspec
from apache_beam.coders import BytesCoder
from apache_beam.metrics import Metrics

from models.codecs import PUBLICATIONS
from models.detectors.registry import FINDING_TYPES
from models.findings.avro import SCHEMA, to_avro
from models.findings.document import render
from models.findings.types import severity_word

AVRO = ".avro"
JSON_LINES = ".jsonl"


def shards(prefix: str) -> tuple[str, str]:
    """What stands before and behind ``-SSSSS-of-NNNNN`` in the names of a prefix's files.

    >>> shards("out/findings"), shards("out/findings.avro")
    (('out/findings', '.jsonl'), ('out/findings', '.avro'))
    """
    if prefix.endswith(AVRO):
        return prefix.removesuffix(AVRO), AVRO
    return prefix, JSON_LINES


class WriteFindings(beam.PTransform):
    """Write each publication as one line (or one Avro record).

    Input: publications. Output: none that matters. Files are named ``PREFIX-SSSSS-of-NNNNN.jsonl``, or ``.avro``
    when the prefix ends so. Counted: new findings and publications by type and severity.
    """

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix, self._suffix = shards(prefix)

    def expand(self, pcoll):
        """Render, encode, write."""
        findings = pcoll | "Render findings" >> beam.Map(_render)
        if self._suffix == AVRO:
            return (
                findings
                | "To Avro" >> beam.Map(to_avro)
                | "Write Avro" >> beam.io.WriteToAvro(self._prefix, SCHEMA, file_name_suffix=AVRO, num_shards=1)
            )
        return (
            findings
            | "Findings to JSON" >> beam.Map(msgspec.json.encode).with_output_types(bytes)
            | "Write findings" >> _lines(self._prefix, num_shards=1)
        )


class WriteRejected(beam.PTransform):
    """Write each rejected record as one JSON line: reason, detail, source, sha256.

    Input: those lines. Output: none that matters.
    """

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix

    def expand(self, pcoll):
        """Write."""
        return pcoll | "Write rejected" >> _lines(self._prefix)


def _lines(prefix: str, num_shards: int = 0) -> beam.io.WriteToText:
    return beam.io.WriteToText(prefix, file_name_suffix=JSON_LINES, coder=BytesCoder(), num_shards=num_shards)


def _render(data: bytes) -> dict[str, Any]:
    publication = PUBLICATIONS.decode(data)
    kind = FINDING_TYPES[publication.key.type]
    finding = render(kind, publication)
    Metrics.counter("publications", kind.name).inc()
    if publication.first:
        Metrics.counter("findings", kind.name).inc()
        Metrics.counter("severities", severity_word(finding["severity"])).inc()
    return finding
