from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cloudtrail.decode import Decoded, decode
from models.cloudtrail.record import CloudTrailRecord
from models.containers.batches import read_batches
from models.rejected import Rejected
from tests.models.containers.wrappings import FORMS, WRAPPINGS, base64_of_gzip, dump, gzipped, kinesis, subscription
from tests.records import event as call

NOON = datetime(2024, 7, 31, 12, 0, tzinfo=UTC)


def record(number: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "AssumedRole",
            "arn": "arn:aws:sts::111122223333:assumed-role/admin/alice",
            "accountId": "111122223333",
            "sessionContext": {"attributes": {"mfaAuthenticated": "true"}},
        },
        "eventTime": "2024-07-31T12:00:00Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": "GetObject",
        "awsRegion": "eu-west-1",
        "sourceIPAddress": "203.0.113.7",
        "userAgent": "[aws-cli/2.15.0]",
        "requestParameters": {"bucketName": "b", "key": f"{number} Zoë"},
        "responseElements": None,
        "eventID": f"id-{number}",
        "eventType": "AwsApiCall",
        "managementEvent": False,
        "eventCategory": "Data",
        "tlsDetails": {"tlsVersion": "TLSv1.3"},
    } | changes


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in record(1).items() if key != name}


RECORDS = [record(number) for number in range(3)]


def read(data: bytes, **limits: int) -> Decoded:
    """What `read_batches` and `decode` make of a file."""
    whole = Decoded([], [], {})
    for batch in read_batches(io.BytesIO(data), "a.json.gz", **limits):
        if isinstance(batch, Rejected):
            whole.rejected.append(batch)
            continue
        decoded = decode(batch, "a.json.gz")
        whole.records.extend(decoded.records)
        whole.rejected.extend(decoded.rejected)
        for kind, count in decoded.skipped.items():
            whole.skipped[kind] = whole.skipped.get(kind, 0) + count
    return whole


def one(value: object) -> CloudTrailRecord:
    decoded = decode(value if isinstance(value, bytes) else dump(value), "a")
    assert (decoded.rejected, decoded.skipped) == ([], {})
    (found,) = decoded.records
    return found


def contents(decoded: Decoded) -> list[dict[str, Any]]:
    """The records' fields, without regard to how those that are not decoded were spaced."""
    return [
        {
            name: json.loads(bytes(value)) if isinstance(value, msgspec.Raw) else value
            for name, value in msgspec.structs.asdict(found).items()
        }
        for found in decoded.records
    ]


def ids(decoded: Decoded) -> list[str | None]:
    return [found.event_id for found in decoded.records]


def test_a_record() -> None:
    found = one({"Records": [RECORDS[1]]})
    assert found.event_time == NOON and found.event_time.tzinfo is UTC
    assert (found.event_source, found.event_name, found.region) == ("s3.amazonaws.com", "GetObject", "eu-west-1")
    assert found.user_identity and found.user_identity.account_id == "111122223333"
    assert json.loads(bytes(found.request_parameters)) == RECORDS[1]["requestParameters"]


@pytest.mark.parametrize("wrapping", [bytes, *WRAPPINGS])
@pytest.mark.parametrize("form", FORMS)
def test_forms_and_wrappings(form, wrapping: Callable[[bytes], bytes]) -> None:
    decoded = read(wrapping(form(RECORDS)))
    assert contents(decoded) == contents(decode(dump(RECORDS), "a"))
    assert (decoded.rejected, decoded.skipped) == ([], {})


@given(st.lists(st.sampled_from(WRAPPINGS), max_size=4), st.sampled_from(FORMS), st.integers(0, 3))
def test_wrappings_compose(wrappings: list[Callable[[bytes], bytes]], form, count: int) -> None:
    data = form(RECORDS[:count])
    for wrapping in wrappings:
        data = wrapping(data)
    decoded = read(data)
    assert contents(decoded) == contents(decode(dump(RECORDS[:count]), "a"))
    assert (decoded.rejected, decoded.skipped) == ([], {})


@pytest.mark.parametrize(
    "form", [lambda a, b: [a, b], lambda a, b: {"Records": [a, b]}, lambda a, b: {"x": 1, "Records": [a, b]}]
)
def test_elements_that_are_wrapped_themselves(form) -> None:
    assert ids(decode(dump(form(RECORDS[0], {"Records": RECORDS[1:]})), "a")) == ["id-0", "id-1", "id-2"]


@pytest.mark.parametrize("between", [b"", b"\n"])
@pytest.mark.parametrize("form", FORMS)
def test_several_documents(form, between: bytes) -> None:
    others = [record(3), without("eventID") | {"eventID": "id-4", "eventTime": "2024-07-31T12:00:00"}]
    data = form(RECORDS) + between + form(others)
    assert ids(decode(data, "a")) == ids(read(gzipped(form(RECORDS)) + gzipped(between + form(others))))
    assert ids(decode(data, "a")) == [f"id-{number}" for number in range(5)]


