"""The command line of `pipelines.detect`: our options, and every other one of Beam's."""

import argparse
import difflib

from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions

from pipelines.errors import UsageError

#: Runners whose job server takes options that Beam's Python SDK does not know (``--checkpointing_interval``).
PORTABLE_RUNNERS = ("flinkrunner", "portablerunner", "sparkrunner")

#: The in-process runner: needs no network, no download, no other process.
DEFAULT_RUNNER = "FnApiRunner"

EXAMPLES = """\
examples:
  # a whole AWS log tree, compressed as AWS wrote it
  python -m pipelines.detect --cloudtrail='s3://my-trail/AWSLogs/**' --findings=out/findings --rejected=out/rejected
  # one folder of exports, findings as Avro
  python -m pipelines.detect --cloudtrail='exports/*.json' --findings=out/findings.avro
  # read and explain a configuration, run nothing
  python -m pipelines.detect --config=guardbeam.toml --check

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
            help="CloudTrail files: a local path, gs:// or s3:// pattern (** crosses folders), or a folder. "
            "gzip or plain, in any of AWS's wrappings. May be given more than once.",
        )
        group.add_argument(
            "--findings",
            metavar="PREFIX",
            help="where findings go: JSON lines PREFIX-SSSSS-of-NNNNN.jsonl, Avro when PREFIX ends in .avro.",
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
            "--check",
            action="store_true",
            help="read and explain the configuration, run nothing.",
        )


def parse(argv: list[str]) -> PipelineOptions:
    """The options of a command line.

    Raises:
        UsageError: an option is unknown to guardbeam and to Beam (unless a portable runner's job server may
            know it), or stands alone without ``--``.
    """
    options = PipelineOptions(argv)
    parser = _parser()
    known, unknown = parser.parse_known_args(argv)
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
    parser = argparse.ArgumentParser(prog="python -m pipelines.detect", allow_abbrev=False)
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
