"""Objects used from addresses on threat lists (…:S3/MaliciousIPCaller, MaliciousIPCaller.Custom, TorIPCaller).

Discovery: the call lists. From malicious hosts, Exfiltration when it reads and Impact when it writes; from the other
kinds of lists, UnauthorizedAccess. The first calls are AWS's own test: a bucket is listed, an object is fetched.
"""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.cloudtrail import identity, s3
from models.simulate.cloudtrail.identity import Caller
from models.simulate.scenarios.listed_callers import CUSTOM, MALICIOUS, TOR
from models.simulate.scenarios.registry import near_miss, scenario
from models.simulate.scenarios.stage import Stage
from models.simulate.sequences import IAM, S3

_LISTS = ("ListObjects",)
_READS = ("GetObject", "GetObject", "CopyObject")
_WRITES = ("PutObject", "DeleteObject", "PutObjectAcl")

_ALL = (
    *(f"Discovery:S3/{kind}" for kind in (MALICIOUS, CUSTOM, TOR)),
    f"Exfiltration:S3/{MALICIOUS}",
    f"Impact:S3/{MALICIOUS}",
    f"UnauthorizedAccess:S3/{CUSTOM}",
    f"UnauthorizedAccess:S3/{TOR}",
)


def _use(stage: Stage, caller: Caller, lists: str, reads: str, writes: str) -> None:
    """A bucket is listed, read and written, with the types that these raise; a read is refused besides."""
    bucket = stage.bucket("contracts")
    for apis, finding_type in ((_LISTS, lists), (_READS, reads), (_WRITES, writes)):
        for number, api in enumerate(apis):
            key = None if api in _LISTS else f"contracts/{number:04d}.pdf"
            stage.object_call(caller, api, bucket, key, read_only=api not in _WRITES, raises=[finding_type])
    refused = s3.ACCESS_DENIED
    stage.object_call(caller, "GetObject", bucket, "board/minutes.pdf", read_only=True, failure=refused, raises=[reads])


@scenario(
    raises=[f"Discovery:S3/{MALICIOUS}", f"Exfiltration:S3/{MALICIOUS}", f"Impact:S3/{MALICIOUS}"],
    sequences=[S3],
    also=[IAM],
)
def objects_used_by_malicious_hosts(stage: Stage) -> None:
    """Hosts on a list of malicious ones list, fetch, replace and delete objects."""
    caller = stage.session(stage.name("archive"), "sync").calling_from(addresses.malicious(stage.dice))
    types = (f"{purpose}:S3/{MALICIOUS}" for purpose in ("Discovery", "Exfiltration", "Impact"))
    _use(stage, caller, *types)


@scenario(raises=[f"Discovery:S3/{CUSTOM}", f"UnauthorizedAccess:S3/{CUSTOM}"], sequences=[IAM], also=[S3])
def objects_used_by_hosts_of_an_own_list(stage: Stage) -> None:
    """Hosts on a threat list of one's own list, fetch, replace and delete objects."""
    caller = stage.user(stage.name("archive")).calling_from(addresses.on_own_list(stage.dice))
    access = f"UnauthorizedAccess:S3/{CUSTOM}"
    _use(stage, caller, f"Discovery:S3/{CUSTOM}", access, access)


@scenario(raises=[f"Discovery:S3/{TOR}", f"UnauthorizedAccess:S3/{TOR}"], sequences=[IAM], also=[S3])
def objects_used_over_tor(stage: Stage) -> None:
    """Objects are listed, fetched, replaced and deleted over Tor."""
    caller = stage.user(stage.name("archive")).calling_from(addresses.tor_exit(stage.dice))
    access = f"UnauthorizedAccess:S3/{TOR}"
    _use(stage, caller, f"Discovery:S3/{TOR}", access, access)


@near_miss(of=_ALL)
def objects_used_by_whom_no_list_means(stage: Stage) -> None:
    """A trusted office on every list, neighbours of listed hosts, private addresses, and a service for a user."""
    for address in (addresses.trusted(stage.dice), *addresses.beside_listed(), addresses.private(stage.dice)):
        caller = stage.user(stage.name("archive")).calling_from(address)
        stage.object_call(caller, "ListObjects", stage.bucket("shared"), None, read_only=True)
        stage.object_call(caller, "GetObject", stage.bucket("shared"), "readme.txt", read_only=True, received=812)
    caller = identity.on_behalf(stage.user(stage.name("archive")), "athena.amazonaws.com")
    stage.object_call(caller, "GetObject", stage.bucket("shared"), "table/part-0.parquet", read_only=True)


@near_miss(of=_ALL)
def public_objects_read_over_tor(stage: Stage) -> None:
    """Somebody without credentials reads a public website's bucket from Tor and from malicious hosts."""
    nobody = {"type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"}
    for address in (addresses.tor_exit(stage.dice), addresses.malicious(stage.dice)):
        caller = Caller(stage.account.id, nobody, address, "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Firefox/140.0")
        for page in ("index.html", "news.html"):
            stage.object_call(caller, "GetObject", stage.bucket("site"), page, read_only=True, received=5_210)
