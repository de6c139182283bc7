r"""What dnstap tells, as JSON objects of those who turn it into them.

- ``dnstap -j`` of golang-dnstap (`read_golang`): ``{"type": "MESSAGE", "message": {"type": "CLIENT_QUERY",
  "query_time": …, "query_message": ";; opcode: QUERY, status: NOERROR, id: 1\n…"}}``, messages as dig prints them;
- DNS-collector (go-dnscollector), mode ``json`` (`read_collector`): ``{"network": {…}, "dns": {…},
  "dnstap": {…}}``; and mode ``flat-json`` (`read_flat`): answers are joined by ``|`` or, in old versions, numbered;
- Vector's source ``dnstap`` (`read_vector`): ``{"messageType": "ClientQuery", "requestData": {…}}``.

Only what a resolver and its clients say to each other counts: CLIENT_QUERY and CLIENT_RESPONSE. All other messages (a
resolver's own to other servers, an authoritative server's with resolvers, updates) are skipped as ``not-a-client``,
other operations than queries as ``not-a-query``. A query and its response are two messages, hence two queries, of which
the first has neither response code nor answers.
"""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from models.containers.lenient import decode_leniently
from models.containers.unwrap import Skipped
from models.dns.fault import Fault
from models.dns.logged import NO_QUESTION, NOT_A_QUERY, answer, logged
from models.dns.query import Answer, Query
from models.dns.values import time_ms

T = TypeVar("T", bound=msgspec.Struct)

_NOT_A_CLIENT = Skipped("not-a-client")
_NO_TYPE = Fault("missing-field", "no type of the dnstap message")
_NO_MESSAGE = Fault("malformed-field", "the DNS message in it could not be read by whoever wrote the object")

#: What keeps an answer back, of dnstap's policy actions (RPZ). One that truncates has the client ask again by TCP.
_BLOCKING = frozenset({"DROP", "NXDOMAIN", "NODATA", "LOCAL_DATA"})
_UNSET = "-"

_HEADER = re.compile(r";; opcode: (\w*), status: (\w*), id: \d+\s", re.ASCII)
_QUESTION = re.compile(r"^;; QUESTION SECTION:\s*?\n;(.*)$", re.MULTILINE)
_ANSWERS = re.compile(r"^;; ANSWER SECTION:\s*?\n((?:[^;\n].*\n?)*)", re.MULTILINE)


def _is_response(type_: str) -> bool | Fault | Skipped:
    """Whether a message from a resolver's client is a response; or why it is neither."""
    word = type_.upper().replace("_", "")
    if not word or word == _UNSET:
        return _NO_TYPE
    return word == "CLIENTRESPONSE" if word in ("CLIENTQUERY", "CLIENTRESPONSE") else _NOT_A_CLIENT


class _GolangMessage(msgspec.Struct, gc=False):
    type: str = ""
    query_time: str | None = None
    response_time: str | None = None
    socket_protocol: str | None = None
    query_address: str | None = None
    query_message: str | None = None
    response_message: str | None = None


class _Golang(msgspec.Struct, gc=False):
    message: _GolangMessage | None = None


def read_golang(data: bytes) -> Query | Fault | Skipped:
    """An object of golang-dnstap's."""
    message = _decoded(_GOLANG, data).message or _GolangMessage()
    is_response = _is_response(message.type)
    if not isinstance(is_response, bool):
        return is_response
    text = message.response_message if is_response else message.query_message
    header, question = _HEADER.match(text or ""), _QUESTION.search(text or "")
    if not header or not text:
        return _NO_MESSAGE
    if header[1] != "QUERY":
        return NOT_A_QUERY
    if not question:
        return NO_QUESTION
    fields = _fields(question[1], 2)
    if len(fields) != 3:
        return _NO_MESSAGE
    name, class_, type_ = fields
    answers = _ANSWERS.search(text) if is_response else None
    return logged(
        time_ms(message.query_time or message.response_time or ""),
        name,
        type_,
        class_=class_,
        rcode=header[2] if is_response else "",
        answers=_of_lines(answers[1]) if answers else (),
        address=message.query_address,
        transport=message.socket_protocol,
    )


