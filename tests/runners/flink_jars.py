"""Flink's own jars, as its PyPI package ``apache-flink-libraries`` carries them.

The package is downloaded and unpacked, not installed: nothing of it belongs into the virtual environment.
"""

import sys
import tarfile
from pathlib import Path

from tests.runners.cache import cached
from tests.runners.tools import run

#: The last 1.19 on PyPI; the job server of `tests.runners.job_server` speaks to any 1.19.
FLINK_VERSION = "1.19.3"

#: What a session cluster needs of ``deps/lib``: Flink itself and its logging, not SQL and formats.
_NEEDED = ("flink-dist-", "log4j-")


def flink_jars() -> Path:
    """The directory of the jars, fetched if they are not in the cache.

    Raises:
        subprocess.CalledProcessError: pip does not find the package.
    """
    return cached(f"flink-{FLINK_VERSION}", _fetch)


def _fetch(directory: Path) -> None:
    package = f"apache-flink-libraries=={FLINK_VERSION}"
    run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", directory, package])
    archive = next(directory.glob("*.tar.gz"))
    with tarfile.open(archive) as members:
        for member in members:
            if Path(member.name).name.startswith(_NEEDED) and member.isfile() and member.name.endswith(".jar"):
                member.name = Path(member.name).name
                members.extract(member, directory, filter="data")
    archive.unlink()
