"""The job on DNS query logs beside bare gunzip plus typed decode of the same files: ``python -m benchmarks.dns``.

Makes Resolver query logs once (seeded): 200,000 queries of forty instances in six hours. Each instance asks for names
of its own by Zipf's law, as servers do; one name in fifty is of a kind that nobody asks for twice. Then runs in turn,
each in a process of its own:

- ``bare``: gunzip, and msgspec's decode of every line into the fields that the job reads;
- ``decode``: what the job does to have queries;
- ``reduce``: the same, and slices of the queries;
- ``job``: the whole job, findings written, with every detector that needs no list.

Prints CPU seconds, queries per second and core, peak memory, and the ratio of the job to the bare read, which is what
to quote: it holds when the machine's speed drifts.
"""

import argparse
import glob
import gzip
import json
import os
import random
import sys
import time
from collections.abc import Iterator

from benchmarks.measure import Run, measure, ratio, table

MODULE = "benchmarks.dns"
LOGS = "build/bench/dns"
FINDINGS = "build/bench/dns_findings"

QUERIES, FILES = 200_000, 36
CLIENTS, NAMES, NAMES_EACH = 40, 5_000, 150

#: From 2026-03-02, 10:00 UTC, in seconds.
BEGIN, LASTING = 1_772_445_600, 6 * 3_600

#: The aim: the job within three times the bare read.
AIM = 3.0


