"""Running the whole job by its command line, in this process."""

import json
from pathlib import Path
from typing import Any

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


#: What tells findings in flow logs apart: type, account, Region, instance.
Attacked = tuple[str, str, str, str]


def of_flows(finding: dict[str, Any]) -> bool:
    """Whether a finding was made of flow logs."""
    return bool(finding["service"]["featureName"] == "FLOW_LOGS")


def attacked(findings: list[bytes]) -> set[Attacked]:
    """Type, account, Region and instance of each finding in flow logs."""
    return {
        (
            finding["type"],
            finding["accountId"],
            finding["region"],
            finding["resource"]["instanceDetails"].get("instanceId", ""),
        )
        for finding in filter(of_flows, current(findings))
    }


def check_flow_truth(findings: list[bytes], directory: Path) -> None:
    """What a simulator's scenarios in the network must raise, and nothing that none of them may raise besides."""
    truth, played = (_told(directory / name) for name in ("flow_truth.jsonl", "flow_scenarios.jsonl"))
    must = {(each["type"], each["accountId"], each["region"], each["resource"]) for each in truth}
    raised = attacked(findings)
    assert must
    assert must <= raised
    assert {finding[0] for finding in raised - must} <= {kind for each in played for kind in each["also"]}


def _told(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]
