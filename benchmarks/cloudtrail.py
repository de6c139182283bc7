"""The CloudTrail job beside bare gunzip plus typed decode of the same files: ``make bench``.

Simulates 200,000 records once (seeded), then runs both in turn, each in a process of its own, and prints CPU
seconds, records per second and core, peak memory, and the ratio pair by pair. Ratios are what to quote: they
hold when the machine's speed drifts.
"""

import argparse
import glob
import gzip
import json
import sys
import time

from benchmarks.measure import measure, ratio, simulate, table

MODULE = "benchmarks.cloudtrail"
RECORDS = 200_000
LOGS = "build/bench/logs"
FINDINGS = "build/bench/findings"

#: The aim: the job within three times the bare read.
AIM = 3.0


def bare() -> dict[str, float]:
    """Read every file as cheaply as it can be read into the same typed records."""
    import msgspec

    from models.cloudtrail.record import CloudTrailRecord

    class File(msgspec.Struct):
        Records: list[CloudTrailRecord]

    decoder = msgspec.json.Decoder(File, strict=False)
    started = time.process_time()
    records = 0
    for path in glob.glob(f"{LOGS}/AWSLogs/*/CloudTrail/**/*.json.gz", recursive=True):
        with open(path, "rb") as file:
            records += len(decoder.decode(gzip.decompress(file.read())).Records)
    return {"records": records, "seconds": time.process_time() - started}


def job() -> dict[str, float]:
    """Run the job in this process, as ``python -m pipelines.detect`` does by default."""
    from pipelines.detect import run
    from pipelines.summary import counters

    started = time.process_time()
    result = run([f"--cloudtrail={LOGS}/AWSLogs/**", f"--findings={FINDINGS}"])
    seconds = time.process_time() - started
    assert result is not None
    counted = counters(result)
    return {
        "records": counted["records"]["cloudtrail"],
        "seconds": seconds,
        "touches": counted.get("state", {}).get("touches", 0),
    }


PARTS = {"bare": bare, "job": job}


def main() -> int:
    """Simulate once, measure in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--runs", type=int, default=3, help="pairs of runs (default 3)")
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part]()))
        return 0
    simulate(LOGS, f"--records={RECORDS}")
    pairs = [(measure(MODULE, "--part=bare"), measure(MODULE, "--part=job")) for _ in range(options.runs)]
    bares, jobs = zip(*pairs, strict=True)
    print(table({"bare": bares, "job": jobs}))
    print(f"job / bare: {ratio(jobs, bares):.2f} (median of {len(jobs)} pairs; aim {AIM:.0f})")
    touches = jobs[0]["touches"]
    print(f"touches of state: {touches:,} = {touches / jobs[0]['records']:.5f} per record")
    return 0


if __name__ == "__main__":
    sys.exit(main())
