"""Findings for tests of the report, and the reading of them."""

from __future__ import annotations

import io
import json
from typing import Any

from models.report.reading import Findings

AGENT = "aws-cli/2.15.30 os/linux#6.1.0 md/distrib#kali.2025 md/command#s3.cp"


def sample(number: int = 1, **members: Any) -> dict[str, Any]:
    """A finding as `models.findings.document.render` writes it; ``members`` replace its own or its service's."""
    service = {
        "serviceName": "guardbeam",
        "detectorId": "d" * 32,
        "featureName": "CLOUD_TRAIL",
        "action": {
            "actionType": "AWS_API_CALL",
            "awsApiCallAction": {
                "api": "ListUsers",
                "serviceName": "iam.amazonaws.com",
                "remoteIpDetails": {"ipAddressV4": "203.0.113.10"},
                "userAgent": AGENT,
            },
        },
        "count": 3,
        "archived": False,
        "eventFirstSeen": "2026-03-02T10:00:00.000Z",
        "eventLastSeen": "2026-03-02T11:30:00.000Z",
        "additionalInfo": {
            "userAgent": {"fullUserAgent": AGENT, "userAgentCategory": "Kali Linux"},
            "identity": "the principal that made the calls",
            "apiCalls": [
                {
                    "name": "iam.amazonaws.com:ListUsers",
                    "count": 3,
                    "firstSeen": "2026-03-02T10:00:00.000Z",
                    "lastSeen": "2026-03-02T11:30:00.000Z",
                }
            ],
            "actors": [
                {
                    "remoteIpDetails": {"ipAddressV4": "203.0.113.10"},
                    "userName": "dev",
                    "principalId": "AIDADEV",
                    "accessKeyId": "AKIADEV",
                    "userAgent": AGENT,
                    "count": 3,
                    "firstSeen": "2026-03-02T10:00:00.000Z",
                    "lastSeen": "2026-03-02T11:30:00.000Z",
                }
            ],
            "callsOfFurtherActors": 0,
            "eventIds": ["11111111-2222-4333-8444-555555555555"],
        },
    }
    finding = {
        "schemaVersion": "2.0",
        "accountId": "111122223333",
        "region": "eu-west-1",
        "partition": "aws",
        "id": f"{number:032x}",
        "arn": f"arn:aws:guardduty:eu-west-1:111122223333:detector/{'d' * 32}/finding/{number:032x}",
        "type": "PenTest:IAMUser/KaliLinux",
        "resource": {
            "resourceType": "AccessKey",
            "accessKeyDetails": {"userName": "dev", "userType": "IAMUser", "principalId": "AIDADEV"},
        },
        "service": service | {name: members.pop(name) for name in list(members) if name in [*service, "detection"]},
        "severity": 5.0,
        "createdAt": "2026-03-02T10:05:00.000Z",
        "updatedAt": "2026-03-02T11:35:00.000Z",
        "title": "The IAM user dev called ListUsers from a computer running Kali Linux.",
        "description": "Unless a test is under way, somebody else may be using these credentials.",
    }
    return finding | members


def lines(*findings: Any) -> bytes:
    """JSON lines."""
    return b"".join(json.dumps(finding).encode() + b"\n" for finding in findings)


def read(data: bytes, name: str = "findings.jsonl") -> Findings:
    """What a file of that name and content holds."""
    findings = Findings()
    findings.read(name, io.BytesIO(data))
    return findings


def found(*findings: Any) -> Findings:
    """What a file with these findings holds."""
    return read(lines(*findings))
