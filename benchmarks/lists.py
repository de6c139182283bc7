"""How fast many entries are looked up, and what they cost: ``python -m benchmarks.lists``.

Draws threat lists (seeded): one large one of IPv4 addresses with a tenth of ranges, one of IPv6 addresses, one of
domains, and ten small ones whose ranges overlap the large one's. Prints seconds to build each table, bytes per entry
that stay (as tracemalloc counts them, without the entries that it was built from), and microseconds per look-up of
what is listed and what is not. Times are the best of five passes; the text of an address is as fresh as if it had just
been decoded.
"""

import argparse
import gc
import ipaddress
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from models.lists.addresses import AddressTable, Row
from models.lists.book import Book, Loaded
from models.lists.domains import DomainTable
from models.lists.entry import Entry, EntryKind, Parsed
from models.lists.settings import ListTable

SIZES = (250_000, 1_000_000)
LOOK_UPS = 20_000
PASSES = 5

#: Microseconds that a look-up may take.
AIMS = {"IPv4": 2.0, "IPv6": 2.0, "domain": 3.0}
#: Bytes that an address may take.
AIM = 150

Table = AddressTable | DomainTable


def ipv4(draw: random.Random) -> str:
    """A public address; one in ten as the /24 around it."""
    address = f"{draw.choice(PUBLIC)}.{draw.randrange(256)}.{draw.randrange(256)}"
    return f"{address}.0/24" if draw.random() < 0.1 else f"{address}.{draw.randrange(1, 255)}"


#: First octets that hold no special-purpose block.
PUBLIC = [octet for octet in range(1, 224) if octet not in {10, 100, 127, 169, 172, 192}]


def ipv6(draw: random.Random) -> str:
    """An address of one of the blocks that registries allocate from."""
    block = draw.choice((0x2001, 0x2400, 0x2600, 0x2A00, 0x2A01, 0x2C00))
    return str(ipaddress.IPv6Address((block << 112) + draw.getrandbits(108)))


def domain(draw: random.Random) -> str:
    """A name as generated ones look; one in ten with everything below it."""
    name = "".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=12))
    return f"{'*.' if draw.random() < 0.1 else ''}{name}.example.{draw.choice(('org', 'com', 'net'))}"


def small(draw: random.Random) -> Iterator[Row]:
    """Ten lists of 100 broader ranges each."""
    for number in range(1, 11):
        for _ in range(100):
            address = ipaddress.IPv4Address(ipv4(draw).partition("/")[0])
            yield Row(number, str(ipaddress.ip_network(f"{address}/{draw.randrange(14, 24)}", strict=False)), number)


def fresh(text: str) -> str:
    """Another object with the same text."""
    return text[:1] + text[1:]


def measured(table: Table, texts: list[str]) -> float:
    """Microseconds per look-up."""
    best = float("inf")
    for _ in range(PASSES):
        decoded = [fresh(text) for text in texts]
        started = time.perf_counter()
        for text in decoded:
            table.find(text)
        best = min(best, time.perf_counter() - started)
    return best / len(texts) * 1e6


def kept(build: Callable[[], Table]) -> int:
    """Bytes that a table keeps."""
    gc.collect()
    tracemalloc.start()
    table = build()
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(table)
    return size


def report(name: str, size: int, make: Callable[[random.Random], str]) -> None:
    """Build a table of so many entries, and print what it costs and how fast it is."""
    draw = random.Random(1)
    rows = [Row(0, make(draw), 0) for _ in range(size)]
    threats = set(range(11))

    def build(entries: Iterable[Row]) -> Table:
        if name == "domain":
            return DomainTable(entries, threats)
        return AddressTable(chain(entries, small(random.Random(2))) if name == "IPv4" else entries, threats)

    started = time.perf_counter()
    table = build(rows)
    seconds = time.perf_counter() - started
    hits = [row.text.replace("*", "www").partition("/")[0] for row in draw.sample(rows, LOOK_UPS)]
    misses = [f"www.{make(draw)}" if name == "domain" else make(draw).partition("/")[0] for _ in range(LOOK_UPS)]
    assert all(map(table.find, hits))
    hit, miss = measured(table, hits), measured(table, misses)
    del table
    each = kept(lambda: build(row._replace(text=fresh(row.text)) for row in rows)) / len(rows)
    print(f"{name:<8}{size:>10,}{seconds:>9.1f}{each:>9.0f}{hit:>9.2f}{miss:>9.2f}{AIMS[name]:>9.1f}")


def callers() -> None:
    """Print what a whole look-up in the book costs, for callers that come for the first time and again."""
    draw = random.Random(1)
    entries = [Entry(EntryKind.ADDRESS, ipv4(draw), line) for line in range(SIZES[0])]
    book = Book.of([Loaded(ListTable(name="bench", path="bench.txt"), Parsed(entries, []), "")])
    texts = [entry.text.partition("/")[0] for entry in draw.sample(entries, 5000)]
    for when in ("first", "again"):
        started = time.perf_counter()
        for text in texts:
            book.caller(text)
        print(f"Book.caller of listed addresses, {when}: {(time.perf_counter() - started) / len(texts) * 1e6:.2f} µs")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="entries of the large lists")
    options = parser.parse_args()
    print(f"{'':<8}{'entries':>10}{'build s':>9}{'bytes':>9}{'hit µs':>9}{'miss µs':>9}{'aim':>9}")
    for size in options.sizes:
        for name, make in (("IPv4", ipv4), ("IPv6", ipv6), ("domain", domain)):
            report(name, size, make)
    print(f"bytes: per entry; aim for addresses {AIM}")
    callers()
    return 0


if __name__ == "__main__":
    sys.exit(main())
