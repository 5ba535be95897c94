"""Runs pandoc on text of ours: sandboxed, with a fixed reader, bounded in time and memory; it knows no document."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from aimsbook.errors import EnvironmentFault

OLDEST = (3, 1, 6)
INSTALL = "pip install 'aimsbook[print]'"
MEMORY = "2048M"
SECONDS = 300
_NO_DATA = 97  # how pandoc ends where it misses a file of its own data
# The only reader: nothing raw, no links without an address, no markup that our own writer does not use.
READER = "markdown_strict-raw_html-shortcut_reference_links+" + "+".join(
    "all_symbols_escapable intraword_underscores escaped_line_breaks space_in_atx_header blank_before_header "
    "blank_before_blockquote backtick_code_blocks fenced_divs bracketed_spans header_attributes footnotes startnum "
    "fancy_lists".split()
)


@cache
def pandoc() -> str:
    """The program: the one that the extra brings, else one on PATH that is new enough; EnvironmentFault for none."""
    spec = importlib.util.find_spec("pypandoc")
    brought = Path(spec.origin).parent / "files" / "pandoc" if spec and spec.origin else None
    candidates = [str(one) for one in (brought, brought and brought.with_suffix(".exe")) if one and one.is_file()]
    candidates += [found] if (found := shutil.which("pandoc")) else []
    told = ""
    for one in candidates:
        version = _version(one)
        if version >= OLDEST:
            return one
        told = f" ({one} is {'.'.join(map(str, version)) or 'no pandoc'})"
    oldest = ".".join(map(str, OLDEST))
    raise EnvironmentFault(f"documents need pandoc {oldest} or newer{told}: {INSTALL}")


def _version(program: str) -> tuple[int, ...]:
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.match(r"pandoc(?:\.exe)? (\d+(?:\.\d+)*)", asked.stdout)
    return tuple(map(int, found[1].split("."))) if found else ()


def convert(text: str, to: str, folder: Path, arguments: Sequence[str], epoch: int) -> bytes:
    """Convert text; `folder` is one of its own, and nothing outside of what the arguments name is read."""
    command = [
        pandoc(), "--sandbox", "--from", READER, "--to", to, "--wrap", "none", "--output", "made", *arguments,
        "text.md", "+RTS", f"-M{MEMORY}", "-RTS",
    ]  # fmt: skip
    (folder / "text.md").write_text(text, encoding="utf-8", newline="\n")
    try:
        run = subprocess.run(
            command, cwd=folder, env=_environment(folder, epoch), capture_output=True, text=True, errors="replace",
            check=False, timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise EnvironmentFault(f"pandoc did not end within {SECONDS} seconds; nothing was written") from None
    except OSError as fault:
        raise EnvironmentFault(f"pandoc cannot be run: {fault.strerror or fault}") from fault
    if run.returncode == _NO_DATA:
        said = f"{pandoc()} keeps its data in files of their own, which its sandbox does not read"
        raise EnvironmentFault(f"{said}: {INSTALL}; nothing was written")
    if run.returncode != 0:
        said = " ".join(run.stderr.split())[:300]
        raise EnvironmentFault(f"pandoc ended with {run.returncode}: {said}; nothing was written")
    return (folder / "made").read_bytes()


def _environment(folder: Path, epoch: int) -> Mapping[str, str]:
    """What pandoc sees of the environment: a home of its own, and the day of the document."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    return {
        **kept, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "LC_ALL": "C.UTF-8",
        "SOURCE_DATE_EPOCH": str(epoch),
    }  # fmt: skip
