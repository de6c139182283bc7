from models.simulate.clock import Calendar
from models.simulate.cloudtrail.background import Background
from models.simulate.organisation import found
from tests.models.simulate.conftest import MONDAY

WEEK = Calendar(MONDAY, 7)


def test_it_makes_about_as_many_records_as_asked_for() -> None:
    background = Background(found(2, 2), WEEK, records=4000)
    made = sum(1 for day in WEEK for _ in background.day(day))
    assert 0.93 < made / 4000 < 1.02


def test_people_rest_at_weekends() -> None:
    background = Background(found(2, 2), WEEK, records=6000)
    by_browser = [sum(event.record["userAgent"].startswith("Mozilla") for event in background.day(day)) for day in WEEK]
    assert max(by_browser[5:]) < min(by_browser[:5])


def test_a_days_records_begin_with_the_day_and_end_with_the_calendar() -> None:
    background = Background(found(2, 2), WEEK, records=4000)
    for day in WEEK:
        assert all(day <= event.at < WEEK.end for event in background.day(day))


def test_one_account_more_changes_nothing_for_the_others() -> None:
    day = Calendar(MONDAY, 1)
    few, more = (list(Background(found(2, n), day).day(MONDAY)) for n in (1, 2))
    assert more[: len(few)] == few
