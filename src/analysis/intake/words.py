"""Names under which survey tools and HR systems export what identifies a person."""

import re
import unicodedata

from analysis.language import gettext as _

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
    "token": "token accesscode toegangscode externalreference externaldatareference "
    "externedatenreferenz panelid contactid recipientid customdata customdata1 customdata2 "
    "customdata3",
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
    "ziektebeeld aardziekte illhealth diagnose diagnosis vangnetregeling vangnet absencereason "
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
REASONS = (*_NAMES, "open_answer")


def fold(name: str) -> str:
    """Fold a name to letters and digits: ``fold("E-mail Adres")`` is "emailadres"."""
    bare = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[^a-z0-9]", "", bare)


def by_name(name: str) -> str:
    """Tell what a column holds by its name: ``by_name("E-mail werk")`` is "email", else empty."""
    if found := _BY_NAME.get(fold(name)):
        return found
    words = re.sub(r"e-?mail", "email", name, flags=re.IGNORECASE)
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    parts = [fold(part) for part in re.split(r"[\s_./\-]+", words) if fold(part)]
    if len(parts) > 3:  # a sentence: a question about mail is no address
        return ""
    return next((_WORDS[part] for part in parts if part in _WORDS), "")


def spoken(reason: str) -> str:
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
