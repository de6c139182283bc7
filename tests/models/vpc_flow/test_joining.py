"""Small files that are decoded together give what each gives alone."""

from collections import Counter

import pytest

from models.vpc_flow import joining
from models.vpc_flow.decode import decode
from models.vpc_flow.fields import V2, Formats
from models.vpc_flow.joining import Joiner

HEADER = " ".join(V2)
OTHER = "interface-id srcaddr dstaddr srcport dstport protocol start end"
FOLDER = "s3://b/AWSLogs/111122223333/vpcflowlogs/eu-west-1/2026/03/02/"


def line(number: int) -> str:
    return f"2 111122223333 eni-0a 10.0.0.5 198.51.100.{number} 40000 443 6 9 900 1772445000 1772445060 ACCEPT OK"


def other(number: int) -> str:
    return f"eni-0a 10.0.0.5 198.51.100.{number} 40000 443 6 1772445000 1772445060"


FILES = [
    (f"{FOLDER}1.log", f"{HEADER}\n{line(1)}\n{line(2)}\n"),
    (f"{FOLDER}2.log", f"{OTHER}\n{other(3)}\n"),
    (f"{FOLDER}3.log", f"{HEADER}\n{line(4)}"),
    (f"{FOLDER}4.log", f"{OTHER}\r\n{other(5)}\r\n"),
    (f"{FOLDER}5.log", f"{OTHER}\n{other(6)}\n{HEADER}\n{line(7)}\n"),
    (f"{FOLDER.replace('eu-west-1', 'us-east-1')}6.log", f"{OTHER}\n{other(8)}\n\n"),
    ("elsewhere.log", f"{OTHER}\n{other(9)}\n"),
    ("no-header.log", f"{line(10)}\n"),
    ("nothing.log", f"{HEADER}\n"),
    ("gaps.log", f"{HEADER}\n2 111122223333 eni-0a - - - - - - - 1772445000 1772445060 - NODATA\n"),
]
BROKEN = [("broken.log", f"{HEADER}\n{line(11)}\n2 1 eni\n"), ("again.log", f"{OTHER}\n1 2\n{other(12)}\n")]


def told(decoded):
    """Rows with what their file lacks, what is rejected of which file, and what is skipped."""
    rows = Counter(tuple(row.values()) for one in decoded for row in one.table.to_pylist())
    rejected = sorted((r.source, r.reason, r.sha256) for one in decoded for r in one.rejected)
    return rows, rejected, sum((Counter(one.skipped) for one in decoded), Counter())


def joined(files):
    joiner = Joiner(Formats())
    found = [one for source, text in files for one in joiner.add(source, text.encode())]
    return [*found, *joiner.take()]


@pytest.mark.parametrize("files", [FILES, [*FILES, *BROKEN], [*BROKEN, *FILES], FILES[::-1]])
def test_it_gives_what_each_gives_alone(files):
    alone = [decode(text.encode(), source, Formats()) for source, text in files]
    assert told(joined(files)) == told(alone)
    assert sum(one.table.num_rows for one in alone) > 9


def test_files_of_one_kind_are_decoded_at_once():
    assert len(joined([FILES[0], FILES[2]])) == 1
    assert len(joined([FILES[1], FILES[5], FILES[6]])) == 3


def test_no_more_is_held_than_is_decoded_together(monkeypatch):
    monkeypatch.setattr(joining, "MOST_JOINED", 600)
    joiner = Joiner(Formats())
    given = [len(list(joiner.add(f"{number}.log", f"{HEADER}\n{line(number)}\n".encode()))) for number in range(6)]
    assert given == [0, 0, 1, 0, 0, 1]
    assert list(joiner.take()) == []
