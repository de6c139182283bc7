"""The guides are complete, and what they say of findings and of the configuration is so."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from importlib.resources import files

import msgspec
import pytest

from models.config.config import Config, parse
from models.config.needs import lacking
from models.detectors.registry import FAMILIES, FINDING_TYPES, SETTINGS
from models.findings import attack, catalogue
from models.findings.guides.guide import BLOCKS, guides
from models.findings.guides.page import file_name
from models.findings.guides.settings import settings_of
from models.findings.types import FindingType
from models.suppression.paths import holds_fields, kind
from models.suppression.suppressor import Suppressor

DOCUMENTS = catalogue.documents(FAMILIES, SETTINGS)

every_type = pytest.mark.parametrize("name", FINDING_TYPES)


def page(name: str) -> str:
    return DOCUMENTS[file_name(name)]


def blocks(name: str) -> list[str]:
    """The TOML of a page: settings, then the suppression rule."""
    return re.findall(r"^```toml\n(.*?)^```", page(name), re.MULTILINE | re.DOTALL)


def test_every_type_has_a_guide_and_no_other():
    assert set(guides()) == set(FINDING_TYPES)


def test_every_type_is_an_attack_s():
    assert set(attack.TYPES) == set(FINDING_TYPES)


def test_every_type_has_a_page_and_every_family_one():
    files = Counter(path.lower() for path in DOCUMENTS)
    assert max(files.values()) == 1
    assert len(DOCUMENTS) == 1 + len(FINDING_TYPES) + len(FAMILIES)
    assert not [path for path in DOCUMENTS if re.search(r"[:!\\\s]", path)]


@every_type
def test_texts_are_there(name):
    guide = guides()[name]
    assert guide.meaning.endswith(".")
    assert guide.suppress.when.endswith(".")
    for steps in (guide.look, guide.benign, guide.real):
        assert steps.startswith("- ")
        assert [line for line in steps.splitlines() if not line.startswith(("- ", "  "))] == []
    assert not re.search(r"^[ -]*@", page(name), re.MULTILINE)


def test_every_block_is_used():
    folder = files("models.findings.guides")
    texts = {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".toml")}
    used = re.findall(r"^(?:needs = \")?@([\w-]+)", "\n".join(texts.values()), re.MULTILINE)
    assert set(used) == set(tomllib.loads(texts[BLOCKS]))


@pytest.mark.parametrize("part", ["meaning", "look"])
def test_each_type_has_words_of_its_own(part):
    texts = Counter(getattr(guide, part) for guide in guides().values())
    assert [text for text, count in texts.items() if count > 1] == []


@every_type
def test_fields_that_guides_speak_of_are_fields_of_findings(name):
    guide = guides()[name]
    texts = " ".join((guide.meaning, guide.look, guide.benign, guide.real, guide.suppress.when))
    fields = re.findall(r"`((?:service|resource)\.[\w.]+)`", texts)
    assert [field for field in fields if not (kind(field) or holds_fields(field))] == []


@every_type
def test_the_suppression_example_is_a_rule_for_that_type(name):
    (rule,) = parse(blocks(name)[1], name).suppress
    assert rule.criteria["type"] == {"equals": [name]}
    assert {path: operators for path, operators in rule.criteria.items() if path != "type"} == guides()[
        name
    ].suppress.criteria
    assert guides()[name].suppress.criteria, "a type alone is switched off, not suppressed"
    assert Suppressor([rule]).judge({"type": name}) is None


@every_type
def test_the_settings_are_the_defaults(name):
    told = blocks(name)[0]
    parse(told, name)
    (table,) = tomllib.loads(told)["detectors"].values()
    assert msgspec.convert(table, SETTINGS[name]) == SETTINGS[name]()
    assert set(table) == set(SETTINGS[name].__struct_fields__)


@pytest.mark.parametrize("settings", sorted(set(SETTINGS.values()), key=str))
def test_every_setting_is_described(settings):
    assert all(len(setting.meaning) > 20 for setting in settings_of(settings))


@every_type
def test_what_the_configuration_lacks_is_said(name):
    said = " ".join(lacking(Config()))
    named = re.search(rf"(?<!\S){re.escape(name)}(?![\w!]|\.\w)", said)
    assert guides()[name].needs if named else True


@every_type
def test_a_page_says_what_the_type_is(name):
    tactic, techniques = attack.attack_of(name)
    assert page(name).startswith(f"# {name}\n")
    assert f"({tactic.id})" not in page(name)
    assert all(f"[{found}](https://attack.mitre.org/" in page(name) for found in (tactic.id, *techniques))
    assert "| Detected by | [" in page(name)
    assert f"| [{name}]({file_name(name)}) |" in DOCUMENTS["README.md"]


def test_a_family_without_types_of_its_own_belongs_to_the_type_that_it_finds():
    text = page("Impact:EC2/SuspiciousDomainRequest.Reputation")
    assert "(detection/dns-listed-domain.md), [" in text
    assert "(detection/dns-young-domain.md)" in text


def test_a_type_without_a_guide_is_refused():
    unknown = FindingType(name="Recon:EC2/Nothing", severity=2.0, title="", description="")
    with pytest.raises(KeyError, match="Recon:EC2/Nothing"):
        catalogue.documents([(catalogue, (unknown,))], SETTINGS | {unknown.name: SETTINGS["Recon:EC2/Portscan"]})
