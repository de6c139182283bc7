"""Documents that are made from the code are what the code makes now; the others name what exists."""

import json
import re
from pathlib import Path

import pytest

from models.config.config import parse
from models.rules.trial import trial
from pipelines import docs, option_docs
from pipelines.docs import DOCUMENTS, FOLDERS

ROOT = Path(__file__).parents[1]
WRITTEN = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/anomalies.md",
    "docs/enrichment.md",
    "docs/flows.md",
    "docs/lists.md",
    "docs/rules.md",
    "docs/suppression.md",
    "docs/running.md",
    "docs/options.md",
    "docs/rejected.md",
    "deploy/dataflow/README.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs/findings").rglob("*.md")),
]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_committed_documents_are_up_to_date(path):
    assert (ROOT / path).read_text("utf-8") == DOCUMENTS[path](), "run `make docs`"


@pytest.mark.parametrize("folder", FOLDERS)
def test_committed_folders_are_up_to_date(folder):
    made = FOLDERS[folder]()
    assert docs.stale(ROOT / folder, made) == [], "run `make docs`"
    for path, text in made.items():
        assert (ROOT / folder / path).read_text("utf-8") == text, "run `make docs`"


def test_pages_that_nothing_makes_any_more_are_removed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(docs, "DOCUMENTS", {})
    monkeypatch.setattr(docs, "FOLDERS", {"pages": lambda: {"README.md": "new", "more/one.md": "1"}})
    (tmp_path / "pages/more").mkdir(parents=True)
    for name in ("README.md", "gone.md", "more/gone.md"):
        (tmp_path / "pages" / name).write_text("old")
    assert docs.stale(tmp_path / "pages", docs.FOLDERS["pages"]()) == ["gone.md", "more/gone.md"]
    assert docs.main() == 0
    assert {path: (tmp_path / "pages" / path).read_text() for path in docs.FOLDERS["pages"]()} == {
        "README.md": "new",
        "more/one.md": "1",
    }
    assert docs.stale(tmp_path / "pages", docs.FOLDERS["pages"]()) == []


@pytest.mark.parametrize("path", WRITTEN)
def test_links_between_documents_lead_somewhere(path):
    text = (ROOT / path).read_text("utf-8")
    local = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    assert [target for target in local if not (ROOT / path).parent.joinpath(target).exists()] == []


def test_advice_is_for_options_that_exist():
    assert set(option_docs.ADVICE) == {option.name for option in option_docs.options()}


def test_template_parameters_are_what_dataflow_takes():
    template = json.loads((ROOT / "deploy/dataflow/metadata.json").read_text())
    names = [parameter["name"] for parameter in template["parameters"]]
    assert len(names) == len(set(names))
    assert {p["name"] for p in template["parameters"] if not p["isOptional"]} == {"findings", "sdk_container_image"}
    assert {"cloudtrail", "vpc_flow", "vpc_flow_format"} <= set(names)
    assert template["defaultStreamingMode"] in {"AT_LEAST_ONCE", "EXACTLY_ONCE"}
    for parameter in template["parameters"]:
        assert parameter["label"] and parameter["helpText"]
        assert all(re.compile(pattern) for pattern in parameter.get("regexes", []))


def examples() -> list[tuple[str, str]]:
    """Each TOML block of the documents for people."""
    return [
        (path.name, block)
        for path in sorted((ROOT / "docs").rglob("*.md"))
        for block in re.findall(r"^```toml\n(.*?)^```", path.read_text(), re.MULTILINE | re.DOTALL)
    ]


@pytest.mark.parametrize(("name", "block"), examples())
def test_examples_of_configuration_are_valid_and_their_rules_pass_their_tests(name, block):
    config = parse(block, name, lambda path: "")
    assert [str(failure) for rule in config.rules for failure in trial(rule)] == []


def test_each_part_of_the_configuration_has_an_example():
    assert {name for name, _ in examples()} >= {"lists.md", "suppression.md", "rules.md", "enrichment.md"}
