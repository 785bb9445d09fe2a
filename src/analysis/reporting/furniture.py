"""The words around the pages: buttons, labels and search messages of the site itself.

The theme brings some of them in Dutch and leaves others in English, so all are ours.
"""

from analysis.language import gettext as _


def words() -> dict[str, str]:
    """From the theme's English to the reader's language."""
    return {
        "Skip to main content": _("Skip to main content"),
        "Back to top": _("Back to top"),
        "Search": _("Search"),
        "Error": _("Error"),
        "Please activate JavaScript to enable the search functionality.": _(
            "Please activate JavaScript to enable the search functionality."
        ),
        "Site navigation": _("Site navigation"),
        "Section Navigation": _("Pages"),
        "On this page": _("On this page"),
        "Contents": _("Contents"),
        "previous": _("previous"),
        "next": _("next"),
        "previous page": _("previous page"),
        "next page": _("next page"),
        "Color mode": _("Light or dark"),
        "Light": _("Light"),
        "Dark": _("Dark"),
        "System Settings": _("As the device is set"),
        "Breadcrumb": _("You are here"),
        "Home": _("Home"),
        "Version warning": _("Notice"),
        "Announcement": _("Notice"),
        "Print to PDF": _("Print, or save as PDF"),
        "Link to this heading": _("Link to this heading"),
        "Permalink to this heading": _("Link to this heading"),
        "Link to this table": _("Link to this table"),
        "Link to this image": _("Link to this image"),
        "Navigation": _("Navigation"),
        "Toggle primary sidebar": _("Show or hide the list of pages"),
        "Toggle secondary sidebar": _("Show or hide the contents of this page"),
    }


def search_words() -> dict[str, str | list[str]]:
    """What the search page says, in the form its script wants."""
    one = _("One page holds these words.")
    many = _("${resultCount} pages hold these words.")
    return {
        "Search Results": _("Found"),
        "Searching": _("Searching"),
        "Preparing search...": _("Preparing the search"),
        "Hide Search Matches": _("Do not mark the words found"),
        ", in ": _(", in "),
        "Search finished, found one page matching the search query.": [one, many],
        (
            "Your search did not match any documents. Please make sure that all words are "
            "spelled correctly and that you've selected enough categories."
        ): _("No page holds these words. Check their spelling, or try fewer words."),
    }


def code_words() -> tuple[str, str]:
    """Labels that open and close a folded piece of code."""
    return _("Show code"), _("Hide code")
