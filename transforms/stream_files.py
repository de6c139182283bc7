"""Files of a stream: one per window of publication, written whole.

Beam's own text sink drops what comes late to its windows; a finding must not be lost, so a late one gets a file of
its own. A bundle that is tried again writes the same file again.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam
from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems
from apache_beam.transforms import trigger
from apache_beam.transforms.window import FixedWindows
from apache_beam.utils.timestamp import Duration

#: Seconds of event time whose lines share a file.
WINDOW = 300


class WriteStreamedLines(beam.PTransform):
    """Write lines as they come, in files that appear whole.

    Input: bytes, unbounded. Output: the files' names. A window's lines are in
    ``PREFIX-<end of window>-<pane>-00000-of-00001<suffix>``, once the watermark has passed it; late ones in a file with
    the next pane's number.
    """

    def __init__(self, prefix: str, suffix: str, allowed_lateness_ms: int) -> None:
        super().__init__()
        self._prefix, self._suffix = prefix, suffix
        self._lateness = Duration(seconds=allowed_lateness_ms // 1000)

    def expand(self, pcoll):
        """Window, group, write."""
        return (
            pcoll
            | "Into files' windows"
            >> beam.WindowInto(
                FixedWindows(WINDOW),
                trigger=trigger.AfterWatermark(late=trigger.AfterCount(1)),
                accumulation_mode=trigger.AccumulationMode.DISCARDING,
                allowed_lateness=self._lateness,
            )
            | "One shard" >> beam.Map(_one_key).with_output_types(tuple[bytes, bytes])
            | "Group lines" >> beam.GroupByKey()
            | "Write file" >> beam.ParDo(_WriteFn(self._prefix, self._suffix))
        )


def _one_key(line: bytes) -> tuple[bytes, bytes]:
    return b"", line


class _WriteFn(beam.DoFn):
    def __init__(self, prefix: str, suffix: str) -> None:
        self._prefix, self._suffix = prefix, suffix

    def process(
        self,
        element: tuple[bytes, Iterable[bytes]],
        window: Any = beam.DoFn.WindowParam,
        pane: Any = beam.DoFn.PaneInfoParam,
    ) -> Iterable[str]:
        end = datetime.fromtimestamp(window.end.micros // 1_000_000, UTC)
        path = f"{self._prefix}-{end:%Y%m%dT%H%M%SZ}-{max(pane.index, 0)}-00000-of-00001{self._suffix}"
        temporary = f"{path}.part"
        with FileSystems.create(temporary, "text/plain", CompressionTypes.UNCOMPRESSED) as file:
            for line in sorted(element[1]):
                file.write(line + b"\n")
        if FileSystems.exists(path):
            FileSystems.delete([path])
        FileSystems.rename([temporary], [path])
        yield path
