"""The metadata of the Dataflow flex template, made from the options: what `deploy/dataflow/metadata.json` holds.

A template passes each parameter once, as text. So a repeated option is a list with commas, and a flag is ``true`` or
``false``; `deploy/dataflow/launch.py` turns both back into a command line.
"""

import json
from typing import Any

from pipelines.option_docs import Option, options, sentence

#: Not for a template: the launcher ends when the job begins, so nobody would see a report or a check.
LEFT_OUT = {"check", "report"}

REQUIRED = {"findings"}

_NAMES = {
    "cloudtrail": "CloudTrail",
    "dns": "DNS query logs",
    "eventbridge": "EventBridge",
    "vpc_flow": "VPC flow logs",
    "vpc_flow_format": "VPC flow log format",
}

_NUMBER = "^[0-9]+$"
_FLAG = "^(true|false)$"

#: Beam's own option, but without it workers would not have the package.
_IMAGE = {
    "name": "sdk_container_image",
    "label": "Image",
    "helpText": "The image that the template was built from: workers run it, too.",
    "isOptional": False,
}


def metadata() -> str:
    """The file: JSON."""
    parameters = [_parameter(option) for option in options() if option.name not in LEFT_OUT]
    # Both modes: a record that comes twice changes no finding, a finding that is written twice replaces itself.
    document = {
        "name": "guardbeam",
        "description": "Finds threats in AWS logs; findings carry GuardDuty's names, severities and JSON.",
        "streaming": True,
        "supportsAtLeastOnce": True,
        "supportsExactlyOnce": True,
        "defaultStreamingMode": "EXACTLY_ONCE",
        "parameters": [*parameters, _IMAGE],
    }
    return json.dumps(document, indent=2) + "\n"


def _parameter(option: Option) -> dict[str, Any]:
    name = _NAMES.get(option.name) or option.name.replace("_", " ").capitalize()
    parameter: dict[str, Any] = {
        "name": option.name,
        "label": f"{name} ({option.unit.lower()})" if option.numeric and len(option.unit) > 1 else name,
        "helpText": _help(option),
        "isOptional": option.name not in REQUIRED,
    }
    if option.flag or option.numeric:
        parameter["regexes"] = [_FLAG if option.flag else _NUMBER]
    return parameter


def _help(option: Option) -> str:
    text = sentence(option.help)
    if option.repeated:
        return text.removesuffix("May be given more than once.") + "Several are separated by commas."
    return f"true or false. {text}" if option.flag else text
