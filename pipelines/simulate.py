"""Write simulated logs, and what a detector must find in them.

The same arguments write the same bytes. `models.simulate` does the work; this is its command line.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from models.simulate import configuration, sequences
from models.simulate.choice import ChoiceError, chosen, in_all_logs, in_the_network, of_names
from models.simulate.clock import Calendar
from models.simulate.dns import simulation as dns
from models.simulate.dns.scenarios.catalogue import SCENARIOS as DNS_SCENARIOS
from models.simulate.flows import simulation as flows
from models.simulate.flows.scenarios.catalogue import SCENARIOS as FLOW_SCENARIOS
from models.simulate.intrusions.catalogue import INTRUSIONS, Intrusion
from models.simulate.month.catalogue import ATTACKERS, DRIFTS
from models.simulate.month.ground import LEAST_DAYS
from models.simulate.scenarios.catalogue import SCENARIOS
from models.simulate.simulation import Settings, Summary, simulate
from models.simulate.sources import CLOUDTRAIL, DNS, SOURCES, VPC_FLOW

_EXPLANATION = """\
Writes days of plausible logs of an invented organisation, as AWS would deliver them, CloudTrail's and, with
--sources=cloudtrail,vpc_flow,dns, VPC Flow Logs and the Resolver's DNS query logs:

  DIR/AWSLogs/...        gzip files per account, Region and 5 minutes; late, unordered, some records twice
  DIR/truth.jsonl        one line per finding that a detector must raise, with its calls counted
  DIR/scenarios.jsonl    the scenarios that were played, near misses included
  DIR/guardbeam.toml     a configuration with which a detector finds the truth: an example to read, with lists,
                         suppression and rules; it names DIR/lists/..., inventory.json, ip-ranges.json, countries.csv
  DIR/attacks.jsonl      with attackers: one line per attack, with its principal, its events and fitting types
  DIR/drift.jsonl        with drifts: one line per honest change, which must stay quiet
  DIR/flow_truth.jsonl   with flow logs: one line per finding that they must raise
  DIR/flow_scenarios.jsonl   with flow logs: their scenarios, with the types that may be raised besides
  DIR/dns_truth.jsonl, DIR/dns_scenarios.jsonl   with DNS query logs: the same of them
  DIR/sequence_truth.jsonl   one line per attack sequence, of all logs together: who or what it is of and which
                         findings take part; certain, or one that may come about as scenarios share instances

People, builds, instances, functions and AWS services make the background, which raises nothing. Scenarios
are laid into it: some must raise findings, others only look like it (near misses) and must not.

Intrusions are whole attacks, from the first look around to the harm, in all logs at once: the same instances at
the same time. Each says in which logs it shows; where one is not among --sources its part is left out, and an
attack sequence that needs it is not certain. Their near misses may raise findings, but no sequence.

Attackers and drifts need weeks before them in which everybody's habits can be learned: attackers use the
background's own credentials for what their owners never do; drifts (a new team, a migration, a release day)
are changes without harm. They begin in the last twelve days, after seven at the earliest.
"""

_EXAMPLES = """\
examples:
  python -m pipelines.simulate --output=demo
      three days of three accounts with every scenario
  python -m pipelines.simulate --output=quiet --days=7 --scenario=none
      a week in which nothing happens
  python -m pipelines.simulate --output=case --scenario=leaked-key-intrusion --seed=42
      one break-in, in another organisation
  python -m pipelines.simulate --output=break-ins --scenario=intrusions --sources=cloudtrail,vpc_flow,dns
      whole attacks and honest work that looks like them, in all logs
  python -m pipelines.simulate --output=load --records=200000
      load for a benchmark
  python -m pipelines.simulate --output=network --days=9 --sources=vpc_flow
      flow logs alone, long enough for what has to be learned of instances
  python -m pipelines.simulate --output=names --sources=dns --scenario=tunnel-by-null-records
      DNS query logs with a tunnel in them
  python -m pipelines.simulate --output=flood --days=1 --scenario=none --sources=vpc_flow --flows_per_instance_day=50000
      load for a benchmark of flow logs: 400,000 lines for each account
  python -m pipelines.simulate --output=month --days=30 --records=90000 --scenario=month
      a month with attackers and drifts, for what has to be learned

