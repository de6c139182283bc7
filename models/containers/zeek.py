r"""The directives of a log that Zeek writes as text: what its lines are.

They begin with ``#``: ``#separator \x09``, ``#fields``, ``#types`` and so on. They may occur again in the midst of a
file, which is then several.
"""

from __future__ import annotations

import re

#: Those that lines cannot be read without.
SEPARATOR = re.compile(rb"^#separator +\\x([0-9a-fA-F]{2})[ \r]*$", re.MULTILINE)
FIELDS = re.compile(rb"^#fields([^\n]+)$", re.MULTILINE)


def directives(text: bytes) -> bytes:
    """What of the directives in a text is needed to read the lines that follow it: the last of each kind.

    Fields in front of the last separator are of a log that has ended.
    """
    separator, fields = (max(text.rfind(b"\n" + name) + 1, 0) for name in (b"#separator", b"#fields"))
    lines = [
        found[0].rstrip(b"\r") + b"\n"
        for found in (SEPARATOR.match(text, separator), FIELDS.match(text, fields) if fields >= separator else None)
        if found
    ]
    return b"".join(lines)
