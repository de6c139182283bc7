"""What clients ask for every day, by what they are there for; it raises no finding.

=============  ====================================================================================
`operation`    every machine: AWS's endpoints, packages, clocks, telemetry, names of neighbours
`servers`      web and application servers, batch workers, monitoring: own services, partners, visitors' names
`containers`   container hosts, containers and functions: service discovery, names that are completed by search
`mail`         mail relays: exchangers, policies, keys, block lists
`desktops`     people: sites, trackers, the company's directory, antivirus, slips
=============  ====================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator

from models.simulate.dns.everyday import containers, desktops, mail, operation, servers
from models.simulate.dns.habit import Habit
from models.simulate.dns.surroundings import Surroundings


def habits(around: Surroundings) -> Iterator[Habit]:
    """All habits of a network's clients."""
    for kind in (operation, servers, containers, mail, desktops):
        yield from kind.habits(around)
