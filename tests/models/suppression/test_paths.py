"""Attributes: those of GuardDuty's model and console, and reading them from a finding."""

import re
from html import unescape

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.suppression.paths import FREE, Kind, canonical, holds_fields, kind, table, unknown, values_at
from tests.models.findings import connections
from tests.models.suppression.published import finding

CONSOLE = """
accountId region id type severity updatedAt confidence resource.resourceType
resource.accessKeyDetails.{accessKeyId,principalId,userName,userType}
resource.instanceDetails.{instanceId,imageId,instanceType,launchTime,outpostARN,iamInstanceProfile.id,tags.key,tags.value}
resource.instanceDetails.networkInterfaces.{ipv6Addresses,privateIpAddresses.privateIpAddress,publicDnsName,publicIp}
resource.instanceDetails.networkInterfaces.{securityGroups.groupId,securityGroups.groupName,subnetId,vpcId}
resource.s3BucketDetails.{name,type,tags.key,tags.value,publicAccess.effectivePermission,publicAccess.effectivePermissions}
service.{action.actionType,archived,resourceRole,additionalInfo.threatListName}
service.action.awsApiCallAction.{api,callerType,errorCode,serviceName}
service.action.awsApiCallAction.remoteIpDetails.{city.cityName,country.countryName,ipAddressV4,ipAddressV6}
service.action.awsApiCallAction.remoteIpDetails.{organization.asn,organization.asnOrg}
service.action.awsApiCallAction.remoteAccountDetails.{accountId,affiliated}
service.action.dnsRequestAction.{domain,domainWithSuffix}
service.action.networkConnectionAction.{blocked,connectionDirection,protocol,localPortDetails.port,remotePortDetails.port}
service.action.networkConnectionAction.localIpDetails.{ipAddressV4,ipAddressV6}
service.action.networkConnectionAction.remoteIpDetails.{city.cityName,country.countryName,ipAddressV4,organization.asn}
"""


def spread(written):
    """``a.{b,c}`` as ``a.b`` and ``a.c``."""
    before, _, names = written.partition("{")
    return [before + name for name in names.rstrip("}").split(",")]


@pytest.mark.parametrize("path", [path for written in CONSOLE.split() for path in spread(written)])
def test_the_console_s_attributes(path):
    assert kind(canonical(path)) is not None


def leaves(shape, path=""):
    """The paths of a shape's scalars, and what they are."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            own = member.serialization.get("name", name)
            yield from leaves(member, f"{path}.{own}" if path else own)
    elif shape.type_name == "list":
        yield from leaves(shape.member, path)
    elif shape.type_name == "map":
        yield from leaves(shape.value, f"{path}.*")
    else:
        yield path, shape.type_name


KINDS = {"string": "text", "boolean": "flag", "timestamp": "time", "integer": "number", "long": "number"}


def model():
    """GuardDuty's attributes as botocore has them: from the shape of a finding, and from the filter's documentation."""
    service = botocore.session.get_session().get_service_model("guardduty")
    found = {path: KINDS.get(what, "number") for path, what in leaves(service.shape_for("Finding"))}
    words = service.shape_for("CreateFilterRequest").members["FindingCriteria"].documentation
    path = ""
    for line in unescape(re.sub("<[^>]+>", "\n", words)).split("\n"):
        if re.fullmatch(r"[a-z]\w*(\.\w+)*", line.strip()):
            path = line.strip()
            found.setdefault(path, "text")
        elif line.strip().startswith("Type: Timestamp"):
            found[path] = "time"
    return {path: what for path, what in found.items() if not path.startswith(f"{FREE}.")}


def test_the_committed_table_is_guardduty_s_model():
    """A newer botocore may have a little more; AWS takes nothing away."""
    known = model() | {"severity": "severity"}
    assert {path: what.value for path, what in table().items()}.items() <= known.items()
    assert len(table()) > 0.9 * len(known)


def paths_of(document, above=""):
    for name, value in document.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from paths_of(each, f"{above}{name}.")
            else:
                yield above + name


@pytest.mark.parametrize("document", [finding(), connections.finding(), connections.finding(connections.probed(1))])
def test_every_field_of_our_findings_is_an_attribute(document):
    found = set(paths_of(document))
    assert "service.additionalInfo.actors.count" in found and "service.eventFirstSeen" in found
    assert [path for path in sorted(found) if kind(path) is None] == []


def test_what_values_are():
    assert (
        kind("updatedAt") is kind("service.eventFirstSeen") is kind("resource.instanceDetails.launchTime") is Kind.TIME
    )
    assert kind("service.archived") is Kind.FLAG
    assert kind("service.action.awsApiCallAction.affectedResources.AWS::S3::Bucket") is Kind.TEXT
    assert kind("service.additionalInfo.whatever.there.is") is Kind.ANY


@pytest.mark.parametrize(
    "path", ["", ".", "service", "service.additionalInfo", "service.additionalInfo.", "x", "type."]
)
def test_what_is_no_attribute(path):
    assert kind(path) is None


def test_objects_are_not_values():
    assert holds_fields("service.additionalInfo") and holds_fields("service.detection.anomaly.profiles.x")
    assert not holds_fields("severity") and not holds_fields("nothing")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("sevirity", 'criteria "sevirity": a finding has no such attribute; did you mean "severity"?'),
        ("resource.accessKeyDetails.username", 'did you mean "resource.accessKeyDetails.userName"?'),
        ("resource.accessKeyDetails", 'name a field of it, such as "resource.accessKeyDetails.accessKeyId"'),
        ("service.additionalInfo", 'name a field of it, such as "service.additionalInfo.NAME"'),
        ("zzz", 'criteria "zzz": a finding has no such attribute'),
    ],
)
def test_the_message_for_what_is_none(path, message):
    assert str(unknown(path)).endswith(message)


def test_arrays_are_stepped_through():
    document = {"a": [{"b": [1, [2]]}, {"c": 0}, 5, {"b": {"d": 1}}, {"b": None}, {"b": True}]}
    assert values_at(document, ("a", "b")) == [1, 2, True]
    assert values_at(document, ("a", "b", "d")) == [1]
    assert values_at(document, ("a", "x")) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)


@given(JSON, st.lists(st.sampled_from("abc"), min_size=1, max_size=3))
def test_any_document_can_be_read(document, names):
    assert all(isinstance(value, str | int | float) for value in values_at(document, names))
