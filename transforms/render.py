"""Rendering: publications become findings in GuardDuty's JSON; suppression rules archive some."""

from collections.abc import Iterable
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics

from models.codecs import PUBLICATIONS
from models.config.config import Config
from models.findings.document import render
from models.findings.types import severity_word
from models.suppression.suppressor import Suppressor
from transforms.enrichment import Enrichment


class RenderFindings(beam.PTransform):
    """Render each publication; archive it if a suppression rule matches.

    Input: publications. Output: findings, as JSON-ready values. The input is left as it is: what else takes in
    publications sees those that are archived here. Publications of rules that are tried out (``dry-run``) are only
    counted. Counted: findings by type and by severity when they first are current, publications by type, new findings
    that were archived by rule, those of dry runs.
    """

    def __init__(self, config: Config, beside: Enrichment) -> None:
        super().__init__()
        self._fn = _RenderFn(config, beside)

    def expand(self, pcoll):
        """Apply the step."""
        return pcoll | "Render findings" >> beam.ParDo(self._fn)


class _RenderFn(beam.DoFn):
    def __init__(self, config: Config, beside: Enrichment) -> None:
        self._config, self._beside = config, beside

    def setup(self) -> None:
        self._types = self._config.types()
        self._trials = {rule.finding_type().key for rule in self._config.rules if rule.dry_run}
        self._known = self._beside.load()
        self._suppressor = Suppressor(self._config.suppress)
        self._archived: set[str] = set()  # findings that this worker has seen archived, for the counters alone

    def process(self, data: bytes) -> Iterable[dict[str, Any]]:
        publication = PUBLICATIONS.decode(data)
        kind = self._types.get(publication.key.type)
        if kind is None:  # a state that another configuration left: its rule is gone
            return
        if kind.key in self._trials:
            if publication.first:
                Metrics.counter("dry run", kind.rule).inc()
            return
        finding, rule = self._suppressor.archive(render(kind, publication, self._known))
        Metrics.counter("publications", kind.name).inc()
        if rule:
            if publication.first:
                Metrics.counter("archived", rule).inc()
                self._archived.add(finding["id"])
        elif publication.first or finding["id"] in self._archived:
            self._archived.discard(finding["id"])
            Metrics.counter("findings", kind.name).inc()
            Metrics.counter("severities", severity_word(finding["severity"])).inc()
        yield finding
