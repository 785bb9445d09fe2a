"""What identifies a person directly never passes the door: by its name, and by how it looks."""

import re
import unicodedata
from collections.abc import Callable

import pandas as pd

from analysis import codebook
from analysis.errors import DataProblem
from analysis.intake import headers
from analysis.intake.raw import Unguarded, distinct
from analysis.language import gettext as _
from analysis.settings import SourceFile

# Names are folded: no case, accents, blanks or signs. Qualtrics, LimeSurvey, Forms, SurveyMonkey,
# Google Forms, AFAS and other HR exports; English, Dutch and German.
_NAMES = {
    "ip_address": "ip ipaddress ipadres ipadresse ipaddr",
    "email": "email emails emailaddress emailadres emailadresse mailadres recipientemail "
    "emaildesempfangers emailwerk emailprive werkemail username gebruikersnaam",
    "name": "name naam names namen fullname firstname lastname middlename surname givenname "
    "familyname displayname employeename voornaam voornamen achternaam roepnaam tussenvoegsel "
    "tussenvoegsels voorvoegsel voorvoegsels voorletters initialen geboortenaam meisjesnaam "
    "volledigenaam naammedewerker medewerkernaam naamleidinggevende naamleerling leerlingnaam "
    "recipientfirstname recipientlastname vorname nachname vornamedesempfangers "
    "nachnamedesempfangers",
    "coordinates": "latitude longitude lat lon lng gps locationlatitude locationlongitude "
    "locationaccuracy breedtegraad lengtegraad breitengrad langengrad breitengraddesstandorts "
    "langengraddesstandorts coordinaten coordinates",
    "reference_url": "refurl referer referrer referenceurl referrerurl verwijzendeurl",
    "token": "token externalreference externaldatareference externedatenreferenz panelid "
    "contactid recipientid customdata customdata1 customdata2 customdata3",
    "person_code": "medewerker medewerkercode medewerkernummer medewerkerid personeelsnummer "
    "personeelsnr persnr personeelscode employeeid employeenumber employeeno employeecode "
    "staffnumber staffid salarisnummer stamnummer leerlingnummer leerlingid studentnumber "
    "pupilid eckid",
    "phone": "telefoon telefoonnummer telefoonprive telefoonwerk mobiel mobielnummer "
    "mobielenummer phone phonenumber mobile telephone",
    "address": "adres adresregel straat straatnaam huisnummer postcode woonplaats address "
    "street zipcode zip postalcode homeaddress",
    "birth_date": "geboortedatum geboortedag dateofbirth birthdate birthday dob geburtsdatum",
    "bank_account": "iban rekeningnummer bankrekening bankrekeningnummer bankaccount",
    "medical": "redenverzuim verzuimreden verzuimoorzaak oorzaakverzuim redenziekte ziekte "
    "ziektebeeld aardziekte diagnose diagnosis vangnetregeling vangnet absencereason "
    "reasonofabsence reasonforabsence sicknessreason medicalreason",
}
_BY_NAME = {name: reason for reason, names in _NAMES.items() for name in names.split()}
# One of these words in a short name is enough: "E-mail leidinggevende", "Telefoon thuis".
_WORDS = {
    word: reason
    for reason, words in {
        "email": "email emailadres emailaddress",
        "name": "voornaam achternaam roepnaam voorletters firstname lastname surname",
        "phone": "telefoon telefoonnummer mobiel phone",
        "ip_address": "ipadres ipaddress",
        "birth_date": "geboortedatum birthdate",
        "bank_account": "iban rekeningnummer",
        "medical": "diagnose diagnosis ziektebeeld verzuimreden",
    }.items()
    for word in words.split()
}
_NEVER_USED = ("ip_address", "email", "coordinates", "medical", "phone", "bank_account")
REASONS = (*_NAMES, "open_answer")
_PERSONS = (
    "person_id target_id leader_id pupil_id from_id to_id observer_id observed_id asker_id "
    "adviser_id"
).split()

_LOOKS = {  # tried in this order on values that hold at least one of the signs
    "ip_address": re.compile(
        r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)"
        r"|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}"
    ),
    "reference_url": re.compile(r"(?:https?://|www\.)\S+"),
    "phone": re.compile(r"(?:\+31|0031|0)[\s-]?[1-9](?:[\s-]?\d){8}"),
    "bank_account": re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}[A-Z0-9 ]{0,3}"),
    "coordinates": re.compile(r"-?\d{1,2}\.\d{3,}\s*[,;]\s*-?\d{1,3}\.\d{3,}"),
}
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[A-Za-z]{2,}")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_TOKEN = re.compile(r"(?=.*[A-Za-z])(?=.*\d)[A-Za-z0-9_-]{8,}")


def person_columns(source: SourceFile) -> list[str]:
    """List the raw columns that study.toml maps to a person, to become pseudonyms."""
    persons = set(_PERSONS)
    if source.form == "initiative":
        persons.discard("target_id")  # there it is an initiative
    return sorted({raw for name, raw in source.columns.items() if name in persons})


