import pytest

from models.simulate.flows import network
from models.simulate.flows.lines import V2, V5, Format, Gap
from models.simulate.flows.records import records
from models.simulate.organisation import found
from tests.models.simulate.flows.test_records import NET, WEB_SERVER, one

INTERFACE = NET.interfaces[WEB_SERVER]
BALANCER = NET.places[0].members[network.BALANCER][0]


def text(header: tuple[str, ...], seen=None) -> list[str]:
    content, begins = Format(NET, header).lines(records(one() if seen is None else seen, NET, 60))
    return bytes(content[: begins[-1]]).decode().splitlines()


def own() -> str:
    return ".".join(str(INTERFACE.address >> shift & 255) for shift in (24, 16, 8, 0))


def test_the_default_format() -> None:
    prefix = f"2 {INTERFACE.account} {INTERFACE.id}"
    assert text(V2) == [
        f"{prefix} {own()} 45.76.0.1 40000 443 6 10 900 60000 60000 ACCEPT OK",
        f"{prefix} 45.76.0.1 {own()} 443 40000 6 8 5000 60000 60000 ACCEPT OK",
    ]


def test_the_custom_format() -> None:
    line = dict(zip(V5, text(V5)[0].split(" "), strict=True))
    assert line["version"] == "5" and line["type"] == "IPv4" and line["flow-direction"] == "egress"
    assert line["instance-id"] == INTERFACE.instance and line["vpc-id"] == INTERFACE.vpc
    assert line["pkt-srcaddr"] == own() and line["tcp-flags"] == "3" and line["region"] == INTERFACE.region


def test_fields_come_in_the_headers_order() -> None:
    header = ("dstport", "interface-id", "account-id", "action", "vpc-id")
    expected = f"443 {INTERFACE.id} {INTERFACE.account} ACCEPT {INTERFACE.vpc}"
    assert text(header)[0] == expected
    assert Format(NET, header).first_line == b"dstport interface-id account-id action vpc-id\n"


@pytest.mark.parametrize(
    ("field", "version"), [("srcaddr", "2"), ("tcp-flags", "3"), ("region", "4"), ("flow-direction", "5")]
)
def test_the_version_is_the_latest_fields(field: str, version: str) -> None:
    assert text(("version", field))[0].split()[0] == version


def test_interfaces_without_instance_say_so() -> None:
    assert text(("instance-id", "protocol"), one(local=BALANCER))[0] == "- 6"


def test_intervals_without_records_hold_nothing_but_themselves() -> None:
    (line,) = Format(NET, V2).gaps([Gap(WEB_SERVER, 600, 1199, "NODATA")])
    assert line.decode() == f"2 {INTERFACE.account} {INTERFACE.id} - - - - - - - 600 1199 - NODATA\n"


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValueError, match="no such field: colour"):
        Format(network.build(found(1, 1)), ("version", "colour"))
