"""The study.toml of the example, with comments for those who write their own."""

from analysis.example.names import FUNCTIONS
from analysis.example.parameters import EXTRACT_ON, FIELDED, OUTCOMES
from analysis.example.tables import (
    absences,
    answers,
    assignments,
    contracts,
    invited,
    learning_habits,
    pupils,
    survey,
    units,
)

_HEAD = """\
# The example study: three invented boards with 44 schools and childcare locations.
# Nothing in it is about a real person; truth.toml says what was planted and what cleaning
# should find. Use this file as an example for your own: a study is a folder with a study.toml
# that says which file is which table, which column is what, and what the words in it mean.

[study]
title = {{nl = "Voorbeeldonderzoek", en = "Example study"}}
synthetic = true        # invented people: the key for pseudonyms is public
audience = "inside"     # or "publication", which hides more

[privacy]
minimum = 5             # smallest group to show; may be raised, never lowered

[cleaning]
speeder_seconds = 120   # who was faster than this cannot have read the questions
straightliner = "mark"  # the same answer everywhere: counted and kept ("exclude" sets aside)
duplicates = "latest"   # of several records of one person the last one counts

[turnover]
gap_days = 31           # contracts with at most so many days between them are one employment
summer_gap_days = 75    # the same for a gap between 1 July and 15 September
definitions = ["mean_stock", "opening_closing"]

# --- Teams, locations and boards, per school year --------------------------------------------
# Separator, encoding and decimal comma are found and reported; they can be given, but need not.

[[file]]
path = "{units}"
table = "units"

[file.columns]          # column of the table = "column in the file"
unit_id = "Code"
year = "Schooljaar"     # 2024/2025 is the year 2024
parent_id = "Valt onder"
kind = "Soort"
name = "Naam"
sector = "Sector"
leader_id = "Leidinggevende"
fte = "FTE"
vacancies = "Vacatures"
pd_budget = "Scholingsbudget"
pd_hours = "Scholingsuren"
weighting = "Schoolweging"
goal_id = "Doel"

[file.values.kind]      # "word in the file" = "value of the table"
"bestuur" = "board"
"school" = "school"
"locatie" = "school"    # a childcare location counts as a school
"team" = "team"

[file.values.sector]
{sectors}

# --- How many people were asked --------------------------------------------------------------

[[file]]
path = "{invited}"
table = "invited"
columns = {{team_id = "Teamcode", school_id = "Vestiging", wave = "Meting", n = "Uitgenodigd"}}

# --- The questionnaire: two exports of Qualtrics, one of Microsoft Forms ---------------------
# match = "text" finds the questions of our questionnaire by their wording, in Dutch or English.
"""

_CONTRACTS = """\
# --- Personnel: one row per contract ---------------------------------------------------------

[[file]]
path = "{path}"
table = "contracts"
sheet = "{sheet}"
end_is = "last_day"     # the end date is the last day in employment, not the first day out
extract_on = {extract}  # who has no end date then was still in service

[file.columns]
person_id = "Medewerker"
start = "Begindatum_contract"
end = "Einddatum_contract"
board_id = "Werkgever"
school_id = "Vestiging"
team_id = "Organisatorische_eenheid"
fte = "FTE"
function_group = "Functie"
contract_type = "Type_contract"
replacement = "Vervangingsdienstverband"
pool = "Poolvervanger"
main_job = "Dienstverband_is_hoofddienstverband"
exit_class = "Reden_einde_dienstverband"
entry_route = "Instroom"

[file.values.exit_class] # what the codes of this organisation mean; others become unknown
"01" = "natural"         # pension
"02" = "natural"         # death
"05" = "involuntary"
"08" = "voluntary"
"11" = "end_of_temporary_contract"
"20" = "internal"        # to another team or school of the same board

[file.values.function_group]
{functions}

[file.values.contract_type]
"Onbepaalde tijd" = "permanent"
"Bepaalde tijd" = "temporary"

[file.values.entry_route]
"Starter" = "starter"
"Zij-instromer" = "career_changer"
"Herintreder" = "returner"
"Anders" = "other"
"""

_ABSENCES = """\
# --- Sick leave: one row per line of a case; a reason of illness is never read -----------------

[[file]]
path = "{path}"
table = "absences"
sheet = "{sheet}"
end_is = "first_day_out" # the end date is the day of recovery
extract_on = {extract}  # who had no day of recovery then was still ill

[file.columns]
person_id = "Medewerker"
start = "Begindatum"
end = "Einddatum"
presence = "Aanwezigheid" # per cent of the job that is worked; share would be the part absent
kind = "Type_verzuim_code"

[file.values.kind]
"Z" = "sick"
"ZW" = "other"          # pregnancy is no sick leave: counted, and nothing of it is kept
"""

