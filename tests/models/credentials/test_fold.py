"""What is a use from elsewhere, and what is not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from models.detectors.credential_exfiltration import TYPES, ToAndFroSettings, WaySettings
from models.enrichment.enricher import Enricher
from models.findings.types import HIGH, MEDIUM
from tests.credentials import (
    ABROAD,
    ALL_KNOWN,
    BATCH,
    BATCH_PRIVATE,
    BATCH_PUBLIC,
    BROUGHT,
    ENDPOINT,
    GATEWAY,
    NO_INVENTORY,
    NO_RANGES,
    OTHER_SERVICE,
    OUTSIDE,
    SISTER,
    SISTER_PUBLIC,
    STRANGE,
    WEB,
    WEB_PRIVATE,
    WEB_PUBLIC,
    Told,
    call,
    folder,
    function,
    instance,
    memory,
    report,
    sightings,
    task,
    told,
)
from tests.records import ACCOUNT, OTHER_ACCOUNT, at, decoded, event, s3_data, user

STRANGER = "999988887777"
WITHIN = {"vpcEndpointId": ENDPOINT, "vpcEndpointAccountId": ACCOUNT}


def found(*records: dict[str, Any], known: Enricher = ALL_KNOWN, days: int = 7) -> list[Told]:
    return told(sightings([[decoded(record) for record in records]], known, folder(days)))


def types(*records: dict[str, Any], known: Enricher = ALL_KNOWN, days: int = 7) -> set[str]:
    return {each.type for each in found(*records, known=known, days=days)}


def clock(minute: int) -> str:
    return at(f"{10 + minute // 60:02}:{minute % 60:02}:00")


def test_an_instances_credentials_outside_of_aws():
    work = call(instance(), clock(0), WEB_PUBLIC)
    thief = call(instance(), clock(3), OUTSIDE)
    assert found(work, thief) == [Told("Instance.OutsideAWS", WEB, OUTSIDE, HIGH)]


@pytest.mark.parametrize(
    "record",
    [
        event("signin", "GetSigninToken", by=instance(), sourceIPAddress=OUTSIDE),
        event("iam", "CreateUser", by=instance(), sourceIPAddress=OUTSIDE, error="AccessDenied"),
        s3_data(by=instance(), sourceIPAddress=OUTSIDE),
        call(instance(version=None), clock(0), OUTSIDE),
        call(instance(version="1.0"), clock(0), "2001:db8::7"),
        call(instance(), clock(0), "253.201.0144.253"),
    ],
)
def test_one_call_of_any_kind_is_enough(record):
    assert types(record) == {"Instance.OutsideAWS"}


@pytest.mark.parametrize("by", [function(), task()])
def test_a_functions_or_tasks_credentials_outside_of_aws(by):
    arn = by["inScopeOf"]["credentialsIssuedTo"]
    assert found(call(by, clock(0), OUTSIDE)) == [Told("Resource.OutsideAWS", arn, OUTSIDE, HIGH)]


@pytest.mark.parametrize(
    "record",
    [
        call(instance(invokedBy="athena.amazonaws.com"), clock(0), "athena.amazonaws.com"),
        call(instance(invokedBy="cloudformation.amazonaws.com"), clock(0), OUTSIDE),
        call(instance(), clock(0), "AWS Internal"),
        call(instance(), clock(0), "glue.amazonaws.com"),
        call(instance(), clock(0), OTHER_SERVICE),
        call(instance(), clock(0), BROUGHT),
        call(instance(), clock(0), GATEWAY),
        call(instance(), clock(0), WEB_PRIVATE, **WITHIN),
        call(instance(), clock(0), STRANGE),
        call(function(), clock(0), STRANGE),
        call(function(), clock(0), ABROAD),
        call(user(), clock(0), OUTSIDE),
        report(instance(), clock(0), WEB_PUBLIC),
        call(instance() | {"type": "AWSAccount"}, clock(0), OUTSIDE),
        event("ec2", "RunInstances", by=None, sourceIPAddress=OUTSIDE),
    ],
)
def test_what_is_at_its_place_or_tells_nothing(record):
    assert not found(record)


def test_without_the_ranges_of_aws_nobody_can_tell_an_address():
    assert not found(call(instance(), clock(0), OUTSIDE), known=Enricher())


@pytest.mark.parametrize("by", [instance(), task()])
def test_an_endpoint_of_a_stranger(by):
    record = call(by, clock(0), "172.31.0.4", vpcEndpointId="vpce-1", vpcEndpointAccountId=STRANGER)
    (one,) = found(record)
    assert (one.type.partition(".")[2], one.severity) == ("InsideAWS", HIGH)


def test_an_endpoint_of_the_organisation_is_less_severe_and_said_to_be_so():
    record = call(instance(), clock(0), "10.99.0.4", vpcEndpointId="vpce-1", vpcEndpointAccountId=OTHER_ACCOUNT)
    (keyed,) = sightings([[decoded(record)]])
    (action,) = keyed.sighting.actions
    assert action.severity == MEDIUM
    assert msgspec.json.decode(action.info) == {"remoteAccount": {"accountId": OTHER_ACCOUNT, "affiliated": True}}


def test_a_subnet_that_another_account_of_the_organisation_shares():
    shared = {"vpcEndpointId": "vpce-1", "vpcEndpointAccountId": OTHER_ACCOUNT}
    assert not found(call(instance(), clock(0), WEB_PRIVATE, **shared))
    assert found(call(instance(), clock(0), WEB_PRIVATE, **shared | {"vpcEndpointAccountId": STRANGER}))


def test_a_role_that_is_only_named_like_an_instance_may_be_used_from_another_account():
    record = call(instance(version=None), clock(0), "10.0.0.4", vpcEndpointId="vpce-1", vpcEndpointAccountId=STRANGER)
    assert not found(record)


def test_an_instance_of_another_account_of_the_inventory():
    (one,) = found(call(instance(), clock(0), SISTER_PUBLIC))
    assert one == Told("Instance.InsideAWS", WEB, SISTER_PUBLIC, MEDIUM)


def test_an_address_in_another_region():
    assert types(call(instance(), clock(0), ABROAD)) == {"Instance.InsideAWS"}
    assert not types(call(instance(), clock(0), ABROAD), known=NO_INVENTORY)
    scope = {
        "issuerType": "AWS::EC2::Instance",
        "credentialsIssuedTo": f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/{WEB}",
    }
    assert types(call(instance(inScopeOf=scope), clock(0), ABROAD), known=NO_INVENTORY) == {"Instance.InsideAWS"}


def test_to_and_fro_between_its_own_address_and_another():
    records = [call(instance(), clock(m), a) for m, a in ((0, WEB_PUBLIC), (5, STRANGE), (9, WEB_PUBLIC))]
    assert found(*records) == [Told("Instance.InsideAWS", WEB, STRANGE, HIGH)]


def test_to_and_fro_is_found_when_the_usual_address_is_back_windows_later():
    records = [call(instance(), clock(m), a) for m, a in ((0, WEB_PUBLIC), (5, STRANGE), (50, WEB_PUBLIC))]
    assert found(*records) == [Told("Instance.InsideAWS", WEB, STRANGE, HIGH)]
    again = call(instance(), clock(400), STRANGE)
    assert [each.caller for each in found(*records, again)] == [STRANGE, STRANGE]


@pytest.mark.parametrize(
    "ways",
    [
        ((0, WEB_PUBLIC), (5, STRANGE), (9, STRANGE)),
        ((0, WEB_PUBLIC), (5, STRANGE), (66, WEB_PUBLIC)),
        ((0, STRANGE), (5, WEB_PUBLIC), (9, STRANGE)),
        ((0, WEB_PUBLIC), (5, "2a05:d018::5"), (9, WEB_PUBLIC)),
        ((0, WEB_PRIVATE), (5, STRANGE), (9, WEB_PRIVATE)),
        ((0, WEB_PUBLIC), (5, GATEWAY), (9, WEB_PUBLIC)),
    ],
    ids=["moved", "back too late", "its own is new", "two IP versions", "inside and outside", "gateway"],
)
def test_changes_of_the_address(ways):
    assert not found(*(call(instance(), clock(minute), address) for minute, address in ways))


def test_containers_of_an_instance_with_ipv6_addresses():
    watched = [call(instance(), at("08:00:00", days=-2), "2a05:d018::1"), call(instance(), clock(0), "2a05:d018::1")]
    near, far = (
        [call(instance(), clock(5), address), call(instance(), clock(9), "2a05:d018::1")]
        for address in ("2a05:d018::9", "2a05:d019::9")
    )
    assert not found(*watched, *near)
    assert types(*watched, *far) == {"Instance.InsideAWS"}


def test_a_gateway_that_several_share():
    turns = [(0, WEB, WEB_PUBLIC), (3, WEB, STRANGE), (4, BATCH, STRANGE), (6, WEB, WEB_PUBLIC), (20, WEB, STRANGE)]
    assert not found(*(call(instance(name), clock(minute), address) for minute, name, address in turns))


def test_a_gateway_that_turns_out_to_be_shared_while_a_use_waits():
    turns = [(0, WEB, WEB_PUBLIC), (3, WEB, STRANGE), (16, BATCH, STRANGE), (17, WEB, WEB_PUBLIC)]
    assert not found(*(call(instance(name), clock(minute), address) for minute, name, address in turns))


def test_to_and_fro_without_the_inventory():
    near = [call(instance(), clock(m), a) for m, a in ((0, WEB_PUBLIC), (5, STRANGE), (9, WEB_PUBLIC))]
    assert not found(*near, known=NO_INVENTORY)
    watched = [call(instance(), at("08:00:00", days=-2), WEB_PUBLIC), *near]
    assert types(*watched, known=NO_INVENTORY) == {"Instance.InsideAWS"}
    far = [call(task(), clock(m), a) for m, a in ((0, WEB_PUBLIC), (5, ABROAD), (9, WEB_PUBLIC))]
    assert types(*far, known=NO_INVENTORY) == {"Resource.InsideAWS"}


def test_a_gateway_with_several_addresses_shows_no_two_users():
    first, second = (call(instance(), at(when, days=-2), WEB_PUBLIC) for when in ("08:00:00", "08:30:00"))
    other = call(instance(), at("08:10:00", days=-2), "34.240.7.8")
    now = [call(instance(), clock(m), a) for m, a in ((0, WEB_PUBLIC), (5, STRANGE), (9, WEB_PUBLIC))]
    again = other | {"eventTime": at("08:00:00"), "eventID": "again"}
    assert types(first, other, second, *now, known=NO_INVENTORY) == {"Instance.InsideAWS"}
    assert not found(first, other, second, again, *now, known=NO_INVENTORY)


def turns(*of: tuple[int, str, bool], name: str = WEB) -> list[dict[str, Any]]:
    """Calls at minutes, from addresses, of the agent or not."""
    return [(report if agent else call)(instance(name), clock(minute), address) for minute, address, agent in of]


@pytest.mark.parametrize(
    ("known", "expected"), [(NO_INVENTORY, {"Instance.InsideAWS"}), (Enricher(), {"Instance.OutsideAWS"})]
)
def test_to_and_fro_between_where_the_agent_reports_and_another_address(known, expected):
    before, thief = (0, WEB_PUBLIC, True), (3, STRANGE, False)
    for after in ((5, WEB_PUBLIC, True), (20, WEB_PUBLIC, False)):
        assert types(*turns(before, thief, after), known=known) == expected


@pytest.mark.parametrize("known", [NO_INVENTORY, Enricher()])
@pytest.mark.parametrize(
    "ways",
    [
        ((0, WEB_PUBLIC, False), (3, STRANGE, False), (5, WEB_PUBLIC, False)),
        ((0, WEB_PUBLIC, True), (3, STRANGE, True), (5, WEB_PUBLIC, True)),
        ((0, WEB_PUBLIC, True), (1, BATCH_PUBLIC, True), (3, STRANGE, False), (5, WEB_PUBLIC, True)),
        ((0, WEB_PUBLIC, True), (3, STRANGE, False), (5, STRANGE, True)),
    ],
    ids=["no agent", "it reports from there", "a gateway with many addresses", "moved"],
)
def test_agents_that_do_not_tell(known, ways):
    assert not types(*turns(*ways), known=known)


def test_one_way_out_with_several_addresses_without_the_ranges_of_aws():
    pool = [(0, OUTSIDE, True), (3, "198.51.100.99", False), (5, OUTSIDE, True)]
    assert not types(*turns(*pool), known=Enricher())


def test_to_and_fro_without_the_ranges_of_aws():
    records = [call(instance(), clock(m), a) for m, a in ((0, WEB_PUBLIC), (5, OUTSIDE), (9, WEB_PUBLIC))]
    assert found(*records, known=NO_RANGES) == [Told("Instance.OutsideAWS", WEB, OUTSIDE, HIGH)]


@pytest.mark.parametrize(
    ("private", "mine", "others"), [(False, WEB_PUBLIC, BATCH_PUBLIC), (True, WEB_PRIVATE, BATCH_PRIVATE)]
)
def test_an_instances_credentials_on_another_of_the_account(private, mine, others):
    more = WITHIN if private else {}
    ways = [(0, WEB, mine), (5, WEB, others), (9, WEB, mine)]
    records = [call(instance(name), clock(minute), address, **more) for minute, name, address in ways]
    assert found(*records) == [Told("Instance.InsideAccount", WEB, others, MEDIUM)]


def test_the_other_instance_is_at_its_address_before_and_after():
    ways = [(0, WEB, WEB_PUBLIC), (4, BATCH, BATCH_PUBLIC), (6, WEB, BATCH_PUBLIC), (20, BATCH, BATCH_PUBLIC)]
    assert types(*(call(instance(n), clock(m), a) for m, n, a in ways)) == {"Instance.InsideAccount"}


def test_an_address_of_another_instance_that_the_log_alone_tells():
    home = [(BATCH, BATCH_PRIVATE), (WEB, WEB_PRIVATE)]
    watched = [call(instance(n), at("08:00:00", days=-2), a, **WITHIN) for n, a in home]
    taken = [(0, WEB, WEB_PRIVATE), (5, WEB, BATCH_PRIVATE), (9, WEB, WEB_PRIVATE)]
    now = [call(instance(n), clock(m), a, **WITHIN) for m, n, a in taken]
    assert types(*watched, *now, known=NO_INVENTORY) == {"Instance.InsideAccount"}
    assert not found(*now, known=NO_INVENTORY)
    pod = call(instance(BATCH), at("09:00:00", days=-1), "10.20.0.77", **WITHIN)
    assert types(*watched, pod, *now, known=NO_INVENTORY) == {"Instance.InsideAccount"}
    assert not found(*watched, pod | {"eventTime": at("09:00:00")}, *now, known=NO_INVENTORY)


@pytest.mark.parametrize(
    "ways",
    [
        ((0, BATCH, BATCH_PUBLIC), (5, WEB, BATCH_PUBLIC), (9, WEB, BATCH_PUBLIC)),
        ((0, WEB, BATCH_PUBLIC), (5, BATCH, BATCH_PUBLIC), (9, WEB, BATCH_PUBLIC)),
        ((0, WEB, WEB_PUBLIC), (5, WEB, BATCH_PUBLIC), (6, SISTER, BATCH_PUBLIC), (9, WEB, WEB_PUBLIC)),
    ],
    ids=["elastic address moved", "proxy of one", "shared by three"],
)
def test_addresses_of_others_that_are_used_for_a_reason(ways):
    assert not found(*(call(instance(name), clock(minute), address) for minute, name, address in ways))


def fleet(count: int, day: int = 0, address: str = OUTSIDE) -> list[dict[str, Any]]:
    return [call(instance(f"i-0{number:016x}"), at(f"10:{number:02}:00", days=day), address) for number in range(count)]


def test_a_way_out_that_all_instances_share_is_learnt_in_the_first_days():
    assert not found(*fleet(4), *fleet(4, day=20))
    assert not found(*fleet(3), call(instance(), at("10:00:00", days=2), "198.51.100.200"))
    assert {each.holder for each in found(*fleet(2))} == {f"i-0{number:016x}" for number in range(2)}


def test_a_way_out_is_not_learnt_later_nor_after_a_finding():
    assert len(found(*fleet(4), days=0)) == 4
    assert len(found(*fleet(1), *fleet(4, day=1))) == 5
    assert len(found(*fleet(4), *fleet(4, day=8, address="203.0.113.9"))) == 4


def test_instances_that_go_on_from_home_are_not_behind_a_gateway():
    home = [call(instance(f"i-0{number:016x}"), clock(number), STRANGE) for number in range(4)]
    assert len(found(*fleet(4), *home)) == 4


def test_where_the_agent_of_an_instance_reports_from_is_its_way_out():
    assert not found(report(instance(), clock(0), OUTSIDE), call(instance(), clock(1), OUTSIDE))
    assert found(report(instance(), clock(0), OUTSIDE), call(instance(), clock(1), WEB_PUBLIC))
    late = [call(instance(), at("10:00:00", days=-9), STRANGE), report(instance(BATCH), clock(0), OUTSIDE)]
    assert found(*late)


def test_a_central_endpoint_of_another_account_is_learnt_like_a_way_out():
    shared = {"vpcEndpointId": "vpce-1", "vpcEndpointAccountId": STRANGER}
    names = [f"i-0{number:016x}" for number in range(3)]
    central = [call(instance(name), clock(i), f"10.50.0.{i}", **shared) for i, name in enumerate(names)]
    own = [call(instance(name), clock(5), f"10.60.0.{i}", **WITHIN) for i, name in enumerate(names)]
    assert not found(*central)
    assert len(found(*central, *own)) == 3


def hub(number: int, minute: int, address: str, *, own: bool = False, agent: bool = False) -> dict[str, Any]:
    """A call of an instance by an endpoint of another account, or of its own."""
    members = WITHIN if own else {"vpcEndpointId": "vpce-1", "vpcEndpointAccountId": STRANGER}
    return (report if agent else call)(instance(f"i-0{number:016x}"), clock(minute), address, **members)


def test_an_address_that_calls_by_central_endpoints_and_by_its_own():
    both = [hub(i, 5 * own, f"10.50.0.{i}", own=bool(own)) for i in range(3) for own in range(2)]
    assert not found(*both)
    assert len(found(*both[:4])) == 2
    assert not found(hub(0, 0, "10.50.0.1", agent=True), hub(0, 5, "10.50.0.1", own=True))


def test_an_agent_that_reports_from_home_as_well_shows_no_way_out():
    elsewhere = hub(0, 3, "10.50.0.1", agent=True)
    assert not found(elsewhere, call(instance(f"i-0{0:016x}"), clock(5), WEB_PUBLIC))
    assert found(elsewhere, report(instance(f"i-0{0:016x}"), clock(5), WEB_PUBLIC))


def test_a_way_out_of_programs_beside_endpoints_for_agents():
    agents = [report(instance(f"i-0{n:016x}"), clock(n), f"10.50.0.{n}", **WITHIN) for n in range(4)]
    assert not found(*agents, *fleet(4))


def test_what_a_finding_tells_of_the_window():
    work, thief = call(instance(), clock(0), WEB_PUBLIC), call(instance(), clock(3), OUTSIDE)
    (keyed,) = sightings([[decoded(work), decoded(thief)]])
    assert msgspec.json.decode(keyed.sighting.detail) == {
        "credentialsIssuedTo": {"kind": "instance", "name": WEB},
        "otherSources": [WEB_PUBLIC],
        "usedFrom": [{"place": "outside", "source": OUTSIDE}],
    }
    state = memory([[decoded(record) for record in fleet(4)]])
    assert state is not None
    assert list(state.learnt) == ["198.51.100.0/24"]


def test_settings():
    thief = [decoded(record) for record in fleet(3)]
    assert not sightings([thief], of=folder(OutsideAWS=WaySettings(enabled=False)))
    assert len(told(sightings([thief], of=folder(OutsideAWS=WaySettings(shared_by=4))))) == 3
    records = [call(instance(), clock(m), a) for m, a in ((0, WEB_PUBLIC), (5, BATCH_PUBLIC), (20, WEB_PUBLIC))]
    decoded_records = [decoded(record) for record in records]
    assert sightings([decoded_records])
    assert not sightings([decoded_records], of=folder(InsideAccount=ToAndFroSettings(within_minutes=19)))


def test_there_are_five_types():
    assert len({kind.name for kind in TYPES}) == 5