def _fields(line: str, most: int) -> list[str]:
    """The fields of a record as dig prints it: by tabs, as names may hold blanks; by blanks if it has none."""
    return [field.strip() for field in re.split(r"\t+" if "\t" in line else r" +", line.strip(), maxsplit=most)]


def _of_lines(lines: str) -> tuple[Answer, ...]:
    records = (_fields(line, 4) for line in lines.splitlines())
    return tuple([answer(record[3], record[4]) for record in records if len(record) == 5])


class _Network(msgspec.Struct, gc=False):
    protocol: str = ""
    address: str = msgspec.field(name="query-ip", default="")


class _CollectorAnswer(msgspec.Struct, gc=False):
    type: str = msgspec.field(name="rdatatype", default="")
    data: str = msgspec.field(name="rdata", default="")


class _Records(msgspec.Struct, gc=False):
    an: list[_CollectorAnswer] | None = None


class _Dns(msgspec.Struct, gc=False):
    qname: str = _UNSET
    qtype: str = _UNSET
    qclass: str = ""
    rcode: str = ""
    opcode: int = 0
    records: _Records | None = msgspec.field(name="resource-records", default=None)


class _Dnstap(msgspec.Struct, gc=False):
    operation: str = ""
    time: str = msgspec.field(name="timestamp-rfc3339ns", default="")
    action: str = msgspec.field(name="policy-action", default="")


class _Collector(msgspec.Struct, gc=False):
    network: _Network | None = None
    dns: _Dns | None = None
    dnstap: _Dnstap | None = None


def read_collector(data: bytes) -> Query | Fault | Skipped:
    """An object of DNS-collector's."""
    found = _decoded(_COLLECTOR, data)
    dns = found.dns or _Dns()
    answers = tuple([answer(one.type, one.data) for one in (dns.records and dns.records.an) or ()])
    return _collected(found.network or _Network(), dns, found.dnstap or _Dnstap(), answers)


def _collected(network: _Network, dns: _Dns, dnstap: _Dnstap, answers: tuple[Answer, ...]) -> Query | Fault | Skipped:
    is_response = _is_response(dnstap.operation)
    if not isinstance(is_response, bool):
        return is_response
    if dns.opcode:
        return NOT_A_QUERY
    return logged(
        time_ms(dnstap.time),
        None if dns.qname == _UNSET else dns.qname,
        None if dns.qtype == _UNSET else dns.qtype,
        class_="" if dns.qclass == _UNSET else dns.qclass,
        rcode=dns.rcode if is_response and dns.rcode != _UNSET else "",
        answers=answers if is_response else (),
        address="" if network.address == _UNSET else network.address,
        transport=network.protocol,
        blocked=dnstap.action.upper() in _BLOCKING,
    )


class _Flat(msgspec.Struct, gc=False):
    protocol: str = msgspec.field(name="network.protocol", default="")
    address: str = msgspec.field(name="network.query-ip", default="")
    qname: str = msgspec.field(name="dns.qname", default=_UNSET)
    qtype: str = msgspec.field(name="dns.qtype", default=_UNSET)
    qclass: str = msgspec.field(name="dns.qclass", default="")
    rcode: str = msgspec.field(name="dns.rcode", default="")
    opcode: int = msgspec.field(name="dns.opcode", default=0)
    types: str = msgspec.field(name="dns.resource-records.an.rdatatypes", default="")
    datas: str = msgspec.field(name="dns.resource-records.an.rdatas", default=_UNSET)
    operation: str = msgspec.field(name="dnstap.operation", default="")
    time: str = msgspec.field(name="dnstap.timestamp-rfc3339ns", default="")
    action: str = msgspec.field(name="dnstap.policy-action", default="")


def read_flat(data: bytes) -> Query | Fault | Skipped:
    """An object of DNS-collector's that has one level."""
    flat = _decoded(_FLAT, data)
    return _collected(
        _Network(flat.protocol, flat.address),
        _Dns(flat.qname, flat.qtype, flat.qclass, flat.rcode, flat.opcode),
        _Dnstap(flat.operation, flat.time, flat.action),
        _numbered(data) if flat.datas == _UNSET else _joined(flat.types, flat.datas),
    )


