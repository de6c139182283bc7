"""Clients that try generated names, and those that miss many names for other reasons."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import msgspec
import pytest

from models.detectors.dns.base import QueryHit, Scene
from models.detectors.dns.generated_domain import DETECTOR, MOST_NAMES, TYPE, GeneratedSettings, Memory, judge
from models.generated.score import LIKELY, randomness
from models.owner import WINDOW
from models.queries.slice import Lookup
from models.times import iso
from tests.models import generated
from tests.models.generated.families import SCRAMBLED, WORDS, names
from tests.queries import END, asked, lookup

SETTINGS = {TYPE.name: GeneratedSettings()}

LONG, SHORT = "letters 12-15 (CryptoLocker)", "letters 6-8 (short)"


def _judged(
    windows: Iterable[Sequence[Lookup | str]], memory: Memory | None = None, *, learned: bool = True
) -> list[list[QueryHit]]:
    """The hits of windows in a row; empty ones are not judged."""
    memory = Memory() if memory is None else memory
    found = []
    for index, lookups in enumerate(windows):
        scene = Scene(asked(*lookups, end_ms=END + index * WINDOW), learned, 20_000)
        found.append(list(judge(scene, memory, SETTINGS)) if lookups else [])
    return found


def _tried(domains: Iterable[str], rcode: str = "NXDOMAIN", window: int = 0, **values: object) -> list[Lookup]:
    return [lookup(name, rcode=rcode, end_ms=END + window * WINDOW, **values) for name in domains]


def _hits(*lookups: Lookup | str) -> list[QueryHit]:
    return _judged([lookups])[0]


@cache
def _labels() -> list[tuple[str, str]]:
    with Path(generated.__path__[0], "natural.tsv").open(encoding="ascii") as lines:
        return [(row["kind"], row["label"]) for row in csv.DictReader(lines, delimiter="\t")]


def _natural(count: int, seed: int, *kinds: str) -> list[str]:
    labels = [label for kind, label in _labels() if kind in kinds]
    return [f"{label}.com" for label in random.Random(seed).sample(labels, count)]


@pytest.mark.parametrize("family", SCRAMBLED)
class TestFamilies:
    def test_a_burst(self, family: str) -> None:
        (hit,) = _hits(*_tried(names(family, 50, seed=1)))
        assert hit.type is TYPE and hit.plain and len(hit.evidence) >= GeneratedSettings().least_names

    def test_a_burst_of_which_some_are_there(self, family: str) -> None:
        tried = names(family, 50, seed=2)
        assert _hits(*_tried(tried[:42]), *tried[42:])

    def test_a_burst_beside_what_people_miss_and_find(self, family: str) -> None:
        missed = _tried(_natural(30, 3, "site", "mail"))
        assert _hits(*_tried(names(family, 50, seed=3)), *missed, *_natural(100, 4, "host"))

    @pytest.mark.parametrize(("each", "within"), [(10, 4), (5, 8), (1, 36)])
    def test_slowly(self, family: str, each: int, within: int) -> None:
        """A name a minute, two minutes, ten minutes."""
        tried = names(family, each * within, seed=5)
        windows = [_tried(tried[at * each : (at + 1) * each], window=at) for at in range(within)]
        assert any(_judged(windows))

    def test_three_an_hour_all_day_beside_browsing(self, family: str) -> None:
        tried = names(family, 72, seed=6)
        windows: list[list[Lookup | str]] = [[*_natural(20, at, "site", "host")] for at in range(144)]
        missed = _natural(20, 999, "mail")
        for at, name in enumerate(tried):
            windows[2 * at] += _tried([name], window=2 * at)
        for at, name in enumerate(missed):
            windows[7 * at] += _tried([name], window=7 * at)
        assert any(_judged(windows))


@pytest.mark.parametrize("family", SCRAMBLED)
def test_a_larger_burst_where_responses_are_not_told(family: str) -> None:
    tried = [f"{name.partition('.')[0]}.com" for name in names(family, 100, seed=7)]
    assert _hits(*_tried(tried, rcode=""), *_tried(_natural(40, 8, "site"), rcode=""))
    assert not _hits(*_tried(tried[:12], rcode=""))


class TestSilent:
    @pytest.mark.parametrize("kind", ["site", "host", "mail"])
    @pytest.mark.parametrize("count", [20, 100, 700])
    def test_natural_names_that_are_missing(self, kind: str, count: int) -> None:
        """Dead links, senders of spam, advertisements that a filter refuses."""
        for seed in range(10):
            assert not _hits(*_tried(_natural(count, seed, kind)))

    @pytest.mark.parametrize("kind", ["site", "host", "mail"])
    def test_natural_names_that_are_missed_all_day(self, kind: str) -> None:
        missed = _natural(700, 1, kind)
        assert not any(_judged([_tried(missed[at * 5 : at * 5 + 5], window=at) for at in range(140)]))

    def test_natural_names_where_responses_are_not_told(self) -> None:
        for seed in range(10):
            assert not _hits(*_tried(_natural(700, seed, "site", "host", "mail"), rcode=""))

    def test_generated_names_that_are_there(self) -> None:
        assert not _hits(*names(LONG, 200, seed=1))

    def test_few(self) -> None:
        assert not _hits(*_tried(names(LONG, 6, seed=1)))

    def test_many_among_very_many_natural_ones(self) -> None:
        assert not _hits(*_tried(_natural(900, 1, "site")), *_tried(names(LONG, 60, seed=1)))

    def test_probes_of_single_labels(self) -> None:
        """A browser's, at each start."""
        labels = [name.partition(".")[0] for name in names("letters 8-19 (Ramnit)", 60, seed=2)]
        assert not _hits(*_tried(labels))
        assert not _hits(*_tried(f"{label}.corp.example.com" for label in labels))
        assert not _hits(*_tried(f"{label}.corp.local" for label in labels))
        assert not _hits(*_tried(f"{label}.us-east-1.compute.internal" for label in labels))

    def test_search_suffixes_and_clusters(self) -> None:
        looked = [f"{label}.com" for label in WORDS[:50]]
        suffixes = ("default.svc.cluster.local", "svc.cluster.local", "cluster.local", "ec2.internal", "ad.example.net")
        assert not _hits(*_tried(f"{name}.{suffix}" for name in looked for suffix in suffixes))

    def test_reverse_lookups(self) -> None:
        reverse = [f"{at}.2.0.192.in-addr.arpa" for at in range(200)]
        assert not _hits(*_tried(reverse, type_="PTR"))

    def test_names_below_one_domain(self) -> None:
        assert not _hits(*_tried(f"{name}.tunnel.example.com" for name in names("hex 32 (Bamital)", 300, seed=3)))

    def test_missing_names_of_domains_that_may_be_there(self) -> None:
        """A mail server asks for a policy; nobody asked whether the domain itself is there."""
        domains = names(LONG, 60, seed=4)
        assert not _hits(*_tried((f"_dmarc.{name}" for name in domains), type_="TXT"))
        assert not _hits(*_tried((f"mta-sts.{name}" for name in domains), type_="A"))

    def test_mail_exchangers_of_odd_senders(self) -> None:
        assert not _hits(*_tried(names(LONG, 60, seed=4), type_="MX"))

    def test_hosts_of_a_content_network(self) -> None:
        hosts = [f"d{name.partition('.')[0]}.cloudfront.net" for name in names("base36 12 (Qadars)", 60, seed=5)]
        assert not _hits(*hosts)
        assert not _hits(*hosts[:30], *_tried(hosts[30:]))
        assert not _hits(*_tried(hosts, rcode=""))

    def test_hosts_of_customers_that_are_gone(self) -> None:
        """A few an hour, of those that a service calls back; but not a burst."""
        source = random.Random(6)
        gone = [f"d{source.randbytes(6).hex()}.cloudfront.net" for _ in range(60)]
        assert not any(_judged([_tried(gone[at * 3 : at * 3 + 3], window=at) for at in range(20)]))
        assert _hits(*_tried(gone))

    def test_look_alikes_of_a_brand_that_looks_drawn(self) -> None:
        brand = "hxbgdkqwz"
        wrong = {f"{brand[:at]}{letter}{brand[at + 1 :]}" for at in range(9) for letter in "aeqxjz"} - {brand}
        assert sum(randomness(f"{label}.com") >= LIKELY for label in wrong) >= 40
        assert not _hits(*_tried(sorted(f"{label}.com" for label in wrong)))

    def test_what_a_firewall_kept_back(self) -> None:
        assert not _hits(*_tried(names(LONG, 60, seed=6), blocked=True))

    def test_servers_that_fail(self) -> None:
        assert not _hits(*_tried(names(LONG, 60, seed=6), rcode="SERVFAIL"))

    def test_other_scripts_numbers_and_keys(self) -> None:
        source = random.Random(7)
        numbers = [f"{source.randrange(10**4, 10**10)}.com" for _ in range(60)]
        keys = [f"{name.partition('.')[0]}.onion" for name in names("letters 24-32 (long)", 60, seed=7)]
        scripts = [f"xn--{name}" for name in names(LONG, 60, seed=7)]
        assert not _hits(*_tried([*numbers, *keys, *scripts]))

    def test_the_same_few_again_and_again(self) -> None:
        few = names(LONG, 6, seed=8)
        assert not any(_judged([_tried(few, window=at) for at in range(100)]))

    def test_a_few_each_day(self) -> None:
        tried = names(LONG, 60, seed=9)
        windows: list[list[Lookup]] = [[] for _ in range(144 * 12)]
        for at, name in enumerate(tried):
            windows[at // 5 * 144 + at % 5] = _tried([name], window=at // 5 * 144 + at % 5)
        assert not any(_judged(windows))


class TestTheFinding:
    def test_it_names_domains_most_random_first(self) -> None:
        (hit,) = _hits(*_tried(names(SHORT, 50, seed=1)), "example.com")
        shown = [randomness(evidence.name) for evidence in hit.evidence]
        assert shown == sorted(shown, reverse=True) and min(shown) >= LIKELY
        assert all(evidence.name == evidence.domain.name for evidence in hit.evidence)
        assert [evidence.info["randomness"] for evidence in hit.evidence] == shown

    def test_it_tells_the_day(self) -> None:
        tried = names(LONG, 12, seed=2)
        hits = _judged([_tried(tried[:4]), _tried(tried[4:8], window=1), _tried(tried[8:], window=2)])
        (hit,) = hits[2]
        told = hit.detail["generatedDomains"]
        assert (told["count"], told["percentOfDomains"]) == (12, 100) and len(hit.evidence) == 4
        assert told["since"] == iso(END - WINDOW // 2)
        assert msgspec.json.decode(msgspec.json.encode(hit.detail)) == hit.detail

    def test_www_of_a_domain_is_the_domain(self) -> None:
        assert _hits(*_tried(f"www.{name}" for name in names(LONG, 50, seed=3)))

    def test_settings_decide(self) -> None:
        scene = Scene(asked(*_tried(names(LONG, 50, seed=4))), True, 20_000)
        assert list(judge(scene, Memory(), SETTINGS))
        assert not list(judge(scene, Memory(), {TYPE.name: GeneratedSettings(least_names=60)}))
        assert not list(judge(scene, Memory(), {TYPE.name: GeneratedSettings(least_points=900)}))

    def test_clients_that_are_learnt_are_judged_too(self) -> None:
        assert _judged([_tried(names(LONG, 50, seed=5))], learned=False)[0]

    def test_it_is_the_types_detector(self) -> None:
        assert DETECTOR.types == (TYPE,) and TYPE.name == "Trojan:EC2/DGADomainRequest.B" and TYPE.severity == 8.0


class TestMemory:
    def test_it_is_bounded_and_survives_encoding(self) -> None:
        memory = Memory()
        tried = names(LONG, 5_000, seed=1)
        _judged([_tried(tried[at * 500 : at * 500 + 500], window=at) for at in range(10)], memory)
        assert len(memory.missing) == MOST_NAMES and not memory.unanswered
        packed = msgspec.msgpack.encode(memory)
        assert len(packed) < 25 * MOST_NAMES
        assert msgspec.msgpack.decode(packed, type=Memory) == memory

    def test_it_forgets_after_a_day(self) -> None:
        memory = Memory()
        _judged([_tried(names(LONG, 6, seed=2)), *([["example.com"]] * 145)], memory)
        assert memory == Memory()

    def test_the_order_within_a_window_does_not_matter(self) -> None:
        tried = _tried(names(LONG, 800, seed=3))
        memories = [Memory(), Memory()]
        first, second = (_judged([those], memory) for those, memory in zip([tried, tried[::-1]], memories, strict=True))
        assert first == second and memories[0] == memories[1]
