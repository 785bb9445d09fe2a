import datetime as dt

START, END = dt.datetime(2024, 3, 1, 10), dt.datetime(2024, 3, 1, 10, 5)
ENGLISH = ["ID", "Start time", "Completion time", "Email", "Name", "Ik voel me veilig"]
DUTCH = ["Id", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Ik voel me veilig"]
ANSWER = [1, START, END, "anonymous", "anonymous", "Eens"]


def test_english_and_dutch_exports_are_recognised(read, book):
    for header in (ENGLISH, DUTCH):
        assert read(book(Sheet1=[header, ANSWER]), "f.xlsx").report.format == "forms"


def test_the_report_says_that_the_format_is_experimental(read, book):
    assert read(book(Sheet1=[DUTCH, ANSWER]), "f.xlsx").report.as_row()["experimental"]


def test_times_have_a_role_and_names_are_stripped(read, book):
    table = read(book(Sheet1=[DUTCH, ANSWER]), "f.xlsx", items={"psysafe_1": DUTCH[5]})
    assert table.catalogue["role"].tolist() == ["response_id", "started", "ended", ""]
    assert dict(table.report.stripped) == {"E-mail": "email", "Naam": "name"}
    assert table.rows.loc[1, "Begintijd"] == "2024-03-01 10:00:00"


def test_forms_can_be_read_as_any_excel_file(read, book):
    report = read(book(Sheet1=[DUTCH, ANSWER]), "f.xlsx", format="excel").report
    assert (report.format, report.experimental) == ("excel", False)


def test_another_workbook_can_be_called_forms(read, book):
    assert read(book(A=[["a", "b"], [1, 2]]), "f.xlsx", format="forms").report.format == "forms"