# Fields


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-07-31T12:00:00Z", NOON),
        ("2024-07-31T12:00:00.250Z", NOON + timedelta(milliseconds=250)),
        ("2024-07-31T14:00:00+02:00", NOON),
        ("2024-07-31T12:00:00", NOON),
        ("2024-07-31 12:00:00", NOON),
        ("20240731T120000Z", NOON),
        (NOON.timestamp(), NOON),
        (int(NOON.timestamp()), NOON),
        (str(int(NOON.timestamp())), NOON),
        (int(NOON.timestamp() * 1_000), NOON),
        (str(int(NOON.timestamp() * 1_000)), NOON),
        (int(NOON.timestamp() * 1_000_000_000), NOON),
    ],
)
def test_times(value: object, expected: datetime) -> None:
    found = one(record(eventTime=value)).event_time
    assert found == expected and found.tzinfo is UTC


@pytest.mark.parametrize("name", ["eventTime", "eventSource", "eventName"])
@pytest.mark.parametrize(
    "value", [None, "", [], {}, True, "null", "ABSENT", "0001-01-01T00:00:00+23:59", "9" * 400, 10**400, -(10**30)]
)
def test_a_record_without_an_essential_field_is_rejected(name: str, value: object) -> None:
    if name != "eventTime" and isinstance(value, str) and value not in {"", "ABSENT"}:
        return
    bad = without(name) if value == "ABSENT" else record(1, **{name: value})
    decoded = decode(dump({"Records": [RECORDS[0], bad, RECORDS[2]]}), "a")
    assert ids(decoded) == ["id-0", "id-2"]
    (rejected,) = decoded.rejected
    assert (rejected.reason, rejected.detail, rejected.source) == ("missing-field", f"no usable {name}", "a")
    assert rejected.sha256 == hashlib.sha256(dump(bad)).hexdigest()


OTHER_FIELDS = [
    "awsRegion",
    "errorCode",
    "eventCategory",
    "eventType",
    "managementEvent",
    "recipientAccountId",
    "sessionCredentialFromConsole",
    "sourceIPAddress",
    "userAgent",
    "userIdentity",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "tlsDetails",
]


@pytest.mark.parametrize("value", [None, 5, 1e300, 10**30, "x", [], [{}], {}, {"a": 1}, True])
@pytest.mark.parametrize("name", OTHER_FIELDS)
def test_no_other_field_loses_a_record(name: str, value: object) -> None:
    decoded = decode(dump({"Records": [RECORDS[0], record(1, **{name: value})]}), "a")
    assert ids(decoded) == ["id-0", "id-1"] and not decoded.rejected
    if name.endswith(("Parameters", "Elements", "Data")):
        attribute = {"requestParameters": "request_parameters", "responseElements": "response_elements"}
        raw = getattr(decoded.records[1], attribute.get(name, "additional_event_data"))
        assert json.loads(bytes(raw)) == value


def test_a_wrong_field_costs_nothing_around_it() -> None:
    identity = {"type": 5, "arn": "a", "accountId": 7, "sessionContext": {"sessionIssuer": [], "assumedRoot": "x"}}
    found = one(record(userIdentity=identity, userAgent=5))
    assert found.user_agent is None and found.source_ip_address == "203.0.113.7"
    assert found.user_identity and (found.user_identity.arn, found.user_identity.account_id) == ("a", 7)
    context = found.user_identity.session_context
    assert context and (context.session_issuer, context.assumed_root) == (None, "x")


def test_exact_repeats_of_a_record_without_an_id_have_one() -> None:
    data = dump({"Records": [RECORDS[0], without("eventID"), without("eventID"), without("eventID") | {"x": 1}]})
    first, second, third, fourth = ids(decode(data, "a"))
    assert first == "id-0" and second == third != fourth
    assert second == "sha256:" + hashlib.sha256(dump(without("eventID"))).hexdigest()
    wrapped = subscription(dump(without("eventID")))
    assert ids(decode(wrapped, "a")) == [second]


