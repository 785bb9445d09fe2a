"""A generator per table: from the clean population to an export with its errors.

Each module has ``exports(population) -> list of Export``. A new table is a new module named in
``TABLES``; it draws from streams of its own names, so nothing that was there before changes.
"""

from analysis.example.tables import (
    absences,
    answers,
    assignments,
    contracts,
    invited,
    learning_habits,
    pupils,
    units,
)

TABLES = (
    units.exports,
    invited.exports,
    answers.exports,
    learning_habits.exports,
    contracts.exports,
    absences.exports,
    pupils.exports,
    assignments.exports,
)
