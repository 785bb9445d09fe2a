import pandas as pd

from analysis.measures import absence_kinds

FIGURES = pd.DataFrame(
    {
        "window": ["2023/2024"],
        "n": [120],
        "frequency": [1.2],
        "closed": [90],
        "duration": [20.0],
        "duration_capped": [18.0],
        "all_year": [100],
        "nil": [40],
        "part_year": [20],
        "part_year_nil": [15],
    }
)


def test_people_without_sick_leave_stand_apart_by_how_long_they_were_there():
    found = absence_kinds.never_ill(FIGURES).set_index("in_service")
    assert found["share"].to_dict() == {"all_year": 0.4, "part_year": 0.75}


def test_nobody_there_part_of_the_year_has_no_share():
    found = absence_kinds.never_ill(FIGURES.assign(part_year=0, part_year_nil=0))
    assert found["share"].isna().tolist() == [False, True]


def test_mean_length_stands_uncapped_and_capped():
    found = absence_kinds.lengths(FIGURES).iloc[0]
    assert found[["cases", "duration", "duration_capped"]].tolist() == [90, 20.0, 18.0]


def test_definitions_name_the_cap_and_what_does_not_count():
    said = dict(absence_kinds.how_counted().itertuples(index=False))
    assert "at most 730 days" in said["length of a case"]
    assert said["pregnancy and maternity"].startswith("do not count")
