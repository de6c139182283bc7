"""What the console calls when somebody opens one of its pages: a handful of reads within two seconds.

The calls are made with the person's own permissions, wanted or not, so a page's corner that the person may
not see fails whenever the page is opened.
"""

from __future__ import annotations

from collections.abc import Iterator

from models.simulate.cloudtrail import apis, mixes
from models.simulate.cloudtrail.apis import Api
from models.simulate.cloudtrail.event import Event
from models.simulate.cloudtrail.identity import Caller
from models.simulate.dice import Dice
from models.simulate.organisation import Site


def _page(group: tuple[Api, ...], *names: str) -> tuple[Api, ...]:
    found = {api.name: api for api in group}
    return tuple(found[name] for name in names)


PAGES = {
    "home": (
        *_page(apis.OBSERVATION, "DescribeEventAggregates", "GetCostAndUsage"),
        *_page(apis.AUDIT, "ListAccountAliases"),
    ),
    "instances": _page(
        apis.COMPUTE, "DescribeInstances", "DescribeInstanceStatus", "DescribeTags", "DescribeAvailabilityZones"
    ),
    "network": _page(apis.COMPUTE, "DescribeVpcs", "DescribeSubnets", "DescribeRouteTables", "DescribeSecurityGroups"),
    "functions": _page(apis.COMPUTE, "ListFunctions20150331", "GetFunction20150331v2"),
    "alarms": _page(apis.OBSERVATION, "DescribeAlarms", "GetMetricStatistics", "ListTopics"),
    "logs": _page(apis.OBSERVATION, "DescribeLogGroups", "FilterLogEvents", "GetQueryResults"),
    "databases": _page(apis.OBSERVATION, "DescribeDBInstances", "DescribeDBClusters"),
    "bucket": _page(
        apis.STORAGE, "ListBuckets", "GetBucketLocation", "GetBucketPolicyStatus", "GetBucketPublicAccessBlock"
    ),
    "permissions": _page(apis.AUDIT, "ListRoles", "GetRole", "ListAttachedRolePolicies", "GetAccountSummary"),
    "queries": _page(apis.ANALYSIS, "ListWorkGroups", "GetDatabases", "GetTables"),
}

#: The pages that each job lives on; a person has some of them as bookmarks.
_OF_JOB = {
    "developer": ("home", "functions", "logs", "alarms", "instances", "databases"),
    "operator": ("home", "instances", "network", "alarms", "logs", "permissions", "bucket"),
    "analyst": ("home", "queries", "bucket"),
    "data": ("home", "queries", "bucket", "databases", "logs"),
}
_BOOKMARKS = 3


def bookmarks(job: str, owner: str) -> tuple[str, ...]:
    """The names of the pages that somebody uses."""
    return tuple(Dice.of("bookmarks", owner).sample(_OF_JOB[job], _BOOKMARKS))


def visit(page: str, caller: Caller, at: int, site: Site, dice: Dice) -> Iterator[Event]:
    """The calls of a page that is opened at an instant."""
    for api in PAGES[page]:
        yield api.call(caller, at + dice.randrange(2), site, dice, mixes.failure(caller, api.service, api.name, dice))
