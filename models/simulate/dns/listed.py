"""Domains and addresses that the example lists for DNS queries name (``models/simulate/setup/dns.toml``).

Nobody owns a name below ``.example`` (RFC 2606), so that a list of them harms none. Sinkholes are a block of
192.0.2.0/24.
"""

from __future__ import annotations

C2 = "tin-drum.example"
CRYPTO = "copper-kettle-pool.example"
ABUSED = "free-lantern-hosting.example"
BITCOIN = "doubled-coins.example"
MALICIOUS = "paper-wasp.example"
SUSPICIOUS = "unheard-of-offers.example"
BLACK_HOLE = "lost-kite.example"
GENERATED = "vqkzjxwhtprm.example"
DRIVE_BY = "player-is-outdated.example"
DROP_POINT = "parcel-shelf.example"
PHISHING = "account-review-desk.example"

#: The list of one's own: a name with those below it, and one of which only names below are listed.
OWN, OWN_BELOW = "winter-invoice.example", "hosted-by-anybody.example"

#: On every threat list, and trusted.
TRUSTED = "probe.harmless-tester.example"

#: Where researchers let names of controllers lead to, and an address beside that is nobody's.
SINKHOLES, BESIDE_SINKHOLES = ("192.0.2.240", "192.0.2.243"), "192.0.2.244"

#: All listed names.
NAMES = (
    *(C2, CRYPTO, ABUSED, BITCOIN, MALICIOUS, SUSPICIOUS, BLACK_HOLE, GENERATED, DRIVE_BY, DROP_POINT, PHISHING),
    *(OWN, OWN_BELOW),
)
