"""leercultuur: evidence about learning culture from an organisation's own data.

A notebook imports what it uses by name, for example
``from analysis import study, scales, figures, readings, release``.
Each name is loaded at first use, so that a notebook pays only for what it needs.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_ROOMS = {
    "measures": (
        "absence absence_kinds absence_lengths aggregation agreement careless cleaning_effects "
        "correlations coverage distributions early_attrition facets intervals invariance job_size "
        "linkage national oddities omissions overall positions published_results published_staff "
        "pupil_scores rate_kinds reference_levels reliability response response_weights scales "
        "scan service shrinkage spells statements team_bootstrap thirds time_in_service turnover "
        "waves weights"
    ),
    "models": (
        "absence_effects by_band claim_tests cohorts estimate exit_effects exit_random "
        "exit_survival exit_trust exit_without exits exposure few_units hazard headline "
        "headline_exits incidence linking multiplicity pathways pathways_missing published "
        "pupil_effects pupil_missing pupil_models pupil_pathways pupil_schools pupil_trust "
        "split_team survival"
    ),
    "reporting": "figures ledger path_figure readings results scatter start tables",
}
_PLACES = {
    name: f"analysis.{room}.{name}" for room, names in _ROOMS.items() for name in names.split()
}


def __getattr__(name: str) -> Any:
    if name == "release":
        value = import_module("analysis.reporting.release").release
    elif name in _PLACES:
        value = import_module(_PLACES[name])
    else:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), "release", *_PLACES])
