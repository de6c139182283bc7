"""Names that lead to an instance's metadata: those outside never should."""

from __future__ import annotations

from models.simulate.clock import HOUR, MINUTE
from models.simulate.dns import answers
from models.simulate.dns.scenarios.registry import near_miss, scenario
from models.simulate.dns.scenarios.stage import Stage
from models.simulate.dns.scenarios.types import REBINDING, SUSPICIOUS
from models.simulate.flows.network import APP, BASTION, CONTAINERS, DATABASE, MAIL, WEB

#: Where an instance finds its metadata (Amazon EC2 User Guide).
METADATA, METADATA_V6 = "169.254.169.254", "fd00:ec2::254"


@scenario(raises=[REBINDING], also=[SUSPICIOUS])
def metadata_by_name(stage: Stage) -> None:
    """A web server fetches a picture from a name outside, which leads to its metadata."""
    stage.ask(stage.client(WEB), [answers.at("pictures.willowfetch-example.net", METADATA)], raises=[REBINDING])


@scenario(raises=[REBINDING], also=[SUSPICIOUS])
def metadata_by_name_v6(stage: Stage) -> None:
    """An application server asks for the IPv6 address of a name outside, which is that of its metadata."""
    stage.ask(stage.client(APP), [answers.at("preview.tarnfetch-example.com", METADATA_V6)], raises=[REBINDING])


@scenario(raises=[REBINDING], also=[SUSPICIOUS])
def name_rebound(stage: Stage) -> None:
    """A database server asks for a name twice: it leads to a host outside first, then to metadata."""
    name, client = "s-8c51.rebound-example.org", stage.client(DATABASE)
    stage.ask(client, [answers.address(name, 1)])
    stage.ask(client, [answers.at(name, METADATA, ttl=1)], at=stage.now + 3, raises=[REBINDING])


@near_miss(of=[REBINDING])
def metadata_by_own_name(stage: Stage) -> None:
    """A container host asks for the metadata by AWS's name, and by one in the account's private zone."""
    host = stage.client(CONTAINERS)
    around = stage.around(host)
    names = (f"instance-data.{around.search}", f"metadata.{around.zone}", "metadata.platform.svc.cluster.local")
    stage.ask(host, [answers.at(name, METADATA, ttl=60) for name in names], over=MINUTE)


@near_miss(of=[REBINDING])
def metadata_in_words(stage: Stage) -> None:
    """A mail relay is told of the metadata's address, in a text and by a block list's name for it."""
    relay = stage.client(MAIL)
    around = stage.around(relay)
    domain, zone = around.internet.correspondents[7], around.internet.block_lists[0]
    told = answers.text(f"notes.{domain}", "never send anything to 169.254.169.254 /latest/meta-data")
    asked = answers.missing(f"{answers.octets_backwards(METADATA)}.{zone}", ttl=150)
    backwards = answers.missing(answers.backwards(METADATA), "PTR")
    stage.ask(relay, [told, asked, backwards], over=HOUR)


@near_miss(of=[REBINDING])
def other_local_addresses(stage: Stage) -> None:
    """A bastion asks for names outside that lead to other local addresses."""
    there = ("169.254.1.1", "169.254.169.25", "127.0.0.1", "10.20.0.9", "192.168.1.1")
    names = [answers.at(f"box{n}.setup-example.net", address) for n, address in enumerate(there)]
    stage.ask(stage.client(BASTION), names, over=MINUTE)
