"""Names of ports and protocols."""

import pytest

from models.findings.ports import has_ports, port_name, protocol_name, service_words


@pytest.mark.parametrize(
    ("port", "name"),
    [
        (22, "SSH"),
        (80, "HTTP"),
        (443, "HTTPS"),
        (3389, "RDP"),
        (53, "DNS"),
        (25, "SMTP"),
        (389, "LDAP"),
        (0, "Unknown"),
    ],
)
def test_ports(port, name):
    assert port_name(port) == name


@pytest.mark.parametrize(
    ("protocol", "name"),
    [(6, "TCP"), (17, "UDP"), (1, "ICMP"), (2, "IGMP"), (47, "GRE"), (255, "255"), (-1, "Unknown")],
)
def test_protocols(protocol, name):
    assert protocol_name(protocol) == name


def test_a_protocol_that_is_not_known_has_ports_if_there_is_one():
    assert (has_ports(-1, 22), has_ports(-1, 0), has_ports(6, 0), has_ports(1, 0)) == (True, False, True, False)
    assert service_words(-1, 22) == "port 22"
