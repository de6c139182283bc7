"""Where CloudTrail puts its records: ``{"Records":[…]}``, gzip, one file per account, Region and 5 minutes.

Key and name: ``AWSLogs/<account>/CloudTrail/<region>/YYYY/MM/DD/`` and
``<account>_CloudTrail_<region>_<YYYYMMDDTHHmmZ>_<16 letters and digits>.json.gz`` (AWS, "CloudTrail log file
names"). Beside the logs lie digests (hashes of the log files) and Insights events; neither holds records of
calls, and a reader of the logs must pass them by.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import PurePath

import msgspec

from models.simulate.clock import HOUR, MINUTE, iso
from models.simulate.cloudtrail.identity import Json
from models.simulate.dice import Dice
from models.simulate.layout import LogFile
from models.simulate.organisation import Account

NAME = "CloudTrail"


def path(account: str, region: str, stamp: int, tag: str, kind: str = NAME) -> PurePath:
    """A log file's path below the bucket's root."""
    moment = time.gmtime(stamp)
    name = time.strftime(f"{account}_{kind}_{region}_%Y%m%dT%H%MZ_{tag}.json.gz", moment)
    return PurePath("AWSLogs", account, kind, region, time.strftime("%Y/%m/%d", moment), name)


def wrap(records: Iterable[bytes]) -> bytes:
    """Encoded records as the content of a log file."""
    return b'{"Records":[' + b",".join(records) + b"]}"


def digest(account: Account, files: Iterable[LogFile], end: int, dice: Dice) -> tuple[PurePath, bytes]:
    """The digest of the hour before ``end`` for the account's home Region.

    Args:
        account: whose trail.
        files: the log files that were delivered in that hour.
        end: the digest's time.
        dice: for what stands in for the signature.
    """
    region, trail = account.home.region, "organisation-trail"
    moment = time.gmtime(end)
    folder = PurePath("AWSLogs", account.id, f"{NAME}-Digest", region, time.strftime("%Y/%m/%d", moment))
    stamp = time.strftime("%Y%m%dT%H%M%SZ", moment)
    where = folder / f"{account.id}_{NAME}-Digest_{region}_{trail}_{region}_{stamp}.json.gz"
    content: Json = {
        "awsAccountId": account.id,
        "digestStartTime": iso(end - HOUR),
        "digestEndTime": iso(end),
        "digestS3Bucket": account.trail_bucket,
        "digestS3Object": where.as_posix(),
        "digestPublicKeyFingerprint": dice.hexadecimal(32),
        "digestSignatureAlgorithm": "SHA256withRSA",
        "previousDigestS3Bucket": None,
        "previousDigestS3Object": None,
        "previousDigestHashValue": None,
        "previousDigestHashAlgorithm": None,
        "previousDigestSignature": None,
        "logFiles": [
            {
                "s3Bucket": account.trail_bucket,
                "s3Object": file.path.as_posix(),
                "hashValue": file.sha256,
                "hashAlgorithm": "SHA-256",
            }
            for file in files
        ],
    }
    return where, msgspec.json.encode(content)


def insight(account: Account, at: int, dice: Dice) -> tuple[PurePath, bytes]:
    """An Insights file: CloudTrail's own remark that an API is called more often than usual."""
    region, shared = account.home.region, dice.uuid()
    details = {
        "eventSource": "ssm.amazonaws.com",
        "eventName": "UpdateInstanceInformation",
        "insightType": "ApiCallRateInsight",
        "insightContext": {"statistics": {"baseline": {"average": 0.4}, "insight": {"average": 6.2}}},
    }
    records = [
        {
            "eventVersion": "1.08",
            "eventTime": iso(at + minutes * MINUTE),
            "awsRegion": region,
            "eventID": dice.uuid(),
            "eventType": "AwsCloudTrailInsight",
            "recipientAccountId": account.id,
            "sharedEventID": shared,
            "insightDetails": {"state": state} | details,
            "eventCategory": "Insight",
        }
        for state, minutes in (("Start", 0), ("End", 7))
    ]
    where = path(account.id, region, at + HOUR, dice.alphanumeric(16), f"{NAME}-Insight")
    return where, wrap(map(msgspec.json.encode, records))
