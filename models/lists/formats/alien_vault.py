"""ALIEN_VAULT: AlienVault's reputation data, ``ip#reliability#risk#type#CC#city#lat,lon#n``.

The address may be a domain. The type is what the list says of it; several are separated by semicolons.
"""

from __future__ import annotations

from models.lists.entry import Parsed
from models.lists.formats.collect import Collector
from models.lists.formats.text import decoded, is_comment, lines, named


def read(data: bytes) -> Parsed:
    """The addresses and domains of an AlienVault reputation file.

    Raises:
        ListError: the bytes are no text.
    """
    found = Collector()
    for number, line in enumerate(lines(decoded(data)), 1):
        if is_comment(line.strip()):
            continue
        fields = line.split("#")
        if len(fields) < 4:
            found.refuse(number, "fewer than four fields separated by #")
        else:
            found.take(fields[0], number, names=named(*fields[3].split(";")))
    return found.parsed
