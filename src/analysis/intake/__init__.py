"""Exports as they come: read exactly, described, and stripped of who the persons are."""

from analysis.intake.door import read
from analysis.intake.raw import ImportReport, RawTable

__all__ = ["ImportReport", "RawTable", "read"]
