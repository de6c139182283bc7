"""Flow records as Parquet files.

Columns are known by their names, with underscores or hyphens, and may be of any type that holds the values: dictionary
or large strings, numbers of any width, numbers as strings, timestamps. A file that cannot be read is rejected as a
whole, as ``malformed-parquet``. The hash of a rejected row is that of its values, joined by single blanks, in the order
of the file's columns.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from pyarrow import parquet

from models.vpc_flow.check import check
from models.vpc_flow.columns import READ
from models.vpc_flow.delimited import nulled
from models.vpc_flow.fields import canonical, column, lacks
from models.vpc_flow.gathered import Gathered

MAGIC = b"PAR1"

#: AWS's files hold a few millions at most. A small file may claim any number.
MAX_ROWS = 1 << 24


def read_parquet(data: bytes, defaults: Mapping[str, str], gathered: Gathered) -> None:
    """Reads a file.

    Args:
        data: the whole file.
        defaults: values of columns that the file lacks.
        gathered: takes what is found.
    """
    try:
        with parquet.ParquetFile(pa.BufferReader(data)) as file:
            names, rows = file.schema_arrow.names, file.metadata.num_rows
        if rows > MAX_ROWS:
            gathered.reject("too-large", f"a Parquet file of more than {MAX_ROWS} rows", data)
            return
        if lacking := lacks(tuple(canonical(name) for name in names)):
            gathered.reject("missing-field", f"the file lacks {lacking}", data)
            return
        table = _read(data, names)
        columns = {name: _nulled(table[name].combine_chunks()) for name in table.column_names}
        checked = check(columns, rows, defaults)
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, OverflowError, MemoryError) as fault:
        gathered.reject("malformed-parquet", f"the file cannot be read ({type(fault).__name__})", data)
        return
    gathered.name(map(canonical, names))
    gathered.add(checked, lambda row: " ".join(str(column[row].as_py()) for column in columns.values()).encode())


def _read(data: bytes, names: list[str]) -> pa.Table:
    """The columns that are wanted, by their names with underscores; of two by the same name, the first."""
    wanted: dict[str, str] = {}
    for name in names:
        if column(name) in READ:
            wanted.setdefault(column(name), name)
    words = [name for target, name in wanted.items() if pa.types.is_string(READ[target])]
    table = parquet.read_table(
        pa.BufferReader(data), columns=list(wanted.values()), use_threads=False, read_dictionary=words
    )
    table = pa.table([table[name] for name in wanted.values()], names=list(wanted))
    table.validate(full=True)
    return table


def _nulled(values: pa.Array) -> pa.Array:
    """A column in which the texts that stand for no value are null."""
    if pa.types.is_dictionary(values.type) and _is_text(values.type.value_type):
        words = nulled(values.dictionary.cast(pa.string()))
        return words.take(values.indices)
    return nulled(values.cast(pa.string())) if _is_text(values.type) else values


def _is_text(type_: pa.DataType) -> bool:
    return pa.types.is_string(type_) or pa.types.is_large_string(type_)
