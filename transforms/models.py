"""The models that a job scores with: read from a directory of any filesystem, looked for anew in a stream."""

import logging
import time
from collections.abc import Mapping

from apache_beam.io.filesystems import FileSystems

from models.forests.artefact import load, newest
from models.forests.model import Model, ModelError
from models.profiles.families import FAMILIES
from transforms.files import content

_LOGGER = logging.getLogger("guardbeam")

#: Seconds between two looks for a newer model in a stream. Training takes longer.
INTERVAL = 60.0


class RemoteFiles:
    """Artefacts through Beam's filesystems."""

    def match(self, pattern: str) -> list[str]:
        """The paths of the files that match a pattern; none if the folder is missing."""
        return [file.path for found in FileSystems.match([pattern]) for file in found.metadata_list]

    def read(self, path: str) -> bytes:
        """A file's content."""
        return content(path)


class Models:
    """The models of a directory.

    Args:
        directory: as `models.forests.artefact` lays it out; None for no models.
        versions: family -> the version to use; of the others the newest.
        follow: whether newer ones are taken up while the job runs.
    """

    def __init__(self, directory: str | None, versions: Mapping[str, str] | None = None, follow: bool = False) -> None:
        self._directory, self._versions, self._follow = directory, dict(versions or {}), follow
        self._loaded: dict[str, Model] = {}
        self._looked = -INTERVAL

    @property
    def given(self) -> bool:
        """Whether there is a directory."""
        return self._directory is not None

    def load(self) -> dict[str, Model]:
        """The model of each family that has one.

        Raises:
            ModelError: a model cannot be used; the message names the file and says why.
        """
        if self._directory is None:
            return {}
        files = RemoteFiles()
        found: dict[str, Model] = {}
        for name, family in FAMILIES.items():
            version = self._versions.get(name) or newest(self._directory, name, files)
            if version is None:
                continue
            known = self._loaded.get(name)
            if known is None or known.description.version != version:
                known = load(self._directory, family, version, files)
            found[name] = known
        return found

    def changed(self) -> dict[str, Model] | None:
        """The models, if they are others than when this was last called; None if not, or if it is too soon to look.

        A newer model that cannot be used is warned about, and the job goes on with the one that it has.
        """
        first = self._looked < 0
        if not first and (not self._follow or time.monotonic() - self._looked < INTERVAL):
            return None
        self._looked = time.monotonic()
        try:
            found = self.load()
        except ModelError as error:
            if first:
                raise
            _LOGGER.warning("%s; going on with the model in use", error)
            return None
        versions = {name: model.description.version for name, model in found.items()}
        if not first and versions == {name: model.description.version for name, model in self._loaded.items()}:
            return None
        self._loaded = found
        return found
