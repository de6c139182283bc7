import pytest

from models.simulate.cloudtrail import console, people
from models.simulate.dice import Dice
from models.simulate.organisation import JOBS, found
from tests.models.simulate.conftest import MONDAY

ACCOUNT = found(4, 1).accounts[0]


@pytest.mark.parametrize("page", sorted(console.PAGES))
def test_a_page_is_a_burst_of_reads(page: str) -> None:
    person = ACCOUNT.people[0]
    _, caller = people.arrive(ACCOUNT, person, MONDAY, "192.0.2.1", "Mozilla/5.0", Dice.of("sign-in"))
    calls = list(console.visit(page, caller, MONDAY, ACCOUNT.home, Dice.of(page)))
    assert len(calls) >= 2
    assert all(call.record["readOnly"] for call in calls)
    assert max(call.at for call in calls) - MONDAY <= 2


def test_a_page_fails_in_the_same_corners_every_time() -> None:
    person = ACCOUNT.people[0]
    outcomes = []
    for number in range(6):
        _, caller = people.arrive(ACCOUNT, person, MONDAY, "192.0.2.1", "Mozilla/5.0", Dice.of(number))
        refused = set()
        for page in console.PAGES:
            for call in console.visit(page, caller, MONDAY, ACCOUNT.home, Dice.of(number, page)):
                if "not authorized" in call.record.get("errorMessage", ""):
                    refused.add(call.record["eventName"])
        outcomes.append(refused)
    assert set.intersection(*outcomes)


def test_bookmarks_are_of_the_job_and_stay() -> None:
    for job in JOBS:
        marked = console.bookmarks(job, "somebody")
        assert len(set(marked)) == 3 and set(marked) <= set(console.PAGES)
        assert console.bookmarks(job, "somebody") == marked
    assert len({console.bookmarks("developer", f"somebody {n}") for n in range(20)}) > 5
