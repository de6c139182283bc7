"""The columns that flow records are held in.

A batch of records is one `pyarrow.Table`, whatever it came as. A value that was ``-``, empty or not given is null; a
column that the format lacks is a column of nulls, so every table has `SCHEMA`.

Names and units are those of AWS's Parquet files: addresses as text, ``protocol`` as IANA's number, ``start`` and
``end`` in Unix seconds, ``tcp_flags`` as the OR over the interval of FIN 1, SYN 2, RST 4 and SYN-ACK 18.
"""

from __future__ import annotations

import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("account_id", pa.string()),
        ("interface_id", pa.string()),
        ("instance_id", pa.string()),
        ("vpc_id", pa.string()),
        ("subnet_id", pa.string()),
        ("region", pa.string()),
        ("srcaddr", pa.string()),
        ("dstaddr", pa.string()),
        ("pkt_srcaddr", pa.string()),
        ("pkt_dstaddr", pa.string()),
        ("srcport", pa.int32()),
        ("dstport", pa.int32()),
        ("protocol", pa.int32()),
        ("packets", pa.int64()),
        ("bytes", pa.int64()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("action", pa.string()),
        ("tcp_flags", pa.int32()),
        ("flow_direction", pa.string()),
        ("pkt_src_aws_service", pa.string()),
        ("pkt_dst_aws_service", pa.string()),
    ]
)

#: Whether the record holds traffic. It decides over the row and is no column of the table.
LOG_STATUS = "log_status"

#: What is read of a record, by the name of the column.
READ = {field.name: field.type for field in SCHEMA} | {LOG_STATUS: pa.string()}

#: Packets, and bytes, of a record at most: a petabyte takes five hours at 400 Gbit/s. Sums of thousands of such records
#: are still numbers of 63 bits.
_MOST = 10**15 - 1

#: The least and the greatest value of each number. Times have bounds of their own.
BOUNDS = {
    "srcport": (0, 65_535),
    "dstport": (0, 65_535),
    "protocol": (0, 255),
    "packets": (0, _MOST),
    "bytes": (0, _MOST),
    "tcp_flags": (0, 255),
}
