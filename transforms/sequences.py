"""Attack sequences: an account's sightings and weak signals, folded in order, become sightings of sequences."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import apache_beam as beam
import msgspec

from models.codecs import CASES, KEYED_SIGHTINGS_TOGETHER, SEQUENCE_EVIDENCE, SEQUENCE_MEMORIES, SIGHTINGS
from models.config.config import Config
from models.findings.admission import Admission
from models.findings.sequence import Lineage
from models.findings.sighting import FindingKey, Sighting
from models.sequences.archived import Archived
from models.sequences.fold import Evidence, Lookups, SequenceFolder
from models.sequences.lineage import lineages
from models.sequences.of_cases import all_weak_signals
from models.suppression.suppressor import Suppressor
from transforms.enrichment import Enrichment
from transforms.fold import Codecs, FoldInOrder, Mode, WarmStart
from transforms.keyed import each_by_finding, grouped
from transforms.places import SEQUENCES


class TellSequences(beam.PTransform):
    """Fold what comes up in each account.

    Input: a tuple of collections: admitted (finding key, sighting), and (principal's key, its cases) if somebody makes
    profiles. Output: (finding key, sighting): of sequences, and of the findings that take part in one; both are
    admitted. Windowing, emission and state: `FoldInOrder`; some 350 kB per account, a few MB at worst.
    """

    def __init__(self, config: Config, beside: Enrichment, mode: Mode, warm: WarmStart | None = None) -> None:
        super().__init__()
        asked = _Asked(config, beside)
        folder = SequenceFolder(
            asked.kinds, mode.allowed_lateness_ms, Lookups(asked.archived, asked.raised, asked.admitted, asked.lineages)
        )
        codecs = Codecs(SEQUENCE_EVIDENCE, SEQUENCE_MEMORIES, KEYED_SIGHTINGS_TOGETHER)
        self._fold = FoldInOrder(folder, codecs, mode, SEQUENCES, warm, together=True)

    def expand(self, pcolls):
        """Key both by account, fold, then key by finding."""
        keyed = tuple[bytes, bytes]
        sightings, *profiled = pcolls
        evidence = [sightings | "Evidence of sightings" >> beam.MapTuple(_of_sighting).with_output_types(keyed)]
        for cases in profiled:
            evidence.append(cases | "Evidence of cases" >> beam.FlatMapTuple(_of_cases).with_output_types(keyed))
        return (
            evidence
            | "All evidence" >> beam.Flatten()
            | "Fold evidence" >> self._fold
            | "Key by finding" >> beam.FlatMap(each_by_finding).with_output_types(keyed)
        )


_decode_key = msgspec.msgpack.Decoder(FindingKey).decode


def _of_sighting(key: bytes, data: bytes) -> tuple[bytes, bytes]:
    """What a sighting is to its account."""
    finding, seen = _decode_key(key), SIGHTINGS.decode(data)
    return finding.account.encode(), SEQUENCE_EVIDENCE.encode([Evidence.of(finding, seen)])


def _of_cases(_principal: bytes, data: bytes) -> list[tuple[bytes, bytes]]:
    """What a principal's cases are to the accounts that saw them."""
    weak = all_weak_signals(CASES.decode(data))
    told = ((each.account, Evidence(each.end_ms, signals=each.signals, judged=each.principal)) for each in weak)
    return grouped(((account.encode(), evidence) for account, evidence in told), SEQUENCE_EVIDENCE)


class _Asked:
    """What the fold asks of the configuration. It travels light: what a question needs is made by the first one."""

    def __init__(self, config: Config, beside: Enrichment) -> None:
        trials = {rule.finding_type().key for rule in config.rules if rule.dry_run}
        self.kinds = {key: kind for key, kind in config.types().items() if key not in trials}
        self._config, self._beside = config, beside

    def __getstate__(self) -> dict[str, Any]:
        made = {"_rules", "_admission"}
        return {name: value for name, value in self.__dict__.items() if name not in made}

    def archived(self, key: FindingKey, seen: Sighting) -> bool:
        """Whether suppression archives a sighting."""
        return bool(self._config.suppress) and self._rules(key, seen)

    def raised(self, key: FindingKey) -> bool:
        """Whether the configuration lets a sequence become a finding."""
        return self._config.enabled(key.type) and self._admission.allows(key)

    def admitted(self, key: FindingKey, seen: Sighting) -> Sighting | None:
        """What the configuration leaves of a sighting."""
        return self._admission.admit(key, seen).sighting

    def lineages(self, instance: str) -> Sequence[Lineage]:
        """What the inventory knows that an instance has in common with others."""
        return lineages(self._beside.load().inventory, instance)

    @cached_property
    def _rules(self) -> Archived:
        return Archived(self.kinds, Suppressor(self._config.suppress), self._beside.load())

    @cached_property
    def _admission(self) -> Admission:
        return Admission(self._config.settings)
