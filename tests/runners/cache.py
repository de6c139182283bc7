"""Where runners and tools are kept between runs: one directory for each artefact and version.

The cache is ``$GUARDBEAM_CACHE``, or else ``guardbeam`` in the user's cache directory (``$XDG_CACHE_HOME``,
``~/.cache``). An artefact is complete or absent: it is built in a directory beside its final one, under a file lock,
and renamed. So an interrupted build leaves nothing that looks finished, and of two processes that need the same
artefact one builds and the other waits. To build again, delete the directory.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def cache_root() -> Path:
    """The directory that holds every artefact; it need not exist yet."""
    explicit = os.environ.get("GUARDBEAM_CACHE")
    if explicit:
        return Path(explicit).expanduser().absolute()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).absolute() / "guardbeam"


def cached(name: str, build: Callable[[Path], None]) -> Path:
    """The directory of an artefact, built if it is not there.

    Args:
        name: artefact and version, such as ``prism-2.77.0``; names the directory.
        build: fills the empty directory that it is given. It must not write that directory's own path into
            files, as the directory is renamed afterwards.

    Raises:
        Exception: whatever ``build`` raises; nothing is kept then.
    """
    root = cache_root()
    target = root / name
    if target.is_dir():
        return target
    root.mkdir(parents=True, exist_ok=True)
    with _locked(root / f"{name}.lock"):
        if not target.is_dir():
            _build_beside(target, build)
    return target


def _build_beside(target: Path, build: Callable[[Path], None]) -> None:
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)  # left by a build that was killed
    partial.mkdir()
    try:
        build(partial)
        partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
