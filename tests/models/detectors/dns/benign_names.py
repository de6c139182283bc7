"""Benign look-ups of many names below one domain, as the lookups of a window; kinds are as in ``tunnels``."""

from __future__ import annotations

import base64
import hashlib
from random import Random
from uuid import UUID

from tests.models.detectors.dns.tunnels import Asking, Kind, base32, base64url

WORDS = [
    "mail",
    "shop",
    "cloud",
    "data",
    "web",
    "app",
    "admin",
    "portal",
    "login",
    "media",
    "news",
    "static",
    "image",
    "assets",
    "video",
    "blog",
    "forum",
    "store",
    "api",
    "auth",
    "search",
    "secure",
    "payment",
    "account",
    "billing",
    "status",
    "docs",
    "help",
    "support",
    "travel",
    "hotel",
    "garden",
    "kitchen",
    "music",
    "sport",
    "health",
    "energy",
    "bank",
    "insurance",
    "school",
    "city",
    "river",
    "mountain",
    "forest",
    "green",
    "blue",
    "red",
    "summer",
    "winter",
    "market",
    "trade",
    "logistics",
    "verwaltung",
    "gesundheit",
    "schmuck",
    "rechtsschutz",
    "ferme",
    "boulangerie",
    "piscine",
    "viaggi",
    "cucina",
    "libros",
    "escuela",
    "przyklad",
    "zdrowie",
    "szkola",
    "nyheter",
    "fiske",
    "kjoksn",
    "tarhana",
    "kitap",
    "saglik",
    "pasar",
    "rumah",
]
TOPS = ["com", "net", "org", "de", "fr", "co.uk", "io", "pl", "com.br", "ru", "it", "es"]


def hexed(dice: Random, size: int) -> str:
    return dice.randbytes(size).hex()


def word(dice: Random) -> str:
    return dice.choice(WORDS) + dice.choice(("", "", "-" + dice.choice(WORDS), str(dice.randrange(100))))


def host(dice: Random) -> str:
    return f"{word(dice)}.{dice.choice(WORDS)}{dice.choice(WORDS)}{dice.randrange(9000)}.{dice.choice(TOPS)}"


def octets(dice: Random) -> list[int]:
    return [dice.randrange(256) for _ in range(4)]


def address(dice: Random) -> str:
    """Somewhere in a few networks of one operator."""
    return f"A {dice.choice((52, 54, 18))}.{dice.randrange(200, 220)}.{dice.randrange(256)}.{dice.randrange(256)}"


def hosts(form: str, *, alias: str = "", types: tuple[str, ...] = ("A", "AAAA")) -> Kind:
    """Hosts of a form, answered with addresses of an operator, through an alias if there is one."""

    def asking(dice: Random, index: int) -> Asking:
        values = {
            "index": index,
            "d": dice.randrange(1, 8),
            "digits": dice.randrange(10**12),
            "word": word(dice),
            "ip": "-".join(map(str, octets(dice))),
            "hex8": hexed(dice, 4),
            "hex": hexed(dice, 8),
            "hex16": hexed(dice, 16),
            "hex32": hexed(dice, 32),
            "b32": base32(dice.randbytes(8)),
            "b36": base32(dice.randbytes(5)),
            "b64": base64url(dice.randbytes(32)),
            "uuid": str(UUID(bytes=dice.randbytes(16))),
        }
        answers = (f"CNAME {alias.format(**values)}",) if alias else ()
        return form.format(**values), dice.choice(types), "NOERROR", (*answers, address(dice))

    return asking


def block_list(dice: Random, index: int) -> Asking:
    name = ".".join(map(str, octets(dice)))
    listed = dice.random() < 0.2
    return f"{name}.zen.example.org", "A", "NOERROR" if listed else "NXDOMAIN", ("A 127.0.0.4",) if listed else ()


def block_list_text(dice: Random, index: int) -> Asking:
    name = ".".join(map(str, octets(dice)))
    return (
        f"{name}.bl.example.org",
        "TXT",
        "NOERROR",
        (f"TXT Blocked - see https://bl.example.org/{name} ref {hexed(dice, 8)}",),
    )


