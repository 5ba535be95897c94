"""What the pipeline that runs us says of itself: its commit and where its run is shown; without one git is asked."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

_VARIABLE = re.compile(r"\{(\w+)\}")


def told_by(pipelines: Iterable[Mapping[str, str]], environment: Mapping[str, str]) -> dict[str, str]:
    """The words of the first pipeline all of whose variables are set, its name too; nothing where none runs us."""
    for words in pipelines:
        needed = {name for text in words.values() for name in _VARIABLE.findall(text)}
        if needed and all(environment.get(name) for name in needed):
            return {key: _VARIABLE.sub(lambda found: environment[found[1]], text) for key, text in words.items()}
    return {}


def commit_at(folder: Path) -> str:
    """The commit that a folder's repository stands at, "" where that cannot be told."""
    try:
        asked = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "HEAD"], capture_output=True, text=True, check=False, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""
