"""DNS query logs as a log source."""

from __future__ import annotations

import gzip
import io
import pickle

from models.dns.batches import read_batches
from models.dns.decode import decode
from models.dns.source import DnsLogs
from models.rejected import Rejected
from tests.models.containers.wrappings import dump
from tests.models.dns.records import NOON, PATH, query, read, record

ZEEK = b"#separator \\x09\n#set_separator\t,\n#path\tdns\n#fields\tts\tid.orig_h\tquery\tqtype_name\n"


def zeek_line(number: int) -> bytes:
    return b"%d.5\t10.0.0.5\thost%d.example.com\tA\n" % (NOON // 1000, number)


def test_what_it_is_called_and_reads() -> None:
    log = DnsLogs()
    assert log.name == "dns"
    assert log.skip_reason(PATH, 9) is None
    assert log.skip_reason("AWSLogs/111122223333/CloudTrail/x.gz", 9) == "other-service"


def test_the_latest_time_is_that_of_a_query() -> None:
    log = DnsLogs()
    times = ["2026-03-02T12:00:09Z", "2026-03-02T12:00:00Z", "never"]
    assert log.latest_ms(b"\n".join(dump(record(query_timestamp=time)) for time in times), "s") == NOON + 9_000
    assert log.latest_ms(b"", "s") is None
    assert log.latest_ms(b"{}", "s") is None


def test_it_travels_to_workers() -> None:
    assert pickle.loads(pickle.dumps(DnsLogs())) == DnsLogs()


def test_a_file_in_many_batches() -> None:
    data = b"".join(dump(record(number)) + b"\n" for number in range(500))
    batches = [one for one in read_batches(io.BytesIO(gzip.compress(data)), PATH, 1 << 14) if isinstance(one, bytes)]
    assert len(batches) > 5 and b"".join(batches) == data
    assert [one for batch in batches for one in decode(batch, PATH).queries] == [query(number) for number in range(500)]
    assert read(gzip.compress(data), PATH) == ([query(number) for number in range(500)], [], {})


def test_every_batch_of_a_zeek_log_says_what_its_columns_are() -> None:
    data = (
        ZEEK
        + b"".join(map(zeek_line, range(500)))
        + b"#close\t2026\n"
        + ZEEK.replace(b"ts\tid.orig_h", b"id.orig_h\tts")
    )
    data += b"".join(
        b"\t".join((line := zeek_line(number).split(b"\t"))[1:2] + line[:1] + line[2:]) for number in range(500)
    )
    batches = [batch for batch in read_batches(io.BytesIO(data), "dns.log", 1 << 12) if not isinstance(batch, Rejected)]
    assert len(batches) > 5 and all(batch.startswith(b"#separator") and b"#fields" in batch for batch in batches)
    found = [one for batch in batches for one in decode(batch, "dns.log").queries]
    assert [one.name for one in found] == [f"host{number}.example.com" for number in range(500)] * 2
    assert {(one.address, one.time_ms) for one in found} == {("10.0.0.5", NOON + 500)}
