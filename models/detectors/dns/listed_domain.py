"""C&CActivity.B!DNS, BitcoinTool.B!DNS, the reputation types and all others of lists: a listed domain.

Source: DNS query logs, and threat lists (``[[lists]]`` of the configuration). A type looks at lists of one kind:

| type | kind | severity |
|---|---|---|
| ``Backdoor:EC2/C&CActivity.B!DNS`` | ``c2`` | High |
| ``CryptoCurrency:EC2/BitcoinTool.B!DNS`` | ``crypto`` | High |
| ``Impact:EC2/AbusedDomainRequest.Reputation`` | ``abused-reputation`` | Medium |
| ``Impact:EC2/BitcoinDomainRequest.Reputation`` | ``bitcoin-reputation`` | High |
| ``Impact:EC2/MaliciousDomainRequest.Reputation`` | ``malicious-reputation`` | High |
| ``Impact:EC2/SuspiciousDomainRequest.Reputation`` | ``suspicious-reputation`` | Low |
| ``Impact:EC2/MaliciousDomainRequest.Custom`` | ``custom`` | Medium |
| ``Trojan:EC2/BlackholeTraffic!DNS`` | ``black-hole`` | Medium |
| ``Trojan:EC2/DGADomainRequest.C!DNS`` | ``dga`` | High |
| ``Trojan:EC2/DriveBySourceTraffic!DNS`` | ``drive-by`` | High |
| ``Trojan:EC2/DropPoint!DNS`` | ``drop-point`` | Medium |
| ``Trojan:EC2/PhishingDomainRequest!DNS`` | ``phishing`` | High |

One finding per instance and type. Each name that was asked for is an occurrence, and the finding names every list that
names it, with the entry and what the list calls the threat, such as ``Log4j Related``.

One query is enough, of any type, whatever is answered: who asks for a controller is infected though its name is gone,
a sinkhole answers for it, or a firewall keeps the answer back. An entry of a threat list matches the name and every one
below it, ``*.example.org`` only those below (`models.lists.domains`). So a name that has a listed one in front matches
nothing: mail servers ask block lists for ``evil.example.blocklist.example``, and search lists of resolvers make
``evil.example.corp.internal``. Addresses that are looked up backwards are never matched. ``BlackholeTraffic!DNS`` is
also found by the answer: an address in it that a ``black-hole`` list names. A trusted list beats every threat list.
Nothing in a query tells visitors of a domain from mail filters and scanners that ask for what somebody sent them:
those are for suppression. ATT&CK: T1071.004 (DNS), T1496.001 (Compute Hijacking), T1568.002 (Domain Generation
Algorithms), T1041 (Exfiltration Over C2 Channel), T1189 (Drive-by Compromise), T1566.002 (Spearphishing Link).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from models.detectors.base import DetectorSettings
from models.detectors.dns.base import Evidence, QueryDetector, QueryHit, Scene, query_type
from models.detectors.dns.young_domain import YoungDomainSettings
from models.findings.types import HIGH, LOW, MEDIUM, FindingType
from models.lists.settings import ListKind
from models.queries.asked import Domain
from models.queries.slice import Lookup


def _type(name: str, severity: float, title: str, meaning: str) -> FindingType:
    return query_type(
        name=name,
        severity=severity,
        title=f"{{instance}} asks for {{name}}, {title}.",
        description=f"{{instance}} in account {{account}} asks for {{name}}, a name of {{domain}}. {meaning}",
    )


#: Kind of list -> the type that it gives.
TYPES = {
    ListKind.C2: _type(
        "Backdoor:EC2/C&CActivity.B!DNS",
        HIGH,
        "a name of a command-and-control server",
        "A threat list says that malware takes its orders there. Unless somebody studies it on purpose, the instance "
        "is infected.",
    ),
    ListKind.CRYPTO: _type(
        "CryptoCurrency:EC2/BitcoinTool.B!DNS",
        HIGH,
        "which serves cryptocurrency mining",
        "A threat list says that it belongs to cryptocurrency. Unless the instance mines or serves a chain on purpose, "
        "somebody else mines at your cost.",
    ),
    ListKind.ABUSED_REPUTATION: _type(
        "Impact:EC2/AbusedDomainRequest.Reputation",
        MEDIUM,
        "a domain of a kind that is often abused",
        "A list of reputations says that names like it, as free subdomains and dynamic DNS give them to anybody, are "
        "often abused. See what on the instance asks for it.",
    ),
    ListKind.BITCOIN_REPUTATION: _type(
        "Impact:EC2/BitcoinDomainRequest.Reputation",
        HIGH,
        "a domain with a bad name for cryptocurrency",
        "A list of reputations connects it with cryptocurrency. Unless the instance mines or serves a chain on "
        "purpose, somebody else mines at your cost.",
    ),
    ListKind.MALICIOUS_REPUTATION: _type(
        "Impact:EC2/MaliciousDomainRequest.Reputation",
        HIGH,
        "a domain with a bad name for malware",
        "A list of reputations connects it with malware, perhaps one whose controllers others have taken over. The "
        "instance may be infected.",
    ),
    ListKind.SUSPICIOUS_REPUTATION: _type(
        "Impact:EC2/SuspiciousDomainRequest.Reputation",
        LOW,
        "a suspicious domain",
        "A list of reputations says that it is suspicious, or it looks made up by a machine and no client asked for it "
        "before these days. See what on the instance asks for it.",
    ),
    ListKind.CUSTOM: _type(
        "Impact:EC2/MaliciousDomainRequest.Custom",
        MEDIUM,
        "which is on a threat list of your own",
        "The name, or one that it is below, is on a threat list of your own, which the finding names.",
    ),
    ListKind.BLACK_HOLE: _type(
        "Trojan:EC2/BlackholeTraffic!DNS",
        MEDIUM,
        "which leads into a black hole",
        "A threat list says that it, or an address that it resolves to, leads nowhere, as where a botnet's server was. "
        "Something on the instance still looks for it.",
    ),
    ListKind.DGA: _type(
        "Trojan:EC2/DGADomainRequest.C!DNS",
        HIGH,
        "a domain that malware is known to generate",
        "A threat list says that a domain generation algorithm makes up this domain, for malware to find its "
        "controller at. The instance may be infected.",
    ),
    ListKind.DRIVE_BY: _type(
        "Trojan:EC2/DriveBySourceTraffic!DNS",
        HIGH,
        "a source of drive-by downloads",
        "A threat list says that visitors get malware from it without asking for it. See what the instance fetched.",
    ),
    ListKind.DROP_POINT: _type(
        "Trojan:EC2/DropPoint!DNS",
        MEDIUM,
        "where stolen data is left",
        "A threat list says that malware leaves stolen credentials and data there. See what the instance sent, and "
        "change the credentials that it holds.",
    ),
    ListKind.PHISHING: _type(
        "Trojan:EC2/PhishingDomainRequest!DNS",
        HIGH,
        "a domain of phishing",
        "A threat list says that it serves pages that ask for other people's passwords. Somebody follows a link to it, "
        "or the instance serves such pages.",
    ),
}

_BY_VALUE = {kind.value: kind for kind in TYPES}


def judge(scene: Scene, memory: None, settings: Mapping[str, DetectorSettings]) -> list[QueryHit]:
    """A hit for each type."""
    found: dict[ListKind, list[Evidence]] = defaultdict(list)
    for domain in scene.asked.domains.values():
        if domain.marks and not domain.reverse:
            for kind, evidence in _listed(domain):
                found[kind].append(evidence)
    return [
        QueryHit(of, tuple(found[kind]), kinds=frozenset({kind.value})) for kind, of in TYPES.items() if kind in found
    ]


def _listed(domain: Domain) -> Iterator[tuple[ListKind, Evidence]]:
    """The names of a domain that lists name, ascending, with the kinds."""
    lookups: dict[str, list[Lookup]] = defaultdict(list)
    for lookup in domain.lookups:
        if lookup.name in domain.marks:
            lookups[lookup.name].append(lookup)
    for name, those in lookups.items():
        evidence = Evidence(domain, tuple(those), name)
        for value in {said.kind for said in domain.marks[name].threats} & _BY_VALUE.keys():
            yield _BY_VALUE[value], evidence


DETECTOR = QueryDetector(
    name="",
    types=tuple(TYPES.values()),
    judge=judge,
    settings={TYPES[ListKind.SUSPICIOUS_REPUTATION].name: YoungDomainSettings},
)
