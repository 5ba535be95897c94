"""A finished page as a Markdown file that any site builder takes: front matter, headings, and HTML left as it is.

It knows HTML and Markdown, and no page. HTML stands in blocks without an empty line, which every Markdown processor
leaves alone; plain headings stand between them as Markdown, so that builders list them as contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

from aimsbook.head import shown, titled
from aimsbook.writing import as_yaml

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_PRE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_EMPTY = re.compile(r"\n[ \t]*(?=\n)")
_ID = re.compile(r'\sid="([^"]*)"')
_FRAGMENT = re.compile(r'(\shref=")(#[^"]*")')
_HEADING = re.compile(r'<h([2-6]) id="([^"\s{}]+)">([^<]*)(?:<a class="headerlink"[^>]*>[^<]*</a>)?</h\1>')
_SPECIAL = re.compile(r"[^\w\s,;()'’.?/%-]|_")


def page_text(title: str, description: str, html: str, address: str = "", anchor: str = "") -> str:
    """The Markdown file of a page; `address` is how the page names itself, `anchor` an id for the page as a whole."""
    meta = {"title": str(titled(title)), "description": str(shown(" ".join(description.split())))}
    head = as_yaml({key: one for key, one in meta.items() if one})
    blocks = list(_blocks(_addressed(html, address, anchor)))
    if blocks and anchor and anchor not in _ID.findall(html):
        blocks[0] = blocks[0].replace("<div ", f'<div id="{anchor}" ', 1)
    return f"---\n{head}---\n\n" + "\n\n".join(blocks) + "\n"


def _addressed(html: str, address: str, anchor: str) -> str:
    """HTML whose fragments that are no places of the page, but filters of its table, name the page."""
    places = {f'#{one}"' for one in _ID.findall(html)} | {f'#{anchor}"', '#"'}
    return _FRAGMENT.sub(lambda found: found[0] if found[2] in places else f"{found[1]}{address}{found[2]}", html)


def _blocks(html: str) -> Iterator[str]:
    """Yield the headings that stand on their own, and what is between them."""
    start = 0
    for place in _outermost(html):
        if found := _HEADING.match(html, place):
            if before := html[start:place].strip():
                yield _raw(before)
            yield f"{'#' * int(found[1])} {_words(found[3])} {{ #{found[2]} }}"
            start = found.end()
    if rest := html[start:].strip():
        yield _raw(rest)


def _raw(html: str) -> str:
    """HTML as one block: no line of it is empty, and none holds a tab, for which processors put blanks."""
    pieces = _PRE.split(html.replace("\t", "&#9;"))
    pieces[::2] = [_EMPTY.sub("", piece) for piece in pieces[::2]]
    pieces[1::2] = map(_solid, pieces[1::2])
    return f'<div class="ab-page">\n{"".join(pieces)}\n</div>'


def _solid(preformatted: str) -> str:
    """Preformatted text that shows the same, without a line that is empty or blank."""
    *lines, last = preformatted.split("\n")
    return "".join(map(_solid_line, lines)) + last


def _solid_line(line: str) -> str:
    if not line:
        return "&#10;"
    return (line if line.strip() else f"&#32;{line[1:]}") + "\n"


def _words(text: str) -> str:
    """The words of a heading as Markdown that says just them: what could be a sign of it stands as an entity."""
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", " ".join(unescape(text).split()))


def _outermost(html: str) -> list[int]:
    """Where the outermost headings start."""
    reader = _Depth(html)
    reader.feed(html)
    reader.close()
    return reader.places


class _Depth(HTMLParser):
    """Notes the headings that no element holds."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.places: list[int] = []
        self._starts = [0, *(found.end() for found in re.finditer("\n", html))]
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go one deeper."""
        if self._depth == 0 and re.fullmatch("h[2-6]", tag):
            line, column = self.getpos()
            self.places.append(self._starts[line - 1] + column)
        self._depth += tag not in _VOID

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Stay."""

    def handle_endtag(self, tag: str) -> None:
        """Come back."""
        self._depth -= tag not in _VOID
