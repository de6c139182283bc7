"""The CloudTrail job beside bare gunzip plus typed decode of the same files: ``make bench``.

Simulates 200,000 records once (seeded), then runs both in turn, each in a process of its own, and prints CPU
seconds, records per second and core, peak memory, and the ratio pair by pair. Ratios are what to quote: they
hold when the machine's speed drifts.
"""

import argparse
import glob
import gzip
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

RECORDS = 200_000
LOGS = Path("build/bench/logs")
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


def measure(part: str) -> dict[str, float]:
    """One part in a process of its own, with that process's peak memory."""
    child = subprocess.Popen([sys.executable, "-m", "benchmarks.cloudtrail", f"--part={part}"], stdout=subprocess.PIPE)
    assert child.stdout is not None
    output = child.stdout.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{part} failed:\n{output}")
    return json.loads(output.splitlines()[-1]) | {"megabytes": usage.ru_maxrss / 1024}


def main() -> int:
    """Simulate once, measure in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--runs", type=int, default=3, help="pairs of runs (default 3)")
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part]()))
        return 0
    if not (LOGS / "truth.jsonl").exists():
        simulate = [sys.executable, "-m", "pipelines.simulate", f"--output={LOGS}", f"--records={RECORDS}", "--force"]
        subprocess.run(simulate, check=True, stdout=subprocess.DEVNULL)
    pairs = [(measure("bare"), measure("job")) for _ in range(options.runs)]
    print(f"{'':<6}{'records':>10}{'CPU s':>9}{'records/s/core':>16}{'peak MB':>9}")
    for name, index in (("bare", 0), ("job", 1)):
        for pair in pairs:
            run = pair[index]
            rate = run["records"] / run["seconds"]
            print(f"{name:<6}{run['records']:>10,}{run['seconds']:>9.2f}{rate:>16,.0f}{run['megabytes']:>9,.0f}")
    ratios = [their["seconds"] / ours["seconds"] for ours, their in pairs]
    touches = pairs[0][1]["touches"]
    print(f"job / bare: {statistics.median(ratios):.2f} (median of {len(ratios)} pairs; aim {AIM:.0f})")
    print(f"touches of state: {touches:,} = {touches / pairs[0][1]['records']:.5f} per record")
    return 0


if __name__ == "__main__":
    sys.exit(main())
