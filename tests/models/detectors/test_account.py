"""An account's memory does not depend on how notes arrive."""

from hypothesis import given
from hypothesis import strategies as st

from models.codecs import ACCOUNT_MEMORIES
from models.config.config import Config
from models.config.places import Places
from models.detectors.account import KEPT
from models.detectors.base import Notes
from models.detectors.extract import S3_PROTECTION_OFF, Extractor
from models.fold import run, wake_up
from models.times import DAY, MINUTE
from tests.detection import LATENESS, WINDOW, account_folder, seen
from tests.models.folding import at_once, bit_by_bit, stream
from tests.records import ACCOUNT, MIDNIGHT, at, decoded, event, s3_data, service

START = round(MIDNIGHT.timestamp()) * 1000
KEY = ACCOUNT.encode()
FOLDER = account_folder()
EXTRACTOR = Extractor(Config(), WINDOW)


def made(name, bucket):
    return ("cloudtrail", "CreateTrail", {"name": name, "s3BucketName": bucket, "isMultiRegionTrail": True})


_NAMES, _BUCKETS = st.sampled_from(["a", "b"]), st.sampled_from(["logs", "more-logs"])
_CALLS = st.one_of(
    st.builds(made, _NAMES, _BUCKETS),
    st.builds(lambda name: ("cloudtrail", "UpdateTrail", {"name": name, "isMultiRegionTrail": False}), _NAMES),
    st.builds(lambda name: ("cloudtrail", "DeleteTrail", {"name": name}), _NAMES),
    st.builds(
        lambda name, on: (
            "cloudtrail",
            "PutEventSelectors",
            {"trailName": name, "eventSelectors": [{"includeManagementEvents": on}]},
        ),
        _NAMES,
        st.booleans(),
    ),
    st.builds(lambda bucket: ("s3", "DeleteBucket", {"bucketName": bucket}), _BUCKETS),
    st.builds(lambda bucket: ("s3", "GetBucketAcl", {"bucketName": bucket}), _BUCKETS),
    st.builds(
        lambda length: ("iam", "UpdateAccountPasswordPolicy", {"minimumPasswordLength": length}),
        st.sampled_from([6, 9]),
    ),
    st.just(("iam", "DeleteAccountPasswordPolicy", None)),
)

#: Seconds: many events of the same second, some hours, and a quiet spell longer than the memory.
_SECONDS = st.one_of(st.integers(0, 5), st.integers(0, 7_200), st.just(400 * 86_400))


def _record(number, what):
    seconds, (source, name, parameters) = what
    by = {"by": service("cloudtrail")} if name == "GetBucketAcl" else {}
    clock = at(f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}", seconds // 86_400)
    return event(source, name, parameters, eventTime=clock, requestID=str(number), **by)


HISTORIES = st.lists(st.tuples(_SECONDS, _CALLS), min_size=1, max_size=15).map(
    lambda drawn: [_record(number, what) for number, what in enumerate(drawn)]
)


def notes(records) -> list[Notes]:
    return [noted for _, noted in EXTRACTOR.extract(map(decoded, records)).notes]


@st.composite
def arrivals(draw):
    """A history's notes, split at random with repeats, and a way for them to arrive without being late."""
    history = draw(HISTORIES)
    batches = [history[::2], history[1::2], *draw(st.lists(st.lists(st.sampled_from(history)), max_size=2))]
    items = draw(st.permutations([item for batch in batches for item in notes(batch)]))
    times = st.integers(START, START + 3 * 3_600_000) | st.integers(START, START + 800 * DAY)
    watermarks = draw(st.lists(times, max_size=8))
    early = draw(st.lists(st.integers(0, 3), min_size=len(items), max_size=len(items)))
    return history, items, stream(items, watermarks, early)


@given(arrivals())
def test_a_stream_and_a_replay_find_the_same(drawn):
    history, items, steps = drawn
    expected = at_once(FOLDER, KEY, notes(history))
    assert at_once(FOLDER, KEY, items) == expected
    assert bit_by_bit(FOLDER, KEY, steps) == expected


@given(HISTORIES, st.integers(0, 20))
def test_a_repeat_that_comes_late_finds_nothing(history, step):
    history = [record for record in history if record["eventTime"] < at("23:00:00")]
    ends = sorted({item.end_ms for item in notes(history)})
    steps = [(end, [item for item in notes(history) if item.end_ms == end]) for end in ends]
    late = steps[step % len(steps)][1] if steps else []
    within = [
        (mark, [*late, *arrived] if late and 0 <= mark - late[0].end_ms < LATENESS else arrived)
        for mark, arrived in steps
    ]
    assert bit_by_bit(FOLDER, KEY, within) == bit_by_bit(FOLDER, KEY, steps)


@given(HISTORIES)
def test_a_memory_survives_its_bytes(history):
    items = sorted(notes(history), key=lambda item: item.end_ms)
    steps = [(item.end_ms, [item]) for item in items]
    state, output = None, []
    for watermark, arrived in steps:
        state, _, found = run(FOLDER, KEY, state, arrived, watermark)
        state = state and ACCOUNT_MEMORIES.decode(ACCOUNT_MEMORIES.encode(state))
        output += found
    assert output == at_once(FOLDER, KEY, notes(history))


def test_a_memory_is_kept_for_a_year_after_the_last_note():
    [item] = notes([event(*made("a", "logs"))])
    state, _, _ = run(FOLDER, KEY, None, [item], item.end_ms)
    assert wake_up(FOLDER, state) == item.end_ms + KEPT
    assert run(FOLDER, KEY, state, [], item.end_ms + KEPT - 1)[0] is not None
    assert run(FOLDER, KEY, state, [], item.end_ms + KEPT)[0] is None


def test_remembered_events_are_forgotten_after_the_allowed_lateness():
    looks = [
        event(
            "s3", "GetBucketAcl", {"bucketName": "logs"}, by=service("cloudtrail"), eventTime=at(f"{h:02d}:{m:02d}:00")
        )
        for h in range(3)
        for m in range(0, 60, 5)
    ]
    items = notes(looks)
    state, _, _ = run(FOLDER, KEY, None, items, max(item.end_ms for item in items))
    assert len(state.recent) == LATENESS // (5 * MINUTE)


def test_a_type_that_is_off_is_not_raised_but_the_memory_goes_on():
    off = Config(detectors={"Stealth:IAMUser/CloudTrailLoggingDisabled": {"enabled": False}})
    stop = event("cloudtrail", "StopLogging", {"name": "main"})
    assert seen(stop) != []
    assert seen(stop, config=off) == []


def test_s3_protection_decides_over_data_events_alone():
    kali = "[aws-cli/2.23.6 md/distrib#kali.2025]"
    records = [s3_data(userAgent=kali), event("s3", "ListBuckets", userAgent=kali)]
    unprotected = Extractor(Config(s3_protection=Places(default=False)), WINDOW)
    extraction = unprotected.extract(map(decoded, records))
    assert extraction.dropped == {S3_PROTECTION_OFF: 1}
    assert [keyed.key.type for keyed in extraction.sightings] == ["PenTest:IAMUser/KaliLinux"]
