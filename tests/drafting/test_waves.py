from datetime import date

import pytest
from exports import table

from analysis.drafting.waves import Period, names, period

MARCH = [f"2025-03-{day:02}" for day in range(3, 13)]


def of(see, days, header="answered_on"):
    return period(see(table(header, *days)), "answered_on")


def test_the_period_is_that_of_most_answers(see):
    found = of(see, [*MARCH, "2024-06-01"])
    assert found.fielded == (date(2025, 3, 3), date(2025, 3, 12))
    assert (found.name, found.n_outside, found.others) == ("2025", 1, ())


def test_a_second_wave_in_one_file_is_told(see):
    found = of(see, [*MARCH, *(f"2024-03-{day:02}" for day in range(4, 10))])
    assert found.others == ((date(2024, 3, 4), date(2024, 3, 9)),)


def test_the_days_of_a_few_are_not_told(see):
    assert of(see, MARCH[:4]) == Period("2025")


def test_days_that_may_be_months_are_unclear(see):
    assert of(see, ["03/04/2025", "05/04/2025"] * 5).unclear


def test_trial_runs_do_not_count(see):
    trials = ["2025-01-02 10:00:00,2025-01-02 10:05:00,1,1,R_1"] * 6
    answers = [f"{day} 10:00:00,{day} 10:05:00,0,1,R_2" for day in MARCH]
    content = "\n".join(["StartDate,EndDate,Status,Finished,ResponseId", *trials, *answers, ""])
    found = period(see(content), None)
    assert found.fielded == (date(2025, 3, 3), date(2025, 3, 12))


def test_a_file_without_days_has_no_period(see):
    assert period(see(table("a", "1")), None) == Period()


def spring(year, month=3):
    return Period(str(year), (date(year, month, 3), date(year, month, 20)))


@pytest.mark.parametrize(
    ("periods", "named"),
    [
        ([spring(2024), spring(2025)], ["2024", "2025"]),
        ([spring(2025), spring(2025)], ["2025", "2025"]),
        ([spring(2025), spring(2025, 10)], ["2025-03", "2025-10"]),
        ([Period(), Period()], ["1", "2"]),
        ([Period("2017")], ["2017"]),
    ],
)
def test_waves_are_named_by_year_and_by_month_where_a_year_has_two(periods, named):
    assert names(periods) == named
