"""Tunnels of many kinds, what looks like them, and how much of a kind is a finding."""

from dataclasses import replace
from random import Random

import msgspec
import pytest

from models.detectors.dns.base import Scene
from models.detectors.dns.data_exfiltration import (
    DETECTOR,
    MOST_DOMAINS,
    MOST_NAMES,
    TYPE,
    ExfiltrationSettings,
    Memory,
)
from models.owner import WINDOW
from models.queries.channel import Amounts
from tests.models.detectors.dns import benign_names, tunnels
from tests.models.detectors.dns.tunnels import unlogged, window
from tests.queries import END, asked, lookup


class Watched:
    """A client, window by window."""

    def __init__(self, **settings):
        self.memory = Memory()
        self.settings = {TYPE.name: ExfiltrationSettings(**settings)}

    def see(self, lookups, number=0):
        seen = asked(*lookups, end_ms=END + number * WINDOW)
        hits = list(DETECTOR.judge(Scene(seen, False, 0), self.memory, self.settings))
        self.memory = msgspec.msgpack.decode(msgspec.msgpack.encode(self.memory), type=Memory)
        return hits

    def windows(self, kind, count, windows, change=lambda lookups: lookups):
        """In which of some windows the first hit is; None for none."""
        made = (change(window(kind, count, first=number * count, number=number)) for number in range(windows))
        return next((number for number, lookups in enumerate(made) if self.see(lookups, number)), None)


def channels(lookups, **settings):
    [hit] = Watched(**settings).see(lookups)
    return hit.evidence[0].info["channels"]


FAST = {kind: both for kind, both in tunnels.KINDS.items() if kind not in tunnels.LIKE_LOOKUPS | tunnels.SMALL}


@pytest.mark.parametrize("kind", sorted(FAST))
def test_a_fast_tunnel_is_found_in_a_window(kind):
    assert Watched().see(window(*FAST[kind]))


@pytest.mark.parametrize("kind", sorted(FAST.keys() - tunnels.ONLY_FAST))
def test_a_throttled_tunnel_is_found_in_hours(kind):
    assert Watched().windows(FAST[kind][0], 60, 18) is not None


@pytest.mark.parametrize("kind", ["iodine NULL", "iodine MX", "dnscat2 idle", "DNSExfiltrator", "dig loop hex missing"])
def test_a_query_a_minute_is_found_in_hours(kind):
    assert Watched().windows(FAST[kind][0], 10, 18) is not None


@pytest.mark.parametrize("kind", ["iodine NULL", "iodine A", "dnscat2 idle", "dnsteal", "DET", "AWS stimulus"])
def test_logs_without_responses_show_it_too(kind):
    assert Watched().see(unlogged(window(*FAST[kind])))


@pytest.mark.parametrize("kind", sorted(tunnels.SMALL))
def test_what_is_small_is_found_when_there_is_more_of_it(kind):
    assert Watched().windows(*tunnels.KINDS[kind], 6) in range(1, 6)


@pytest.mark.parametrize("kind", sorted(tunnels.LIKE_LOOKUPS))
def test_what_nothing_tells_from_look_ups_is_silent(kind):
    assert not Watched().see(window(*tunnels.KINDS[kind]))


@pytest.mark.parametrize("kind", sorted(benign_names.KINDS))
def test_busy_windows_of_look_ups_are_silent(kind):
    query, count = benign_names.KINDS[kind]
    assert Watched().windows(query, min(count, 1_000), 2) is None


@pytest.mark.parametrize(
    "kind", ["virus scanner by digest", "telemetry, regular, text", "search list", "origins in text"]
)
def test_a_day_of_look_ups_is_silent(kind):
    assert Watched().windows(benign_names.KINDS[kind][0], 25, 144) is None


@pytest.mark.parametrize("kind", ["telemetry, irregular", "MD5", "hash-named hosts", "block list in text"])
def test_look_ups_are_silent_in_logs_without_responses(kind):
    assert Watched().windows(*benign_names.KINDS[kind], 2, unlogged) is None


def test_long_labels_that_browsers_are_sent_to_are_silent():
    names = [f"{tunnels.base32(Random(n).randbytes(38))}.example.com" for n in range(500)]
    plain = [lookup(name, answers=["A 198.51.100.7"]) for name in names]
    assert Watched().see(plain)
    assert not Watched().see([*plain, *(lookup(name, "HTTPS") for name in names)])


def test_names_that_are_asked_with_several_types_are_examined():
    lookups = window(tunnels.dnscat2(types="MX"), 150)
    assert Watched().see(lookups)
    assert not Watched().see([*lookups, *(lookup(each.name, "TXT", answers=["TXT v=spf1 -all"]) for each in lookups)])


