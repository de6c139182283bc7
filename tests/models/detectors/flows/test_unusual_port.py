"""Ports that an instance never used, and everything that only looks like one."""

from ipaddress import ip_address

import pytest

from models.detectors.flows.unusual_port import DETECTOR, MOST_PORTS, TYPE, Memory
from models.findings.types import HIGH
from tests.flows import PEER, row, unanswered
from tests.models.detectors.flows.watched import FRIEND, Watched, size

PRIVATE = "10.0.7.7"


def watched(*rows, **settings):
    return Watched(DETECTOR, Memory, **settings).learn(*rows)


def hosts(count, first="203.0.113.1"):
    return [str(ip_address(first) + number) for number in range(count)]


@pytest.mark.parametrize("values", [{"port": 4444}, {"port": 6697}, {"port": 4500, "protocol": 17}, {"port": 32_767}])
def test_a_new_port_of_a_stranger_that_answers_is_found(values):
    [hit] = watched().see(7, row(PEER, **values), row(FRIEND))
    assert (hit.type, hit.severity, hit.plain) == (TYPE, None, True)
    [group] = hit.groups
    assert group.info == {"unusual": values["port"]} and len(group.rows) == 1


def test_a_port_is_found_once_and_known_then():
    one = watched()
    assert one.see(7, row(port=4444))
    assert not one.see(7, row(port=4444), window=1)
    assert not one.see(8, row(FRIEND, port=4444))


def test_what_is_usual_is_shown_and_most_usual_first():
    one = watched(row(port=8443), row(PRIVATE, port=5432))
    one.see(6, row(port=9093), learned=False, window=1)
    [hit] = one.see(7, row(port=4444))
    assert hit.detail == {"profiledPorts": [5432, 8443, 9093]}


@pytest.mark.parametrize("port", [389, 1389])
@pytest.mark.parametrize("tried", [row, unanswered])
def test_a_directory_asked_is_high_whether_it_answers_or_not(port, tried):
    [hit] = watched().see(7, tried(port=port))
    assert hit.severity == HIGH
    assert hit.groups[0].info == {"unusual": port, "context": "Possible log4j callback"}


def test_a_directory_that_was_tried_in_the_vpc_is_none_that_was_used():
    assert watched(unanswered(PRIVATE, port=389)).see(7, row(port=389))
    assert not watched(row(PRIVATE, port=389)).see(7, row(port=389))


def test_a_directory_and_another_port_are_two_hits():
    severities = [hit.severity for hit in watched().see(7, row(port=389), row(port=4444))]
    assert severities == [HIGH, None]


@pytest.mark.parametrize("port", [80, 443, 123, 25, 53, 853, 32_768, 51_820])
def test_ports_of_everybody_of_clients_and_of_other_types_are_silent(port):
    assert not watched().see(7, row(port=port))


@pytest.mark.parametrize(
    "silent",
    [
        unanswered(port=4444),
        unanswered(port=4444, accepted=False),
        row(PRIVATE, port=4444),
        row(PRIVATE, port=389),
        row(port=4444, outbound=False),
        row(port=0, protocol=1, opener_port=0),
        row(port=4444, opener_port=22),
    ],
    ids=["not answered", "refused", "private", "private directory", "inbound", "ICMP", "an answer"],
)
def test_near_misses(silent):
    assert not watched().see(7, silent, row(FRIEND))


def test_an_answer_of_a_service_that_has_clients_in_the_window_is_none():
    one = watched()
    assert not one.see(7, row(PEER, port=4444, opener_port=8081), row(FRIEND, port=8081, outbound=False))
    assert one.see(7, row(PEER, port=4444, opener_port=8082), row(FRIEND, port=8081, outbound=False))


def test_nothing_is_raised_while_the_instance_is_learnt():
    one = Watched(DETECTOR, Memory)
    assert not one.see(0, row(port=4444), row(port=389), learned=False)


def test_a_port_used_in_the_vpc_is_used():
    assert not watched(row(PRIVATE, port=9200)).see(7, row(port=9200))


def test_a_port_is_forgotten_after_nine_weeks():
    for day, found in ((6 + 62, False), (6 + 63, True)):
        one = watched(row(port=4444))
        one.see(day - 1, row(port=8443))
        assert bool(one.see(day, row(port=4444))) is found


def test_data_of_passive_ftp_is_silent_in_this_window_and_later():
    one = watched()
    assert [hit.groups[0].info["unusual"] for hit in one.see(7, row(port=21), row(port=20_123))] == [21]
    assert not one.see(7, row(port=21_004), window=1)
    assert one.see(7, row(port=990), window=2)
    assert one.see(7, row(FRIEND, port=21_004), window=2)


@pytest.mark.parametrize(("count", "found"), [(9, True), (10, False)])
def test_many_ports_of_one_host_are_a_scan(count, found):
    assert bool(watched().see(7, *(row(port=4000 + number) for number in range(count)))) is found


@pytest.mark.parametrize(("count", "found"), [(9, True), (10, False)])
def test_a_directory_tried_at_many_hosts_is_a_sweep(count, found):
    assert bool(watched().see(7, *(unanswered(host, port=389) for host in hosts(count)))) is found


@pytest.mark.parametrize(("days", "found"), [(2, True), (3, False)])
def test_new_ports_on_several_days_are_a_habit(days, found):
    one = watched()
    for day in range(days):
        one.see(7 + day, row(port=5000 + day), learned=False)
    assert bool(one.see(12, row(port=6000))) is found


def test_the_first_two_days_are_no_habit_and_habits_pass():
    one = Watched(DETECTOR, Memory)
    for day in range(2):
        one.see(day, *(row(port=port + day) for port in (2000, 3000, 4000)), learned=False)
    for day in range(3):
        one.see(7 + day, row(port=5000 + day), learned=False)
    assert not one.see(10 + 20, row(port=6000))
    assert one.see(10 + 27, row(port=8443))


@pytest.mark.parametrize(("count", "found"), [(4, True), (5, False)])
def test_peers_that_take_ports_as_they_come(count, found):
    """Calls, games; another known service's port is still new, and so is a directory."""
    one = watched()
    one.see(6, *(row(port=10_501 + 97 * number, protocol=17) for number in range(count)), learned=False, window=1)
    assert bool(one.see(7, row(port=14_854, protocol=17))) is found
    assert one.see(7, row(port=22), window=1)
    assert one.see(7, row(port=1389), window=2)


def test_ports_of_ones_own_network_are_not_those_of_such_peers():
    one = watched(*(row(PRIVATE, port=10_501 + number) for number in range(9)))
    assert one.see(7, row(port=4444))


def test_a_habit_does_not_hide_a_directory():
    one = watched()
    for day in range(5):
        one.see(7 + day, row(port=5000 + day), learned=False)
    assert [hit.severity for hit in one.see(12, row(port=1389), row(port=6000))] == [HIGH]


def test_who_uses_hundreds_of_ports_is_silent_and_small():
    one = watched()
    many = [row(host, port=1024 + 97 * number) for number, host in enumerate(hosts(300, "198.51.100.8"))]
    one.see(7, *many, learned=False)
    assert len(one.memory.ports) == MOST_PORTS and size(one) < 4_000
    assert not one.see(8, row(port=1389))
    assert one.see(8 + 63, row(port=389))
    one.see(72, *(row(host, port=21) for host in hosts(100)))
    assert len(one.memory.servers) == 64