@pytest.mark.parametrize(
    ("unread", "kind"),
    [
        (record(1, eventCategory="Insight"), "Insight"),
        (record(1, eventType="AwsCloudTrailInsight"), "Insight"),
        ({"eventType": "AwsCloudTrailInsight", "insightDetails": {"eventName": "x"}}, "Insight"),
        (record(1, eventCategory="NetworkActivity", eventType="AwsVpceEvents"), "NetworkActivity"),
        ({"awsAccountId": "1", "digestStartTime": "2024-07-31T12:00:00Z", "logFiles": []}, "digest"),
        ({"messageType": "CONTROL_MESSAGE", "logEvents": []}, "control-message"),
    ],
)
def test_what_is_not_read_is_counted(unread: dict[str, Any], kind: str) -> None:
    decoded = decode(dump({"Records": [unread, RECORDS[0], unread, RECORDS[2]]}), "a")
    assert ids(decoded) == ["id-0", "id-2"]
    assert (decoded.rejected, decoded.skipped) == ([], {kind: 2})
    assert decode(dump(unread), "a") == Decoded([], [], {kind: 1})


def test_old_records_have_no_category() -> None:
    assert one(without("eventCategory")).event_category is None


def test_s3_notifications_are_not_taken_for_records() -> None:
    notification = without("eventID") | {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put"}
    decoded = decode(dump({"Records": [notification]}), "a")
    assert not decoded.records and [item.reason for item in decoded.rejected] == ["s3-notification"]


# Damage

DAMAGED = dump(RECORDS[1])

#: What is in the place of the second of three records, the reasons for which it is rejected, and its id if it lives.
DAMAGES = {
    "half of it": (DAMAGED[:200], ["malformed-json"], None),
    "the other half": (DAMAGED[200:], ["malformed-json"], None),
    "without an end": (DAMAGED[:-1], ["malformed-json"], None),
    "with two ends": (DAMAGED + b"}", [], "id-1"),
    "without a quote": (DAMAGED.replace(b'"eventName"', b'"eventName'), ["malformed-json"], None),
    "without a colon": (DAMAGED.replace(b'"eventName":', b'"eventName"'), ["malformed-json"], None),
    "a word that is none": (DAMAGED.replace(b"false", b"fals"), ["malformed-json"], None),
    "a comma too many": (DAMAGED[:-1] + b",}", ["malformed-json"], None),
    "nothing": (b"", [], None),
    "zeros": (b"\0" * 500, ["malformed-json"], None),
    "zeros in the middle": (DAMAGED[:150] + b"\0" * 150 + DAMAGED[300:], ["malformed-json"], None),
    "binary": (bytes(range(128, 256)), ["malformed-json"], None),
    "too deep": (b'{"eventVersion":' + b"[" * 5_000 + b"]" * 5_000 + b"}", ["too-deep"], None),
    "deep": (DAMAGED[:-1] + b',"x":' + b"[" * 100 + b"]" * 100 + b"}", [], "id-1"),
    "invalid UTF-8 in a field": (DAMAGED.replace(b"aws-cli", b"\xff\xfe"), [], "id-1"),
    "invalid UTF-8 elsewhere": (DAMAGED.replace(b"TLSv1.3", b"\xff"), [], "id-1"),
    "a control character": (DAMAGED.replace(b"aws-cli", b"a\0b\x01"), [], "id-1"),
    "half a surrogate pair": (DAMAGED.replace(b"aws-cli", b"\\ud83d"), [], "id-1"),
    "an escape that is none": (DAMAGED.replace(b"aws-cli", b"C:\\p"), [], "id-1"),
    "a huge number": (DAMAGED.replace(b"false", b"9" * 5_000), [], "id-1"),
    "a number that is infinite": (DAMAGED.replace(b'"2024-07-31T12:00:00Z"', b"1e999"), ["missing-field"], None),
    "a member twice": (DAMAGED.replace(b'"eventID":', b'"eventID":"x","eventID":'), [], "id-1"),
    "a megabyte": (DAMAGED[:-1] + b',"x":"' + b"y" * 1_000_000 + b'"}', [], "id-1"),
    "null": (b"null", ["malformed-json"], None),
    "a number": (b"5", ["malformed-json"], None),
    "an array": (b"[]", [], None),
    "an object": (b"{}", ["missing-field"], None),
}


@pytest.mark.parametrize(
    ("name", "head", "between", "end"),
    [
        ("document", b'{"Records":[', b",", b"]}"),
        ("array", b"[\n  ", b",\n  ", b"\n]"),
        ("lines", b"", b"\n", b"\n"),
        ("compressed", b'{"Records":[', b",", b"]}"),
    ],
)
@pytest.mark.parametrize("damage", DAMAGES)
def test_neighbours_of_a_damaged_record_live(damage: str, name: str, head: bytes, between: bytes, end: bytes) -> None:
    middle, reasons, survivor = DAMAGES[damage]
    data = head + between.join([dump(RECORDS[0]), middle, dump(RECORDS[2])]) + end
    decoded = read(gzipped(data) if name == "compressed" else data)
    assert ids(decoded) == ["id-0", *([survivor] if survivor else []), "id-2"]
    found = [item.reason for item in decoded.rejected]
    assert set(found) == set(reasons)
    assert len(found) <= 1 or damage == "the other half"


def test_a_truncated_document() -> None:
    data = dump({"Records": RECORDS})
    whole = [data.index(b'"eventID":"id-%d"' % number) for number in range(3)]
    for end in range(0, len(data), 7):
        decoded = decode(data[:end], "a")
        assert ids(decoded) == ids(decode(data, "a"))[: len(decoded.records)]
        assert len(decoded.records) >= sum(position + 250 < end for position in whole)
        assert all(item.reason in {"truncated-json", "malformed-json"} for item in decoded.rejected)
        assert decoded.rejected or end == 0


def test_a_list_without_an_end_is_reported() -> None:
    decoded = decode(dump({"Records": RECORDS})[:-2], "a")
    assert ids(decoded) == ["id-0", "id-1", "id-2"]
    assert [item.reason for item in decoded.rejected] == ["truncated-json"]


# Laws


def variants() -> st.SearchStrategy[bytes]:
    """Sound files with bytes changed, left out or put in."""
    files = st.sampled_from([form(RECORDS) for form in FORMS] + [gzipped(dump(RECORDS)), subscription(DAMAGED)])

    @st.composite
    def damaged(draw: st.DrawFn) -> bytes:
        data = draw(files)
        for _ in range(draw(st.integers(1, 3))):
            start = draw(st.integers(0, len(data)))
            end = min(len(data), start + draw(st.integers(0, 60)))
            data = data[:start] + draw(st.binary(max_size=20)) + data[end:]
        return data

    return damaged()


@given(st.binary() | variants() | st.text().map(str.encode), st.integers(1, 1_000))
def test_any_bytes_can_be_read(data: bytes, max_bytes: int) -> None:
    for found in read(data, max_bytes=max_bytes).records:
        assert found.event_time and found.event_source and found.event_name and found.event_id


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*record(), "Records", "logEvents", "message", "detail", "detail-type", "Message", "data"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(json_values | st.lists(json_values, max_size=3).map(lambda values: {"Records": values}), st.booleans())
def test_any_json_can_be_read(value: object, ascii_only: bool) -> None:
    read(json.dumps(value, ensure_ascii=ascii_only).encode(errors="surrogatepass"))


@given(st.dictionaries(st.sampled_from(OTHER_FIELDS), json_values, max_size=4))
def test_any_values_of_other_fields_can_be_read(changes: dict[str, Any]) -> None:
    changes = {key: value for key, value in changes.items() if key not in {"eventType", "eventCategory"}}
    assert ids(decode(json.dumps([record(1, **changes)]).encode(), "a")) == ["id-1"]


@given(st.data())
def test_damage_to_a_member_costs_no_earlier_one(data: st.DataObject) -> None:
    members = [gzip.compress(dump({"Records": RECORDS[:2]}) + b"\n", mtime=0), gzip.compress(dump(RECORDS), mtime=0)]
    start = data.draw(st.integers(0, len(members[1])))
    end = data.draw(st.integers(start, len(members[1])))
    noise = data.draw(st.binary(max_size=10))
    decoded = read(members[0] + members[1][:start] + noise + members[1][end:])
    assert ids(decoded)[:2] == ["id-0", "id-1"]


CANARY = "canary" * 3


@given(st.sampled_from([*OTHER_FIELDS, "eventTime", "eventSource", "eventName", "Records", "Message"]), st.data())
def test_what_is_rejected_tells_no_content(name: str, data: st.DataObject) -> None:
    bad = record(1, **{name: data.draw(st.sampled_from([CANARY, [CANARY], {CANARY: CANARY}]))})
    for essential in data.draw(st.sets(st.sampled_from(["eventTime", "eventSource", "eventName"]))):
        bad[essential] = data.draw(st.sampled_from([[CANARY], {CANARY: CANARY}]))
    text = dump([{CANARY: 1}, bad, bad | {"eventSource": "aws:s3"}])
    cut = data.draw(st.integers(0, len(text)))
    form = data.draw(st.sampled_from([bytes, gzipped, base64_of_gzip, kinesis]))
    broken = form(text[:cut] + data.draw(st.sampled_from([b"", b"\xff", b'"', b"}"])) + text[cut:])
    for item in read(broken[: data.draw(st.integers(len(broken) // 2, len(broken)))]).rejected:
        assert CANARY[:6] not in f"{item.reason} {item.detail} {item.sha256}"


@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00Z", "2005-12-31T23:59:59Z", "2200-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
)
def test_a_time_that_cannot_be_is_rejected(time):
    decoded = decode(json.dumps(call("iam", "ListUsers", eventTime=time)).encode(), "s")
    assert [r.reason for r in decoded.rejected] == ["implausible-time"]
    assert decoded.records == []
