"""One entry as people and feeds write it, read into the form that it is looked up by.

Addresses and CIDR blocks, ranges ``198.51.100.7-198.51.100.9``, a port behind (``203.0.113.9:8080``,
``[2001:db8::1]:443``), domains, URLs (what counts is the host), lines of a hosts file (``0.0.0.0 example.org`` names
the domain). Defanged text (``hxxp://evil[.]example[.]org``), quotes, brackets, upper case and a final dot do no harm.

- Host bits of a CIDR block are cleared; a block or range of one address is that address, and a range that is a CIDR
  block is that block. An IPv4-mapped IPv6 address is the IPv4 address.
- Zero-padded octets are refused: some programs read them as octal numbers.
- Ranges broader than /8 (IPv4) or /19 (IPv6) are refused: a list that holds one is broken, and would match a good part
  of the internet.
- ``*.example.org`` and ``.example.org`` are all names below ``example.org``. A name without a dot is refused.
- Names in other scripts become A-labels (IDNA 2003, Python's own codec). A label may hold what the DNS carries in
  practice: letters, digits, hyphens, underscores (``_dmarc.example.org``).
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network, summarize_address_range
from itertools import islice

from models.lists.entry import EntryKind

#: The shortest prefix of a block that is believed, by IP version.
BROADEST = {4: 8, 6: 19}

#: What a hosts file sends unwanted names to.
SINKS = frozenset({"0.0.0.0", "127.0.0.1", "::", "::1"})  # noqa: S104 (nothing is bound)

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_DEFANGED = re.compile(r"[\[({](\.|dot|:|://)[\])}]", re.IGNORECASE)
_WRAPPED = re.compile(r"[\[({<](.*)[\])}>]")
_PREFIX_OR_MASK = re.compile(r"[0-9.]+")
_BRACKETED = re.compile(r"\[([^\[\]]*)\](?::[0-9]{0,5})?")
_PORT = re.compile(r"[0-9]{0,5}")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")  # the full stops of IDNA 2003, section 3.1
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_TOP_LABEL = re.compile(r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_KEY = re.compile(r"A[KSB]IA[A-Z0-9]{12,124}")
_SHA256 = re.compile(r"(?:sha256:)?([0-9a-f]{64})", re.IGNORECASE)

# What stands around an entry: space, quotes, a separator; and the invisible marks that copying brings along.
_AROUND = " \t\r\n\v\f\xa0\u200b\ufeff\"'`\u2018\u2019\u201c\u201d,;"


def read(text: str) -> tuple[EntryKind, str]:
    """The entry that a text is.

    Args:
        text: one entry, or a line of a hosts file with one name.

    Returns:
        What it names, and the canonical form (see `models.lists.entry.Entry`), which reads as itself.

    Raises:
        ValueError: it is no entry; the message says why without repeating the text.

    >>> read("hxxps://Evil[.]example[.]org:8443/a?b")
    (<EntryKind.DOMAIN: 'domain'>, 'evil.example.org')
    >>> read("203.0.113.77/24")
    (<EntryKind.ADDRESS: 'address'>, '203.0.113.0/24')
    """
    if _IPV4.fullmatch(text):
        return EntryKind.ADDRESS, text
    found = words(text)
    found = hosted(found) or found
    if len(found) != 1:
        raise ValueError("several words" if found else "empty")
    return _entry(found[0])


def read_key(text: str) -> tuple[EntryKind, str]:
    """The access key that a text is: an access key id, or the SHA-256 of one, with or without ``sha256:``.

    Raises:
        ValueError: it is neither; the message does not repeat the text.
    """
    word = text.strip(_AROUND)
    if _KEY.fullmatch(word):
        return EntryKind.KEY, word
    if digest := _SHA256.fullmatch(word):
        return EntryKind.KEY, f"sha256:{digest[1].lower()}"
    raise ValueError("neither an access key id nor the SHA-256 of one")


def words(text: str) -> list[str]:
    """The words of a line; a range written with spaces (``198.51.100.7 - 198.51.100.9``) is one."""
    found = [word for word in text.split() if word.strip(_AROUND)]
    return ["".join(found[:3]), *found[3:]] if found[1:2] in (["-"], ["\u2013"]) else found


def hosted(found: list[str]) -> list[str]:
    """The names, if the words are a line of a hosts file that sends them nowhere; else nothing."""
    return found[1:] if found and found[0] in SINKS and not any(map(is_address, found[1:])) else []


def is_address(word: str) -> bool:
    """Whether a word is an address, or a block of them."""
    return _address(word.strip(_AROUND).partition("/")[0]) is not None


def _entry(word: str) -> tuple[EntryKind, str]:
    word = _DEFANGED.sub(_refang, word.strip(_AROUND))
    if wrapped := _WRAPPED.fullmatch(word):
        word = wrapped[1].strip(_AROUND)
    _, scheme, rest = word.partition("://")
    if scheme:
        return _host(re.split(r"[/?#\\]", rest, maxsplit=1)[0].rpartition("@")[2])
    block = _block(word) or _range(word)
    return (EntryKind.ADDRESS, block) if block else _host(word.partition("/")[0])


def _refang(match: re.Match[str]) -> str:
    return "." if match[1].lower() == "dot" else match[1]


def _address(text: str) -> IPv4Address | IPv6Address | None:
    if "%" in text:  # a zone: means something on one computer only
        return None
    try:
        if ":" not in text:
            return IPv4Address(text) if text[:1].isdigit() else None
        address = IPv6Address(text)
    except ValueError:
        return None
    return address.ipv4_mapped or address


def _block(word: str) -> str | None:
    """The canonical form of a CIDR block (or address and mask), None if the word is none."""
    head, slash, tail = word.partition("/")
    head = head.strip("[]")
    if not slash or "%" in head or not _PREFIX_OR_MASK.fullmatch(tail):
        return None
    try:
        network = ip_network(f"{head}/{tail}", strict=False)
    except ValueError:
        if _address(head) is None:
            return None
        raise ValueError("the prefix length is out of range") from None
    if isinstance(network, IPv6Network) and (mapped := network.network_address.ipv4_mapped):
        network = ip_network(f"{mapped}/{network.prefixlen - 96}")
    if network.prefixlen < BROADEST[network.version]:
        raise ValueError(f"a range broader than /{BROADEST[network.version]}")
    return str(network.network_address if network.prefixlen == network.max_prefixlen else network)


def _range(word: str) -> str | None:
    """The canonical form of a range from one address to another, None if the word is none."""
    head, _, tail = word.replace("\u2013", "-").partition("-")
    first, last = (_address(part) for part in (head, tail)) if tail else (None, None)
    if first is None or last is None:
        return None
    if first.version != last.version or int(first) > int(last):
        raise ValueError("a range that ends before it begins")
    if int(last) - int(first) >= 2 ** (first.max_prefixlen - BROADEST[first.version]):
        raise ValueError(f"a range broader than /{BROADEST[first.version]}")
    blocks = list(islice(summarize_address_range(first, last), 2))
    if len(blocks) > 1:
        return f"{first}-{last}"
    return str(first if first == last else blocks[0])


def _host(text: str) -> tuple[EntryKind, str]:
    """The entry that a host with or without a port is."""
    if bracketed := _BRACKETED.fullmatch(text):
        text = bracketed[1]
    elif text.count(":") == 1:
        text, _, port = text.partition(":")
        if not _PORT.fullmatch(port):
            raise ValueError("what follows the colon is no port")
    address = _address(text.removesuffix("."))
    return (EntryKind.ADDRESS, str(address)) if address else (EntryKind.DOMAIN, _domain(text))


def _domain(text: str) -> str:
    text = text.removesuffix(".")
    below = text.startswith(("*.", "."))
    labels = [_label(label) for label in _DOTS.split(text.partition(".")[2] if below else text)]
    name = ".".join(labels)
    if _PREFIX_OR_MASK.fullmatch(name):
        raise ValueError("an IPv4 address that is incomplete, zero-padded or out of range")
    if not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("neither an address nor a domain name")
    if len(labels) == 1:
        raise ValueError("a name without a dot")
    if not _TOP_LABEL.fullmatch(labels[-1]):
        raise ValueError("no top-level domain is called so")
    if len(name) > 253:
        raise ValueError("a domain name longer than 253 characters")
    return f"*.{name}" if below else name


def _label(label: str) -> str:
    if label.isascii():
        return label.lower()
    if len(label) > 63:  # before it grows; the codec's time grows with the square
        raise ValueError("a label longer than 63 characters")
    try:
        return label.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise ValueError("no domain name may be spelt so") from None
