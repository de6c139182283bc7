"""A configuration for the detector, beside the logs: with it, the truth about them holds.

``guardbeam.toml`` and the lists that it names are the same for every organisation (`models.simulate.setup`). The rest
is made for this one: ``inventory.json``, what the AWS command line prints of its instances; ``ip-ranges.json``, AWS's
ranges in AWS's own form, as far as anybody in the simulation calls from them; ``countries.csv``, where callers are.
"""

from __future__ import annotations

import time
from importlib.resources import files
from pathlib import Path

import msgspec

from models.simulate import addresses, inventory
from models.simulate.clock import Calendar
from models.simulate.cloudtrail.identity import Json
from models.simulate.flows import network
from models.simulate.organisation import Organisation

#: The main file, beside the logs.
NAME = "guardbeam.toml"

_LISTS = ("tor.txt", "malicious.csv", "custom.xml", "office.txt", "leaked-keys.txt")

#: What flow logs need besides: tables that are put behind the main file's, and their lists.
_FLOWS = "flows.toml"
_LISTS_OF_FLOWS = ("c2.txt", "crypto.txt", "drop-point.txt", "black-hole.txt", "scanner.txt", "doh.txt")

#: The same for DNS query logs.
_DNS = "dns.toml"
_LISTS_OF_DNS = (
    *("dns-c2.txt", "dns-crypto.txt", "dns-abused.txt", "dns-bitcoin.txt", "dns-malicious.txt", "dns-suspicious.txt"),
    *("dns-custom.txt", "dns-black-hole.txt", "dns-dga.txt", "dns-drive-by.txt", "dns-drop-point.txt"),
    *("dns-phishing.txt", "dns-trusted.txt"),
)


def write(output: Path, where: Organisation, calendar: Calendar, *, flows: bool = False, dns: bool = False) -> None:
    """Write all files below the output directory.

    Args:
        output: the directory that ``AWSLogs`` lies in.
        where: whose instances there are.
        calendar: the days of the logs; what is dated is of the time before.
        flows: whether there are flow logs: then there are lists for them, and instances show what they are for.
        dns: whether there are DNS query logs: then there are lists for them.
    """
    (output / "lists").mkdir(parents=True, exist_ok=True)
    examples = files("models.simulate.setup")
    for name in (*_LISTS, *(_LISTS_OF_FLOWS if flows else ()), *(_LISTS_OF_DNS if dns else ())):
        (output / "lists" / name).write_bytes(examples.joinpath("lists", name).read_bytes())
    parts = (NAME, *((_FLOWS,) if flows else ()), *((_DNS,) if dns else ()))
    (output / NAME).write_bytes(b"".join(examples.joinpath(part).read_bytes() for part in parts))
    printed = inventory.instances(where, calendar.start, network.tags(where) if flows else None)
    (output / "inventory.json").write_bytes(_printed(printed))
    (output / "ip-ranges.json").write_bytes(_printed(_ip_ranges(calendar.start)))
    (output / "countries.csv").write_text(_countries(), "utf-8")


def _printed(document: Json) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _ip_ranges(at: int) -> Json:
    """AWS's published ranges (AWS General Reference, "AWS IP address ranges")."""
    prefixes = [
        {"ip_prefix": block, "region": region, "service": service, "network_border_group": region}
        for service in ("AMAZON", "EC2")
        for block, region in addresses.AWS
    ]
    created = time.strftime("%Y-%m-%d-%H-%M-%S", time.gmtime(at))
    return {"syncToken": str(at), "createDate": created, "prefixes": prefixes, "ipv6_prefixes": []}


def _countries() -> str:
    return "# block, country\n" + "".join(f"{block},{country}\n" for block, country in addresses.LOCATED)
