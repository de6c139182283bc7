"""Queries as the Resolver's query log has them: one JSON object each.

Members and their spelling: Amazon Route 53 Developer Guide, "Values that appear in VPC Resolver query logs": names end
with a dot, the port is text, answers have capital letters.
"""

from __future__ import annotations

import zlib
from typing import Any

import msgspec

from models.simulate.clock import iso
from models.simulate.dice import Dice
from models.simulate.dns.answers import NOERROR, Question
from models.simulate.dns.cache import Asked
from models.simulate.dns.clients import Client

#: Bytes of answers that do not fit into a datagram, so that the client comes again by TCP.
_TOO_LONG = 1232

_encode = msgspec.json.Encoder().encode


def port(asked: Asked) -> int:
    """The client's port: it follows from what is asked, and looks like any."""
    told = f"{asked.at} {asked.client.address} {asked.question.name} {asked.question.type}"
    return 1024 + zlib.crc32(told.encode()) % 64_512


def record(asked: Asked, *, blocked: bool = False) -> bytes:
    """A query as JSON.

    Args:
        asked: the query.
        blocked: a rule of the DNS firewall kept its answer back.
    """
    client, question = asked.client, asked.question
    told: dict[str, Any] = {
        "version": "1.100000",
        "account_id": client.account,
        "region": client.region,
        "vpc_id": client.vpc,
        "query_timestamp": iso(asked.at),
        "query_name": f"{question.name}.",
        "query_type": question.type,
        "query_class": "IN",
        "rcode": NOERROR if blocked else question.rcode,
        "answers": [] if blocked else [{"Rdata": a.data, "Type": a.type, "Class": "IN"} for a in question.answers],
        "srcaddr": client.address,
        "srcport": str(port(asked)),
        "transport": "TCP" if _size(question) > _TOO_LONG else "UDP",
        "srcids": _ids(client),
    }
    if blocked:
        told |= _firewall(client)
    return _encode(told)


def _size(question: Question) -> int:
    return sum(len(answer.data) for answer in question.answers)


def _ids(client: Client) -> dict[str, str]:
    if client.endpoint:
        return {"resolver_endpoint": client.endpoint, "resolver_network_interface": client.endpoint_interface}
    return {"instance": client.instance} if client.instance else {}


def _firewall(client: Client) -> dict[str, str]:
    dice = Dice.of("firewall", client.vpc)
    return {
        "firewall_rule_group_id": f"rslvr-frg-{dice.hexadecimal(16)}",
        "firewall_rule_action": "BLOCK",
        "firewall_domain_list_id": f"rslvr-fdl-{dice.hexadecimal(16)}",
    }
