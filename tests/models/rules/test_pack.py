"""Packs of rules."""

import pytest

from models.config.table import ConfigError
from models.rules.pack import PACKS, builtin, load
from models.rules.settings import RuleTable

RULE = """
[[rules]]
name = "AccessKeyCreated"
type = "Persistence:IAM/AccessKeyCreated"
severity = "Low"
title = "{user} created an access key."
"""


def test_a_pack_is_read():
    first, second = load(RULE + RULE.replace("AccessKeyCreated", "Other"))
    assert isinstance(first, RuleTable)
    assert (first.name, second.name) == ("AccessKeyCreated", "Other")
    assert load("") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[rules]\n", "not valid TOML"),
        (RULE + "[learning]\ndays = 3\n", 'unknown key "learning"'),
        (RULE + "were = 'true'\n", 'number 1: unknown key "were"'),
        (RULE + "count = 'five'\n", "number 1 count: expected int, got str"),
        (RULE.replace("severity", "title2"), "number 1"),
    ],
)
def test_what_is_no_pack(text, message):
    with pytest.raises(ConfigError) as raised:
        load(text)
    assert message in str(raised.value)


@pytest.mark.parametrize("name", PACKS)
def test_packs_of_this_project_can_be_read(name):
    assert load(builtin(name))
