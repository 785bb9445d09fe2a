import pytest

from analysis.cleaning import school_results, school_scores, school_staff
from analysis.errors import DataProblem
from analysis.settings import Measure


@pytest.fixture
def scores(settings, raw_file):
    def run(*files):
        return school_scores.clean(list(files), settings)

    return run


@pytest.fixture
def survey(raw_file):
    def make(cells, /, *, path="survey.txt", **measures):
        known = {name: Measure(columns=(name,), scale=(0, 10)) for name in ("saf_s", "saf_t")}
        chosen = measures or {name: m for name, m in known.items() if name in cells}
        about = {"columns": {"school_id": "dbn"}, "wave": "2011", "decimal_sign": "."}
        return raw_file("school_scores", cells, path=path, measures=chosen, **about)

    return make


def test_a_record_with_two_measures_gives_two_rows_and_counts_once(scores, survey):
    cleaned = scores(survey({"dbn": ["A", "B"], "saf_s": ["7.1", "6"], "saf_t": ["8", "5"]}))
    assert cleaned.kept[["school_id", "measure", "value"]].values.tolist() == [
        ["A", "saf_s", 7.1],
        ["A", "saf_t", 8.0],
        ["B", "saf_s", 6.0],
        ["B", "saf_t", 5.0],
    ]
    assert cleaned.audit.kept("school_scores") == 2


def test_a_record_is_kept_when_one_of_its_measures_has_a_value(scores, survey):
    cleaned = scores(survey({"dbn": ["A"], "saf_s": ["s"], "saf_t": ["8"]}))
    assert cleaned.rows["fate"].tolist() == ["no_value", "kept"]
    assert cleaned.audit.fates.set_index("rule")["n"].to_dict()["kept"] == 1


def test_a_record_without_any_value_is_set_aside_and_withheld_cells_are_counted(scores, survey):
    cleaned = scores(survey({"dbn": ["A", "B"], "saf_s": ["*", "7"], "saf_t": [None, "8"]}))
    assert cleaned.audit.set_aside("school_scores")["no_value"] == 1
    assert cleaned.audit.changes[["column", "change", "n"]].values.tolist() == [
        ["saf_s", "suppressed_to_missing", 1]
    ]


def test_a_score_outside_its_scale_is_set_aside(scores, survey):
    cleaned = scores(survey({"dbn": ["A", "B"], "saf_s": ["10.1", "10"]}))
    assert cleaned.rows["fate"].tolist() == ["impossible_value", "kept"]


def test_an_impossible_figure_beside_a_possible_one_is_counted(scores, survey):
    cleaned = scores(survey({"dbn": ["A"], "saf_s": ["70"], "saf_t": ["8"]}))
    assert cleaned.rows["fate"].tolist() == ["impossible_value", "kept"]
    assert cleaned.audit.changes[["column", "change", "n"]].values.tolist() == [
        ["saf_s", "impossible_to_missing", 1]
    ]


def test_a_record_without_a_school_is_set_aside(scores, survey):
    cleaned = scores(survey({"dbn": [None, "B"], "saf_s": ["9", "10"]}))
    assert cleaned.rows["fate"].tolist() == ["no_school_code", "kept"]


def test_files_with_other_columns_are_put_under_each_other(scores, survey):
    first = survey({"dbn": ["A"], "saf_s": ["7"], "saf_t": ["6"]}, path="one.txt")
    second = survey({"dbn": ["B"], "saf_t": ["5"]}, path="two.txt")
    cleaned = scores(first, second)
    assert cleaned.kept["school_id"].tolist() == ["A", "A", "B"]
    assert cleaned.audit.fates.groupby("file")["n"].sum().to_dict() == {"one.txt": 1, "two.txt": 1}


def test_a_repeated_record_counts_once(scores, survey):
    cleaned = scores(survey({"dbn": ["A", "A"], "saf_s": ["7", "7"], "saf_t": ["6", "6"]}))
    assert cleaned.audit.set_aside("school_scores")["duplicate_row"] == 1


