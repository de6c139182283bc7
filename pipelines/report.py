"""Show findings: as a table on the terminal, or as a page for a browser.

``python -m pipelines.report --help`` teaches the rest.
"""

import argparse
import os
import sys

from apache_beam.io.filesystems import FileSystems

from models.report.page import page
from models.report.reading import Findings
from models.report.table import ending, table
from pipelines.errors import UsageError
from pipelines.inputs import file_patterns

EXAMPLES = """\
examples:
  # a table on the terminal
  python -m pipelines.report --findings='out/findings-*'
  # one HTML page that needs no network
  python -m pipelines.report --findings='s3://my-findings/2026/**' --output=report.html
"""


def read(patterns: list[str], flag: str = "--findings") -> Findings:
    """The findings of all files that match some patterns, each file once.

    Args:
        patterns: the patterns.
        flag: where they were given, for messages.

    Raises:
        UsageError: a pattern matches nothing, or a file cannot be opened.
    """
    matched = FileSystems.match(file_patterns(flag, patterns))
    findings = Findings()
    for path in sorted({file.path for match in matched for file in match.metadata_list}):
        try:
            with FileSystems.open(path) as file:
                findings.read(path, file)
        except Exception as error:
            raise UsageError(f"{flag}: {path}: {type(error).__name__}: {error}") from error
    return findings


def write(patterns: list[str], output: str) -> Findings:
    """Write the page of all findings that match some patterns; give back what was read.

    Raises:
        UsageError: there is nothing to read, or the page cannot be written.
    """
    findings = read(patterns)
    text = page(findings).encode()
    try:
        with FileSystems.create(output, mime_type="text/html") as file:
            file.write(text)
    except Exception as error:
        raise UsageError(f"--output={output}: {type(error).__name__}: {error}") from error
    return findings


def run(argv: list[str]) -> str:
    """Do what a command line says; the text to print.

    Raises:
        UsageError: before anything is written.
    """
    options = _parser().parse_args(argv)
    if options.output is None:
        return table(read(options.findings), colour=_colour())
    return f"{ending(write(options.findings, options.output))}\nThe report is {options.output}"


def main(argv: list[str]) -> int:
    """The command: 0 when the findings were shown, 2 when it could not be started as given."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        print(run(argv))
    except UsageError as error:
        print(f"report: {error}", file=sys.stderr)
        return 2
    return 0


def entry() -> int:
    """The command of an installed package."""
    return main(sys.argv[1:])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.report",
        description="Show findings that pipelines.detect has written, or GuardDuty has exported.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--findings",
        action="append",
        required=True,
        metavar="PATTERN",
        help="files of findings: a local path, gs:// or s3:// pattern (** crosses folders), or a folder. JSON lines, "
        "gzip or plain; Avro when the name ends in .avro. May be given more than once.",
    )
    parser.add_argument(
        "--output",
        metavar="FILE.html",
        help="write a self-contained page; without it a table is printed.",
    )
    return parser


def _colour() -> bool:
    """Whether standard output is a terminal that is to show colours (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
