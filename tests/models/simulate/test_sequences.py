"""Lines of the truth about attack sequences."""

from models.simulate.cloudtrail import event, identity
from models.simulate.cloudtrail.identity import Role
from models.simulate.dice import Dice
from models.simulate.sequences import EC2, IAM, S3, Sequence, of_callers, of_calls, of_network
from models.simulate.truth import Expected, Planted
from tests.models.simulate.conftest import MONDAY

ACCOUNT, OTHER = "111122223333", "444455556666"
DICE = Dice.of("sequences")
USER = identity.user(ACCOUNT, "ada", "192.0.2.1", "aws-cli/2")
SESSION = identity.session(Role(ACCOUNT, "admin"), "ada", MONDAY, "192.0.2.1", "aws-cli/2", DICE)
STRANGER = identity.user(OTHER, "bob", "192.0.2.1", "aws-cli/2")
FIRST, LAST = "2026-03-02T00:00:00Z", "2026-03-02T00:01:30Z"


def _planted(caller, at=MONDAY, *raises: str) -> Planted:
    return Planted(event.call(caller, at, "ec2", "DescribeVolumes", "eu-west-1", DICE), raises)


def _id(caller) -> str:
    return caller.identity["principalId"]


def test_those_are_members_whose_calls_raise_something() -> None:
    planted = [_planted(USER, MONDAY, "T"), _planted(SESSION, MONDAY + 90, "U", "T"), _planted(STRANGER)]
    members = tuple(sorted((_id(USER), _id(SESSION))))
    assert _id(SESSION).endswith(":ada")
    assert list(of_calls("s", planted, [S3], [IAM])) == [
        Sequence("s", S3, ACCOUNT, members, FIRST, LAST, ("T", "U")),
        Sequence("s", IAM, ACCOUNT, members, FIRST, LAST, certain=False),
    ]
    assert list(of_calls("s", [_planted(USER)], [S3], [IAM])) == []


def test_each_account_has_its_own() -> None:
    planted = [_planted(USER, MONDAY, "T"), _planted(STRANGER, MONDAY + 90, "U")]
    assert list(of_calls("s", planted, [IAM], [])) == [
        Sequence("s", IAM, ACCOUNT, (_id(USER),), FIRST, FIRST, ("T",)),
        Sequence("s", IAM, OTHER, (_id(STRANGER),), LAST, LAST, ("U",)),
    ]


def test_what_calls_may_be() -> None:
    events = [_planted(USER, at).event for at in (MONDAY + 90, MONDAY)]
    told = [Sequence("s", kind, ACCOUNT, (_id(USER),), FIRST, LAST, certain=False) for kind in (IAM, S3)]
    assert list(of_callers("s", events)) == told


def test_what_instances_may_be() -> None:
    expected = Expected("s", "Recon:EC2/Portscan", ACCOUNT, "eu-west-1", "i-1", FIRST, LAST)
    assert list(of_network([expected])) == [Sequence("s", EC2, ACCOUNT, ("i-1",), FIRST, LAST, certain=False)]
