from __future__ import annotations

import hashlib
import io
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from models.vpc_flow.fields import FIELDS, V2
from tests.models.vpc_flow.samples import SOUND, START, expected, file, read, reasons, record, rows, shown

ALL = tuple(sorted(FIELDS))
SMALL = {"version", "srcport", "dstport", "protocol", "tcp-flags", "traffic-path", "encryption-status"}
LARGE = {"packets", "bytes", "start", "end"}


def aws_type(name: str) -> pa.DataType:
    return pa.int32() if name in SMALL else pa.int64() if name in LARGE else pa.string()


def as_parquet(*records: dict[str, Any], names: tuple[str, ...] = V2, hyphens: bool = False, **types: Any) -> bytes:
    columns = {}
    for name in names:
        label = name if hyphens else name.replace("-", "_")
        type_ = types.get(name.replace("-", "_"), aws_type(name))
        columns[label] = pa.array([one.get(name) for one in records], aws_type(name)).cast(type_)
    return written(pa.table(columns))


def written(table: pa.Table, **options: Any) -> bytes:
    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="gzip", **options)
    return sink.getvalue()


@pytest.mark.parametrize("hyphens", [True, False])
@pytest.mark.parametrize("names", [V2, ALL, ("srcaddr", "dstaddr", "end", "start")])
def test_files_as_aws_writes_them(names: tuple[str, ...], hyphens: bool) -> None:
    other = record(action="REJECT", srcport=None, tcp_flags=None)
    assert rows(as_parquet(SOUND, other, names=names, hyphens=hyphens)) == [
        expected(names),
        expected(names, action="REJECT", srcport=None, tcp_flags=None),
    ]


@pytest.mark.parametrize("names", [V2, ALL])
def test_text_and_parquet_give_equal_tables(names: tuple[str, ...]) -> None:
    records = [
        SOUND,
        record(action="REJECT", tcp_flags=None),
        record(log_status="NODATA"),
        record(log_status="SKIPDATA", srcaddr=None),
        record(start=START + 61),
        record(srcport=70_000),
        record(dstaddr=None, pkt_dstaddr=None),
    ]
    text, columns = read(file(*records, names=names)), read(as_parquet(*records, names=names))
    assert text.table.equals(columns.table)
    assert text.skipped == columns.skipped == {"NODATA": 1, "SKIPDATA": 1}
    assert reasons(text) == reasons(columns) == ["implausible-time", "malformed-field", "missing-field"]


@pytest.mark.parametrize(
    "types",
    [
        {"srcaddr": pa.large_string(), "action": pa.large_string(), "log_status": pa.large_string()},
        {"srcaddr": pa.dictionary(pa.int8(), pa.string()), "action": pa.dictionary(pa.int32(), pa.string())},
        {
            "srcport": pa.int64(),
            "protocol": pa.int8(),
            "packets": pa.int32(),
            "end": pa.uint32(),
            "dstport": pa.uint16(),
        },
        {"srcport": pa.string(), "bytes": pa.large_string(), "start": pa.string()},
        {"srcport": pa.float64(), "bytes": pa.float32(), "start": pa.float64()},
        {"start": pa.timestamp("s"), "end": pa.timestamp("s", "UTC")},
        {"account_id": pa.int64()},
    ],
)
def test_columns_of_other_types(types: dict[str, pa.DataType]) -> None:
    assert rows(as_parquet(SOUND, SOUND, **types)) == [expected()] * 2


def test_texts_that_stand_for_no_value() -> None:
    dashed = record(account_id="unknown", interface_id="-", vpc_id="", action="-")
    assert rows(as_parquet(dashed, names=ALL)) == [
        expected(ALL, account_id=None, interface_id=None, vpc_id=None, action=None)
    ]


@pytest.mark.parametrize(
    ("name", "type_"),
    [("srcport", pa.bool_()), ("bytes", pa.list_(pa.int64())), ("start", pa.struct([("a", pa.int8())]))],
)
def test_a_column_of_an_impossible_type_has_no_usable_value(name: str, type_: pa.DataType) -> None:
    table = parquet.read_table(io.BytesIO(as_parquet(SOUND, SOUND)))
    empty = {"list": [1], "struct": {"a": 1}, "bool": True}[str(type_).partition("<")[0]]
    table = table.set_column(table.column_names.index(name), name, pa.array([empty, None], type_))
    decoded = read(written(table))
    assert decoded.table.num_rows + len(decoded.rejected) == 2
    assert "malformed-field" in reasons(decoded)


def test_the_hash_of_a_rejected_row_is_that_of_its_values() -> None:
    names = ("srcaddr", "dstaddr", "start", "end")
    (rejected,) = read(as_parquet(record(srcaddr="x"), SOUND, names=names)).rejected
    values = f"x 198.51.100.7 {START} {START + 60}".encode()
    assert (rejected.reason, rejected.sha256) == ("malformed-field", hashlib.sha256(values).hexdigest())


def test_many_row_groups() -> None:
    table = parquet.read_table(io.BytesIO(as_parquet(*[record(srcaddr=f"10.0.0.{i}") for i in range(100)])))
    assert [row["srcaddr"] for row in rows(written(table, row_group_size=7))] == [f"10.0.0.{i}" for i in range(100)]


def test_no_rows() -> None:
    assert rows(as_parquet()) == []


def test_unknown_columns_are_counted_once() -> None:
    table = parquet.read_table(io.BytesIO(as_parquet(SOUND, SOUND))).append_column("brand_new", pa.array([1, 2]))
    decoded = read(written(table))
    assert shown(decoded) == [expected()] * 2
    assert decoded.skipped == {"unknown-field": 1}


def test_a_file_without_addresses_is_rejected_once() -> None:
    data = as_parquet(SOUND, SOUND, names=("version", "start"))
    assert [(one.reason, one.sha256) for one in read(data).rejected] == [
        ("missing-field", hashlib.sha256(data).hexdigest())
    ]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:100],
        lambda data: data[:-5],
        lambda data: data[:4],
        lambda data: data[:200] + bytes(50) + data[250:],
        lambda data: data[:-2000] + bytes(1992) + data[-8:],
    ],
)
def test_a_damaged_file_is_rejected_once(damage: Any) -> None:
    data = damage(as_parquet(*[SOUND] * 50))
    decoded = read(data)
    assert decoded.table.num_rows == 0
    assert [(one.reason, one.sha256) for one in decoded.rejected] == [
        ("malformed-parquet", hashlib.sha256(data).hexdigest())
    ]


def test_the_path_tells_what_the_file_lacks() -> None:
    path = "s3://b/AWSLogs/444455556666/vpcflowlogs/us-east-1/2026/01/01/x.log.parquet"
    names = ("srcaddr", "dstaddr", "start", "end")
    assert rows(as_parquet(SOUND, names=names), path) == [
        expected(names) | {"account_id": "444455556666", "region": "us-east-1"}
    ]
