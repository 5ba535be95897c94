"""What is to be compiled: where records and manual lie, which frameworks are on, and for which day."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from aimsbook.errors import ConfigurationFault

DEFAULT_FRAMEWORKS = ("iso42001",)


@dataclass(frozen=True, slots=True)
class Project:
    """One AIMS: its folders, frameworks and as-of date, the dialect and order of its manual, and for whom it is.

    `frozen` pages belong to an audit pack: they say so, and lead to the files that lie beside them.
    """

    root: Path
    records: Path
    docs: Path
    as_of: date
    convert: Callable[[str], str]
    frameworks: tuple[str, ...] = DEFAULT_FRAMEWORKS
    name: str = "AI management system"
    site: Path = Path("site")
    not_frozen: tuple[str, ...] = ()
    profile: str = ""
    site_url: str = ""
    description: str = ""
    nav: list[Any] | None = None
    language: str = "en"
    reference_docx: Path | None = None
    frozen: bool = False

    def on_site(self, path: str) -> str:
        """What leads to a file of the site from beside the site's folder: the published address, where there is one."""
        address = "" if self.frozen else self.site_url
        return f"{address or self.site.name or 'site'}".rstrip("/") + f"/{path}"

    @property
    def vocabulary_folder(self) -> Path:
        """Where the project extends the vocabulary."""
        return self.records / "vocabulary"

    def path_of(self, file: Path) -> str:
        """A file's path as marks show it: below the root, with slashes; a strange byte shows as an escape."""
        try:
            shown = file.relative_to(self.root).as_posix()
        except ValueError:
            shown = file.as_posix()
        return shown.encode("utf-8", "backslashreplace").decode("utf-8")


def as_of_date(asked: str | None, configured: str | None, environment: Mapping[str, str] = os.environ) -> date:
    """The day to compute for: the one asked for, else SOURCE_DATE_EPOCH, else the configured one, else today."""
    if asked:
        return _day(asked, "--as-of")
    if epoch := environment.get("SOURCE_DATE_EPOCH"):
        if not re.fullmatch(r"\d{1,11}", epoch):
            raise ConfigurationFault(f"SOURCE_DATE_EPOCH is {epoch!r}; a number of seconds was expected")
        return datetime.fromtimestamp(int(epoch), UTC).date()
    if configured:
        return _day(configured, "as_of")
    return datetime.now(UTC).date()


def _day(text: str, name: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ConfigurationFault(f"{name} is {text!r}; a day such as 2026-11-15 was expected")