def _names(dice: random.Random) -> list[tuple[str, str]]:
    """Names and the types that they are asked for."""
    hosts = ("www", "api", "cdn", "img", "static", "login", "metrics", "edge-7")
    suffixes = ("com", "com", "com", "net", "org", "io", "co.uk", "de")
    sites = [f"site{dice.randrange(10_000)}.{dice.choice(suffixes)}" for _ in range(NAMES // 4)]
    names = [f"{dice.choice(hosts)}.{dice.choice(sites)}" for _ in range(NAMES)]
    return [(name, dice.choice(("A", "A", "A", "AAAA", "AAAA", "HTTPS", "TXT"))) for name in names]


def _answers(name: str, type_: str, dice: random.Random) -> list[dict[str, str]]:
    """Answers to a query: the same addresses for a name, in any order."""
    place = sum(name.encode()) % 250
    if type_ not in {"A", "AAAA"}:
        return [{"Rdata": f'"v=spf1 ip4:198.51.100.{place} -all"', "Type": type_, "Class": "IN"}]
    network = "198.51.100." if type_ == "A" else "2001:db8::"
    found = [{"Rdata": f"{network}{place + at}", "Type": type_, "Class": "IN"} for at in range(1 + place % 3)]
    dice.shuffle(found)
    alias = {"Rdata": f"{name}.edge.example.net.", "Type": "CNAME", "Class": "IN"}
    return [alias, *found] if place % 2 else found


def _lines(dice: random.Random) -> Iterator[str]:
    """Records by time."""
    names = _names(dice)
    own = [dice.sample(names, NAMES_EACH) for _ in range(CLIENTS)]
    places = dice.choices(range(NAMES_EACH), [1 / (place + 1) for place in range(NAMES_EACH)], k=QUERIES)
    for number, place in enumerate(places):
        client = dice.randrange(CLIENTS)
        name, type_ = own[client][place]
        if dice.random() < 0.02:
            name = f"{dice.getrandbits(64):016x}.cdn.example.org"
        missing = dice.random() < 0.05
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(BEGIN + number * LASTING // QUERIES))
        record = {
            "version": "1.100000",
            "account_id": "111122223333",
            "region": "eu-west-1",
            "vpc_id": "vpc-0123456789abcdef0",
            "query_timestamp": moment,
            "query_name": f"{name}.",
            "query_type": type_,
            "query_class": "IN",
            "rcode": "NXDOMAIN" if missing else "NOERROR",
            "answers": [] if missing else _answers(name, type_, dice),
            "srcaddr": f"10.0.{client % 4}.{10 + client}",
            "srcport": str(dice.randrange(1_024, 65_536)),
            "transport": "UDP",
            "srcids": {"instance": f"i-{client:017x}"},
        }
        yield json.dumps(record, separators=(",", ":"))


def make() -> None:
    """Write the logs, unless they are there."""
    if os.path.exists(f"{LOGS}/made"):
        return
    folder = f"{LOGS}/AWSLogs/111122223333/vpcdnsquerylogs/vpc-0123456789abcdef0/2026/03/02"
    os.makedirs(folder, exist_ok=True)
    lines = list(_lines(random.Random(8)))
    each = -(-len(lines) // FILES)
    for number in range(FILES):
        moment = f"20260302T{10 + number // 6}{number % 6}0Z"
        name = f"vpc-0123456789abcdef0_vpcdnsquerylogs_111122223333_{moment}_{number:08x}.log.gz"
        with gzip.open(f"{folder}/{name}", "wt", 6) as file:
            file.write("\n".join(lines[number * each : (number + 1) * each]) + "\n")
    open(f"{LOGS}/made", "w").close()


def _files() -> list[str]:
    return sorted(glob.glob(f"{LOGS}/AWSLogs/**/*.log.gz", recursive=True))


def bare() -> Run:
    """Read every file as cheaply as it can be read into typed records."""
    import msgspec

    class Answer(msgspec.Struct):
        Rdata: str
        Type: str

    class Sources(msgspec.Struct):
        instance: str = ""

    class Record(msgspec.Struct):
        account_id: str
        region: str
        vpc_id: str
        query_timestamp: str
        query_name: str
        query_type: str
        rcode: str
        srcaddr: str
        transport: str
        srcids: Sources
        answers: list[Answer] = []
        firewall_rule_action: str = ""

    decoder = msgspec.json.Decoder(Record)
    started = time.process_time()
    records = 0
    for path in _files():
        with open(path, "rb") as file:
            records += len(decoder.decode_lines(gzip.decompress(file.read())))
    return {"records": records, "seconds": time.process_time() - started}


def decode() -> Run:
    """Have the queries of every file."""
    return _read(reduces=False)


def reduce() -> Run:
    """Have the slices of all files."""
    return _read(reduces=True)


def _read(reduces: bool) -> Run:
    from models.dns.decode import decode as decoded
    from models.queries.reduce import Reducer

    started = time.process_time()
    reducer, records = Reducer(), 0
    for path in _files():
        with open(path, "rb") as file:
            queries = decoded(file.read(), path).queries
        records += len(queries)
        if reduces:
            reducer.add(queries)
    lookups = len(reducer)
    slices = len(reducer.take())
    return {"records": records, "seconds": time.process_time() - started, "lookups": lookups, "slices": slices}


def job() -> Run:
    """Run the job in this process, as ``python -m pipelines.detect`` does by default."""
    from pipelines.detect import run
    from pipelines.summary import counters

    started = time.process_time()
    result = run([f"--dns={LOGS}/AWSLogs/**", f"--findings={FINDINGS}"])
    seconds = time.process_time() - started
    assert result is not None
    return {"records": counters(result)["records"]["dns"], "seconds": seconds}


PARTS = {"bare": bare, "decode": decode, "reduce": reduce, "job": job}


def main() -> int:
    """Make once, measure in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--runs", type=int, default=3, help="rounds (default 3)")
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part]()))
        return 0
    make()
    runs: dict[str, list[Run]] = {name: [] for name in PARTS}
    for _ in range(options.runs):
        for name, those in runs.items():
            those.append(measure(MODULE, f"--part={name}"))
    print(table(runs))
    for name in ("decode", "reduce", "job"):
        print(f"{name} / bare: {ratio(runs[name], runs['bare']):.2f} (median of {options.runs} rounds)")
    print(f"aim of the job / bare: {AIM:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
