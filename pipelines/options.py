"""The command line of `pipelines.detect`: our options, and every other one of Beam's."""

import argparse
import difflib
from typing import NoReturn

from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions

from pipelines.errors import UsageError
from pipelines.flink import PORTABLE_RUNNERS, with_flink_options

#: The in-process runner: needs no network, no download, no other process.
DEFAULT_RUNNER = "FnApiRunner"

EXAMPLES = """\
examples:
  # a whole AWS log tree, compressed as AWS wrote it
  python -m pipelines.detect --cloudtrail='s3://my-trail/AWSLogs/**' --findings=out/findings --rejected=out/rejected
  # VPC flow logs beside CloudTrail: each reads its own of the same tree, text, gzip or Parquet
  python -m pipelines.detect --cloudtrail='s3://my-logs/AWSLogs/**' --vpc_flow='s3://my-logs/AWSLogs/**' \\
      --findings=out/findings
  # all three: what was called, who spoke to whom, what was looked up
  python -m pipelines.detect --cloudtrail='s3://my-logs/AWSLogs/**' --vpc_flow='s3://my-logs/AWSLogs/**' \\
      --dns='s3://my-logs/AWSLogs/**' --findings=out/findings
  # flow logs from CloudWatch by Pub/Sub: their lines have no header, so say what the flow log was created with
  python -m pipelines.detect --vpc_flow=projects/P/subscriptions/flows --findings=projects/P/topics/findings \\
      --vpc_flow_format='${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${start} ${end} ${action}'
  # one folder of exports, findings as Avro
  python -m pipelines.detect --cloudtrail='exports/*.json' --findings=out/findings.avro
  # read and explain a configuration, run nothing
  python -m pipelines.detect --config=guardbeam.toml --check
  # what would its suppression rules have silenced?
  python -m pipelines.detect --config=guardbeam.toml --check --against='out/findings-*'

Every other option is Beam's: --runner=FlinkRunner --flink_master=host:8081, --runner=DataflowRunner ...
(--help_beam lists them). The default runner is FnApiRunner, in this process.
"""