def strip(table: Unguarded, source: SourceFile) -> tuple[pd.DataFrame, tuple[tuple[str, str], ...]]:
    """Leave out columns that identify a person directly, and answers typed in freely.

    Columns that study.toml maps are used, so they stay, unless they hold what no table may
    hold. When in doubt a column that nothing uses is left out: it is missed by nobody.

    Parameters
    ----------
    table : Unguarded
        Persons already pseudonyms.
    source : SourceFile
        The file in study.toml.

    Returns
    -------
    DataFrame
        The rows without these columns.
    tuple of (column, reason)
        What was left out, in the order of the file.

    Raises
    ------
    DataProblem
        When study.toml uses a column of e-mail addresses, telephone numbers or the like.
    """
    used, persons = headers.mapped(source), set(person_columns(source))
    labels = _known_labels()
    stripped = []
    for about in table.catalogue.itertuples():
        name, column = about.Index, table.rows[about.Index]
        by_name = _reason_by_name(name) or _reason_by_name(about.text)
        if name in persons:
            continue
        if name in used:
            _refuse_use(name, by_name, distinct(column), source)
        elif not about.role and (by_name or _reason_by_looks(column, about.open, labels)):
            reason = by_name or _reason_by_looks(column, about.open, labels)
            stripped.append((name, reason))
    kept = table.rows.drop(columns=[name for name, _reason in stripped])
    return kept, tuple(stripped)


def fold(name: str) -> str:
    """Fold a name to letters and digits: ``fold("E-mail Adres")`` is "emailadres"."""
    bare = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[^a-z0-9]", "", bare)


def _reason_by_name(name: str) -> str:
    if found := _BY_NAME.get(fold(name)):
        return found
    words = re.sub(r"e-?mail", "email", name, flags=re.IGNORECASE)
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    parts = [fold(part) for part in re.split(r"[\s_./\-]+", words) if fold(part)]
    if len(parts) > 3:  # a sentence: a question about mail is no address
        return ""
    return next((_WORDS[part] for part in parts if part in _WORDS), "")


def _refuse_use(name: str, by_name: str, values: list[str], source: SourceFile) -> None:
    reason = by_name if by_name in _NEVER_USED else ""
    if not reason and _share(_EMAIL.search, values) >= 0.5:
        reason = "email"
    if reason:
        raise DataProblem(
            _("study.toml uses a column that identifies persons or their health."),
            file=source.path,
            column=name,
            found=words(reason),
            repair=_("take another column, or leave this one out of study.toml"),
        )


def _known_labels() -> frozenset[str]:
    book = codebook.load()
    labels = {
        codebook.normalise(label)
        for column in ("label_nl", "label_en")
        for label in book.anchors[column]
    }
    return frozenset(labels)


def _share(test: Callable[[str], object], values: list[str]) -> float:
    return sum(test(value) is not None for value in values) / len(values) if values else 0.0


def _reason_by_looks(column: pd.Series, is_open: bool, labels: frozenset[str]) -> str:
    values, n = distinct(column), int(column.count())
    if any("@" in value and _EMAIL.search(value) for value in values):
        return "email"
    for reason, pattern in _LOOKS.items():
        # Most columns are settled by their first values.
        if _share(pattern.fullmatch, values[:20]) >= 0.25 and (
            _share(pattern.fullmatch, values) >= 0.5
        ):
            return reason
    if is_open or _is_open(values, n, labels):
        return "open_answer"
    is_token = n == len(values) >= 10 and _share(_TOKEN.fullmatch, values) == 1
    return "token" if is_token else ""


def _is_open(
    values: list[str],
    n: int,
    labels: frozenset[str],
    *,
    many: int = 10,
    share: float = 0.2,
    long: int = 80,
) -> bool:
    """Judge whether a column holds text of people's own: many values, and few that repeat."""
    varied = len(values) / n if n else 0.0
    if varied < share or _share(_LETTERS.search, values) < 0.5:
        return False
    if len(values) < many and varied <= 0.5 and max(map(len, values)) < long:
        return False
    return _share(lambda value: codebook.normalise(value) in labels or None, values[:200]) < 0.5


def words(reason: str) -> str:
    """Say in the reader's language why a column was left out."""
    return {
        "ip_address": _("IP addresses"),
        "email": _("e-mail addresses"),
        "name": _("names of persons"),
        "coordinates": _("places where people were"),
        "reference_url": _("web addresses"),
        "token": _("codes that lead to a person"),
        "person_code": _("staff or pupil numbers that study.toml does not use"),
        "phone": _("telephone numbers"),
        "address": _("home addresses"),
        "birth_date": _("dates of birth"),
        "bank_account": _("bank accounts"),
        "medical": _("reasons of illness"),
        "open_answer": _("answers typed in freely"),
    }[reason]
