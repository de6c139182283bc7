"""The configuration: defaults, what is refused and in which words, what protection covers."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from models.config.config import FREQUENCIES, Config, ConfigError, Findings, Learning, Regions, parse
from models.config.places import Places
from models.detectors.base import DetectorSettings
from models.detectors.password_policy import PasswordPolicySettings
from models.detectors.registry import SETTINGS
from models.enrichment.settings import AwsSettings, GeoSettings, InventorySettings
from models.lists.settings import ListTable
from models.rules.include import RulePacks
from models.suppression.settings import SuppressTable
from models.times import HOUR, MINUTE

DEFAULTS = Path(__file__).parents[3] / "guardbeam.toml"
LISTS_OF_TABLES = {"lists", "suppress", "rules"}

#: Explained once, above the tables of the types.
OF_EVERY_TYPE = {"disabled_in", "severity"}

KALI, PASSWORDS = "PenTest:S3/KaliLinux", "Stealth:IAMUser/PasswordPolicyChange"


def fields(struct):
    return {field.encode_name for field in msgspec.structs.fields(struct)}


def test_the_file_of_defaults_says_what_holds_without_a_file():
    config = parse(DEFAULTS.read_text(), "guardbeam.toml")
    assert msgspec.structs.replace(config, detectors={}) == Config()
    assert {name: config.settings(name) for name in SETTINGS} == {name: struct() for name, struct in SETTINGS.items()}


def test_the_file_of_defaults_names_every_key():
    tables = tomllib.loads(DEFAULTS.read_text())
    assert tables.keys() == fields(Config) - LISTS_OF_TABLES
    structs = {
        "accounts": Places,
        "s3_protection": Places,
        "findings": Findings,
        "learning": Learning,
        "regions": Regions,
        "rule_packs": RulePacks,
        "inventory": InventorySettings,
        "aws": AwsSettings,
        "geo": GeoSettings,
    }
    assert {name: tables[name].keys() for name in structs} == {name: fields(of) for name, of in structs.items()}
    assert tables.keys() == structs.keys() | {"detectors"}
    of_their_own = {name for name, struct in SETTINGS.items() if struct is not DetectorSettings}
    assert tables["detectors"].keys() == of_their_own
    for name in of_their_own:
        assert tables["detectors"][name].keys() == fields(SETTINGS[name]) - OF_EVERY_TYPE


@pytest.mark.parametrize(("table", "struct"), [("lists", ListTable), ("suppress", SuppressTable)])
def test_the_file_of_defaults_shows_every_key_of_tables_that_may_be_repeated(table, struct):
    shown = re.findall(r"^# (\w+) = ", DEFAULTS.read_text(), re.MULTILINE)
    assert fields(struct) <= set(shown)
    assert f"# [[{table}]]" in DEFAULTS.read_text()


def test_what_the_file_of_defaults_shows_is_valid():
    """Without the hash signs; but for the files, which are not there."""
    shown = re.sub(r"^# ?(\[\[|\w+ = )", r"\1", DEFAULTS.read_text(), flags=re.MULTILINE)
    config = parse(shown, "guardbeam.toml")
    assert (len(config.lists), len(config.suppress), len(config.rules)) == (2, 1, 1)


def test_an_empty_file_is_the_defaults():
    assert parse("", "f.toml") == Config()


REFUSED = {
    "no TOML": ("[s3_protection", ["not valid TOML"]),
    "an unknown table": ("[s4_protection]", ['unknown key "s4_protection"']),
    "an unknown key outside of tables": ("default = true", ['unknown key "default"']),
    "an unknown key": ("[s3_protection]\ndefalt = true", ["[s3_protection]", 'unknown key "defalt"']),
    "a wrong type": ('[s3_protection]\ndefault = "yes"', ["[s3_protection]", "default", "expected bool, got str"]),
    "a number for a flag": ("[s3_protection]\ndefault = 1", ["[s3_protection]", "default", "expected bool, got int"]),
    "a wrong type in a list": ("[s3_protection]\nenabled = [1]", ["[s3_protection]", "enabled", "expected str"]),
    "no table": ("s3_protection = 1", ["[s3_protection]", "got int"]),
    "an unknown frequency": (
        '[findings]\npublishing_frequency = "DAILY"',
        ["[findings] publishing_frequency", "DAILY"],
    ),
    "no account": ('[s3_protection]\ndisabled = ["12345"]', ["[s3_protection]", '"12345"', "12 digits"]),
    "no Region": ('[s3_protection]\ndisabled = ["111122223333/"]', ["[s3_protection]", '"111122223333/"']),
    "no account to analyse": ('[accounts]\nenabled = ["x"]', ["[accounts]", '"x"', "12 digits"]),
    "a place where a type is off": (f'[detectors."{KALI}"]\ndisabled_in = ["x"]', [f'"{KALI}"] disabled_in', '"x"']),
    "a severity that is none": (f'[detectors."{KALI}"]\nseverity = 0.5', [f'"{KALI}"] severity', "0.5"]),
    "a severity beyond all": (f'[detectors."{KALI}"]\nseverity = 11', [f'"{KALI}"] severity']),
    "a list without a name": ('[[lists]]\npath = "x"', ["[[lists]] number 1", 'no "name"']),
    "a list's unknown key": ('[[lists]]\nname = "a"\npath = "x"\nknd = "tor"', ["[[lists]] number 1", '"knd"']),
    "a list's unknown kind": ('[[lists]]\nname = "a"\npath = "x"\nkind = "toor"', ['[[lists]] "a"', 'mean "tor"']),
    "a suppression rule's operator": (
        '[[suppress]]\nname = "abc"\ncriteria = { type = { equal = ["x"] } }',
        ['[[suppress]] "abc"', '"type"', 'did you mean "equals"?'],
    ),
    "a rule's expression": (
        '[[rules]]\nname = "abc"\ntype = "A:B/C"\nseverity = "Low"\ntitle = "t"\nwhere = "event.nme == 1"',
        ['[[rules]] "abc" where', "nme"],
    ),
    "a pack that is not there": ('[rule_packs]\ninclude = ["custom"]', ["[rule_packs] include", '"conf/custom"']),
    "a rule that no pack has": (
        '[rule_packs]\ninclude = ["custom_detection"]\ndisabled = ["IAMAccessKeyCreatd"]',
        ["[rule_packs] disabled", '"IAMAccessKeyCreatd"', '"IAMAccessKeyCreated"'],
    ),
    "an unknown type": ('[detectors."PenTest:S3/KalyLinux"]', ['"PenTest:S3/KalyLinux"', f'did you mean "{KALI}"']),
    "a type like no other": ('[detectors."X"]', ['[detectors."X"]', "no such finding type"]),
    "a type that is no table": (f'[detectors]\n"{KALI}" = 1', [f'[detectors."{KALI}"]', "got int"]),
    "a detector's unknown key": (f'[detectors."{KALI}"]\nbits = 1', [f'[detectors."{KALI}"]', 'unknown key "bits"']),
    "a detector's wrong type": (
        f'[detectors."{PASSWORDS}"]\nmedium_bits = "10"',
        [f'[detectors."{PASSWORDS}"] medium_bits', "expected float, got str"],
    ),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_refused(content, words):
    with pytest.raises(ConfigError) as refused:
        parse(content, "conf/my.toml")
    message = str(refused.value)
    assert message.startswith("conf/my.toml: ")
    for word in words:
        assert word in message


def test_settings_of_a_type():
    config = parse(f'[detectors."{KALI}"]\nenabled = false\n[detectors."{PASSWORDS}"]\nhigh_bits = 30', "f.toml")
    assert not config.enabled(KALI)
    assert config.enabled("PenTest:IAMUser/KaliLinux")
    assert config.settings(PASSWORDS) == PasswordPolicySettings(high_bits=30.0)


def test_publishing_frequencies():
    assert FREQUENCIES == {"FIFTEEN_MINUTES": 15 * MINUTE, "ONE_HOUR": HOUR, "SIX_HOURS": 6 * HOUR}
    config = parse('[findings]\npublishing_frequency = "ONE_HOUR"', "f.toml")
    timing = config.findings.timing(7 * MINUTE)
    assert (timing.update_frequency_ms, timing.allowed_lateness_ms) == (HOUR, 7 * MINUTE)


ACCOUNT, REGION = "111122223333", "eu-west-1"
HERE = f"{ACCOUNT}/{REGION}"

COVERED = {
    "on by default": ({}, True),
    "off by default": ({"default": False}, False),
    "the account off": ({"disabled": (ACCOUNT,)}, False),
    "the account on": ({"default": False, "enabled": (ACCOUNT,)}, True),
    "the Region off": ({"disabled": (HERE,)}, False),
    "the Region on": ({"default": False, "enabled": (HERE,)}, True),
    "the Region's off beats the account's on": ({"enabled": (ACCOUNT,), "disabled": (HERE,)}, False),
    "the Region's on beats the account's off": ({"enabled": (HERE,), "disabled": (ACCOUNT,)}, True),
    "another account off": ({"disabled": ("444455556666",)}, True),
    "another Region off": ({"disabled": (f"{ACCOUNT}/us-east-1",)}, True),
    "another Region on": ({"default": False, "enabled": (f"{ACCOUNT}/us-east-1",)}, False),
}


@pytest.mark.parametrize(("protection", "expected"), COVERED.values(), ids=COVERED)
def test_covered(protection, expected):
    assert Places(**protection).covers(ACCOUNT, REGION) is expected


def test_paths_are_relative_to_the_file_s_folder():
    text = (
        '[[lists]]\nname = "a"\npath = "lists/a.txt"\n[[lists]]\nname = "b"\npath = "s3://b/b.txt"\n'
        '[inventory]\npath = "i.json"\n[aws]\nip_ranges = "/r.json"\n[geo]\ncountries = "c.csv"\n'
    )
    config = parse(text, "conf/my.toml")
    assert [table.path for table in config.lists] == ["conf/lists/a.txt", "s3://b/b.txt"]
    assert config.inventory.paths == ("conf/i.json",)
    assert (config.aws.ip_ranges, config.geo.countries, config.geo.city) == ("/r.json", "conf/c.csv", "")


def test_packs_bring_rules():
    text = (
        '[rule_packs]\ninclude = ["custom_detection", "more.toml"]\ndisabled = ["IAMAccessKeyCreated"]\n'
        'dry_run = ["Mine"]\n'
    )
    more = '[[rules]]\nname = "Mine"\ntype = "A:B/C"\nseverity = "Low"\ntitle = "t"\n'
    config = parse(text, "conf/my.toml", {"conf/more.toml": more}.__getitem__)
    rules = {rule.name: rule for rule in config.rules}
    assert len(rules) == 36
    assert not rules["IAMAccessKeyCreated"].enabled
    assert rules["Mine"].mode == "dry-run"
    assert "rule/Mine" in config.types()
    assert "rule/IAMAccessKeyCreated" not in config.types()
