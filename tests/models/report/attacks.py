"""Findings of attack sequences and of what takes part in them, for tests of the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from models.detectors.registry import FINDING_TYPES
from models.enrichment.enricher import Enricher
from models.enrichment.geo import Place
from models.findings.document import render
from models.findings.merge import MergeFolder, Timing
from models.findings.sighting import FindingKey, Sighting
from models.fold import run
from models.sequences import types
from models.sequences.fold import Evidence
from models.times import END_OF_TIME
from tests.models.sequences.scenes import TOR, asked, called, connected, told, unusual

_KINDS = FINDING_TYPES | {kind.name: kind for kind in types.TYPES}

#: Somebody's session, over Tor: two findings and two weak signals on one bucket.
STOLEN_DATA = [
    called("Recon:IAMUser/TorIPCaller", 1, "ListBuckets", service="s3", caller=TOR),
    called("UnauthorizedAccess:S3/TorIPCaller", 3, "GetObject", service="s3", bucket="reports", caller=TOR),
    unusual(5, "s3:GetBucketPolicy", "Discovery", "reports", "discovery"),
    unusual(6, "s3:DeleteObjects", "Impact", "reports", "delete", techniques=("T1485",)),
]

#: An instance that obeys somebody else: two findings.
MINING = [
    connected("Backdoor:EC2/C&CActivity.B", 10),
    asked("CryptoCurrency:EC2/BitcoinTool.B!DNS", 40, domain="p.example"),
]


class Known(Enricher):
    """Knows where the Tor exit is."""

    def place(self, address: str) -> Place:
        if address != TOR:
            return Place()
        return Place(
            asn=64500, asn_org="Exits", city="Bern", country_name="Switzerland", country_code="CH", lat=46.9, lon=7.4
        )


def published(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    """All that an account's evidence publishes, in the order of keys: the sequences come first."""
    by_key: dict[FindingKey, list[Sighting]] = defaultdict(list)
    for each in evidence:
        if each.key:
            by_key[each.key].append(each.sighting)
    for keyed in told(evidence):
        by_key[keyed.key].append(keyed.sighting)
    folder = MergeFolder(Timing())
    return [
        render(_KINDS[key.type], each, Known())
        for key, waiting in sorted(by_key.items())
        for each in run(folder, key.to_bytes(), None, waiting, END_OF_TIME)[2]
    ]
