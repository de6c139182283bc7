"""Running the whole job by its command line, in this process."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.detect import run


def detect(logs: Path | str, out: Path, *flags: str) -> list[bytes]:
    """The sorted lines of the findings of a run over some logs."""
    run([f"--cloudtrail={logs}", f"--findings={out}/findings", f"--rejected={out}/rejected", *flags])
    return sorted(lines(out / "findings"))


def configured(simulation: Path) -> str:
    """The option that names the configuration of a simulation: with it, a run finds the simulation's truth."""
    return f"--config={simulation}/guardbeam.toml"


def lines(prefix: Path) -> list[bytes]:
    """The lines of a prefix's shards."""
    return [line for file in sorted(prefix.parent.glob(f"{prefix.name}-*")) for line in file.read_bytes().splitlines()]


def current(findings: list[bytes]) -> list[dict[str, Any]]:
    """The current publication of each finding, by the rule that the README gives to readers."""
    newest: dict[str, dict[str, Any]] = {}
    for line in findings:
        finding = json.loads(line)
        known = newest.get(finding["id"])
        if known is None or _age(finding) > _age(known):
            newest[finding["id"]] = finding
    return list(newest.values())


def _age(finding: dict[str, Any]) -> tuple[str, int]:
    return finding["updatedAt"], finding["service"]["count"]


def as_truth(finding: dict[str, Any]) -> tuple[str, ...]:
    """What a simulator's truth says of a finding: type, account, Region, count, first and last seen, archived."""
    service = finding["service"]
    return (
        finding["type"],
        finding["accountId"],
        finding["region"],
        str(service["count"]),
        service["eventFirstSeen"][:19],
        service["eventLastSeen"][:19],
        str(service["archived"]),
    )


def truth(directory: Path) -> list[tuple[str, ...]]:
    """The same of every line of a simulator's ``truth.jsonl``."""
    told = _told(directory / "truth.jsonl")
    members = ("type", "accountId", "region", "count", "firstSeen", "lastSeen", "archived")
    return sorted(tuple(str(t[name]).removesuffix("Z") for name in members) for t in told)


#: What tells findings about instances apart: type, account, Region, instance (or VPC and address).
Attacked = tuple[str, str, str, str]

#: The log sources whose findings are about instances -> what ``featureName`` they have.
FEATURES = {"flow": "FLOW_LOGS", "dns": "DNS_LOGS"}


def of_calls(finding: dict[str, Any]) -> bool:
    """Whether a finding was made of API calls, and not of other findings."""
    return not of_findings(finding) and finding["service"]["featureName"] not in FEATURES.values()


def of_findings(finding: dict[str, Any]) -> bool:
    """Whether a finding is an attack sequence."""
    return str(finding["type"]).startswith("AttackSequence:")


class Told(NamedTuple):
    """What is held against the truth about attack sequences.

    Attributes:
        types: what the sequence is, and what its signals make besides.
        members: the unique ids of those who call, and instances.
        signals: the finding types that take part.
    """

    types: frozenset[str]
    account: str
    members: frozenset[str]
    signals: frozenset[str]


def told_of_sequence(finding: dict[str, Any]) -> Told:
    """What a finding tells of an attack sequence."""
    sequence = finding["service"]["detection"]["sequence"]
    instances = (each["name"] for each in sequence["resources"] if each["resourceType"] == "EC2_INSTANCE")
    return Told(
        frozenset((finding["type"], *sequence.get("additionalSequenceTypes", ()))),
        finding["accountId"],
        frozenset((*instances, *(each["user"]["uid"] for each in sequence["actors"]))),
        frozenset(each["name"] for each in sequence["signals"]),
    )


def check_sequences(findings: list[bytes], directory: Path) -> None:
    """The attack sequences that a simulator's truth is certain of, and none of whom it does not know.

    A credential's sequence need not be a finding of its own if a bucket's says so.
    """
    raised = [(each["type"], told_of_sequence(each)) for each in current(findings) if of_findings(each)]
    truth_of = _told(directory / "sequence_truth.jsonl")
    missing = [each for each in truth_of if each["certain"] and not any(_is(each, told) for _, told in raised)]
    assert not missing
    expected = [(each["type"], each["accountId"], set(each["members"])) for each in truth_of]
    for kind, told in raised:
        assert any((kind, told.account) == known[:2] and known[2] & told.members for known in expected), told


def _is(expected: dict[str, Any], told: Told) -> bool:
    """Whether a raised sequence is one that is expected."""
    return (
        expected["type"] in told.types
        and expected["accountId"] == told.account
        and told.members.issuperset(expected["members"])
        and told.signals.issuperset(expected["signals"])
    )


def attacked(findings: list[bytes], source: str = "flow") -> set[Attacked]:
    """What tells the findings in a log, one of `FEATURES`, apart."""
    return {
        (
            finding["type"],
            finding["accountId"],
            finding["region"],
            _owner(finding["resource"]["instanceDetails"]),
        )
        for finding in current(findings)
        if finding["service"]["featureName"] == FEATURES[source]
    }


def _owner(details: dict[str, Any]) -> str:
    """The instance, or the VPC and address of a client that is none."""
    interface = details["networkInterfaces"][0]
    where = f"{interface.get('vpcId')}/{interface.get('privateIpAddress')}"
    return str(details.get("instanceId", where))


def check_truth(findings: list[bytes], directory: Path, source: str = "flow") -> None:
    """What a simulator's scenarios in a log must raise, and nothing that none of them may raise besides."""
    truth, played = (_told(directory / f"{source}_{name}.jsonl") for name in ("truth", "scenarios"))
    must = {(each["type"], each["accountId"], each["region"], each["resource"]) for each in truth}
    raised = attacked(findings, source)
    assert must
    assert must <= raised
    assert {finding[0] for finding in raised - must} <= {kind for each in played for kind in each["also"]}


def _told(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]
