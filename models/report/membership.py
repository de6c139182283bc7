"""Which findings are parts of which attack sequences.

A finding names its sequences (`models.findings.document`), and a sequence its signals. Either may know more: the
sequence may have been published after the finding, and the names are no column of an Avro record.
"""

from __future__ import annotations

from collections.abc import Iterable

from models.report.finding import Finding


def membership(findings: Iterable[Finding]) -> dict[str, list[str]]:
    """The ids of the sequences that findings take part in, by the finding's id; the newest that it names first."""
    members: dict[str, dict[str, None]] = {}
    told = list(findings)
    for finding in told:
        for sequence in finding.sequences:
            members.setdefault(finding.id, {})[sequence] = None
    for finding in told:
        for signal in finding.sequence.signals if finding.sequence else ():
            members.setdefault(signal.finding_id, {})[finding.id] = None
    return {name: list(of) for name, of in members.items()}
