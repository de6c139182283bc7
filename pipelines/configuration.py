"""The configuration and what it names, read and found fit before a job runs."""

from typing import NamedTuple

from models.config.config import Config, ConfigError, parse
from models.lists.book import Book
from models.lists.entry import ListError
from pipelines.errors import UsageError, reason
from pipelines.inputs import read_text, text_of
from transforms.enrichment import Enrichment
from transforms.lists import Lists


class Ready(NamedTuple):
    """What a configuration names, read.

    Attributes:
        book: its lists.
        beside: a line for each piece of what is known beside the logs.
    """

    book: Book
    beside: list[str]


def load_config(path: str | None) -> Config:
    """The configuration of a file, or the defaults.

    Raises:
        UsageError: naming the file, the table and the key at fault.
    """
    if path is None:
        return Config()
    try:
        return parse(read_text("--config", path), path, _pack)
    except ConfigError as error:
        raise UsageError(str(error)) from None


def _pack(path: str) -> str:
    try:
        return text_of(path)
    except Exception as error:
        raise ConfigError(reason(path, error)) from error


def ready(config: Config, path: str | None, lists: Lists) -> Ready:
    """Read what a configuration names, as each worker will.

    Args:
        config: the configuration.
        path: its file, for messages.
        lists: its lists; what is read of them here is not read again by workers in this process.

    Raises:
        UsageError: a list or a file of enrichment cannot be used.
    """
    try:
        return Ready(lists.load(), Enrichment(config.inventory, config.aws, config.geo).describe())
    except (ConfigError, ListError) as error:
        raise UsageError(f"{path}: {error}") from None