def origin_text(dice: Random, index: int) -> Asking:
    one, two, three, four = octets(dice)
    said = f"TXT {dice.randrange(60000)} | {four}.{three}.{two}.0/24 | US | arin | 2004-{dice.randrange(1, 12):02}-01"
    return f"{one}.{two}.{three}.{four}.origin.asn.example.com", "TXT", "NOERROR", (said,)


def block_list_6(dice: Random, index: int) -> Asking:
    return f"{'.'.join(hexed(dice, 16))}.zen.example.org", "A", "NXDOMAIN", ()


def domain_list(dice: Random, index: int) -> Asking:
    listed = dice.random() < 0.1
    return f"{host(dice)}.dbl.example.org", "A", "NOERROR" if listed else "NXDOMAIN", ("A 127.0.1.2",) if listed else ()


def digests(form: str, algorithm: str, *, type_: str = "A", code: str = "hex") -> Kind:
    def asking(dice: Random, index: int) -> Asking:
        data = hashlib.new(algorithm, dice.randbytes(8)).digest()
        text = {"hex": data.hex(), "b32": base32(data), "b64": base64url(data)}[code]
        listed = dice.random() < 0.1
        said = f"TXT {dice.randrange(10**9, 2 * 10**9)} {dice.randrange(100)}" if type_ == "TXT" else "A 127.0.0.2"
        return form.format(text), type_, "NOERROR" if listed else "NXDOMAIN", (said,) if listed else ()

    return asking


def artemis(dice: Random, index: int) -> Asking:
    flags = f"a-0.19-a30000{dice.randrange(90):02}.a0c00{dice.randrange(90):02}.1644.e{dice.randrange(90)}.3ea1.210.0"
    return (
        f"{flags}.{base32(dice.randbytes(16))}.avts.example.com",
        "A",
        "NOERROR",
        (f"A 127.0.4.{dice.choice((8, 64))}",),
    )


def telemetry(*sizes: int | tuple[int, int], type_: str = "A") -> Kind:
    """Long labels of base32, of fixed or of varying lengths."""

    def asking(dice: Random, index: int) -> Asking:
        lengths = (dice.randint(*size) if isinstance(size, tuple) else size for size in sizes)
        labels = ("".join(dice.choices("abcdefghijklmnopqrstuvwxyz234567", k=length)) for length in lengths)
        said = f"A 127.0.0.{dice.choice((1, 2, 4))}" if type_ == "A" else f"TXT {dice.choice(('ok', 'a 1', 'p 5 30'))}"
        return f"{'.'.join(labels)}.c.example.net", type_, "NOERROR", (said,)

    return asking


