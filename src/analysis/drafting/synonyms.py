"""Names under which exports hold what our tables need, best first."""

import re
from collections.abc import Mapping

from analysis.intake.words import fold
from analysis.questionnaire import about_you

_PERSON = (
    "person_id Medewerker Medewerkernummer Medewerkercode Medewerker_id Personeelsnummer "
    "Personeelsnr Persnr EmployeeId employee_number Employee_code staff_number staff_id"
)
_SCHOOL = (
    "school_id Vestiging Vestigingscode VESTIGINGSNUMMER Locatie Locatiecode Location School "
    "Schoolcode School_code INSTELLINGSCODE Brin BRIN_NUMMER Brinnummer dbn OVT"
)
_TEAM = (
    "team_id Teamcode Team Organisatorische_eenheid OE OrgUnit Afdeling Afdelingscode Department "
    "Kostenplaats"
)
_GROUP = "group_id Groep Groepscode Stamgroep Klas Klascode Class Group"
_YEAR = "year Schooljaar School_year Jaar"

# One table, one column of ours, and its names; blanks and signs do not count.
_NAMES: dict[str, dict[str, str]] = {
    "answers": {
        "person_id": _PERSON + " ExternalReference ExternalDataReference External_Data_Reference "
        "Externe_Datenreferenz token Access_code Toegangscode Token_ID respondent_code "
        "respondentcode deelnemerscode",
        "team_id": _TEAM,
        "school_id": _SCHOOL,
        "role": "role rol functie functiegroep function job",
        "tenure_band": "tenure_band tenure dienstjaren years_of_service",
        "answered_on": "answered_on datum_ingevuld invuldatum",
        "wave": "wave meting ronde",
    },
    "learning_habits": {
        "person_id": _PERSON + " ExternalReference ExternalDataReference token "
        "Access_code Toegangscode Token_ID",
        "target_id": "target_id leader_id leidinggevende",
        "answered_on": "answered_on datum_ingevuld invuldatum",
    },
    "contracts": {
        "person_id": _PERSON,
        "start": "start Begindatum_contract Begindatum_dienstverband Startdatum_contract "
        "Ingangsdatum_contract Datum_in_dienst In_dienst Indienst EmploymentStart start_date "
        "Begindatum Startdatum Ingangsdatum",
        "end": "end Einddatum_contract Einddatum_dienstverband Datum_uit_dienst Uit_dienst "
        "Uitdienst EmploymentEnd termination_date end_date Einddatum",
        "board_id": "board_id Werkgever Bestuur Houder Employer Board",
        "school_id": _SCHOOL,
        "team_id": _TEAM,
        "fte": "fte WTF Aantal_FTE deeltijdfactor werktijdfactor Parttime_percentage "
        "deeltijdpercentage HourPerWeek Aantal_uren_per_week uren_per_week weekly_hours",
        "function_share": "function_share functiepercentage",
        "function_group": "function_group Functiegroep Functiecategorie Functie "
        "Omschrijving_functie FunctionDesc",
        "contract_type": "contract_type Type_contract Contracttype Soort_contract EmploymentType",
        "replacement": "replacement Vervangingsdienstverband Vervanging",
        "pool": "pool Poolvervanger",
        "main_job": "main_job Dienstverband_is_hoofddienstverband Hoofddienstverband",
        "entry_route": "entry_route Instroom Instroomroute",
        "destination": "destination Bestemming Nieuwe_werkgever",
        "exit_class": "exit_class Reden_einde_dienstverband_code Reden_einde_dienstverband "
        "RdEndDnstvbndCd Reden_uit_dienst Uitstroomreden Reden_vertrek Reden_uitstroom "
        "termination_reason exit_reason",
    },
    "absences": {
        "person_id": _PERSON,
        "start": "start Begindatum_verzuim Eerste_ziektedag Datum_ziek Begindatum Startdatum "
        "start_date",
        "end": "end Einddatum_verzuim Hersteldatum Datum_hersteld Datum_herstel Einddatum end_date",
        "share": "share Verzuimpercentage Percentage_verzuim Ziektepercentage Arbeidsongeschikt",
        "presence": "presence Aanwezigheid Aanwezigheidspercentage",
        "kind": "kind Type_verzuim_code Type_verzuim Verzuimsoort Soort_verzuim",
    },
    "units": {
        "unit_id": "unit_id Code Eenheidcode Eenheid " + _SCHOOL + " " + _TEAM,
        "year": _YEAR,
        "parent_id": "parent_id Valt_onder Hoort_bij Bovenliggende_eenheid Parent "
        "Bevoegd_gezag_nummer",
        "kind": "kind Soort Niveau Soort_eenheid Type",
        "name": "name Naam Omschrijving Naam_eenheid Vestigingsnaam Schoolnaam",
        "sector": "sector Onderwijssoort",
        "leader_id": "leader_id Leidinggevende Directeur Manager",
        "fte": "fte WTF Aantal_FTE",
        "vacancies": "vacancies Vacatures",
        "pd_budget": "pd_budget Scholingsbudget",
        "pd_hours": "pd_hours Scholingsuren",
        "weighting": "weighting Schoolweging",
        "goal_id": "goal_id Doel",
    },
    "invited": {
        "team_id": _TEAM,
        "school_id": _SCHOOL,
        "wave": "wave Meting Ronde",
        "n": "n Uitgenodigd Aantal_uitgenodigd Genodigd Genodigden Uitnodigingen Invited",
    },
    "pupils": {
        "pupil_id": "pupil_id Leerling Leerlingnummer Leerlingnr Leerlingcode Leerling_id Kind "
        "Kindnummer Kindcode Kind_id pupil pupil_number student_id",
        "school_id": _SCHOOL,
        "group_id": _GROUP,
        "year": _YEAR,
        "domain": "domain Domein Vakgebied Vak Vaardigheid",
        "score": "score Vaardigheidsscore Schaalscore Toetsscore",
        "reference_level": "reference_level Referentieniveau",
        "measured_on": "measured_on Afname Afnamedatum Datum_afname Toetsdatum test_date",
        "prior_score": "prior_score Vorige_score",
        "prior_on": "prior_on Vorige_afname",
    },
    "assignments": {
        "group_id": _GROUP,
        "school_id": _SCHOOL,
        "team_id": _TEAM,
        "person_id": _PERSON,
        "year": _YEAR,
        "share": "share Aandeel Deel",
    },
    "school_staff": {
        "school_id": _SCHOOL,
        "year": _YEAR,
        "headcount": "headcount Personen Aantal_personen Aantal_medewerkers Employees",
        "fte": "fte Ftes Aantal_fte",
        "leavers": "leavers Uitstroom Vertrokken Vertrekkers",
        "joiners": "joiners Instroom Begonnen",
    },
    "school_results": {"school_id": _SCHOOL, "year": _YEAR},
    "school_scores": {"school_id": _SCHOOL, "wave": "wave Meting"},
}
NAMES: dict[str, dict[str, list[str]]] = {
    table: {column: [fold(name) for name in names.split()] for column, names in columns.items()}
    for table, columns in _NAMES.items()
}

