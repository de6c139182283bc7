"""Merging: many sightings of one issue become one finding."""

import apache_beam as beam

from models.codecs import FINDING_STATES, PUBLICATIONS, SIGHTINGS
from models.config.config import Config
from models.findings.merge import MergeFolder
from transforms.fold import Codecs, FoldInOrder, Mode, WarmStart
from transforms.places import FINDINGS


class MergeFindings(beam.PTransform):
    """Merge sightings into findings, and publish these when that is due.

    Input: (finding key, sighting). Output: publications. Windowing, emission and state: `FoldInOrder`; a few
    kB per finding, dropped 90 days after its last publication.
    """

    def __init__(self, config: Config, mode: Mode, warm: WarmStart | None = None) -> None:
        super().__init__()
        folder = MergeFolder(config.findings.timing(mode.allowed_lateness_ms), config.sources())
        self._fold = FoldInOrder(folder, Codecs(SIGHTINGS, FINDING_STATES, PUBLICATIONS), mode, FINDINGS, warm)

    def expand(self, pcoll):
        """Fold, then let the key go."""
        return pcoll | "Fold sightings" >> self._fold | "Publications" >> beam.Values()
