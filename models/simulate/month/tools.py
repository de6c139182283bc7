"""User agents of tools that attackers use, and of tools that are everybody's but seldom seen here."""

from __future__ import annotations

from models.simulate.cloudtrail import agents
from models.simulate.dice import Dice

#: Exploitation frameworks in Python show the SDK's agent, and an old one: their dependencies are pinned.
FRAMEWORK = agents.boto3_old("6.8.0-31-generic")
CLI_ON_SERVER = agents.cli_middle("debian.12", "6.1.0-21-cloud-amd64")
OLD_CLI = agents.cli_first("5.4.0-42-generic")
GO = "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64 api/iam#1.34.3"
KEY_SCANNER = "aws-sdk-go/1.55.5 (go1.23.1; linux; amd64) TruffleHog"
POWERSHELL = (
    "aws-sdk-dotnet-coreclr/3.7.400.30 ua/2.0 os/windows#10.0.19045.0 .NET_Core#8.0.8 md/ARCH#X64 "
    "AWSPowerShell.Common/4.1.640.0 PowerShellCore/7.4.5"
)
NODE = "aws-sdk-js/3.637.0 ua/2.0 os/win32#10.0.22631 lang/js md/nodejs#20.11.1 api/s3#3.637.0"
RCLONE = "rclone/v1.68.2"
S3_BROWSER = "S3 Browser/11.6.7 (https://s3browser.com)"
CYBERDUCK = "Cyberduck/9.0.4.42152 (Mac OS X/14.6.1) (aarch64)"


def emulator(dice: Dice) -> str:
    """Stratus Red Team, which signs each run with an id."""
    return f"stratus-red-team_{dice.uuid()}"
