"""A printed document as PDF: pandoc makes typst of it, and a process of its own, bounded, has typst set that."""

from __future__ import annotations

import importlib.util
import json
import logging
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from aimsbook.errors import EnvironmentFault
from aimsbook.pandoc import INSTALL, convert, pandoc
from aimsbook.printing import Printout
from aimsbook.vocabulary import DATA

log = logging.getLogger("aimsbook")
OWN = DATA / "print"
SECONDS = 600
MEMORY = 2048  # megabytes
_NO_MEMORY = re.compile(r"memory allocation of \d+ bytes failed|MemoryError")
_MAIN = '#import "style.typ": *\n#show: dressed\n#include "body.typ"\n'


def as_pdf(made: Printout) -> bytes:
    """A document as PDF; EnvironmentFault where a program is missing or does not end, a warning for missing signs."""
    if importlib.util.find_spec("typst") is None:
        raise EnvironmentFault(f"PDF needs the Python package typst: {INSTALL}")
    pandoc()
    with TemporaryDirectory(prefix="aimsbook-print-") as name:
        folder = Path(name)
        for file, content in made.pictures.items():
            (folder / file).write_bytes(content)
        body = convert(made.text, "typst", folder, ["--lua-filter", str(OWN / "filter.lua")], epoch_of(made))
        (folder / "body.typ").write_bytes(b'#import "style.typ": *\n' + body)
        (folder / "main.typ").write_text(_MAIN, encoding="utf-8")
        shutil.copyfile(OWN / "style.typ", folder / "style.typ")
        (folder / "meta.json").write_text(json.dumps(_meta(made)), encoding="utf-8")
        for warning in _warnings(json.loads(_run(folder, epoch_of(made)))):
            log.warning(warning)
        return (folder / "made.pdf").read_bytes()


def epoch_of(made: Printout) -> int:
    """The moment that a document is dated at: the start of the as-of day."""
    return int(datetime.fromisoformat(made.as_of).replace(tzinfo=UTC).timestamp())


def _meta(made: Printout) -> dict[str, str]:
    names = ("title", "version", "classification", "as_of")
    return {**{name: getattr(made, name) for name in names}, "language": made.language[:2], "author": made.author}


def _run(folder: Path, epoch: int) -> str:
    command = [sys.executable, "-m", "aimsbook.typeset", str(folder), str(epoch), str(MEMORY)]
    try:
        run = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, errors="replace", check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        raise EnvironmentFault(f"typst did not end within {SECONDS} seconds; nothing was written") from None
    if run.returncode != 0 and _NO_MEMORY.search(run.stderr):
        raise EnvironmentFault(f"typst needs more than {MEMORY:,} MB of memory for this; nothing was written")
    if run.returncode != 0:
        raise EnvironmentFault(f"typst cannot set this: {' '.join(run.stderr.split())[:400]}; nothing was written")
    return run.stdout


def _warnings(told: dict[str, object]) -> list[str]:
    missing = told["missing"]
    found = []
    if isinstance(missing, list) and missing:
        named = " ".join(f"{one} (U+{ord(one):04X})" for one in missing[:8])
        more = f" and {len(missing) - 8} more" if len(missing) > 8 else ""
        found.append(f"no font here has {named}{more}: told by number; install a font that has them")
    if told["pictures"] == "no":
        found.append("a picture of the manual cannot be read: words stand in the place of all")
    return found
