"""Credentials of instances, tasks and functions are used from elsewhere (Instance/ResourceCredentialExfiltration).

Instances are those of the account's home, as the inventory and the background know them, where their own calls matter;
each scenario takes another one, as a finding is one instance's.
"""

from __future__ import annotations

from dataclasses import replace

from models.simulate import addresses
from models.simulate.cloudtrail import agents, identity, machines
from models.simulate.cloudtrail.identity import Caller, Json, Role
from models.simulate.organisation import REGIONS, Instance, Site
from models.simulate.scenarios.registry import near_miss, scenario
from models.simulate.scenarios.stage import Stage
from models.simulate.sequences import BY_CHANCE

_FAMILY = "UnauthorizedAccess:IAMUser/"
INSTANCE_OUTSIDE = f"{_FAMILY}InstanceCredentialExfiltration.OutsideAWS"
INSTANCE_INSIDE = f"{_FAMILY}InstanceCredentialExfiltration.InsideAWS"
RESOURCE_OUTSIDE = f"{_FAMILY}ResourceCredentialExfiltration.OutsideAWS"
RESOURCE_INSIDE = f"{_FAMILY}ResourceCredentialExfiltration.InsideAWS"
INSIDE_ACCOUNT = f"{_FAMILY}InstanceCredentialExfiltration.InsideAccount"


def _site(stage: Stage) -> Site:
    return next(site for site in stage.account.sites if site.region == stage.region)


