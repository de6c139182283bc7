r"""What a response's answers come to: how much they carry, and what of them is kept.

``size`` counts bytes of the answers' data that whoever answers can choose:

====================  ==============================================================================================
A, AAAA               4 and 16
CNAME, DNAME, MX,     the characters of the name, the last field
NS, PTR, SRV
everything else       the characters of the text; of quoted character-strings (RFC 1035, section 5.1) those within
                      quotes; of the generic form ``\# length hex`` (RFC 3597) the bytes
====================  ==============================================================================================

An escape (``\DDD``, ``\X``) is one character.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.dns.query import Answer
from models.queries.slice import LONGEST_ANSWER, MOST_ANSWERS, Response

_FIXED = {"A": 4, "AAAA": 16}
_NAMES = frozenset({"CNAME", "DNAME", "MX", "NS", "PTR", "SRV"})

_ESCAPE = re.compile(r"\\(?:\d{3}|.)", re.DOTALL)
_GENERIC = re.compile(r"\\#\s++\d++\s*+([0-9A-Fa-f\s]*+)\Z")


def response(answers: Sequence[Answer]) -> Response:
    """What is kept of a response.

    Args:
        answers: in the order of the log.
    """
    if not answers:
        return Response()
    kept = dict.fromkeys((answer.type, answer.data[:LONGEST_ANSWER]) for answer in answers)
    return Response(sum(map(size, answers)), len(answers), tuple(kept)[:MOST_ANSWERS])


def size(answer: Answer) -> int:
    r"""Bytes that an answer's data can carry.

    >>> [size(Answer(*each)) for each in (("A", "192.0.2.1"), ("MX", "10 mx.example.org"), ("TXT", r'"ab" "c\255\""'))]
    [4, 14, 5]
    """
    fixed = _FIXED.get(answer.type)
    if fixed is not None:
        return fixed
    data = answer.data
    if data.startswith("\\#") and (generic := _GENERIC.match(data)):
        return len("".join(generic[1].split())) // 2
    if "\\" in data:
        data = _ESCAPE.sub("_", data)
    if answer.type in _NAMES:
        return len(data.rpartition(" ")[2])
    return sum(map(len, data.split('"')[1::2])) if data.startswith('"') else len(data)
