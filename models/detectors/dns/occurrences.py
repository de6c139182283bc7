"""From a detector's hit on a window of DNS queries to a sighting of a finding.

Each piece of evidence is an occurrence of its own, so that a finding names what was asked for, or counts what it does
not name, and suppression can go by it. An occurrence is known by its window and the name, so that a late part of a
window counts no second time.
"""

from __future__ import annotations

import hashlib

import msgspec

from models.detectors.account import KeyedSighting
from models.detectors.dns.base import Evidence, QueryHit
from models.findings.dns_request import DnsRequest
from models.findings.merge import MOST_NAMED
from models.findings.sighting import FindingKey, Occurrence, sighting
from models.lists.marks import joined
from models.owner import Owner
from models.queries.asked import Asked

#: Occurrences of one finding in one window: more than a finding names.
MOST_OCCURRENCES = 4 * MOST_NAMED

#: Answers that a finding shows of an occurrence: where a name leads. What else is answered may be data of somebody's.
MOST_SHOWN = 8
_SHOWN = frozenset({"A", "AAAA", "CNAME"})

_encode = msgspec.json.Encoder(order="sorted").encode


def keyed_sighting(owner: Owner, asked: Asked, hit: QueryHit) -> KeyedSighting:
    """The finding that a hit belongs to, and what it adds to it.

    Of more than `MOST_OCCURRENCES` pieces of evidence the first are kept, in the order in which the detector has them.
    """
    kept = hit.evidence[:MOST_OCCURRENCES]
    detail = dict(hit.detail)
    if len(kept) < len(hit.evidence):
        detail["occurrencesLeftOut"] = len(hit.evidence) - len(kept)
    seen = [_occurrence(owner, asked, hit, evidence) for evidence in kept]
    made = sighting(asked.end_ms, seen, _encode(detail).decode() if detail else "")
    return KeyedSighting(FindingKey(hit.type.key, owner.account, owner.region, owner.name), made)


def _occurrence(owner: Owner, asked: Asked, hit: QueryHit, evidence: Evidence) -> Occurrence:
    lookups = evidence.lookups
    latest = max(lookups, key=lambda lookup: (lookup.last_ms, lookup))
    first_ms = min(lookup.first_ms for lookup in lookups) if evidence.since_ms is None else evidence.since_ms
    name = evidence.name or latest.name
    marks = {evidence.domain.mark(each) for each in {lookup.name for lookup in lookups}}
    mark = joined(marks)
    said = [one.said for one in mark.threats if one.kind in hit.kinds]
    answers = sorted({data for lookup in lookups for type_, data in lookup.response.answers if type_ in _SHOWN})
    action = DnsRequest(
        severity=hit.type.severity if hit.severity is None else hit.severity,
        name=name,
        domain=evidence.domain.name,
        types=tuple(sorted({lookup.type for lookup in lookups})),
        rcodes=tuple(sorted({lookup.rcode for lookup in lookups} - {""})),
        answers=tuple(answers[:MOST_SHOWN]) if evidence.leads else (),
        tcp=all(lookup.tcp for lookup in lookups),
        blocked=all(lookup.blocked for lookup in lookups),
        address=asked.address,
        instance=owner.name if owner.name.startswith("i-") else "",
        vpc=asked.vpc,
        lasted_ms=latest.last_ms - first_ms,
        info=_encode(evidence.info).decode() if evidence.info else "",
        evidence=f"[{','.join(said)}]" if said else "",
        trusted=asked.trusted or all(each.trusted for each in marks),
    )
    digest = hashlib.blake2b(msgspec.msgpack.encode((asked.end_ms, name)), digest_size=12).hexdigest()
    return Occurrence(first_ms, digest, action)
