"""Measures: scales, agreement, spells and turnover, computed from tidy tables."""
