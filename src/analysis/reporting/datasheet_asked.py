"""What the data sheet asks of people: titles of the parts, and what to write in each."""

from analysis.language import gettext as _


def before() -> dict[str, str]:
    """Titles of the parts that come first, by key of study.toml."""
    return {
        "responsible": _("Who is responsible"),
        "contact": _("Whom to ask"),
        "purpose": _("Purpose"),
        "legal_basis": _("Legal basis"),
        "informed": _("What people are told"),
        "recipients": _("Who sees the results"),
    }


def after() -> dict[str, str]:
    """Titles of the parts that come last, by key of study.toml."""
    return {
        "storage": _("Where the data are kept"),
        "impact_assessment": _("Impact assessment"),
        "register": _("Register of processing"),
        "research": _("Safeguards for research"),
    }


def questions() -> dict[str, str]:
    """What to write in a field that is empty, by key of study.toml."""
    return {
        "responsible": _("the organisation that decides about the data, and who answers for it"),
        "contact": _("the data protection officer, and where questions and objections go"),
        "purpose": _("what the data are used for, and what they are never used for"),
        "legal_basis": _(
            "the basis in article 6 of the GDPR, such as a public task or a legitimate interest, "
            "and why; consent of employees is doubtful, because they depend on their employer"
        ),
        "informed": _(
            "how and when people were told what is asked, what is linked, who sees what and how "
            "long it is kept"
        ),
        "recipients": _("who may open the reports, and who may open the data themselves"),
        "councils": _(
            "the participation council (WMS) or works council (WOR, article 27, under k and l) "
            "that was asked, and the day on which it agreed"
        ),
        "consent": _("the day on which the council agreed, as soon as it has"),
        "retention_until": _("the day on which the data and their key are deleted"),
        "storage": _("on which computer or service, in which country, and who has the key"),
        "impact_assessment": _("its date and outcome, or why none was needed"),
        "register": _("where this processing stands in the register (GDPR, article 30)"),
        "research": _(
            "what protects people when researchers use the data (GDPR, article 89), or that no "
            "research is done"
        ),
    }
