"""Whether suppression archives what a window saw of a finding: such a sighting takes part in no sequence.

A rule is asked for the window's sighting by itself, as if the finding had nothing else. So what a scanner did in this
window is archived though the finding, in which somebody else acted before, is not.
"""

from __future__ import annotations

from collections.abc import Mapping

from models.enrichment.enricher import Enricher
from models.findings.document import render
from models.findings.merge import FindingState, MergeFolder, Publication, Timing
from models.findings.sighting import FindingKey, Sighting
from models.findings.types import FindingType
from models.suppression.suppressor import Suppressor


class Archived:
    """Asks the suppression rules.

    Args:
        kinds: finding types by key.
        suppressor: the rules.
        known: what is known of addresses and instances beside the logs, as rules may go by it.
    """

    def __init__(self, kinds: Mapping[str, FindingType], suppressor: Suppressor, known: Enricher) -> None:
        self._kinds, self._suppressor, self._known = kinds, suppressor, known

    def __call__(self, key: FindingKey, sighting: Sighting) -> bool:
        """Whether a rule archives a window's sighting, at least one occurrence, of a finding of a known type."""
        if not self._suppressor.rules:
            return False
        finding = render(self._kinds[key.type], publication(key, sighting), self._known)
        return self._suppressor.judge(finding) is not None


def publication(key: FindingKey, sighting: Sighting) -> Publication:
    """What would be published of a finding that has nothing but a sighting."""
    (published,) = MergeFolder(Timing()).fold(key.to_bytes(), FindingState(), sighting.end_ms, [sighting])
    return published
