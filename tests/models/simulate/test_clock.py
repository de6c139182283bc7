from models.simulate.clock import DAY, HOUR, Calendar, Hours, iso, us_date
from models.simulate.dice import Dice
from tests.models.simulate.conftest import MONDAY

SATURDAY = MONDAY + 5 * DAY


def test_instants_are_written_as_in_logs() -> None:
    assert iso(MONDAY + 3661) == "2026-03-02T01:01:01Z"
    assert us_date(MONDAY) == "Mar 2, 2026, 12:00:00 AM"
    assert us_date(MONDAY + 13 * HOUR) == "Mar 2, 2026, 1:00:00 PM"


def test_a_calendar_is_its_days() -> None:
    calendar = Calendar(MONDAY, 3)
    assert list(calendar) == [MONDAY, MONDAY + DAY, MONDAY + 2 * DAY]
    assert calendar.end == MONDAY + 3 * DAY


def test_work_is_done_in_working_hours_and_less_at_weekends() -> None:
    hours = Hours(begins=8.5, lasts=8, weekend=0.1)
    dice = Dice.of("hours")
    moments = [hours.moment(MONDAY, dice) - MONDAY for _ in range(200)]
    assert min(moments) >= 8.5 * HOUR
    assert max(moments) <= 16.5 * HOUR
    assert [hours.activity(day) for day in (MONDAY, SATURDAY, SATURDAY + DAY)] == [1.0, 0.1, 0.1]
