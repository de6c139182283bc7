"""Publications in GuardDuty's JSON: what archives them, what is only counted, what is gone."""

import json
from pathlib import Path
from typing import Any

import apache_beam as beam
import msgspec
from apache_beam.options.pipeline_options import PipelineOptions

from models.codecs import PUBLICATIONS
from models.config.config import Config, parse
from models.findings.merge import MergeFolder, Publication, Timing
from models.findings.sighting import FindingKey, sighting
from models.fold import run
from models.times import END_OF_TIME
from pipelines.summary import counters
from tests.jobs import lines
from tests.models.findings.calls import KEY, START, WINDOW, occurrence
from transforms.enrichment import Enrichment
from transforms.fold import Mode
from transforms.render import RenderFindings
from transforms.write import Sink, WriteFindings

SUPPRESS = '[[suppress]]\nname = "kali"\ncriteria = { type = { equals = ["PenTest:IAMUser/KaliLinux"] } }\n'
RULE = '[[rules]]\nname = "Mine"\ntype = "Persistence:IAM/Mine"\nseverity = "High"\ntitle = "{user} did it."\n'
OF_RULE = msgspec.structs.replace(KEY, type="rule/Mine")


def publication(key: FindingKey = KEY) -> Publication:
    seen = sighting(START + WINDOW, [occurrence(1)])
    [first] = run(MergeFolder(Timing()), key.to_bytes(), None, [seen], END_OF_TIME)[2]
    return first


def rendered(
    tmp_path: Path, config: Config, *publications: Publication
) -> tuple[list[dict[str, Any]], dict[str, dict[str, int]]]:
    """The findings that are written, and the counters."""
    pipeline = beam.Pipeline(runner="FnApiRunner", options=PipelineOptions())
    created = pipeline | beam.Create([PUBLICATIONS.encode(one) for one in publications])
    findings = created | RenderFindings(config, Enrichment())
    _ = findings | WriteFindings(Sink(f"{tmp_path}/findings", Mode()))
    result = pipeline.run()
    result.wait_until_finish()
    return [json.loads(line) for line in lines(tmp_path / "findings")], counters(result)


def test_a_finding_is_counted_by_type_and_severity(tmp_path):
    [finding], counted = rendered(tmp_path, Config(), publication())
    assert not finding["service"]["archived"]
    assert counted["findings"] == {KEY.type: 1}
    assert counted["severities"] == {"Medium": 1}


def test_a_suppressed_finding_is_kept_marked_and_counted_by_rule(tmp_path):
    [finding], counted = rendered(tmp_path, parse(SUPPRESS, "f.toml"), publication())
    assert finding["service"]["archived"]
    assert finding["service"]["additionalInfo"]["suppressedBy"] == "kali"
    assert counted["archived"] == {"kali": 1}
    assert "findings" not in counted


def test_a_rule_s_finding_has_its_type_and_name(tmp_path):
    [finding], counted = rendered(tmp_path, parse(RULE, "f.toml"), publication(OF_RULE))
    assert finding["type"] == "Persistence:IAM/Mine"
    assert finding["customDetectionRuleName"] == "Mine"
    assert finding["title"] == "The IAM user dev did it."
    assert counted["findings"] == {"Persistence:IAM/Mine": 1}


def test_a_dry_run_only_counts(tmp_path):
    findings, counted = rendered(tmp_path, parse(RULE + 'mode = "dry-run"\n', "f.toml"), publication(OF_RULE))
    assert findings == []
    assert counted["dry run"] == {"Mine": 1}
    assert "findings" not in counted


def test_what_a_rule_left_that_is_gone_is_forgotten(tmp_path):
    findings, counted = rendered(tmp_path, Config(), publication(OF_RULE), publication())
    assert [finding["type"] for finding in findings] == [KEY.type]
    assert counted["findings"] == {KEY.type: 1}


def test_a_finding_counts_when_it_first_is_current(tmp_path):
    """The scanner's first call is covered, somebody else's is not."""
    covered = (
        'criteria = { "service.action.awsApiCallAction.remoteIpDetails.ipAddressV4" = { cidr = ["203.0.113.0/28"] } }'
    )
    config = parse(f'[[suppress]]\nname = "scanner"\n{covered}\n', "f.toml")
    windows = [
        sighting(START + WINDOW, [occurrence(1, caller="203.0.113.1")]),
        sighting(START + 80 * WINDOW, [occurrence(399, caller="198.51.100.7")]),
    ]
    both = run(MergeFolder(Timing()), KEY.to_bytes(), None, windows, END_OF_TIME)[2]
    findings, counted = rendered(tmp_path, config, *both)
    assert sorted(finding["service"]["archived"] for finding in findings) == [False, True]
    assert (counted["archived"], counted["findings"]) == ({"scanner": 1}, {KEY.type: 1})
