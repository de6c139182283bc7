"""What is shown, put where a finding has it and held against GuardDuty's own model."""

from __future__ import annotations

from typing import Any

from tests.guardduty import check_finding


def check_instance_details(details: dict[str, Any]) -> None:
    """Refuse instance details that GuardDuty's model would not take."""
    check_finding(_finding({"instanceDetails": details}, {}))


def check_remote_ip_details(details: dict[str, Any]) -> None:
    """Refuse details of a remote address that GuardDuty's model would not take."""
    check_finding(_finding({}, {"awsApiCallAction": {"remoteIpDetails": details}}))


def _finding(resource: dict[str, Any], action: dict[str, Any]) -> dict[str, Any]:
    texts = ("accountId", "arn", "createdAt", "id", "region", "schemaVersion", "type", "updatedAt")
    service = {"action": action, "additionalInfo": {}}
    return {**dict.fromkeys(texts, "x"), "severity": 5.0, "resource": resource, "service": service}
