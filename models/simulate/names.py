"""Words that simulated names are made of. Invented, and none of them names a security tool."""

from __future__ import annotations

_COMPANIES = "brightwell halden lumenfall northmere osterby quillon tamsin verdane"
_STAGES = "prod staging data sandbox shared security edge legacy"
_FIRST = """
    ada amir anke bela carla chen dana deniz elif emil farah finn greta hana igor ines jan jonas kaya lena
    liam mara mats mira nadia noor olga oskar paula pia ravi rosa sami sara tara theo uma vera wim yara
"""
_LAST = """
    abel baran berg castell duval eriksen falk garcia hallam ito jansen kessler lindt marsh novak okoye petit
    quist rahman santos thorne ueda vogel weiss yilmaz zeman
"""
_SERVICES = """
    basket billing catalog checkout courier events gateway imports ledger mailer notify orders payments
    pricing profile reports search shipping sessions stock tickets vouchers
"""
_BUCKET_USES = "assets backups exports invoices lake media reports uploads"

COMPANIES = tuple(_COMPANIES.split())
STAGES = tuple(_STAGES.split())
FIRST = tuple(_FIRST.split())
LAST = tuple(_LAST.split())
SERVICES = tuple(_SERVICES.split())
BUCKET_USES = tuple(_BUCKET_USES.split())