class DetectOptions(PipelineOptions):
    """What the job reads, writes and obeys."""

    @classmethod
    def _add_argparse_args(cls, parser: argparse.ArgumentParser) -> None:
        group = parser.add_argument_group("guardbeam")
        group.add_argument(
            "--cloudtrail",
            action="append",
            default=[],
            metavar="PATTERN",
            help="CloudTrail: files, as a local path, a folder, a gs:// or s3:// pattern (** crosses folders), gzip or "
            "plain; or projects/P/subscriptions/S. In any of AWS's wrappings. May be given more than once.",
        )
        group.add_argument(
            "--vpc_flow",
            action="append",
            default=[],
            metavar="PATTERN",
            help="VPC flow logs, given as CloudTrail is: text or Parquet as AWS writes them to S3, messages of a "
            "CloudWatch Logs subscription, Zeek's conn.log. A tree of several logs may be given to each of them: each "
            "reads its own. May be given more than once.",
        )
        group.add_argument(
            "--vpc_flow_format",
            metavar="FIELDS",
            help="the fields of flow records that come without a header, as messages do: the flow log's format as "
            "AWS's console shows it, '${version} ${account-id} ...', or plain names. Without it AWS's default format "
            "of 14 fields.",
        )
        group.add_argument(
            "--dns",
            action="append",
            default=[],
            metavar="PATTERN",
            help="DNS query logs, given as CloudTrail is: of Route 53 Resolver in any of AWS's wrappings, and of "
            "resolvers of one's own: Zeek's dns.log, Unbound, BIND, CoreDNS, dnstap as JSON. May be given more than "
            "once.",
        )
        group.add_argument(
            "--findings",
            metavar="PREFIX|TOPIC",
            help="where findings go: JSON lines PREFIX-SSSSS-of-NNNNN.jsonl, Avro when PREFIX ends in .avro; or "
            "projects/P/topics/T, one message a publication.",
        )
        group.add_argument(
            "--rejected",
            metavar="PREFIX",
            help="where records go that cannot be decoded: one JSON line each with reason, source and sha256, "
            "never their text. Without it they are only counted.",
        )
        group.add_argument(
            "--config",
            metavar="FILE.toml",
            help="the configuration; guardbeam.toml has every default with its reason.",
        )
        group.add_argument(
            "--report", metavar="FILE.html", help="when the run has ended, a self-contained page of its findings."
        )
        learnt = parser.add_argument_group("models")
        learnt.add_argument(
            "--models",
            metavar="DIR",
            help="score anomalous behaviour with the forests that python -m pipelines.train has written there, the "
            "newest of each family; a stream takes up newer ones. Without it rules find the plain cases.",
        )
        learnt.add_argument(
            "--model_version",
            action="append",
            default=[],
            metavar="FAMILY/VERSION",
            help="use this version of a family's forest, not the newest. May be given more than once.",
        )
        learnt.add_argument(
            "--features",
            metavar="PREFIX",
            help="in a bounded run, write the feature vectors that forests train on to PREFIX-SSSSS-of-NNNNN.avro.",
        )
        warm = parser.add_argument_group("warm start")
        warm.add_argument(
            "--profiles_in",
            action="append",
            default=[],
            metavar="GLOB",
            help="start from what another run has learnt: the files that it wrote for --profiles_out. May be given "
            "more than once.",
        )
        warm.add_argument(
            "--profiles_out",
            metavar="PREFIX",
            help="at the end of a bounded run, write what it has learnt (accounts, principals, instances, "
            "findings) to PREFIX-SSSSS-of-NNNNN.avro.",
        )
        streams = parser.add_argument_group("streams")
        streams.add_argument(
            "--watch",
            action="store_true",
            help="follow the file patterns: read new files as they land, once each, until the job is stopped. A file "
            "has to appear whole (rename it into place), and within an hour of its time of modification.",
        )
        streams.add_argument(
            "--watch_interval",
            type=_positive,
            default=60,
            metavar="SECONDS",
            help="how often patterns are listed (60).",
        )
        streams.add_argument(
            "--window",
            type=_positive,
            default=5,
            metavar="MINUTES",
            help="a new finding is published when the window that it was first seen in closes (5).",
        )
        streams.add_argument(
            "--out_of_orderness",
            type=_natural,
            default=30,
            metavar="MINUTES",
            help="how far behind the latest event another one may come and still be in time: a stream's findings wait "
            "for so long (30; CloudTrail mostly delivers within 15, flow logs within 10).",
        )
        streams.add_argument(
            "--allowed_lateness",
            type=_natural,
            default=30,
            metavar="MINUTES",
            help="how long after its window was folded an event is still taken in, as late; what comes later is "
            "dropped. Both are counted (30).",
        )
        streams.add_argument(
            "--idle",
            type=_positive,
            default=120,
            metavar="SECONDS",
            help="after so long without input a stream's watermark follows the clock; longer than messages are leased "
            "for, a minute, or what a failure gave back comes late (120).",
        )
        streams.add_argument(
            "--stop_when_idle",
            type=_positive,
            metavar="SECONDS",
            help="end the job after so long without input, with everything published; by default it runs for ever.",
        )
        streams.add_argument("--readers", type=_positive, default=2, metavar="N", help="readers per subscription (2).")
        streams.add_argument(
            "--eventbridge",
            action="store_true",
            help="wrap findings that go to a topic in EventBridge's envelope (source guardbeam).",
        )
        group.add_argument(
            "--check",
            action="store_true",
            help="read the configuration and the files that it names, run the tests of its rules, explain what is in "
            "force; no job is run.",
        )
        group.add_argument(
            "--against",
            action="append",
            default=[],
            metavar="GLOB",
            help="with --check: findings of an earlier run; says what each suppression rule would have silenced. May "
            "be given more than once.",
        )


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without Beam's pages of usage."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def _natural(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number") from None
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} is negative")
    return number


def _positive(text: str) -> int:
    number = _natural(text)
    if number == 0:
        raise argparse.ArgumentTypeError("0 is too small")
    return number


def parse(argv: list[str]) -> PipelineOptions:
    """The options of a command line.

    Raises:
        UsageError: an option is unknown to guardbeam and to Beam (unless a portable runner's job server may
            know it), stands alone without ``--``, or has a value that it cannot have.
    """
    parser = _parser()
    known, unknown = parser.parse_known_args(argv)
    options = PipelineOptions(with_flink_options(argv, known.runner))
    standard = options.view_as(StandardOptions)
    if standard.runner is None:
        standard.runner = DEFAULT_RUNNER
    if unknown and known.runner is not None and known.runner.lower() in PORTABLE_RUNNERS:
        unknown = [arg for arg in unknown if not arg.startswith("--")]
    if unknown:
        raise UsageError(_unknown(unknown[0], parser))
    return options


def help_text() -> str:
    """Our own options, with examples."""
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.detect",
        description="Find threats in AWS logs. Findings carry GuardDuty's names, severities and JSON.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    DetectOptions._add_argparse_args(parser)
    return parser.format_help()


def help_beam() -> str:
    """All options, Beam's too."""
    return _parser().format_help()


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m pipelines.detect", allow_abbrev=False)
    for cls in {str(cls): cls for cls in PipelineOptions.__subclasses__()}.values():
        cls._add_argparse_args(parser)  # type: ignore[arg-type]
    return parser


def _unknown(argument: str, parser: argparse.ArgumentParser) -> str:
    name = argument.split("=", 1)[0]
    if not name.startswith("--"):
        return f'"{argument}" is not an option; patterns with spaces or * need quotes'
    options = [s for action in parser._actions for s in action.option_strings]
    close = difflib.get_close_matches(name, options, n=1)
    return f"unknown option {name}" + (f"; did you mean {close[0]}?" if close else "")
