"""Where flow logs lie, and how records get there.

Key and name: ``AWSLogs/<account>/vpcflowlogs/<region>/YYYY/MM/DD/`` and
``<account>_vpcflowlogs_<region>_<flow log>_<YYYYMMDDTHHmmZ>_<hash>.log.gz`` (Amazon VPC User Guide, "Flow log files").
A file holds what ended in five minutes; the time in its name is when they began. The first line names the fields. A
few records (`REPEATED`) come a second time, in a later file.
"""

from __future__ import annotations

import gzip
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath

import numpy as np

from models.simulate.clock import MINUTE
from models.simulate.dice import Dice
from models.simulate.flows.lines import V5, Format, Gap
from models.simulate.flows.network import Network
from models.simulate.flows.records import Records
from models.simulate.flows.rolls import Ints

NAME = "vpcflowlogs"

#: A new file every so many seconds.
INTERVAL = 5 * MINUTE

#: How many records in 1024 are delivered twice, and how many files later at most.
REPEATED, _LATER = 2, 4

#: Odd numbers that spread what is multiplied by them over 64 bits.
_SPREAD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)

#: The quickest: even so, compressing takes as long as all the rest.
_LEVEL = 1


def path(account: str, region: str, stamp: int, dice: Dice) -> PurePath:
    """A log file's path below the bucket's root."""
    moment = time.gmtime(stamp)
    flow_log = f"fl-0{Dice.of('flow log', account, region).hexadecimal(16)}"
    name = f"{account}_{NAME}_{region}_{flow_log}_{time.strftime('%Y%m%dT%H%MZ', moment)}_{dice.hexadecimal(8)}.log.gz"
    return PurePath("AWSLogs", account, NAME, region, time.strftime("%Y/%m/%d", moment), name)


class Delivery:
    """Gathers lines and writes the files that they belong to.

    Args:
        root: the output directory.
        network: whose flow logs.
        seed: decides the random part of names.
        end: what ends at this instant or later is left out.
        header: the fields' names.

    Attributes:
        records: lines that were delivered, repeats included, headers not.
        files: how many were written.
        bytes: how many bytes were written.
    """

    def __init__(self, root: Path, network: Network, seed: int, end: int, header: Sequence[str] = V5) -> None:
        self._root = root
        self._network = network
        self._seed = seed
        self._end = end
        self._format = Format(network, header)
        self._groups = sorted({(i.account, i.region) for i in network.interfaces})
        numbers = {group: number for number, group in enumerate(self._groups)}
        self._group_of = np.array([numbers[i.account, i.region] for i in network.interfaces], np.int64)
        self._waiting: dict[tuple[int, int], list[bytes]] = defaultdict(list)
        self.records = 0
        self.files = 0
        self.bytes = 0

    def add(self, records: Records) -> None:
        """Take in records."""
        records = records.select(records.end < self._end)
        stamps = records.end // INTERVAL * INTERVAL
        which, stamps = _with_repeats(records, stamps)
        if not len(which):
            return
        places = stamps * len(self._groups) + self._group_of[records.interface[which]]
        order = np.argsort(places, kind="stable")
        text, begins = self._format.lines(records.select(which[order]))
        ordered = places[order]
        borders = np.flatnonzero(np.diff(ordered, prepend=-1, append=-1))
        for first, last in zip(borders[:-1].tolist(), borders[1:].tolist(), strict=True):
            stamp, group = divmod(int(ordered[first]), len(self._groups))
            self._waiting[stamp, group].append(bytes(text[begins[first] : begins[last]]))
        self.records += len(which)

    def add_gaps(self, gaps: Iterable[Gap]) -> None:
        """Take in intervals without records."""
        within = [gap for gap in gaps if gap.end < self._end]
        for gap, line in zip(within, self._format.gaps(within), strict=True):
            self._waiting[gap.end // INTERVAL * INTERVAL, int(self._group_of[gap.interface])].append(line)
        self.records += len(within)

    def flush(self, before: int | None = None) -> None:
        """Write the files whose time is before the given instant (all, without one)."""
        for stamp, group in sorted(place for place in self._waiting if before is None or place[0] < before):
            account, region = self._groups[group]
            content = self._format.first_line + b"".join(self._waiting.pop((stamp, group)))
            target = self._root / path(account, region, stamp, Dice.of(self._seed, "file", account, region, stamp))
            target.parent.mkdir(parents=True, exist_ok=True)
            packed = gzip.compress(content, _LEVEL, mtime=0)
            target.write_bytes(packed)
            self.files += 1
            self.bytes += len(packed)


def _with_repeats(records: Records, stamps: Ints) -> tuple[Ints, Ints]:
    """Which records are delivered, and with which file each; what a record says decides whether it comes twice."""
    said = (records.start, records.bytes, records.src_port)
    mixed = sum(
        (column.astype(np.uint64) * np.uint64(factor) for column, factor in zip(said, _SPREAD, strict=True)),
        np.zeros(len(records), np.uint64),
    )
    again = np.flatnonzero(mixed >> np.uint64(54) < REPEATED)
    later = stamps[again] + INTERVAL * (1 + (mixed[again] >> np.uint64(50)) % np.uint64(_LATER)).astype(np.int64)
    return np.concatenate((np.arange(len(stamps)), again)), np.concatenate((stamps, later))
