"""The example configuration beside the logs: it is valid, and says of the simulator's addresses what they stand for."""

from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from models.config.config import Config, parse
from models.enrichment.aws_ranges import AwsRanges
from models.enrichment.countries import Countries
from models.enrichment.inventory import Inventory
from models.lists.book import Book, Standing, load
from models.lists.settings import ListKind
from models.rules.trial import trial
from models.simulate import addresses
from models.simulate.dice import Dice
from models.simulate.organisation import found
from models.simulate.scenarios.catalogue import SCENARIOS
from models.simulate.simulation import play, simulate
from models.suppression.suppressor import Suppressor
from tests.models.simulate.conftest import Simulated, settings

DICE = [Dice.of("configuration", number) for number in range(50)]


@pytest.fixture(scope="module")
def config(simulated: Simulated) -> Config:
    path = simulated.root / "guardbeam.toml"
    return parse(path.read_text("utf-8"), str(path))


@pytest.fixture(scope="module")
def book(config: Config) -> Book:
    return Book.of(load(table, Path(table.path).read_bytes()) for table in config.lists)


def kinds(standing: Standing) -> set[ListKind | None]:
    return {match.kind for match in standing.threats}


def test_it_holds_something_of_everything(config: Config) -> None:
    assert len({table.listed_format for table in config.lists}) == 3
    assert {table.listed_kind for table in config.lists} >= {*ADDRESSES, ListKind.LEAKED_KEYS, None}
    assert len(Suppressor(config.suppress).rules) == 2
    assert any(rule.within_ms and not rule.distinct for rule in config.rules)
    assert any(rule.distinct for rule in config.rules)
    assert config.rule_packs.include and config.rule_packs.dry_run and config.rule_packs.disabled
    assert config.inventory.paths and config.aws.ip_ranges and config.geo.countries


def test_the_tests_of_its_rules_pass(config: Config) -> None:
    assert all(rule.tests for rule in config.rules)
    assert [failure for rule in config.rules for failure in trial(rule)] == []


def test_every_line_of_its_lists_is_an_entry(book: Book) -> None:
    assert book.warnings == ()
    assert [one.addresses + one.keys > 0 for one in book.describe()] == [True] * 5


ADDRESSES = {
    ListKind.TOR: (addresses.tor_exit, addresses.tor_exit_v6),
    ListKind.MALICIOUS: (addresses.malicious,),
    ListKind.CUSTOM: (addresses.on_own_list,),
}


@pytest.mark.parametrize("kind", ADDRESSES)
def test_addresses_are_on_the_list_that_their_name_says(book: Book, kind: ListKind) -> None:
    for draw in ADDRESSES[kind]:
        for dice in DICE:
            standing = book.caller(draw(dice))
            assert kinds(standing) == {kind} and standing.trusted is None


def test_intruders_addresses_are_on_one_list_each(book: Book) -> None:
    drawn = {draw(dice) for draws in ADDRESSES.values() for draw in draws for dice in DICE}
    for number in range(16):
        host, exit_ = addresses.intruders_host(number), addresses.intruders_exit(number)
        assert kinds(book.caller(host)) == {ListKind.MALICIOUS} and kinds(book.caller(exit_)) == {ListKind.TOR}
        assert not book.caller(host).trusted and not book.caller(exit_).trusted
        assert not drawn & {host, exit_}


def test_trusted_addresses_are_on_every_list_and_others_where_they_should_be(book: Book) -> None:
    for dice in DICE:
        trusted = book.caller(addresses.trusted(dice))
        assert trusted.trusted and kinds(trusted) == {*ADDRESSES}
        assert book.caller(addresses.tester(dice)) == book.caller(addresses.private(dice)) == Standing(None, ())
        for other in (
            addresses.office,
            addresses.new_office,
            addresses.hosting,
            addresses.build_runner,
            addresses.ipv6,
        ):
            assert book.caller(other(dice)) == Standing(None, ())
    assert kinds(book.caller(addresses.on_two_lists())) == {ListKind.MALICIOUS, ListKind.CUSTOM}
    assert all(book.caller(address) == Standing(None, ()) for address in addresses.beside_listed())


