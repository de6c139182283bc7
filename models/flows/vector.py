"""The vector of an owner's window of traffic: what its instance did in ten minutes, as numbers for a forest.

The family is ``instance``. What is new is new for the owner alone, against the 63 days before. Conversations, hosts and
ports are square roots, bytes and packets fourth roots, in steps of a quarter: bytes run to billions, and a forest cuts
at random between the smallest and the largest value of a feature. Roots are integer roots, and shares are in whole
steps, so that every machine has the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.flows.addresses import halves
from models.flows.groups import distinct
from models.flows.habits import MOST_NETWORKS, MOST_PORTS, Habits
from models.flows.ports import FIRST_EPHEMERAL
from models.flows.slice import Flags, Ints
from models.flows.traffic import Traffic
from models.owner import Owner
from models.profiles.habits import HOURS, grew, most_before, news
from models.profiles.items import day_of
from models.profiles.vector import Family, Feature, Vector, fourth_root, percent, quarters, root
from models.times import HOUR

INSTANCE_FAMILY = Family(
    "instance",
    1,
    (
        Feature("sent_bytes", "bytes sent in the ten minutes (fourth root)"),
        Feature("got_bytes", "bytes got (fourth root)"),
        Feature("sent_packets", "packets sent (fourth root)"),
        Feature("got_packets", "packets got (fourth root)"),
        Feature("opened", "conversations that the instance opened (root)"),
        Feature("taken", "conversations that others opened to it (root)"),
        Feature("peers_opened", "distinct hosts that it opened conversations to (root)"),
        Feature("peers_public", "those of them with public addresses (root)"),
        Feature("peers_taken", "distinct hosts that opened conversations to it (root)"),
        Feature("networks_new", "networks that it never opened a conversation to (root)"),
        Feature("ports", "distinct ports below 32768 that it opened conversations to (root)"),
        Feature("ports_new", "those of them that it never used (root)"),
        Feature("served", "distinct ports below 32768 at which it answered others (root)"),
        Feature("served_new", "those of them at which it never did (root)"),
        Feature("guesses", "conversations no longer than a failed sign-in, of either side (root)"),
        Feature("opened_refused", "opened ones that a security group or network ACL refused, percent in steps of 5"),
        Feature("opened_empty", "opened ones without an answer, percent in steps of 5"),
        Feature("taken_refused", "conversations of others that were refused, percent in steps of 5"),
        Feature("sent_share", "bytes sent of all bytes, percent in steps of 5"),
        Feature(
            "to_one", "most bytes to one public host, as a multiple of the most in any window of earlier days (root)"
        ),
        Feature("hour_new", "1 when it never opened a conversation at this hour of the week"),
    ),
)


#: What a multiple of nothing is a multiple of, in bytes: what is sent in ten minutes without anybody's noticing.
_FLOOR = 10_000_000

_EIGHT, _SIXTEEN, _LOWEST_24, _ABOVE_48 = (np.uint64(number) for number in (8, 16, 0xFFFFFF, 1 << 48))


def vector(owner: Owner, traffic: Traffic, habits: Habits) -> Vector:
    """The features of a window beside an owner's habits, which then take the window in."""
    day, outbound = day_of(traffic.end_ms - 1), traffic.outbound
    opened, taken = np.flatnonzero(outbound), np.flatnonzero(~outbound)
    peers = _flags(traffic.peer[opened], len(traffic.peers))
    ports = _ports(traffic.port[opened])
    served = _ports(traffic.port[taken[traffic.answered[taken]]])
    sent, got = int(traffic.sent_bytes.sum()), int(traffic.got_bytes.sum())
    by_opened, by_taken = int(traffic.conversations[opened].sum()), int(traffic.conversations[taken].sum())
    values = (
        fourth_root(sent),
        fourth_root(got),
        fourth_root(int(traffic.sent_packets.sum())),
        fourth_root(int(traffic.got_packets.sum())),
        root(by_opened),
        root(by_taken),
        root(int(np.count_nonzero(peers))),
        root(_hosts(traffic, opened[traffic.public[opened]])),
        root(_hosts(traffic, taken)),
        root(news(habits.networks, networks(traffic.peers, peers), day, MOST_NETWORKS)),
        root(len(ports)),
        root(news(habits.ports, ports, day, MOST_PORTS)),
        root(len(served)),
        root(news(habits.served, served, day, MOST_PORTS)),
        root(int(traffic.guesses.sum())),
        percent(_refused(traffic, opened), by_opened),
        percent(int(traffic.empty[opened].sum()), by_opened),
        percent(_refused(traffic, taken), by_taken),
        percent(sent, sent + got),
        _to_one(traffic, habits, day),
        news(habits.hours, [(traffic.end_ms - 1) // HOUR % HOURS] if len(opened) else [], day, HOURS),
    )
    family = INSTANCE_FAMILY
    return Vector(family.name, family.version, owner.account, owner.name, traffic.end_ms, tuple(map(float, values)))


def networks(addresses: Sequence[bytes], which: Flags) -> list[int]:
    """The distinct networks of some addresses of 16 bytes, ascending; they stand for autonomous systems.

    A network is the 24 upper bits of an IPv4 address, or 2**48 and the 48 upper bits of an IPv6 address.
    """
    high, low = halves(addresses)
    high, low = high[which], low[which]
    found: list[int] = distinct(np.where(high == 0, low >> _EIGHT & _LOWEST_24, high >> _SIXTEEN | _ABOVE_48)).tolist()
    return found


def _refused(traffic: Traffic, rows: Ints) -> int:
    return int(np.where(traffic.accepted[rows], 0, traffic.conversations[rows]).sum())


def _flags(places: Ints, count: int) -> Flags:
    """Flags at some places."""
    flags = np.zeros(count, np.bool_)
    flags[places] = True
    return flags


def _hosts(traffic: Traffic, rows: Ints) -> int:
    """How many distinct peers some rows have."""
    return int(np.count_nonzero(_flags(traffic.peer[rows], len(traffic.peers))))


def _ports(ports: Ints) -> list[int]:
    """The distinct ones of some ports, ascending, but for what could be a client's, or of a protocol without ports."""
    found: list[int] = distinct(ports[(ports > 0) & (ports < FIRST_EPHEMERAL)]).tolist()
    return found


def _to_one(traffic: Traffic, habits: Habits, day: int) -> float:
    """The root of a multiple in quarters; the habits take in the most bytes."""
    bytes_out = np.where(traffic.public & traffic.accepted, traffic.sent_bytes, 0)
    most = int(np.bincount(traffic.peer, bytes_out).max(initial=0))
    usual = max(most_before(habits.largest, day), _FLOOR)
    grew(habits.largest, day, most)
    return root(quarters(most, usual)) / 2
