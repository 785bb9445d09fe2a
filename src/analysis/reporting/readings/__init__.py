"""Sentences computed from released tables, in the reader's language.

A reading takes the table that was shown, after the gate, and returns what it says: how many, how
much, how sure. It has a sentence for the empty case, and no causal verb.
"""

from analysis.reporting.readings import (
    culture,
    evidence,
    headline,
    linkage,
    outcomes,
    published,
    quality,
    safety,
    start,
    turnover,
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
    "culture",
    "evidence",
    "headline",
    "in_brief",
    "label",
    "linkage",
    "outcomes",
    "published",
    "quality",
    "safety",
    "scale_name",
    "start",
    "turnover",
]
