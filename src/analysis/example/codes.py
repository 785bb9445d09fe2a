"""Personnel numbers and names of people who do not exist."""

from dataclasses import dataclass

import numpy as np

from analysis.codebook import normalise
from analysis.example import names
from analysis.example.population import Population
from analysis.example.streams import stream


@dataclass(frozen=True)
class People:
    """Codes and names by the number of a person.

    Attributes
    ----------
    number : str array
        Six digits as text; one in ten begins with a zero that must not get lost.
    first, last, email : str arrays
    """

    number: np.ndarray
    first: np.ndarray
    last: np.ndarray
    email: np.ndarray


def people(population: Population) -> People:
    """Give everyone a personnel number and a name, other ones in another draw."""
    n = int(population.careers.stints.person.max()) + 1
    rng = stream(population.seed, "people")
    number = rng.permutation(np.arange(1_000, 999_999))[:n]
    first = np.array(names.FIRST)[rng.integers(0, len(names.FIRST), n)]
    last = np.array(names.LAST)[rng.integers(0, len(names.LAST), n)]
    email = [f"{_plain(f)}.{_plain(s)}{i}@bestuur.example" for i, (f, s) in _pairs(first, last)]
    return People(np.array([f"{code:06d}" for code in number]), first, last, np.array(email))


def _pairs(first: np.ndarray, last: np.ndarray):
    return enumerate(zip(first, last, strict=True))


def _plain(name: str) -> str:
    return "".join(letter for letter in normalise(name) if letter.isalpha())
