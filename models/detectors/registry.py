"""All detectors, and all finding types by name."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from models.cloudtrail.record import CLOUDTRAIL
from models.detectors import (
    anomalous_iam,
    anomalous_s3,
    bedrock_logging,
    compromised_credentials,
    console_login,
    credential_exfiltration,
    first_time,
    listed_caller_iam,
    listed_caller_s3,
    password_policy,
    pentest,
    root_usage,
    s3_access_logging,
    s3_public_access_block,
    s3_public_grants,
    trail_logging,
)
from models.detectors.base import AccountDetector, DetectorSettings, ListDetector, ProfileDetector, RecordDetector
from models.detectors.dns import data_exfiltration, generated_domain, listed_domain, metadata_rebind, young_domain
from models.detectors.dns.base import QueryDetector
from models.detectors.flows import (
    brute_force,
    denial_of_service,
    listed_peer,
    port_probe,
    port_sweep,
    portscan,
    spambot,
    tor_relay,
    traffic_volume,
    unusual_port,
    unusual_resolver,
)
from models.detectors.flows.base import FlowDetector
from models.findings.types import FindingType
from models.sequences import types as sequences

_RECORD_MODULES: tuple[Any, ...] = (
    pentest,
    root_usage,
    bedrock_logging,
    s3_access_logging,
    s3_public_access_block,
    s3_public_grants,
    compromised_credentials,
)
_LIST_MODULES: tuple[Any, ...] = (listed_caller_iam, listed_caller_s3, compromised_credentials)
_ACCOUNT_MODULES: tuple[Any, ...] = (trail_logging, password_policy, console_login)
_PROFILE_MODULES: tuple[Any, ...] = (anomalous_iam, anomalous_s3)
_FLOW_MODULES: tuple[Any, ...] = (
    denial_of_service,
    port_sweep,
    portscan,
    brute_force,
    listed_peer,
    tor_relay,
    port_probe,
    unusual_port,
    unusual_resolver,
    spambot,
    traffic_volume,
)
_DNS_MODULES: tuple[Any, ...] = (listed_domain, metadata_rebind, data_exfiltration, generated_domain)

RECORD_DETECTORS: tuple[RecordDetector, ...] = tuple(m.DETECTOR for m in _RECORD_MODULES)
LIST_DETECTORS: tuple[ListDetector, ...] = tuple(m.LISTED for m in _LIST_MODULES)
ACCOUNT_DETECTORS: tuple[AccountDetector, ...] = tuple(m.DETECTOR for m in _ACCOUNT_MODULES)
PROFILE_DETECTORS: tuple[ProfileDetector, ...] = tuple(m.DETECTOR for m in _PROFILE_MODULES)
FLOW_DETECTORS: tuple[FlowDetector, ...] = tuple(m.DETECTOR for m in _FLOW_MODULES)
DNS_DETECTORS: tuple[QueryDetector, ...] = tuple(m.DETECTOR for m in _DNS_MODULES)

#: The finding types that need profiles of principals.
PROFILE_TYPES: tuple[str, ...] = (
    *(kind.name for detector in PROFILE_DETECTORS for kind in detector.types),
    *first_time.TYPES,
)

#: Each family's module, which is its specification, with the types that it raises.
FAMILIES: tuple[tuple[ModuleType, tuple[FindingType, ...]], ...] = (
    *((module, module.DETECTOR.types) for module in (*_RECORD_MODULES, *_ACCOUNT_MODULES, *_PROFILE_MODULES)),
    (listed_caller_iam, listed_caller_iam.LISTED.types),
    (listed_caller_s3, listed_caller_s3.LISTED.types),
    (first_time, tuple(first_time.TYPES.values())),
    (credential_exfiltration, credential_exfiltration.TYPES),
    *((module, module.DETECTOR.types) for module in (*_FLOW_MODULES, *_DNS_MODULES)),
    (young_domain, ()),
    (sequences, sequences.TYPES),
)

FINDING_TYPES: dict[str, FindingType] = {kind.name: kind for _, kinds in FAMILIES for kind in kinds}

#: The finding types of flow logs.
FLOW_TYPES: tuple[str, ...] = tuple(kind.name for detector in FLOW_DETECTORS for kind in detector.types)

#: The finding types of DNS logs.
DNS_TYPES: tuple[str, ...] = tuple(kind.name for detector in DNS_DETECTORS for kind in detector.types)

#: The types of attack sequences.
SEQUENCE_TYPES: tuple[str, ...] = tuple(kind.name for kind in sequences.TYPES)

#: The log source whose records the sightings of a finding type stand for. Those of the others come from notes,
#: activities and traffic, where their records are counted.
SOURCES: dict[str, str] = {
    kind.name: CLOUDTRAIL
    for types in (*(d.types for d in RECORD_DETECTORS), *(d.types for d in LIST_DETECTORS))
    for kind in types
}

#: The settings that each finding type takes in ``[detectors."<type>"]``.
SETTINGS: dict[str, type[DetectorSettings]] = (
    dict.fromkeys(FINDING_TYPES, DetectorSettings)
    | {kind.name: detector.settings for detector in ACCOUNT_DETECTORS for kind in detector.types}
    | {kind.name: detector.settings for detector in PROFILE_DETECTORS for kind in detector.types}
    | dict.fromkeys(first_time.TYPES, first_time.OffByDefault)
    | credential_exfiltration.SETTINGS
    | {name: kind for detector in FLOW_DETECTORS for name, kind in detector.settings.items()}
    | {name: kind for detector in DNS_DETECTORS for name, kind in detector.settings.items()}
)
