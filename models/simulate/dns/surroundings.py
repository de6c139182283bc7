"""A network and what is around it: its clients, its account's names and partners, and the internet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from models.simulate.dice import Dice
from models.simulate.dns import clients, internet, words
from models.simulate.dns.clients import Client
from models.simulate.dns.internet import Internet
from models.simulate.flows.network import Network, Place
from models.simulate.organisation import Organisation


@dataclass(frozen=True)
class Surroundings:
    """A network.

    Attributes:
        place: it.
        clients: who asks its Resolver.
        internet: what they can ask for.
        company: whose it is.
    """

    place: Place
    clients: tuple[Client, ...]
    internet: Internet
    company: str

    def all(self, *jobs: str) -> tuple[Client, ...]:
        """The clients with one of some jobs."""
        return tuple(client for client in self.clients if client.job in jobs)

    @property
    def region(self) -> str:
        """The Region that it is in."""
        return self.place.site.region

    @property
    def zone(self) -> str:
        """The private zone of the account."""
        return f"{self.place.account.name}.{self.company}.internal"

    @property
    def directory(self) -> str:
        """The domain of the company's directory, where its Windows machines are members."""
        return f"corp.{self.company}.example"

    @property
    def search(self) -> str:
        """What AWS's DHCP options say to append to names that are not complete."""
        return "ec2.internal" if self.region == "us-east-1" else f"{self.region}.compute.internal"

    @cached_property
    def partners(self) -> tuple[str, ...]:
        """Whose APIs the account's applications use."""
        return words.domains(6, Dice.of("partners", self.place.account.id))


def around(seed: int, where: Organisation, net: Network, place: Place) -> Surroundings:
    """A network of an organisation."""
    return Surroundings(place, clients.of(net, place), internet.of(seed), where.company)
