"""What an API is by its first word, for the thousands that no rule speaks of.

Names are imperative: ``DescribeInstances``, ``DeleteTable``. Words that say little of the deed are passed
over (``BatchDeleteImage``, ``AdminCreateUser``).

A name whose first word is unknown is a change of something, level 2: new verbs are rare, new reading verbs rarer.
"""

from __future__ import annotations

import re
from functools import lru_cache

from models.apis.listing import words
from models.apis.tactics import NOTHING, ApiClass, Tactic

#: Say how, not what.
_PASSED_OVER = frozenset({"Admin", "Batch", "Bulk", "Transact"})

#: Reading; CloudTrail's ``readOnly``.
_READ = """
Autocomplete Calculate Check Compare Contains Count Decode Describe Discover Download Estimate Evaluate Filter Forecast
Geocode Get Has Head Infer Insight Introspect Is List Lookup Preview Query Read Receive Render Resolve Retrieve Sample
Scan Search Select Simulate Suggest Summarize Validate View Verify
"""

#: Work on the caller's own input, or reports on it: nothing of the account's is read or changed.
_HARMLESS = """
Acknowledge Agentic Analyze Chat Classify Converse Convert Decapsulate Decrypt Derive Detect Dismiss Encapsulate
Encrypt Generate Heartbeat Ingest Label Logout Mark Meter Notify Optimize Phone Poll Post Predict Probe Process Re
Recognize Record Rerank Report Rescore Respond Resend Sign Snap Suppress Synthesize Tag Test Translate Unlabel
Untag Vote
"""

#: Something is gone.
_DESTROY = "Delete Deprovision Deregister Destroy Discard Dispose Purge Remove Terminate Unregister Wipe"

#: Something stands still, or is let go, and can be had back.
_HALT = """
Abort Archive Cancel Clear Close Deactivate Decline Decrease Deny Deprecate Detach Disable Disallow Disassociate
Disconnect Dissociate Drain End Evict Exit Expire Failover Flush Forget Interrupt Invalidate Leave Lock Opt Override
Pause Reboot Recall Redact Redrive Reject Release Reset Restart Retire Revoke Rollback Shrink Shutdown Stop Suspend
Swap Switchover Unassign Unlink Unmonitor Unpeer Unshare Unsubscribe Withdraw
"""

#: Something new stands there and stays.
_PLACE = """
Accept Activate Add Allocate Allow Approve Assign Assume Associate Attach Authorize Build Bundle Claim Clone Configure
Confirm Connect Create Define Deploy Enable Grant Import Initialize Install Invite Issue Join Launch Link Open Peer
Promote Provision Push Register Reimport Renew Request Restore Setup Subscribe Upload
"""

#: Data leaves its place.
_CARRY_OFF = "Copy Export Replicate Share"


CLASSES: tuple[tuple[frozenset[str], ApiClass], ...] = (
    (words(_READ), ApiClass(Tactic.DISCOVERY, 1)),
    (words(_HARMLESS), NOTHING),
    (words(_DESTROY), ApiClass(Tactic.IMPACT, 3)),
    (words(_HALT), ApiClass(Tactic.IMPACT, 2)),
    (words(_PLACE), ApiClass(Tactic.PERSISTENCE, 2)),
    (words(_CARRY_OFF), ApiClass(Tactic.EXFILTRATION, 3)),
)
_CHANGE = ApiClass(Tactic.IMPACT, 2)
_BY_VERB = {verb: rating for verbs, rating in CLASSES for verb in verbs}
_READING = words(_READ)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]*|[a-z]+")


@lru_cache(maxsize=65536)
def verb(name: str) -> str:
    """The first word of an API's name that says what it does; empty when there is none.

    >>> verb("BatchGetItem")
    'Get'
    """
    parts = [part[0].upper() + part[1:] for part in _WORD.findall(name)]
    telling = (part for part in parts if part not in _PASSED_OVER)
    return next(telling, parts[0] if parts else "")


def by_verb(name: str) -> ApiClass:
    """The class of an API that no rule speaks of."""
    return _BY_VERB.get(verb(name), _CHANGE)


def reads(name: str) -> bool:
    """Whether the API only reads, by its name."""
    return verb(name) in _READING
