"""Prism, Beam's portable runner in Go, built from its published module.

``python -m tests.runners.prism`` builds it and prints the path, for ``--runner=PrismRunner --prism_location=PATH``.
The first build takes some two minutes, most of it downloading and compiling dependencies.
"""

from pathlib import Path

from apache_beam.version import __version__ as beam_version

from tests.runners.cache import cached
from tests.runners.tools import go, run

_MODULE = "github.com/apache/beam/sdks/v2/go/cmd/prism"


def prism_binary() -> Path:
    """The Prism executable of the installed Beam's version, built if it is not in the cache.

    Raises:
        MissingTool: there is no Go.
        subprocess.CalledProcessError: it does not build.
    """
    return cached(f"prism-{beam_version}", _build) / "prism"


def _build(directory: Path) -> None:
    run([go(), "install", f"{_MODULE}@v{beam_version}"], env={"GOBIN": str(directory)})


def prism_options(binary: Path) -> list[str]:
    """The Beam options that run a pipeline on ``binary``, with this process as its worker.

    Prism splits a bundle that shows no progress for 100 ms. When a split falls between two elements of one key, it
    lets go of the key while the first part is still being processed, and the state that the first part writes is
    lost: on a busy machine one stateful step in thirty lost some rows, and none in 320 with the experiment.
    """
    return [
        "--runner=PrismRunner",
        f"--prism_location={binary}",
        "--environment_type=LOOPBACK",
        "--experiments=prism_disable_sdf_split",
    ]


if __name__ == "__main__":
    print(prism_binary())
