"""From raw exports to tidy tables: every row kept or set aside, every change counted."""
