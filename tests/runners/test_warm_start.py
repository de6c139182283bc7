"""Parts joined are the whole on real runners: what one has left starts another, bounded or a stream."""

import json
from pathlib import Path

import pytest

from tests.jobs import detect
from tests.parts import check_joined, parts
from tests.runners.organisation import Organisation, organisation
from tests.runners.stream_jobs import running

pytestmark = [pytest.mark.runners, pytest.mark.timeout(600)]

CUT = "2026-03-02T12:00:00Z"


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> Organisation:
    return organisation(tmp_path_factory.mktemp("organisation"))


@pytest.fixture
def halves(played: Organisation, tmp_path: Path) -> tuple[Path, Path]:
    first, second = parts(played.records, [CUT], tmp_path)
    return first, second


@pytest.mark.parametrize("runner", ["prism", pytest.param("flink_mini", marks=pytest.mark.identity)])
def test_halves_joined_are_the_whole(played: Organisation, halves, request, tmp_path: Path, runner: str):
    options: list[str] = [*played.options, *request.getfixturevalue(f"{runner}_options")]
    published = [
        detect(halves[0], tmp_path / "a", f"--profiles_out={tmp_path}/profiles", *options),
        detect(halves[1], tmp_path / "b", f"--profiles_in={tmp_path}/profiles-*", *options),
    ]
    assert all(published)
    check_joined(played.findings, published, [CUT])


@pytest.mark.parametrize("runner", ["prism", "flink_mini"])
def test_a_stream_goes_on_from_an_archive(played: Organisation, halves, request, tmp_path: Path, runner: str):
    """The archive is read in this process; what it has taught is taken up by another runner."""
    options: list[str] = [*played.options, *request.getfixturevalue(f"{runner}_options")]
    archived = detect(halves[0], tmp_path / "a", f"--profiles_out={tmp_path}/profiles", *played.options)
    later = [line for line in played.findings if json.loads(line)["updatedAt"] > CUT]
    argv = [f"--cloudtrail={halves[1]}", f"--findings={tmp_path}/b/findings", f"--profiles_in={tmp_path}/profiles-*"]
    with running([*argv, "--watch", "--watch_interval=1", "--stop_when_idle=5", *options]) as job:
        streamed = job.lines(tmp_path / "b" / "findings", len(later))
    check_joined(played.findings, [archived, streamed], [CUT])
