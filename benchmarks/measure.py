"""Measuring parts of a benchmark, each in a process of its own, and printing them side by side."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence

#: What a part gives: at least ``records`` and ``seconds`` (of CPU); measuring adds ``megabytes`` (peak memory).
Run = dict[str, float]


def measure(module: str, *arguments: str) -> Run:
    """One part in a process of its own, with that process's peak memory.

    Args:
        module: of the benchmark.
        arguments: with which it prints a run as JSON on its last line.
    """
    child = subprocess.Popen([sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE)
    assert child.stdout is not None
    output = child.stdout.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{module} {' '.join(arguments)} failed:\n{output}")
    return json.loads(output.splitlines()[-1]) | {"megabytes": usage.ru_maxrss / 1024}


def simulate(output: str, *options: str) -> None:
    """Write simulated logs to a folder, unless they are there."""
    if not os.path.exists(f"{output}/guardbeam.toml"):
        command = [sys.executable, "-m", "pipelines.simulate", f"--output={output}", "--force", *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def table(runs: dict[str, Sequence[Run]]) -> str:
    """Every run of every part, a line each."""
    lines = [f"{'':<10}{'records':>12}{'CPU s':>9}{'records/s/core':>16}{'peak MB':>9}"]
    lines += [
        f"{name:<10}{run['records']:>12,}{run['seconds']:>9.2f}{run['records'] / run['seconds']:>16,.0f}"
        f"{run['megabytes']:>9,.0f}"
        for name, those in runs.items()
        for run in those
    ]
    return "\n".join(lines)


def ratio(ours: Sequence[Run], theirs: Sequence[Run]) -> float:
    """How many times the CPU time of theirs ours takes: the median of the pairs."""
    return statistics.median(one["seconds"] / other["seconds"] for one, other in zip(ours, theirs, strict=True))
