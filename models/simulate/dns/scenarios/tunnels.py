"""Data in names and in answers: tunnels in the manner of known tools, exfiltration without an answer, a slow one.

Record types, labels and lengths are those that the tools have in common with what is published of them; the domains are
invented.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from models.simulate.clock import HOUR, MINUTE
from models.simulate.dice import Dice
from models.simulate.dns import answers
from models.simulate.dns.answers import Answer, Question
from models.simulate.dns.clients import FUNCTION
from models.simulate.dns.scenarios.registry import scenario
from models.simulate.dns.scenarios.stage import Stage
from models.simulate.dns.scenarios.types import EXFILTRATION, SUSPICIOUS
from models.simulate.flows.network import APP, BATCH, DATABASE, MONITORING, POD, WEB

#: The longest label, and the lines of AWS's tester, with their mean length in characters.
_LABEL, _LINES, _LENGTH = 63, 930, 141


def _labels(text: str, length: int = _LABEL) -> str:
    """A text cut into labels."""
    return ".".join(text[at : at + length] for at in range(0, len(text), length))


def _base32(dice: Dice, size: int) -> str:
    """Bytes as names can carry them whatever their case."""
    return base64.b32encode(dice.randbytes(size)).decode().rstrip("=").lower()


def _null(dice: Dice, size: int) -> Answer:
    return Answer("NULL", f"\\# {size} {dice.hexadecimal(2 * size)}")


@scenario(raises=[EXFILTRATION], also=[SUSPICIOUS])
def tunnel_by_null_records(stage: Stage) -> None:
    """An application server has a tunnel whose long names carry data out, and whose NULL records carry data in."""
    stage.ask(
        stage.client(APP), _null_tunnel(stage.dice, "t.meadowsignal-relay.net"), over=20 * MINUTE, raises=[EXFILTRATION]
    )


def _null_tunnel(dice: Dice, domain: str) -> Iterator[Question]:
    """A handshake, then data with pings between them, each with a counter that no cache has."""
    for opening in ("vaaaakat", "lac0ffee", "zaaaa-aabbcc", "yrbaaa"):
        yield Question(f"{opening}{_base32(dice, 3)}.{domain}", "NULL", answers=(_null(dice, 9),), ttl=1)
    for _ in range(900):
        ping = dice.chance(0.3)
        data = f"pa{_base32(dice, 4)}" if ping else f"0{_labels(_base32(dice, dice.randrange(60, 120)), 57)}"
        back = _null(dice, dice.randrange(2, 900 if ping else 300))
        yield Question(f"{data}.{domain}", "NULL", answers=(back,), ttl=1)


@scenario(raises=[EXFILTRATION], also=[SUSPICIOUS])
def tunnel_by_hexadecimal_names(stage: Stage) -> None:
    """A web server has a shell whose hexadecimal names are asked for as TXT, CNAME and MX."""
    stage.ask(
        stage.client(WEB), _hex_tunnel(stage.dice, "duskparcel-edge.com"), over=25 * MINUTE, raises=[EXFILTRATION]
    )


def _hex_tunnel(dice: Dice, domain: str) -> Iterator[Question]:
    """Packets of a session: an id, a type, the session, counters, and mostly little data."""
    session = dice.hexadecimal(4)
    for number in range(800):
        size = dice.choice((0, 0, 0, dice.randrange(1, 100)))
        packet = f"{dice.hexadecimal(4)}01{session}{number:04x}{7 * number % 65536:04x}"
        name = f"{_labels(packet + (dice.hexadecimal(2 * size) if size else ''), 60)}.{domain}"
        reply = f"{dice.hexadecimal(4)}01{session}{dice.hexadecimal(8)}"
        kind = dice.choice(("TXT", "CNAME", "MX"))
        data = {"TXT": f'"{reply}"', "CNAME": f"{reply}.{domain}.", "MX": f"10 {reply}.{domain}."}[kind]
        yield Question(name, kind, answers=(Answer(kind, data),), ttl=1)


@scenario(raises=[EXFILTRATION], also=[SUSPICIOUS])
def tunnel_by_texts_and_keys(stage: Stage) -> None:
    """A database server has a TCP connection within names in base64, answered by TXT and KEY records."""
    stage.ask(
        stage.client(DATABASE),
        _key_tunnel(stage.dice, "fd.slateferry-proxy.org"),
        over=15 * MINUTE,
        raises=[EXFILTRATION],
    )


def _key_tunnel(dice: Dice, domain: str) -> Iterator[Question]:
    for opening in ("AAAAAAg4.=auth", "7QkAAAEA.=connect"):
        yield Question(f"{opening}.{domain}", "TXT", answers=(Answer("TXT", f'"{dice.base64(24)}"'),), ttl=1)
    for number in range(600):
        head = base64.b64encode(b"\x3d\x7a" + number.to_bytes(4, "big")).decode().rstrip("=")
        body = dice.alphanumeric(dice.choice((0, 0, dice.randrange(10, 110))))
        kind = dice.choice(("TXT", "KEY"))
        back = dice.base64(dice.randrange(6, 180))
        data = f'"{back}"' if kind == "TXT" else f"0 3 5 {back}"
        yield Question(f"{_labels(head + body)}.{domain}", kind, answers=(Answer(kind, data),), ttl=1)


@scenario(raises=[EXFILTRATION], also=[SUSPICIOUS])
def tunnel_by_services(stage: Stage) -> None:
    """A function that has the id of an instance of AWS's own has a tunnel by SRV records."""
    dice, domain = stage.dice, "hazelroost-sync.net"

    def questions() -> Iterator[Question]:
        for _ in range(500):
            name = f"{_labels(_base32(dice, dice.randrange(20, 70)))}.{domain}"
            yield answers.pointing(name, "SRV", [f"10 10 5060 {_base32(dice, 50)[:60]}.{domain}"], 1)

    stage.ask(stage.client(FUNCTION), questions(), over=20 * MINUTE, raises=[EXFILTRATION])


