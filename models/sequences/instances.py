"""AttackSequence:EC2/CompromisedInstanceGroup: instances that together show signs of obeying somebody else.

A group is such a sequence when one of its instances has a strong sign (`models.sequences.signs`) and

- the same instance has a sign of another tactic, with another endpoint: it reports to a controller and mines, say, or
  its credentials are used elsewhere. The same host on two lists is one sign; but a list and what the instance does are
  two witnesses, also of one tactic: it asks for made-up names, and reports to a controller;
- or another instance of the group has a strong sign that is another one in the same way, or talks to the same
  controller or mining pool, or to another host of the same list. Names that all of a fleet looks up, and what all of it
  has to do, such as a load test, are one sign. A wrong entry in a list of controllers makes a fleet a sequence.

Instances are of one group if they share an Auto Scaling group, a launch template, a CloudFormation stack, an instance
profile, an image (all by the inventory) or a role (by the sessions that call). What others do to an instance, probes of
its ports and guesses at its passwords, is shown but is no sign. Signs that scanners and new software give as well
(scans, unusual ports, resolvers and volumes) are no strong ones: a vulnerability scanner's day is no sequence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import combinations, product

from models.findings.attack import attack_of
from models.findings.remote import address_family
from models.findings.sequence import Lineage, Signal
from models.sequences.chains import EC2_TYPE, Candidate, is_finding
from models.sequences.signs import BEHAVED, COMPROMISED

#: Gives what is known of an instance's lineage.
Lineages = Callable[[str], Sequence[Lineage]]

ROLE = "IAM_ROLE"

#: Kinds of lineages, the closest first.
KINDS = (
    "AUTOSCALING_AUTO_SCALING_GROUP",
    "EC2_LAUNCH_TEMPLATE",
    "CLOUDFORMATION_STACK",
    "IAM_INSTANCE_PROFILE",
    ROLE,
    "EC2_IMAGE",
)

#: An instance that talks to a host of such a list obeys it; nothing else is there.
_MASTERS = frozenset({"Backdoor:EC2/C&CActivity.B", "CryptoCurrency:EC2/BitcoinTool.B"})

_ROLE_TYPES = ("AssumedRole", "Role")


def judge(signals: Sequence[Signal], lineages: Lineages) -> Iterator[Candidate]:
    """What the instances of an account are: groups first, then those that are in none."""
    of: dict[str, list[Signal]] = defaultdict(list)
    for one in signals:
        if one.instance:
            of[one.instance].append(one)
    compromised = {instance for instance, those in of.items() if any(map(_strong, those))}
    grouped: set[str] = set()
    if compromised:
        for lineage, members in _groups(of, lineages):
            strong = compromised.intersection(members)
            if len(strong) > 1 and not strong <= grouped:
                grouped |= set(members)
                yield _group(lineage, members, of)
    for instance in sorted(compromised - grouped):
        holds = _two_signs(of[instance])
        yield Candidate(EC2_TYPE, holds, instance, instance, tuple(of[instance]))


def _groups(of: Mapping[str, Sequence[Signal]], lineages: Lineages) -> Iterator[tuple[Lineage, list[str]]]:
    """Instances that have something in common, by the closest kind of lineage first."""
    members: dict[Lineage, set[str]] = defaultdict(set)
    for instance, those in of.items():
        if instance.startswith("i-"):
            for lineage in (*lineages(instance), *_roles(those)):
                members[lineage].add(instance)
    for lineage in sorted(members, key=lambda each: (KINDS.index(each.kind), each.uid)):
        if len(members[lineage]) > 1:
            yield lineage, sorted(members[lineage])


def _roles(those: Sequence[Signal]) -> set[Lineage]:
    """The roles whose sessions an instance has."""
    return {Lineage(ROLE, one.who.principal) for one in those if one.who.user_type in _ROLE_TYPES}


def _group(lineage: Lineage, members: Collection[str], of: Mapping[str, Sequence[Signal]]) -> Candidate:
    signals = tuple(one for instance in members for one in of[instance])
    shared = tuple((instance, lineage) for instance in members)
    return Candidate(
        EC2_TYPE, _signs_of(members, of), lineage.uid, f"{len(members)} instances of {lineage.uid}", signals, shared
    )


def _signs_of(members: Collection[str], of: Mapping[str, Sequence[Signal]]) -> bool:
    """Whether a group has two different signs: an instance of it, or strong ones on two."""
    strong = [one for instance in members for one in of[instance] if _strong(one)]
    return any(_two_signs(of[instance]) for instance in members) or any(
        _different(one, other) or _both_talk(one, other) for one, other in combinations(strong, 2)
    )


def _both_talk(one: Signal, other: Signal) -> bool:
    """Whether two instances talk to a master, or to different hosts of a list; who looks names up may be a crawler."""
    hosts = (*one.endpoints, *other.endpoints)
    listed = one.name == other.name and one.name not in BEHAVED and all(map(address_family, hosts))
    return (
        listed
        and one.instance != other.instance
        and (one.name in _MASTERS or set(one.endpoints).isdisjoint(other.endpoints))
    )


def _strong(one: Signal) -> bool:
    return one.name in COMPROMISED


def _two_signs(those: Sequence[Signal]) -> bool:
    """Whether one instance has two different signs, a strong one among them."""
    signs = [one for one in those if is_finding(one) and not _inbound(one)]
    return any(_different(one, other) for one, other in product(filter(_strong, signs), signs))


def _different(one: Signal, other: Signal) -> bool:
    apart = attack_of(one.name).tactic is not attack_of(other.name).tactic
    witnesses = _strong(other) and (one.name in BEHAVED) is not (other.name in BEHAVED)
    return (apart or witnesses) and not (one.endpoints and one.endpoints == other.endpoints)


def _inbound(one: Signal) -> bool:
    """Whether others do it to the instance."""
    return "PortProbe" in one.name or one.finding[3].endswith(" as TARGET")
