"""Sentences computed from released tables, in the reader's language.

A reading takes the table that was shown, after the gate, and returns what it says: how many, how
much, how sure. It has a sentence for the empty case, and no causal verb.
"""

from analysis.reporting.readings import (
    barometer,
    care,
    careers,
    culture,
    evidence,
    headline,
    leaving,
    linkage,
    outcomes,
    pathways,
    published,
    pupil_checks,
    pupils,
    quality,
    safety,
    same_source,
    start,
    turnover,
    waves,
)
from analysis.reporting.readings.core import (
    Brief,
    Reading,
    anchor_labels,
    in_brief,
    label,
    scale_name,
)

__all__ = [
    "Brief",
    "Reading",
    "anchor_labels",
    "careers",
    "barometer",
    "care",
    "same_source",
    "waves",
    "culture",
    "evidence",
    "headline",
    "in_brief",
    "label",
    "leaving",
    "linkage",
    "outcomes",
    "pathways",
    "published",
    "pupil_checks",
    "pupils",
    "quality",
    "safety",
    "scale_name",
    "start",
    "turnover",
]
