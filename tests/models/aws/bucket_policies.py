"""Bucket policies worked out by hand from AWS's rules, mostly in pairs: one that opens, one that nearly does."""

from typing import Any

from models.aws.exposure import NONE, Exposure

BUCKET = "arn:aws:s3:::logs"
OBJECTS = "arn:aws:s3:::logs/*"
BOTH = [BUCKET, OBJECTS]
OFFICE = "203.0.113.0/24"
ORGANISATION = "o-a1b2c3d4e5"

ANONYMOUS = Exposure(anonymous_read=True)
ANONYMOUS_WRITE = Exposure(anonymous_write=True)
ANONYMOUS_BOTH = Exposure(anonymous_read=True, anonymous_write=True)
PUBLIC = Exposure(authenticated_read=True)
PUBLIC_WRITE = Exposure(authenticated_write=True)
PUBLIC_BOTH = Exposure(authenticated_read=True, authenticated_write=True)


def statement(effect: str, condition: Any = None, **elements: Any) -> dict[str, Any]:
    made = {"Effect": effect, "Principal": "*", "Action": "s3:GetObject", "Resource": OBJECTS} | elements
    for name in ("Principal", "Action", "Resource"):
        if f"Not{name}" in elements:
            del made[name]
    return made if condition is None else made | {"Condition": condition}


def allow(condition: Any = None, **elements: Any) -> dict[str, Any]:
    return statement("Allow", condition, **elements)


def deny(condition: Any = None, **elements: Any) -> dict[str, Any]:
    return statement("Deny", condition, **{"Action": "s3:*", "Resource": BOTH} | elements)