def test_two_different_scores_of_one_school_are_refused(scores, survey):
    with pytest.raises(DataProblem, match="Several rows share school_id, wave, measure"):
        scores(survey({"dbn": ["A", "A"], "saf_s": ["7", "8"]}))


def test_a_measure_whose_column_is_not_there_is_refused(scores, survey):
    with pytest.raises(DataProblem, match="correct measures.saf.columns"):
        scores(survey({"dbn": ["A"], "saf_s": ["7"]}, saf=Measure(columns=("saf_x",))))


def test_a_long_file_names_its_measures_in_a_column(scores, raw_file):
    cells = {"school_id": ["A", "A"], "measure": ["x", "y"], "value": ["1", "2"], "n": ["30", "<5"]}
    cleaned = scores(raw_file("school_scores", cells, wave="2011"))
    assert cleaned.kept["measure"].tolist() == ["x", "y"]
    assert cleaned.kept["n"].isna().tolist() == [False, True]


@pytest.fixture
def results(settings, raw_file):
    def run(cells, /, **more):
        about = {"year": 2012, "columns": {"school_id": "DBN"}, "decimal_sign": "."} | more
        return school_results.clean([raw_file("school_results", cells, **about)], settings)

    return run


SAT = {"sat": Measure(columns=("read", "math"), scale=(400, 1600), n="takers", domain="other")}


def test_a_result_over_several_columns_is_their_sum(results):
    cells = {"DBN": ["A"], "read": ["355"], "math": ["404"], "takers": ["29"]}
    kept = results(cells, measures=SAT).kept
    assert kept.values.tolist() == [["A", 2012.0, "other", "sat", 29.0, 759.0, 759.0, 759.0]]


def test_a_sum_with_a_withheld_part_has_no_value(results):
    cells = {"DBN": ["A"], "read": ["s"], "math": ["404"], "takers": ["s"]}
    assert results(cells, measures=SAT).rows["fate"].tolist() == ["no_value"]


def test_fewer_than_five_is_kept_as_an_interval(results):
    measure = {"below": Measure(columns=("x", "y"), domain="language")}
    kept = results({"DBN": ["A", "B"], "x": ["<5", "<5"], "y": ["7", "<10"]}, measures=measure).kept
    assert kept["value"].isna().tolist() == [True, True]
    assert kept[["low", "high"]].values.tolist() == [[8.0, 11.0], [2.0, 13.0]]


MEAN = {"cet": Measure(columns=("gem",), scale=(501, 550), n="aantal", domain="other")}


def test_a_blank_mean_of_a_few_pupils_is_kept_as_withheld_within_its_scale(results):
    cells = {"DBN": ["A", "B", "C"], "gem": ["536.1", None, None], "aantal": ["20", "4", "0"]}
    cleaned = results(cells, measures=MEAN)
    assert cleaned.rows["fate"].tolist() == ["kept", "kept", "no_value"]
    assert cleaned.kept.loc[1, ["n", "low", "high"]].tolist() == [4.0, 501.0, 550.0]
    assert cleaned.kept["value"].isna().tolist() == [False, True]


def test_a_withheld_mean_without_a_scale_has_no_bounds(results):
    measure = {"cet": Measure(columns=("gem",), n="aantal", domain="other")}
    kept = results({"DBN": ["A"], "gem": [None], "aantal": ["3"]}, measures=measure).kept
    assert kept[["value", "low", "high"]].isna().all(axis=None)


def test_brin_and_location_in_two_columns_are_one_code(results):
    cells = {"DBN": ["00AP", "00AR"], "vest": ["00", "1"], "gem": ["5", "6"], "aantal": ["9", "9"]}
    columns = {"school_id": "DBN", "location": "vest"}
    measure = {"cet": Measure(columns=("gem",), domain="other")}
    kept = results(cells, measures=measure, columns=columns).kept
    assert kept["school_id"].tolist() == ["00AP00", "00AR01"]


