"""Values of the codecs of flow logs, and the bytes that they were once written as."""

from __future__ import annotations

import numpy as np

from models.detectors.account import KeyedSighting
from models.detectors.flows import (
    denial_of_service,
    guessing,
    port_sweep,
    portscan,
    spambot,
    tor_relay,
    traffic_volume,
    unusual_port,
    unusual_resolver,
)
from models.detectors.flows.memory import Memory
from models.detectors.windows import Found, WindowCase
from models.flows.assemble import Seen
from models.flows.habits import Habits
from models.flows.packing import pack
from models.flows.slice import Records, Slice
from models.lists.marks import Mark, Said
from models.profiles.items import Item
from models.profiles.vector import Vector
from tests.flows import END, LOCAL, PEER, packed
from tests.models import connection_values

RECORDS = Records(
    src=np.array([0, 1]),
    dst=np.array([1, 0]),
    src_port=np.array([40_000, 22]),
    dst_port=np.array([22, 40_000]),
    protocol=np.array([6, 6]),
    flags=np.array([2, 18]),
    accepted=np.array([True, True]),
    direction=np.array([1, -1]),
    packets=np.array([9, 7]),
    bytes=np.array([1_200, 2_400]),
    start=np.array([END // 1000 - 60, END // 1000 - 60]),
    end=np.array([END // 1000 - 1, END // 1000 - 1]),
)
SLICE = Slice(
    end_ms=END,
    interface="eni-0a",
    vpc="vpc-0a",
    subnet="subnet-0a",
    cluster="j-0A",
    transit=False,
    addresses=packed(LOCAL) + packed(PEER),
    marks={1: Mark(True, (Said("c2", '{"listName":"l"}'),))},
    records=pack(RECORDS),
    count=2,
)
HOST, DAY = packed(PEER), 20_514
MEMORY = Memory(
    first_day=DAY,
    last_ms=END,
    judged=True,
    seen=Seen({"eni-0a": [packed(LOCAL)]}, False, {END: bytes(range(16))}),
    habits=Habits({1: 2}, {22: 3}, {443: 4}, {10: 5}, {DAY: 6}),
    denial_of_service=denial_of_service.Memory(DAY, {HOST: [(END, 1, 2)]}, {HOST: {DAY: 3}}, {443: {DAY: 4}}),
    port_sweep=port_sweep.Memory({445: port_sweep.Tries({7: END}, [(END, END - 9)])}),
    portscan=portscan.Memory(1, {HOST: {22: (END, 1)}}),
    brute_force=guessing.Memory({HOST: [(END, END - 9, 30)]}, {22: [(END, 31)]}, {HOST: guessing.Habit(DAY, 1, 12, 3)}),
    tor_relay=tor_relay.Memory({HOST: (END, END - 9)}, {HOST: (END, END - 8)}),
    unusual_port=unusual_port.Memory(
        DAY, {"TCP 22": Item(DAY, 3)}, {"198.51.100.7": Item(DAY, 1)}, [DAY], {"4444": Item(DAY, 1)}
    ),
    spambot=spambot.Memory([DAY], [spambot.Sent(END, END - 9, 3, [HOST], [HOST])], DAY),
    unusual_resolver=unusual_resolver.Memory({PEER: Item(DAY, 1)}, {PEER: Item(DAY, 2)}, {PEER: Item(DAY, 4)}),
    traffic_volume=traffic_volume.Memory({HOST: {492_346: (5, 6)}}, {DAY: 7}),
)
KEYED: KeyedSighting = connection_values.VALUES["keyed sighting"]
CASE = WindowCase([Found(KEYED, False)], Vector("instance", 1, "111122223333", "i-0a", END, (1.0, 0.25)), True, False)

VALUES = {"flow slices": [SLICE], "flow memory": MEMORY, "window cases": [CASE]}

#: What version 1 wrote for them.
VERSION_1 = {
    "flow slices": (
        "01919acf0000019cadfd8900a6656e692d3061a67670632d3061a97375626e65742d3061a46a2d3041c2c420000000000000"
        "00000000ffff0a00000500000000000000000000ffffc6336407810192c39192a26332b07b226c6973744e616d65223a226c"
        "227dc4390102000000645fa56900000000000001010000000300010000f00f0001010040169c001640009c06060212010101"
        "ff0907b060040900003b3b02"
    ),
    "flow memory": (
        "019ecd5022cf0000019cadfd8900c39381a6656e692d306191c41000000000000000000000ffff0a000005c281cf0000019c"
        "adfd8900c410000102030405060708090a0b0c0d0e0f9581010281160381cd01bb04810a0581cd50220694cd502281c41000"
        "000000000000000000ffffc63364079193cf0000019cadfd8900010281c41000000000000000000000ffffc633640781cd50"
        "220381cd01bb81cd5022049181cd01bd928107cf0000019cadfd89009192cf0000019cadfd8900cf0000019cadfd88f79201"
        "81c41000000000000000000000ffffc6336407811692cf0000019cadfd8900019381c41000000000000000000000ffffc633"
        "64079193cf0000019cadfd8900cf0000019cadfd88f71e81169192cf0000019cadfd89001f81c41000000000000000000000"
        "ffffc633640794cd5022010c039281c41000000000000000000000ffffc633640792cf0000019cadfd8900cf0000019cadfd"
        "88f781c41000000000000000000000ffffc633640792cf0000019cadfd8900cf0000019cadfd88f895cd502281a654435020"
        "323292cd50220381ac3139382e35312e3130302e3792cd50220191cd502281a43434343492cd5022019391cd50229195cf00"
        "00019cadfd8900cf0000019cadfd88f70391c41000000000000000000000ffffc633640791c41000000000000000000000ff"
        "ffc6336407cd50229381ac3139382e35312e3130302e3792cd50220181ac3139382e35312e3130302e3792cd50220281ac31"
        "39382e35312e3130302e3792cd5022049281c41000000000000000000000ffffc633640781ce0007833a92050681cd502207"
    ),
    "window cases": (
        "01919491929294d9225265636f6e3a4543322f506f727450726f6265556e70726f746563746564506f7274ac313131313232"
        "323233333333a965752d776573742d31a4692d306194cf0000019cabdccbe092dc001301cb4020000000000000a654415247"
        "4554c3c206c3a831302e302e302e35cd23f0ac3139382e35312e3130302e37cdc351a4692d3061a6656e692d3061a6767063"
        "2d3061a97375626e65742d30611ea77b2261223a317dd9305b7b22656e747279223a223139382e35312e3130302e37222c22"
        "6c6973744e616d65223a227363616e6e657273227d5dc3dc001301cb4020000000000000a6544152474554c3c206c3a83130"
        "2e302e302e35cd23f0ab323030313a6462383a3a31cdc351a4692d3061a6656e692d3061a67670632d3061a97375626e6574"
        "2d30611ea77b2261223a317da0c282a2653192cf0000019cabdccbae00a2653292cf0000019cabdccbb801a0c296a8696e73"
        "74616e636501ac313131313232323233333333a4692d3061cf0000019cadfd890092cb3ff0000000000000cb3fd000000000"
        "0000c3c2"
    ),
}
