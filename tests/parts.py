"""Logs in parts by event time, and what jobs publish that go on from one another."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.jobs import current

#: After the event time of every record.
_END = "9"


def parts(records: list[dict[str, Any]], cuts: list[str], directory: Path) -> Iterator[Path]:
    """A folder of logs for the time before each cut, and for the rest."""
    for number, (since, until) in enumerate(zip(["", *cuts], [*cuts, _END], strict=True)):
        folder = directory / f"part-{number}"
        folder.mkdir()
        part = [record for record in records if since <= record["eventTime"] < until]
        (folder / "records.json").write_text(json.dumps({"Records": part}))
        yield folder


def check_joined(whole: list[bytes], published: list[list[bytes]], cuts: list[str]) -> None:
    """The parts' lines are those of the whole, but for what a part published of the time after its end.

    Args:
        whole: the lines of one job over everything.
        published: the lines of each part's job.
        cuts: where one part ends and the next begins.
    """
    lines = {line for part in published for line in part}
    assert _by_id(lines) == _by_id(whole)
    early = {
        line
        for part, cut in zip(published, [*cuts, _END], strict=True)
        for line in part
        if json.loads(line)["updatedAt"] > cut
    }
    assert lines >= set(whole)
    assert lines - set(whole) <= early


def _by_id(lines: Iterable[bytes]) -> dict[str, dict[str, Any]]:
    return {finding["id"]: finding for finding in current(list(lines))}