def test_services_whose_hosts_are_looked_up_in_turn_are_silent():
    asked_for = [f"s3-{n}api.example.com" for n in range(200)]
    targets = [f"{Random(n).randbytes(8).hex()}.node.example.com" for n in range(200)]
    srv = [lookup(n, "SRV", answers=[f"SRV 1 1 80 {t}"]) for n, t in zip(asked_for, targets, strict=True)]
    assert Watched().see(srv)
    assert not Watched().see([*srv, *(lookup(target, answers=["A 10.0.0.7"]) for target in targets)])


def test_few_that_are_listed_are_answers():
    lookups = window(FAST["DET"][0], 200)
    never = {"numbered": 10**9, "blocks": 10**9}
    assert channels(lookups, **never) == ["unanswered"]
    some = [msgspec.structs.replace(each, rcode="NOERROR") for each in lookups[:6]]
    assert not Watched(**never).see([*some, *lookups[6:]])


def test_telemetry_whose_servers_fail_for_once_is_silent():
    query = benign_names.KINDS["telemetry, irregular"][0]
    one = Watched()
    assert not one.see(window(query, 100))
    failed = [msgspec.structs.replace(each, rcode="SERVFAIL") for each in window(query, 100, first=100, number=1)]
    assert not one.see(failed, 1)


def test_the_finding_says_what_it_saw_and_little_of_the_data():
    [hit] = Watched().see(window(*FAST["DNSExfiltrator"]))
    assert hit.type is TYPE
    [evidence] = hit.evidence
    assert evidence.name == evidence.domain.name == "example.com"
    assert {each.name for each in evidence.lookups} <= set(evidence.domain.names)
    assert evidence.info["domain"] == "example.com"
    assert evidence.info["channels"] == ["numbered", "blocks"]
    assert evidence.info["names"] == len(evidence.lookups) == 300
    assert evidence.info["recordTypes"] == ["TXT"]
    assert 30_000 < evidence.info["payloadBytesUp"] < 45_000
    assert len(evidence.info["samples"]) == 3
    assert all(len(sample) <= 40 for sample in evidence.info["samples"])


def test_each_domain_is_an_occurrence():
    both = window(*FAST["iodine NULL"]) + window(*FAST["dnscat2 idle"])
    [hit] = Watched().see(both)
    assert [evidence.name for evidence in hit.evidence] == ["example.net", "example.org"]


def test_a_slow_one_is_said_to_last_since_it_began():
    one, query = Watched(), FAST["iodine idle NULL"][0]
    first = window(query, 10)
    assert not one.see(first)
    assert not one.see(window(query, 9, first=10, number=1), 1)
    [hit] = one.see(window(query, 10, first=19, number=2), 2)
    assert hit.evidence[0].since_ms == first[0].first_ms


@pytest.mark.parametrize(
    ("kind", "setting", "enough"),
    [
        ("iodine idle NULL", "rare_types", 150),
        ("iodine idle MX", "conversation", 150),
        ("TXT download", "answers", 60 * 240),
        ("A download", "addresses", 100),
    ],
)
def test_the_settings_say_how_much_is_enough(kind, setting, enough):
    lookups = window(*tunnels.KINDS[kind])
    assert channels(lookups, **{setting: enough}) == [setting]
    assert not Watched(**{setting: enough + 1}).see(lookups)


@pytest.mark.parametrize("setting", Amounts._fields)
def test_each_sign_alone_is_found(setting):
    never = {other: 10**9 for other in Amounts._fields if other != setting}
    kinds = {"rare_types": "iodine NULL", "conversation": "iodine MX", "numbered": "DET", "unanswered": "AWS stimulus"}
    kinds |= {"blocks": "dnsteal", "bulk": "irregular bulk, answered", "answers": "OzymanDNS down"}
    lookups = window(*tunnels.KINDS[kinds.get(setting, "AAAA download")])
    assert channels(lookups, **never) == [setting]


def test_a_run_across_two_windows_is_one():
    query, _ = tunnels.KINDS["irregular bulk, answered"]
    one = Watched()
    assert not one.see(window(query, 480))
    assert one.see(window(query, 480, first=480, number=1), 1)


def test_bulk_is_forgotten_after_two_windows():
    query, _ = tunnels.KINDS["irregular bulk, answered"]
    one = Watched()
    assert not any(one.see(window(query, 480, first=480 * n, number=2 * n), 2 * n) for n in range(4))


def test_names_that_are_asked_again_and_again_are_no_tunnel():
    one = Watched()
    lookups = window(tunnels.iodine_idle("MX"), 20)
    assert not any(one.see(lookups, number) for number in range(30))


def test_a_list_that_is_gone_through_every_ten_minutes_is_no_bulk():
    kind, _ = tunnels.KINDS["irregular bulk, answered"]
    again, new = Watched(), Watched()
    assert not [hit for number in range(6) for hit in again.see(window(kind, 450), number)]
    assert again.memory.channels["example.com"].names == 450
    assert new.windows(kind, 450, 2) == 1


