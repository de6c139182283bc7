"""`docs/rejected.md` has the reasons that there are in the code, each and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

#: What is called with a reason: to reject a record, and to skip it.
REJECTING = {"reject", "_reject", "Rejected", "Fault", "_fault", "note", "_only"}
SKIPPING = {"skip", "_skip", "Skipped"}

#: Where reasons to skip are constants.
CONSTANTS = (
    "models/log_tree.py",
    "models/cloudtrail/paths.py",
    "models/detectors/extract.py",
    "models/flows/*.py",
    "models/queries/reduce.py",
)

WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


def documented(heading: str) -> set[str]:
    """The words in the first column of a section's table."""
    text = (ROOT / "docs" / "rejected.md").read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row)}


def trees() -> Iterator[ast.AST]:
    for layer in ("models", "transforms"):
        for path in sorted((ROOT / layer).rglob("*.py")):
            if "simulate" not in path.parts:
                yield ast.parse(path.read_text("utf-8"), str(path))


def texts(node: ast.AST) -> set[str]:
    """The constant texts in an expression."""
    return {found.value for found in ast.walk(node) if isinstance(found, ast.Constant) and isinstance(found.value, str)}


def called_with(names: set[str]) -> set[str]:
    """The reasons that calls of some functions have in their arguments."""
    found: set[str] = set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names:
                arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
                found |= {text for one in arguments for text in texts(one) if WORD.fullmatch(text)}
    return found


def constants() -> set[str]:
    """The reasons that are values of a module's constants."""
    modules = [ast.parse(path.read_text("utf-8")) for pattern in CONSTANTS for path in ROOT.glob(pattern)]
    assigned = [node.value for module in modules for node in module.body if isinstance(node, ast.Assign)]
    return {text for value in assigned for text in texts(value) if WORD.fullmatch(text)}


@pytest.mark.parametrize(("heading", "names"), [("Rejected", REJECTING), ("Skipped", SKIPPING)])
def test_every_reason_is_documented(heading, names):
    assert called_with(names)
    assert called_with(names) <= documented(heading)


def test_every_constant_reason_is_documented():
    assert {"other-service", "s3-protection-off"} <= constants() <= documented("Skipped")


@pytest.mark.parametrize("heading", ["Rejected", "Skipped"])
def test_every_documented_reason_is_one(heading):
    assert documented(heading) <= {text for tree in trees() for text in texts(tree)}
