"""The simulator's organisation with every scenario, as the cross-runner tests read it.

As files in the order of events, as files in another order with repeats, and as messages. What is found in it is worked
out once, by a bounded run in this process that is held against the simulator's truth.
"""

import gzip
import json
import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from models.times import HOUR, MINUTE, to_ms
from pipelines import simulate
from tests.jobs import as_truth, configured, current, detect, truth
from tests.pubsub.emulator import PubSubEmulator

#: What of the events is delivered together, and may come in any order. Each part is read before the next is sent.
PART = 6 * HOUR

#: Long enough for a part in any order, and for repeats of the part before.
STREAM = (f"--out_of_orderness={2 * PART // MINUTE}", "--idle=5")


class Organisation(NamedTuple):
    """Logs, and what is to be found in them.

    Attributes:
        records: CloudTrail's records, by event time.
        findings: the sorted lines of the findings.
        options: what a job is told so that it finds them.
    """

    records: list[dict[str, Any]]
    findings: list[bytes]
    options: tuple[str, ...] = ()

    def write(self, directory: Path, seed: int | None = None) -> Path:
        """The records as files; with a seed, shuffled among them and 1% of them twice."""
        directory.mkdir()
        for number, part in enumerate(_cut(_disturbed(self.records, seed), 9)):
            (directory / f"{number}.json.gz").write_bytes(gzip.compress(json.dumps({"Records": part}).encode()))
        return directory

    def parts(self, seed: int) -> Iterator[list[bytes]]:
        """The records as messages, a span of events after the other, shuffled in itself, 1% of them twice."""
        by_span: dict[int, list[dict[str, Any]]] = {}
        for record in self.records:
            by_span.setdefault(to_ms(datetime.fromisoformat(record["eventTime"])) // PART, []).append(record)
        for span in sorted(by_span):
            yield [json.dumps(record).encode() for record in _disturbed(by_span[span], seed + span)]


def organisation(directory: Path) -> Organisation:
    """Simulates it, and finds what is in it."""
    assert simulate.main([f"--output={directory}/logs", "--days=1", "--accounts=2", "--seed=3"]) == 0
    simulation = directory / "logs"
    options = (configured(simulation),)
    findings = detect(simulation / "AWSLogs", directory, *options)
    assert sorted(map(as_truth, current(findings))) == truth(simulation)
    records = [
        record
        for file in (simulation / "AWSLogs").glob("**/*.gz")
        for record in json.loads(gzip.decompress(file.read_bytes())).get("Records", ())
        if "eventTime" in record
    ]
    return Organisation(sorted(records, key=lambda r: (r["eventTime"], str(r.get("eventID")))), findings, options)


def send(emulator: PubSubEmulator, topic: str, parts: Iterator[list[bytes]], wait: Any) -> None:
    """Publishes parts to a topic with one subscription, each when the one before was delivered.

    Args:
        emulator: where the topic is.
        topic: its path.
        parts: the messages.
        wait: called with a condition and what it stands for, returns when it holds.
    """
    sent = 0
    for part in parts:
        sent += len(emulator.publish(topic, part))
        wait(lambda sent=sent: emulator.counts(topic).delivered >= sent, f"delivery of {sent:,} messages")


def _disturbed(records: list[dict[str, Any]], seed: int | None) -> list[dict[str, Any]]:
    if seed is None:
        return records
    dice = random.Random(seed)
    return dice.sample(twice := records + dice.sample(records, len(records) // 100), len(twice))


def _cut(records: list[dict[str, Any]], parts: int) -> Iterator[list[dict[str, Any]]]:
    size = -(-len(records) // parts)
    return (records[start : start + size] for start in range(0, len(records), size))
