"""The current findings of some files.

A finding is published again when it recurs (`models.findings.merge`); each publication is one line of JSON, or one
Avro record. Of those with the same id the one with the later ``updatedAt``, then the higher ``service.count``, is
current, whatever file or line it stands in. What cannot be read is counted and named and stops nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import fastavro
import msgspec

from models.findings.avro import SCHEMA
from models.report.finding import LEVELS, Finding, decode
from models.report.text import number_of

#: Broken lines that are named; a file that holds no findings at all has one in every line.
MOST_NAMED = 20

#: The members of a finding's Avro record in the order of its JSON (`models.findings.document.render`).
_IN_ORDER = (
    "schemaVersion",
    "accountId",
    "region",
    "partition",
    "id",
    "arn",
    "type",
    "resource",
    "service",
    "severity",
    "createdAt",
    "updatedAt",
    "title",
    "description",
    "associatedAttackSequenceArn",
    "customDetectionRuleName",
)


class Broken(NamedTuple):
    """A line that is not a finding. Avro records count as lines."""

    file: str
    line: int
    reason: str


class Findings:
    """Reads files of findings and keeps what is current.

    Attributes:
        files: the names of what was read, in order.
        publications: lines that are findings.
        broken: the first `MOST_NAMED` lines that are not.
        broken_count: all lines that are not.
    """

    def __init__(self) -> None:
        self.files: list[str] = []
        self.publications = 0
        self.broken: list[Broken] = []
        self.broken_count = 0
        self._by_id: dict[str, Finding] = {}

    def read(self, name: str, file: BinaryIO) -> None:
        """Take in a file: Avro when its name ends in ``.avro``, JSON lines otherwise."""
        self.files.append(name)
        number = 0
        documents = _avro_records(file) if name.endswith(".avro") else iter(file.readline, b"")
        try:
            for number, document in enumerate(documents, 1):
                self._take(name, number, document)
        except Exception as error:  # damaged files fail in as many ways as there are compressions and decoders
            self._reject(name, number + 1, f"the file cannot be read from here on: {type(error).__name__}: {error}")

    @property
    def current(self) -> list[Finding]:
        """The findings that are not archived, by severity, then type."""
        return sorted((f for f in self._by_id.values() if not f.archived), key=lambda finding: finding.place)

    @property
    def archived(self) -> list[Finding]:
        """The findings that a suppression rule matched, in the same order."""
        return sorted((f for f in self._by_id.values() if f.archived), key=lambda finding: finding.place)

    def _take(self, name: str, number: int, document: bytes) -> None:
        line = document.strip()
        if not line:
            return
        try:
            finding = decode(line)
        except ValueError as error:
            self._reject(name, number, str(error))
            return
        self.publications += 1
        known = self._by_id.get(finding.id)
        if known is None or finding.currency > known.currency:
            self._by_id[finding.id] = finding

    def _reject(self, name: str, line: int, reason: str) -> None:
        self.broken_count += 1
        if len(self.broken) < MOST_NAMED:
            self.broken.append(Broken(name, line, reason))


def levels(findings: list[Finding]) -> dict[str, int]:
    """How many findings there are of each severity level, worst first."""
    counted = Counter(finding.level for finding in findings)
    return {level: counted[level] for level in LEVELS}


def totals(findings: list[Finding]) -> str:
    """How many findings there are, of each severity level too, in one line."""
    counted = ", ".join(f"{count:,} {level}" for level, count in levels(findings).items())
    return f"{number_of(len(findings), 'finding')}: {counted}"


def _avro_records(file: BinaryIO) -> Iterator[bytes]:
    """The JSON of each Avro record of `models.findings.avro`."""
    record: Any
    for record in fastavro.reader(file, reader_schema=SCHEMA):
        nested = {name: msgspec.Raw(record[name].encode()) for name in ("resource", "service")}
        members = {**record, **nested}
        yield msgspec.json.encode({name: members[name] for name in _IN_ORDER if members[name] is not None})
