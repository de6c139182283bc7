"""What a job needs of Flink, on top of what the command line gives.

Flink writes checkpoints into running bundles unless it is told to finish them first. What such a bundle puts out is
then held back until the step's next bundle begins. The step that starts the readers has one bundle and no next one:
if a checkpoint hits it, no reader ever starts (measured with Flink 1.19 and the job server of 2.62).
"""

#: Runners whose job server takes options that Beam's Python SDK does not know (``--checkpointing_interval``).
PORTABLE_RUNNERS = ("flinkrunner", "portablerunner", "sparkrunner")

_FINISH_BUNDLES = "--finish_bundle_before_checkpointing"
_INTERVAL = "--checkpointing_interval"


def with_flink_options(argv: list[str], runner: str | None) -> list[str]:
    """A command line with what Flink needs, if it is for Flink.

    Args:
        argv: the command line.
        runner: the runner that it names; a portable runner is taken for Flink's when checkpoints are asked for.
    """
    flink = _is(runner, "flinkrunner") or (_is(runner, "portablerunner") and has_checkpoints(argv))
    if not flink or any(arg.startswith(_FINISH_BUNDLES) for arg in argv):
        return argv
    return [*argv, _FINISH_BUNDLES]


def has_checkpoints(argv: list[str]) -> bool:
    """Whether a command line asks for checkpoints."""
    return any(arg.split("=", 1)[0] == _INTERVAL for arg in argv)


def never_acknowledges(argv: list[str], runner: str | None) -> str | None:
    """A warning when nothing on the command line makes Flink acknowledge a subscription's messages."""
    if not (_is(runner, "flinkrunner") or _is(runner, "portablerunner")) or has_checkpoints(argv):
        return None
    return (
        f"no {_INTERVAL}=MS: unless the cluster takes checkpoints by itself, Flink never acknowledges messages and "
        "they come again and again"
    )


def _is(runner: str | None, name: str) -> bool:
    return runner is not None and runner.lower() == name
