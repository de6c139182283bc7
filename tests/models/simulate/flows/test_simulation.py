"""The logs as a whole: files, lines, and what they hold."""

import re
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from pathlib import Path, PurePath

import pytest

from models.simulate.choice import chosen
from models.simulate.clock import DAY, HOUR, Calendar
from models.simulate.flows.background import Background
from models.simulate.flows.lines import V2
from models.simulate.flows.scenarios.catalogue import SCENARIOS
from models.simulate.flows.simulation import Settings, simulate
from models.simulate.organisation import found
from models.simulate.simulation import Settings as WholeSettings
from models.simulate.simulation import simulate as simulate_all
from models.simulate.sources import CLOUDTRAIL, SOURCES
from tests.models.simulate.flows.conftest import MONDAY, ONE_DAY, Line, Simulated, files_of, lines_of

NAME = re.compile(
    r"(?P<account>\d{12})_vpcflowlogs_(?P<region>[a-z0-9-]+)_fl-0[0-9a-f]{16}_(?P<stamp>\d{8}T\d{4}Z)_[0-9a-f]{8}\.log\.gz"
)
ADDRESSES = ("srcaddr", "dstaddr", "pkt-srcaddr", "pkt-dstaddr")
VPC = ip_network("10.20.0.0/16")


def _tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _ok(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line["log-status"] == "OK"]


def test_the_same_arguments_write_the_same_bytes(simulated: Simulated, tmp_path: Path) -> None:
    simulate(replace(simulated.settings, output=tmp_path), simulated.where)
    assert _tree(tmp_path) == _tree(simulated.root)


def test_another_seed_is_another_network(simulated: Simulated, tmp_path: Path) -> None:
    simulate(Settings(tmp_path, ONE_DAY, flows_per_instance_day=1), found(8, 1))
    assert not {path.name for path in tmp_path.glob("AWSLogs/*")} & {p.name for p in simulated.root.glob("AWSLogs/*")}


