"""Loading data beside the logs: once per process, from any filesystem, or with an error that says what is wrong."""

import builtins
import gzip
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from apache_beam.io.filesystems import FileSystems

from models.config.table import ConfigError
from models.enrichment.settings import AwsSettings, GeoSettings, InventorySettings
from tests.mmdb import database
from tests.models.enrichment.samples import HIDDEN, NODE, WEB, group, instances, interface, interfaces, printed
from transforms import enrichment as module
from transforms.enrichment import Enrichment

CITY = database({"198.51.100.0/24": {"country": {"iso_code": "SE"}}}, "Example-City", build_epoch=1_772_409_600)
ASN = database({"198.51.100.0/24": {"autonomous_system_number": 64500}}, "Example-ASN", build_epoch=1_772_496_000)
AWS = b'{"createDate": "2026-03-02", "prefixes": [{"ip_prefix": "203.0.113.0/24", "region": "x", "service": "EC2"}]}'


@pytest.fixture(autouse=True)
def process(monkeypatch) -> None:
    """A process that has not loaded anything."""
    monkeypatch.setattr(module, "_LOADED", {})


def written(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


@pytest.fixture
def everything(tmp_path) -> Enrichment:
    written(tmp_path / "inventory-1.json", printed(instances()))
    written(
        tmp_path / "inventory-2.json.gz", gzip.compress(printed(interfaces(interface(1, HIDDEN), {}), group("sg-1")))
    )
    return Enrichment(
        InventorySettings(path=(f"{tmp_path}/inventory-*",)),
        AwsSettings(ip_ranges=written(tmp_path / "ip-ranges.json", AWS)),
        GeoSettings(
            city=written(tmp_path / "city.mmdb", CITY),
            asn=written(tmp_path / "asn.mmdb", ASN),
            countries=written(tmp_path / "countries.csv", b"192.0.2.0/24,NO\n"),
        ),
    )


def test_everything_is_loaded(everything):
    enricher = everything.load()
    assert enricher.instance(WEB)["instanceType"] == "t3.micro"
    assert enricher.inventory.in_account("111122223333", HIDDEN)
    assert enricher.aws("203.0.113.1") == {"service": "EC2", "region": "x"}
    assert (enricher.country("198.51.100.1"), enricher.network("198.51.100.1")) == ("SE", "AS64500")
    assert enricher.country("192.0.2.1") == "NO"


def test_what_was_loaded_is_described(everything):
    assert everything.describe() == [
        "[inventory] path: 2 instances, 4 interfaces, 1 security group from 2 files; "
        "passed over 1 element without an id",
        "[aws] ip_ranges: 1 range, published 2026-03-02",
        "[geo] city: Example-City, built 2026-03-02",
        "[geo] asn: Example-ASN, built 2026-03-03",
        "[geo] countries: 1 range",
    ]


def test_nothing_is_loaded_where_nothing_is_given():
    assert Enrichment().describe() == []
    assert Enrichment().load().remote("198.51.100.1") == {}


def test_a_process_loads_once_whoever_asks(everything, monkeypatch):
    opened = []
    open_file = FileSystems.open

    def counted(path, **options):
        opened.append(path)
        return open_file(path, **options)

    monkeypatch.setattr(FileSystems, "open", counted)
    shipped = [pickle.loads(pickle.dumps(everything)) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        loaded = list(threads.map(Enrichment.load, shipped))
    assert all(each is loaded[0] for each in loaded)
    assert len(opened) == len(set(opened)) == 4


def test_other_settings_are_loaded_apart(everything):
    assert everything._replace(aws=AwsSettings()).load().aws("203.0.113.1") is None
    assert everything.load().aws("203.0.113.1")


def test_later_files_by_name_are_newer(tmp_path):
    stopped = instances()
    stopped["Reservations"][1]["Instances"][0]["State"]["Name"] = "stopped"
    written(tmp_path / "b.json", printed(stopped))
    written(tmp_path / "a.json", printed(instances()))
    for path in (f"{tmp_path}/*.json", (f"{tmp_path}/a.json", f"{tmp_path}/b.json")):
        assert Enrichment(InventorySettings(path=path)).load().instance(NODE)["instanceState"] == "stopped"


def test_a_remote_database_is_copied_and_the_copy_goes(everything, monkeypatch, tmp_path):
    copies = tmp_path / "temporary"
    copies.mkdir()
    monkeypatch.setattr(module.tempfile, "tempdir", str(copies))
    monkeypatch.setattr(module, "LocalFileSystem", type("NotThisOne", (), {}))
    assert everything.load().country("198.51.100.1") == "SE"
    assert list(copies.iterdir()) == []


KEYS = {
    "[inventory] path": lambda path: Enrichment(inventory=InventorySettings(path=path)),
    "[aws] ip_ranges": lambda path: Enrichment(aws=AwsSettings(ip_ranges=path)),
    "[geo] city": lambda path: Enrichment(geo=GeoSettings(city=path)),
    "[geo] asn": lambda path: Enrichment(geo=GeoSettings(asn=path)),
    "[geo] countries": lambda path: Enrichment(geo=GeoSettings(countries=path)),
}


def refusal(enrichment: Enrichment) -> str:
    with pytest.raises(ConfigError) as refused:
        enrichment.load()
    return str(refused.value)


@pytest.mark.parametrize("key", KEYS)
def test_a_file_that_is_missing(key, tmp_path):
    path = str(tmp_path / "missing")
    message = refusal(KEYS[key](path))
    assert message.startswith(f"{key}: {path}: ") and "o such file" in message


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("content", [b"", b"\0broken", json.dumps({"a": 1}).encode()], ids=["empty", "bytes", "JSON"])
def test_a_file_that_cannot_be_read(key, content, tmp_path):
    path = written(tmp_path / "broken", content)
    message = refusal(KEYS[key](path))
    assert message.startswith(f"{key}: {path}: ") and len(message) > len(f"{key}: {path}: ")


@pytest.mark.parametrize("key", ["[geo] city", "[geo] asn"])
def test_a_damaged_database(key, tmp_path):
    path = written(tmp_path / "cut.mmdb", CITY[:-30])
    assert refusal(KEYS[key](path)).startswith(f"{key}: {path}: it is no database in MaxMind's format, or is damaged: ")


@pytest.mark.parametrize("key", KEYS)
def test_a_filesystem_that_is_not_there(key):
    path = "nowhere://bucket/file"
    assert refusal(KEYS[key](path)).startswith(f"{key}: {path}: ")


def test_without_the_reader_of_databases_the_extra_is_named(tmp_path, monkeypatch):
    import_module = builtins.__import__

    def without(name, *rest):
        if name == "maxminddb":
            raise ImportError(name)
        return import_module(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    path = written(tmp_path / "city.mmdb", CITY)
    assert "pip install 'guardbeam[geo]'" in refusal(KEYS["[geo] city"](path))


def test_a_failed_attempt_is_not_the_last(tmp_path):
    enrichment = KEYS["[geo] countries"](str(tmp_path / "countries.csv"))
    refusal(enrichment)
    written(tmp_path / "countries.csv", b"192.0.2.0/24,NO\n")
    assert enrichment.load().country("192.0.2.1") == "NO"
