from ipaddress import IPv6Address, IPv6Network, ip_address

from hypothesis import given
from hypothesis import strategies as st

from models.simulate import addresses
from models.simulate.dice import Dice
from models.simulate.organisation import REGIONS


@given(st.integers())
def test_callers_at_home_at_aws_and_on_rented_servers_have_public_addresses(seed: int) -> None:
    dice = Dice.of(seed)
    drawn = [addresses.home(country, dice) for country in addresses.COUNTRIES]
    drawn += [addresses.ec2(region, dice) for region in REGIONS]
    drawn += [addresses.build_runner(dice), addresses.hosting(dice)]
    assert all(ip_address(address).is_global for address in drawn)


@given(st.integers())
def test_machines_have_private_and_offices_documentation_addresses(seed: int) -> None:
    dice = Dice.of(seed)
    assert ip_address(addresses.private(dice)).is_private
    assert addresses.office(dice).startswith("203.0.113.")
    assert IPv6Address(addresses.ipv6(dice)) in IPv6Network("2001:db8::/32")
