"""Sets what the head of every page says: escaped words, and a policy that lets no foreign script run; knows strings."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from html import unescape
from typing import Any

from markupsafe import Markup, escape

from aimsbook.sanitise import escape_title

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_STYLE = re.compile(r"<style\b([^>]*)>(.*?)</style\s*>", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
_NO_CODE = re.compile(r"\bsrc\s*=|\btype\s*=\s*[\"']?[\w./+-]*json\b", re.IGNORECASE)
_STARTS = tuple(
    re.compile(start, re.IGNORECASE)
    for start in (r"<head\b[^>]*>(?:\s*<meta charset=\"?utf-8\"?\s*/?>)?", r"<html\b[^>]*>", r"<!doctype\b[^>]*>")
)


def shown(text: str) -> Markup:
    """Plain text as markup that shows it, in an element or in an attribute; escaping it again changes nothing."""
    return escape(text)


def titled(text: str) -> Markup:
    """A plain title as markup that stays words, even where a theme un-escapes it and prints it raw."""
    return Markup(escape_title(text))


def plain(markup: str) -> str:
    """The plain text that markup without elements shows."""
    return unescape(markup)


def shown_throughout(value: Any) -> Any:
    """Front matter with every text in it escaped, since themes print some of it raw."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {key: shown_throughout(item) for key, item in value.items()}
    return [shown_throughout(item) for item in value] if isinstance(value, list) else value


def without_tags(markup: str) -> Markup:
    """The text of some markup, escaped; the theme's own filter leaves it un-escaped, so that it could run."""
    return escape(Markup(markup).striptags())


def words_in(markup: str) -> str:
    """The words of some markup, with one space between them."""
    return " ".join(Markup(markup).striptags().split())


def with_policy(page: str, content: str = "", live: bool = False) -> str:
    """A page with its Content-Security-Policy before anything that could run; scripts of its content stay forbidden.

    A live preview lets inline scripts run, because MkDocs adds one to each page that it serves.
    """
    frame = _frame(page, content)
    policy = _policy(["'unsafe-inline'"] if live else _hashes(_SCRIPT, frame), _hashes(_STYLE, frame))
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    for start in _STARTS:
        if found := start.search(page):
            return f"{page[: found.end()]}\n      {tag}{page[found.end() :]}"
    return tag + page


def _policy(scripts: list[str], styles: list[str]) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *scripts)),
            " ".join(("style-src 'self'", *styles)),
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hashes(kind: re.Pattern[str], frame: str) -> list[str]:
    codes = (code for attributes, code in kind.findall(frame) if code and not _NO_CODE.search(attributes))
    return list(dict.fromkeys(map(_hash, codes)))


def _frame(page: str, content: str) -> str:
    """The page without its content; nothing at all where content with code in it cannot be told from the rest."""
    if not _CODE.search(content):
        return page
    before, found, after = page.partition(content)
    return before + after if found else ""


@lru_cache(maxsize=64)
def _hash(code: str) -> str:
    return f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'"
