"""What is in `deploy/`, as far as it can be run without a cloud or a container engine."""

import importlib.util
import json
import re
from pathlib import Path

import pytest
import yaml
from apache_beam.version import __version__ as beam_version

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"


@pytest.fixture(scope="module")
def launch():
    spec = importlib.util.spec_from_file_location("launch", DEPLOY / "dataflow" / "launch.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("parameters", "line"),
    [
        (["--cloudtrail=a,b"], ["--cloudtrail=a", "--cloudtrail=b"]),
        (["--cloudtrail=a, b,"], ["--cloudtrail=a", "--cloudtrail=b"]),
        (["--watch=true", "--eventbridge=false"], ["--watch"]),
        (["--watch="], ["--watch"]),
        (["--findings=gs://a,b/c"], ["--findings=gs://a,b/c"]),
        (["--labels={'a': 'b,c'}", "--streaming"], ["--labels={'a': 'b,c'}", "--streaming"]),
    ],
)
def test_parameters_become_a_command_line(launch, parameters, line):
    assert launch.command(parameters) == line


def test_the_launcher_runs_the_job_of_its_parameters(launch, tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "log.json").write_text(f'{{"eventTime": {name}')
    out = [f"--findings={tmp_path}/findings", f"--rejected={tmp_path}/rejected"]
    assert launch.main([f"--cloudtrail={tmp_path}/a,{tmp_path}/b", *out, "--watch=false"]) == 0
    rejected = [json.loads(line) for file in tmp_path.glob("rejected-*") for line in file.read_text().splitlines()]
    assert {Path(one["source"]).parent.name for one in rejected} == {"a", "b"}


def test_the_launcher_refuses_with_a_message(launch, caplog):
    assert launch.main(["--cloudtrail=/no/such/*", "--findings=/tmp/f"]) == 2
    assert "no file matches" in caplog.text


def test_the_cluster_fits_together():
    compose = yaml.safe_load((DEPLOY / "flink" / "docker-compose.yml").read_text())
    services = compose["services"]
    assert {"jobmanager", "taskmanager", "jobserver", "workers", "submit"} <= set(services)
    shared = "artifacts:/tmp/beam-artifact-staging"
    assert shared in services["jobserver"]["volumes"] and shared in services["taskmanager"]["volumes"]
    assert services["workers"]["network_mode"] == "service:taskmanager"
    assert any(option.startswith("--checkpointing_interval=") for option in services["submit"]["entrypoint"])
    named = {volume.split(":")[0] for service in services.values() for volume in service["volumes"]}
    assert {name for name in named if not name.startswith(".")} == set(compose["volumes"])


@pytest.mark.parametrize("path", ["dataflow/Dockerfile", "flink/Dockerfile", "flink/docker-compose.yml"])
def test_images_have_the_version_of_beam_that_is_tested(path):
    assert set(re.findall(r"apache/beam_[\w.]+:([\d.]+)", (DEPLOY / path).read_text())) == {beam_version}


@pytest.mark.parametrize("path", ["dataflow/Dockerfile", "flink/Dockerfile"])
def test_images_copy_what_is_there(path):
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / path).read_text(), re.M)
    assert [name for names in copied for name in names.split() if not (ROOT / name).exists()] == []
