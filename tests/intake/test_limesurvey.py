import pytest

from analysis.errors import DataProblem
from analysis.intake import limesurvey

LEADING = ["id", "submitdate", "lastpage", "startlanguage", "startdate", "datestamp"]
TEXTS = ["Response ID", "Date submitted", "Last page", "Start language", "Date started",
         "Date last action"]  # fmt: skip
ANSWER = ["7", "2024-03-01 10:05:00", "3", "nl", "2024-03-01 10:00:00", "2024-03-01 10:05:00"]
ABBREVIATED = [text if len(text) < 16 else f"{text[:15]}.." for text in TEXTS]
CODE_AND_TEXT = [f"{code}. {text}" for code, text in zip(LEADING, TEXTS, strict=True)]


def export(header, *records, separator=","):
    """Write as LimeSurvey does: a mark, every cell quoted, a blank line at the end."""
    lines = [separator.join(f'"{cell}"' for cell in record) for record in (header, *records)]
    return "\ufeff" + "\r\n".join([*lines, "", ""])


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("leading", [LEADING, TEXTS, ABBREVIATED, CODE_AND_TEXT])
def test_four_headings_and_two_separators_are_recognised(read, leading, separator):
    content = export([*leading, "Q1[SQ001]"], [*ANSWER, "A1"], separator=separator)
    table = read(content)
    assert (table.report.format, table.report.n_rows) == ("limesurvey", 1)
    assert table.report.separator == separator
    assert table.catalogue["role"].tolist()[:6] == [
        "response_id",
        "ended",
        "",
        "language",
        "started",
        "recorded",
    ]


def test_underscores_instead_of_blanks_are_recognised(read):
    header = [text.replace(" ", "_") for text in TEXTS]
    assert read(export([*header, "Q1"], [*ANSWER, "A1"])).report.format == "limesurvey"


def test_code_and_text_are_taken_apart(read):
    table = read(export([*CODE_AND_TEXT, "G1[SQ1]. Ik ben <b>blij</b>. Echt."], [*ANSWER, "A1"]))
    assert table.catalogue.loc["G1[SQ1]", "text"] == "Ik ben blij. Echt."


def test_a_text_with_a_full_stop_is_no_code():
    taken_apart = limesurvey.headings(["Response ID", "Ja. Zeker"])
    assert [heading.code for heading in taken_apart] == ["Response ID", "Ja. Zeker"]


def test_other_and_comment_are_answers_typed_in(read):
    header = [*LEADING, "Q1[other]", "Q2[comment]", "Q3_other"]
    report = read(export(header, [*ANSWER, "a", "b", "c"])).report
    assert set(dict(report.stripped)) == {"Q1[other]", "Q2[comment]", "Q3_other"}


def test_token_address_and_place_of_origin_are_stripped(read):
    header = [*LEADING, "token", "ipaddr", "refurl"]
    report = read(export(header, [*ANSWER, "x", "1.2.3.4", "http://x.nl"])).report
    assert dict(report.stripped) == {
        "token": "token",
        "ipaddr": "ip_address",
        "refurl": "reference_url",
    }


def test_times_that_were_not_kept_are_not_used(read):
    untimed = ["7", "1980-01-01 00:00:00", "3", "nl", "1980-01-01 00:00:00", ""]
    table = read(export([*LEADING, "Q1"], [*untimed, "A1"]))
    roles = table.catalogue["role"]
    assert roles[["submitdate", "startdate", "datestamp"]].tolist() == ["submitted", "", "recorded"]
    assert "1980-01-01 stands in submitdate, startdate" in table.report.sentences()[0]


def test_the_mark_before_an_equals_sign_is_taken_away(read):
    table = read(export([*LEADING, "Q1"], [*ANSWER, "'=A1"]), columns={"team_id": "Q1"})
    assert table.rows.loc[1, "Q1"] == "=A1"


def test_another_file_is_refused_when_limesurvey_is_asked_for(read):
    with pytest.raises(DataProblem, match="does not look like a LimeSurvey export"):
        read("a,b\n1,2\n", format="limesurvey")
