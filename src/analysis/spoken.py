"""In which language the command speaks."""

import locale
import os
from collections.abc import Sequence

from analysis import language


def chosen(words: Sequence[str]) -> str:
    """Language of the messages: what was asked for, else the environment, else the system."""
    if "--language" in words[:-1]:
        asked = words[words.index("--language") + 1]
        if asked in language.LANGUAGES:
            return asked
    if "LEERCULTUUR_LANGUAGE" in os.environ:
        return language.current()
    system = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "nl" if system.lower().startswith(("nl", "dutch")) else "en"