def test_a_day_of_silence_ends_it():
    one, query = Watched(), FAST["iodine idle NULL"][0]
    assert not one.see(window(query, 15))
    assert not one.see(window(query, 15, first=15, number=144), 144)


def test_a_sample_stands_for_all_names():
    lookups = window(tunnels.iodine_idle("MX"), 20)
    seen = asked(*lookups)
    [(name, domain)] = seen.domains.items()
    seen = replace(seen, domains={name: msgspec.structs.replace(domain, count=400, more=True)})
    [hit] = DETECTOR.judge(Scene(seen, False, 0), Memory(), {TYPE.name: ExfiltrationSettings()})
    assert hit.evidence[0].info["names"] == 400


def test_memory_is_bounded():
    one = Watched(rare_types=10**6)
    for number in range(3):
        one.see(
            [
                lookup(f"x{number}{n}.t{domain}.com", "NULL")
                for domain in range(MOST_DOMAINS + 8)
                for n in range(10 if domain else 400)
            ],
            number,
        )
    assert len(one.memory.channels) == MOST_DOMAINS
    assert len(one.memory.channels["t0.com"].recent) == MOST_NAMES


def test_a_name_with_a_rare_type_every_five_minutes_is_found_in_hours():
    assert Watched().windows(FAST["iodine idle NULL"][0], 2, 24) is not None


def dead_ends(alias, type_="A", count=80):
    dice = Random(4)
    names = [f"p{tunnels.base32(dice.randbytes(4))}.t.example.net" for _ in range(count)]
    answers = [(f"CNAME {alias.format(n=n)}",) for n in range(count)]
    return [lookup(name, type_, "NXDOMAIN", those) for name, those in zip(names, answers, strict=True)]


def test_aliases_that_lead_nowhere_are_a_conversation():
    assert channels(dead_ends("h{n}ae.xy")) == ["conversation"]
    assert not Watched().see(dead_ends("gone.example.com"))
    assert not Watched().see(dead_ends("h{n}ae.xy", "AAAA"))
    there = [replace_answers(each, "A 198.51.100.7") for each in dead_ends("h{n}.example.com")]
    assert not Watched().see(there)


def replace_answers(each, *more):
    said = " ".join(each.response.answers[0])
    return lookup(each.name, each.type, "NOERROR", (said, *more))


def counted(head, count=80, **values):
    """Addresses as dnscat2 has them: of each the first byte is its number, and the answer's second one its length."""
    dice = Random(6)
    names = [f"{dice.randbytes(17).hex()}.c.example.org" for _ in range(count)]
    answers = [(f"A {head}.{index // 256}.{index % 256}", "A 1.23.45.2", "A 2.0.7.255") for index in range(count)]
    return [lookup(name, answers=those, **values) for name, those in zip(names, answers, strict=True)]


def test_each_name_with_an_address_of_its_own_that_is_nobodys_is_data():
    assert channels(counted("0.9")) == ["addresses"]
    assert not Watched().see(counted("10.9"))
    assert not Watched().see([lookup(each.name, answers=["A 0.0.0.0"]) for each in counted("0.9")])


def test_a_tunnel_without_a_domain_may_end_in_a_word():
    dice = Random(8)
    pieces = ["-.".join(tunnels.base64url(dice.randbytes(42)) for _ in range(3)) for _ in range(100)]
    [hit] = Watched().see([lookup(f"3x6-.{piece}-.passwd".lower()) for piece in pieces])
    assert hit.evidence[0].name == "passwd"
    names = [f"{word}.{zone}.passwd" for word in ("www", "db", "mail", "git") for zone in ("office", "lab", "home")]
    assert not Watched(bulk=1).see([lookup(name) for name in names])


@pytest.mark.parametrize("label", ["cat", "dev", "io"])
def test_a_label_called_as_a_top_level_domain_hides_nothing(label):
    query = tunnels.dnscat2(size=17, domain=f"{label}.example.org")
    assert Watched().see(unlogged(window(query, 300)))


def test_a_window_of_a_tunnel_domain_in_which_nothing_is_carried_changes_nothing():
    one = Watched()
    one.see(window(tunnels.irregular, 60))
    before = msgspec.msgpack.encode(one.memory)
    assert one.memory.channels["example.com"].answered
    assert not one.see([lookup(f"{word}.example.com") for word in ("www", "shop", "mail", "news", "login")], 1)
    assert msgspec.msgpack.encode(one.memory) == before


def test_trees_of_addresses_and_few_names_are_not_looked_at():
    assert not Watched(rare_types=1).see([lookup(f"{n}.2.0.192.in-addr.arpa", "NULL") for n in range(50)])
    few = [lookup(f"{bytes.hex(bytes((n,)) * 30)}.example.com", rcode="NXDOMAIN") for n in range(1, 5)]
    assert not Watched(unanswered=1).see(few)
    assert Watched(unanswered=1).see([*few, lookup("a.example.com")])
