from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.containers.unwrap import Skipped
from models.dns.dnstap import read_collector, read_flat, read_golang, read_vector
from models.dns.fault import Fault
from models.dns.query import Answer, Query

#: 2026-01-15T10:00:00.123Z
TIME = 1_768_471_200_123
NANOSECONDS = "2026-01-15T10:00:00.123456789Z"
ANSWERS = (Answer("A", "192.0.2.1"), Answer("CNAME", "cdn.example.net"))
ASKED = Query(TIME, "www.example.com", "A", address="10.0.0.5")
ANSWERED = Query(TIME, "www.example.com", "A", "NOERROR", ANSWERS, "10.0.0.5")
Found = Query | Fault | Skipped

QUESTION = """;; opcode: QUERY, status: NOERROR, id: 47163
;; flags: rd; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version 0; flags: do; udp: 1232

;; QUESTION SECTION:
;www.example.com.\tIN\t A
"""
RESPONSE = """;; opcode: QUERY, status: NOERROR, id: 47163
;; flags: qr rd ra; QUERY: 1, ANSWER: 2, AUTHORITY: 1, ADDITIONAL: 0

;; QUESTION SECTION:
;www.example.com.\tIN\t A

;; ANSWER SECTION:
www.example.com.\t86339\tIN\tCNAME\tcdn.example.net.
cdn.example.net.\t60\tIN\tA\t192.0.2.1

;; AUTHORITY SECTION:
example.net.\t60\tIN\tNS\tns.example.net.
"""
GOLANG: dict[str, Any] = {
    "type": "CLIENT_RESPONSE",
    "query_time": NANOSECONDS,
    "response_time": "2026-01-15T10:00:00.2Z",
    "socket_family": "INET",
    "socket_protocol": "UDP",
    "query_address": "10.0.0.5",
    "query_port": 53412,
    "response_message": RESPONSE,
}
COLLECTOR: dict[str, Any] = {
    "network": {"family": "IPv4", "protocol": "UDP", "query-ip": "10.0.0.5", "query-port": "53412"},
    "dns": {
        "id": 1,
        "opcode": 0,
        "qname": "www.example.com",
        "qtype": "A",
        "qclass": "IN",
        "rcode": "NOERROR",
        "flags": {"qr": True},
        "resource-records": {
            "an": [
                {"name": "www.example.com", "rdatatype": "CNAME", "class": "IN", "ttl": 9, "rdata": "cdn.example.net"},
                {"name": "cdn.example.net", "rdatatype": "A", "class": "IN", "ttl": 9, "rdata": "192.0.2.1"},
            ],
            "ns": [],
        },
        "malformed-packet": False,
    },
    "edns": {"options": []},
    "dnstap": {"operation": "CLIENT_RESPONSE", "timestamp-rfc3339ns": NANOSECONDS, "policy-action": "-"},
}
FLAT: dict[str, Any] = {
    "dns.opcode": 0,
    "dns.qname": "www.example.com",
    "dns.qtype": "A",
    "dns.qclass": "IN",
    "dns.rcode": "NOERROR",
    "dns.resource-records.an.rdatas": "cdn.example.net|192.0.2.1",
    "dns.resource-records.an.rdatatypes": "CNAME|A",
    "dnstap.operation": "CLIENT_RESPONSE",
    "dnstap.timestamp-rfc3339ns": NANOSECONDS,
    "network.protocol": "UDP",
    "network.query-ip": "10.0.0.5",
}
VECTOR: dict[str, Any] = {
    "dataType": "Message",
    "messageType": "ClientResponse",
    "messageTypeId": 6,
    "responseData": {
        "answers": [
            {"class": "IN", "domainName": "www.example.com.", "rData": "cdn.example.net.", "recordTypeId": 5, "ttl": 9},
            {"class": "IN", "domainName": "cdn.example.net.", "rData": "192.0.2.1", "recordType": "A", "ttl": 9},
        ],
        "fullRcode": 0,
        "header": {"opcode": 0, "qr": 1, "rcode": 0},
        "question": [{"class": "IN", "domainName": "www.example.com.", "questionType": "A", "questionTypeId": 1}],
        "rcodeName": "NoError",
    },
    "socketProtocol": "UDP",
    "sourceAddress": "10.0.0.5",
    "time": 1_768_471_200_123_456_789,
    "timePrecision": "ns",
    "timestamp": NANOSECONDS,
}


