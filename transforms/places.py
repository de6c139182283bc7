"""The folds of the job, in the order in which one takes in what another makes."""

from typing import Any

from models import codecs
from models.codec import Codec
from transforms.fold import Place

ACCOUNTS = Place("accounts", 1)
RULES = Place("rules", 1)
CREDENTIALS = Place("credentials", 1)
FLOWS = Place("flows", 1)
CLIENTS = Place("clients", 1)
FLEET = Place("fleet", 2)
SURROUNDINGS = Place("surroundings", 2)
PROFILES = Place("profiles", 3)
SEQUENCES = Place("sequences", 4)
FINDINGS = Place("findings", 5)

#: A fold's name -> how its states become bytes: what snapshots hold. Names are for good.
STATES: dict[str, Codec[Any]] = {
    ACCOUNTS.name: codecs.ACCOUNT_MEMORIES,
    RULES.name: codecs.RULE_MEMORIES,
    CREDENTIALS.name: codecs.CREDENTIAL_MEMORIES,
    FLOWS.name: codecs.FLOW_MEMORIES,
    CLIENTS.name: codecs.QUERY_MEMORIES,
    FLEET.name: codecs.FLEET_MEMORIES,
    SURROUNDINGS.name: codecs.SURROUNDINGS,
    PROFILES.name: codecs.PROFILES,
    SEQUENCES.name: codecs.SEQUENCE_MEMORIES,
    FINDINGS.name: codecs.FINDING_STATES,
}
