"""Sentences about linking, compared word for word."""

from analysis.reporting.readings import linkage

BY = ("wave", "part")


def parts(released, hidden=(), **n):
    table = {"wave": ["2024"] * len(n), "part": list(n), "n": list(n.values())}
    return released(table, by=BY, kind="count", hidden=hidden)


def test_how_many_were_found(released):
    table = parts(released, matched=80, not_in_service=8, only_survey=12, unusable=0, only_hr=30)
    assert linkage.found(table) == (
        "In wave 2024, 80 of the 100 people who answered and may be counted here were in service "
        "on that day according to the personnel file (80%)."
    )


def test_what_was_not_linked_says_which_page_loses_whom(released):
    table = parts(released, matched=80, not_in_service=8, only_survey=12, unusable=6, only_hr=30)
    assert linkage.consequences(table) == (
        "More than one in ten were not found: pages about leaving follow other people than pages "
        "about answers. 20 people who answered were not in service in the personnel file: they "
        "count in scores and not in what is said about leaving. 30 people in service did not "
        "answer: they count in turnover and in no score. 6 people in service answered in a way "
        "that cleaning set aside: they count in turnover only."
    )


def test_codes_that_do_not_fit_are_suspected(released):
    table = parts(released, matched=10, not_in_service=0, only_survey=90, unusable=0, only_hr=90)
    assert "Fewer than half were found" in linkage.consequences(table)


def test_a_few_that_were_not_found_are_no_alarm(released):
    table = parts(released, matched=95, not_in_service=0, only_survey=5, unusable=0, only_hr=0)
    assert linkage.consequences(table).startswith("5 people who answered were not in service")


def test_everybody_found_is_said(released):
    table = parts(released, matched=95, not_in_service=0, only_survey=0, unusable=0, only_hr=0)
    assert "no page loses anyone" in linkage.consequences(table)


def test_the_last_wave_counts(released):
    table = {"wave": ["2023", "2024"], "part": ["matched"] * 2, "n": [50, 60]}
    assert "In wave 2024, 60 of the 60" in linkage.found(released(table, by=BY, kind="count"))


def test_a_hidden_number_of_people_is_not_told(released):
    table = parts(released, hidden=(0,), matched=3, only_survey=40)
    assert linkage.found(table) == (
        "No group here is large enough to be shown (at least 5 people)."
    )


def test_a_study_that_links_nobody_says_what_still_works(released):
    table = released({"wave": [], "part": [], "n": []}, by=BY, kind="count")
    assert linkage.found(table) == linkage.consequences(table) == linkage.not_linked()
    assert "between schools only" in linkage.not_linked()


def test_people_who_answered_twice(released):
    waves = {"wave": ["2023", "2024"], "n": [7, 5]}
    assert linkage.twice(released(waves, by=("wave",), kind="count")).startswith(
        "12 people sent in more than one questionnaire"
    )
    none = {"wave": ["2024"], "n": [0]}
    assert linkage.twice(released(none, by=("wave",), kind="count")).startswith("Nobody sent in")
