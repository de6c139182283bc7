"""Event sources and event names as CloudTrail spells them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.apis.listing import keys
from models.apis.names import base_name
from models.apis.sources import ALIASES, GLOBAL_SOURCES, SERVICES, is_global, service, source_of
from models.apis.table import table


@pytest.mark.parametrize(
    ("event_name", "name"),
    [
        ("CreateFunction20150331", "CreateFunction"),
        ("UpdateFunctionConfiguration20150331v2", "UpdateFunctionConfiguration"),
        ("CreateDistribution2020_05_31", "CreateDistribution"),
        ("CreateDistributionWithTags2019_03_26", "CreateDistributionWithTags"),
        ("GetSAMLProvider", "GetSAMLProvider"),
        ("ListObjectsV2", "ListObjectsV2"),
        ("PutEventsV1", "PutEventsV1"),
        ("20150331", "20150331"),
        ("", ""),
    ],
)
def test_dates_are_taken_off(event_name, name):
    assert base_name(event_name) == name


@given(st.text(max_size=40))
def test_taking_off_leaves_a_beginning(name):
    assert name.startswith(base_name(name))


@pytest.mark.parametrize(
    ("prefix", "source"),
    [
        ("monitoring", "monitoring.amazonaws.com"),
        ("states", "states.amazonaws.com"),
        ("email", "ses.amazonaws.com"),
        ("api.ecr", "ecr.amazonaws.com"),
        ("api.sagemaker", "sagemaker.amazonaws.com"),
        ("s3-control", "s3.amazonaws.com"),
        ("portal.sso", "sso.amazonaws.com"),
        ("oidc", "sso.amazonaws.com"),
        ("bedrock-runtime", "bedrock.amazonaws.com"),
        ("tagging", "tagging.amazonaws.com"),
        ("elasticloadbalancing", "elasticloadbalancing.amazonaws.com"),
        ("cognito-idp", "cognito-idp.amazonaws.com"),
        ("streams.dynamodb", "dynamodb.amazonaws.com"),
        ("appstream2", "appstream.amazonaws.com"),
    ],
)
def test_event_sources_of_service_models(prefix, source):
    assert source_of(prefix) == source


def test_every_source_is_in_the_table_under_one_name():
    services = {owner for owner, _ in table()}
    assert services.isdisjoint(ALIASES)
    assert services.isdisjoint(SERVICES)
    assert set(SERVICES.values()) <= services


@pytest.mark.parametrize(
    ("source", "name", "region", "expected"),
    [
        ("iam.amazonaws.com", "CreateUser", "us-east-1", True),
        ("sts.amazonaws.com", "AssumeRole", "us-east-1", True),
        ("sts.amazonaws.com", "AssumeRole", "eu-west-1", False),
        ("cloudfront.amazonaws.com", "CreateDistribution2020_05_31", "us-east-1", True),
        ("route53.amazonaws.com", "ChangeResourceRecordSets", "us-east-1", True),
        ("organizations.amazonaws.com", "LeaveOrganization", "us-east-1", True),
        ("signin.amazonaws.com", "ConsoleLogin", "eu-north-1", True),
        ("s3.amazonaws.com", "ListBuckets", "us-east-1", True),
        ("s3-control.amazonaws.com", "PutAccountPublicAccessBlock", "us-east-1", True),
        ("s3.amazonaws.com", "PutBucketPolicy", "us-east-1", False),
        ("ec2.amazonaws.com", "RunInstances", "us-east-1", False),
    ],
)
def test_global_services(source, name, region, expected):
    assert is_global(source, name, region) is expected


def test_global_sources_are_services_of_the_table():
    assert {service(source) for source in GLOBAL_SOURCES} <= {owner for owner, _ in table()}


def test_a_list_of_another_form_is_refused():
    with pytest.raises(ValueError, match="not 'service"):
        list(keys("CreateUser DeleteUser"))