def golang(**changes: Any) -> Found:
    message = {key: value for key, value in (GOLANG | changes).items() if value is not None}
    return read_golang(json.dumps({"type": "MESSAGE", "identity": "ns1", "message": message}).encode())


def collector(part: str = "dns", **changes: Any) -> Found:
    changed = COLLECTOR[part] | {key.replace("_", "-"): value for key, value in changes.items()}
    return read_collector(json.dumps(COLLECTOR | {part: changed}).encode())


def flat(changes: dict[str, Any]) -> Found:
    return read_flat(json.dumps({key: value for key, value in (FLAT | changes).items() if value is not None}).encode())


def vector(**changes: Any) -> Found:
    return read_vector(json.dumps(VECTOR | changes).encode())


def reason(found: Found) -> str:
    assert isinstance(found, Fault)
    return found.reason


def test_a_response_of_each() -> None:
    assert golang() == collector() == flat({}) == vector() == ANSWERED


def test_a_query_of_each_has_no_code() -> None:
    assert golang(type="CLIENT_QUERY", query_message=QUESTION, response_message=None) == ASKED
    assert collector("dnstap", operation="CLIENT_QUERY") == ASKED
    assert flat({"dnstap.operation": "CLIENT_QUERY"}) == ASKED
    assert vector(messageType="ClientQuery", requestData=VECTOR["responseData"]) == ASKED


@pytest.mark.parametrize("type_", ["RESOLVER_QUERY", "AUTH_RESPONSE", "FORWARDER_QUERY", "STUB_QUERY", "UPDATE_QUERY"])
def test_what_is_not_between_a_resolver_and_a_client(type_: str) -> None:
    spelt = type_.title().replace("_", "")
    found = [golang(type=type_), collector("dnstap", operation=type_), flat({"dnstap.operation": type_})]
    assert [*found, vector(messageType=spelt)] == [Skipped("not-a-client")] * 4


def test_other_operations() -> None:
    assert golang(response_message=RESPONSE.replace("opcode: QUERY", "opcode: NOTIFY")) == Skipped("not-a-query")
    assert collector(opcode=4) == flat({"dns.opcode": 5}) == Skipped("not-a-query")
    assert vector(responseData={"header": {"opcode": 5}, "zone": {}}) == Skipped("not-a-query")


def test_no_question() -> None:
    assert golang(response_message=RESPONSE.partition("\n\n")[0] + "\n") == Skipped("no-question")
    assert collector(qname="-") == flat({"dns.qtype": "-"}) == Skipped("no-question")
    assert vector(responseData={"question": []}) == Skipped("no-question")


def test_transports() -> None:
    for transport, tcp in (("UDP", False), ("TCP", True), ("DOT", True), ("DOH", True), ("DOQ", False)):
        found = [
            golang(socket_protocol=transport),
            collector("network", protocol=transport),
            flat({"network.protocol": transport}),
            vector(socketProtocol=transport),
        ]
        assert all(isinstance(one, Query) and one.tcp is tcp for one in found), transport


def test_response_codes_and_types() -> None:
    data = VECTOR["responseData"] | {"fullRcode": 3, "rcodeName": "NXDomain"}
    unnumbered = VECTOR["responseData"] | {"fullRcode": None, "rcodeName": "NXDomain"}
    for found in (
        golang(response_message=RESPONSE.replace("NOERROR", "NXDOMAIN")),
        collector(rcode="NXDOMAIN"),
        flat({"dns.rcode": "NXDOMAIN"}),
        vector(responseData=data),
        vector(responseData=unnumbered),
    ):
        assert isinstance(found, Query) and found.rcode == "NXDOMAIN"
    unknown = flat({"dns.rcode": "-", "dns.qtype": "TYPE65280"})
    assert isinstance(unknown, Query) and (unknown.type, unknown.rcode) == ("TYPE65280", "")


def test_policies() -> None:
    for action, blocked in (("NXDOMAIN", True), ("LOCAL_DATA", True), ("PASS", False), ("-", False)):
        for found in (collector("dnstap", policy_action=action), flat({"dnstap.policy-action": action})):
            assert isinstance(found, Query) and found.blocked is blocked, action


