"""The simulator's organisation with every scenario and intrusion of a day, as the cross-runner tests read it.

As files in the order of events, as files in another order with repeats, and as messages: CloudTrail alone, or with the
flow logs and the DNS query logs of the same organisation. What is found in it is worked out once, by a bounded run in
this process that is held against the simulator's truth.
"""

import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from models.simulate.dns.scenarios.catalogue import SCENARIOS as DNS_SCENARIOS
from models.simulate.flows.lines import V5
from models.simulate.flows.scenarios.catalogue import SCENARIOS as FLOW_SCENARIOS
from models.simulate.intrusions.catalogue import INTRUSIONS
from models.simulate.scenarios.catalogue import SCENARIOS
from models.times import HOUR, MINUTE, SECOND, to_ms
from pipelines import simulate
from tests.jobs import FEATURES, as_truth, check_sequences, check_truth, configured, current, detect, of_calls, truth
from tests.pubsub.emulator import PubSubEmulator
from tests.records import at, event

#: What of the events is delivered together, and may come in any order. Each part is read before the next is sent.
PART = 6 * HOUR

#: Long enough for a part in any order, and for repeats of the part before. Of these logs, which are months old, silence
#: says nothing: on a slow machine a topic waits for minutes until the others' parts were read.
STREAM = (f"--out_of_orderness={2 * PART // MINUTE}", f"--idle={HOUR // SECOND}")

#: What a job is told of flow records in messages, which have no header.
FLOW_FORMAT = f"--vpc_flow_format={' '.join(V5)}"

#: Flow records, or queries, of a message. CloudWatch Logs sends some hundreds in one.
_LINES = 500

#: Of so many messages one holds bare lines.
_BARE = 32

#: A third of all flow records, in which nothing is found.
_LARGE = "resolver-asked-much"

T = TypeVar("T")


class Organisation(NamedTuple):
    """Logs, and what is to be found in them.

    Attributes:
        records: CloudTrail's records, by event time.
        findings: the sorted lines of the findings.
        options: what a job is told so that it finds them.
        flows: lines of flow records without header, by time.
        queries: lines of DNS query logs, by time.
    """

    records: list[dict[str, Any]]
    findings: list[bytes]
    options: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()

    def write(self, directory: Path, seed: int | None = None) -> Path:
        """The records of CloudTrail as files; with a seed, shuffled among them and 1% of them twice."""
        directory.mkdir()
        for number, part in enumerate(_cut(_disturbed(self.records, seed), 9)):
            (directory / f"{number}.json.gz").write_bytes(gzip.compress(json.dumps({"Records": part}).encode()))
        return directory

    def write_flows(self, directory: Path, seed: int | None = None) -> Path:
        """The flow records, likewise; each file has its header."""
        directory.mkdir()
        for number, part in enumerate(_cut(_disturbed(self.flows, seed), 9)):
            lines = "\n".join((" ".join(V5), *part, ""))
            (directory / f"{number}.log.gz").write_bytes(gzip.compress(lines.encode()))
        return directory

    def write_queries(self, directory: Path, seed: int | None = None) -> Path:
        """The DNS queries, likewise."""
        directory.mkdir()
        for number, part in enumerate(_cut(_disturbed(self.queries, seed), 9)):
            (directory / f"{number}.log.gz").write_bytes(gzip.compress("\n".join((*part, "")).encode()))
        return directory

    def parts(self, seed: int) -> Iterator[list[bytes]]:
        """The records of CloudTrail as messages, a span of events after the other, shuffled in itself, 1% twice."""
        for span in _spans(self.records, lambda record: to_ms(datetime.fromisoformat(record["eventTime"])), seed):
            yield [json.dumps(record).encode() for record in span]

    def flow_parts(self, seed: int) -> Iterator[list[bytes]]:
        """The flow records, likewise: some hundred lines a message, and the like as CloudWatch Logs delivers it."""
        for span in _spans(self.flows, flow_end, seed):
            yield _messages(span, flow_end)

    def query_parts(self, seed: int) -> Iterator[list[bytes]]:
        """The DNS queries, likewise."""
        for span in _spans(self.queries, asked_at, seed):
            yield _messages(span, asked_at)


def organisation(directory: Path) -> Organisation:
    """Simulates CloudTrail alone, and finds what is in it."""
    simulation = _simulated(directory, "--accounts=2")
    options = (configured(simulation),)
    findings = detect(simulation / "AWSLogs", directory, *options)
    _check(findings, simulation)
    return Organisation(records_of(simulation), findings, options)


def organisation_with_all_logs(directory: Path) -> Organisation:
    """Simulates all logs, and finds what is in them; a small network, as each window costs time."""
    network = ("--sources=cloudtrail,vpc_flow,dns", "--flows_per_instance_day=50")
    of_days = {**FLOW_SCENARIOS, **DNS_SCENARIOS}
    scenarios = {*SCENARIOS, *INTRUSIONS, *(name for name, each in of_days.items() if not each.learned)} - {_LARGE}
    simulation = _simulated(directory, "--accounts=1", *network, *(f"--scenario={name}" for name in sorted(scenarios)))
    logs, options = simulation / "AWSLogs", (configured(simulation), FLOW_FORMAT)
    findings = detect(logs, directory, f"--vpc_flow={logs}", f"--dns={logs}", *options)
    _check(findings, simulation)
    for source in FEATURES:
        check_truth(findings, simulation, source)
    return Organisation(records_of(simulation), findings, options, flow_lines(simulation), query_lines(simulation))


