"""Extraction: no record that decodes stops a batch, whatever its parameters hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.detectors.registry import ACCOUNT_DETECTORS, RECORD_DETECTORS
from tests.detection import findings
from tests.records import event, root, root_session, s3_data, service, user

_APIS = sorted({api for d in (*RECORD_DETECTORS, *ACCOUNT_DETECTORS) for api in d.apis or ()})
_WORDS = """
name trailName bucketName s3BucketName eventSelectors advancedEventSelectors fieldSelectors field equals readOnly
includeManagementEvents isMultiRegionTrail BucketLoggingStatus LoggingEnabled PublicAccessBlockConfiguration
BlockPublicAcls bucketPolicy Statement Principal AccessControlPolicy Grant Grantee URI x-amz-acl
minimumPasswordLength maxPasswordAge requireNumbers ConsoleLogin
"""
_NAMES = st.sampled_from(_WORDS.split())
_LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9)
)
_JSON = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=5),
    max_leaves=20,
)
_CALLERS = st.sampled_from([user(), root(), root_session(), service("cloudtrail"), {}, None])


@given(st.sampled_from(_APIS), _JSON, _JSON, _CALLERS, st.sampled_from([None, "AccessDenied"]))
def test_any_parameters_are_read(api, parameters, response, caller, error):
    source, name = api
    record = event(
        source.removesuffix(".amazonaws.com"), name, parameters, responseElements=response, by=caller, error=error
    )
    findings([[record]])


@given(
    st.dictionaries(st.sampled_from(["userIdentity", "recipientAccountId", "awsRegion", "sourceIPAddress"]), st.none())
)
def test_a_record_that_hardly_says_anything_is_read(missing):
    [found] = findings([[s3_data(userAgent="aws-cli/2 md/distrib#kali.1") | missing]])
    assert found["service"]["count"] == 1