def test_odd_names_and_answers_of_golang() -> None:
    text = RESPONSE.replace(";www.example.com.\tIN\t A", ";a\\ b\\000.example.com.\tIN\t TXT").replace(
        "IN\tA\t192.0.2.1", 'IN\tTXT\t"v=a\tb" "c;d"'
    )
    found = golang(response_message=text)
    assert isinstance(found, Query) and (found.name, found.type) == (r"a\032b\000.example.com", "TXT")
    assert found.answers[1] == Answer("TXT", '"v=a\tb" "c;d"')


def test_messages_with_blanks_for_tabs() -> None:
    assert golang(response_message=RESPONSE.replace("\t", "     ")) == ANSWERED


def test_flat_answers_of_other_versions() -> None:
    numbered = {
        "dns.resource-records.an.rdatas": None,
        "dns.resource-records.an.rdatatypes": None,
        "dns.resource-records.an.0.rdata": "cdn.example.net",
        "dns.resource-records.an.0.rdatatype": "CNAME",
        "dns.resource-records.an.1.rdata": "192.0.2.1",
        "dns.resource-records.an.1.rdatatype": "A",
    }
    assert flat(numbered) == ANSWERED
    none = flat({"dns.resource-records.an.rdatas": "-", "dns.resource-records.an.rdatatypes": "-"})
    assert isinstance(none, Query) and none.answers == ()
    bar = flat({"dns.resource-records.an.rdatas": '"a|b"', "dns.resource-records.an.rdatatypes": "TXT"})
    assert isinstance(bar, Query) and bar.answers == (Answer("TXT", '"a|b"'),)


def test_which_time() -> None:
    assert golang(query_time=None, response_time=NANOSECONDS) == ANSWERED
    assert vector(time=None) == ANSWERED
    assert reason(golang(query_time=None, response_time=None)) == "missing-field"
    assert reason(collector("dnstap", timestamp_rfc3339ns="-")) == "missing-field"
    assert reason(vector(time=None, timestamp=None)) == "missing-field"


def test_faults() -> None:
    assert reason(golang(response_message="parse failed: dns: overflow unpacking uint16")) == "malformed-field"
    assert reason(golang(response_message=RESPONSE.replace("\tIN\t A\n", "\n"))) == "malformed-field"
    assert reason(golang(response_message=None)) == "malformed-field"
    assert reason(vector(responseData=None, rawData="AAAA")) == "malformed-field"
    assert reason(golang(query_address="nobody")) == "malformed-field"
    assert reason(collector(qname="a..b")) == "malformed-name"
    assert reason(golang(type="")) == reason(flat({"dnstap.operation": "-"})) == "missing-field"


def test_another_class() -> None:
    assert golang(response_message=RESPONSE.replace(".\tIN\t A", ".\tCH\t TXT")) == Skipped("other-class")
    assert collector(qclass="CH") == Skipped("other-class")


def test_a_member_of_the_wrong_type_is_as_good_as_missing() -> None:
    assert golang(query_port="x", socket_protocol=17) == ANSWERED
    found = collector(flags=5, id="x", rcode=None)
    assert isinstance(found, Query) and found.rcode == ""
    assert read_golang(b'{"type": "MESSAGE", "message": {"type": 5}}') == Fault(
        "missing-field", "no type of the dnstap message"
    )


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(
        [
            (read_golang, {"type": "MESSAGE", "message": GOLANG}),
            (read_collector, COLLECTOR),
            (read_flat, FLAT),
            (read_vector, VECTOR),
        ]
    ),
    st.data(),
)
def test_any_member_may_be_anything(
    reader: tuple[Callable[[bytes], Found], dict[str, Any]], data: st.DataObject
) -> None:
    read, whole = reader
    inner = whole.get("message") or whole.get("dns") or whole
    key = data.draw(st.sampled_from(sorted(inner)))
    changed = json.loads(json.dumps(whole))
    (changed.get("message") or changed.get("dns") or changed)[key] = data.draw(_JSON)
    assert isinstance(read(json.dumps(changed).encode()), Query | Fault | Skipped)


@given(st.text())
def test_any_message(text: str) -> None:
    assert not isinstance(golang(response_message=text), Query)
    golang(response_message=RESPONSE + text)
