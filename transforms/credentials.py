"""Credentials that AWS issued: their uses, folded in order, become sightings of those that are from elsewhere."""

import apache_beam as beam

from models.codecs import CREDENTIAL_MEMORIES, CREDENTIAL_USES, KEYED_SIGHTINGS_TOGETHER
from models.config.config import Config
from models.credentials.fold import CredentialFolder
from models.detectors.credential_exfiltration import TYPES
from transforms.fold import Codecs, FoldInOrder, Mode, WarmStart
from transforms.keyed import each_by_finding
from transforms.places import CREDENTIALS


class WatchCredentials(beam.PTransform):
    """Fold the uses of each account's credentials.

    Input: (account, uses). Output: (finding key, sighting). Windowing, emission and state: `FoldInOrder`; some 150
    bytes for each instance, task and function of the account.
    """

    def __init__(self, config: Config, mode: Mode, warm: WarmStart | None = None) -> None:
        super().__init__()
        folder = CredentialFolder({kind.name: config.settings(kind.name) for kind in TYPES}, config.learning.days)
        codecs = Codecs(CREDENTIAL_USES, CREDENTIAL_MEMORIES, KEYED_SIGHTINGS_TOGETHER)
        self._fold = FoldInOrder(folder, codecs, mode, CREDENTIALS, warm, together=True)

    def expand(self, pcoll):
        """Fold, then key by finding."""
        keyed = tuple[bytes, bytes]
        return (
            pcoll
            | "Fold uses" >> self._fold
            | "Key by finding" >> beam.FlatMap(each_by_finding).with_output_types(keyed)
        )