def _on(stage: Stage, site: Site, instance: Instance) -> Caller:
    """An instance's credentials, where they belong and over the internet."""
    step = machines.INSTANCE_SESSION
    caller = machines.instance_session(site, instance, stage.now // step * step)
    return caller.calling_from(instance.public_address)


def _new_instance(stage: Stage, stem: str) -> Instance:
    """An instance that nothing else tells of."""
    return Instance(
        id=f"i-0{stage.dice.hexadecimal(16)}",
        role=stage.name(stem),
        private_address=addresses.private(stage.dice),
        public_address=addresses.ec2(stage.region, stage.dice),
        endpoint=None,
    )


def _in_task(stage: Stage) -> Caller:
    """A task's credentials where they belong."""
    site = _site(stage)
    service, task = stage.name("checkout"), stage.dice.hexadecimal(32)
    arn = site.arn("ecs", f"task/{service}/{task}")
    role, tool = Role(stage.account.id, f"{service}-task"), agents.INSTANCE_BOTO3
    caller = identity.session(role, task, stage.now, addresses.ec2(stage.region, stage.dice), tool, stage.dice)
    scope = {"issuerType": "AWS::ECS::Task", "credentialsIssuedTo": arn}
    return replace(caller, identity=caller.identity | {"inScopeOf": scope})


def _through_endpoint(stage: Stage, caller: Caller, account: str) -> Caller:
    """The same credentials used inside of a VPC, through an endpoint of an account."""
    more: Json = {"vpcEndpointId": f"vpce-0{stage.dice.hexadecimal(16)}", "vpcEndpointAccountId": account}
    return replace(caller, address=addresses.private(stage.dice), more=more)


def _look_around(stage: Stage, caller: Caller, *raises: str) -> None:
    """Who am I, what is there, what may I do."""
    stage.call(caller, "sts", "GetCallerIdentity", read_only=True, raises=raises)
    stage.call(caller, "s3", "ListBuckets", read_only=True, raises=raises)
    stage.call(caller, "iam", "ListAttachedRolePolicies", denied=True, read_only=True, raises=raises)


def _at_work(stage: Stage, caller: Caller) -> None:
    """What a program calls now and then."""
    request: Json = {"name": "/service/database", "withDecryption": True}
    stage.call(caller, "ssm", "GetParameter", request, read_only=True)
    stage.pause(60)


@scenario(raises=[INSTANCE_OUTSIDE], also=BY_CHANCE)
def instance_credentials_outside(stage: Stage) -> None:
    """An instance's credentials look around from a rented server and open the console."""
    site = stage.account.home
    thief = _on(stage, site, site.instances[1]).calling_from(addresses.hosting(stage.dice))
    _look_around(stage, thief.using(agents.somebodys_cli(stage.dice)), INSTANCE_OUTSIDE)
    stage.call(thief, "signin", "GetSigninToken", raises=[INSTANCE_OUTSIDE])


@scenario(raises=[RESOURCE_OUTSIDE], also=BY_CHANCE)
def task_credentials_outside(stage: Stage) -> None:
    """The credentials of a function and of a task are read from their environment and used from a server elsewhere."""
    site = _site(stage)
    day = stage.now // 86_400 * 86_400
    function = machines.function_session(site, site.services[0], stage.now, day, stage.dice)
    address = addresses.hosting(stage.dice)
    for caller in (function, _in_task(stage)):
        _at_work(stage, caller)
        tool = agents.somebodys_boto3(stage.dice)
        _look_around(stage, caller.calling_from(address).using(tool), RESOURCE_OUTSIDE)


@scenario(raises=[INSTANCE_INSIDE, RESOURCE_INSIDE], also=BY_CHANCE)
def credentials_behind_strange_endpoint(stage: Stage) -> None:
    """The credentials of an instance and of a task are used in the VPC of somebody's own account, by its endpoint."""
    site, stranger = stage.account.home, stage.dice.digits(12)
    instance, task = _on(stage, site, site.instances[2]), _in_task(stage)
    _look_around(stage, _through_endpoint(stage, instance, stranger), INSTANCE_INSIDE)
    _look_around(stage, _through_endpoint(stage, task, stranger), RESOURCE_INSIDE)


@scenario(raises=[INSTANCE_INSIDE], also=BY_CHANCE)
def instance_credentials_in_another_region(stage: Stage) -> None:
    """An instance's credentials are used on an instance in a Region where it is not."""
    site = stage.account.home
    elsewhere = next(region for region in REGIONS if region != site.region)
    thief = _on(stage, site, site.instances[3]).calling_from(addresses.ec2(elsewhere, stage.dice))
    _look_around(stage, thief, INSTANCE_INSIDE)


@scenario(raises=[INSTANCE_INSIDE], also=BY_CHANCE)
def instance_credentials_to_and_fro(stage: Stage) -> None:
    """An instance goes on calling from its address while its credentials are used from another one of its Region."""
    site = stage.account.home
    instance = _on(stage, site, site.instances[4])
    _at_work(stage, instance)
    thief = instance.calling_from(addresses.ec2(site.region, stage.dice)).using(agents.somebodys_cli(stage.dice))
    _look_around(stage, thief, INSTANCE_INSIDE)
    stage.pause(60)
    _at_work(stage, instance)


@scenario(raises=[INSIDE_ACCOUNT], also=BY_CHANCE)
def instance_credentials_on_its_neighbour(stage: Stage) -> None:
    """Whoever took an instance uses the credentials of another one from there, while that one goes on."""
    site = stage.account.home
    victim, taken = site.instances[1:3]
    instance = _on(stage, site, victim)
    _at_work(stage, instance)
    thief = instance.calling_from(taken.public_address).using(agents.somebodys_cli(stage.dice))
    _look_around(stage, thief, INSIDE_ACCOUNT)
    stage.pause(60)
    _at_work(stage, instance)


@near_miss(of=[INSTANCE_INSIDE])
def instances_behind_a_gateway(stage: Stage) -> None:
    """Instances get a NAT gateway, and call from its address and from their own for a while."""
    site, gateway = stage.account.home, addresses.ec2(stage.account.home.region, stage.dice)
    callers = [_on(stage, site, instance) for instance in site.instances[1:4]]
    for caller in callers:
        _at_work(stage, caller.calling_from(gateway))
    for caller in callers:
        _at_work(stage, caller)
        _at_work(stage, caller.calling_from(gateway))


@near_miss(of=[INSTANCE_INSIDE, INSIDE_ACCOUNT])
def elastic_address_moved(stage: Stage) -> None:
    """An instance gets another's elastic address, and that one a new address; a third is stopped and started."""
    site = _site(stage)
    first, second, third = (_on(stage, site, _new_instance(stage, "web")) for _ in range(3))
    for caller in (first, second, third):
        _at_work(stage, caller)
    for caller in (
        second.calling_from(first.address),
        first.calling_from(addresses.ec2(site.region, stage.dice)),
        third.calling_from(addresses.ec2(site.region, stage.dice)),
    ):
        _at_work(stage, caller)
        _at_work(stage, caller)


@near_miss(of=[INSTANCE_OUTSIDE, INSTANCE_INSIDE, RESOURCE_OUTSIDE])
def services_for_instances(stage: Stage) -> None:
    """Services call on behalf of instances and functions, from places of their own; agents call from the instance."""
    site = _site(stage)
    instance = _on(stage, site, site.instances[0])
    day = stage.now // 86_400 * 86_400
    function = machines.function_session(site, site.services[0], stage.now, day, stage.dice)
    for caller in (instance, function):
        for service in ("athena.amazonaws.com", "cloudformation.amazonaws.com", "AWS Internal"):
            stage.call(identity.on_behalf(caller, service), "s3", "GetBucketLocation", read_only=True)
        stage.call(caller.calling_from("glue.amazonaws.com"), "glue", "GetTables", read_only=True)
    reporter = instance.using(agents.SSM_AGENT)
    stage.call(reporter, "ssm", "UpdateInstanceInformation", {"instanceId": site.instances[0].id})
    stage.call(instance, "signin", "GetSigninToken")


@near_miss(of=[INSTANCE_INSIDE, RESOURCE_INSIDE])
def endpoints_of_ones_own(stage: Stage) -> None:
    """An instance and a task call by endpoints of their account and over the internet; a session is named like one."""
    site = _site(stage)
    instance = _on(stage, site, _new_instance(stage, "batch"))
    for outside in (instance, _in_task(stage)):
        inside = _through_endpoint(stage, outside, stage.account.id)
        for caller in (outside, inside, outside):
            _at_work(stage, caller)
    lender = stage.session(stage.name("shipping"), _new_instance(stage, "remote").id)
    _look_around(stage, _through_endpoint(stage, lender, stage.dice.digits(12)))