# Our own questionnaire asks in these words, in every language.
for _column in ("team_id", "role", "tenure_band"):
    NAMES["answers"][_column] += [fold(text) for text in about_you.texts(_column)]

# Questions of a form that ask for what a table needs, where no column has the name.
_QUESTIONS: dict[str, dict[str, str]] = {
    "answers": {
        "person_id": r"\b(personeelsnummer|medewerkernummer|personnel number|staff number"
        r"|employee number|respondentcode|persoonlijke code|personal code)\b",
        "team_id": r"\b(welk|which|your|jouw|uw)\b.*\b(team|afdeling|bouw|department)\b",
        "school_id": r"\b(welke?|which|your|jouw|uw)\b.*\b(school|locatie|vestiging|location)\b",
        "role": r"\b(functie|rol|role|job title|your job)\b",
        "tenure_band": r"\b(hoe lang|hoeveel jaar|how long|how many years)\b",
    },
}
_QUESTIONS["learning_habits"] = {
    "target_id": r"\b(leidinggevende|leader|manager)\b.*\b(nummer|number|code)\b"
    r"|\b(welke|which)\b.*\b(leidinggevende|leader|manager)\b",
    "person_id": _QUESTIONS["answers"]["person_id"],
}
QUESTIONS: dict[str, Mapping[str, re.Pattern[str]]] = {
    table: {column: re.compile(words) for column, words in patterns.items()}
    for table, patterns in _QUESTIONS.items()
}

# A word in any column name that tells which of two alike tables this is.
SIGNS: dict[str, re.Pattern[str]] = {
    "absences": re.compile(r"verzuim|ziek|herstel|sick|absence"),
    "school_staff": re.compile(r"headcount|personen|leavers|joiners|uitstroom|instroom|ftes?$"),
    "school_results": re.compile(
        r"cijfer|examen|exam|toets|test|eindscore|cito|result|geslaagd|gem$"
    ),
    "school_scores": re.compile(r"survey|enquete|tevreden|veilig|climate|score|satisf|safety"),
}

# Numbers that name or date something are no figures to average.
NO_FIGURE = re.compile(
    r"code$|nummer$|number$|^nr|id$|^bn$|datum|date|telefoon|phone|postcode|zip|jaar$|year$"
)
# A BRIN, and the number of a location inside it, which some files keep in two columns.
BRIN = re.compile(r"\d{2}[A-Za-z]{2}")
LOCATION = re.compile(r"[A-Za-z]?\d{1,2}\*{0,2}")
# What a code for a person may look like, and columns of survey tools that look so and are none.
CODE = re.compile(r"(?=.*\d)[A-Za-z0-9_-]{2,20}")
NO_PERSON = {"seed", "lastpage", "id", "responseid", "ipaddress", "row", "rownumber"}
