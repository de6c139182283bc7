"""The tables [inventory], [aws] and [geo]."""

import msgspec
import pytest

from models.config.table import ConfigError
from models.enrichment.settings import AwsSettings, GeoSettings, InventorySettings

TABLES = {"inventory": InventorySettings, "aws": AwsSettings, "geo": GeoSettings}


def table(name: str, **keys):
    made = msgspec.convert(keys, TABLES[name])
    made.check()
    return made


def test_all_of_it_is_optional():
    assert table("inventory").paths == table("inventory", path="").paths == table("inventory", path=[]).paths == ()
    assert table("aws").ip_ranges == ""
    assert (table("geo").city, table("geo").asn, table("geo").countries) == ("", "", "")


def test_one_pattern_or_several():
    assert table("inventory", path="inventory/*.json").paths == ("inventory/*.json",)
    assert table("inventory", path=["a.json", "gs://bucket/*.json"]).paths == ("a.json", "gs://bucket/*.json")


REFUSED = {
    "an empty pattern": ("inventory", {"path": ["a.json", " "]}, r"\[inventory\] path: one of its patterns is empty"),
    "a blank pattern": ("inventory", {"path": " "}, r"\[inventory\] path: one of its patterns is empty"),
    "a pattern twice": ("inventory", {"path": ["a", "b", "a"]}, r'\[inventory\] path: "a" is there twice'),
    "a blank path": ("aws", {"ip_ranges": " "}, r"\[aws\] ip_ranges: the path is blank"),
    "a blank database": ("geo", {"asn": "\t"}, r"\[geo\] asn: the path is blank"),
    "a packed database": ("geo", {"city": "GeoLite2-City.tar.gz"}, r"\[geo\] city: .* is packed"),
    "a table as a database": ("geo", {"asn": "asn.csv"}, r"\[geo\] asn: .* is a table"),
    "a database as a table": ("geo", {"countries": "x.MMDB"}, r'\[geo\] countries: .* is a database.*"city"'),
}


@pytest.mark.parametrize(("name", "keys", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused(name, keys, message):
    with pytest.raises(ConfigError, match=message):
        table(name, **keys)


@pytest.mark.parametrize("name", TABLES)
def test_unknown_keys_are_refused(name):
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        table(name, paths="x")
