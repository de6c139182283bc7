"""A query as any log but Route 53 Resolver's has it, in the one form that all share.

What is no question of a client to the internet's names is skipped: ``no-question`` where the log has no name or no
type (an answer whose question was not seen, a request that could not be read), ``other-class`` where the class is not
IN (``version.bind CH TXT``).
"""

from __future__ import annotations

from models.containers.unwrap import Skipped
from models.dns.fault import Fault
from models.dns.names import clean_name
from models.dns.query import Answer, Query
from models.dns.values import by_tcp, clean_address, clean_data, clean_rcode, clean_type, fault_of

#: What there is of a record that holds no question.
NO_QUESTION = Skipped("no-question")

#: What there is of a line or message that tells of something else than a query.
NOT_A_QUERY = Skipped("not-a-query")

_OTHER_CLASS = Skipped("other-class")
_INTERNET = frozenset({"", "IN", "1", "C_INTERNET", "CLASS1"})


def logged(
    time: int | Fault | None,
    name: str | None,
    type_: str | int | None,
    *,
    class_: str | int | None = "IN",
    rcode: str | int = "",
    answers: tuple[Answer, ...] = (),
    address: str | None = "",
    transport: str | None = "",
    blocked: bool = False,
) -> Query | Fault | Skipped:
    """A query of fields in a log's own spelling.

    Args:
        time: when it was asked, in ms since 1970; None if the log's time cannot be read; or why there is none.
        name: what was asked for; None if the log does not tell.
        type_: its mnemonic or number; None or empty if the log does not tell.
        class_: likewise; IN if the log does not tell.
        rcode: its mnemonic or number; empty if the log does not tell.
        answers: as `answer` gives them, in any order.
        address: the client's; None or empty if the log does not tell.
        transport: ``udp``, ``TCP``, ``DOH`` …; None or empty if the log does not tell.
        blocked: a firewall kept the answer back.
    """
    if class_ not in _INTERNET and str(class_ or "").upper() not in _INTERNET:
        return _OTHER_CLASS
    if name is None or type_ is None or type_ == "":
        return NO_QUESTION
    if isinstance(time, Fault):
        return time
    cleaned = clean_name(name)
    if (fault := fault_of(time, cleaned, "time", "the name asked for")) or time is None or cleaned is None:
        return fault or Fault("malformed-name", "the name asked for is no name")
    type_name = clean_type(type_)
    if not type_name:
        return Fault("malformed-field", "the type asked for is none")
    client = clean_address(address) if address else ""
    if address and not client:
        return Fault("malformed-field", "the client's address is none")
    return Query(
        time_ms=time,
        name=cleaned,
        type=type_name,
        rcode="" if rcode == "" else clean_rcode(rcode),
        answers=tuple(sorted(answers)) if len(answers) > 1 else answers,
        address=client,
        tcp=by_tcp(transport or ""),
        blocked=blocked,
    )


def answer(type_: str | int, data: str) -> Answer:
    """A resource record of a log.

    Args:
        type_: its mnemonic or number.
        data: in presentation form.
    """
    type_name = clean_type(type_)
    return Answer(type_name, clean_data(type_name, data))