def test_files_lie_where_their_names_say_and_hold_what_ended_then(simulated: Simulated) -> None:
    accounts = Counter()
    for path in simulated.files():
        match = NAME.fullmatch(path.name)
        assert match
        stamp = datetime.strptime(match["stamp"], "%Y%m%dT%H%MZ").replace(tzinfo=UTC)
        expected = f"AWSLogs/{match['account']}/vpcflowlogs/{match['region']}/{stamp:%Y/%m/%d}"
        assert path.parent.relative_to(simulated.root).as_posix() == expected
        late = [int(stamp.timestamp()) - int(line["end"]) // 300 * 300 for line in lines_of(path)]
        assert set(late) <= set(range(0, 1500, 300))
        accounts[match["account"], match["region"]] += 1
        places = {(line["account-id"], line["region"]) for line in lines_of(path)}
        assert places == {(match["account"], match["region"])}
    assert set(accounts) == {(i.account, i.region) for i in simulated.network.interfaces}


def test_the_summary_counts_what_was_written(simulated: Simulated, lines: list[Line]) -> None:
    assert simulated.summary.records == len(lines)
    assert simulated.summary.files == len(simulated.files())
    assert simulated.summary.bytes == sum(path.stat().st_size for path in simulated.files())


def test_a_small_organisation_has_some_hundred_thousand_records_a_day(simulated: Simulated) -> None:
    background = Background(7, simulated.network, ONE_DAY)
    assert (
        100_000 < sum(len(made) for at in range(MONDAY, MONDAY + DAY, HOUR) for made in background.hour(at)) < 400_000
    )


def test_no_value_is_impossible(simulated: Simulated, lines: list[Line]) -> None:
    interfaces = {interface.id: interface for interface in simulated.network.interfaces}
    for line in _ok(lines):
        numbers = {name: int(line[name]) for name in ("packets", "bytes", "start", "end", "tcp-flags", "protocol")}
        assert 20 * numbers["packets"] <= numbers["bytes"] <= 9001 * numbers["packets"] and numbers["packets"] > 0
        assert ONE_DAY.start <= numbers["start"] <= numbers["end"] < ONE_DAY.end
        assert numbers["start"] // 60 == numbers["end"] // 60
        assert all(0 <= int(line[name]) < 65536 for name in ("srcport", "dstport"))
        assert (numbers["protocol"] in {6, 17}) == (line["srcport"] != "0")
        assert numbers["protocol"] == 6 or numbers["tcp-flags"] == 0
        assert numbers["tcp-flags"] in {0, 1, 2, 3, 4, 18, 19}
        known = interfaces[line["interface-id"]]
        expected = (known.account, known.vpc, known.subnet, known.instance or "-", known.region)
        assert tuple(line[n] for n in ("account-id", "vpc-id", "subnet-id", "instance-id", "region")) == expected
        own = line["srcaddr"] if line["flow-direction"] == "egress" else line["dstaddr"]
        assert int(ip_address(own)) == known.address
        assert line["action"] in {"ACCEPT", "REJECT"} and (line["version"], line["type"]) == ("5", "IPv4")


def test_addresses_are_those_of_hosts(lines: list[Line]) -> None:
    for address in {line[name] for line in _ok(lines) for name in ADDRESSES}:
        parsed = ip_address(address)
        assert not (parsed.is_multicast or parsed.is_link_local or parsed.is_loopback or parsed.is_unspecified)
        assert parsed in VPC or not parsed.is_private or address.startswith(("192.0.2.", "203.0.113."))


def test_gaps_hold_only_their_interface_and_time(lines: list[Line]) -> None:
    gaps = [line for line in lines if line["log-status"] != "OK"]
    assert {line["log-status"] for line in gaps} == {"NODATA", "SKIPDATA"}
    for line in gaps:
        assert {line[n] for n in (*ADDRESSES, "srcport", "dstport", "packets", "bytes", "action")} == {"-"}
        assert int(line["start"]) < int(line["end"]) and line["interface-id"].startswith("eni-")


def test_an_interface_without_traffic_has_none(lines: list[Line]) -> None:
    idle = {line["interface-id"] for line in lines if line["log-status"] == "NODATA"}
    assert idle and not idle & {line["interface-id"] for line in _ok(lines)}


def _conversations(lines: list[Line]) -> dict[tuple, set[str]]:
    sides: dict[tuple, set[str]] = defaultdict(set)
    for line in _ok(lines):
        ends = ((line["srcaddr"], line["srcport"]), (line["dstaddr"], line["dstport"]))
        key = (line["interface-id"], line["protocol"], line["pkt-srcaddr"] == line["srcaddr"], *sorted(ends))
        sides[key].add(line["flow-direction"])
    return sides


def test_tcp_on_open_ports_has_both_directions(lines: list[Line]) -> None:
    accepted = [line for line in lines if line["action"] == "ACCEPT" and line["protocol"] == "6"]
    plain = [
        line for line in accepted if line["pkt-srcaddr"] == line["srcaddr"] and line["pkt-dstaddr"] == line["dstaddr"]
    ]
    answered = [line for line in plain if line["tcp-flags"] != "2"]
    both = _conversations(plain)
    for line in answered:
        ends = ((line["srcaddr"], line["srcport"]), (line["dstaddr"], line["dstport"]))
        assert both[(line["interface-id"], "6", True, *sorted(ends))] == {"egress", "ingress"}


def test_what_is_refused_has_no_answer(lines: list[Line]) -> None:
    refused = [line for line in lines if line["action"] == "REJECT"]
    assert {line["flow-direction"] for line in refused} == {"ingress"}
    assert {"22", "23", "445", "3389", "8080", "5900"} <= {line["dstport"] for line in refused}
    assert {"2", "18", "4"} <= {line["tcp-flags"] for line in refused}


def test_all_kinds_of_traffic_are_there(simulated: Simulated, lines: list[Line]) -> None:
    jobs = {interface.id: interface.job for interface in simulated.network.interfaces}
    opened = {
        (jobs[line["interface-id"]], line["flow-direction"], line["protocol"], line["dstport"])
        for line in lines
        if line["action"] == "ACCEPT"
    }
    assert opened >= {
        ("web", "ingress", "6", "443"),
        ("web", "ingress", "6", "8081"),
        ("web", "egress", "6", "8080"),
        ("app", "egress", "6", "5432"),
        ("app", "egress", "6", "3306"),
        ("nat", "ingress", "6", "443"),
        ("nat", "egress", "6", "443"),
        ("resolver", "ingress", "17", "53"),
        ("containers", "egress", "6", "10250"),
        ("pod", "ingress", "6", "10250"),
        ("containers", "egress", "17", "123"),
        ("mail", "egress", "6", "25"),
        ("monitoring", "egress", "6", "9100"),
        ("monitoring", "egress", "1", "0"),
        ("bastion", "ingress", "6", "22"),
        ("bastion", "egress", "6", "22"),
        ("database", "egress", "6", "443"),
        ("batch", "egress", "6", "443"),
    }
    assert not {"169.254.169.253", "169.254.169.123"} & {line["dstaddr"] for line in lines}


def test_traffic_has_a_rhythm(simulated: Simulated, lines: list[Line]) -> None:
    web = {interface.id for interface in simulated.network.interfaces if interface.job == "web"}
    hours = Counter(
        (int(line["start"]) - MONDAY) // 3600
        for line in _ok(lines)
        if line["interface-id"] in web and line["dstport"] == "443" and line["flow-direction"] == "ingress"
    )
    assert hours[19] > 3 * hours[4]


def test_a_few_records_come_twice(lines: list[Line]) -> None:
    times = Counter(tuple(line.values()) for line in _ok(lines))
    assert 0.0005 < sum(count > 1 for count in times.values()) / len(times) < 0.005


def test_the_background_is_the_same_with_and_without_scenarios(tmp_path: Path) -> None:
    written = []
    for name, scenarios in (("with", (SCENARIOS["crawl"], SCENARIOS["scan"])), ("without", ())):
        simulate(Settings(tmp_path / name, ONE_DAY, scenarios, 1), found(7, 1))
        written.append(Counter(tuple(x.values()) for path in files_of(tmp_path / name) for x in lines_of(path)))
    assert not written[1] - written[0] and len(written[0] - written[1]) > 1000


def test_truth_and_scenarios_lie_beside(simulated: Simulated) -> None:
    told = simulated.aside("flow_truth.jsonl")
    assert len(told) == simulated.summary.findings >= 25
    members = {"scenario", "type", "accountId", "region", "resource", "firstSeen", "lastSeen"}
    assert all(set(line) == members for line in told)
    instances = {interface.instance: interface for interface in simulated.network.interfaces if interface.instance}
    for line in told:
        assert (line["accountId"], line["region"]) == instances[line["resource"]][1:3]
    played = simulated.aside("flow_scenarios.jsonl")
    assert [line["scenario"] for line in played] == list(SCENARIOS)
    assert all(set(line) == {"scenario", "nearMiss", "types", "also", "description"} for line in played)


@pytest.mark.parametrize("wanted", [4000, 30_000])
def test_the_number_of_records_is_about_what_was_asked_for(wanted: int, tmp_path: Path) -> None:
    written = simulate(Settings(tmp_path, ONE_DAY, flows_per_instance_day=wanted), found(7, 1))
    assert 0.85 < written.records / (8 * wanted) < 1.15


def test_other_formats_and_intervals(tmp_path: Path) -> None:
    written = simulate(Settings(tmp_path, ONE_DAY, header=V2, interval=600), found(7, 1))
    lines = [line for path in files_of(tmp_path) for line in lines_of(path)]
    assert len(lines) == written.records and all(tuple(line) == V2 for line in lines)
    spans = [int(line["end"]) - int(line["start"]) for line in _ok(lines)]
    assert 60 < max(spans) < 600


def test_cloudtrail_is_the_same_with_other_logs_beside_it(tmp_path: Path) -> None:
    scenarios = chosen(["all"], 1).scenarios

    def written(folder: Path, *sources: str) -> dict[PurePath, bytes]:
        wanted = WholeSettings(folder, Calendar(MONDAY, 1), 2, 7, scenarios, 600, sources=sources)
        simulate_all(replace(wanted, flows_per_instance_day=1))
        return {path.relative_to(folder): path.read_bytes() for path in folder.glob("AWSLogs/*/CloudTrail*/**/*.gz")}

    alone = written(tmp_path / "alone", CLOUDTRAIL)
    assert alone and written(tmp_path / "beside", *SOURCES) == alone