def _check(findings: list[bytes], simulation: Path) -> None:
    """What API calls must raise, with counts, and what the findings of all logs make together."""
    assert sorted(as_truth(finding) for finding in filter(of_calls, current(findings))) == truth(simulation)
    check_sequences(findings, simulation)


def _simulated(directory: Path, *flags: str) -> Path:
    assert simulate.main([f"--output={directory}/logs", "--days=1", "--seed=3", *flags]) == 0
    return directory / "logs"


def records_of(simulation: Path) -> list[dict[str, Any]]:
    """The records of CloudTrail in a simulation, by time."""
    records = [
        record
        for file in (simulation / "AWSLogs").glob("*/CloudTrail*/**/*.gz")
        for record in json.loads(gzip.decompress(file.read_bytes())).get("Records", ())
        if "eventTime" in record
    ]
    return sorted(records, key=lambda r: (r["eventTime"], str(r.get("eventID"))))


def flow_lines(simulation: Path) -> tuple[str, ...]:
    """The lines of its flow records without header, by time."""
    files = (simulation / "AWSLogs").glob("*/vpcflowlogs/**/*.gz")
    lines = (line for file in files for line in gzip.decompress(file.read_bytes()).decode().splitlines()[1:])
    return tuple(sorted(lines, key=lambda line: (flow_end(line), line)))


_END = V5.index("end")


def flow_end(line: str) -> int:
    """When a record ends, in ms: that decides which window it belongs to."""
    return int(line.split()[_END]) * SECOND


def query_lines(simulation: Path) -> tuple[str, ...]:
    """The lines of its DNS query logs, by time."""
    files = (simulation / "AWSLogs").glob("*/vpcdnsquerylogs/**/*.gz")
    lines = (line for file in files for line in gzip.decompress(file.read_bytes()).decode().splitlines())
    return tuple(sorted(lines, key=lambda line: (asked_at(line), line)))


def asked_at(line: str) -> int:
    """When a query was asked, in ms."""
    return to_ms(datetime.fromisoformat(json.loads(line)["query_timestamp"]))


def _as_delivery(lines: Sequence[str], at_ms: Callable[[str], int]) -> bytes:
    events = [{"id": str(n), "timestamp": at_ms(line), "message": line} for n, line in enumerate(lines)]
    delivery = {"messageType": "DATA_MESSAGE", "owner": "111122223333", "logGroup": "logs", "logStream": "logs"}
    return json.dumps({**delivery, "subscriptionFilters": ["all"], "logEvents": events}).encode()


def _messages(lines: Sequence[str], at_ms: Callable[[str], int]) -> list[bytes]:
    """Some bare, some as CloudWatch Logs delivers them, and most as it compresses them: a pull is of 4 MB at most."""
    messages = []
    for number, piece in enumerate(_cut(lines, -(-len(lines) // _LINES))):
        delivery = _as_delivery(piece, at_ms)
        wrapped = {0: "\n".join(piece).encode(), 1: delivery}
        messages.append(wrapped.get(number % _BARE) or gzip.compress(delivery))
    return messages


def send(emulator: PubSubEmulator, feeds: dict[str, Iterator[list[bytes]]], wait: Any) -> None:
    """Publishes parts to topics with one subscription each, a part of each when those before were delivered.

    Args:
        emulator: where the topics are.
        feeds: a topic's path -> its messages.
        wait: called with a condition and what it stands for, returns when it holds.
    """
    sent = dict.fromkeys(feeds, 0)
    for parts in zip_longest(*feeds.values(), fillvalue=()):
        for topic, part in zip(feeds, parts, strict=True):
            sent[topic] += len(emulator.publish(topic, part))
        for topic, count in sent.items():
            wait(partial(_delivered, emulator, topic, count), f"delivery of {count:,} messages")


def close(emulator: PubSubEmulator, topics: Sequence[str]) -> None:
    """Moves the watermark of a reader of each topic behind all that was sent, by what nothing is found in.

    Args:
        emulator: where the topics are.
        topics: that of CloudTrail, that of flow logs, that of DNS query logs.
    """
    time = at("12:00:00", days=7)
    later = to_ms(datetime.fromisoformat(time))
    values = {"interface-id": "eni-0", "srcaddr": "10.0.0.1", "dstaddr": "10.0.0.2", "protocol": "6", "packets": "1"}
    values |= dict.fromkeys(("start", "end"), str(later // SECOND))
    flow = " ".join(values.get(name, "-") for name in V5)
    call = json.dumps(event("iam", "ListUsers", eventTime=time))
    query = json.dumps(
        {"query_timestamp": time, "query_name": "example.com.", "query_type": "A", "srcaddr": "10.0.0.1"}
    )
    for topic, message in zip(topics, (call, flow, query), strict=True):
        emulator.publish(topic, [message.encode()])


def _delivered(emulator: PubSubEmulator, topic: str, count: int) -> bool:
    return emulator.counts(topic).delivered >= count


def _spans(items: Sequence[T], at_ms: Callable[[T], int], seed: int) -> Iterator[Sequence[T]]:
    by_span: dict[int, list[T]] = {}
    for item in items:
        by_span.setdefault(at_ms(item) // PART, []).append(item)
    return (_disturbed(by_span[span], seed + span) for span in sorted(by_span))


def _disturbed(items: Sequence[T], seed: int | None) -> Sequence[T]:
    if seed is None:
        return items
    dice = random.Random(seed)
    return dice.sample(twice := [*items, *dice.sample(items, len(items) // 100)], len(twice))


def _cut(items: Sequence[T], parts: int) -> Iterator[Sequence[T]]:
    size = -(-len(items) // parts)
    return (items[start : start + size] for start in range(0, len(items), size))