def scanner(dice: Random, index: int) -> Asking:
    """Of a URL: what the machine and the host have in common, then what is the URL's own."""
    common = Random(index // 20)
    first = hexed(common, 31)[:61]
    text = hexed(common, 10) + hexed(dice, 21) + "." + hexed(common, 9) + "." + hexed(dice, dice.randrange(8, 28))
    return f"3.1o{first}.{text}.i.01.mac.example.net", dice.choice(("A", "TXT")), "NOERROR", ("A 127.0.0.1",)


def dkim(dice: Random, index: int) -> Asking:
    name = f"s{dice.randrange(1000, 2048)}-{hexed(dice, 4)}._domainkey.example.com"
    return name, "TXT", "NOERROR", (f"TXT v=DKIM1; k=rsa; p={base64.b64encode(dice.randbytes(270)).decode()}",)


def challenge(dice: Random, index: int) -> Asking:
    name = f"_acme-challenge.{word(dice)}{index}.example.com"
    return name, "TXT", "NOERROR", (f"TXT {base64url(dice.randbytes(32))}",)


def spf_macro(dice: Random, index: int) -> Asking:
    return f"{'.'.join(map(str, octets(dice)))}.{word(dice)}._spf.example.com", "A", "NXDOMAIN", ()


def reporting(dice: Random, index: int) -> Asking:
    return f"{host(dice)}._report._dmarc.example.com", "TXT", "NOERROR", ("TXT v=DMARC1",)


def discovery(dice: Random, index: int) -> Asking:
    name = f"_http._tcp.{word(dice)}-{hexed(dice, 4)}.svc.example.com"
    return (
        name,
        dice.choice(("SRV", "TXT")),
        "NOERROR",
        (f"SRV 0 10 {dice.randrange(30000, 40000)} pod-{hexed(dice, 4)}.example.com",),
    )


def ownership(dice: Random, index: int) -> Asking:
    name = f"{word(dice)}{index}.example.com"
    return (
        name,
        "TXT",
        "NOERROR",
        ("TXT heritage=external-dns,external-dns/owner=default,external-dns/resource=service/a/b",),
    )


def peers(dice: Random, index: int) -> Asking:
    """A tree of nodes in text records, each under the digest of itself."""
    said = f"TXT enr:-{base64url(dice.randbytes(120))}"
    if dice.random() < 0.1:
        said = f"TXT enrtree-branch:{','.join(base32(dice.randbytes(16)).upper() for _ in range(10))}"
    return f"{base32(dice.randbytes(16))}.all.nodes.example.org", "TXT", "NOERROR", (said,)


def suffix_storm(dice: Random, index: int) -> Asking:
    longs = (
        host(dice),
        f"{base32(dice.randbytes(12))}.cdn.{word(dice)}.net",
        f"{base32(dice.randbytes(30))}.{base32(dice.randbytes(30))}.{base32(dice.randbytes(20))}.av.{dice.choice(WORDS)}.com",
    )
    return f"{dice.choice(longs)}.corp.example.com", dice.choice(("A", "AAAA")), "NXDOMAIN", ()


def mail_domains(dice: Random, index: int) -> Asking:
    return f"{word(dice)}{dice.choice(('', index))}.example.com", "MX", "NOERROR", ("MX 10 mx.example.com",)


def probes(dice: Random, index: int) -> Asking:
    return f"{hexed(dice, 8)}.probe.example.com", "A", "NOERROR", ("A 203.0.113.80",)


def dynamic_hosts(dice: Random, index: int) -> Asking:
    one = octets(dice)
    name = f"host-{'-'.join(map(str, one))}.dyn.example.net"
    return name, "A", "NOERROR", (f"A {one[0] % 223 + 1}.{one[1]}.{one[2]}.{one[3]}",)


def customers(dice: Random, index: int) -> Asking:
    """Devices at homes, by their serial numbers, all over one country's networks."""
    answer = (
        f"A {dice.choice((80, 84, 87, 91, 92, 93))}.{dice.randrange(16)}.{dice.randrange(256)}.{dice.randrange(256)}"
    )
    return f"cam{hexed(dice, 4)}.example.net", "A", "NOERROR", (answer,)


def content(dice: Random, index: int) -> Asking:
    return f"bafkrei{base32(dice.randbytes(33))[:52]}.gateway.example.com", "A", "NOERROR", (address(dice),)


def tenants(dice: Random, index: int) -> Asking:
    """Mail to tenants, each with a mail server that is called by it."""
    tenant = f"{dice.choice(WORDS)}{dice.randrange(1000)}{dice.choice(WORDS)}"
    return f"{tenant}.example.com", "MX", "NOERROR", (f"MX 0 {tenant}-example.mail.example.net",)


def bounces(dice: Random, index: int) -> Asking:
    """Senders of newsletters, each with a domain of its own for what bounces."""
    return f"{base32(dice.randbytes(8))}.bounce.example.com", "MX", "NOERROR", ("MX 10 mx.example.com",)


def candidates(dice: Random, index: int) -> Asking:
    """Who tries which names a domain has, by words and numbers."""
    return f"{dice.choice(WORDS)}{dice.randrange(9)}{dice.choice(WORDS)}.example.com", "CNAME", "NXDOMAIN", ()


def ownership_proofs(dice: Random, index: int) -> Asking:
    return (
        f"{UUID(bytes=dice.randbytes(16))}.auth.example.com",
        "TXT",
        "NOERROR",
        (f"TXT {base64url(dice.randbytes(32))}",),
    )


def clusters(dice: Random, index: int) -> Asking:
    name = f"{dice.choice(WORDS)}.{hexed(dice, 2)}x.example.com"
    return name, "TXT", "NOERROR", (f"TXT authSource=admin&replicaSet=atlas-{hexed(dice, 3)}-shard-0",)


def long_digests(dice: Random, index: int) -> Asking:
    """Of SHA-512, cut where labels end."""
    text = hexed(dice, 64)
    listed = dice.random() < 0.03
    return (
        f"{text[:63]}.{text[63:126]}.{text[126:]}.file.example.com",
        "A",
        "NOERROR" if listed else "NXDOMAIN",
        ("A 127.0.0.2",) if listed else (),
    )


def validations(dice: Random, index: int) -> Asking:
    return f"_{hexed(dice, 16)}.{base32(dice.randbytes(4))}.example.com", "CNAME", "NXDOMAIN", ()


#: Kind -> (its queries, how many of them in a busy window).
KINDS: dict[str, tuple[Kind, int]] = {
    "hash-named hosts": (hosts("{hex16}.cdn.example.com"), 600),
    "hash-named hosts of two labels": (hosts("{d}.{hex}.cdn.example.com"), 600),
    "video nodes": (hosts("rr{d}---sn-{b36}.video.example.com"), 600),
    "aliased tenants": (hosts("{word}{index}.shop.example.com", alias="{b32}.edge.example.com"), 600),
    "hash to hash aliases": (hosts("{hex16}.cdn.example.com", alias="{b32}.pool.example.com"), 600),
    "buckets": (hosts("{word}-prod-{word}-eu-west-1-{digits}.s3.example.com"), 600),
    "load balancers": (hosts("k8s-{word}-{word}-{hex8}-{hex}.elb.example.com"), 400),
    "tracking": (hosts("{hex16}.t.example.com", alias="t.example.com"), 800),
    "tracking in base64": (hosts("{b64}.t.example.com", alias="t.example.com"), 500),
    "API by UUID": (hosts("{uuid}.api.example.com"), 800),
    "fleet by id": (hosts("i-{hex}a.eu-west-1.fleet.example.com"), 5000),
    "fleet by address": (hosts("ip-{ip}.eu-west-1.compute.internal"), 5000),
    "fleet numbered": (hosts("web-{index:04}-{hex8}.fleet.example.com"), 5000),
    "pods": (hosts("{ip}.ns.pod.cluster.local"), 3000),
    "containers": (hosts("{hex32}.docker.example.com"), 1000),
    "probes": (probes, 60),
    "block list": (block_list, 5000),
    "block list in text": (block_list_text, 1000),
    "block list of IPv6": (block_list_6, 2000),
    "list of domains": (domain_list, 2000),
    "origins in text": (origin_text, 1500),
    "MD5": (digests("{}.hash.example.com", "md5"), 3000),
    "MD5 in text": (digests("{}.hash.example.com", "md5", type_="TXT"), 2000),
    "SHA-1": (digests("{}.ebl.example.com", "sha1"), 3000),
    "SHA-1 in base32": (digests("{}.ebl.example.com", "sha1", code="b32"), 3000),
    "SHA-256 in base32": (digests("{}.ebl.example.com", "sha256", code="b32"), 1500),
    "SHA-256 in base64": (digests("{}.ebl.example.com", "sha256", code="b64"), 1500),
    "virus scanner by digest": (artemis, 300),
    "telemetry, irregular": (telemetry((20, 60), (20, 60), (20, 60)), 300),
    "telemetry, irregular, text": (telemetry((20, 60), (20, 60), (20, 60), type_="TXT"), 300),
    "telemetry, regular": (telemetry(52, 40, 26), 300),
    "telemetry, regular, text": (telemetry(52, 40, 26, type_="TXT"), 300),
    "telemetry, two long": (telemetry(63, 63, (20, 42)), 200),
    "URL scanner": (scanner, 300),
    "DKIM": (dkim, 100),
    "challenges": (challenge, 300),
    "SPF macros": (spf_macro, 1000),
    "DMARC reporting": (reporting, 300),
    "service discovery": (discovery, 600),
    "ownership": (ownership, 600),
    "peers": (peers, 1000),
    "search list": (suffix_storm, 2000),
    "mail domains": (mail_domains, 500),
    "content by digest": (content, 300),
    "mail to tenants": (tenants, 150),
    "bounces": (bounces, 150),
    "candidates": (candidates, 1000),
    "proofs of ownership": (ownership_proofs, 150),
    "clusters": (clusters, 150),
    "SHA-512": (long_digests, 500),
    "validations": (validations, 150),
    "dynamic hosts": (dynamic_hosts, 1000),
    "customers": (customers, 500),
}
