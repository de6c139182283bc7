"""Write ``table.tsv``: ``python -m models.apis.make`` from the checkout.

The names are those of every operation in botocore's service models (a development dependency; nothing else
imports it) and those of `models.apis.names.OUTSIDE_MODELS`; what they are is decided by the rules. To be run
when botocore has new services, or a rule has changed.
"""

from __future__ import annotations

import gzip
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import msgspec
from botocore.loaders import Loader

from models.apis.listing import Key, keys
from models.apis.names import OUTSIDE_MODELS, base_name
from models.apis.rules import decide
from models.apis.sources import SUFFIX, service, source_of
from models.apis.table import NO_TACTIC

TABLE = Path(__file__).with_name("table.tsv")
HEADER = "# Made by models.apis.make. Service of the event source, tactic, risk, names.\n"


class _Metadata(msgspec.Struct, rename="camel"):
    endpoint_prefix: str


class _Model(msgspec.Struct):
    """The part of a service model that is needed; the rest is not even decoded."""

    metadata: _Metadata
    operations: dict[str, msgspec.Raw]


def model_names() -> set[Key]:
    """(service, API) of every operation in the newest models of the installed botocore."""
    loader = Loader(include_default_search_paths=True)
    names: set[Key] = set()
    for sdk_name in loader.list_available_services("service-2"):
        version = loader.determine_latest_version(sdk_name, "service-2")
        packed = Path(loader.BUILTIN_DATA_PATH, sdk_name, version, "service-2.json.gz").read_bytes()
        model = msgspec.json.decode(gzip.decompress(packed), type=_Model)
        owner = service(source_of(model.metadata.endpoint_prefix))
        names.update((owner, base_name(operation)) for operation in model.operations)
    return names


def outside_names() -> set[Key]:
    """(service, name) of the events that no model has."""
    return set(keys(OUTSIDE_MODELS))


def text(names: Iterable[Key]) -> str:
    """The table of these names."""
    rows: defaultdict[tuple[str, str, int], list[str]] = defaultdict(list)
    for owner, name in sorted(names):
        tactic, risk = decide(owner + SUFFIX, name)
        rows[owner, tactic.value if tactic else NO_TACTIC, risk].append(name)
    lines = (
        f"{owner}\t{tactic}\t{risk}\t{' '.join(rows[owner, tactic, risk])}" for owner, tactic, risk in sorted(rows)
    )
    return HEADER + "".join(f"{line}\n" for line in lines)


def main() -> int:
    """Write the table beside this module."""
    TABLE.write_text(text(model_names() | outside_names()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
