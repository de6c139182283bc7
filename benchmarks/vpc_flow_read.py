"""Decoding flow records beside bare gunzip plus pyarrow.csv of the same bytes: ``python -m benchmarks.vpc_flow_read``.

Makes records (seeded) as text of the default format, as text with one line in a thousand without traffic, with one that
is broken, as Parquet and as Zeek's conn.log, and reads each in turn in this process. Prints CPU seconds, records
per second and core, and the ratio to the bare read of the text, which is the number to quote: it holds when the
machine's speed drifts.
"""

import argparse
import gzip
import io
import random
import statistics
import time
from collections.abc import Callable

import pyarrow as pa
from pyarrow import csv, parquet

from models.rejected import Rejected
from models.vpc_flow.batches import read_batches
from models.vpc_flow.decode import decode
from models.vpc_flow.fields import V2, Formats

HEADER = " ".join(V2)
START = 1_767_225_600


def lines(records: int) -> list[str]:
    """Records of an hour of fifty interfaces and any number of peers."""
    dice = random.Random(7)
    made = []
    for _ in range(records):
        peer = ".".join(str(dice.randrange(1, 255)) for _ in range(4))
        start = START + dice.randrange(3600)
        made.append(
            f"2 111122223333 eni-0a1b2c3d4e5f{dice.randrange(50):05x} "
            f"10.0.{dice.randrange(4)}.{dice.randrange(255)} {peer} "
            f"{dice.randrange(1024, 65536)} {dice.choice((22, 53, 80, 443, 3389))} {dice.choice((6, 17))} "
            f"{dice.randrange(1, 1000)} {dice.randrange(40, 1_000_000)} {start} {start + 60} ACCEPT OK"
        )
    return made


def as_text(made: list[str]) -> bytes:
    """A file as S3 has it."""
    return gzip.compress("\n".join([HEADER, *made, ""]).encode(), 6)


def with_every(made: list[str], step: int, other: str) -> list[str]:
    """The lines, with another in place of one in ``step``."""
    return [other if index % step == 0 else line for index, line in enumerate(made)]


def as_parquet(made: list[str]) -> bytes:
    """The same records as Parquet."""
    columns = zip(*(line.split() for line in made), strict=True)
    table = pa.table(
        {
            name.replace("-", "_"): pa.array(
                list(map(int, values)) if values[0].isdigit() and name != "account-id" else values
            )
            for name, values in zip(V2, columns, strict=True)
        }
    )
    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="gzip")
    return sink.getvalue()


def as_zeek(made: list[str]) -> bytes:
    """As many connections."""
    names = (
        "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto duration orig_bytes resp_bytes conn_state history "
        "orig_pkts resp_pkts"
    )
    rows = []
    for line in made:
        _, _, _, source, target, port, service, _, packets, octets, start, *_ = line.split()
        rows.append(
            f"{start}.123456\tC1\t{source}\t{port}\t{target}\t{service}\ttcp\t1.5\t{octets}\t9\tSF\tShADadfF\t{packets}\t5"
        )
    fields = "#fields\t" + names.replace(" ", "\t")
    return gzip.compress("\n".join(["#separator \\x09", fields, *rows, ""]).encode(), 6)


def bare(data: bytes) -> int:
    """The cheapest read of text into columns."""
    options = csv.ReadOptions(use_threads=False)
    return csv.read_csv(io.BytesIO(gzip.decompress(data)), options, csv.ParseOptions(delimiter=" ")).num_rows


def ours(data: bytes) -> int:
    """As the job reads a file."""
    rows = 0
    for piece in read_batches(io.BytesIO(data), "bench"):
        assert not isinstance(piece, Rejected)
        decoded = decode(piece, "bench", Formats())
        rows += decoded.table.num_rows + len(decoded.rejected) + sum(decoded.skipped.values())
    return rows


def decode_only(data: bytes) -> int:
    """Decoding alone, of what has been decompressed and is one batch."""
    return decode(data, "bench", Formats()).table.num_rows


def timed(read: Callable[[bytes], int], data: bytes) -> tuple[int, float]:
    """Rows and CPU seconds."""
    started = time.process_time()
    rows = read(data)
    return rows, time.process_time() - started


def main() -> None:
    """Make, measure in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=150_000)
    parser.add_argument("--runs", type=int, default=5, help="rounds (default 5)")
    options = parser.parse_args()
    made = lines(options.records)
    text = as_text(made)
    cases: list[tuple[str, Callable[[bytes], int], bytes]] = [
        ("bare gunzip + csv", bare, text),
        ("text", ours, text),
        ("text, decode alone", decode_only, gzip.decompress(text)),
        (
            "text, NODATA",
            ours,
            as_text(with_every(made, 1000, f"2 1 eni-0 - - - - - - - {START} {START + 60} - NODATA")),
        ),
        ("text, broken lines", ours, as_text(with_every(made, 1000, "2 1 eni-0 - - -"))),
        ("Parquet", ours, as_parquet(made)),
        ("Zeek conn.log", ours, as_zeek(made)),
    ]
    seconds: dict[str, list[float]] = {}
    rows: dict[str, int] = {}
    for _ in range(options.runs):
        for name, read, data in cases:
            rows[name], spent = timed(read, data)
            seconds.setdefault(name, []).append(spent)
    print(f"{'':<20}{'rows':>10}{'CPU s':>9}{'records/s/core':>16}{'/ bare':>8}")
    for name, spent_each in seconds.items():
        spent = statistics.median(spent_each)
        ratio = statistics.median(
            one / base for one, base in zip(spent_each, seconds["bare gunzip + csv"], strict=True)
        )
        print(f"{name:<20}{rows[name]:>10,}{spent:>9.3f}{options.records / spent:>16,.0f}{ratio:>8.2f}")


if __name__ == "__main__":
    main()