The same arguments always write the same bytes.
"""


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        message = f"{text} is less than 1"
        raise argparse.ArgumentTypeError(message)
    return number


def _day(text: str) -> int:
    try:
        return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError as error:
        message = f"{text} is not a date such as 2026-03-02"
        raise argparse.ArgumentTypeError(message) from error


def _sources(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := sorted(set(names) - set(SOURCES)):
        message = f"{unknown[0]!r} is none of {', '.join(SOURCES)}"
        raise argparse.ArgumentTypeError(message)
    return names


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.simulate",
        description=_EXPLANATION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--output", metavar="DIR", type=Path, help="where to write; a new or empty directory")
    add("--days", metavar="N", type=_count, default=3, help="how many days (default 3)")
    add("--start", metavar="DATE", type=_day, default="2026-03-02", help="first day, UTC (default 2026-03-02)")
    add("--accounts", metavar="N", type=_count, default=3, help="how many accounts (default 3)")
    add("--seed", metavar="N", type=int, default=1, help="another seed, another organisation (default 1)")
    add(
        "--sources",
        metavar="NAMES",
        type=_sources,
        default=CLOUDTRAIL,
        help=f"which logs, with commas: {', '.join(SOURCES)} (default {CLOUDTRAIL})",
    )
    add(
        "--scenario",
        metavar="NAME",
        action="append",
        help=(
            "a scenario to play; may be repeated; 'all' (default) for every scenario of a few days, 'none' for "
            f"background only, 'intrusions' for whole attacks; 'attackers', 'drift', or 'month' for both, with "
            f"--days={LEAST_DAYS} or more"
        ),
    )
    add(
        "--records",
        metavar="N",
        type=_count,
        help="scale CloudTrail's background to about N records in all; by default as many as come naturally",
    )
    add(
        "--flows_per_instance_day",
        metavar="N",
        type=_count,
        help="scale the flow logs' background to about N records per instance and working day, likewise",
    )
    add("--list", action="store_true", help="show the scenarios and stop")
    add(
        "--force",
        action="store_true",
        help="write into a directory that is not empty; what lies there stays, unless it has the same name",
    )
    return parser


def _list_scenarios(sources: Sequence[str]) -> None:
    lines = []
    if CLOUDTRAIL in sources:
        lines += [(s.name, _mark(s.near_miss), s.description) for _, s in sorted(SCENARIOS.items())]
        lines += [(a.name, "attacker", a.description) for _, a in sorted(ATTACKERS.items())]
        lines += [(d.name, "drift", d.description) for _, d in sorted(DRIFTS.items())]
    acted = sorted(INTRUSIONS.items())
    lines += [(i.name, _mark(i.near_miss), _of_logs(i)) for _, i in acted if set(i.logs) & set(sources)]
    if VPC_FLOW in sources:
        lines += [(s.name, _mark(s.near_miss), s.description) for _, s in sorted(FLOW_SCENARIOS.items())]
    if DNS in sources:
        lines += [(s.name, _mark(s.near_miss), s.description) for _, s in sorted(DNS_SCENARIOS.items())]
    width = max(len(name) for name, _, _ in lines)
    for name, mark, description in lines:
        print(f"{name:{width}}  {mark:9}  {description}")


def _of_logs(intrusion: Intrusion) -> str:
    """What happens, in which logs, and which sequences it makes or only looks like."""
    kinds = ", ".join(kind.removeprefix("AttackSequence:") for kind in intrusion.sequences)
    return f"{intrusion.description} [{', '.join(intrusion.logs)}: {kinds}]"


def _mark(near_miss: bool) -> str:
    return "near miss" if near_miss else "raises"


def _summary(settings: Settings, written: Summary, seconds: float) -> str:
    parts = []
    if CLOUDTRAIL in settings.sources:
        parts.append(_of_cloudtrail(settings, written))
    if written.flows:
        parts.append(_of_flows(settings, written.flows))
    if written.dns:
        parts.append(_of_dns(settings, written.dns))
    if settings.intrusions:
        near_misses = sum(intrusion.near_miss for intrusion in settings.intrusions)
        parts.append(f"intrusions {len(settings.intrusions)}, of which {near_misses} near misses\n")
    return (
        f"{''.join(parts)}"
        f"sequences  {written.sequences} to be raised: {settings.output / sequences.TRUTH}\n"
        f"logs       {settings.output / 'AWSLogs'}\n"
        f"config     {settings.output / configuration.NAME}\n"
        f"time       {seconds:.1f} s"
    )


def _of_flows(settings: Settings, written: flows.Summary) -> str:
    near_misses = sum(scenario.near_miss for scenario in settings.flow_scenarios)
    return (
        f"flows      {written.records:,}\n"
        f"flow files {written.files:,} ({written.bytes:,} bytes)\n"
        f"scenarios  {len(settings.flow_scenarios)} in the network, of which {near_misses} near misses\n"
        f"findings   {written.findings} to be raised: {settings.output / flows.TRUTH}\n"
    )


def _of_dns(settings: Settings, written: dns.Summary) -> str:
    near_misses = sum(scenario.near_miss for scenario in settings.dns_scenarios)
    return (
        f"queries    {written.records:,}\n"
        f"dns files  {written.files:,} ({written.bytes:,} bytes)\n"
        f"scenarios  {len(settings.dns_scenarios)} of names, of which {near_misses} near misses\n"
        f"findings   {written.findings} to be raised: {settings.output / dns.TRUTH}\n"
    )


def _of_cloudtrail(settings: Settings, written: Summary) -> str:
    near_misses = sum(scenario.near_miss for scenario in settings.scenarios)
    month = ""
    if settings.attackers or settings.drifts:
        month = (
            f"attacks    {written.attacks} to be found: {settings.output / 'attacks.jsonl'}\n"
            f"drifts     {len(settings.drifts)} to stay quiet: {settings.output / 'drift.jsonl'}\n"
        )
    return (
        f"records    {written.records:,}\n"
        f"log files  {written.files:,} ({written.bytes:,} bytes)\n"
        f"scenarios  {len(settings.scenarios)}, of which {near_misses} near misses\n"
        f"findings   {written.findings} to be raised: {settings.output / 'truth.jsonl'}\n"
        f"{month}"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(argv)
    if options.list:
        _list_scenarios(options.sources)
        return 0
    if options.output is None:
        parser.error("--output=DIR is required")
    if options.output.exists() and not options.output.is_dir():
        parser.error(f"{options.output} is not a directory")
    if options.output.exists() and any(options.output.iterdir()) and not options.force:
        parser.error(f"{options.output} is not empty; name another directory or add --force")
    try:
        wanted = options.scenario or ["all"]
        choice = chosen(wanted, options.days)
        flow_scenarios, dns_scenarios = in_the_network(wanted, options.days), of_names(wanted, options.days)
    except ChoiceError as error:
        parser.error(str(error))
    intrusions = in_all_logs(wanted)
    for intrusion in intrusions:
        if intrusion.name in wanted and not set(intrusion.logs) & set(options.sources):
            parser.error(f"{intrusion.name} is played elsewhere: add --sources={','.join(intrusion.logs)}")
    for source, known, logs in ((VPC_FLOW, FLOW_SCENARIOS, "flow logs"), (DNS, DNS_SCENARIOS, "DNS query logs")):
        named = sorted(set(wanted) & set(known))
        if named and source not in options.sources:
            parser.error(f"{named[0]} is played in {logs}: add --sources={CLOUDTRAIL},{source}")
    settings = Settings(
        options.output,
        Calendar(options.start, options.days),
        options.accounts,
        options.seed,
        choice.scenarios,
        options.records,
        choice.attackers,
        choice.drifts,
        options.sources,
        flow_scenarios,
        options.flows_per_instance_day,
        dns_scenarios,
        intrusions,
    )
    began = time.monotonic()
    written = simulate(settings)
    print(_summary(settings, written, time.monotonic() - began))
    return 0


def entry() -> int:
    """The command that the package installs."""
    return main()


if __name__ == "__main__":
    sys.exit(main())
