"""What of a call is a habit: where it comes from, with which tool, and at which hour.

Addresses change within a provider, versions within a tool; habits are coarser than either.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address, ip_network

from models.times import DAY, HOUR

#: Prefix lengths of a network: what a home or an office keeps when its address changes. Providers hand out IPv4
#: addresses of one /24 to one place, and route IPv6 by /48.
V4_PREFIX, V6_PREFIX = 24, 48

#: Tools by what their user agents contain, the more telling first: a tool's name stands beside its SDK's.
_TOOLS = (
    "terraform", "pulumi", "ansible", "cloudformation", "console.amazonaws.com", "signin.amazonaws.com", "aws-cdk",
    "aws-cli", "s3console", "aws-vault", "s5cmd", "rclone", "s3cmd", "boto3", "botocore", "aws-sdk-java", "aws-sdk-go",
    "aws-sdk-js", "aws-sdk-nodejs", "aws-sdk-ruby", "aws-sdk-php", "aws-sdk-dotnet", "aws-sdk-net", "aws-sdk-rust",
    "aws-sdk-cpp", "aws-sdk-swift", "aws-sdk-kotlin", "awspowershell", "aws-tools", "aws toolkit", "mozilla",
)  # fmt: skip

_SYSTEMS = ("windows", "macos", "darwin", "mac os", "kali", "parrot", "pentoo", "android", "ios", "linux")


@lru_cache(maxsize=65_536)
def network(caller: str) -> str:
    """The network that an address belongs to; a caller that is no address, such as a service, is its own.

    >>> network("198.51.100.7"), network("2001:db8:1:2::3"), network("athena.amazonaws.com")
    ('198.51.100.0/24', '2001:db8:1::/48', 'athena.amazonaws.com')
    """
    try:
        address = ip_address(caller)
    except ValueError:
        return caller
    return str(ip_network((address, V4_PREFIX if address.version == 4 else V6_PREFIX), strict=False))


@lru_cache(maxsize=16_384)
def agent(user_agent: str) -> str:
    """The tool and the operating system of a user agent, without versions.

    >>> agent("aws-cli/2.15.0 Python/3.11.6 Darwin/23.1.0 exe/x86_64")
    'aws-cli on macos'
    >>> agent("Go-http-client/1.1")
    'go-http-client'
    """
    text = user_agent.lower()
    tool = next((tool for tool in _TOOLS if tool in text), None) or _product(text)
    system = next((system for system in _SYSTEMS if system in text), "")
    system = "macos" if system in ("darwin", "mac os") else system
    return f"{tool} on {system}" if system else tool


def _product(text: str) -> str:
    """The first product of a user agent that nobody knows, without its version."""
    return re.split(r"[/\s(]", text, maxsplit=1)[0][:64] or "none"


def hour_of_week(time_ms: int) -> str:
    """The hour of the week of an instant, UTC: ``0`` is Thursday at midnight, as 1970 began.

    >>> hour_of_week(0), hour_of_week(8 * 86_400_000 - 1)
    ('0', '23')
    """
    return str(time_ms % (7 * DAY) // HOUR)
