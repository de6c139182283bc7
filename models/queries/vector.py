"""The vector of a client's window of queries: what it asked for in ten minutes, as numbers for a forest.

The family is ``client``. What is new is new for the client alone, against the 63 days before. Names, domains and
characters are square roots, bytes fourth roots, in steps of a quarter: a forest cuts at random between the smallest and
the largest value of a feature. Roots and logarithms are integers', and shares are in whole steps, so that every
machine has the same.

The widest domain is the public one with the most names in the window: a tunnel's, if there is one. What is said of its
names is said of what they have in front of the domain. Of very many names it is said of a sample.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from models.lists.domains import LONGEST
from models.owner import Owner
from models.profiles.habits import HOURS, grew, most_before, news
from models.profiles.items import day_of
from models.profiles.vector import Family, Feature, Vector, fourth_root, percent, quarters, root
from models.queries.asked import NXDOMAIN, Asked, Domain
from models.queries.habits import MOST_DOMAINS, MOST_TYPES, Habits, hashed
from models.queries.slice import Lookup
from models.times import HOUR

CLIENT_FAMILY = Family(
    "client",
    1,
    (
        Feature("names", "distinct names asked for in the ten minutes (root)"),
        Feature("names_usual", "the same as a multiple of the most in any window of earlier days (root)"),
        Feature("domains", "distinct registered domains of the internet (root)"),
        Feature("domains_new", "those of them that the client never asked for (root)"),
        Feature("domain_length", "characters of their first labels, on average (root)"),
        Feature("domain_entropy", "entropy of their first labels' characters, on average, bits in steps of an eighth"),
        Feature("types", "distinct record types (root)"),
        Feature("types_new", "those of them that the client never asked for (root)"),
        Feature("nxdomain", "lookups of names that are not there, percent of those with a known end in steps of 5"),
        Feature("failed", "lookups that failed otherwise, percent of those with a known end in steps of 5"),
        Feature("text", "lookups of types that carry text or bytes (TXT, NULL, KEY …), percent in steps of 5"),
        Feature("mail", "lookups of MX, percent in steps of 5"),
        Feature("reverse", "lookups of addresses backwards, percent in steps of 5"),
        Feature("internal", "lookups of names below no public suffix, percent in steps of 5"),
        Feature("tcp", "lookups by TCP, percent in steps of 5"),
        Feature("answered", "bytes of the answers' data (fourth root)"),
        Feature("answer_largest", "bytes of the largest answer (root)"),
        Feature("widest_names", "names of the widest domain (root)"),
        Feature("widest_share", "the same as a share of all names, percent in steps of 5"),
        Feature("widest_types", "record types of the widest domain (root)"),
        Feature("widest_length", "characters of its names, on average (root)"),
        Feature("widest_longest", "characters of the longest of its names (root)"),
        Feature("widest_entropy", "entropy of its names' characters, on average, bits in steps of an eighth"),
        Feature("widest_digits", "digits of its names' characters, percent in steps of 5"),
        Feature("widest_answered", "bytes of its answers' data (fourth root)"),
        Feature("hour_new", "1 when the client never asked at this hour of the week"),
    ),
)

#: Types whose data whoever answers can choose freely, and that hosts seldom ask for.
_TEXT = frozenset({"TXT", "NULL", "KEY", "SPF", "HINFO", "CERT", "OPENPGPKEY", "SIG", "RRSIG", "URI", "NAPTR", "ANY"})

#: What a multiple of nothing is a multiple of, in names: those of a page.
_FLOOR = 20

_NO_DIGITS = str.maketrans("", "", "0123456789")

#: Steps of a bit in which entropies are reckoned.
_STEPS = 256

#: The binary logarithms of numbers, in steps, rounded down; as far as a name is long. That of 0 is not used.
_LOG2 = tuple((number**_STEPS).bit_length() - 1 for number in range(LONGEST + 1))

#: Those of no domain, where a client asks for none of the internet.
_NO_WIDEST = (0.0,) * 8


def vector(owner: Owner, asked: Asked, habits: Habits) -> Vector:
    """The features of a window beside a client's habits, which then take the window in."""
    day = day_of(asked.end_ms - 1)
    domains = list(asked.domains.values())
    public = [domain for domain in domains if domain.public]
    names = sum(domain.count for domain in domains)
    values = (
        root(names),
        _as_usual(names, habits, day),
        *_domains(public, habits, day),
        *_lookups(domains, habits, day),
        *_widest(public, names),
        news(habits.hours, [(asked.end_ms - 1) // HOUR % HOURS], day, HOURS),
    )
    family = CLIENT_FAMILY
    return Vector(family.name, family.version, owner.account, owner.name, asked.end_ms, tuple(map(float, values)))


def _as_usual(names: int, habits: Habits, day: int) -> float:
    """The root of a multiple in quarters; the habits take in the names."""
    usual = max(most_before(habits.most, day), _FLOOR)
    grew(habits.most, day, names)
    return root(quarters(names, usual)) / 2


def _domains(public: Sequence[Domain], habits: Habits, day: int) -> Iterator[float]:
    """From ``domains`` to ``domain_entropy``."""
    labels = [domain.name.partition(".")[0] for domain in public]
    yield root(len(labels))
    yield root(news(habits.domains, sorted({hashed(domain.name) for domain in public}), day, MOST_DOMAINS))
    yield root(_mean(map(len, labels), len(labels)))
    yield _bits(labels)


def _lookups(domains: Sequence[Domain], habits: Habits, day: int) -> Iterator[float]:
    """From ``types`` to ``answer_largest``."""
    lookups = [lookup for domain in domains for lookup in domain.lookups]
    types = {lookup.type for lookup in lookups}
    ends = [lookup.rcode for lookup in lookups if lookup.rcode]
    missing, whole = ends.count(NXDOMAIN), len(lookups)
    yield root(len(types))
    yield root(news(habits.types, sorted(map(hashed, types)), day, MOST_TYPES))
    yield percent(missing, len(ends))
    yield percent(len(ends) - missing - ends.count("NOERROR"), len(ends))
    yield percent(sum(lookup.type in _TEXT for lookup in lookups), whole)
    yield percent(sum(lookup.type == "MX" for lookup in lookups), whole)
    yield percent(sum(len(domain.lookups) for domain in domains if domain.reverse), whole)
    yield percent(sum(len(domain.lookups) for domain in domains if not (domain.reverse or domain.public)), whole)
    yield percent(sum(lookup.tcp for lookup in lookups), whole)
    yield _carried(lookups)
    yield root(max((lookup.response.size for lookup in lookups), default=0))


def _widest(public: Sequence[Domain], names: int) -> Sequence[float]:
    """From ``widest_names`` to ``widest_answered``."""
    widest = max(public, key=lambda domain: (domain.count, domain.name), default=None)
    if widest is None:
        return _NO_WIDEST
    below = [text for name in widest.names if (text := widest.below(name))]
    characters = sum(map(len, below))
    return (
        root(widest.count),
        percent(widest.count, names),
        root(len({lookup.type for lookup in widest.lookups})),
        root(_mean(map(len, below), len(below))),
        root(max(map(len, below), default=0)),
        _bits(below),
        percent(characters - sum(len(text.translate(_NO_DIGITS)) for text in below), characters),
        _carried(widest.lookups),
    )


def entropy(text: str) -> int:
    """The entropy of a text's characters, in 256ths of a bit; of what is too long for a name, of its beginning.

    >>> entropy("aaaa"), entropy("abab"), entropy("abcdefgh")
    (0, 256, 768)
    """
    text = text[:LONGEST]
    if not text:
        return 0
    counts = map(text.count, set(text))
    return _LOG2[len(text)] - sum(count * _LOG2[count] for count in counts) // len(text)


def _bits(texts: Collection[str]) -> float:
    """The mean entropy of texts' characters in eighths of a bit, rounded down."""
    return _mean(map(entropy, texts), len(texts)) * 8 // _STEPS / 8


def _carried(lookups: Sequence[Lookup]) -> float:
    """The fourth root, in steps of a quarter, of the bytes of lookups' answers."""
    return fourth_root(sum(lookup.response.size for lookup in lookups))


def _mean(numbers: Iterator[int], count: int) -> int:
    return sum(numbers) // count if count else 0
