"""DNSDataExfiltration: data that leaves, or comes, in names that are asked for and in their answers.

Source: DNS query logs; one finding per instance, severity High, of one or more registered domains. A tunnel asks for
names that nobody asked for before, all below one domain, whose name server belongs to who set it up. Any of these
shows it, of names that the client has not asked for in the windows before:

- ``rare_types``: names with types that hosts are hardly ever asked for: NULL, KEY, or for private use,
- ``conversation``: random names, each asked with one type: MX, CNAME or SRV, and told another name each; or with TXT,
  when most are answered by data that looks random too, each by other data, or when they are too short for keys; or with
  A, when aliases are all that they are answered with, each by another one,
- ``numbered``: data and a running number in each name,
- ``unanswered``: messages, longer than keys are, to which no answer comes: who looks something up is told,
- ``blocks``: messages in three labels or more of one length, or in a single filled one,
- ``bulk``: messages of any kind, more than look-ups have; keys count an eighth,
- ``answers``: text that looks like data, or that numbered names are answered with,
- ``addresses``: addresses that are scattered over networks, some of them nobody's, or all of them spelling text.

Each is measured in names or bytes, and forgotten bit by bit within a day, ``bulk`` within two windows. The settings say
how much is a finding; a slow tunnel takes hours to get there.

Silent: hosts with random names, which answer with addresses or aliases (content delivery, storage, tracking, fleets);
look-ups of addresses and of digests, which are keys (block lists, virus scanners); long look-ups that are told
something, up to the amount of ``bulk``; records that say what they are and names that begin with an underscore (mail,
certificates, service discovery); names of the internet that a search list was appended to, while they are not there;
trees of addresses; long labels that browsers ask for; what were a ``conversation`` if its names were there, were not
asked with several types, or their answers not looked up in turn (senders of mail, services, who tries which names a
domain has). Silent, too, as nothing tells them from that: data in single labels of a key's length without a number,
slow one-way messages of irregular shape to a server that answers all of them alike, check-ins that ask for one name
again and again, and, where logs tell no answers, data that is in these alone. Found, though benign, as nothing tells
them from a tunnel: probes that ask for TXT of short random names all day, verdicts that look random in TXT, and, where
logs tell no answers, random names that are looked up by MX or CNAME alone.

The finding names the domain (``domain``), what shows it (``channels``), the names, the bytes each way, the types and
three names, cut, since they are the data. ATT&CK: T1048.003 (Exfiltration Over Unencrypted Non-C2 Protocol), T1071.004
(DNS), T1572 (Protocol Tunneling).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import msgspec

from models.detectors.base import DetectorSettings
from models.detectors.dns.base import Evidence, QueryDetector, QueryHit, Scene, query_type
from models.findings.types import HIGH
from models.owner import WINDOW
from models.queries.asked import Asked, Domain
from models.queries.channel import Amounts, Name, Signs, down, signs, up
from models.queries.payload import encoded
from models.queries.replies import is_rare
from models.queries.sample import hashed
from models.queries.slice import MOST_NAMES as SAMPLED
from models.queries.slice import Lookup
from models.times import DAY

TYPE = query_type(
    name="Trojan:EC2/DNSDataExfiltration",
    severity=HIGH,
    title="{instance} moves data through DNS queries below {domain}.",
    description=(
        "{instance} in account {account} asks for names below {domain} that carry data, or is answered with data, as "
        "tunnels through DNS do. Who controls that domain's name server may be receiving what is stolen, or sending "
        "commands. Look at what runs on the instance, and block the domain."
    ),
)

#: Domains that are remembered, at most some 3 kB each: those that are nearest to a finding. Few clients have one.
MOST_DOMAINS = 32

#: Names that are remembered of a domain, by their checksums. Who asks for the same names again is no tunnel; fast ones
#: need no memory.
MOST_NAMES = 512

#: Names of a window from which on a domain is looked at: a query every two minutes. One with a rare type will do.
LEAST_NAMES = 5

#: Names that a finding shows, and characters of each.
_SAMPLES, _SAMPLE = 3, 40

_Least = Annotated[int, msgspec.Meta(ge=1)]


class ExfiltrationSettings(DetectorSettings, frozen=True):
    """Settings of the type: how much of a domain is a finding, of about a day unless said otherwise.

    Attributes:
        rare_types: names with rare types. Somebody who tries one asks for a few; a tunnel for one every few seconds.
        conversation: names. A tunnel asks every few seconds, and is found in minutes; in hours if it waits a minute.
        numbered: bytes. A key, or a list of accounts, has more.
        unanswered: bytes; more, as there is no number that says what they are.
        blocks: bytes; more, as look-ups could be cut into equal labels too.
        bulk: bytes of two windows. Virus scanners and telemetry ask for a few hundred names with up to 100 bytes in
            one; AWS's own stimulus, 930 names of 141 characters in one run, has some 60,000.
        answers: bytes. The smallest programs that are loaded have more, a domain's own records some hundred.
        addresses: names. Nobody has so many hosts in as many networks, and some that do not exist.
    """

    rare_types: _Least = 20
    conversation: _Least = 60
    numbered: _Least = 1_000
    unanswered: _Least = 2_000
    blocks: _Least = 8_000
    bulk: _Least = 48_000
    answers: _Least = 4_000
    addresses: _Least = 32

    def enough(self, amounts: Amounts) -> list[str]:
        """The amounts that are a finding, by their names."""
        return [kind for kind, amount in amounts._asdict().items() if amount >= getattr(self, kind)]

    def nearness(self, amounts: Amounts) -> int:
        """How near amounts come to a finding, in thousandths."""
        return max(1000 * amount // getattr(self, kind) for kind, amount in amounts._asdict().items())


class Channel(msgspec.Struct, array_like=True):
    """What is remembered of a domain.

    Attributes:
        since_ms: when it began.
        last_ms: the end of the last window with something of it.
        amounts: what is left of them.
        names: that have shown something; estimated where a window had very many.
        up: bytes in them.
        down: bytes that they were answered with.
        answered: messages were answered.
        recent: checksums of the latest names, oldest first.
    """

    since_ms: int
    last_ms: int
    amounts: Amounts = Amounts()
    names: int = 0
    up: int = 0
    down: int = 0
    answered: bool = False
    recent: list[int] = msgspec.field(default_factory=list)


class Memory(msgspec.Struct, array_like=True):
    """What is remembered of a client.

    Attributes:
        channels: domains with something that may become a finding.
    """

    channels: dict[str, Channel] = msgspec.field(default_factory=dict)


def judge(scene: Scene, memory: Memory, settings: Any) -> Iterable[QueryHit]:
    """The hits of a window."""
    end_ms, channels, known = scene.asked.end_ms, memory.channels, settings[TYPE.name]
    for name in [name for name, channel in channels.items() if channel.last_ms <= end_ms - DAY]:
        del channels[name]
    found = [evidence for domain in _domains(scene.asked) for evidence in _judged(domain, end_ms, channels, known)]
    if len(channels) > MOST_DOMAINS:
        nearest = sorted(channels, key=lambda name: (-known.nearness(channels[name].amounts), name))
        for name in nearest[MOST_DOMAINS:]:
            del channels[name]
    return (QueryHit(TYPE, tuple(found)),) if found else ()


def _domains(asked: Asked) -> Iterator[Domain]:
    """The domains to look at. One may be the first or the last label of names of a tunnel that has no domain.

    The names of such tunnels end in data, or in a label, such as a file's name, that only data stands in front of. A
    domain at the top has no digit in its name, unless it is one in other letters.
    """
    marked: dict[str, list[Lookup]] = {}
    for domain in asked.domains.values():
        if domain.public:
            if len(domain.lookups) >= LEAST_NAMES or any(is_rare(lookup.type) for lookup in domain.lookups):
                yield domain
            continue
        label, _, top = domain.name.rpartition(".")
        if domain.reverse:
            continue
        if not top.isalpha() and not top.startswith("xn--"):
            for lookup in domain.lookups:
                marked.setdefault(lookup.name.partition(".")[0], []).append(lookup)
        elif encoded(label):
            marked.setdefault(top, []).extend(domain.lookups)
        elif len(domain.lookups) >= LEAST_NAMES or any(is_rare(lookup.type) for lookup in domain.lookups):
            yield domain
    for label, lookups in sorted(marked.items()):
        if label and len(lookups) >= LEAST_NAMES:
            yield _gathered(label, lookups)


def _gathered(label: str, lookups: list[Lookup]) -> Domain:
    """Names that have a label in common, as the names of a domain; of very many a sample."""
    names = sorted({lookup.name for lookup in lookups}, key=hashed)
    kept = set(names[:SAMPLED])
    return Domain(
        label,
        public=False,
        reverse=False,
        lookups=tuple(sorted(lookup for lookup in lookups if lookup.name in kept)),
        count=len(names),
        more=len(names) > SAMPLED,
    )


def _text(domain: Domain, name: str) -> str:
    """What a name has beside its domain, which may be a first label."""
    return domain.below(name) if f".{name}".endswith(f".{domain.name}") else name.partition(".")[2]


def _judged(
    domain: Domain, end_ms: int, channels: dict[str, Channel], settings: ExfiltrationSettings
) -> Iterator[Evidence]:
    channel = channels.get(domain.name)
    recent = frozenset(channel.recent) if channel else frozenset()
    new = {name: _text(domain, name) for name in domain.names if _checksum(name) not in recent}
    shown = signs(domain, new, channel is not None and channel.answered)
    slow = any(shown.amounts._replace(bulk=0))
    few = not slow and not shown.answered and shown.amounts.bulk * 4 < settings.bulk
    if few or not any(shown.names.values()):
        return
    if channel is None:
        channel = channels[domain.name] = Channel(end_ms, end_ms)
    amounts = _summed(channel, end_ms, shown.amounts)
    carrying = _learn(channel, end_ms, domain, new, shown, amounts)
    enough = [kind for kind in settings.enough(amounts) if getattr(shown.amounts, kind)]
    if enough:
        those = {name.text for kind in enough for name in shown.names[kind]}
        names = [name for name in carrying if name.text in those]
        lookups = tuple(sorted(lookup for name in names for lookup in name.lookups))
        told = _info(domain, channel, names, enough)
        yield Evidence(domain, lookups, domain.name, channel.since_ms, told, leads=False)


def _summed(channel: Channel, end_ms: int, new: Amounts) -> Amounts:
    """What is left of the amounts, and those of a window."""
    since = max(end_ms - channel.last_ms, 0)
    left = Amounts(*(amount * max(DAY - since, 0) // DAY for amount in channel.amounts))
    left = left._replace(bulk=channel.amounts.bulk if since <= WINDOW else 0)
    return Amounts(*(one + other for one, other in zip(left, new, strict=True)))


def _learn(
    channel: Channel, end_ms: int, domain: Domain, new: Iterable[str], shown: Signs, amounts: Amounts
) -> list[Name]:
    """Takes a window into the memory; gives the names that carry something."""
    carrying = list({name.text: name for those in shown.names.values() for name in those}.values())
    scale, kept = domain.count, max(len(domain.names), 1)
    first_ms = min(name.first_ms for name in carrying)
    channel.since_ms = min(channel.since_ms, first_ms)
    channel.last_ms = max(channel.last_ms, end_ms)
    channel.amounts = amounts._replace(bulk=shown.amounts.bulk)
    channel.names += len(carrying) * scale // kept
    channel.up += up(carrying) * scale // kept
    channel.down += down(carrying) * scale // kept
    channel.answered = shown.answered
    channel.recent = [*channel.recent, *map(_checksum, new)][-MOST_NAMES:]
    return carrying


def _info(domain: Domain, channel: Channel, names: list[Name], enough: list[str]) -> dict[str, Any]:
    return {
        "domain": domain.name,
        "channels": enough,
        "names": channel.names,
        "payloadBytesUp": channel.up,
        "payloadBytesDown": channel.down,
        "recordTypes": sorted({lookup.type for name in names for lookup in name.lookups}),
        "samples": [name.lookups[0].name[:_SAMPLE] for name in names[:_SAMPLES]],
    }


def _checksum(name: str) -> int:
    return zlib.crc32(name.encode())


DETECTOR = QueryDetector(
    name="data_exfiltration",
    types=(TYPE,),
    judge=judge,
    settings={TYPE.name: ExfiltrationSettings},
)