def _joined(types: str, datas: str) -> tuple[Answer, ...]:
    """Answers that are joined. If a ``|`` is in the data itself there is no telling them apart: all are the first."""
    names, values = types.split("|"), datas.split("|")
    if len(names) != len(values):
        return (answer(names[0], datas),)
    return tuple([answer(name, value) for name, value in zip(names, values, strict=True)])


def _numbered(data: bytes) -> tuple[Answer, ...]:
    """Answers that have keys of their own, ``dns.resource-records.an.0.rdata`` and so on."""
    if b'"dns.resource-records.an.0.rdata"' not in data:
        return ()
    members, found = _MEMBERS.decode(data), []
    for number in range(len(members)):
        key = f"dns.resource-records.an.{number}.rdata"
        type_, value = members.get(key + "type"), members.get(key)
        if not isinstance(type_, str) or not isinstance(value, str):
            break
        found.append(answer(type_, value))
    return tuple(found)


class _Question(msgspec.Struct, gc=False):
    name: str | None = msgspec.field(name="domainName", default=None)
    type: str | None = msgspec.field(name="questionType", default=None)
    number: int | None = msgspec.field(name="questionTypeId", default=None)
    class_: str = msgspec.field(name="class", default="")


class _VectorAnswer(msgspec.Struct, gc=False):
    type: str | None = msgspec.field(name="recordType", default=None)
    number: int | None = msgspec.field(name="recordTypeId", default=None)
    data: str | None = msgspec.field(name="rData", default=None)


class _VectorHeader(msgspec.Struct, gc=False):
    opcode: int = 0


class _VectorMessage(msgspec.Struct, gc=False):
    question: list[_Question] | None = None
    answers: list[_VectorAnswer] | None = None
    header: _VectorHeader | None = None
    rcode: int | None = msgspec.field(name="fullRcode", default=None)
    rcode_name: str = msgspec.field(name="rcodeName", default="")


class _Vector(msgspec.Struct, gc=False):
    type: str = msgspec.field(name="messageType", default="")
    time: int | str | None = None
    timestamp: str | None = None
    address: str | None = msgspec.field(name="sourceAddress", default=None)
    protocol: str | None = msgspec.field(name="socketProtocol", default=None)
    request: _VectorMessage | None = msgspec.field(name="requestData", default=None)
    response: _VectorMessage | None = msgspec.field(name="responseData", default=None)


def read_vector(data: bytes) -> Query | Fault | Skipped:
    """An object of Vector's."""
    event = _decoded(_VECTOR, data)
    is_response = _is_response(event.type)
    if not isinstance(is_response, bool):
        return is_response
    message = event.response if is_response else event.request
    if message is None:
        return _NO_MESSAGE
    if message.header and message.header.opcode:
        return NOT_A_QUERY
    question = message.question[0] if message.question else _Question()
    rcode = message.rcode_name if message.rcode is None else message.rcode
    return logged(
        time_ms(event.time or event.timestamp or ""),
        question.name,
        question.type if question.number is None else question.number,
        class_=question.class_,
        rcode=rcode if is_response else "",
        answers=tuple([_of_vector(one) for one in message.answers or ()]) if is_response else (),
        address=event.address,
        transport=event.protocol,
    )


def _of_vector(record: _VectorAnswer) -> Answer:
    return answer((record.type or "") if record.number is None else record.number, record.data or "")


_GOLANG = msgspec.json.Decoder(_Golang)
_COLLECTOR = msgspec.json.Decoder(_Collector)
_FLAT = msgspec.json.Decoder(_Flat)
_VECTOR = msgspec.json.Decoder(_Vector)
_MEMBERS = msgspec.json.Decoder(dict[str, object])


def _decoded(decoder: msgspec.json.Decoder[T], data: bytes) -> T:
    """An object, of which a member of the wrong type is as good as missing."""
    try:
        return decoder.decode(data)
    except msgspec.ValidationError:
        return decode_leniently(data, decoder.type)
