"""Tunnels and exfiltration through DNS, as the lookups of a window: from how the tools write names and answers.

A kind is a function of (dice, number of the query) that gives (name, type, rcode, answers). ``window`` makes lookups of
some queries of a kind.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from random import Random

from models.owner import WINDOW
from models.queries.slice import Lookup
from tests.queries import END, lookup

Asking = tuple[str, str, str, tuple[str, ...]]
Kind = Callable[[Random, int], Asking]

LETTERS = "abcdefghijklmnopqrstuvwxyz012345"

SECRET = b"".join(
    f"user{n}:x:{1000 + n}:{1000 + n}:Somebody Number {n},,,:/home/user{n}:/bin/bash\n".encode() for n in range(20_000)
)


def window(kind: Kind, count: int, *, first: int = 0, seed: int = 1, number: int = 0) -> list[Lookup]:
    """Queries ``first`` to ``first + count`` of a kind, evenly over a window, the ``number``-th after `END`."""
    dice = Random(seed * 1_000_003 + first)
    end_ms = END + number * WINDOW
    made: dict[tuple[str, str], Lookup] = {}
    for index in range(count):
        name, type_, rcode, answers = kind(dice, first + index)
        at_ms = end_ms - WINDOW + index * WINDOW // count
        made[name, type_] = lookup(name.lower(), type_, rcode, answers, at_ms=at_ms)
    return list(made.values())


def unlogged(lookups: Iterable[Lookup]) -> list[Lookup]:
    """As a log of queries has them, which tells nothing of responses."""
    return [lookup(each.name, each.type, "", at_ms=each.first_ms) for each in lookups]


def base32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def base32hex(data: bytes) -> str:
    return base64.b32hexencode(data).decode().rstrip("=").lower()


def base58(data: bytes) -> str:
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = alphabet[digit] + text
    return text


def decimal(data: bytes) -> str:
    return "".join(f"{byte:03}" for byte in data)


def split(text: str, size: int = 63) -> str:
    return ".".join(text[at : at + size] for at in range(0, len(text), size))


def escaped(data: bytes, size: int = 57, head: int = 5) -> str:
    """Bytes of base128, in labels of which the first has ``head`` other characters before them."""
    labels = (data[max(at - head, 0) : at - head + size] for at in range(0, len(data) + head, size))
    return ".".join("".join(rf"\{128 + byte % 128:03}" for byte in label) for label in labels)


def _chunk(dice: Random, index: int, size: int) -> bytes:
    at = index * size % (len(SECRET) - size)
    return SECRET[at : at + size]


# Two-way tunnels


def iodine(type_: str, *, code: Callable[[bytes], str] = base32, size: int = 120, down: int = 150) -> Kind:
    """Under load: the user, sequence and fragment numbers in five characters, then data in labels of 57."""

    def asking(dice: Random, index: int) -> Asking:
        head = f"0{'abcdefgh'[index % 8]}{dice.choice('abcdefghijklmnop')}b{LETTERS[index % 32]}"
        data = code(dice.randbytes(size))
        name = f"{head + data if code is escaped else split(head + data, 57)}.t.example.net"
        data = base32(dice.randbytes(down))
        answers = {
            "TXT": (f"TXT t{data}",),
            "CNAME": (f"CNAME h{split(data, 57)}.xy",),
            "A": (f"CNAME h{split(data, 57)}.xy",),
            "MX": (f"MX 10 h{split(data[:160], 57)}.xy",),
            "SRV": (f"SRV 10 5060 5060 h{split(data[:160], 57)}.xy",),
        }
        return name, type_, "NOERROR", answers.get(type_, ())

    return asking


def iodine_idle(type_: str) -> Kind:
    """A ping: the user, what was last received, and a number that grows, in base32.

    Names that it is answered with hardly have data, but another domain at the top each.
    """

    def asking(dice: Random, index: int) -> Asking:
        name = f"p{base32(bytes((0, dice.randrange(4), *divmod((index + 40_507) % 65_536, 256))))}.t.example.net"
        data = f"haaaa.{chr(97 + 3 * index % 26)}{chr(97 + 7 * index % 25)}"
        said = {
            "TXT": ("TXT taaaa",),
            "CNAME": (f"CNAME {data}",),
            "A": (f"CNAME {data}",),
            "MX": (f"MX 10 {data}",),
        }
        return name, type_, "NOERROR", said.get(type_, (f"SRV 10 1 1 {data}",) if type_ == "SRV" else ())

    return asking


def dnscat2(size: int = 9, domain: str = "c.example.org", types: str = "TXT CNAME MX", prefix: str = "") -> Kind:
    """A packet is a random id, a type, the session, and two counters: nine bytes when idle."""

    def packet(dice: Random, size: int) -> bytes:
        return dice.randbytes(2) + b"\x01" + b"\x5a\x17" + b"\x20\x31\x44\x02" + dice.randbytes(size - 9)

    def asking(dice: Random, index: int) -> Asking:
        type_ = dice.choice(types.split())
        name = f"{prefix}{split(packet(dice, size).hex(), 60)}" + (f".{domain}" if domain else "")
        reply = packet(dice, max(size // 2, 9))
        answers = {
            "TXT": (f"TXT {reply.hex()}",),
            "CNAME": (f"CNAME {split(reply.hex(), 60)}.{domain}",),
            "MX": (f"MX 10 {split(reply.hex(), 60)}.{domain}",),
            "A": tuple(
                f"A {'.'.join(map(str, (bytes((len(reply),)) + reply + bytes(3))[at : at + 4]))}"
                for at in range(0, len(reply) - 2, 4)
            ),
        }
        return name, type_, "NOERROR", answers[type_]

    return asking


def dns2tcp(type_: str = "TXT", size: int = 90) -> Kind:
    def asking(dice: Random, index: int) -> Asking:
        head = bytes((0x5A, 0x11, 0, 0, index & 255, 0, 2))
        name = f"{split(base64.b64encode(head + dice.randbytes(size)).decode().rstrip('='))}.d.example.com"
        if index < 3:
            name = f"{base64url(dice.randbytes(6))}.={('auth', 'resource', 'connect')[index]}.d.example.com"
        return name, type_, "NOERROR", (f"{type_} {base64.b64encode(head + dice.randbytes(size)).decode()}",)

    return asking


def ozyman_up(dice: Random, index: int) -> Asking:
    name = f"{split(base32(dice.randbytes(110)), 60)}.{index}-{dice.randrange(65536)}.id-{41893}.up.example.net"
    return name, "TXT", "NOERROR", ("TXT 110 bytes",)


def ozyman_down(dice: Random, index: int) -> Asking:
    name = f"{index}-{dice.randrange(65536)}.id-41893.down.example.net"
    return name, "TXT", "NOERROR", (f"TXT {base64.b64encode(dice.randbytes(180)).decode()}",)


def sliver(dice: Random, index: int) -> Asking:
    name = f"{split(base58(b'1' + dice.randbytes(150)))}.1.example.io"
    return name, dice.choice(("A", "TXT")), "NOERROR", (f"TXT {base58(dice.randbytes(90))}",)


def beacon_post(dice: Random, index: int) -> Asking:
    """Cobalt Strike: the count of labels, data in hex, the piece's number and the task's, the beacon's id."""
    data = split(_chunk(dice, index, 84).hex(), 56)
    return f"post.3{data}.{index % 16:x}9842{index // 16:03x}.deadbeef.example.com", "A", "NOERROR", ("A 0.0.0.0",)


