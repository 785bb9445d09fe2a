"""answers: two Qualtrics exports and one of Microsoft Forms."""

from functools import partial

import numpy as np
import pandas as pd

from analysis import codebook
from analysis.example import canaries, dirt, questionnaire
from analysis.example.codes import People, people
from analysis.example.organisation import ROLES, school_ids
from analysis.example.parameters import WAVES
from analysis.example.population import Population
from analysis.example.streams import stream
from analysis.example.tables import survey
from analysis.example.tables.export import Export
from analysis.example.tables.survey import Records
from analysis.example.writers import qualtrics, workbook

PATHS = {
    "2022": "raw/vragenlijst_2022.csv",
    "2023": "raw/vragenlijst_2023.csv",
    "2024": "raw/vragenlijst_2024.xlsx",
}
OPEN = "Wat wil je ons nog meegeven?"
LEAD_IN = "In hoeverre ben je het eens met deze uitspraken?"
_REMARKS = (
    "Fijn dat hiernaar gevraagd wordt.",
    "Ik hoop dat we de uitkomsten met het team bespreken.",
    "Sommige vragen lijken op elkaar.",
    "Meer tijd voor overleg, graag!",
    "Wij hebben dit jaar veel wisselingen gehad; dat kost energie.",
    "Geen opmerkingen",
)
_ODD_LABELS, _ODD_CODES = 140, 9  # cells per file with stray blanks or capitals


def exports(population: Population) -> list[Export]:
    """Make the exports of the three waves."""
    codes = people(population)
    return [_export(population, codes, wave) for wave in WAVES]


def _export(population: Population, codes: People, wave: str) -> Export:
    rng = stream(population.seed, "raw answers", wave)
    records = _records(population, codes, wave, rng)
    facts = {
        "straightliner": int(survey.is_straight(records.cells[records.fate == dirt.KEPT]).sum()),
        "odd_labels": _ODD_LABELS,
        "odd_codes": 2 * _ODD_CODES,
    }
    records = _odd_spelling(records, rng)
    make = _forms if wave == "2024" else partial(_qualtrics, wave=wave)
    rows, write = make(population, codes, records, rng)
    fates = pd.Series(records.fate, dtype="str")
    return Export(PATHS[wave], "answers", rows, fates, write, facts)


def _records(population: Population, codes: People, wave: str, rng: np.random.Generator) -> Records:
    """Clean records of a wave with the dirty ones among them."""
    answering = population.respondents(wave)
    asked = questionnaire.asked(wave)
    ticked = np.hstack([population.ticked(wave, scale, answering) for scale in asked])
    records = survey.clean(
        population, codes, answering, ticked, typical=640.0, shortest=190, rng=rng
    )
    plan = dirt.ANSWERS[wave]
    lenders = (answering.straight == 0) & ~np.isin(answering.person, list(population.patterns))
    spoiled = survey.dirty(
        population,
        codes,
        records,
        dirt.kinds_of(plan, without=("duplicate",)),
        wave=wave,
        lenders=lenders,
        rng=rng,
    )
    earlier = survey.doubles(records, plan["duplicate"], wave=wave, lenders=lenders, rng=rng)
    return records.join(spoiled).join(earlier).in_time_order()


def _odd_spelling(records: Records, rng: np.random.Generator) -> Records:
    """Write some cells of good records oddly: labels, team codes, personnel numbers."""
    good = np.flatnonzero(records.fate == dirt.KEPT)
    written = records.chosen(np.arange(len(records.fate)))
    written.cells[good] = dirt.misspell(records.cells[good], _ODD_LABELS, rng)
    for column in (written.team, written.code):
        rows = rng.choice(good, _ODD_CODES, replace=False)
        column[rows] = " " + column[rows]
    return written


def _items(wave: str) -> list[str]:
    known = questionnaire.scales()
    return [item for scale in questionnaire.asked(wave) for item in known[scale].items]


def _about(population: Population, wave: str, records: Records) -> tuple[list[str], list[str]]:
    """Role and length of service as people tick them."""
    roles = [survey.ROLE_LABELS[ROLES[r]] for r in population.where.seat_role[records.seat]]
    bands = population.tenure_band(wave, records.seat)
    return roles, [survey.BAND_LABELS[band] for band in bands]


def _remarks(n: int, rng: np.random.Generator) -> np.ndarray:
    remarks = np.full(n, "", dtype=object)
    rows = rng.choice(n, 40, replace=False)
    remarks[rows] = np.array(_REMARKS, dtype=object)[rng.integers(0, len(_REMARKS), 40)]
    return remarks


def _place_of(population: Population, records: Records, which: int) -> int:
    """Row of the kept record of one of the invented three."""
    person = list(population.patterns)[which]
    return int(np.flatnonzero((records.person == person) & (records.fate == dirt.KEPT))[0])


