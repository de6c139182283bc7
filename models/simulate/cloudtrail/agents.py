"""User agents, in the forms that AWS's SDKs, command lines and common tools send.

A ``{command}`` in an agent stands for the command of the call, which the AWS CLI appends; `of_call` fills
it in. The CLI names the Linux distribution that it runs on: ``md/distrib#name.version`` in the current
form, ``exe/arch.name.version`` in the one before. Version 1 of the CLI and the SDKs name only the kernel.
"""

from __future__ import annotations

import re
from functools import cache

from models.simulate.dice import Dice

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0"
SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.2 Safari/605.1.15"
)
BROWSERS = (CHROME, FIREFOX, SAFARI)

TERRAFORM = (
    "APN/1.0 HashiCorp/1.0 Terraform/1.10.5 (+https://www.terraform.io) terraform-provider-aws/5.84.0 "
    "aws-sdk-go-v2/1.36.0 ua/2.1 os/linux lang/go#1.23.5 md/GOOS#linux md/GOARCH#amd64 m/C,E"
)
SSM_AGENT = "aws-sdk-go/1.55.5 (go1.22.11; linux; amd64) amazon-ssm-agent/3.3.1611.0"
JAVA = (
    "aws-sdk-java/2.29.52 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.119-129.201.amzn2023.x86_64 "
    "lang/java#17.0.14 md/OpenJDK_64-Bit_Server_VM#17.0.14+7-LTS md/vendor#Amazon.com_Inc. md/en_US m/D,E"
)
LAMBDA_BOTO3 = (
    "Boto3/1.35.99 md/Botocore#1.35.99 ua/2.0 os/linux#5.10.230-240.887.amzn2.x86_64 md/arch#x86_64 "
    "lang/python#3.12.8 md/pyimpl#CPython exec-env/AWS_Lambda_python3.12 cfg/retry-mode#legacy Botocore/1.35.99"
)

_DISTRIBUTIONS = (
    ("ubuntu.24", "6.8.0-52-generic"),
    ("ubuntu.22", "5.15.0-130-generic"),
    ("debian.12", "6.1.0-30-amd64"),
    ("amzn.2023", "6.1.119-129.201.amzn2023.x86_64"),
    ("fedora.41", "6.12.11-200.fc41.x86_64"),
    ("arch", "6.13.1-arch1-1"),
)


def cli(distribution: str, kernel: str, installer: str = "exe") -> str:
    """AWS CLI v2 in its current form."""
    return (
        f"aws-cli/2.31.9 md/awscrt#0.27.6 ua/2.1 os/linux#{kernel} md/arch#x86_64 lang/python#3.13.7 "
        f"md/pyimpl#CPython m/Z,E,b cfg/retry-mode#standard md/installer#{installer} "
        f"md/distrib#{distribution} md/prompt#off md/command#{{command}}"
    )


def cli_middle(distribution: str, kernel: str, installer: str = "exe") -> str:
    """AWS CLI v2 as it was until 2024."""
    return (
        f"aws-cli/2.15.34 Python/3.11.8 Linux/{kernel} {installer}/x86_64.{distribution} prompt/off command/{{command}}"
    )


def cli_first(kernel: str) -> str:
    """AWS CLI v1 in its older form."""
    return f"aws-cli/1.32.101 Python/3.10.12 Linux/{kernel} botocore/1.34.101"


def boto3(kernel: str) -> str:
    """boto3 in its current form."""
    return (
        f"Boto3/1.36.16 md/Botocore#1.36.16 ua/2.0 os/linux#{kernel} md/arch#x86_64 lang/python#3.12.9 "
        "md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.36.16"
    )


def boto3_old(kernel: str) -> str:
    """boto3 as it was until 2023."""
    return f"Boto3/1.26.90 Python/3.9.16 Linux/{kernel} Botocore/1.29.90"


def java_old(kernel: str) -> str:
    """The AWS SDK for Java, version 1."""
    return (
        f"aws-sdk-java/1.12.780 Linux/{kernel} OpenJDK_64-Bit_Server_VM/11.0.25+9 java/11.0.25 vendor/Debian "
        "cfg/retry-mode/legacy"
    )


INSTANCE_BOTO3 = boto3("6.1.119-129.201.amzn2023.x86_64")
MAC_CLI = (
    "aws-cli/2.31.9 md/awscrt#0.27.6 ua/2.1 os/macos#24.6.0 md/arch#arm64 lang/python#3.13.7 "
    "md/pyimpl#CPython m/Z,E,b cfg/retry-mode#standard md/installer#source md/prompt#off md/command#{command}"
)


def somebodys_cli(dice: Dice) -> str:
    """The command line on an ordinary workstation or server."""
    distribution, kernel = dice.choice(_DISTRIBUTIONS)
    return dice.choice((cli(distribution, kernel), cli_middle(distribution, kernel), cli_first(kernel), MAC_CLI))


def somebodys_boto3(dice: Dice) -> str:
    """A Python program on an ordinary workstation or server."""
    _, kernel = dice.choice(_DISTRIBUTIONS)
    return dice.choice((boto3(kernel), boto3_old(kernel)))


def overlong(dice: Dice) -> str:
    """What a tool sends that appends to its agent without end; CloudTrail cuts at 1 KB."""
    modules = " ".join(f"plugin/{dice.hexadecimal(8)}" for _ in range(60))
    return f"inventory-sync/4.2 (+team platform) {modules} {boto3('6.8.0-52-generic')}"[:1024]


_BROWSER = re.compile(r"\b(Chrome|Firefox|rv|Version)([/:])(\d+)")
_PRODUCT = re.compile(
    r"\b(aws-cli|[Bb]oto(?:3|core)|aws-sdk-(?:java|go|go-v2)|terraform-provider-aws|amazon-ssm-agent)([/#])(\d+)\.(\d+)"
)


@cache
def released(agent: str, releases: int) -> str:
    """The agent some releases later: browsers count whole numbers, tools and SDKs the second one.

    >>> released("aws-cli/1.32.101 Python/3.10.12 botocore/1.34.101", 2)
    'aws-cli/1.34.101 Python/3.10.12 botocore/1.36.101'
    """
    if agent.startswith("Mozilla"):
        return _BROWSER.sub(lambda m: f"{m[1]}{m[2]}{int(m[3]) + releases}", agent)
    return _PRODUCT.sub(lambda m: f"{m[1]}{m[2]}{m[3]}.{int(m[4]) + releases}", agent)


@cache
def command(service: str, api: str) -> str:
    """The CLI's command for a call.

    >>> command("s3", "ListBuckets")
    's3api.list-buckets'
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", re.sub(r"\d{8}(v\d)?$", "", api))
    return f"{'s3api' if service == 's3' else service}.{words.lower()}"


def of_call(agent: str, service: str, api: str) -> str:
    """The agent as it is sent with one call."""
    return agent.replace("{command}", command(service, api)) if "{command}" in agent else agent
