"""What a list's configuration may say, and what is said of the rest."""

import tomllib
from typing import Any

import msgspec
import pytest

from models.config.table import ConfigError
from models.lists.settings import ListKind, ListTable, check_lists


def table(**keys: Any) -> ListTable:
    return msgspec.convert({"name": "tor exits", "path": "lists/tor.txt"} | keys, ListTable)


def test_a_list_is_a_custom_threat_list_in_plain_text():
    table().check()
    assert table().listed_kind is ListKind.CUSTOM
    assert table().listed_format == "txt"
    assert not table().trusted


def test_a_trusted_list_has_no_kind():
    table(trusted=True).check()
    assert table(trusted=True).listed_kind is None


@pytest.mark.parametrize("kind", ListKind)
def test_every_kind_is_understood(kind):
    table(kind=kind.value).check()
    assert table(kind=kind.value).listed_kind is kind


@pytest.mark.parametrize("name", ["txt", "stix", "otx_csv", "alien_vault", "proof_point", "fire_eye"])
def test_every_format_is_understood_as_guardduty_spells_it_too(name):
    for spelling in (name, name.upper()):
        table(format=spelling).check()
        assert table(format=spelling).listed_format == name


@pytest.mark.parametrize("written", ["2026-03-01", '"2026-03-01"'])
def test_since_is_a_date_or_its_text(written):
    since = table(**tomllib.loads(f"since = {written}")).since
    assert since is not None and since.isoformat() == "2026-03-01"


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"kind": "toor"}, 'kind: unknown kind "toor"; did you mean "tor"?'),
        ({"kind": "qqqq"}, 'kind: unknown kind "qqqq"; one of custom, malicious, tor'),
        ({"threat": "Tor\u202e"}, "threat: has characters that are not visible"),
        ({"format": "OTXCSV"}, 'format: unknown format "OTXCSV"; did you mean "otx_csv"?'),
        ({"trusted": True, "kind": "tor"}, 'kind: a trusted list has none, not "tor"'),
        ({"trusted": True, "kind": "leaked-keys"}, 'kind: a trusted list has none, not "leaked-keys"'),
        ({"format": "stix", "kind": "leaked-keys"}, 'format: a list of keys is "txt", not "stix"'),
    ],
)
def test_a_refusal_names_the_list_and_the_key(keys, message):
    with pytest.raises(ConfigError) as refused:
        check_lists([table(**keys)])
    assert str(refused.value).startswith(f'[[lists]] "tor exits": {message}')


@pytest.mark.parametrize(
    ("name", "shown"), [("tor\x1b[31m", r"tor\u001b[31m"), ("a\nb", r"a\nb"), ("\u202e", r"\u202e")]
)
def test_a_name_is_what_people_see(name, shown):
    with pytest.raises(ConfigError) as refused:
        table(name=name).check()
    assert str(refused.value) == f'[[lists]] "{shown}": name: has characters that are not visible'


@pytest.mark.parametrize(
    "keys",
    [{"name": ""}, {"name": "n" * 65}, {"path": ""}, {"since": "yesterday"}, {"trust": True}, {"trusted": "yes"}],
)
def test_what_is_of_the_wrong_type_is_refused(keys):
    with pytest.raises(msgspec.ValidationError):
        table(**keys)


def test_no_two_lists_have_the_same_name():
    check_lists([table(), table(name="office")])
    with pytest.raises(ConfigError, match='"tor exits": name: another one has it'):
        check_lists([table(), table(name="office"), table(path="other.txt")])
