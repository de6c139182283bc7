"""What the end of a bounded run says."""

from types import SimpleNamespace
from typing import Any

import pytest

from models.config.config import Config
from pipelines.summary import summary


class Result:
    """Stands for a run that has counted."""

    def __init__(self, **counted: dict[str, int]) -> None:
        self._counted = counted

    def metrics(self) -> "Result":
        return self

    def query(self, _filter: object) -> dict[str, list[Any]]:
        return {
            "counters": [
                SimpleNamespace(
                    key=SimpleNamespace(metric=SimpleNamespace(namespace=namespace, name=name)), committed=n
                )
                for namespace, names in self._counted.items()
                for name, n in names.items()
            ]
        }


def told(**counted: dict[str, int]) -> list[str]:
    """The lines, with single blanks."""
    return [" ".join(line.split()) for line in summary(Result(**counted), 1.0, Config()).splitlines()]


def test_each_source_has_its_own_numbers():
    lines = told(
        read={"files": 12, "bytes": 5},
        records={"cloudtrail": 1_000, "vpc_flow": 2_000},
        skipped={
            "cloudtrail digest-file": 3,
            "vpc_flow NODATA": 4,
            "vpc_flow SKIPDATA": 5,
            "vpc_flow other-service": 6,
        },
        rejected={"cloudtrail missing-field": 1, "vpc_flow missing-field": 7, "vpc_flow wrong-field-count": 8},
        late={"cloudtrail folded": 9, "vpc_flow dropped": 10},
    )
    assert lines[lines.index("Read") : lines.index("Findings 0")] == [
        "Read",
        "files 12",
        "cloudtrail records 1,000",
        "skipped: digest-file 3",
        "rejected 1",
        "missing-field 1",
        "late: folded 9",
        "vpc_flow records 2,000",
        "skipped: NODATA (no traffic) 4",
        "skipped: SKIPDATA (gaps) 5",
        "skipped: other-service 6",
        "rejected 15",
        "missing-field 7",
        "wrong-field-count 8",
        "late: dropped 10",
        "",
    ]


def test_a_source_of_which_nothing_could_be_read_is_told():
    assert {"vpc_flow records 0", "rejected 2"} <= set(told(rejected={"vpc_flow malformed-parquet": 2}))


def test_a_run_that_reads_nothing():
    assert {"files 0", "Findings 0"} <= set(told())


@pytest.mark.parametrize(
    ("begun", "judged", "words"),
    [
        (40, 28, "Instances 40, of which 12 are still learnt and raise no finding that needs a profile"),
        (1_040, 1_039, "Instances 1,040, of which 1 is still learnt and raises no finding that needs a profile"),
        (40, 40, "Instances 40, all of them learnt"),
        (5, 20, "Instances 20 have been learnt and are judged now, 5 are new"),
    ],
)
def test_instances_that_are_still_learnt_are_told(begun, judged, words):
    assert words in told(learning={"vpc_flow learnt": begun, "vpc_flow judged": judged})


def test_clients_of_dns_are_told_by_themselves():
    learning = {"vpc_flow learnt": 2, "vpc_flow judged": 2, "dns learnt": 7, "dns judged": 6}
    words = "Clients of DNS 7, of which 1 is still learnt and raises no finding that needs a profile"
    assert {words, "Instances 2, all of them learnt"} <= set(told(learning=learning))


def test_without_instances_nothing_is_said_of_them():
    assert not any(line.startswith("Instances") for line in told(records={"cloudtrail": 1}))
