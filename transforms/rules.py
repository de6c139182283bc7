"""What rules of one's own count: notes, folded in order, become sightings."""

import apache_beam as beam

from models.codecs import KEYED_SIGHTINGS, RULE_MEMORIES, RULE_NOTES
from models.config.config import Config
from models.rules.counting import RuleFolder
from transforms.fold import Codecs, FoldInOrder, Mode, WarmStart
from transforms.keyed import by_finding
from transforms.places import RULES


class CountForRules(beam.PTransform):
    """Fold the notes of each group that a rule counts in.

    Input: (rule's group, notes). Output: (finding key, sighting). Windowing, emission and state: `FoldInOrder`; the
    events of the rule's window for each group, forgotten when it has passed.
    """

    def __init__(self, config: Config, mode: Mode, warm: WarmStart | None = None) -> None:
        super().__init__()
        folder = RuleFolder(config.rules, mode.allowed_lateness_ms)
        self._fold = FoldInOrder(folder, Codecs(RULE_NOTES, RULE_MEMORIES, KEYED_SIGHTINGS), mode, RULES, warm)

    def expand(self, pcoll):
        """Fold, then key by finding."""
        return (
            pcoll
            | "Fold counts" >> self._fold
            | "Key by finding" >> beam.Map(by_finding).with_output_types(tuple[bytes, bytes])
        )
