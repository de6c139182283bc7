"""The codec of every type that travels between steps or is kept in state.

Some of them carry another type's bytes: a publication its finding's state, notes their facts, an account's memory
each detector's. What changes those in a way that msgspec does not bridge raises the version here.
"""

from __future__ import annotations

from models.codec import Codec
from models.detectors.account import AccountMemory, KeyedSighting
from models.detectors.base import Notes
from models.findings.merge import FindingState, Publication
from models.findings.sighting import Sighting
from models.profiles.profile import Case, Profile, Seen
from models.profiles.surroundings import Addressed, Presence, Surroundings
from models.rules.counting import RuleMemory, RuleNotes

SIGHTINGS = Codec("sighting", Sighting)
KEYED_SIGHTINGS = Codec("keyed sighting", KeyedSighting)
NOTES = Codec("notes", Notes)
ACCOUNT_MEMORIES = Codec("account memory", AccountMemory)
FINDING_STATES = Codec("finding state", FindingState)
PUBLICATIONS = Codec("publication", Publication)
PRESENCES = Codec("presences", list[Presence])
SURROUNDINGS = Codec("surroundings", Surroundings)
ADDRESSED = Codec("addressed settings", list[Addressed])
SEEN = Codec("seen", list[Seen])
PROFILES = Codec("profile", Profile)
CASES = Codec("cases", list[Case])
RULE_NOTES = Codec("rule notes", RuleNotes)
RULE_MEMORIES = Codec("rule memory", RuleMemory)

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
)
