"""Admitting: of all sightings, those that the configuration lets become findings."""

from collections.abc import Iterable

import apache_beam as beam
import msgspec
from apache_beam.metrics import Metrics

from models.codecs import SIGHTINGS
from models.config.config import Config
from models.findings.admission import Admission
from models.findings.sighting import FindingKey


class AdmitSightings(beam.PTransform):
    """Leave out what is off in its account or Region, or trusted; set severities.

    Input: (finding key, sighting). Output: the same, fewer. Counted: occurrences that trusted lists silenced, by type.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        self._fn = _AdmitFn(config)

    def expand(self, pcoll):
        """Apply the step."""
        return pcoll | "Admit" >> beam.ParDo(self._fn).with_output_types(tuple[bytes, bytes])


class _AdmitFn(beam.DoFn):
    def __init__(self, config: Config) -> None:
        self._config = config

    def setup(self) -> None:
        self._admission = Admission(self._config.settings)
        self._key = msgspec.msgpack.Decoder(FindingKey)

    def process(self, element: tuple[bytes, bytes]) -> Iterable[tuple[bytes, bytes]]:
        key = self._key.decode(element[0])
        seen = SIGHTINGS.decode(element[1])
        kept, trusted = self._admission.admit(key, seen)
        if trusted:
            Metrics.counter("trusted", key.type).inc(trusted)
        if kept is seen:
            yield element
        elif kept is not None:
            yield element[0], SIGHTINGS.encode(kept)
