import gzip
import io
import os
from importlib.resources import files

import fastavro
import pytest

from models.findings.avro import SCHEMA, to_avro
from pipelines import report
from pipelines.errors import UsageError
from tests.models.report.samples import lines, sample


@pytest.fixture
def folder(tmp_path):
    """Findings in each form that can be read; the first is published twice."""
    (tmp_path / "findings-00000-of-00002.jsonl").write_bytes(lines(sample(1), sample(2, severity=8.0)))
    (tmp_path / "findings-00001-of-00002.jsonl").write_bytes(
        lines(sample(1, count=70, updatedAt="2026-03-04T00:00:00.000Z")) + b"broken\n"
    )
    (tmp_path / "exported.jsonl.gz").write_bytes(gzip.compress(lines(sample(3), sample(4))))
    with open(tmp_path / "more.avro", "wb") as file:
        fastavro.writer(file, SCHEMA, [to_avro(sample(5))], codec="deflate")
    return tmp_path


def test_a_table_of_all_files(folder, capsys):
    argv = [f"--findings={folder}/findings-*", f"--findings={folder}/*.gz", f"--findings={folder}/*.avro"]
    assert report.main(argv) == 0
    out = capsys.readouterr().out
    assert "5 findings: 0 Critical, 1 High, 4 Medium, 0 Low" in out
    assert "  70  2026-03-02 10:00" in out
    assert f"{folder}/findings-00001-of-00002.jsonl, line 2: " in out
    assert out.endswith(f"  {folder}/findings-00001-of-00002.jsonl\n  {folder}/more.avro\n")
    assert "\x1b" not in out


def test_a_folder_and_a_file_twice(folder):
    findings = report.read([str(folder), f"{folder}/more.avro"])
    assert len(findings.files) == 4
    assert findings.publications == 6


def test_a_page(folder, capsys):
    output = folder / "made" / "report.html"
    assert report.main([f"--findings={folder}/findings-*", f"--output={output}"]) == 0
    text = output.read_text("utf-8")
    assert text.startswith("<!doctype html>") and text.count('class="finding ') == 2
    out = capsys.readouterr().out
    assert out.startswith("2 findings: 0 Critical, 1 High, 1 Medium, 0 Low\n1 line could not be read")
    assert out.endswith(f"The report is {output}\n")


def test_write_is_what_another_command_calls(folder):
    output = folder / "report.html"
    assert len(report.write([f"{folder}/findings-*"], str(output)).current) == 2
    assert output.exists()


def test_no_match_names_the_flag(tmp_path, capsys):
    output = tmp_path / "report.html"
    assert report.main([f"--findings={tmp_path}/nothing-*", f"--output={output}"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith(f"report: --findings={tmp_path}/nothing-*: no file matches")
    assert not output.exists()


def test_an_output_that_cannot_be_written(folder, capsys):
    (folder / "file").write_text("")
    output = folder / "file" / "report.html"
    assert report.main([f"--findings={folder}/more.avro", f"--output={output}"]) == 2
    assert capsys.readouterr().err.startswith(f"report: --output={output}: ")


@pytest.mark.parametrize("argv", [[], ["--findings"], ["--findings=x", "--find=y"], ["x"]])
def test_a_command_line_that_makes_no_sense(argv, capsys):
    with pytest.raises(SystemExit) as stop:
        report.main(argv)
    assert stop.value.code == 2
    assert "usage: python -m pipelines.report" in capsys.readouterr().err


def test_help_has_examples(capsys):
    with pytest.raises(SystemExit) as stop:
        report.main(["--help"])
    assert stop.value.code == 0
    assert "--findings='out/findings-*'" in capsys.readouterr().out


def test_a_damaged_archive_is_read_as_far_as_it_goes(tmp_path, capsys):
    whole = gzip.compress(lines(*(sample(number, title=os.urandom(99).hex()) for number in range(500))))
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2] + b"\0" * 50)
    (tmp_path / "b.jsonl").write_bytes(lines(sample(1_000)))
    findings = report.read([f"{tmp_path}/*"])
    assert findings.broken_count >= 1
    assert 1_000 in {int(finding.id, 16) for finding in findings.current}


def test_names_that_a_terminal_cannot_show(folder, monkeypatch):
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", out)
    (folder / "x.jsonl").write_bytes(lines(sample(resource={"accessKeyDetails": {"userName": "Zoë"}})))
    assert report.main([f"--findings={folder}/x.jsonl"]) == 0


@pytest.mark.parametrize(
    ("environment", "colours"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colours_on_a_terminal(folder, monkeypatch, capsys, environment, colours):
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert ("\x1b" in report.run([f"--findings={folder}/more.avro"])) is colours


def test_the_templates_are_package_data():
    names = {file.name for file in files("models.report.templates").iterdir()}
    assert {"page.html", "finding.html", "sequence.html", "page.css", "page.js"} <= names


def test_a_file_that_cannot_be_opened(folder, monkeypatch):
    def refuse(path):
        raise PermissionError(path)

    monkeypatch.setattr(report.FileSystems, "open", refuse)
    with pytest.raises(UsageError, match=r"--findings: .*more\.avro: PermissionError"):
        report.read([f"{folder}/more.avro"])
