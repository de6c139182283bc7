"""With models, too, the same findings on every runner, byte for byte: files shuffled, 1% of the records twice.

A month of one account in which a few attack; the models are of the month itself. What is expected is what a run in this
process makes of the files in order.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines import simulate, train
from tests.evaluation.conftest import DAYS, RATE, SCENARIOS
from tests.evaluation.months import records_in
from tests.jobs import detect
from tests.runners.organisation import Organisation

pytestmark = [pytest.mark.runners, pytest.mark.timeout(600)]


class Played(NamedTuple):
    """The month, with its findings, and where the models are."""

    month: Organisation
    models: str


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> Played:
    directory = tmp_path_factory.mktemp("month")
    argv = [f"--output={directory}/simulated", f"--days={DAYS}", "--accounts=1", "--seed=8", "--records=9000"]
    assert simulate.main([*argv, *(f"--scenario={name}" for name in SCENARIOS)]) == 0
    month = Organisation(list(records_in(directory / "simulated")), [])
    logs = month.write(directory / "logs")
    models = f"--models={directory}/models"
    assert train.main([f"--cloudtrail={logs}", models, f"--findings_per_entity_day={RATE}"]) == 0
    return Played(month._replace(findings=detect(logs, directory, "--runner=FnApiRunner", models)), models)


def test_both_families_have_findings_by_their_models(played):
    for family in (b"principal", b"s3_access"):
        assert any(b'"model":"%s/' % family in line for line in played.month.findings)


@pytest.mark.parametrize("runner", ["prism", "flink_mini"])
def test_files(played: Played, request, tmp_path: Path, runner: str):
    options: list[str] = request.getfixturevalue(f"{runner}_options")
    logs = played.month.write(tmp_path / "logs", seed=1)
    assert detect(logs, tmp_path, played.models, *options) == played.month.findings
