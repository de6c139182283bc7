"""Names of ransom notes: what whoever destroys a bucket's objects leaves in their place.

A note has to be found and opened by whoever looks for the data, so its name says what it is, and it is a text. Words
are told apart by case, blanks and punctuation; those of three kinds have to come together:

- what was done or is demanded (``ransom``, ``encrypted``, ``decrypt``, ``stolen``, ``recover``, ``bitcoin`` ...);
- what it was done to, or whom (``files``, ``data``, ``bucket``, ``your`` ...); that may go without saying where it is
  encrypted;
- that it wants to be read (``readme``, ``note``, ``how``, ``instructions`` ...), or that it speaks to somebody
  (``your``, ``you``); two words of the last two kinds at least.

``ransom`` needs one more word of the last two kinds, or none at all. A name with other words is one only if two thirds
of its words are such: a report about ransomware is no note. A name is a hint, it says nothing by itself.
"""

from __future__ import annotations

import re

#: Endings of texts; none counts as one. Pages of a web site are about the recovery of data more often than of a ransom.
_TEXTS = frozenset({"txt", "rtf", "hta", ""})
_PAGES = frozenset({"html", "htm", "md", "png", "jpg", "bmp"})


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DONE = _words(
    """
    ransom ransomed ransomware encrypted encryption decrypt decrypted decryption decryptor decrypter decoder locked
    unlock stolen leaked hacked pwned deleted wiped recover recovery restore bitcoin btc monero xmr
    """
)
_WHAT = _words(
    "file files data bucket buckets backup backups documents object objects your you s3 everything",
)
_READ = _words(
    "readme read note notes how instruction instructions help warning attention important info message your you",
)
_FILLING = _words(
    "to the of for all me my is are was were has have been get by with in must now this aws backed up pay",
)
_DECRYPT = _words("encrypted decrypt decryptor decrypter")
_RANSOM = _words("ransom ransomed ransomnote")

_WORD = re.compile(r"[A-Z]?[a-z]+\d?|[A-Z]+\d?")


def is_ransom_note(key: str) -> bool:
    """Whether an object's key is named like a ransom note.

    >>> is_ransom_note("RANSOM_NOTE.txt"), is_ransom_note("2026/HowToDecryptYourFiles.txt")
    (True, True)
    >>> is_ransom_note("docs/how-to-encrypt.html"), is_ransom_note("ransomware-report-2026.txt")
    (False, False)
    """
    stem, _, ending = key.rpartition("/")[2].rpartition(".")
    if not stem:
        stem, ending = ending, ""
    if ending.lower() not in _TEXTS | _PAGES:
        return False
    words = [word.lower() for word in _WORD.findall(stem)]
    telling = {word for word in words if word not in _FILLING}
    known = telling & (_DONE | _WHAT | _READ | _RANSOM)
    if not known or 3 * len(known) < 2 * len(telling):
        return False
    if telling & _RANSOM:
        return bool(telling & (_READ | _WHAT | {"ransomnote"})) or len(telling) == 1
    addressed = telling & _READ and len(telling & (_READ | _WHAT)) > 1
    said = telling & _DONE if telling & _WHAT else telling & _DECRYPT
    return ending.lower() in _TEXTS and bool(said and addressed)
