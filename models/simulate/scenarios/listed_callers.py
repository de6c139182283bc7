"""API calls from addresses on threat lists (…:IAMUser/MaliciousIPCaller, MaliciousIPCaller.Custom, TorIPCaller).

Recon: the call lists or describes. UnauthorizedAccess: any other. The lists are those of the example configuration. The
first calls are those by which AWS itself tests these types: one ListBuckets, and one GetUser that is refused.
"""

from __future__ import annotations

from dataclasses import replace

from models.simulate import addresses
from models.simulate.cloudtrail import event, identity, machines, s3
from models.simulate.cloudtrail.identity import Caller, Json
from models.simulate.scenarios.registry import near_miss, scenario
from models.simulate.scenarios.stage import Stage
from models.simulate.sequences import BY_CHANCE

#: What kinds of lists make the types' names end in.
MALICIOUS, CUSTOM, TOR = "MaliciousIPCaller", "MaliciousIPCaller.Custom", "TorIPCaller"

_EVERYTHING: Json = {"instancesSet": {}, "filterSet": {}}


def _recon(*kinds: str) -> list[str]:
    return [f"Recon:IAMUser/{kind}" for kind in kinds]


def _access(*kinds: str) -> list[str]:
    return [f"UnauthorizedAccess:IAMUser/{kind}" for kind in kinds]


def _types(*kinds: str) -> list[str]:
    return _recon(*kinds) + _access(*kinds)


_ALL = _types(MALICIOUS, CUSTOM, TOR)

#: An instance's credentials are used outside of AWS, besides.
_OUTSIDE = "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS"


def _try_out(stage: Stage, caller: Caller, *kinds: str) -> None:
    """Credentials are tried: buckets are listed, the user is asked for and refused."""
    recon, access = _recon(*kinds), _access(*kinds)
    stage.plant(s3.list_buckets(caller, stage.now, stage.region, stage.dice), recon)
    stage.call(caller, "iam", "GetUser", read_only=True, denied=True, raises=access)


def _look_around(stage: Stage, caller: Caller, kind: str, *also: str) -> None:
    """A role's session looks around, and makes itself at home."""
    recon, access = [*_recon(kind), *also], [*_access(kind), *also]
    stage.call(caller, "sts", "GetCallerIdentity", read_only=True, raises=access)
    for _ in range(stage.dice.randrange(2, 6)):
        stage.call(caller, "ec2", "DescribeInstances", _EVERYTHING, read_only=True, raises=recon)
    stage.call(caller, "iam", "ListRoles", {"maxItems": 100}, read_only=True, denied=True, raises=recon)
    stage.call(caller, "ec2", "RunInstances", {"instanceType": "p4d.24xlarge"}, denied=True, raises=access)


@scenario(raises=_types(TOR), also=BY_CHANCE)
def keys_used_over_tor(stage: Stage) -> None:
    """A user's key is tried over Tor, also by IPv6, and somebody signs in to the console from an exit."""
    exits = addresses.tor_exit(stage.dice), addresses.tor_exit_v6(stage.dice)
    user = stage.user(stage.name("intern"))
    for address in exits:
        _try_out(stage, user.calling_from(address), TOR)
    person = stage.user(stage.name("intern")).calling_from(exits[0])
    stage.plant(event.sign_in(person, stage.now, stage.region, stage.dice), _access(TOR))
    _look_around(stage, stage.session(stage.name("batch"), "nightly").calling_from(exits[0]), TOR)


@scenario(raises=_types(MALICIOUS), also=BY_CHANCE)
def keys_used_by_malicious_hosts(stage: Stage) -> None:
    """Credentials are tried out from hosts on a list of malicious ones."""
    _try_out(stage, stage.user(stage.name("backup")).calling_from(addresses.malicious(stage.dice)), MALICIOUS)
    session = stage.session(stage.name("render"), "queue")
    _look_around(stage, session.calling_from(addresses.malicious(stage.dice)), MALICIOUS)


@scenario(raises=_types(CUSTOM), also=BY_CHANCE)
def keys_used_by_hosts_of_an_own_list(stage: Stage) -> None:
    """Credentials are tried out from hosts on a threat list of one's own."""
    _try_out(stage, stage.user(stage.name("helpdesk")).calling_from(addresses.on_own_list(stage.dice)), CUSTOM)
    session = stage.session(stage.name("tickets"), "import")
    _look_around(stage, session.calling_from(addresses.on_own_list(stage.dice)), CUSTOM)


@scenario(raises=[*_types(TOR), _OUTSIDE], also=BY_CHANCE)
def instance_keys_used_over_tor(stage: Stage) -> None:
    """The credentials of one of the account's instances, which works on, are used over Tor."""
    site = stage.account.home
    session = machines.instance_session(site, site.instances[0], stage.now)
    _look_around(stage, session.calling_from(addresses.tor_exit(stage.dice)), TOR, _OUTSIDE)


@scenario(raises=_types(MALICIOUS, CUSTOM), also=BY_CHANCE)
def keys_used_by_a_host_on_two_lists(stage: Stage) -> None:
    """A host that two lists of different kinds name tries a key: a finding of each kind."""
    _try_out(stage, stage.user(stage.name("backup")).calling_from(addresses.on_two_lists()), MALICIOUS, CUSTOM)


@near_miss(of=_ALL)
def trusted_office_on_threat_lists(stage: Stage) -> None:
    """An office that is on every threat list works on, as a trusted list names it too."""
    for stem in ("front", "studio"):
        caller = stage.user(stage.name(stem)).calling_from(addresses.trusted(stage.dice))
        _try_out(stage, caller)
        stage.call(caller, "ec2", "DescribeInstances", _EVERYTHING, read_only=True)
        stage.object_call(caller, "GetObject", stage.bucket("plans"), "2026/q1.pdf", read_only=True, received=31_400)


@near_miss(of=_ALL)
def addresses_beside_listed_ones(stage: Stage) -> None:
    """Calls come from right before and behind listed ranges."""
    for address in addresses.beside_listed():
        _try_out(stage, stage.user(stage.name("remote")).calling_from(address))


@near_miss(of=_ALL)
def private_addresses_on_a_list(stage: Stage) -> None:
    """Calls through a VPC endpoint show private addresses, which a list of malicious hosts covers."""
    session = stage.session(stage.name("intranet"), "report").calling_from(addresses.private(stage.dice))
    endpoint = {"vpcEndpointId": f"vpce-0{stage.dice.hexadecimal(16)}"}
    _try_out(stage, replace(session, more=endpoint))
    _try_out(stage, stage.user(stage.name("intranet")).calling_from(addresses.private(stage.dice)))


@near_miss(of=_ALL)
def services_call_for_users(stage: Stage) -> None:
    """AWS services call with somebody's credentials, and show their own names as the source."""
    user = stage.user(stage.name("stacks")).calling_from(addresses.tor_exit(stage.dice))
    for service in ("cloudformation.amazonaws.com", "athena.amazonaws.com"):
        _try_out(stage, identity.on_behalf(user, service))