def _qualtrics(
    population: Population, codes: People, records: Records, rng: np.random.Generator, *, wave: str
):
    """Lay records out as Qualtrics does: standard columns, questions, embedded data."""
    roles, bands = _about(population, wave, records)
    remarks, email = _remarks(len(roles), rng), codes.email[records.person].astype(object)
    if wave == "2022":
        token = canaries.CANARIES[0].token
        remarks[_place_of(population, records, 0)] = f"Noem mij gerust {token}."
    else:
        email[_place_of(population, records, 1)] = f"{canaries.CANARIES[1].token}@bestuur.example"
    columns = _standard(codes, records, email, rng) | {"Q1": roles, "Q2": bands}
    questions = {
        "Q1": "Wat is je functie?",
        "Q2": "Hoe lang werk je al bij <strong>deze organisatie</strong>?",
    }
    for position, (name, text) in enumerate(_questions(wave).items()):
        columns[name], questions[name] = records.cells[:, position], text
    columns["Q90_TEXT"], questions["Q90_TEXT"] = remarks, OPEN
    schools = population.where.seat_school[records.seat]
    columns |= {"team": records.team, "school": np.array(school_ids(), dtype=object)[schools]}
    write = partial(qualtrics.write, questions=questions, mark=wave == "2023")
    return pd.DataFrame(columns), write


def _questions(wave: str) -> dict[str, str]:
    """Names and texts of the questions: alone in 2022, in 2023 as parts of a matrix."""
    texts = codebook.load().items["text_nl"]
    scales = questionnaire.scales()
    named = {}
    for block, scale in enumerate(questionnaire.asked(wave), start=5):
        for number, item in enumerate(scales[scale].items, start=1):
            text = texts[item]
            # Some makers of questionnaires set a word in bold; others never do.
            plain = f"<p>{text}</p>" if number == 1 else text
            named[f"Q{block}_{number}"] = plain if wave == "2022" else f"{LEAD_IN} - {text}"
    return named


def _standard(
    codes: People, records: Records, email: np.ndarray, rng: np.random.Generator
) -> dict[str, object]:
    """Columns that Qualtrics adds by itself, identifiers included."""
    n = len(records.seat)
    status = {"ordinary": "IP Address", "preview": "Survey Preview", "test": "Survey Test"}
    letters = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"))
    ids = letters[rng.integers(0, len(letters), (n, 15))]
    address = rng.integers(1, 255, n)
    located = rng.random(n) < 0.3
    latitude, longitude = rng.uniform(51.6, 52.9, n), rng.uniform(4.5, 6.4, n)
    return {
        "StartDate": moments(records.at - records.seconds),
        "EndDate": moments(records.at),
        "Status": [status[kind] for kind in records.status],
        "IPAddress": [f"192.0.2.{number}" for number in address],
        "Progress": records.progress,
        "Duration (in seconds)": records.seconds,
        "Finished": np.where(records.progress == 100, "True", "False"),
        "RecordedDate": moments(records.at + 1),
        "ResponseId": ["R_" + "".join(row) for row in ids],
        "RecipientLastName": codes.last[records.person],
        "RecipientFirstName": codes.first[records.person],
        "RecipientEmail": email,
        "ExternalReference": records.code,
        "LocationLatitude": np.where(located, [f"{x:.4f}" for x in latitude], ""),
        "LocationLongitude": np.where(located, [f"{x:.4f}" for x in longitude], ""),
        "DistributionChannel": np.where(records.status == "preview", "preview", "email"),
        "UserLanguage": "NL",
    }


def moments(at: np.ndarray) -> np.ndarray:
    """Write moments as survey tools do: 2022-03-08 09:15:00."""
    return np.char.replace(np.datetime_as_string(at, unit="s"), "T", " ")


def _forms(population: Population, codes: People, records: Records, rng: np.random.Generator):
    """Lay records out as Microsoft Forms does: five columns of its own, then the questions."""
    roles, bands = _about(population, "2024", records)
    name = (codes.first[records.person] + " ").astype(object) + codes.last[records.person]
    name[_place_of(population, records, 2)] = f"Robin {canaries.CANARIES[2].token}"
    columns = forms_head(codes, records, name) | {
        "In welk team werk je?": records.team,
        "Wat is je functie?": roles,
        "Hoe lang werk je al bij deze organisatie?": bands,
    }
    columns |= forms_questions(codebook.load().items["text_nl"][_items("2024")], records)
    columns[OPEN] = blank_to_none(_remarks(len(roles), rng))
    return pd.DataFrame(columns, dtype=object), partial(workbook.write, sheet="Form1")


def forms_head(codes: People, records: Records, name: np.ndarray) -> dict[str, object]:
    """Columns that Forms adds by itself, and the question for the personnel number."""
    return {
        "ID": list(range(1, len(records.seat) + 1)),
        "Begintijd": (records.at - records.seconds).astype(object),
        "Tijd van voltooien": records.at.astype(object),
        "E-mail": codes.email[records.person],
        "Naam": name,
        "Wat is je personeelsnummer?": blank_to_none(records.code),
    }


def forms_questions(texts: pd.Series, records: Records) -> dict[str, object]:
    """Statements with their answers; now and then the maker left a blank after the text."""
    return {
        f"{text} " if position % 29 == 11 else text: blank_to_none(records.cells[:, position])
        for position, text in enumerate(texts)
    }


def blank_to_none(cells: np.ndarray) -> list[str | None]:
    """Leave a cell out of the workbook where nothing was written."""
    return [cell or None for cell in cells]
