"""SuspiciousDomainRequest.Reputation: a young domain that looks made up.

Source: DNS query logs with answers; no list; severity Low, as of the type's list. One finding per instance; each name
of the domain is an occurrence, and the finding tells since when the domain is asked for (``firstAsked``), how much it
looks made up (``randomness``, of 1,000), and how many clients asked for it (``clientsThatAsked``).

Malware and those who phish register domains that no word is in, and use them for days. Nobody in the fleet had asked
for such a domain before; then a client does, and is answered. The fleet is all clients of all logs that the job reads.
It is learnt for the days of ``[learning]``, and for one at least, as on the first day everything is new. Then a domain
is found

- that no client had asked for in the 63 days before, as far as it was there, for as long as it is young
  (``young_days``);
- whose name looks drawn at random (``least_randomness``, `models.generated.score`), not coined to be spoken;
- that a client asks for by ``A`` or ``AAAA`` and that has a public address: names that are not there are for
  ``DGADomainRequest.B``, and where logs do not tell answers the type is silent;
- of a client that does not ask for its ``MX`` or ``TXT`` records: those are of mail that came from it, and who examines
  a sender does not call on it;
- of a client that asks for few domains in these ten minutes (``most_domains``): who browses, or crawls, comes upon
  such domains daily, those of advertisements most of all;
- that few clients asked for (``most_clients``): what many begin to ask for is a service that somebody rolled out;
- while others of which all that is true are rare: at most ``most_usual`` of them came up in the seven days before it.
  Where people browse, abbreviations and names in other languages come up daily, and one more says nothing.

Labels below a private public suffix are silent (``d111111abcdef8.cloudfront.net``, storage buckets, sites below
``github.io``): machines hand them out, and there they look made up as a rule. ATT&CK: T1583.001 (Domains), T1568
(Dynamic Resolution).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from models.aws.addresses import SPECIAL, address_of
from models.detectors.base import DetectorSettings
from models.generated.score import LIKELY, drawn
from models.queries.asked import Domain
from models.queries.registered import by_registries
from models.queries.slice import Lookup

#: Clients of a domain that are counted.
MOST_CLIENTS = 16


class YoungDomainSettings(DetectorSettings, frozen=True):
    """Settings of ``SuspiciousDomainRequest.Reputation``; they do not concern lists.

    Attributes:
        least_randomness: how much a domain looks made up, of 1,000. Where a burst is judged a low bound will do; here
            one name decides. 950 are 18 bits, a quarter of a million to one.
        young_days: since anybody first asked for it. After a week it is on lists, or part of what the fleet does.
        most_clients: that asked for it so far. One that is infected begins; a worm is at more soon.
        most_domains: registered domains of the internet that the client asks for in the window. Servers and their
            updates ask for some; a page or two of a browser for more.
        most_usual: other domains that look made up and came up in the seven days before. One in two days is rare enough
            for each to be looked at.
    """

    least_randomness: Annotated[int, msgspec.Meta(ge=LIKELY, le=1_000)] = 950
    young_days: Annotated[int, msgspec.Meta(ge=1, le=28)] = 7
    most_clients: Annotated[int, msgspec.Meta(ge=1, le=MOST_CLIENTS)] = 3
    most_domains: Annotated[int, msgspec.Meta(ge=1)] = 12
    most_usual: Annotated[int, msgspec.Meta(ge=0)] = 3


def is_odd(domain: Domain) -> bool:
    """Whether a fleet remembers a domain: it is there, and looks made up at least a little."""
    return (
        domain.public
        and drawn(domain.name) >= LIKELY
        and by_registries(domain.name) == domain.name
        and any(lookup.rcode == "NOERROR" for lookup in domain.lookups)
    )


def contacts(domain: Domain) -> list[tuple[Lookup, ...]]:
    """The lookups by which a client found out where to call, those of each name together, ascending by name."""
    if any(map(is_of_mail, domain.lookups)):
        return []
    found: dict[str, list[Lookup]] = {}
    for lookup in domain.lookups:
        if lookup.type in {"A", "AAAA"} and any(_is_public(*answer) for answer in lookup.response.answers):
            found.setdefault(lookup.name, []).append(lookup)
    return [tuple(lookups) for lookups in found.values()]


def is_of_mail(lookup: Lookup) -> bool:
    """Whether a lookup is one of those who examine a sender of mail."""
    return lookup.type in {"MX", "TXT"}


def _is_public(type_: str, data: str) -> bool:
    """Whether an answer is an address of the internet."""
    address = address_of(data) if type_ in {"A", "AAAA"} else None
    return address is not None and not any(address in block for block in SPECIAL)
