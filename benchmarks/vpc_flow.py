"""The job on flow logs beside the bare read of the same files, and beside DuckDB: ``python -m benchmarks.vpc_flow``.

Simulates a day of flow logs of eight instances once (seeded; a million records, and with ``--growth`` ten million),
then runs in turn, each in a process of its own:

- ``bare``: gunzip, and pyarrow's CSV reader with one thread, of every file;
- ``duckdb``: the aggregation that the job makes of records before it judges them (by interface, pair of addresses,
  service port, protocol, action and ten minutes), by DuckDB with one thread;
- ``job``: the whole job, findings written, with every detector that needs no list.

Prints CPU seconds, records per second and core, peak memory, and ratios, which are what to quote: they hold when the
machine's speed drifts. ``--growth`` prints how peak memory grows from one to ten million records of the same instances.
"""

import argparse
import glob
import gzip
import io
import json
import sys
import time

from benchmarks.measure import Run, measure, ratio, simulate, table

MODULE = "benchmarks.vpc_flow"
FINDINGS = "build/bench/flow_findings"

#: Instances of a simulated account.
INSTANCES = 8

MILLION = 1_000_000

#: The aims: within three times the bare read, and so many records a second and core.
AIM, AIM_RATE = 3.0, 300_000


def logs(millions: int) -> str:
    """Where so many million records are."""
    return f"build/bench/flows{millions}"


def _files(millions: int) -> list[str]:
    return glob.glob(f"{logs(millions)}/AWSLogs/**/*.log.gz", recursive=True)


def bare(millions: int) -> Run:
    """Read every file into columns."""
    from pyarrow import csv

    started = time.process_time()
    records = 0
    options = csv.ReadOptions(use_threads=False)
    for path in _files(millions):
        with open(path, "rb") as file:
            text = gzip.decompress(file.read())
        records += csv.read_csv(io.BytesIO(text), options, csv.ParseOptions(delimiter=" ")).num_rows
    return {"records": records, "seconds": time.process_time() - started}


def duckdb(millions: int) -> Run:
    """Aggregate every file."""
    import duckdb as database

    started = time.process_time()
    connection = database.connect(config={"threads": 1})
    where = f"{logs(millions)}/AWSLogs/**/*.log.gz"
    (records,) = connection.execute(
        f"""
        SELECT sum(records) FROM (
            SELECT "interface-id", srcaddr, dstaddr, least(srcport, dstport) AS port, protocol, action,
                   "end" // 600 AS of_window, count(*) AS records, sum(packets) AS packets, sum(bytes) AS bytes,
                   min(start) AS first, max("end") AS last, bit_or("tcp-flags") AS flags
            FROM read_csv('{where}', delim = ' ', header = true, nullstr = '-')
            GROUP BY ALL
        )
        """
    ).fetchone()
    return {"records": int(records), "seconds": time.process_time() - started}


def job(millions: int) -> Run:
    """Run the job in this process, as ``python -m pipelines.detect`` does by default."""
    from pipelines.detect import run
    from pipelines.summary import counters

    started = time.process_time()
    result = run([f"--vpc_flow={logs(millions)}/AWSLogs/**", f"--findings={FINDINGS}"])
    seconds = time.process_time() - started
    assert result is not None
    return {"records": counters(result)["records"]["vpc_flow"], "seconds": seconds}


PARTS = {"bare": bare, "duckdb": duckdb, "job": job}


def _simulate(millions: int) -> None:
    each = millions * MILLION // INSTANCES
    simulate(
        logs(millions),
        *("--sources=vpc_flow", "--scenario=none", "--days=1", "--accounts=1", f"--flows_per_instance_day={each}"),
    )


def _growth() -> None:
    runs = {}
    for millions in (1, 10):
        _simulate(millions)
        runs[f"job {millions}M"] = [measure(MODULE, "--part=job", f"--millions={millions}")]
    print(table(runs))
    (few,), (many,) = runs.values()
    grown = many["megabytes"] - few["megabytes"]
    each = grown * 1e6 / (many["records"] - few["records"])
    print(f"peak memory from 1 to 10 million records: + {grown:,.0f} MB, {each:.1f} bytes a record")


def main() -> int:
    """Simulate once, measure in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--millions", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3, help="rounds (default 3)")
    parser.add_argument("--growth", action="store_true", help="the growth of memory from 1 to 10 million records")
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part](options.millions)))
        return 0
    if options.growth:
        _growth()
        return 0
    _simulate(options.millions)
    runs: dict[str, list[Run]] = {name: [] for name in PARTS}
    for _ in range(options.runs):
        for name, those in runs.items():
            those.append(measure(MODULE, f"--part={name}", f"--millions={options.millions}"))
    print(table(runs))
    rate = max(run["records"] / run["seconds"] for run in runs["job"])
    print(f"job / bare:   {ratio(runs['job'], runs['bare']):.2f} (median of {options.runs} rounds; aim {AIM:.0f})")
    print(f"job / duckdb: {ratio(runs['job'], runs['duckdb']):.2f}")
    print(f"the job's best: {rate:,.0f} records a second and core (aim {AIM_RATE:,})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