_ASSIGNMENTS = """\
# --- Who works with which group; without a person the whole team shares it ---------------------

[[file]]
path = "{path}"
table = "assignments"

[file.columns]
group_id = "Groep"
school_id = "Vestiging"
team_id = "Team"
person_id = "Medewerker"
year = "Schooljaar"
share = "Aandeel"       # part of the week, between 0 and 1
"""


def text() -> str:
    """Write the study.toml of the example."""
    sectors = {label: sector for sector, label in units.SECTORS.items()}
    parts = [
        _HEAD.format(units=units.PATH, invited=invited.PATH, sectors=_pairs(sectors)),
        _survey("2022", "qualtrics", _QUALTRICS),
        _survey("2023", "qualtrics", _QUALTRICS),
        _survey("2024", "forms", _FORMS),
        _habits(),
        _CONTRACTS.format(
            path=contracts.PATH,
            sheet=contracts.SHEET,
            extract=EXTRACT_ON.isoformat(),
            functions=_pairs({t: role for role, titles in FUNCTIONS.items() for t in titles}),
        ),
        _ABSENCES.format(path=absences.PATH, sheet=absences.SHEET, extract=EXTRACT_ON.isoformat()),
        _pupils(),
        _ASSIGNMENTS.format(path=assignments.PATH),
    ]
    return "\n".join(parts)


_QUALTRICS = {
    "person_id": "ExternalReference",
    "team_id": "team",
    "school_id": "school",
    "answered_on": "RecordedDate",
    "role": "Q1",
    "tenure_band": "Q2",
}
_FORMS = {
    "person_id": "Wat is je personeelsnummer?",
    "team_id": "In welk team werk je?",
    "answered_on": "Tijd van voltooien",
    "role": "Wat is je functie?",
    "tenure_band": "Hoe lang werk je al bij deze organisatie?",
}


def _survey(wave: str, kind: str, columns: dict[str, str]) -> str:
    lines = _file(answers.PATHS[wave], "answers", kind, wave)
    roles = {label: role for role, label in survey.ROLE_LABELS.items()}
    bands = {label: band for band, label in survey.BAND_LABELS.items()}
    return "\n".join(
        [
            *lines,
            "",
            "[file.columns]",
            *(f'{name} = "{column}"' for name, column in columns.items()),
            "",
            "[file.values.role]",
            _pairs(roles),
            "",
            "[file.values.tenure_band]",
            _pairs(bands),
            "",
        ]
    )


def _habits() -> str:
    parts = ["# --- Learning habits: about oneself, and staff about their leader " + "-" * 26, ""]
    for form, path in learning_habits.PATHS.items():
        target = {"target_id": learning_habits.TARGET} if form == "observer" else {}
        columns = {"person_id": _FORMS["person_id"], "answered_on": _FORMS["answered_on"]} | target
        lines = _file(path, "learning_habits", "forms", "2024")
        parts += [*lines, f'form = "{form}"', "", "[file.columns]"]
        parts += [*(f'{name} = "{column}"' for name, column in columns.items()), ""]
    return "\n".join(parts)


def _pupils() -> str:
    """Describe a file per school year: a row per pupil, a column per domain."""
    lines = [
        "# --- Pupils: one file per school year, one column per test " + "-" * 36,
        "# An earlier score is taken from the file of an earlier year; scale is where scores lie.",
        "",
    ]
    for year, path in pupils.PATHS.items():
        lines += [
            "[[file]]",
            f'path = "{path}"',
            'table = "pupils"',
            f"year = {year}             # the school year {year}/{year + 1}",
            "",
            "[file.columns]",
            'pupil_id = "Leerling"',
            'school_id = "Vestiging"',
            'group_id = "Groep"',
            'measured_on = "Afname"',
            "",
            "[file.measures]",
            *(
                f'{domain} = {{columns = ["{column}"], scale = {list(OUTCOMES[domain].scale)}}}'
                for domain, column in pupils.COLUMNS.items()
            ),
            "",
        ]
    return "\n".join(lines)


def _file(path: str, table: str, kind: str, wave: str) -> list[str]:
    first, last = FIELDED[wave]
    return [
        "[[file]]",
        f'path = "{path}"',
        f'table = "{table}"',
        f'format = "{kind}"',
        f'wave = "{wave}"',
        f"fielded = [{first.isoformat()}, {last.isoformat()}]",
        'match = "text"',
    ]


def _pairs(values: dict[str, str]) -> str:
    return "\n".join(f'"{word}" = "{value}"' for word, value in values.items())
