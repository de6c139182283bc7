"""The document that is made from the table."""

import re

from models.apis.document import markdown
from models.apis.overrides import RULES
from models.apis.table import table
from models.apis.tactics import HIGHEST, Tactic


def test_its_numbers_are_the_tables():
    text = markdown()
    counts = {row[0]: row[1:] for row in re.findall(r"^\| (\w+) \|(.*)\| ([\d,]+) \|$", text, re.MULTILINE)}
    assert set(counts) >= {tactic.value for tactic in Tactic} | {"none"}
    assert sum(int(total.replace(",", "")) for _, total in counts.values()) == len(table())


def test_it_explains_every_level_and_gives_every_reason():
    text = markdown()
    assert all(re.search(rf"^\| {level} \| \w", text, re.MULTILINE) for level in range(HIGHEST + 1))
    assert all(rule.why in text for rule in RULES)
