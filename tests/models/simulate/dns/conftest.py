"""One small simulation of DNS query logs with every scenario, and how to read it back."""

import gzip
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from models.simulate.clock import Calendar
from models.simulate.dns.scenarios.catalogue import SCENARIOS
from models.simulate.dns.simulation import Settings, Summary, simulate
from models.simulate.flows import network
from models.simulate.flows.network import Network
from models.simulate.organisation import Organisation, found

MONDAY = 1_772_409_600  # 2026-03-02
ONE_DAY = Calendar(MONDAY, 1)

Record = dict[str, Any]


class Simulated(NamedTuple):
    settings: Settings
    summary: Summary
    where: Organisation
    network: Network

    @property
    def root(self) -> Path:
        return self.settings.output

    def files(self) -> list[Path]:
        return files_of(self.root)

    def aside(self, name: str) -> list[dict]:
        return [msgspec.json.decode(line) for line in (self.root / name).read_bytes().splitlines()]


def files_of(root: Path) -> list[Path]:
    return sorted(root.glob("AWSLogs/*/vpcdnsquerylogs/**/*.log.gz"))


def records_of(path: Path) -> list[Record]:
    return [msgspec.json.decode(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    where = found(7, 1)
    settings = Settings(tmp_path_factory.mktemp("names"), ONE_DAY, tuple(SCENARIOS.values()))
    return Simulated(settings, simulate(settings, where), where, network.build(where))


@pytest.fixture(scope="session")
def records(simulated: Simulated) -> list[Record]:
    return [record for path in simulated.files() for record in records_of(path)]