def policy(*statements: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def equals(key: str, value: Any) -> dict[str, Any]:
    return {"StringEquals": {key: value}}


def like(key: str, value: Any) -> dict[str, Any]:
    return {"StringLike": {key: value}}


def differs(key: str, value: Any) -> dict[str, Any]:
    return {"StringNotEquals": {key: value}}


def address(*ranges: str) -> dict[str, Any]:
    return {"IpAddress": {"aws:SourceIp": list(ranges)}}


TESTER = {
    "guardduty tester, anonymous": ([allow()], ANONYMOUS),
    "guardduty tester, public": ([allow(like("aws:PrincipalArn", "arn:aws:iam::*"), Principal={"AWS": "*"})], PUBLIC),
}

PRINCIPALS = {
    "AWS star is everyone": ([allow(Principal={"AWS": "*"})], ANONYMOUS),
    "star among accounts": ([allow(Principal={"AWS": ["111122223333", "*"]})], ANONYMOUS),
    "an account": ([allow(Principal={"AWS": "111122223333"})], NONE),
    "a root ARN": ([allow(Principal={"AWS": "arn:aws:iam::111122223333:root"})], NONE),
    "wildcard in a principal ARN": ([allow(Principal={"AWS": "arn:aws:iam::*:root"})], NONE),
    "a service": ([allow(Principal={"Service": "delivery.logs.amazonaws.com"})], NONE),
    "cloudfront origin access control": (
        [
            allow(
                equals("AWS:SourceArn", "arn:aws:cloudfront::111122223333:distribution/EDFDVBD6EXAMPLE"),
                Principal={"Service": "cloudfront.amazonaws.com"},
            )
        ],
        NONE,
    ),
    "a federation": ([allow(Principal={"Federated": "graph.facebook.com"})], NONE),
    "a canonical user": ([allow(Principal={"CanonicalUser": "79a59df900b949e55d96a1e698fbaced"})], NONE),
    "everyone but one": ([allow(NotPrincipal={"AWS": "arn:aws:iam::111122223333:root"})], ANONYMOUS),
    "everyone but everyone": ([allow(NotPrincipal={"AWS": "*"})], NONE),
}

ACTIONS = {
    "writes only": ([allow(Action="s3:PutObject")], ANONYMOUS_WRITE),
    "everything": ([allow(Action="*", Resource="*")], ANONYMOUS_BOTH),
    "everything of S3, in any case": ([allow(Action="S3:*", Resource=BOTH)], ANONYMOUS_BOTH),
    "a glob of reads": ([allow(Action=["s3:Get*", "s3:List*"], Resource=BOTH)], ANONYMOUS),
    "a glob across verbs": ([allow(Action="s3:*Object")], ANONYMOUS_BOTH),
    "a question mark": ([allow(Action="s3:?etObject")], ANONYMOUS),
    "a new action by name": ([allow(Action="s3:GetObjectDreams")], ANONYMOUS),
    "all but deletions": ([allow(NotAction="s3:Delete*", Resource=BOTH)], ANONYMOUS_BOTH),
    "all but S3": ([allow(NotAction="s3:*", Resource=BOTH)], NONE),
    "another service": ([allow(Action="sqs:SendMessage")], NONE),
    "changing a list is writing": ([allow(Action="s3:PutObjectAcl")], ANONYMOUS_WRITE),
    "taking part in replication": ([allow(Action="s3:ReplicateObject")], ANONYMOUS_WRITE),
    "listing": ([allow(Action="s3:ListBucket", Resource=BUCKET)], ANONYMOUS),
}

RESOURCES = {
    "one object": ([allow(Resource="arn:aws:s3:::logs/index.html")], ANONYMOUS),
    "China": ([allow(Resource="arn:aws-cn:s3:::logs/*")], ANONYMOUS),
    "objects are not in the bucket's own ARN": ([allow(Resource=BUCKET)], NONE),
    "the bucket is not among its objects": ([allow(Action="s3:ListBucket")], NONE),
    "a queue": ([allow(Action="*", Resource="arn:aws:sqs:us-east-1:111122223333:q")], NONE),
    "all but a prefix": ([allow(NotResource="arn:aws:s3:::logs/private/*")], ANONYMOUS),
    "all but all": ([allow(NotResource="*")], NONE),
    "own prefix by user name": ([allow(Resource="arn:aws:s3:::logs/${aws:username}/*")], PUBLIC),
    "own prefix with a default": (
        [allow(Resource="arn:aws:s3:::logs/${aws:PrincipalTag/team, 'shared'}/*")],
        ANONYMOUS,
    ),
}

IDENTITY = {
    "organisation": ([allow(equals("aws:PrincipalOrgID", ORGANISATION))], NONE),
    "organisation, key in another case": ([allow(equals("AWS:principalorgid", [ORGANISATION]))], NONE),
    "any organisation": ([allow(like("aws:PrincipalOrgID", "o-*"))], PUBLIC),
    "any organisation, but not a pattern": ([allow(equals("aws:PrincipalOrgID", "o-*"))], NONE),
    "organisation if there is one": (
        [allow({"StringEqualsIfExists": {"aws:PrincipalOrgID": ORGANISATION}})],
        ANONYMOUS,
    ),
    "for all values of a missing key": (
        [allow({"ForAllValues:StringEquals": {"aws:PrincipalOrgID": ORGANISATION}})],
        ANONYMOUS,
    ),
    "organisation path": ([allow({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": f"{ORGANISATION}/*"}})], NONE),
    "any organisation path": ([allow({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/r-*/*"}})], PUBLIC),
    "a root id, which organisations may share": (
        [allow({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/r-ab12/*"}})],
        PUBLIC,
    ),
    "account": ([allow(equals("aws:PrincipalAccount", "111122223333"))], NONE),
    "account as a number": ([allow(equals("aws:PrincipalAccount", 111122223333))], NONE),
    "any account, which anonymous requests have too": ([allow(like("aws:PrincipalAccount", "*"))], ANONYMOUS),
    "any twelve digits": ([allow(like("aws:PrincipalAccount", "?" * 12))], PUBLIC),
    "the bucket's account": ([allow(equals("aws:PrincipalAccount", "${aws:ResourceAccount}"))], NONE),
    "the bucket's account, other way round": ([allow(equals("aws:ResourceAccount", "${aws:PrincipalAccount}"))], NONE),
    "the bucket's organisation": ([allow(equals("aws:PrincipalOrgID", "${aws:ResourceOrgID}"))], NONE),
    "any role": ([allow({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}})], PUBLIC),
    "a role name in any account": ([allow(like("aws:PrincipalArn", "arn:aws:iam::*:role/admin"))], PUBLIC),
    "any role of an account": ([allow(like("aws:PrincipalArn", "arn:aws:iam::111122223333:*"))], NONE),
    "an account behind a loose wildcard": ([allow(like("aws:PrincipalArn", "arn:*:111122223333:*"))], NONE),
    "a role": ([allow({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/ci"}})], NONE),
    "any ARN, but not a pattern": ([allow(equals("aws:PrincipalArn", "arn:aws:iam::*"))], NONE),
    "any role, by the other operator": ([allow({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}})], PUBLIC),
    "a type in any case": ([allow({"StringEqualsIgnoreCase": {"aws:PrincipalType": "user"}})], PUBLIC),
    "fresh session": ([allow({"DateGreaterThan": {"aws:TokenIssueTime": "2026-01-01T00:00:00Z"}})], PUBLIC),
    "fresh signature": ([allow({"NumericLessThan": {"s3:signatureAge": 600000}})], PUBLIC),
    "role id": ([allow(like("aws:userid", "AROAEXAMPLEID:*"))], NONE),
    "session name in any role": ([allow(like("aws:userid", "*:deploy"))], PUBLIC),
    "own tag": ([allow(equals("aws:PrincipalTag/team", "red"))], PUBLIC),
    "user name": ([allow(equals("aws:username", "admin"))], PUBLIC),
    "second factor": ([allow({"Bool": {"aws:MultiFactorAuthPresent": "true"}})], PUBLIC),
    "signed in any way": ([allow({"Null": {"aws:PrincipalArn": "false"}})], PUBLIC),
    "not signed": ([allow({"Null": {"aws:PrincipalArn": True}})], ANONYMOUS),
    "anonymous by type": ([allow(equals("aws:PrincipalType", "Anonymous"))], ANONYMOUS),
    "not anonymous by type": ([allow(differs("aws:PrincipalType", "Anonymous"))], PUBLIC),
    "signature in the header": ([allow(equals("s3:authType", "REST-HEADER"))], PUBLIC),
    "signature version": ([allow(equals("s3:signatureversion", "AWS4-HMAC-SHA256"))], PUBLIC),
    "an AWS service": ([allow({"Bool": {"aws:PrincipalIsAWSService": "true"}})], NONE),
}

NETWORK = {
    "office": ([allow(address(OFFICE))], NONE),
    "the internet": ([allow(address("0.0.0.0/0"))], ANONYMOUS),
    "the internet, version 6": ([allow(address("::/0"))], ANONYMOUS),
    "a /8": ([allow(address("11.0.0.0/8"))], NONE),
    "a /7": ([allow(address("12.0.0.0/7"))], ANONYMOUS),
    "an IPv6 /32": ([allow(address("2001:db8::/32"))], NONE),
    "an IPv6 /31": ([allow(address("2600::/31"))], ANONYMOUS),
    "private ranges": ([allow(address("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))], NONE),
    "narrow ranges that add up": ([allow(address(*(f"{n}.0.0.0/9" for n in range(20, 60))))], ANONYMOUS),
    "not an address": ([allow(address("office"))], NONE),
    "all but an address": ([allow({"NotIpAddress": {"aws:SourceIp": "198.51.100.7"}})], ANONYMOUS),
    "all but the internet": ([allow({"NotIpAddress": {"aws:SourceIp": ["0.0.0.0/0", "::/0"]}})], PUBLIC),
    "a prefix of an address as text": ([allow(like("aws:SourceIp", "203.0.113.*"))], NONE),
    "VPC": ([allow(equals("aws:SourceVpc", "vpc-91237329"))], NONE),
    "any VPC": ([allow(like("aws:SourceVpc", "vpc-*"))], PUBLIC),
    "VPC endpoint": ([allow(equals("aws:SourceVpce", "vpce-1a2b3c4d"))], NONE),
    "any VPC endpoint": ([allow({"Null": {"aws:SourceVpce": "false"}})], PUBLIC),
    "address inside a VPC": ([allow({"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}})], NONE),
    "office or VPC, as IAM's guide has it": (
        [
            allow(
                {
                    "IpAddressIfExists": {"aws:SourceIp": [OFFICE]},
                    "StringEqualsIfExists": {"aws:SourceVpc": ["vpc-91237329"]},
                }
            )
        ],
        NONE,
    ),
    "office unless through a VPC": ([allow({"IpAddressIfExists": {"aws:SourceIp": OFFICE}})], PUBLIC),
    "access points of an account": ([allow(equals("s3:DataAccessPointAccount", "111122223333"))], NONE),
    "access points of an account, by ARN": (
        [allow(like("s3:DataAccessPointArn", "arn:aws:s3:us-west-2:111122223333:accesspoint/*"))],
        NONE,
    ),
    "any access point": ([allow(like("s3:DataAccessPointArn", "arn:aws:s3:us-west-2:*:accesspoint/*"))], PUBLIC),
    "source account": ([allow(equals("aws:SourceAccount", "111122223333"))], NONE),
    "source bucket": ([allow({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::inventoried"}})], NONE),
    "any source": ([allow({"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*"}})], PUBLIC),
    "directly": ([allow({"Bool": {"aws:ViaAWSService": "False"}})], ANONYMOUS),
    "through another service": ([allow({"ForAnyValue:StringEquals": {"aws:CalledVia": "athena.amazonaws.com"}})], NONE),
}

REQUEST = {
    "encrypted connection": ([allow({"Bool": {"aws:SecureTransport": "true"}})], ANONYMOUS),
    "encrypted connection, as JSON": ([allow({"Bool": {"aws:SecureTransport": True}})], ANONYMOUS),
    "referer": ([allow(like("aws:Referer", "https://www.example.com/*"))], ANONYMOUS),
    "without referer": ([allow({"StringNotLike": {"aws:Referer": "*"}})], ANONYMOUS),
    "user agent": ([allow(equals("aws:UserAgent", "secret"))], ANONYMOUS),
    "prefix": ([allow(like("s3:prefix", "public/*"), Action="s3:ListBucket", Resource=BUCKET)], ANONYMOUS),
    "canned list": (
        [allow(equals("s3:x-amz-acl", "bucket-owner-full-control"), Action="s3:PutObject")],
        ANONYMOUS_WRITE,
    ),
    "key of the bucket's owner": (
        [
            allow(
                equals(
                    "s3:x-amz-server-side-encryption-aws-kms-key-id", "arn:aws:kms:eu-west-1:111122223333:key/1234abcd"
                ),
                Action="s3:PutObject",
            )
        ],
        NONE,
    ),
    "few keys at a time": (
        [allow({"NumericLessThanEquals": {"s3:max-keys": 10}}, Action="s3:ListBucket", Resource=BUCKET)],
        ANONYMOUS,
    ),
    "from some day on": ([allow({"DateGreaterThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}})], ANONYMOUS),
    "object tag": ([allow(equals("s3:ExistingObjectTag/public", "yes"))], ANONYMOUS),
    "a key that AWS may add one day": ([allow(equals("aws:SourceMoon", "ours"))], NONE),
    "an operator that AWS does not know": ([allow({"StringMatches": {"aws:Referer": "*"}})], NONE),
    "all of two conditions": ([allow(address("0.0.0.0/0") | equals("aws:PrincipalOrgID", ORGANISATION))], NONE),
    "any of two values": ([allow(address(OFFICE, "0.0.0.0/0"))], ANONYMOUS),
}

DENIALS = {
    "unless VPC endpoint": ([allow(), deny(differs("aws:SourceVpce", "vpce-1a2b3c4d"))], NONE),
    "unless through some VPC endpoint": ([allow(), deny({"Null": {"aws:SourceVpce": "true"}})], PUBLIC),
    "unless organisation": ([allow(), deny(differs("aws:PrincipalOrgID", ORGANISATION))], NONE),
    "unless office": ([allow(), deny({"NotIpAddress": {"aws:SourceIp": OFFICE}})], NONE),
    "unless office or VPC": (
        [allow(), deny({"NotIpAddress": {"aws:SourceIp": OFFICE}} | differs("aws:SourceVpc", "vpc-91237329"))],
        NONE,
    ),
    "if office": ([allow(), deny(address(OFFICE))], ANONYMOUS),
    "unless role": ([allow(), deny({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}})], NONE),
    "unless some role": ([allow(), deny({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}})], PUBLIC),
    "unless unique ids": (
        [allow(), deny({"StringNotLike": {"aws:userId": ["AROAEXAMPLEID:*", "111122223333"]}})],
        NONE,
    ),
    "unless the bucket's account": ([allow(), deny(differs("aws:PrincipalAccount", "${aws:ResourceAccount}"))], NONE),
    "data perimeter": (
        [
            allow(),
            deny(
                {
                    "StringNotEqualsIfExists": {"aws:PrincipalOrgID": ORGANISATION},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                }
            ),
        ],
        NONE,
    ),
    "confused deputy": (
        [allow(), deny(differs("aws:SourceAccount", "111122223333") | {"Bool": {"aws:PrincipalIsAWSService": "true"}})],
        ANONYMOUS,
    ),
    "insecure transport": ([allow(), deny({"Bool": {"aws:SecureTransport": "false"}})], ANONYMOUS),
    "all transport": ([allow(), deny({"Bool": {"aws:SecureTransport": ["true", "false"]}})], NONE),
    "old TLS": ([allow(), deny({"NumericLessThan": {"s3:TlsVersion": 1.2}})], ANONYMOUS),
    "without encryption header": (
        [allow(Action="s3:PutObject"), deny({"Null": {"s3:x-amz-server-side-encryption": "true"}})],
        ANONYMOUS_WRITE,
    ),
    "with a referer": ([allow(), deny(like("aws:Referer", "*"))], ANONYMOUS),
    "wrong referer": ([allow(), deny({"StringNotLike": {"aws:Referer": "https://www.example.com/*"}})], ANONYMOUS),
    "without second factor": ([allow(), deny({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})], PUBLIC),
    "second factor known to be missing": (
        [allow(), deny({"Bool": {"aws:MultiFactorAuthPresent": "false"}})],
        ANONYMOUS,
    ),
    "anonymous": ([allow(), deny(equals("aws:PrincipalType", "Anonymous"))], PUBLIC),
    "unsigned": ([allow(), deny(differs("s3:signatureversion", "AWS4-HMAC-SHA256"))], PUBLIC),
    "everyone": ([allow(), deny()], NONE),
    "everyone, by the bucket's name": ([allow(Resource="*"), deny(Resource=BOTH)], NONE),
    "everyone, by a glob": ([allow(), deny(Resource="arn:aws:s3:::log*")], NONE),
    "everyone but a role": ([allow(), deny(NotPrincipal={"AWS": "arn:aws:iam::111122223333:role/ci"})], NONE),
    "an account": ([allow(), deny(Principal={"AWS": "111122223333"})], ANONYMOUS),
    "other actions": ([allow(), deny(Action="s3:DeleteObject")], ANONYMOUS),
    "some of the actions": ([allow(Action=["s3:GetObject", "s3:PutObject"]), deny(Action="s3:Put*")], ANONYMOUS),
    "all but the action": ([allow(), deny(NotAction="s3:GetObject")], ANONYMOUS),
    "all but another action": ([allow(), deny(NotAction="s3:ListBucket")], NONE),
    "reads of everything": ([allow(Action="s3:*"), deny(Action=["s3:Get*", "s3:List*"])], ANONYMOUS_WRITE),
    "the bucket and its objects apart": (
        [
            allow(Action=["s3:GetObject", "s3:ListBucket"], Resource=BOTH),
            deny(Action="s3:GetObject", Resource=OBJECTS),
            deny(Action="s3:ListBucket", Resource=BUCKET),
        ],
        NONE,
    ),
    "the bucket but not its objects": ([allow(), deny(Resource=BUCKET)], ANONYMOUS),
    "another prefix": ([allow(), deny(Resource="arn:aws:s3:::logs/private/*")], ANONYMOUS),
    "the prefix": (
        [allow(Resource="arn:aws:s3:::logs/private/a*"), deny(Resource="arn:aws:s3:::logs/private/*")],
        NONE,
    ),
    "all but the prefix": (
        [allow(Resource="arn:aws:s3:::logs/public/*"), deny(NotResource="arn:aws:s3:::logs/public/*")],
        ANONYMOUS,
    ),
    "all but another prefix": (
        [allow(Resource="arn:aws:s3:::logs/public/*"), deny(NotResource="arn:aws:s3:::logs/web/*")],
        NONE,
    ),
    "all but the prefix and another": (
        [
            allow(Resource="arn:aws:s3:::logs/public/*"),
            deny(NotResource=["arn:aws:s3:::logs/web/*", "arn:aws:s3:::logs/public/*"]),
        ],
        ANONYMOUS,
    ),
    "objects by the end of their keys": ([allow(), deny(Resource="arn:aws:s3:::logs*.css")], ANONYMOUS),
    "another bucket": ([allow(), deny(Resource="arn:aws:s3:::other/*")], ANONYMOUS),
    "own prefix": (
        [allow(Resource="arn:aws:s3:::logs/bob/*"), deny(Resource="arn:aws:s3:::logs/${aws:username}/*")],
        ANONYMOUS,
    ),
    "own prefix, which is all there is": (
        [allow(Resource="arn:aws:s3:::logs/${aws:username}/*"), deny(Resource="arn:aws:s3:::logs/${aws:username}/*")],
        NONE,
    ),
    "the tagged prefix": (
        [allow(like("aws:PrincipalArn", "*")), deny(Resource="arn:aws:s3:::logs/${aws:PrincipalTag/team}*")],
        PUBLIC,
    ),
}

SEVERAL = {
    "own prefix beside a shared one": (
        [allow(Resource=["arn:aws:s3:::logs/${aws:username}/*", "arn:aws:s3:::logs/shared/*"])],
        Exposure(anonymous_read=True, authenticated_read=True),
    ),
    "anonymous and public": (
        [allow(), allow(like("aws:PrincipalArn", "arn:aws:iam::*"), Action="s3:PutObject")],
        Exposure(anonymous_read=True, authenticated_write=True),
    ),
    "the same action, both ways": (
        [allow(), allow({"Bool": {"aws:MultiFactorAuthPresent": "true"}})],
        Exposure(anonymous_read=True, authenticated_read=True),
    ),
    "anonymous stopped at one of two": (
        [
            allow(Action=["s3:GetObject", "s3:PutObject"]),
            deny(equals("aws:PrincipalType", "Anonymous"), Action="s3:PutObject"),
        ],
        Exposure(anonymous_read=True, authenticated_write=True),
    ),
    "all of S3 to any account": ([allow(like("aws:PrincipalArn", "*"), Action="s3:*", Resource=BOTH)], PUBLIC_BOTH),
    "upload to any account": ([allow(differs("aws:PrincipalType", "Anonymous"), Action="s3:Put*")], PUBLIC_WRITE),
    "benign beside benign": ([allow(Principal={"AWS": "111122223333"}), allow(address(OFFICE)), deny()], NONE),
}

GROUPS = (TESTER, PRINCIPALS, ACTIONS, RESOURCES, IDENTITY, NETWORK, REQUEST, DENIALS, SEVERAL)
