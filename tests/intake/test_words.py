import pytest

from analysis.intake import words


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("IPAddress", "ip_address"),
        ("IP-Adresse", "ip_address"),
        ("ipaddr", "ip_address"),
        ("RecipientLastName", "name"),
        ("Nachname des Empfängers", "name"),
        ("Naam", "name"),
        ("Roepnaam medewerker", "name"),
        ("E-mail", "email"),
        ("E-mail leidinggevende", "email"),
        ("Email Address", "email"),
        ("LocationLatitude", "coordinates"),
        ("Längengrad des Standorts", "coordinates"),
        ("refurl", "reference_url"),
        ("token", "token"),
        ("ExternalReference", "token"),
        ("Custom Data 1", "token"),
        ("Personeelsnummer", "person_code"),
        ("Geboortedatum", "birth_date"),
        ("DateOfBirth", "birth_date"),
        ("Reden_verzuim", "medical"),
        ("Telefoon privé", "phone"),
    ],
)
def test_names_of_survey_tools_and_hr_systems_are_known(name, reason):
    assert words.by_name(name) == reason


@pytest.mark.parametrize(
    "name",
    ["Naam school", "Status", "Ik lees elke dag mijn e-mail op school", "Team", "schoolname", "Q1"],
)
def test_other_names_and_questions_pass(name):
    assert words.by_name(name) == ""


def test_every_reason_can_be_said():
    assert all(words.spoken(reason) for reason in words.REASONS)
