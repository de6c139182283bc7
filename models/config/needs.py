"""What finding types need that a configuration does not give: said once, so that silence is not taken for safety."""

from __future__ import annotations

from collections.abc import Iterator

from models.config.config import Config
from models.detectors import listed_caller_iam, listed_caller_s3
from models.detectors.first_time import UNUSUAL_NETWORK
from models.lists.settings import ListKind

#: Kind of list -> the finding types that nothing but a list of that kind raises.
_OF_LISTS: dict[ListKind, tuple[str, ...]] = {
    kind: tuple(
        sorted(
            found.name
            for module in (listed_caller_iam, listed_caller_s3)
            for found in module.LISTED.types
            if found.name.rpartition("/")[2] == name
        )
    )
    for kind, (name, _) in listed_caller_iam.CALLERS.items()
}


def lacking(config: Config) -> Iterator[str]:
    """What is missing, a sentence each."""
    kinds = {table.listed_kind for table in config.lists}
    for kind, names in _OF_LISTS.items():
        on = [name for name in names if config.enabled(name)]
        if kind not in kinds and on:
            yield f'no [[lists]] of the kind "{kind.value}": nothing is found of {", ".join(on)}'
    if config.enabled(UNUSUAL_NETWORK) and not config.geo.asn:
        yield f"no [geo] asn: {UNUSUAL_NETWORK} goes by the prefix of an address, not by its autonomous system"
