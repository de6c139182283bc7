"""Kinds of S3 data events."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.apis.s3 import COPIES, S3Kind, s3_kind, s3_rating
from models.apis.table import classify
from models.apis.tactics import NOTHING, Tactic


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (S3Kind.DISCOVERY, "ListObjectsV2 ListObjectVersions ListMultipartUploads ListParts HeadObject HeadBucket"),
        (S3Kind.DISCOVERY, "GetObjectTagging GetObjectAttributes GetObjectLegalHold"),
        (S3Kind.READ, "GetObjectTorrent SelectObjectContent WriteGetObjectResponse"),
        (S3Kind.WRITE, "CopyObject UploadPart UploadPartCopy CreateMultipartUpload CompleteMultipartUpload"),
        (S3Kind.WRITE, "RestoreObject PutObjectTagging DeleteObjectTagging AbortMultipartUpload RenameObject"),
        (S3Kind.DELETE, "DeleteObject DeleteObjects"),
        (S3Kind.PERMISSION, "PutObjectAcl"),
    ],
)
def test_kinds(kind, names):
    assert {s3_kind(name) for name in names.split()} == {kind}


@pytest.mark.parametrize(
    "name", ["PutBucketAcl", "DeleteBucket", "ListBuckets", "GetBucketPolicy", "CreateSession", ""]
)
def test_calls_on_the_configuration_have_none(name):
    assert s3_kind(name) is None
    assert s3_rating(name) == NOTHING


def test_a_copy_writes_its_bucket_and_reads_another():
    assert {s3_kind(name) for name in COPIES} == {S3Kind.WRITE}
    assert {s3_rating(name).tactic for name in COPIES} == {Tactic.EXFILTRATION}


@pytest.mark.parametrize(
    ("name", "tactic"),
    [
        ("GetObject", Tactic.EXFILTRATION),
        ("PutObject", Tactic.IMPACT),
        ("DeleteObjects", Tactic.IMPACT),
        ("ListObjects", Tactic.DISCOVERY),
    ],
)
def test_the_tactic_is_that_of_the_finding_type(name, tactic):
    assert classify("s3.amazonaws.com", name).tactic is tactic
    assert classify("s3-object-lambda.amazonaws.com", name).tactic is tactic


def test_other_services_have_objects_too():
    assert classify("mediastore.amazonaws.com", "GetObject") == NOTHING


@given(st.text())
def test_any_text_has_a_kind_or_none(name):
    assert s3_kind(name) is None or s3_rating(name).tactic is not None
