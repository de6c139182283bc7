"""The three layers: what each may import, and what has no place in them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def modules(*layers: str) -> list[Path]:
    return [path for layer in layers for path in sorted((ROOT / layer).rglob("*.py"))]


def parametrized(*layers: str):
    found = modules(*layers)
    return pytest.mark.parametrize("path", found, ids=[str(path.relative_to(ROOT)) for path in found])


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(), str(path)))


def imported(path: Path) -> set[str]:
    """The dotted names that a module imports."""
    names: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def packages(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


@parametrized("models")
def test_models_know_neither_beam_nor_the_layers_above(path):
    assert not packages(path) & {"apache_beam", "transforms", "pipelines", "tests", "benchmarks"}


@parametrized("transforms")
def test_transforms_do_not_know_pipelines(path):
    assert not packages(path) & {"pipelines", "tests", "benchmarks"}


@parametrized("pipelines")
def test_pipelines_do_not_know_tests(path):
    assert not packages(path) & {"tests", "benchmarks"}


@parametrized("transforms", "pipelines")
def test_annotations_are_evaluated_where_beam_reads_them(path):
    assert "__future__.annotations" not in imported(path)


#: What would let a run's circumstances into a finding.
CIRCUMSTANCES = {
    "random",
    "secrets",
    "uuid",
    "os.urandom",
    "os.getpid",
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.perf_counter",
    "time.localtime",
    "time.gmtime",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "pickle.load",
    "pickle.loads",
    "hash",  # of text: another in every process
    "id",
}


def used(path: Path) -> set[str]:
    """The names that a module imports or calls, as far as two parts of them."""
    names = imported(path)
    for node in nodes(path):
        if isinstance(node, ast.Call):
            names.add(ast.unparse(node.func))
    return {part for name in names for part in (name, name.split(".")[0], ".".join(name.split(".")[-2:]))}


#: Modules that may look at the clock: the log shows it, an idle stream's watermark follows it, and a stream looks for
#: newer models and lists now and then.
CLOCKED = {"transforms/progress.py", "transforms/stream.py", "transforms/models.py", "transforms/lists.py"}


def reproducible() -> list[Path]:
    """Everything that a finding is made by; simulators draw, by seed."""
    apart = {ROOT / name for name in CLOCKED} | set(modules("models/simulate"))
    return [path for path in modules("models", "transforms") if path not in apart]


@pytest.mark.parametrize("path", reproducible(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_clock_chance_or_pickle_reaches_a_finding(path):
    assert not used(path) & CIRCUMSTANCES


def test_the_tests_of_this_file_can_fail(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("import random\nfrom datetime import datetime\nimport apache_beam as beam\nx = datetime.now()\n")
    assert packages(bad) == {"random", "datetime", "apache_beam"}
    assert used(bad) & CIRCUMSTANCES == {"random", "datetime.now"}
    assert len(modules("models", "transforms", "pipelines")) > 30
