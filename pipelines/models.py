"""Checks of ``--models`` before a run: models that can be read and that fit this code."""

from models.forests.model import ModelError
from models.profiles.families import FAMILIES
from pipelines.errors import UsageError
from transforms.fold import Mode
from transforms.models import Models


def models_in(flag: str, directory: str | None, versions: list[str], mode: Mode) -> Models:
    """The models of a directory, looked at once.

    Args:
        flag: for messages.
        directory: what was given for it, if anything.
        versions: ``FAMILY/VERSION`` each; of the other families the newest is taken.
        mode: a stream follows newer models.

    Raises:
        UsageError: there is no model at all, or one cannot be used.
    """
    named = dict(_named(version) for version in versions)
    if named and directory is None:
        raise UsageError("--model_version: names a model of a directory; give --models=DIR")
    models = Models(directory, named, follow=mode.streaming)
    try:
        if directory is not None and not models.load():
            raise UsageError(f"{flag}={directory}: holds no model")
    except ModelError as error:
        raise UsageError(f"{flag}={directory}: {error}") from None
    return models


def _named(version: str) -> tuple[str, str]:
    family, _, name = version.partition("/")
    if family not in FAMILIES or not name:
        raise UsageError(f"--model_version={version}: is not FAMILY/VERSION; families are {', '.join(FAMILIES)}")
    return family, name
