"""Extraction in a stream: a list that changes is gone by from the next batch on."""

import json
from pathlib import Path

import msgspec
import pytest

from models.config.config import parse
from models.findings.sighting import FindingKey
from models.times import MINUTE
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
