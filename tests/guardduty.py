"""GuardDuty's own model of a finding, as botocore ships it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import botocore.session


def check_finding(finding: dict[str, Any]) -> None:
    """Refuse a finding that GuardDuty's model would not take.

    ``additionalInfo`` is an object in the exported form and a JSON text in the API's; the rest is the same.
    """
    info = {"value": json.dumps(finding["service"]["additionalInfo"]), "type": "default"}
    service = finding["service"] | {"additionalInfo": info}
    _check(_model().shape_for("Finding"), finding | {"service": service}, "finding")


@cache
def _model() -> Any:
    return botocore.session.get_session().get_service_model("guardduty")


def _check(shape: Any, value: Any, where: str) -> None:
    """Refuse what the shape does not have, or has otherwise."""
    if shape.type_name == "structure":
        members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        required = {shape.members[name].serialization.get("name", name) for name in shape.required_members}
        assert isinstance(value, dict), where
        assert required <= value.keys(), where
        assert value.keys() <= members.keys(), f"{where}: {value.keys() - members.keys()}"
        for name, member in value.items():
            _check(members[name], member, f"{where}.{name}")
    elif shape.type_name == "list":
        assert isinstance(value, list), where
        assert shape.metadata.get("min", 0) <= len(value) <= shape.metadata.get("max", len(value)), where
        for item in value:
            _check(shape.member, item, f"{where}[]")
    elif shape.type_name == "map":
        assert isinstance(value, dict), where
        for key, member in value.items():
            _check(shape.key, key, where)
            _check(shape.value, member, f"{where}.{key}")
    else:
        kinds = {"string": str, "boolean": bool, "integer": int, "long": int, "double": (int, float), "timestamp": str}
        assert isinstance(value, kinds[shape.type_name]), f"{where}: {value!r}"
        if shape.type_name == "string":
            longest = shape.metadata.get("max", len(value))
            assert not shape.enum or value in shape.enum, f"{where}: {value!r}"
            assert shape.metadata.get("min", 0) <= len(value) <= longest, f"{where}: {value!r}"
