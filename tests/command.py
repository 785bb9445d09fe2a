"""Runs the command ``leercultuur`` as a person does, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def run(folder: Path, *words: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder; keyword arguments become variables of its environment."""
    return subprocess.run(
        [sys.executable, "-m", "analysis", *words],
        cwd=folder,
        env=os.environ | surroundings,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