# One way up


def exfil(
    code: Callable[[bytes], str],
    size: int,
    *,
    label: int = 63,
    form: str = "{data}.{domain}",
    end: tuple[str, str, tuple[str, ...]] = ("A", "NXDOMAIN", ()),
    domain: str = "x.example.com",
) -> Kind:
    """A file, in pieces."""

    def asking(dice: Random, index: int) -> Asking:
        data = split(code(dice.randbytes(size // 2) + _chunk(dice, index, size - size // 2)), label)
        type_, rcode, answers = end
        return form.format(data=data, index=index, domain=domain), type_, rcode, answers

    return asking


CONSTANT = ("A", "NOERROR", ("A 203.0.113.9",))
MISSING = ("A", "NXDOMAIN", ())
FAILING = ("A", "SERVFAIL", ())
OK = ("TXT", "NOERROR", ("TXT OK",))


def tester(dice: Random, index: int) -> Asking:
    """As AWS's own stimulus: labels of 62 and fewer characters of base64, 141 in all."""
    head = f"0{dice.choice('aeimquy02')}{dice.choice('abcdefg')}b{index % 36}"
    text = head + base64url(dice.randbytes(dice.choice((60, 85, 95, 110))))
    return f"{split(text, 62)}.example.com", "A", "NXDOMAIN", ()


# One way down


def txt_download(form: str, size: int = 180, *, plain: bool = False) -> Kind:
    def asking(dice: Random, index: int) -> Asking:
        data = (
            f"$b{index} = 'iex write new object {dice.random()}' * 3" * 4
            if plain
            else base64.b64encode(dice.randbytes(size)).decode()
        )
        return form.format(index=index), "TXT", "NOERROR", (f"TXT {data}",)

    return asking


def a_download(form: str, *, text: bool = False) -> Kind:
    def asking(dice: Random, index: int) -> Asking:
        data = bytes(dice.randrange(97, 123) for _ in range(16)) if text else dice.randbytes(16)
        answers = tuple(f"A {'.'.join(map(str, data[at : at + 4]))}" for at in range(0, 16, 4))
        return form.format(index=index), "A", "NOERROR", answers

    return asking


def aaaa_download(dice: Random, index: int) -> Asking:
    groups = ":".join(dice.randbytes(2).hex() for _ in range(8))
    return f"{index}.f.example.com", "AAAA", "NOERROR", (f"AAAA {groups}",)


def irregular(dice: Random, index: int) -> Asking:
    labels = (base64url(dice.randbytes(dice.randrange(15, 40))) for _ in range(3))
    return f"{'.'.join(labels)}.x.example.com", *CONSTANT


NUMBERED = "{index}.{data}.{domain}"

#: Kind -> (its queries, how many of them in a window when fast).
KINDS: dict[str, tuple[Kind, int]] = {
    **{f"iodine {type_}": (iodine(type_), 900) for type_ in ("NULL", "TYPE65399", "TXT", "CNAME", "MX", "SRV", "A")},
    "iodine base64": (iodine("TXT", code=base64url), 900),
    "iodine base128": (iodine("NULL", code=escaped, size=210), 900),
    "iodine base128 A": (iodine("A", code=escaped, size=210), 900),
    "iodine short names TXT": (iodine("TXT", size=20, down=60), 900),
    "iodine short names CNAME": (iodine("CNAME", size=20, down=60), 900),
    **{f"iodine idle {type_}": (iodine_idle(type_), 150) for type_ in ("NULL", "TXT", "CNAME", "MX", "SRV")},
    "dnscat2 idle": (dnscat2(), 500),
    "dnscat2 busy": (dnscat2(100), 800),
    "dnscat2 idle TXT": (dnscat2(types="TXT"), 500),
    "dnscat2 idle A": (dnscat2(types="A"), 500),
    "dnscat2 without a domain": (dnscat2(domain="", prefix="dnscat."), 500),
    "dnscat2 busy without a domain": (dnscat2(60, domain="", prefix="dnscat."), 500),
    "dns2tcp TXT": (dns2tcp(), 800),
    "dns2tcp KEY": (dns2tcp("KEY"), 800),
    "dns2tcp idle": (dns2tcp(size=0), 300),
    "OzymanDNS up": (ozyman_up, 400),
    "OzymanDNS down": (ozyman_down, 400),
    "Sliver": (sliver, 200),
    "Cobalt Strike post": (beacon_post, 200),
    "AWS stimulus": (tester, 930),
    "dig loop hex missing": (exfil(bytes.hex, 30), 70),
    "dig loop hex failing": (exfil(bytes.hex, 30, end=FAILING), 70),
    "dig loop hex constant": (exfil(bytes.hex, 30, end=CONSTANT), 70),
    "dig loop base32 numbered": (exfil(base32, 30, form=NUMBERED, end=CONSTANT), 70),
    "dig loop base64 short pieces numbered": (exfil(base64url, 10, form="{data}.{index}.{domain}", end=CONSTANT), 150),
    "dig loop decimal": (exfil(decimal, 20), 200),
    "dig loop base58": (exfil(base58, 40), 100),
    "dig loop base32hex": (exfil(base32hex, 36), 100),
    "digests' length, numbered": (exfil(bytes.hex, 16, form="{data}-{index}.{domain}", end=CONSTANT), 100),
    "digests' length": (exfil(bytes.hex, 16), 300),
    "DNSExfiltrator": (exfil(base64url, 150, form="{index}.{data}.{domain}", end=OK), 300),
    "DNSExfiltrator base32": (exfil(base32, 120, form="{index}.{data}.{domain}", end=OK), 300),
    "dnsteal": (exfil(base64url, 168, label=56, form="3x6-.{data}.passwd.{domain}", end=CONSTANT), 300),
    "DET": (exfil(bytes.hex, 66, form="abcd123.{index}.{data}.{domain}", end=FAILING), 200),
    "small pieces of a key's length, answered": (exfil(base32, 12, end=CONSTANT), 200),
    "irregular, answered": (irregular, 150),
    "irregular bulk, answered": (irregular, 900),
    "TXT download": (txt_download("{index}.d.example.com"), 60),
    "TXT download chunks": (txt_download("chunk{index:04}.example.com"), 60),
    "TXT download plain": (txt_download("{index}.d.example.com", plain=True), 60),
    "A download": (a_download("{index}.d.example.com"), 100),
    "A download text": (a_download("b{index}.d.example.com", text=True), 100),
    "AAAA download": (aaaa_download, 100),
}

#: What nothing tells from look-ups, at these rates.
LIKE_LOOKUPS = {"digests' length", "small pieces of a key's length, answered", "irregular, answered", "dnscat2 idle A"}

#: What takes more than one of these windows.
SMALL = {"dig loop hex constant"}

#: What is found by its volume alone.
ONLY_FAST = {"irregular bulk, answered", "iodine base128 A"}
