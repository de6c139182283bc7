"""What needs an account's history: its notes, folded in order, become sightings."""

import apache_beam as beam

from models.codecs import ACCOUNT_MEMORIES, KEYED_SIGHTINGS, NOTES
from models.config.config import Config
from models.detectors.account import AccountFolder
from models.detectors.registry import ACCOUNT_DETECTORS, FINDING_TYPES
from transforms.fold import Codecs, FoldInOrder, Mode, WarmStart
from transforms.keyed import by_finding
from transforms.places import ACCOUNTS


class RememberAccounts(beam.PTransform):
    """Fold each account's notes into its memory.

    Input: (account, notes). Output: (finding key, sighting). Windowing, emission and state: `FoldInOrder`;
    a few kB per account.
    """

    def __init__(self, config: Config, mode: Mode, warm: WarmStart | None = None) -> None:
        super().__init__()
        settings = {name: config.settings(name) for name in FINDING_TYPES}
        folder = AccountFolder(ACCOUNT_DETECTORS, settings, mode.allowed_lateness_ms)
        self._fold = FoldInOrder(folder, Codecs(NOTES, ACCOUNT_MEMORIES, KEYED_SIGHTINGS), mode, ACCOUNTS, warm)

    def expand(self, pcoll):
        """Fold, then key by finding."""
        return (
            pcoll
            | "Fold notes" >> self._fold
            | "Key by finding" >> beam.Map(by_finding).with_output_types(tuple[bytes, bytes])
        )
