"""The trust boundary: lets through of any HTML only what prose needs; knows no page, no theme file and no record."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import escape, unescape

import nh3

Own = Callable[[str], bool]

PREFIX = "s-"  # before every id that people wrote, so that none meets an id that the theme's scripts look up


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TAGS = _names(
    "a abbr b bdi blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure "
    "h1 h2 h3 h4 h5 h6 hr i img input ins kbd label li mark ol p pre q s samp section small span strong sub summary "
    "sup table tbody td tfoot th thead time tr u ul var wbr"
)
_DROPPED_WHOLE = _names(
    "button embed iframe math noembed noframes noscript object option script select style svg template textarea "
    "title xmp"
)
_ATTRIBUTES = {
    "*": {"id", "class", "title", "lang", "dir", "aria-label", "aria-labelledby", "aria-describedby"},
    "a": {"href"},
    "col": {"align", "span"},
    "colgroup": {"align", "span"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height"},
    "input": {"type", "name", "checked", "disabled"},
    "label": {"for"},
    "li": {"value"},
    "ol": {"start", "type", "reversed"},
    "td": {"align", "colspan", "rowspan", "headers"},
    "th": {"align", "colspan", "rowspan", "headers", "scope"},
    "time": {"datetime"},
}
_VALUES = {
    "align": re.compile("left|right|center|justify"),
    "datetime": re.compile(r"[0-9TZ:+.-]{1,40}"),
    "dir": re.compile("ltr|rtl|auto"),
    "lang": re.compile("[A-Za-z0-9-]{1,35}"),
    "scope": re.compile("row|col|rowgroup|colgroup"),
    **dict.fromkeys(("colspan", "height", "rowspan", "span", "width"), re.compile("[0-9]{1,4}")),
    **dict.fromkeys(("start", "value"), re.compile("-?[0-9]{1,9}")),
}
_TYPES = {"input": re.compile("radio|checkbox"), "ol": re.compile("[1aAiI]")}

_CLASSES = _names(
    # boxes
    "admonition admonition-title inline end note abstract summary tldr info todo tip hint important success check done "
    "question help faq warning caution attention failure fail missing danger error bug example quote cite seealso "
    # code
    "highlight codehilite highlighttable linenos linenodiv code filename "
    # tabs, tasks, footnotes, keys, captions, heading links, grids
    "tabbed-set tabbed-alternate tabbed-labels tabbed-labels--linked tabbed-content tabbed-block "
    "task-list task-list-item task-list-control task-list-indicator footnote footnote-ref footnote-backref keys "
    "caption-prefix figure-caption-prefix table-caption-prefix headerlink grid cards card"
)
_CLASS = re.compile(r"language-[A-Za-z0-9_+#.-]{1,40}|key-[a-z0-9-]{1,40}")
# what the highlighter calls the parts of a listing
_LISTING = _names(
    "bp c c1 ch cm cp cpf cs dl err esc fm g gd ge ges gh gi go gp gr gs gt gu hll il k kc kd kn kp kr kt l ld linenos "
    "m mb mf mh mi mo n na nb nc nd ne nf ni nl nn no normal nt nv nx o ow p pm py s s1 s2 sa sb sc sd se sh si "
    "special sr ss sx vc vg vi vm w x"
)

_COLON_FIRST = re.compile(r"[^/?#]*:")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ABROAD = re.compile(r"https?://[^/]|mailto:[^/]", re.IGNORECASE)
_UNFIT_ADDRESS = re.compile(r"[\x00-\x20\x7f\\]")
_PICTURE = re.compile(r"(?![/#?])[\w./%~+,=@()-]+")
_INPUT = re.compile(r"<input\b([^>]*)>")
_ABROAD_LINK = re.compile(r'(<a\b[^>]* href="https?:[^"]*")', re.IGNORECASE)

_JOINER = "\N{WORD JOINER}"
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&#?\w{1,40};?")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def clean(html: str, prefix: str = PREFIX, own: Own | None = None) -> str:
    """What prose may say of this HTML, its ids prefixed, with the links to them.

    Links to `path#id` are prefixed too where `own(path)` tells that the page at this path, relative as the link
    has it, was cleaned with the same prefix.
    """
    cleaner = _cleaner(prefix, own) if own else _common_cleaner(prefix)
    return _finish(cleaner.clean(html))


@cache
def _common_cleaner(prefix: str) -> nh3.Cleaner:
    return _cleaner(prefix, lambda _path: False)


def _cleaner(prefix: str, own: Own) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_DROPPED_WHOLE,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute_filter(prefix, own),
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )


def escape_title(text: str) -> str:
    """The text as HTML that stays words, even where a theme takes it through `striptags` or un-escapes it again.

    An invisible word joiner parts what could open a tag or an entity, so the text looks as it was written.
    """
    return escape(_defuse(_CONTROLS.sub(" ", text)))


def _finish(html: str) -> str:
    """Hold input elements to tabs and ticks, and part other hosts from the page; values have no `<` or `>` here."""
    if "<input" in html:
        html = _INPUT.sub(_tab_or_tick, html)
    if "http" in html:
        html = _ABROAD_LINK.sub(r'\1 rel="noopener"', html)
    return html


def _tab_or_tick(match: re.Match[str]) -> str:
    attributes = match[1]
    if ' type="radio"' in attributes:
        return match[0]
    if ' type="checkbox"' not in attributes:
        return ""
    return match[0] if " disabled" in attributes else f'<input{attributes} disabled="">'


def _attribute_filter(prefix: str, own: Own) -> Callable[[str, str, str], str | None]:
    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute not in _ATTRIBUTES["*"] and attribute not in _ATTRIBUTES.get(tag, ()):
            return None  # asked for elements that go, too
        if attribute == "class":
            return _classes(tag, value)
        if attribute == "href":
            return _address(value, prefix, own)
        if attribute in ("title", "alt", "aria-label"):
            return _defuse(value)
        if attribute in ("id", "name", "for", "headers", "aria-labelledby", "aria-describedby"):
            return " ".join(prefix + name for name in value.split()) or None
        return _plain_value(tag, attribute, value)

    return keep


def _plain_value(tag: str, attribute: str, value: str) -> str | None:
    if attribute in ("open", "checked", "disabled", "reversed"):
        return ""
    if attribute == "src":
        return value if _PICTURE.fullmatch(value) else None
    pattern = _TYPES[tag] if attribute == "type" else _VALUES[attribute]
    return value if pattern.fullmatch(value) else None


def _classes(tag: str, value: str) -> str | None:
    names = (name for name in value.split() if name in _CLASSES or _CLASS.fullmatch(name) or _of_listing(tag, name))
    return " ".join(names) or None


def _of_listing(tag: str, name: str) -> bool:
    return tag == "span" and name in _LISTING


def _address(value: str, prefix: str, own: Own) -> str | None:
    value = value.strip()
    if _UNFIT_ADDRESS.search(value) or value.startswith("//"):
        return None
    if _SCHEME.match(value):
        return value if _ABROAD.match(value) else None
    if _COLON_FIRST.match(value):  # browsers differ on what a colon without a scheme means
        return None
    path, _, fragment = value.partition("#")
    if fragment and (not path or own(path.partition("?")[0])):
        return f"{path}#{prefix}{fragment}"
    return value


def _defuse(text: str) -> str:
    return _ENTITY.sub(_part_entity, _OPENING.sub("<" + _JOINER, text))


def _part_entity(match: re.Match[str]) -> str:
    found = match[0]
    return found if unescape(found) == found else f"&{_JOINER}{found[1:]}"
