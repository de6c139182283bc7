"""The logs as a whole: files, records, and what they hold."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import IPv4Address, ip_address, ip_network
from itertools import pairwise
from pathlib import Path

from models.dns.decode import decode
from models.simulate.clock import DAY, HOUR
from models.simulate.dns.scenarios.catalogue import SCENARIOS
from models.simulate.dns.simulation import Settings, simulate
from models.simulate.organisation import found
from tests.models.simulate.dns.conftest import MONDAY, ONE_DAY, Record, Simulated, files_of, records_of

NAME = re.compile(
    r"(?P<vpc>vpc-0[0-9a-f]{16})_vpcdnsquerylogs_(?P<account>\d{12})_(?P<stamp>\d{8}T\d{4}Z)_[0-9a-z]{8}\.log\.gz"
)
MEMBERS = (
    *("version", "account_id", "region", "vpc_id", "query_timestamp", "query_name", "query_type", "query_class"),
    *("rcode", "answers", "srcaddr", "srcport", "transport", "srcids"),
)
FIREWALL = {"firewall_rule_group_id", "firewall_rule_action", "firewall_domain_list_id"}
INSIDE, OUTSIDE = ip_network("10.20.0.0/16"), ip_network("10.99.0.0/16")


def _tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _at(record: Record) -> int:
    return int(datetime.strptime(record["query_timestamp"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())


def test_the_same_arguments_write_the_same_bytes(simulated: Simulated, tmp_path: Path) -> None:
    simulate(replace(simulated.settings, output=tmp_path), simulated.where)
    assert _tree(tmp_path) == _tree(simulated.root)


def test_another_seed_has_other_names(simulated: Simulated, records: list[Record], tmp_path: Path) -> None:
    simulate(Settings(tmp_path, ONE_DAY), found(8, 1))
    names = [
        Counter(record["query_name"] for record in those if "amazonaws" not in record["query_name"])
        for those in ([r for path in files_of(tmp_path) for r in records_of(path)], records)
    ]
    assert len(names[0] & names[1]) < len(names[0]) / 20


def test_files_lie_where_their_names_say_and_hold_what_was_asked_shortly_before(simulated: Simulated) -> None:
    places = set()
    for path in simulated.files():
        match = NAME.fullmatch(path.name)
        assert match
        stamp = datetime.strptime(match["stamp"], "%Y%m%dT%H%MZ").replace(tzinfo=UTC)
        expected = f"AWSLogs/{match['account']}/vpcdnsquerylogs/{match['vpc']}/{stamp:%Y/%m/%d}"
        assert path.parent.relative_to(simulated.root).as_posix() == expected
        held = records_of(path)
        assert all(60 <= stamp.timestamp() - _at(record) <= 2700 for record in held)
        assert {(record["account_id"], record["vpc_id"]) for record in held} == {(match["account"], match["vpc"])}
        places.add((match["account"], match["vpc"]))
    assert places == {(place.account.id, place.site.vpc) for place in simulated.network.places}


def test_the_summary_counts_what_was_written(simulated: Simulated, records: list[Record]) -> None:
    assert simulated.summary.records == len(records)
    assert simulated.summary.files == len(simulated.files())
    assert simulated.summary.bytes == sum(path.stat().st_size for path in simulated.files())


def test_records_have_the_members_of_awss(records: list[Record]) -> None:
    for record in records:
        assert tuple(record)[: len(MEMBERS)] == MEMBERS and set(record) - set(MEMBERS) in (set(), FIREWALL)
        assert record["version"] == "1.100000" and record["query_class"] == "IN"
        assert record["query_name"].endswith(".") and 1024 <= int(record["srcport"]) < 65536
        assert max(map(len, record["query_name"].split("."))) <= 63 and len(record["query_name"]) <= 254
        assert record["transport"] in {"UDP", "TCP"}
        assert all(set(answer) == {"Rdata", "Type", "Class"} for answer in record["answers"])
        assert not record["answers"] or record["rcode"] == "NOERROR"
        assert MONDAY <= _at(record) < MONDAY + DAY


def test_our_own_parser_reads_all_of_them(simulated: Simulated, records: list[Record]) -> None:
    count = 0
    for path in simulated.files():
        decoded = decode(path.read_bytes(), path.name)
        assert not decoded.rejected and not decoded.skipped
        count += len(decoded.queries)
    assert count == len(records)


def test_clients_are_those_of_the_network(simulated: Simulated, records: list[Record]) -> None:
    own = {i.instance: str(IPv4Address(i.address)) for i in simulated.network.interfaces if i.instance}
    known = {(i.vpc, str(IPv4Address(i.address))) for i in simulated.network.interfaces}
    kinds = Counter()
    for record in records:
        ids = record["srcids"]
        address = ip_address(record["srcaddr"])
        assert ((record["vpc_id"], record["srcaddr"]) in known) == (address in INSIDE)
        if "resolver_endpoint" in ids:
            assert address in OUTSIDE and "instance" not in ids
            kinds["outside"] += 1
        elif ids.get("instance") in own:
            assert own[ids["instance"]] == record["srcaddr"]
            kinds["instance"] += 1
        else:
            kinds["another's" if "instance" in ids else "none"] += 1
    assert min(kinds[kind] for kind in ("instance", "outside", "another's", "none")) > 500
    asking = {record["srcids"].get("instance") for record in records}
    assert set(own) <= asking


def test_all_kinds_of_records_are_there(records: list[Record]) -> None:
    types = Counter(record["query_type"] for record in records)
    assert set(types) >= {"A", "AAAA", "HTTPS", "PTR", "SRV", "TXT", "MX", "TLSA", "NULL", "KEY", "CNAME"}
    codes = Counter(record["rcode"] for record in records)
    assert set(codes) == {"NOERROR", "NXDOMAIN", "SERVFAIL"} and codes["NXDOMAIN"] > 1000
    assert any([a["Type"] for a in record["answers"]][:2] == ["CNAME", "CNAME"] for record in records)
    assert any(record["transport"] == "TCP" for record in records)


def test_there_are_so_many_of_an_account_and_day(tmp_path: Path) -> None:
    written = simulate(Settings(tmp_path, ONE_DAY), found(3, 1))
    assert 10_000 < written.records < 22_000


def test_an_answer_is_asked_for_again_only_when_the_cache_has_forgotten_it(tmp_path: Path) -> None:
    simulate(Settings(tmp_path, ONE_DAY), found(7, 1))
    times: dict[tuple[str, str, str], set[int]] = {}
    for record in (record for path in files_of(tmp_path) for record in records_of(path)):
        key = record["vpc_id"], record["query_name"], record["query_type"]
        times.setdefault(key, set()).add(_at(record))
    agents = [sorted(those) for key, those in times.items() if key[1].startswith("ssm.")]
    assert agents and all(later - at >= 60 for those in agents for at, later in pairwise(those))
    exchangers = [sorted(those) for key, those in times.items() if key[2] == "MX" and len(those) > 1]
    assert exchangers and all(b - a >= 900 for those in exchangers for a, b in pairwise(those))


def test_asking_has_a_rhythm(records: list[Record]) -> None:
    hours = Counter((_at(record) - MONDAY) // HOUR for record in records if "resolver_endpoint" in record["srcids"])
    assert hours[10] > 100 and not hours[2]


def test_a_few_records_come_twice_and_files_are_in_no_order(simulated: Simulated, records: list[Record]) -> None:
    repeated = Counter(str(record) for record in records)
    assert 0.001 < sum(count > 1 for count in repeated.values()) / len(repeated) < 0.006
    unordered = [path for path in simulated.files() if (t := [_at(r) for r in records_of(path)]) != sorted(t)]
    assert len(unordered) > len(simulated.files()) / 2


def test_the_background_is_the_same_with_and_without_scenarios(tmp_path: Path) -> None:
    written = []
    chosen = tuple(SCENARIOS[name] for name in ("tunnel-by-null-records", "wave-of-letters"))
    for name, scenarios in (("with", chosen), ("without", ())):
        simulate(Settings(tmp_path / name, ONE_DAY, scenarios), found(7, 1))
        written.append(Counter(str(r) for path in files_of(tmp_path / name) for r in records_of(path)))
    assert not written[1] - written[0] and len(written[0] - written[1]) > 1000


def test_what_the_firewall_keeps_back_says_so(records: list[Record]) -> None:
    kept = next(record for record in records if FIREWALL & set(record))
    assert kept["firewall_rule_action"] == "BLOCK" and kept["answers"] == []


def test_truth_and_scenarios_lie_beside(simulated: Simulated) -> None:
    told = simulated.aside("dns_truth.jsonl")
    assert len(told) == simulated.summary.findings >= 30
    members = {"scenario", "type", "accountId", "region", "resource", "firstSeen", "lastSeen"}
    assert all(set(line) == members for line in told)
    instances = {i.instance: (i.account, i.region) for i in simulated.network.interfaces if i.instance}
    for line in told:
        known = instances.get(line["resource"], (simulated.where.management.id, line["region"]))
        assert (line["accountId"], line["region"]) == known
    played = simulated.aside("dns_scenarios.jsonl")
    assert [line["scenario"] for line in played] == list(SCENARIOS)
    assert all(set(line) == {"scenario", "nearMiss", "types", "also", "description"} for line in played)
