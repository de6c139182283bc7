r"""Names as any log writes them, in the one form that `models.dns.query.Query.name` has.

A name is taken to the octets of its labels, and from there to canonical text, so that every resolver's log gives the
same for the same question:

- Escapes are resolved: ``\DDD`` in decimals (RFC 1035, section 5.1), ``\xHH`` as Zeek writes them, and a backslash in
  front of any other character. Those that stand for a dot do not end a label.
- A label in other letters than ASCII's becomes an A-label (RFC 3492), in lower case and by NFKC, as browsers ask for
  it; whether the log has it as characters or as octets of UTF-8. What holds anything but letters, marks, digits and
  symbols is no such label, nor is one that does not fit into 63 octets: its octets are escaped.
- The final dot goes. The root is the empty name.

A name may not be longer than `LONGEST` characters, so that nothing that is kept of it has no bound. Nothing on the wire
is; nor has it labels of more than 63 octets, but these are taken: a log that joins labels or cuts names off still tells
who was asked for. A name with an empty label in its midst is none.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Characters of a name, each octet that is no character of UTF-8 for itself. RFC 1035, section 2.3.4: 255 octets.
LONGEST = 255

#: Names that are remembered in both forms: most queries are for few names.
REMEMBERED = 65_536

#: No text of a name is longer: four octets of UTF-8 to a character, four characters to an escaped octet.
_LONGEST_TEXT = 16 * LONGEST + 1
_LONGEST_LABEL = 63

_PLAIN = re.compile(r"[!-\[\]-~]*")
#: Full stops that end a label as a dot does (RFC 3490, section 3.1).
_DOTS = {0x3002: ".", 0xFF0E: ".", 0xFF61: "."}
_ESCAPE = re.compile(rb"\\(?:(25[0-5]|2[0-4][0-9]|[01][0-9]{2})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_UNSAFE = re.compile(rb"[^!-\[\]-~]|\.")
_WORD_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")
#: What stands for octets that somebody could not read.
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean_name(text: str) -> str | None:
    r"""A name in canonical form; None for what is no name.

    >>> clean_name("WWW.Example.COM.")
    'www.example.com'
    >>> clean_name("bücher.example")
    'xn--bcher-kva.example'
    >>> clean_name(r"a\.b\x20c.example")
    'a\\046b\\032c.example'

    Args:
        text: as a log has it. Octets that are no UTF-8 are lone surrogates, as ``errors="surrogateescape"`` gives them.
    """
    return _clean(text) if len(text) <= _LONGEST_TEXT else None


@lru_cache(REMEMBERED)
def _clean(text: str) -> str | None:
    name = text.lower()
    if not _PLAIN.fullmatch(name):
        try:
            octets = text.translate(_DOTS).encode(errors="surrogateescape")
        except UnicodeEncodeError:
            return None
        labels = [_label(label) for label in _split(octets)]
        if labels[-1] == "":
            labels.pop()
        name = ".".join(labels)
        return name if all(labels) and _length(octets) <= LONGEST >= _length(name.encode()) else None
    name = name.removesuffix(".")
    return name if len(name) <= LONGEST and not (name.startswith(".") or name.endswith(".") or ".." in name) else None


def _split(octets: bytes) -> list[bytes]:
    """The labels of a name, unescaped; the last is empty if the name ends with a dot."""
    labels, held, done = [], b"", 0
    for escape in _ESCAPE.finditer(octets):
        first, *others = octets[done : escape.start()].split(b".")
        held += first
        for label in others:
            labels.append(held)
            held = label
        held += _octet(escape)
        done = escape.end()
    first, *others = octets[done:].split(b".")
    return [*labels, held + first, *others]


def _octet(escape: re.Match[bytes]) -> bytes:
    decimal, hexadecimal, character = escape.groups()
    if decimal:
        return bytes([int(decimal)])
    return bytes.fromhex(hexadecimal.decode()) if hexadecimal else character


def _label(octets: bytes) -> str:
    """A label's canonical form."""
    octets = octets.lower()
    if not octets.isascii() and (international := _international(octets)):
        return international
    return _UNSAFE.sub(lambda unsafe: b"\\%03d" % ord(unsafe[0]), octets).decode()


def _international(octets: bytes) -> str | None:
    """The A-label of a label in UTF-8; None if there is none."""
    try:
        label = octets.decode()
    except UnicodeDecodeError:
        return None
    if len(label) > _LONGEST_LABEL or not _is_word(label):
        return None
    label = unicodedata.normalize("NFKC", label.lower())
    if not _is_word(label):
        return None
    found = label if label.isascii() else "xn--" + label.encode("punycode").decode()
    return found if len(found) <= _LONGEST_LABEL else None


def _is_word(label: str) -> bool:
    return all(
        one in _WORD_CHARACTERS if one.isascii() else one != _REPLACEMENT and unicodedata.category(one)[0] in "LMNS"
        for one in label
    )


def _length(octets: bytes) -> int:
    """Characters of a name without its escapes."""
    return len(_ESCAPE.sub(_octet, octets).decode(errors="surrogateescape"))
