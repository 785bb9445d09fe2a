"""Random numbers that stay the same when something else is added."""

import zlib

import numpy as np


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """Give each table, scale or wave its own generator, found by name and not by order.

    A table that is added later has a name of its own, so the numbers of the others stay.
    """
    key = tuple(zlib.crc32(str(name).encode()) for name in names)
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))
