"""How a finding shows credentials that are used from elsewhere."""

from __future__ import annotations

import pytest

from models.detectors.credential_exfiltration import INSTANCE_INSIDE, INSTANCE_OUTSIDE, TYPES
from models.findings.document import render
from models.findings.merge import MergeFolder, Timing
from models.fold import run
from models.times import END_OF_TIME, HOUR
from tests.credentials import (
    ALL_KNOWN,
    BATCH_PUBLIC,
    OUTSIDE,
    SISTER_PUBLIC,
    WEB,
    WEB_PUBLIC,
    call,
    instance,
    sightings,
)
from tests.records import ACCOUNT, OTHER_ACCOUNT, at, decoded


def finding(*addresses: str):
    """The finding of an instance's calls from some addresses, a minute apart."""
    records = [decoded(call(instance(), at(f"10:0{i}:00"), address)) for i, address in enumerate(addresses)]
    (keyed,) = sightings([records])
    (publication,) = run(MergeFolder(Timing(HOUR, HOUR)), keyed.key.to_bytes(), None, [keyed.sighting], END_OF_TIME)[2]
    (kind,) = (each for each in TYPES if each.name == keyed.key.type)
    return render(kind, publication, ALL_KNOWN)


def test_outside_of_aws():
    shown = finding(WEB_PUBLIC, OUTSIDE)
    assert shown["type"] == INSTANCE_OUTSIDE.name
    assert shown["title"].startswith(f"Credentials of {WEB} were used from {OUTSIDE}")
    assert shown["resource"]["instanceDetails"]["instanceId"] == WEB
    assert shown["resource"]["resourceType"] == "AccessKey"
    action = shown["service"]["action"]["awsApiCallAction"]
    assert action["remoteAccountDetails"] == {"accountId": ACCOUNT}
    assert action["remoteIpDetails"]["ipAddressV4"] == OUTSIDE
    assert shown["service"]["additionalInfo"]["otherSources"] == [WEB_PUBLIC]
    assert "the instance, task or function" in shown["service"]["additionalInfo"]["identity"]


def test_in_another_account():
    shown = finding(SISTER_PUBLIC)
    assert (shown["type"], shown["severity"]) == (INSTANCE_INSIDE.name, 5.0)
    remote = shown["service"]["action"]["awsApiCallAction"]["remoteAccountDetails"]
    assert remote == {"accountId": OTHER_ACCOUNT, "affiliated": True}


@pytest.mark.parametrize("address", [OUTSIDE, SISTER_PUBLIC])
def test_the_words_have_no_holes(address):
    shown = finding(address)
    assert "{" not in shown["title"] + shown["description"]
    assert finding(WEB_PUBLIC, BATCH_PUBLIC, WEB_PUBLIC)["severity"] == 5.0
