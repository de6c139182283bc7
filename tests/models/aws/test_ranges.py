"""Which address ranges keep the internet out."""

import pytest

from models.aws.ranges import reach


@pytest.mark.parametrize(
    ("ranges", "version", "inside", "outside"),
    [
        ([], 4, False, True),
        (["203.0.113.7"], 4, False, True),
        (["203.0.113.7/24"], 4, False, True),
        (["11.0.0.0/8"], 4, False, True),
        (["11.0.0.0/8", "11.0.0.0/8", "11.1.0.0/16"], 4, False, True),
        (["11.0.0.0/8", "13.0.0.0/32"], 4, True, True),
        (["10.0.0.0/7"], 4, False, True),
        (["10.0.0.0/8", "127.0.0.0/8", "240.0.0.0/4"], 4, False, True),
        (["0.0.0.0/0"], 4, True, False),
        (["0.0.0.0/1", "128.0.0.0/1"], 4, True, False),
        (["0.0.0.0/1"], 4, True, True),
        (["0.0.0.0/0"], 6, False, True),
        (["::/0"], 4, False, True),
        (["::/0"], 6, True, False),
        (["2000::/3"], 6, True, False),
        (["fc00::/7", "fe80::/10"], 6, False, True),
        (["2001:db8::/32"], 6, False, True),
        (["2600::/31"], 6, True, True),
        (["office", "", "300.0.0.0/8", "0.0.0.0/33"], 4, False, True),
    ],
)
def test_reach(ranges: list[str], version: int, inside: bool, outside: bool) -> None:
    assert reach(ranges, version) == (inside, outside)