def test_addresses_beside_listed_ones_have_a_listed_neighbour(book: Book) -> None:
    for address in map(ip_address, addresses.beside_listed()):
        assert any(book.caller(str(neighbour)).threats for neighbour in (address - 1, address + 1))


def test_nobody_but_thieves_uses_a_leaked_key(simulated: Simulated, book: Book) -> None:
    played = play(SCENARIOS["leaked-keys-used"], _where(simulated), simulated.settings.calendar)
    leaked = {planted.event.record["userIdentity"]["accessKeyId"] for planted in played if planted.raises}
    used = {r["userIdentity"].get("accessKeyId") for r in simulated.records() if r.get("userIdentity")} - {None, ""}
    assert {key for key in used if book.key(key)} == leaked
    assert len(leaked) == 2


def _where(simulated: Simulated):
    return found(simulated.settings.seed, simulated.settings.accounts)


def test_the_inventory_is_of_this_organisation(simulated: Simulated, config: Config) -> None:
    (path,) = config.inventory.paths
    inventory = Inventory.parse([(path, Path(path).read_bytes())])
    assert inventory.skipped == 0
    for account in _where(simulated).accounts:
        for site in account.sites:
            for instance in site.instances:
                interface = inventory.public(instance.public_address)
                assert interface and interface.instance_id == instance.id and interface.account == account.id
                assert inventory.in_vpc(site.vpc, instance.private_address) == interface
                known = inventory.instance(instance.id)
                assert known and known.profile[0].endswith(f"/{instance.role}") and known.state == "running"


def test_instances_were_started_before_the_first_day(simulated: Simulated, config: Config) -> None:
    inventory = Inventory.parse([("i", Path(config.inventory.paths[0]).read_bytes())])
    ids = [i.id for account in _where(simulated).accounts for site in account.sites for i in site.instances]
    times = [known.launch_time for each in ids if (known := inventory.instance(each))]
    assert len(times) == len(ids) and all("2025-01" < time < "2026-03-02" for time in times)


def test_ranges_and_countries_are_those_of_the_addresses(config: Config) -> None:
    aws = AwsRanges.parse(Path(config.aws.ip_ranges).read_bytes())
    countries = Countries.parse(Path(config.geo.countries).read_bytes())
    for dice in DICE:
        owner = aws.find(addresses.ec2("eu-west-1", dice))
        assert owner and (owner.services, owner.region) == (("EC2", "AMAZON"), "eu-west-1")
        assert aws.find(addresses.hosting(dice)) is aws.find(addresses.home("US", dice)) is None
        assert all(countries.find(addresses.home(code, dice)) == code for code in addresses.COUNTRIES)
        assert countries.find(addresses.ec2("eu-west-1", dice)) == "IE"
        assert countries.find(addresses.tor_exit(dice)) == ""


def test_located_blocks_do_not_overlap() -> None:
    blocks = [ip_network(block) for block, _ in addresses.LOCATED]
    assert not any(a.overlaps(b) for n, a in enumerate(blocks) for b in blocks[n + 1 :])


def test_another_seed_has_the_same_example_and_another_inventory(simulated: Simulated, tmp_path: Path) -> None:
    simulate(settings(tmp_path, "none", seed=8, records=1))
    same = ["guardbeam.toml", "ip-ranges.json", "countries.csv", *(f"lists/{f.name}" for f in _lists(tmp_path))]
    assert len(same) == 8
    assert all((tmp_path / name).read_bytes() == (simulated.root / name).read_bytes() for name in same)
    assert (tmp_path / "inventory.json").read_bytes() != (simulated.root / "inventory.json").read_bytes()


def _lists(root: Path) -> list[Path]:
    return sorted((root / "lists").iterdir())
