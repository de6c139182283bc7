"""What submitted jobs ship to their workers: the source distribution that Beam makes of ``setup.py``."""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("models", "transforms", "pipelines")
GENERATED = {"__pycache__"}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """The distribution, built of a copy so that nothing is left in the checkout, and unpacked."""
    pytest.importorskip("setuptools", reason="Python 3.12 and later come without it")
    work = tmp_path_factory.mktemp("package")
    checkout = work / "checkout"
    for layer in LAYERS:
        shutil.copytree(ROOT / layer, checkout / layer, ignore=shutil.ignore_patterns(*GENERATED))
    for file in ROOT.iterdir():
        if file.is_file() and not file.name.startswith("."):
            shutil.copy(file, checkout)
    _run(sys.executable, "setup.py", "--quiet", "sdist", "--dist-dir", work, cwd=checkout)
    (archive,) = work.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(work, filter="data")
    return work / archive.name.removesuffix(".tar.gz")


def _run(*command: str | Path, cwd: Path, **env: str) -> str:
    environment = {**os.environ, **env}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_and_data_file_is_inside(unpacked):
    wanted = {
        path.relative_to(ROOT)
        for layer in LAYERS
        for path in (ROOT / layer).rglob("*")
        if path.is_file() and not GENERATED & set(path.parts)
    }
    assert any(path.suffix == ".html" for path in wanted)
    assert {path for path in wanted if not (unpacked / path).is_file()} == set()


def test_nothing_else_is_inside(unpacked):
    folders = {path.name for path in unpacked.iterdir() if path.is_dir()}
    assert folders == {*LAYERS, "guardbeam.egg-info"}


def test_every_folder_of_modules_is_a_package():
    """Else ``find_packages`` would leave it out, and an editable install would not show it."""
    folders = {path.parent for layer in LAYERS for path in (ROOT / layer).rglob("*.py")}
    assert {folder for folder in folders if not (folder / "__init__.py").is_file()} == set()


def test_it_installs_with_its_data(unpacked, tmp_path):
    """What ``pip install`` would copy: the packages and the data files that setuptools knows of."""
    _run(sys.executable, "setup.py", "--quiet", "build", "--build-lib", tmp_path / "lib", cwd=unpacked)
    wanted = {p.relative_to(unpacked) for layer in LAYERS for p in (unpacked / layer).rglob("*") if p.is_file()}
    assert {path for path in wanted if not (tmp_path / "lib" / path).is_file()} == set()
    said = _run(sys.executable, "-m", "pipelines.detect", "--check", cwd=tmp_path, PYTHONPATH=str(tmp_path / "lib"))
    assert "finding types" in said
    code = "from models.report.page import page; from models.report.reading import Findings; print(page(Findings()))"
    assert "<html" in _run(sys.executable, "-c", code, cwd=tmp_path, PYTHONPATH=str(tmp_path / "lib"))
