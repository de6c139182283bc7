"""Values of the codecs of DNS logs, and the bytes that they were once written as."""

from __future__ import annotations

from models.detectors.account import KeyedSighting
from models.detectors.dns import data_exfiltration, generated_domain
from models.detectors.dns.fleet import FleetMemory
from models.detectors.dns.fleet import Known as KnownDomain
from models.detectors.dns.memory import Memory
from models.findings.sighting import Sighting, sighting
from models.lists.marks import Mark, Said
from models.queries.assemble import Known, Seen
from models.queries.channel import Amounts
from models.queries.habits import Habits
from models.queries.packing import pack
from models.queries.presence import Presence
from models.queries.sample import Reach
from models.queries.slice import DomainSlice, Lookup, Response, Slice
from tests.models.findings.requests import KEY, requested
from tests.queries import CLIENT, END, VPC

SAID = Said("black-hole", '{"listName":"l"}')
LOOKUP = Lookup(
    "www.example.com",
    "A",
    "NOERROR",
    END - 60_000,
    END - 1,
    Response(4, 1, (("A", "169.254.169.254"),)),
    ("169.254.169.254",),
    True,
    True,
    (SAID,),
)
DOMAINS = (DomainSlice("example.com", True, False, (LOOKUP,), True, {"www.example.com": Mark(True, (SAID,))}),)
SLICE = Slice(END, VPC, CLIENT, True, pack(DOMAINS), 2)
DAY = 20_514
CHANNEL = data_exfiltration.Channel(END - 9, END, Amounts(1, 2, 3, 4, 5, 6, 7, 8), 9, 10, 11, True, [4_294_967_295])
MEMORY = Memory(
    first_day=DAY,
    last_ms=END,
    judged=True,
    seen=Seen({END: Known(bytes(range(8)), {"example.com": Reach(5, 6)})}),
    habits=Habits({1: DAY}, {2: DAY}, {10: DAY}, {DAY: 6}),
    generated_domain=generated_domain.Memory(
        [generated_domain.Seen(7, END, 900)], [generated_domain.Seen(8, END, 600)]
    ),
    data_exfiltration=data_exfiltration.Memory(
        {
            "example.com": data_exfiltration.Channel(
                END - 9, END, Amounts(1, 2, 3, 4, 5, 6, 7, 8), 9, 10, 11, True, [4_294_967_295]
            )
        }
    ),
)
SEEN: Sighting = sighting(END, [requested(1, "e1", evidence="[]", info="{}"), requested(2, "e2", tcp=True)])
KEYED = KeyedSighting(KEY, SEEN)
PRESENCE = Presence(END, "111122223333", "eu-west-1", "i-0a", VPC, CLIENT, True, 3, pack(DOMAINS))

VALUES = {
    "query slices": [SLICE],
    "query memory": MEMORY,
    "presences in the fleet": [PRESENCE],
    "fleet memory": FleetMemory(DAY, DAY + 1, {"example.com": KnownDomain(DAY, DAY + 1, [4_294_967_295], True)}),
    "keyed sightings": [KEYED],
}

#: What version 1 wrote for them.
VERSION_1 = {
    "query slices": (
        "019196cf0000019cadfd8900b57670632d3031323334353637383961626364656630a831302e302e302e35c3c48301b80000"
        "00f7089196ab6578616d706c652e636f6dc3c2919aaf7777772e1400f204a141a74e4f4552524f52cf0000019cadfc9ea009"
        "00f304fd88ff9304019192a141af3136392e3235342e08001c911100fc13c3c39192aa626c61636b2d686f6c65b07b226c69"
        "73744e616d65223a226c227dc38176001f92320007503a226c227d02"
    ),
    "query memory": (
        "0197cd5022cf0000019cadfd8900c39181cf0000019cadfd890092c408000102030405060781ab6578616d706c652e636f6d"
        "920506948101cd50228102cd5022810acd502281cd50220692919307cf0000019cadfd8900cd0384919308cf0000019cadfd"
        "8900cd02589181ab6578616d706c652e636f6d98cf0000019cadfd88f7cf0000019cadfd8900980102030405060708090a0b"
        "c391ceffffffff"
    ),
    "presences in the fleet": (
        "019199cf0000019cadfd8900ac313131313232323233333333a965752d776573742d31a4692d3061b57670632d3031323334"
        "353637383961626364656630a831302e302e302e35c303c48301b8000000f7089196ab6578616d706c652e636f6dc3c2919a"
        "af7777772e1400f204a141a74e4f4552524f52cf0000019cadfc9ea00900f304fd88ff9304019192a141af3136392e323534"
        "2e08001c911100fc13c3c39192aa626c61636b2d686f6c65b07b226c6973744e616d65223a226c227dc38176001f92320007"
        "503a226c227d"
    ),
    "fleet memory": ("0193cd5022cd502381ab6578616d706c652e636f6d94cd5022cd502391ceffffffffc3"),
    "keyed sightings": (
        "01919294be4261636b646f6f723a4543322f43264341637469766974792e4221444e53ac313131313232323233333333a965"
        "752d776573742d31b3692d303132333435363738396162636465663094cf0000019cadfd890092dc001002cb402000000000"
        "0000b463646e2e6576696c2e6578616d706c652e636f6dab6578616d706c652e636f6d91a14191a74e4f4552524f5291ac31"
        "39382e35312e3130302e37c2c2a831302e302e302e35b3692d3031323334353637383961626364656630a67670632d3061cd"
        "7530a27b7da25b5dc2dc001002cb4020000000000000b463646e2e6576696c2e6578616d706c652e636f6dab6578616d706c"
        "652e636f6d91a14191a74e4f4552524f5291ac3139382e35312e3130302e37c3c2a831302e302e302e35b3692d3031323334"
        "353637383961626364656630a67670632d3061cd7530a0a0c282a2653192cf0000019cabd9226000a2653292cf0000019cab"
        "da0cc001a0"
    ),
}

#: A sighting of requests, as version 2 writes it.
REQUESTS_OF_VERSION_2 = {
    "sighting": (
        "0294cf0000019cadfd890092dc001002cb4020000000000000b463646e2e6576696c2e6578616d706c652e636f6dab657861"
        "6d706c652e636f6d91a14191a74e4f4552524f5291ac3139382e35312e3130302e37c2c2a831302e302e302e35b3692d3031"
        "323334353637383961626364656630a67670632d3061cd7530a27b7da25b5dc2dc001002cb4020000000000000b463646e2e"
        "6576696c2e6578616d706c652e636f6dab6578616d706c652e636f6d91a14191a74e4f4552524f5291ac3139382e35312e31"
        "30302e37c3c2a831302e302e302e35b3692d3031323334353637383961626364656630a67670632d3061cd7530a0a0c282a2"
        "653192cf0000019cabd9226000a2653292cf0000019cabda0cc001a0"
    ),
}
