"""Extraction: a list that changes in a stream is gone by from the next batch on; notes tell places."""

import json
from pathlib import Path

import msgspec
import pytest
from apache_beam.pvalue import TaggedOutput

from models.codecs import NOTES
from models.config.config import parse
from models.detectors.console_login import LoginFact
from models.findings.sighting import FindingKey
from models.times import MINUTE
from tests.mmdb import database
from tests.records import at, event
from transforms import lists
from transforms.enrichment import Enrichment
from transforms.extract import _ExtractFn

HOSTILE = "198.51.100.7"


def sighted(extracting: _ExtractFn, clock: str) -> list[str]:
    """The finding types that a batch with one call gives at once."""
    call = event("iam", "ListUsers", sourceIPAddress=HOSTILE, eventTime=at(clock))
    outputs = extracting.process(("file", json.dumps({"Records": [call]}).encode()))
    keyed = [output for output in outputs if isinstance(output, tuple)]
    return [msgspec.msgpack.decode(key, type=FindingKey).type for key, _ in keyed]


def extracting(folder: Path, streaming: bool) -> _ExtractFn:
    text = '[[lists]]\nname = "watched"\npath = "watched.txt"\nkind = "tor"\n'
    config = parse(text, f"{folder}/guardbeam.toml")
    followed = lists.Lists(config.lists, follow=streaming)
    fn = _ExtractFn(config, 5 * MINUTE, streaming, False, Enrichment(), followed)
    fn.setup()
    return fn


@pytest.mark.parametrize("streaming", [True, False])
def test_a_changed_list_is_taken_up_in_a_stream_alone(tmp_path, monkeypatch, streaming):
    monkeypatch.setattr(lists, "INTERVAL", 0.0)
    watched = tmp_path / "watched.txt"
    watched.write_text("203.0.113.99\n")
    fn = extracting(tmp_path, streaming)
    assert sighted(fn, "10:00:00") == []
    watched.write_text(f"203.0.113.99\n{HOSTILE}\n")
    assert sighted(fn, "10:01:00") == (["Recon:IAMUser/TorIPCaller"] if streaming else [])
    watched.write_text("<html>gone</html>\n")
    assert sighted(fn, "10:02:00") == (["Recon:IAMUser/TorIPCaller"] if streaming else [])
    watched.write_text("203.0.113.99\n203.0.113.100\n")
    assert sighted(fn, "10:03:00") == []


def test_notes_of_sign_ins_tell_the_place_of_the_address(tmp_path):
    place = {"country": {"iso_code": "DE"}, "location": {"latitude": 52.52, "longitude": 13.4}}
    (tmp_path / "city.mmdb").write_bytes(database({"198.51.100.0/24": place}))
    assert sign_ins(tmp_path, '[geo]\ncity = "city.mmdb"\n') == [("DE", (5252, 1340))]
    (tmp_path / "countries.csv").write_text("198.51.100.0/24,FR\n")
    assert sign_ins(tmp_path, '[geo]\ncountries = "countries.csv"\n') == [("FR", None)]
    assert sign_ins(tmp_path, "") == []


def sign_ins(folder: Path, text: str) -> list[tuple[str, tuple[int, int] | None]]:
    """Where the notes of a batch say that somebody signed in."""
    config = parse(text, f"{folder}/guardbeam.toml")
    fn = _ExtractFn(config, 5 * MINUTE, True, False, Enrichment(geo=config.geo), lists.Lists(()))
    fn.setup()
    record = event("signin", "ConsoleLogin", sourceIPAddress=HOSTILE, responseElements={"ConsoleLogin": "Success"})
    outputs = fn.process(("file", json.dumps({"Records": [record]}).encode()))
    noted = [NOTES.decode(output.value[1]) for output in outputs if isinstance(output, TaggedOutput)]
    facts = [msgspec.msgpack.decode(note.fact, type=LoginFact) for notes in noted for note in notes.notes]
    return [(fact.sign_in.country, fact.sign_in.spot) for fact in facts]
