"""The simulated organisation: its accounts, their Regions, and what lives there.

This is what all sources share: a flow log knows the same instances and addresses as the API calls. What is
particular to one source (access keys, user agents) is that source's own affair. An account depends on the
seed and its number alone, so a larger organisation begins with the same accounts as a smaller one.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.simulate import addresses, names
from models.simulate.clock import Hours
from models.simulate.dice import Dice

#: Where global services record their events, and a Region that every organisation uses.
US_EAST_1 = "us-east-1"
REGIONS = (US_EAST_1, "eu-west-1", "eu-central-1")

JOBS = ("developer", "operator", "analyst", "data")
WAYS = ("sso console", "sso cli", "sso console", "user cli", "sso terraform", "user boto3", "user console")

#: Nine o'clock in winter, as hour in UTC.
_MORNING = {"US": 14, "GB": 9, "DE": 8, "FR": 8, "PL": 8, "IN": 3.5}

#: Public holidays with a fixed date (a selection), as ``MM-DD``.
_HOLIDAYS = {
    "US": ("01-01", "06-19", "07-04", "11-11", "12-25"),
    "GB": ("01-01", "12-25", "12-26"),
    "DE": ("01-01", "05-01", "10-03", "12-25", "12-26"),
    "FR": ("01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"),
    "PL": ("01-01", "01-06", "05-01", "05-03", "08-15", "11-01", "11-11", "12-25", "12-26"),
    "IN": ("01-26", "08-15", "10-02"),
}

_INSTANCES_BY_RANK = (5, 2, 1)
_PEOPLE = 8


@dataclass(frozen=True)
class Person:
    """Somebody who works there.

    Attributes:
        name: first and last name with a dot between; also the IAM user's name.
        job: one of `JOBS`; decides which calls the person makes.
        way: how the person reaches AWS, one of `WAYS`.
        hours: when the person works.
        addresses: where the person calls from, most usual first.
        team: the permission set's name, for teams that have one of their own; else it follows from the job.
    """

    name: str
    email: str
    job: str
    way: str
    hours: Hours
    addresses: tuple[str, ...]
    team: str = ""


@dataclass(frozen=True)
class Instance:
    """An EC2 instance.

    Attributes:
        role: the name of the role in its instance profile.
        endpoint: the VPC endpoint that its calls take; None when they leave through its public address.
    """

    id: str
    role: str
    private_address: str
    public_address: str
    endpoint: str | None


@dataclass(frozen=True)
class Site:
    """One Region of one account: what calls there can name.

    Attributes:
        services: the names of the applications that run there; tables, queues and functions are called after
            them.
        buckets: the first two's data events are recorded.
        keys: ARNs of KMS keys.
    """

    account: str
    region: str
    vpc: str
    instances: tuple[Instance, ...]
    services: tuple[str, ...]
    buckets: tuple[str, ...]
    keys: tuple[str, ...]

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a regional resource."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


@dataclass(frozen=True)
class Account:
    """One AWS account.

    Attributes:
        sites: one per Region, the home Region first.
        trail_bucket: where the account's own trail is delivered; lives in the home Region.
        activity: how busy the account is, 1 on average.
        office: the outgoing address of the office where its people work.
    """

    id: str
    name: str
    sites: tuple[Site, ...]
    people: tuple[Person, ...]
    trail_bucket: str
    activity: float
    office: str

    @property
    def home(self) -> Site:
        """The Region where most of the account lives."""
        return self.sites[0]

    def somewhere(self, dice: Dice) -> Site:
        """A Region of the account, mostly its home."""
        return self.home if dice.chance(0.85) else dice.choice(self.sites)


@dataclass(frozen=True)
class Organisation:
    """All accounts, under one management account (the first)."""

    id: str
    company: str
    seed: int
    accounts: tuple[Account, ...]

    @property
    def management(self) -> Account:
        """The account that the organisation is managed from."""
        return self.accounts[0]


def found(seed: int, accounts: int) -> Organisation:
    """The organisation of a seed.

    Args:
        seed: decides every name, id and address.
        accounts: how many accounts, at least 1.
    """
    dice = Dice.of(seed, "organisation")
    company = dice.choice(names.COMPANIES)
    return Organisation(
        id=f"o-{dice.hexadecimal(10)}",
        company=company,
        seed=seed,
        accounts=tuple(_account(seed, company, number) for number in range(accounts)),
    )


def _account(seed: int, company: str, number: int) -> Account:
    dice = Dice.of(seed, "account", number)
    stage = names.STAGES[number % len(names.STAGES)]
    name = stage if number < len(names.STAGES) else f"{stage}-{number}"
    account = dice.digits(12)
    regions = [REGIONS[1], REGIONS[0], REGIONS[2]] if number % 2 else [*REGIONS]
    office = addresses.office(dice)
    return Account(
        id=account,
        name=name,
        sites=tuple(_site(account, f"{company}-{name}", r, rank, dice) for rank, r in enumerate(regions)),
        people=tuple(person(company, office, number * _PEOPLE + i, i, dice) for i in range(_PEOPLE)),
        office=office,
        trail_bucket=f"{company}-{name}-trail-{account}",
        activity=dice.uniform(0.7, 1.3),
    )


def _site(account: str, prefix: str, region: str, rank: int, dice: Dice) -> Site:
    services = tuple(dice.sample(names.SERVICES, 6))
    uses = dice.sample(names.BUCKET_USES, 4 - rank)
    return Site(
        account=account,
        region=region,
        vpc=f"vpc-0{dice.hexadecimal(16)}",
        instances=tuple(_instance(services[i % 3], region, dice) for i in range(_INSTANCES_BY_RANK[rank])),
        services=services,
        buckets=tuple(f"{prefix}-{use}-{region}" for use in uses),
        keys=tuple(f"arn:aws:kms:{region}:{account}:key/{dice.uuid()}" for _ in range(3)),
    )


def _instance(service: str, region: str, dice: Dice) -> Instance:
    return Instance(
        id=f"i-0{dice.hexadecimal(16)}",
        role=f"{service}-instance",
        private_address=addresses.private(dice),
        public_address=addresses.ec2(region, dice),
        endpoint=f"vpce-0{dice.hexadecimal(16)}" if dice.chance(0.4) else None,
    )


def person(company: str, office: str, number: int, index: int, dice: Dice) -> Person:
    """Somebody who works there.

    Args:
        company: decides the mail address.
        office: the office's address.
        number: among everybody; decides the first name.
        index: within the team; decides the job and the way to AWS.
        dice: for the rest.
    """
    first = names.FIRST[number % len(names.FIRST)]
    name = f"{first}.{dice.choice(names.LAST)}"
    country = dice.choice(addresses.COUNTRIES)
    places = [office, addresses.home(country, dice)]
    if dice.chance(0.3):
        places.append(addresses.ipv6(dice))
    if dice.chance(0.4):
        places.remove(office)
    return Person(
        name=name,
        email=f"{name}@{company}.example",
        job=JOBS[index % len(JOBS)],
        way=WAYS[index % len(WAYS)],
        hours=Hours(
            _MORNING[country] - 1 + 2 * dice.random(),
            7 + 3 * dice.random(),
            dice.choice((0, 0, 0.15)),
            _HOLIDAYS[country],
        ),
        addresses=tuple(places),
    )