@scenario(raises=[EXFILTRATION], also=[SUSPICIOUS])
def data_in_names_that_are_missing(stage: Stage) -> None:
    """A monitoring host sends a file away in 930 names of 141 characters, of which none is there."""
    dice, domain = stage.dice, "ambercrate-backup.com"
    payload = _LENGTH - len(domain) - 1

    def name() -> str:
        return f"{_labels(dice.alphanumeric(payload + dice.randrange(-30, 31) - 2), 45)}.{domain}"

    lines = [answers.missing(name()) for _ in range(_LINES)]
    stage.ask(stage.client(MONITORING), lines, over=3 * MINUTE, raises=[EXFILTRATION])


@scenario(raises=[EXFILTRATION], also=[SUSPICIOUS])
def data_in_names_slowly(stage: Stage) -> None:
    """A batch worker sends a file away in one numbered piece each 20 to 60 seconds, for three hours."""
    dice, domain, local = stage.dice, "status.fernledger-metrics.org", stage.client(BATCH)
    file, number, at = dice.hexadecimal(6), 0, stage.now
    while at < stage.now + 3 * HOUR:
        name = f"{number}.{_labels(_base32(dice, 40), 50)}.{file}.{domain}"
        stage.ask(local, [answers.at(name, "203.0.113.77", ttl=1)], at=at, raises=[EXFILTRATION])
        number, at = number + 1, at + dice.randrange(20, 61)


@scenario(raises=[EXFILTRATION], also=[SUSPICIOUS])
def tool_fetched_by_texts(stage: Stage) -> None:
    """A container without an instance fetches a program in 700 texts, whose names are mere numbers."""
    dice, domain = stage.dice, "copperstudio-assets.net"
    parts = [answers.text(f"{n}.f.{domain}", dice.base64(180), ttl=1) for n in range(700)]
    stage.ask(stage.client(POD), parts, over=12 * MINUTE, raises=[EXFILTRATION])
