"""What calls from malicious hosts and from Tor raise, as plays name it."""

from __future__ import annotations

from models.simulate.scenarios.listed_callers import MALICIOUS, TOR

#: Of the API: calls that list or describe, and all others.
RECON, ACCESS = f"Recon:IAMUser/{MALICIOUS}", f"UnauthorizedAccess:IAMUser/{MALICIOUS}"
RECON_TOR, ACCESS_TOR = f"Recon:IAMUser/{TOR}", f"UnauthorizedAccess:IAMUser/{TOR}"

#: Of objects: calls that list, and those that read; over Tor all that do not list.
LISTED, READ = f"Discovery:S3/{MALICIOUS}", f"Exfiltration:S3/{MALICIOUS}"
LISTED_TOR, USED_TOR = f"Discovery:S3/{TOR}", f"UnauthorizedAccess:S3/{TOR}"
