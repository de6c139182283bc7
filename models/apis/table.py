"""The class of every API, from ``table.tsv``: made by `models.apis.make`, committed, read once.

Names that are newer than the table are decided by the same rules, so an API is known from its first day.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from sys import intern

from models.apis import verbs
from models.apis.listing import Key
from models.apis.names import base_name
from models.apis.rules import decide
from models.apis.sources import service
from models.apis.tactics import NOTHING, ApiClass, Tactic

NO_TACTIC = "-"


@cache
def table() -> dict[Key, ApiClass]:
    """All rows of the committed table."""
    return parse(files("models.apis").joinpath("table.tsv").read_text("utf-8"))


def parse(text: str) -> dict[Key, ApiClass]:
    """Read a table: lines of service, tactic, risk and the names of the APIs, parted by tabs and spaces."""
    rows: dict[Key, ApiClass] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        owner, tactic, risk, names = line.split("\t")
        rating = NOTHING if tactic == NO_TACTIC else ApiClass(Tactic(tactic), int(risk))
        rows.update(((intern(owner), name), rating) for name in names.split(" "))
    return rows


@lru_cache(maxsize=65536)
def classify(event_source: str, event_name: str) -> ApiClass:
    """The tactic and risk of a call, by its record's ``eventSource`` and ``eventName``.

    >>> classify("iam.amazonaws.com", "CreateAccessKey")
    ApiClass(tactic=<Tactic.PERSISTENCE: 'Persistence'>, risk=5)
    """
    known = table().get((service(event_source), base_name(event_name)))
    return known or decide(event_source, event_name)


#: Change nothing, though their names do not begin with a reading word; CloudTrail has ``readOnly`` true for them.
_READING = frozenset(
    {
        ("sts", "AssumeRole"),
        ("sts", "AssumeRoleWithSAML"),
        ("sts", "AssumeRoleWithWebIdentity"),
        ("iam", "GenerateCredentialReport"),
        ("iam", "GenerateServiceLastAccessedDetails"),
        ("kms", "Decrypt"),
        ("kms", "Encrypt"),
        ("kms", "GenerateDataKey"),
        ("kms", "GenerateDataKeyWithoutPlaintext"),
    }
)

#: Change something, though their names begin with a reading word.
_CHANGING = frozenset({"VerifyDomainIdentity", "VerifyEmailIdentity", "VerifyEmailAddress", "VerifyDomainDkim"})


@lru_cache(maxsize=65536)
def read_only(event_source: str, event_name: str) -> bool:
    """Whether a call changes nothing; for records that do not say (``readOnly``)."""
    name = base_name(event_name)
    if (service(event_source), name) in _READING:
        return True
    return verbs.reads(name) and name not in _CHANGING
