import pytest
from exports import table

from analysis.drafting import meanings, recognise


@pytest.fixture
def of(see, book):
    def found(content):
        seen = see(content)
        known = recognise.recognise(seen, book)
        return {m.column: m for m in meanings.of_categories(seen, known, minimum=5)}

    return found


def test_labels_that_are_known_and_those_to_choose_are_told_apart(of, contracts):
    found = of(contracts.replace("L10", "").replace("Leraar ", "Leraar"))["function_group"]
    assert found.known == {"Leraar": "teacher"}
    assert found.unknown == {"Conciërge": (12, "")}


def test_a_label_that_holds_a_known_one_is_suggested(of, contracts):
    assert of(contracts)["function_group"].unknown["Leraar L10"] == (12, "teacher")


def test_a_code_of_a_reason_of_leaving_is_to_be_chosen(of, contracts):
    assert of(contracts)["exit_class"].unknown == {"08": (12, "")}


def test_a_rare_label_is_counted_and_never_named(of, contracts):
    found = of(contracts.replace("Conciërge", "Alchemist", 1))["function_group"]
    assert (found.n_rare, "Alchemist" in found.unknown) == (1, False)


@pytest.mark.parametrize(
    ("label", "band"),
    [
        ("21 jaar of langer", "21+"),
        ("meer dan 20 jaar", "21+"),
        ("minder dan 3 jaar", "0-2"),
        ("6 t/m 10 jaar", "6-10"),
        ("7-12 jaar", ""),
        ("lang", ""),
    ],
)
def test_years_of_service_are_told_by_their_numbers(label, band):
    assert meanings.suggest("tenure_band", label, {}) == band


def test_codes_of_answers_are_listed_and_those_for_no_answer_apart(see, book):
    seen = see(table("psysafe_1", "1", "5", "-99", times=6))
    asked, anchors = {"psysafe_1": "psysafe_1"}, {"psysafe_1": "agree5"}
    (found,), codes = meanings.of_answers(seen, asked, anchors, book, minimum=5)
    assert (found.column, found.unknown) == ("agree5", {"1": (6, ""), "5": (6, "")})
    assert codes == ["-99"]


def test_known_answers_need_no_explanation(see, book):
    seen = see(table("psysafe_1", "mee eens", "weet ik niet", times=6))
    asked, anchors = {"psysafe_1": "psysafe_1"}, {"psysafe_1": "agree5"}
    assert meanings.of_answers(seen, asked, anchors, book, minimum=5) == ([], [])
