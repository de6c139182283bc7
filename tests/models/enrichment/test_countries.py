"""Tables of countries, and the names of countries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enrichment.countries import Countries, names

TABLE = """\
start,end,country
# of both kinds
198.51.100.0,198.51.100.255,DE
"198.51.100.128","198.51.100.130","fr","France"
192.0.2.0/24, se

2001:db8::,2001:db8::ffff,JP
2001:db8:1::/48,US
203.0.113.0/24,ZZ
"""


def found(address: str) -> str:
    return Countries.parse(TABLE.encode()).find(address)


FOUND = {
    "198.51.100.0": "DE",
    "198.51.100.127": "DE",
    "198.51.100.128": "FR",  # the narrowest
    "198.51.100.131": "DE",
    "198.51.101.0": "",
    "192.0.2.9": "SE",
    "2001:db8::ffff": "JP",
    "2001:db8::1:0": "",
    "2001:db8:1:2::3": "US",
    "203.0.113.1": "",  # of no country
    "10.0.0.1": "",
    "AWS Internal": "",
}


@pytest.mark.parametrize(("address", "code"), FOUND.items())
def test_the_country_of_an_address(address, code):
    assert found(address) == code


def test_a_range_of_no_country_is_a_hole():
    table = Countries.parse(b"198.51.100.0/24,DE\n198.51.100.0/28,-\n")
    assert (table.find("198.51.100.1"), table.find("198.51.100.16"), table.ranges) == ("", "DE", 2)


BROKEN = {
    "a code of three letters": ("192.0.2.0/24,DE\n198.51.100.0/24,DEU\n", 'line 2: "DEU" is not a country code'),
    "a number": ("192.0.2.0/24,DE\n198.51.100.0/24,49\n", 'line 2: "49" is not a country code'),
    "no code": ("192.0.2.0/24,DE\n198.51.100.0/24\n", "line 2: there is no country code"),
    "no address": ("192.0.2.0/24,DE\n\nx,192.0.2.1,DE\n", "line 3: .* is not a range"),
    "the wrong way round": ("192.0.2.0/24,DE\n192.0.2.1,192.0.2.0,DE\n", "line 2: .* is not a range"),
    "of two versions": ("192.0.2.0/24,DE\n192.0.2.1,2001:db8::1,DE\n", "line 2: .* is not a range"),
    "no block": ("192.0.2.0/24,DE\n192.0.2.0/99,DE\n", 'line 2: "192.0.2.0/99" is not an address block'),
    "two headings": ("start,end,code\nstart,end,code\n192.0.2.0/24,DE\n", "line 2: "),
    "empty": ("# nothing\n", "holds no range"),
}


@pytest.mark.parametrize(("content", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_table_is_refused_with_the_line(content, reason):
    with pytest.raises(ValueError, match=reason):
        Countries.parse(content.encode())


@given(st.binary() | st.text(alphabet='0123456789./,:DE\n"#').map(str.encode))
def test_any_bytes_are_a_table_or_refused(content):
    try:
        table = Countries.parse(content)
    except ValueError:
        return
    assert table.ranges > 0


def test_names_of_all_countries():
    codes = names()
    assert len(codes) == 249 + 1  # ISO 3166-1 and Kosovo
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in codes)
    assert list(codes) == sorted(codes)
    assert (codes["DE"], codes["CI"], codes["AX"]) == ("Germany", "Côte d'Ivoire", "Åland Islands")
    assert all(name == name.strip() != "" for name in codes.values()) and len(set(codes.values())) == len(codes)
