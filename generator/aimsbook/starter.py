"""A small project to begin with, copied into an empty folder; nothing that is there is ever overwritten."""

from __future__ import annotations

from pathlib import Path

from aimsbook.errors import ConfigurationFault, EnvironmentFault
from aimsbook.vocabulary import DATA

STARTER = DATA / "starter"


def begin(folder: Path) -> list[str]:
    """Copy the small project into a folder and say which files it has now.

    Raises ConfigurationFault where the folder already holds one of the files.
    """
    files = sorted(file for file in STARTER.rglob("*") if file.is_file())
    paths = [file.relative_to(STARTER) for file in files]
    if taken := [str(path) for path in paths if (folder / path).exists()]:
        raise ConfigurationFault(f"{folder} already has {taken[0]}; `aimsbook init` starts in an empty folder")
    try:
        for file, path in zip(files, paths, strict=True):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    except OSError as fault:
        raise EnvironmentFault(f"{fault.filename}: {fault.strerror}") from None
    return [path.as_posix() for path in paths]
