"""One small simulation with every scenario, and how to read it back."""

import gzip
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from models.simulate.choice import chosen
from models.simulate.clock import Calendar
from models.simulate.simulation import Settings, Summary, simulate

MONDAY = 1_772_409_600  # 2026-03-02


class Simulated(NamedTuple):
    """A simulation's settings, what it said, and where it is."""

    settings: Settings
    summary: Summary
    root: Path

    def log_files(self) -> list[Path]:
        return sorted(self.root.glob("AWSLogs/*/CloudTrail/**/*.json.gz"))

    def records(self) -> list[dict]:
        """All records, repeats included."""
        return [record for path in self.log_files() for record in records_of(path)]

    def lines(self, name: str) -> list[dict]:
        return [msgspec.json.decode(line) for line in (self.root / name).read_bytes().splitlines()]


def records_of(path: Path) -> list[dict]:
    return msgspec.json.decode(gzip.decompress(path.read_bytes()))["Records"]


def settings(root: Path, *scenarios: str, days: int = 2, accounts: int = 2, seed: int = 7, records: int | None = 2500):
    return Settings(root, Calendar(MONDAY, days), accounts, seed, chosen(scenarios or ["all"], days).scenarios, records)


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    wanted = settings(tmp_path_factory.mktemp("simulated"))
    return Simulated(wanted, simulate(wanted), wanted.output)
