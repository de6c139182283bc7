"""Codecs: bytes that come back, are the same everywhere, and are read for good."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from models.codec import Codec, CodecError
from models.codecs import ACCOUNT_MEMORIES, ALL, FINDING_STATES, KEYED_SIGHTINGS, NOTES, PUBLICATIONS, SIGHTINGS
from models.detectors.account import AccountMemory, KeyedSighting
from models.detectors.base import Note, Notes
from models.findings.actor import Actor
from models.findings.merge import FindingState, Publication, Tally, finding_state
from models.findings.sighting import ApiCall, Call, FindingKey, Occurrence, sighting
from tests.models import (
    connection_values,
    credential_values,
    flow_values,
    profile_values,
    query_values,
    rule_values,
    sequence_values,
)

KEY = FindingKey("PenTest:S3/KaliLinux", "111122223333", "eu-west-1", "arn:aws:iam::111122223333:user/dev")
CALL = Call(
    service="s3.amazonaws.com",
    api="GetObject",
    error_code="AccessDenied",
    caller="203.0.113.10",
    user_agent="aws-cli/2 md/distrib#kali.2025",
    access_key_id="AKIADEV",
    principal_id="AIDADEV",
    principal=KEY.resource,
    user_name="dev",
    user_type="IAMUser",
    caller_account="111122223333",
    severity=5.0,
    affected=(("AWS::S3::Bucket", "reports"),),
    info='{"a":1}',
    bucket_info='{"b":2}',
)
ACTION, OTHER = ApiCall.of(CALL), ApiCall.of(CALL, api="PutObject", affected=())
END = 1_772_409_900_000
SEEN = [Occurrence(END - 2, "e1", ACTION), Occurrence(END - 1, "e2", OTHER), Occurrence(END - 1, "e3", ACTION)]
TALLY = Tally(3, END - 2, END - 1)
STATE = FindingState(
    newest=SEEN[-1],
    tally=TALLY,
    severity=5.0,
    created_ms=END,
    published_ms=END,
    unpublished=True,
    actors={Actor("203.0.113.10", "aws-cli/2", "AKIADEV", "AIDADEV", "dev"): TALLY},
    unnamed_actors=1,
    deeds={"s3.amazonaws.com:GetObject": TALLY},
    affected={("AWS::S3::Bucket", "reports"): 2},
    first_ids=["e1", "e2"],
    latest_ids=["e3"],
    recent={"e3": END},
)
NOTE = Note(END - 2, 1, "e1", "trail_logging", "eu-west-1", CALL, b"\x90")

#: One value of each type, with something in every field.
VALUES: dict[str, Any] = {
    SIGHTINGS.name: sighting(END, SEEN),
    KEYED_SIGHTINGS.name: KeyedSighting(KEY, sighting(END, SEEN)),
    NOTES.name: Notes(END, [NOTE]),
    ACCOUNT_MEMORIES.name: AccountMemory({"trail_logging": b"\x91\x80"}, END, {"e1": END}),
    FINDING_STATES.name: STATE,
    PUBLICATIONS.name: Publication(KEY, END, True, msgspec.msgpack.encode(STATE)),
    **profile_values.VALUES,
    **rule_values.VALUES,
    **flow_values.VALUES,
    **query_values.VALUES,
    **credential_values.VALUES,
    **sequence_values.VALUES,
}

#: What version 1 wrote for them. These never change: a new version adds its own beside them.
VERSION_1 = {
    "sighting": (
        "0193cf0000019cabdccbe0929fb073332e616d617a6f6e6177732e636f6da94765744f626a656374ac41636365737344656e"
        "696564ac3230332e302e3131332e3130be6177732d636c692f32206d642f64697374726962236b616c692e32303235a7414b"
        "4941444556a741494441444556d92261726e3a6177733a69616d3a3a3131313132323232333333333a757365722f646576a3"
        "646576a749414d55736572ac313131313232323233333333cb40140000000000009192af4157533a3a53333a3a4275636b65"
        "74a77265706f727473a77b2261223a317da77b2262223a327d9fb073332e616d617a6f6e6177732e636f6da95075744f626a"
        "656374ac41636365737344656e696564ac3230332e302e3131332e3130be6177732d636c692f32206d642f64697374726962"
        "236b616c692e32303235a7414b4941444556a741494441444556d92261726e3a6177733a69616d3a3a313131313232323233"
        "3333333a757365722f646576a3646576a749414d55736572ac313131313232323233333333cb401400000000000090a77b22"
        "61223a317da77b2262223a327d83a2653192cf0000019cabdccbde00a2653292cf0000019cabdccbdf01a2653392cf000001"
        "9cabdccbdf00"
    ),
    "keyed sighting": (
        "019294b450656e546573743a53332f4b616c694c696e7578ac313131313232323233333333a965752d776573742d31d92261"
        "726e3a6177733a69616d3a3a3131313132323232333333333a757365722f64657693cf0000019cabdccbe0929fb073332e61"
        "6d617a6f6e6177732e636f6da94765744f626a656374ac41636365737344656e696564ac3230332e302e3131332e3130be61"
        "77732d636c692f32206d642f64697374726962236b616c692e32303235a7414b4941444556a741494441444556d92261726e"
        "3a6177733a69616d3a3a3131313132323232333333333a757365722f646576a3646576a749414d55736572ac313131313232"
        "323233333333cb40140000000000009192af4157533a3a53333a3a4275636b6574a77265706f727473a77b2261223a317da7"
        "7b2262223a327d9fb073332e616d617a6f6e6177732e636f6da95075744f626a656374ac41636365737344656e696564ac32"
        "30332e302e3131332e3130be6177732d636c692f32206d642f64697374726962236b616c692e32303235a7414b4941444556"
        "a741494441444556d92261726e3a6177733a69616d3a3a3131313132323232333333333a757365722f646576a3646576a749"
        "414d55736572ac313131313232323233333333cb401400000000000090a77b2261223a317da77b2262223a327d83a2653192"
        "cf0000019cabdccbde00a2653292cf0000019cabdccbdf01a2653392cf0000019cabdccbdf00"
    ),
    "notes": (
        "0192cf0000019cabdccbe09197cf0000019cabdccbde01a26531ad747261696c5f6c6f6767696e67a965752d776573742d31"
        "9fb073332e616d617a6f6e6177732e636f6da94765744f626a656374ac41636365737344656e696564ac3230332e302e3131"
        "332e3130be6177732d636c692f32206d642f64697374726962236b616c692e32303235a7414b4941444556a7414944414445"
        "56d92261726e3a6177733a69616d3a3a3131313132323232333333333a757365722f646576a3646576a749414d55736572ac"
        "313131313232323233333333cb40140000000000009192af4157533a3a53333a3a4275636b6574a77265706f727473a77b22"
        "61223a317da77b2262223a327dc40190"
    ),
    "account memory": ("019381ad747261696c5f6c6f6767696e67c4029180cf0000019cabdccbe081a26531cf0000019cabdccbe0"),
    "finding state": (
        "019d93cf0000019cabdccbdfa265339fb073332e616d617a6f6e6177732e636f6da94765744f626a656374ac416363657373"
        "44656e696564ac3230332e302e3131332e3130be6177732d636c692f32206d642f64697374726962236b616c692e32303235"
        "a7414b4941444556a741494441444556d92261726e3a6177733a69616d3a3a3131313132323232333333333a757365722f64"
        "6576a3646576a749414d55736572ac313131313232323233333333cb40140000000000009192af4157533a3a53333a3a4275"
        "636b6574a77265706f727473a77b2261223a317da77b2262223a327d9303cf0000019cabdccbdecf0000019cabdccbdfcb40"
        "14000000000000cf0000019cabdccbe0cf0000019cabdccbe0c38195ac3230332e302e3131332e3130a96177732d636c692f"
        "32a7414b4941444556a741494441444556a36465769303cf0000019cabdccbdecf0000019cabdccbdf0181ba73332e616d61"
        "7a6f6e6177732e636f6d3a4765744f626a6563749303cf0000019cabdccbdecf0000019cabdccbdf8192af4157533a3a5333"
        "3a3a4275636b6574a77265706f7274730292a26531a2653291a2653381a26533cf0000019cabdccbe0"
    ),
    "publication": (
        "019494b450656e546573743a53332f4b616c694c696e7578ac313131313232323233333333a965752d776573742d31d92261"
        "726e3a6177733a69616d3a3a3131313132323232333333333a757365722f646576cf0000019cabdccbe0c3c501be9f93cf00"
        "00019cabdccbdfa26533dc0011b073332e616d617a6f6e6177732e636f6da94765744f626a656374ac41636365737344656e"
        "696564ac3230332e302e3131332e3130be6177732d636c692f32206d642f64697374726962236b616c692e32303235a7414b"
        "4941444556a741494441444556d92261726e3a6177733a69616d3a3a3131313132323232333333333a757365722f646576a3"
        "646576a749414d55736572ac313131313232323233333333cb40140000000000009192af4157533a3a53333a3a4275636b65"
        "74a77265706f727473a77b2261223a317da77b2262223a327da0c29303cf0000019cabdccbdecf0000019cabdccbdfcb4014"
        "000000000000cf0000019cabdccbe0cf0000019cabdccbe0c38195ac3230332e302e3131332e3130a96177732d636c692f32"
        "a7414b4941444556a741494441444556a36465769303cf0000019cabdccbdecf0000019cabdccbdf0181ba73332e616d617a"
        "6f6e6177732e636f6d3a4765744f626a6563749303cf0000019cabdccbdecf0000019cabdccbdf8192af4157533a3a53333a"
        "3a4275636b6574a77265706f7274730292a26531a2653291a2653381a26533cf0000019cabdccbe0a080"
    ),
    **profile_values.VERSION_1,
    **rule_values.VERSION_1,
    **flow_values.VERSION_1,
    **query_values.VERSION_1,
    **credential_values.VERSION_1,
    **sequence_values.VERSION_1,
}

#: What version 2 wrote, of calls, of connections and of requests, and the values.
VERSION_2 = {
    **{f"{name} of calls": (name, data, VALUES[name]) for name, data in connection_values.CALLS_OF_VERSION_2.items()},
    **{
        f"{name} of connections": (name, data, connection_values.VALUES[name])
        for name, data in connection_values.VERSION_2.items()
    },
    **{
        f"{name} of requests": (name, data, query_values.SEEN)
        for name, data in query_values.REQUESTS_OF_VERSION_2.items()
    },
}

of_each_codec = pytest.mark.parametrize("codec", ALL, ids=lambda codec: codec.name)


def test_every_codec_has_a_name_a_value_and_recorded_bytes():
    assert len({codec.name for codec in ALL}) == len(ALL)
    assert {codec.name for codec in ALL} == VALUES.keys() == VERSION_1.keys()


@of_each_codec
def test_a_value_comes_back(codec):
    value = VALUES[codec.name]
    assert codec.decode(codec.encode(value)) == value


@of_each_codec
def test_the_bytes_of_version_1_are_read(codec):
    assert codec.decode(bytes.fromhex(VERSION_1[codec.name])) == VALUES[codec.name]


@pytest.mark.parametrize("what", VERSION_2)
def test_the_bytes_of_version_2_are_read(what):
    """Those that were written before sightings and findings named attack sequences."""
    name, data, value = VERSION_2[what]
    [codec] = [codec for codec in ALL if codec.name == name]
    assert _told(codec.decode(bytes.fromhex(data))) == _told(value)


def _told(value: Any) -> Any:
    """A publication with its state decoded: how old that is does not matter."""
    return (value.key, value.at_ms, value.first, finding_state(value)) if isinstance(value, Publication) else value


def test_a_finding_that_has_not_occurred_is_upgraded():
    old = b"\x01" + msgspec.msgpack.encode([None, None, 0.0, 0, 0, False, {}, 0, {}, {}, [], [], {}])
    assert FINDING_STATES.decode(old) == FindingState()


@of_each_codec
def test_the_first_byte_is_the_version(codec):
    assert codec.encode(VALUES[codec.name])[0] == codec.version


@of_each_codec
def test_bytes_of_no_known_version_are_refused(codec):
    data = codec.encode(VALUES[codec.name])
    for unknown in (b"", bytes([codec.version + 1]) + data[1:], b"\x00" + data[1:], b"\xff"):
        with pytest.raises(CodecError, match=codec.name):
            codec.decode(unknown)


@of_each_codec
def test_a_codec_pickles(codec):
    copy = pickle.loads(pickle.dumps(codec))
    assert copy.encode(VALUES[codec.name]) == codec.encode(VALUES[codec.name])
    assert copy.decode(codec.encode(VALUES[codec.name])) == VALUES[codec.name]


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_another_process_with_another_hash_seed_writes_the_same(seed):
    script = (
        "from models.codecs import ALL; from tests.models.test_codec import VALUES; "
        "print(*(codec.encode(VALUES[codec.name]).hex() for codec in ALL))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONHASHSEED": seed},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [codec.encode(VALUES[codec.name]).hex() for codec in ALL]


def test_a_sighting_s_bytes_do_not_depend_on_the_order_it_was_made_in():
    expected = SIGHTINGS.encode(sighting(END, SEEN))
    assert {SIGHTINGS.encode(sighting(END, order)) for order in (SEEN[::-1], SEEN[1:] + SEEN[:1])} == {expected}
    keyed = {KEYED_SIGHTINGS.encode(KeyedSighting(KEY, sighting(END, order))) for order in (SEEN, SEEN[::-1])}
    assert len(keyed) == 1


class _New(msgspec.Struct, array_like=True):
    words: list[str]
    count: int = 0


def test_an_old_version_is_upgraded():
    old = Codec("thing", dict[str, int])
    new = Codec("thing", _New, version=2, upgrades={1: lambda data: _New(sorted(msgspec.msgpack.decode(data)))})
    for codec in (new, pickle.loads(pickle.dumps(Codec("thing", _New, 2, {1: _upgraded})))):
        assert codec.decode(old.encode({"b": 1, "a": 2})).words == ["a", "b"]
        assert codec.decode(codec.encode(_New(["x"], 3))) == _New(["x"], 3)


def _upgraded(data: bytes) -> _New:
    return _New(sorted(msgspec.msgpack.decode(data)))


def test_a_field_appended_with_a_default_needs_no_version():
    before = Codec("thing", _Old)
    assert Codec("thing", _New).decode(before.encode(_Old(["x"]))) == _New(["x"], 0)


class _Old(msgspec.Struct, array_like=True):
    words: list[str]
