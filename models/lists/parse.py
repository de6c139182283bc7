"""A list's file, read.

The formats are GuardDuty's (``ThreatIntelSetFormat`` and ``ThreatEntitySetFormat`` of its API), and one module each in
`models.lists.formats`. A file may be compressed by gzip. A file is a list of its format when more of it can be read
than not: what is refused now and then is reported, but a page of an error, another format or an empty file is no list,
and must not take the place of one.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable

from models.lists.entry import ListError, Parsed
from models.lists.formats import alien_vault, fire_eye, otx_csv, proof_point, stix, txt

#: The configuration's names of the formats -> what reads them.
FORMATS: dict[str, Callable[[bytes], Parsed]] = {
    "txt": txt.read,
    "stix": stix.read,
    "otx_csv": otx_csv.read,
    "alien_vault": alien_vault.read,
    "proof_point": proof_point.read,
    "fire_eye": fire_eye.read,
}

#: Bytes of a file when decompressed: seven times what GuardDuty takes. More would be a trap, not a list.
LARGEST = 256 * 2**20


def parse(data: bytes, format: str, keys: bool = False) -> Parsed:  # noqa: A002 (the configuration's word)
    """The entries of a list.

    Args:
        data: the file, compressed by gzip or not.
        format: one of `FORMATS`, in either case.
        keys: whether it is a list of access keys, which only txt can be.

    Raises:
        ListError: it is no list of this format, or holds no entry, or more that is no entry than entries.
    """
    name = format.lower()
    reader = txt.read_keys if keys and name == "txt" else FORMATS.get(name)
    if reader is None or (keys and name != "txt"):
        raise ListError("lists of access keys are of format txt" if keys else f"no format is called {format}")
    parsed = reader(_decompressed(data))
    entries, refused = parsed
    if len(refused) > len(entries):
        what = "object" if name == "stix" else "line"
        first = refused[0]
        raise ListError(
            f"{len(refused)} of {len(refused) + len(entries)} {what}s are no entry, the first is {what} {first.line}: "
            f"{first.reason}: is it really format {name}?"
        )
    if not entries:
        raise ListError("holds no entry")
    return parsed


def _decompressed(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            plain = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ListError(f"cannot be decompressed: {error}") from None
    if len(plain) > LARGEST:
        raise ListError(f"is larger than {LARGEST} bytes when decompressed")
    return plain
