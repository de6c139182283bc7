"""The six error classes and their spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.apis.errors import ERROR_CLASSES, error_class

SPELLINGS = {
    "access denied": "AccessDenied AccessDeniedException Client.UnauthorizedOperation UnauthorizedOperation"
    " UnauthorizedException NotAuthorizedException AuthorizationError AuthorizationErrorException"
    " ForbiddenException KMSAccessDeniedException Client.AccessDenied"
    " com.amazon.coral.service#AccessDeniedException AccessDeniedFault",
    "authentication failure": "AuthFailure Client.AuthFailure InvalidClientTokenId UnrecognizedClientException"
    " SignatureDoesNotMatch ExpiredToken ExpiredTokenException MissingAuthenticationTokenException InvalidAccessKeyId",
    "instance limit exceeded": "InstanceLimitExceeded Client.InstanceLimitExceeded VcpuLimitExceeded"
    " Client.VcpuLimitExceeded MaxSpotInstanceCountExceeded",
    "invalid permission duplicate": "InvalidPermission.Duplicate Client.InvalidPermission.Duplicate",
    "invalid permission not found": "InvalidPermission.NotFound Client.InvalidPermission.NotFound",
    "operation not permitted": "OperationNotPermitted OperationNotPermittedException Client.OperationNotPermitted",
}


@pytest.mark.parametrize(
    ("name", "code"), [(name, code) for name, codes in SPELLINGS.items() for code in codes.split()]
)
def test_spellings(name, code):
    assert error_class(code) == name


def test_a_failed_sign_in():
    assert error_class("Failed authentication") == "authentication failure"


@pytest.mark.parametrize(
    "code",
    [
        "",
        "NoSuchBucket",
        "ThrottlingException",
        "Client.RequestLimitExceeded",
        "Client.InvalidInstanceID.NotFound",
        "InvalidParameterException",
        "Client.DryRunOperation",
        "InvalidGroup.Duplicate",
        "ResourceNotFoundException",
        "Exception",
    ],
)
def test_other_errors_are_of_no_class(code):
    assert error_class(code) is None


def test_the_six():
    assert tuple(SPELLINGS) == ERROR_CLASSES


@given(st.text())
def test_any_text_has_a_class_or_none(code):
    assert error_class(code) in {*ERROR_CLASSES, None}
