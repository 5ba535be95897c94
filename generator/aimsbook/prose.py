"""Turns Markdown into HTML and into plain words; knows the two dialects, and not what their text is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markdown import Markdown
from markdown_it import MarkdownIt
from markdown_it.token import Token

Convert = Callable[[str], str]

LEVELS = 80  # of nesting; a list takes two. The parser leaves out what lies deeper, so such a text is shown as written.
_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": LEVELS}).enable("table")
_TOP_HEADING = 3
_LOWEST_HEADING = 6


def render(text: str) -> str:
    """The HTML of a record's prose: CommonMark with tables, headings from h3 down, images as their words."""
    return _both(text)[0]


@lru_cache(maxsize=1 << 16)
def plain(text: str) -> str:
    """The words of a record's prose without its markup, one line a block."""
    return _both(text)[1]


@lru_cache(maxsize=1 << 8)
def _both(text: str) -> tuple[str, str]:
    """HTML and words of a text; a page asks for both, and parsing takes most of the time."""
    env: dict[str, Any] = {}
    tokens = _PARSER.parse(text, env)
    if _too_deep(tokens):
        return f"<pre>{escape(text, quote=False)}</pre>\n", text
    words = "\n".join(words for words in map(_words, tokens) if words)
    _adapt(tokens)
    html: str = _PARSER.renderer.render(tokens, _PARSER.options, env)
    return html, words


def manual_converter(extensions: Sequence[str], configs: Mapping[str, Mapping[str, Any]]) -> Convert:
    """A converter for chapters of a site with these Python-Markdown extensions; ValueError where they nest too deep."""

    def convert(text: str) -> str:
        machine = Markdown(extensions=list(extensions), extension_configs={k: dict(v) for k, v in configs.items()})
        try:
            return machine.convert(text)
        except RecursionError:
            raise ValueError("its lists or quotations are nested too deeply for the Markdown parser") from None

    return convert


def _too_deep(tokens: Sequence[Token]) -> bool:
    return any(token.level >= LEVELS - 1 for token in tokens)


def _adapt(tokens: Sequence[Token]) -> None:
    """Fit the tokens into a page: lower headings, alignment without style, no images."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + _TOP_HEADING - 1, _LOWEST_HEADING)}"
        elif token.type in ("th_open", "td_open") and "style" in token.attrs:
            token.attrs = {"align": str(token.attrs["style"]).removeprefix("text-align:")}
        for child in token.children or ():
            if child.type == "image":
                child.type, child.content = "text", _alternative(child)


def _words(token: Token) -> str:
    if token.type in ("fence", "code_block"):
        return token.content.rstrip("\n")
    return "".join(_pieces(token.children or ()))


def _pieces(children: Sequence[Token]) -> Iterator[str]:
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            yield " "
        elif child.type == "image":
            yield _alternative(child)
        else:
            yield child.content


def _alternative(image: Token) -> str:
    return "".join(_pieces(image.children or ()))
