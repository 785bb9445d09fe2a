"""What the account calls each rule, change and note, for the reader.

The words are marked with ``_`` where they are listed and translated when they are shown.
"""


def _(message: str) -> str:
    """Mark a message for the catalogue without translating it yet."""
    return message


RULES = {
    "kept": _("kept"),
    "cut_off": _("row that is cut off"),
    "empty_record": _("empty row"),
    "preview": _("trial run by the makers"),
    "test_response": _("test answer or spam"),
    "no_person_code": _("no code for the person"),
    "unfinished": _("questionnaire not finished"),
    "unknown_team": _("team that is not known"),
    "outside_field_period": _("answered outside the period"),
    "duplicate": _("same person more than once"),
    "speeder": _("answered too fast"),
    "no_answers": _("no answer to any question"),
    "straightliner": _("the same answer everywhere"),
    "test_employee": _("test employee"),
    "duplicate_row": _("same row more than once"),
    "no_start": _("no first day"),
    "end_before_start": _("last day before the first day"),
    "unknown_school": _("school that is not known"),
    "impossible_fte": _("size of the job impossible"),
    "not_sick_leave": _("pregnancy or other leave that is no sick leave"),
    "unknown_person": _("person without a contract"),
    "zero_length": _("recovered on the first day"),
    "impossible_share": _("part of the job impossible"),
    "no_pupil_code": _("no code for the pupil"),
    "no_group_code": _("no code for the group"),
    "no_school": _("no school"),
    "no_score": _("no score, or a withheld one"),
    "impossible_score": _("score outside its range"),
    "outside_year": _("measured outside the year"),
    "nobody_named": _("neither a team nor a person"),
    "impossible_count": _("number of people impossible"),
    "no_unit_code": _("no code for the unit"),
    "no_school_code": _("no code for the school"),
    "no_value": _("no figure, or a withheld one"),
    "impossible_value": _("figure outside its range"),
    "not_selected": _("row of another kind than study.toml asks for"),
    "completes_other": _("row that completes another of the same unit and year"),
    "total_row": _("total that stands among the rows"),
    "sum_of_rows": _("row that is the sum of all others"),
    "withheld": _("number of people withheld by the source"),
    "no_headcount": _("number of staff not known"),
    "no_leavers": _("number of leavers not known"),
    "lost_zeros": _("code that lost its leading zeros"),
    "no_staff": _("school without staff"),
    "more_left_than_worked": _("more people left than work there"),
    "more_came_than_work": _("more people came than work there"),
    "more_jobs_than_people": _("more full jobs than people"),
    "superseded": _("contract that a later export tells about again"),
    "no_end": _("last day not known"),
    "many_jobs": _("contracts of one person that are together more than 1.2 of a full job"),
}
CHANGES = {
    "trimmed": _("blanks at the ends removed"),
    "respelled": _("label with other capitals or blanks"),
    "sentinel_to_missing": _("1900-01-01 or 9999-12-31 read as no date"),
    "first_day_out_to_last_day": _("first day out turned into last day in"),
    "unknown_code": _("code that is not known read as unknown"),
    "suppressed_to_missing": _("withheld figure read as missing"),
    "impossible_to_missing": _("figure outside its range left out"),
    "prior_from_earlier_year": _("earlier score taken from an earlier year"),
    "presence_to_absence": _("part present turned into part absent"),
    "percent_to_factor": _("percentage turned into a part of a full job"),
    "hours_to_factor": _("hours turned into a part of a full job"),
    "declared_missing": _("value that the file itself calls missing"),
    "text_to_number": _("number typed as text, with a comma"),
    "name_to_code": _("name replaced by its code"),
    "called_missing": _("value that study.toml calls missing"),
    "month_to_day": _("date known to the month, read as its first or last day"),
    "year_to_day": _("date known to the year, read as its first or last day"),
    "brin_with_location": _("BRIN and location put together"),
    "code_respelled": _("code of a school in another spelling"),
    "mark_removed": _("asterisk behind a code removed"),
    "zero_restored": _("zero put back before a location of one digit"),
    "closed_when_last_seen": _("contract in no later export, closed on the day last seen"),
}
NOTES = {
    "two_wordings": _("two wordings of the answers in one file"),
    "answer_never_given": _("an answer that nobody chose"),
    "stops_before_export": _(
        "no contract begins or ends in the three months before the day of the export: the "
        "file may be older than extract_on in study.toml says"
    ),
    "question_nearly_known": _("a question that is nearly one of ours; it is not used"),
}
