"""Models in a directory: ``DIR/<family>/<version>/``, as training writes them and a job reads them.

```
forest.skops   the trees (models.forests.archive)
model.json     all that is known of the model (models.forests.model.Description), with the checksum of forest.skops
card.md        the same, for a person
scores.svg     how strange training and held-out windows were
rate.svg       how many findings another threshold would give
```

Nothing in it depends on the clock, the machine's paths or the process: the same vectors, settings and library versions
give the same files, byte for byte. A version is named by the end of its data and a digest of its content, so the
latest in text order was trained on the latest data.

``model.json`` is written last: a folder without it is not a version yet, so a reader never meets half a model.
The checksum guards against damage, not against somebody who can write to the directory; what they could do is limited
by `models.forests.archive`, which runs nothing that it reads.
"""

from __future__ import annotations

import glob
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Protocol

import msgspec

from models.forests import archive
from models.forests.card import card
from models.forests.model import FORMAT, Description, Model, ModelError
from models.forests.plots import rate_plot, score_plot
from models.profiles.vector import Family

FOREST, DESCRIPTION = "forest.skops", "model.json"


class Files(Protocol):
    """A filesystem to read models from: local, or what Beam's filesystems reach."""

    def match(self, pattern: str) -> list[str]:
        """The paths of the files that match a pattern (``*`` stays within a folder); none if the folder is missing."""

    def read(self, path: str) -> bytes:
        """A file's content; raises OSError if it cannot be read."""


class LocalFiles:
    """The filesystem of this machine."""

    def match(self, pattern: str) -> list[str]:
        """As `Files.match`."""
        return glob.glob(pattern)

    def read(self, path: str) -> bytes:
        """As `Files.read`."""
        return Path(path).read_bytes()


class _Header(msgspec.Struct):
    format: int
    family: str
    family_version: int


def render(model: Model) -> dict[str, bytes]:
    """A model's files, in the order in which they have to be written."""
    description = model.description
    return {
        FOREST: model.archive,
        "card.md": card(description).encode(),
        "scores.svg": score_plot(description).encode(),
        "rate.svg": rate_plot(description).encode(),
        DESCRIPTION: msgspec.json.format(msgspec.json.encode(description), indent=2) + b"\n",
    }


def folder(directory: str, description: Description) -> str:
    """Where a model belongs."""
    return f"{directory.rstrip('/')}/{description.family}/{description.version}"


def write(directory: str, model: Model) -> str:
    """Write a model into a local directory, each file at once or not at all; give back its folder.

    Raises:
        OSError: it cannot be written.
    """
    target = folder(directory, model.description)
    os.makedirs(target, exist_ok=True)
    for name, content in render(model).items():
        handle, temporary = tempfile.mkstemp(dir=target, prefix=f".{name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(temporary, 0o644)
            os.replace(temporary, f"{target}/{name}")
        except BaseException:
            os.unlink(temporary)
            raise
    return target


def versions(directory: str, family: str, files: Files | None = None) -> list[str]:
    """The complete versions of a family's model, newest last."""
    found = (files or LocalFiles()).match(f"{_escaped(directory)}/{family}/*/{DESCRIPTION}")
    return sorted(path.replace("\\", "/").rsplit("/", 2)[1] for path in found)


def newest(directory: str, family: str, files: Files | None = None) -> str | None:
    """The newest version of a family's model; None if there is none."""
    return max(versions(directory, family, files), default=None)


def load(directory: str, family: Family, version: str | None = None, files: Files | None = None) -> Model:
    """A family's model, ready to score. Nothing is unpickled.

    Args:
        directory: of the models.
        family: the features as this code makes them.
        version: by default the newest.
        files: where from; by default this machine.

    Raises:
        ModelError: there is no such model, it is damaged, or it was trained on other features.
    """
    files = files or LocalFiles()
    known = versions(directory, family.name, files)
    if not known:
        raise ModelError(f"{directory}: no model of {family.name} ({family.name}/<version>/{DESCRIPTION}) is there")
    if version is not None and version not in known:
        raise ModelError(f"{directory}: no version {version} of {family.name}; there are {', '.join(known[-5:])}")
    base = f"{directory.rstrip('/')}/{family.name}/{version or known[-1]}"
    description = _description(f"{base}/{DESCRIPTION}", files, family)
    data = _read(f"{base}/{FOREST}", files)
    if hashlib.sha256(data).hexdigest() != description.sha256:
        raise ModelError(f"{base}/{FOREST}: its checksum is not the one in {DESCRIPTION}: it is damaged or another one")
    try:
        forest = archive.load(data)
    except archive.ArchiveError as error:
        wrote = ", ".join(f"{name} {number}" for name, number in description.libraries.items())
        raise ModelError(f"{base}/{FOREST}: {error} (written with {wrote})") from error
    if forest.features != len(family.features):
        raise ModelError(f"{base}/{FOREST}: scores {forest.features} features, its {DESCRIPTION} names others")
    return Model(description, forest, data)


def _description(path: str, files: Files, family: Family) -> Description:
    """What a model says of itself, once it is known that this code can read it and makes its features."""
    data = _read(path, files)
    try:
        header = msgspec.json.decode(data, type=_Header)
        if header.format != FORMAT:
            raise ModelError(f"{path}: is of format {header.format}; this code reads format {FORMAT}")
        description = msgspec.json.decode(data, type=Description)
    except msgspec.MsgspecError as error:
        raise ModelError(f"{path}: is damaged: {error}") from error
    if description.family != family.name:
        raise ModelError(f"{path}: is a model of {description.family}, not of {family.name}")
    if description.family_version != family.version:
        raise ModelError(
            f"{path}: was trained on version {description.family_version} of the {family.name} features, "
            f"this code makes version {family.version}: train again"
        )
    names = [feature.name for feature in description.features]
    if names != [feature.name for feature in family.features]:
        other = ", ".join(sorted({*names} ^ {feature.name for feature in family.features})) or "in another order"
        raise ModelError(
            f"{path}: was trained on other features than version {family.version} of {family.name} has here "
            f"({other}): train again"
        )
    return description


def _read(path: str, files: Files) -> bytes:
    try:
        return files.read(path)
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error}") from error


def _escaped(directory: str) -> str:
    """A directory's name as a pattern that matches it alone."""
    return glob.escape(directory.rstrip("/"))
