"""The codec of every type that travels between steps or is kept in state.

Some of them carry another type's bytes: a publication its finding's state, notes their facts, an account's memory
each detector's. What changes those in a way that msgspec does not bridge raises the version here.
"""

from __future__ import annotations

import msgspec

from models.codec import Codec
from models.credentials.memory import Memory as CredentialMemory
from models.credentials.use import Uses
from models.detectors.account import AccountMemory, KeyedSighting
from models.detectors.base import Notes
from models.detectors.dns.fleet import FleetMemory
from models.detectors.dns.memory import Memory as QueryMemory
from models.detectors.flows.memory import Memory
from models.detectors.windows import WindowCase
from models.findings import upgrades
from models.findings.merge import FindingState, Publication
from models.findings.sighting import Sighting
from models.flows.slice import Slice
from models.profiles.profile import Case, Profile, Seen
from models.profiles.surroundings import Addressed, Presence, Surroundings
from models.queries.presence import Presence as FleetPresence
from models.queries.slice import Slice as QuerySlice
from models.rules.counting import RuleMemory, RuleNotes
from models.sequences.fold import Evidence
from models.sequences.memory import Memory as SequenceMemory


def _keyed_sighting_1(data: bytes) -> KeyedSighting:
    key, sighting = msgspec.msgpack.decode(data)
    return msgspec.convert([key, upgrades.sighting_members_1(sighting)], KeyedSighting)


SIGHTINGS = Codec("sighting", Sighting, 2, {1: upgrades.sighting_1})
KEYED_SIGHTINGS = Codec("keyed sighting", KeyedSighting, 2, {1: _keyed_sighting_1})
NOTES = Codec("notes", Notes)
ACCOUNT_MEMORIES = Codec("account memory", AccountMemory)
FINDING_STATES = Codec("finding state", FindingState, 2, {1: upgrades.state_1})
PUBLICATIONS = Codec("publication", Publication, 2, {1: upgrades.publication_1})
PRESENCES = Codec("presences", list[Presence])
SURROUNDINGS = Codec("surroundings", Surroundings)
ADDRESSED = Codec("addressed settings", list[Addressed])
SEEN = Codec("seen", list[Seen])
PROFILES = Codec("profile", Profile)
CASES = Codec("cases", list[Case])
RULE_NOTES = Codec("rule notes", RuleNotes)
RULE_MEMORIES = Codec("rule memory", RuleMemory)
FLOW_SLICES = Codec("flow slices", list[Slice])
FLOW_MEMORIES = Codec("flow memory", Memory)
WINDOW_CASES = Codec("window cases", list[WindowCase])
QUERY_SLICES = Codec("query slices", list[QuerySlice])
QUERY_MEMORIES = Codec("query memory", QueryMemory)
PRESENCES_IN_FLEET = Codec("presences in the fleet", list[FleetPresence])
FLEET_MEMORIES = Codec("fleet memory", FleetMemory)
KEYED_SIGHTINGS_TOGETHER = Codec("keyed sightings", list[KeyedSighting])
CREDENTIAL_USES = Codec("credential uses", list[Uses])
CREDENTIAL_MEMORIES = Codec("credential memory", CredentialMemory)
SEQUENCE_EVIDENCE = Codec("sequence evidence", list[Evidence])
SEQUENCE_MEMORIES = Codec("sequence memory", SequenceMemory)

ALL = (
    SIGHTINGS,
    KEYED_SIGHTINGS,
    NOTES,
    ACCOUNT_MEMORIES,
    FINDING_STATES,
    PUBLICATIONS,
    PRESENCES,
    SURROUNDINGS,
    ADDRESSED,
    SEEN,
    PROFILES,
    CASES,
    RULE_NOTES,
    RULE_MEMORIES,
    FLOW_SLICES,
    FLOW_MEMORIES,
    WINDOW_CASES,
    QUERY_SLICES,
    QUERY_MEMORIES,
    PRESENCES_IN_FLEET,
    FLEET_MEMORIES,
    KEYED_SIGHTINGS_TOGETHER,
    CREDENTIAL_USES,
    CREDENTIAL_MEMORIES,
    SEQUENCE_EVIDENCE,
    SEQUENCE_MEMORIES,
)
