"""One small simulation of flow logs with every scenario, and how to read it back."""

import gzip
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from models.simulate.clock import Calendar
from models.simulate.flows import network
from models.simulate.flows.network import Network
from models.simulate.flows.scenarios.catalogue import SCENARIOS
from models.simulate.flows.simulation import Settings, Summary, simulate
from models.simulate.organisation import Organisation, found

MONDAY = 1_772_409_600  # 2026-03-02
ONE_DAY = Calendar(MONDAY, 1)

Line = dict[str, str]


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

    def lines(self) -> list[Line]:
        return [line for path in self.files() for line in lines_of(path)]

    def aside(self, name: str) -> list[dict]:
        return [msgspec.json.decode(line) for line in (self.root / name).read_bytes().splitlines()]


def files_of(root: Path) -> list[Path]:
    return sorted(root.glob("AWSLogs/*/vpcflowlogs/**/*.log.gz"))


def lines_of(path: Path) -> list[Line]:
    header, *lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    names = header.split(" ")
    return [dict(zip(names, line.split(" "), strict=True)) for line in lines]


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    where = found(7, 2)
    settings = Settings(tmp_path_factory.mktemp("flows"), ONE_DAY, tuple(SCENARIOS.values()), 4000)
    return Simulated(settings, simulate(settings, where), where, network.build(where))


@pytest.fixture(scope="session")
def lines(simulated: Simulated) -> list[Line]:
    return simulated.lines()
