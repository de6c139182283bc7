"""The options of `pipelines.detect`, for people: what `docs/options.md` holds.

What an option means, its unit and its default come from `DetectOptions`; when to change it stands here.
"""

import argparse
from typing import Any, NamedTuple

from pipelines.options import DetectOptions

_INTRODUCTION = """\
# Options

Made by `make docs` from `pipelines/options.py`. Every other option is Beam's: [running.md](running.md) says which of
them matter, `--help_beam` lists all. What is detected, and how sharply, is configuration: `guardbeam.toml`."""

#: When to change an option, by its name. Every option has an entry.
ADVICE = {
    "cloudtrail": "Give it, `--vpc_flow` or `--dns`, or several of them. Files for back-tests and batches, a "
    "subscription for findings within the hour.",
    "vpc_flow": "To find what hosts do: scans, guessing of passwords, floods, hostile peers. In one job with "
    "`--cloudtrail`, or in one of its own.",
    "vpc_flow_format": "Where the flow log has a custom format and its records have no header. A line that does not "
    "have its number of fields is still read if it has the default format's.",
    "dns": "To find what hosts ask for: controllers, tunnels, names that malware makes up. In one job with the others, "
    "or in one of its own.",
    "findings": "Always given. A stream writes JSON lines or to a topic, not Avro.",
    "rejected": "Whenever somebody will look: a gap in the logs is a gap in what can be found.",
    "config": "To switch a finding type or S3 protection off, to publish repeats more often, to move a threshold.",
    "report": "To look at a bounded run by eye. Findings have to be in files.",
    "profiles_in": "To let an archive teach a stream, or to read a long span in parts. Of two states of one key the "
    "one that was folded further is taken. The same `--window` as the run that wrote them.",
    "profiles_out": "Where a later run, or a stream, is to go on. Split the logs by event time, on the hour: "
    "[running.md](running.md#warm-start).",
    "models": "As soon as there is a month of logs to train on: forests weigh what rules can only count.",
    "model_version": "To go back to an earlier forest, or to compare two.",
    "features": "To train, or to look at what the forests see.",
    "against": "Before a suppression rule goes into force: it shows what it would have hidden.",
    "check": "After an edit of the configuration, before a job is replaced.",
    "watch": "Where there are files but no notifications of them: AWS's own delivery into a bucket.",
    "watch_interval": "Lower costs more list requests and gains at most its own length; CloudTrail itself takes "
    "minutes. Raise it for trees of many thousands of files.",
    "window": "Lower publishes a new finding sooner and touches state more often. It shows in `createdAt` and "
    "`updatedAt`: keep it the same for a job's life and its back-tests.",
    "out_of_orderness": "Raise it to at least the age of the backlog before a subscription's backlog is read, which "
    "comes unordered. Lower it only where late events may be dropped for speed.",
    "allowed_lateness": "Raise it if `late/dropped` is not 0; event ids are kept for so long, hence state grows "
    "with it.",
    "idle": "Raise it where messages come less often than that, and late events are not wanted.",
    "stop_when_idle": "To drain a backlog and end: in a test, or in a job that is scheduled. Longer than a "
    "minute, or it ends without what a failure gave back.",
    "readers": "Raise it if the backlog grows while workers are idle.",
    "eventbridge": "If the topic's consumers expect EventBridge's envelope, as those of GuardDuty's events do.",
}


class Option(NamedTuple):
    """One option of the job.

    Attributes:
        group: the heading that `--help` puts it under.
        name: without ``--``.
        help: what it means.
        unit: what its value is, such as ``MINUTES``; empty for a flag.
        default: the value without it; None if there is none.
        flag: it has no value, it is there or not.
        repeated: it may be given more than once.
        numeric: its value is a number.
    """

    group: str
    name: str
    help: str
    unit: str
    default: Any
    flag: bool
    repeated: bool
    numeric: bool


def options() -> list[Option]:
    """The options of `DetectOptions`, as they are declared."""
    parser = argparse.ArgumentParser(add_help=False)
    DetectOptions._add_argparse_args(parser)
    return [
        _option(group.title or "", action)
        for group in parser._action_groups
        for action in group._group_actions
        if action.option_strings
    ]


def markdown() -> str:
    """The document: a table per group."""
    parts = [_INTRODUCTION]
    known = options()
    for group in dict.fromkeys(option.group for option in known):
        rows = [_row(option) for option in known if option.group == group]
        table = ["| option | meaning | default | when to change it |", "|---|---|---|---|", *rows]
        parts.append("\n".join([f"## {group}\n", *table]))
    return "\n\n".join(parts) + "\n"


def _option(group: str, action: argparse.Action) -> Option:
    unit = action.metavar if isinstance(action.metavar, str) else ""
    return Option(
        group=group,
        name=action.dest,
        help=action.help or "",
        unit=unit,
        default=action.default,
        flag=action.nargs == 0,
        repeated=isinstance(action, argparse._AppendAction),
        numeric=action.type is not None,
    )


def _row(option: Option) -> str:
    form = f"`--{option.name}`" if option.flag else f"`--{option.name}={option.unit}`"
    cells = [form, sentence(option.help), _default(option), ADVICE[option.name]]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(option: Option) -> str:
    if option.flag:
        return "off"
    if not option.numeric or option.default is None:
        return "none"
    return f"{option.default} {option.unit.lower()}" if len(option.unit) > 1 else str(option.default)


def sentence(text: str) -> str:
    """A help text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