def test_a_domain_that_does_not_exist_is_refused(results):
    measure = {"x": Measure(columns=("x",), domain="maths")}
    with pytest.raises(DataProblem, match="choose from: language, arithmetic, other"):
        results({"DBN": ["A"], "x": ["1"]}, measures=measure)


def test_a_long_file_of_results_has_a_column_for_the_domain(results):
    cells = {"DBN": ["A"], "measure": ["m"], "value": ["3"], "domain": ["Rekenen"]}
    assert results(cells).kept["domain"].tolist() == ["arithmetic"]


@pytest.fixture
def staff(settings, raw_file):
    def run(cells, /, **known):
        return school_staff.clean([raw_file("school_staff", cells, year=2024)], settings, **known)

    return run


def test_published_numbers_of_staff_are_kept(staff):
    kept = staff({"school_id": ["A"], "headcount": ["30"], "fte": ["21,5"], "leavers": ["<5"]}).kept
    assert kept[["headcount", "fte"]].values.tolist() == [[30.0, 21.5]]
    assert kept["leavers"].isna().all()


def test_each_rule_of_staff_tables_points_at_its_row(staff):
    cells = {
        "school_id": ["A", "A", None, "B", "C"],
        "headcount": ["30", "30", "5", "*", "-3"],
    }
    assert staff(cells).rows["fate"].tolist() == [
        "kept",
        "duplicate_row",
        "no_school_code",
        "no_value",
        "impossible_value",
    ]


def test_fewer_than_five_leavers_are_an_interval(staff):
    kept = staff({"school_id": ["A"], "headcount": ["30"], "leavers": ["<5"]}).kept
    assert kept.loc[0, ["leavers_low", "leavers_high"]].tolist() == [1.0, 4.0]
    assert kept.loc[0, ["headcount_low", "headcount_high"]].tolist() == [30.0, 30.0]


def test_a_row_with_nothing_but_an_interval_is_kept(staff):
    assert staff({"school_id": ["A"], "leavers": ["<5"]}).rows["fate"].tolist() == ["kept"]


def test_a_total_among_the_rows_is_set_aside(staff, units):
    boards = units.assign(kind="board", unit_id="b1")
    cells = {"school_id": ["s1", "Totaal", "b1"], "headcount": ["30", "60", "60"]}
    assert staff(cells, units=boards).rows["fate"].tolist() == ["kept", "total_row", "total_row"]


def test_a_code_without_its_zeros_is_set_aside(staff):
    cells = {"school_id": ["0012", "12"], "headcount": ["30", "31"]}
    cleaned = staff(cells, schools_known={"0012"})
    assert cleaned.rows["fate"].tolist() == ["kept", "lost_zeros"]


@pytest.mark.parametrize(
    ("figures", "mark"),
    [
        ({"headcount": "0"}, "no_staff"),
        ({"headcount": "10", "leavers": "12"}, "more_left_than_worked"),
        ({"headcount": "10", "joiners": "12"}, "more_came_than_work"),
        ({"headcount": "10", "fte": "12,5"}, "more_jobs_than_people"),
        ({"headcount": "<5", "leavers": "6"}, "more_left_than_worked"),
        ({"headcount": "10", "leavers": "10"}, None),
        ({"headcount": "*", "leavers": "6"}, None),
    ],
)
def test_figures_that_cannot_be_true_together_are_marked_and_kept(staff, figures, mark):
    cells = {"school_id": ["A"]} | {name: [cell] for name, cell in figures.items()}
    cleaned = staff(cells)
    marks = cleaned.audit.marks
    assert cleaned.rows["fate"].tolist() == ["kept"]
    assert marks.loc[marks["n"] == 1, "rule"].tolist() == ([mark] if mark else [])
