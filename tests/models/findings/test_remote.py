"""What a finding shows of where a call came from."""

import pytest

from models.findings.remote import address_family, partition, shown_address


@pytest.mark.parametrize(
    ("caller", "shown"),
    [
        ("203.0.113.5", (4, "203.0.113.5")),
        ("08.1.250.216", (4, "08.1.250.216")),
        ("::ffff:203.0.113.5", (4, "203.0.113.5")),
        ("::FFFF:cb00:7105", (4, "203.0.113.5")),
        ("2001:DB8:0::1", (6, "2001:DB8:0::1")),
        ("ec2.amazonaws.com", None),
        ("AWS Internal", None),
        ("", None),
    ],
)
def test_an_address_as_a_finding_shows_it(caller, shown):
    assert shown_address(caller) == shown
    assert address_family(caller) == (shown and shown[0])


def test_a_partition_is_the_arn_s_before_the_region_s():
    assert partition("arn:aws-cn:iam::111122223333:root", "us-gov-west-1") == "aws-cn"
    assert partition("nobody", "us-gov-west-1") == "aws-us-gov"
    assert partition("", "eu-west-1") == "aws"
