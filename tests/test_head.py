"""The head of every page: escaped words, and a policy under which only the theme's own scripts run."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from jinja2 import Environment
from markupsafe import Markup

from aimsbook.head import shown, shown_throughout, titled, with_policy, without_tags
from handmade import PAYLOAD

HEAD = '<!doctype html>\n<html lang="en">\n  <head>\n    <meta charset="utf-8">\n    <title>T</title>\n'
JOINER = "\N{WORD JOINER}"
TITLES = [
    PAYLOAD,
    "&lt;/title&gt;&lt;script&gt;window.__xss=1&lt;/script&gt;",
    "&amp;lt;script&amp;gt;",
    '" onmouseover="window.__xss=1',
    "<svg onload=window.__xss=1>",
    "{{ config }} {% include 'x' %}",
    "\u202eright to left\u0000",
]


class Shown(HTMLParser):
    """What a browser shows of some markup: its text, its elements, its attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.text, self.tags, self.attributes = "", [], {}  # type: tuple[str, list[str], dict[str, str | None]]
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def hash_of(code: str) -> str:
    return f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'"


def directive(page: str, name: str) -> str:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found
    return next(part for part in found[1].split("; ") if part.startswith(name))


@pytest.mark.parametrize("text", TITLES)
def test_words_show_as_they_were_written(text: str) -> None:
    element = Shown(f"<p>{shown(text)}</p>")
    attribute = Shown(f'<p title="{shown(text)}">')
    assert (element.text, element.tags) == (text, ["p"])
    assert attribute.attributes == {"title": text}


@pytest.mark.parametrize("title", TITLES)
def test_a_title_looks_as_it_was_written(title: str) -> None:
    visible = title.replace("\0", " ")
    assert Shown(f"<p>{titled(title)}</p>").text.replace(JOINER, "") == visible


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("use", ["{{ t }}", "{{ t | e }}", "{{ t | striptags }}", "{{ t | striptags | e }}"])
@pytest.mark.parametrize("filtered", [True, False], ids=["our striptags", "the theme's striptags"])
def test_whatever_a_theme_does_with_a_title_no_element_comes_of_it(title: str, use: str, filtered: bool) -> None:
    env = Environment()
    if filtered:
        env.filters["striptags"] = without_tags
    result = Shown(f"<p>{env.from_string(use).render(t=titled(title))}</p>")
    assert result.tags == ["p"]
    assert "".join(result.text.replace(JOINER, "").split()) == "".join(title.replace("\0", " ").split())


def test_text_without_tags_stays_escaped() -> None:
    assert without_tags("<b>R&amp;D</b> &lt;script&gt;") == "R&amp;D &lt;script&gt;"


def test_front_matter_is_escaped_at_every_depth() -> None:
    words = shown_throughout({"a": "<x>", "b": [{"c": '"'}], "d": 7, "e": None, "f": Markup("&lt;")})
    assert words == {"a": "&lt;x&gt;", "b": [{"c": "&#34;"}], "d": 7, "e": None, "f": "&lt;"}


def test_the_policy_stands_before_anything_that_could_run() -> None:
    page = with_policy(f"{HEAD}<script>a()</script></head><body></body></html>")
    assert page.index("Content-Security-Policy") < page.index("<script") and page.index("charset") < 1024
    assert (
        page.replace(re.findall(r"\n +<meta http-equiv[^>]*>", page)[0], "")
        == f"{HEAD}<script>a()</script></head><body></body></html>"
    )


@pytest.mark.parametrize(
    "page", ["<html><body>x</body></html>", "<!DOCTYPE html><p>x</p>", "<p>x</p>", "<HEAD><title>x</title></HEAD>"]
)
def test_a_page_without_a_usual_head_gets_the_policy_too(page: str) -> None:
    assert with_policy(page).count("Content-Security-Policy") == 1
    assert Shown(with_policy(page)).tags[:3].count("meta") == 1


def test_inline_scripts_of_the_theme_are_allowed_by_their_hash() -> None:
    page = with_policy(f"{HEAD}<script>a()</script><SCRIPT type='module'>b(\n)</SCRIPT ><script>a()</script></head>")
    assert directive(page, "script-src") == " ".join(("script-src 'self'", hash_of("a()"), hash_of("b(\n)")))


def test_data_blocks_and_linked_scripts_need_no_hash() -> None:
    page = with_policy(f'{HEAD}<script src="a.js"></script><script id="c" type="application/json">{{}}</script></head>')
    assert directive(page, "script-src") == "script-src 'self'"


def test_inline_styles_of_the_theme_are_allowed_by_their_hash() -> None:
    page = with_policy(f"{HEAD}<style>:root{{}}</style></head>")
    assert directive(page, "style-src") == f"style-src 'self' {hash_of(':root{}')}"


def test_a_script_in_content_stays_forbidden() -> None:
    content = "<p>x</p><script>evil()</script><style>*{}</style>"
    page = with_policy(f"{HEAD}<script>a()</script></head><body>{content}</body>", content)
    assert directive(page, "script-src") == f"script-src 'self' {hash_of('a()')}"
    assert directive(page, "style-src") == "style-src 'self'"


def test_an_unclosed_script_in_content_cannot_borrow_the_end_of_the_themes() -> None:
    content = "<script>evil(); "
    page = with_policy(f"{HEAD}</head><body>{content}<script>a()</script></body>", content)
    assert directive(page, "script-src") == f"script-src 'self' {hash_of('a()')}"


def test_content_with_code_that_was_changed_on_the_way_lets_nothing_run() -> None:
    page = with_policy(
        f"{HEAD}<script>a()</script></head><body><script> evil()</script></body>", "<script>evil()</script>"
    )
    assert directive(page, "script-src") == "script-src 'self'"


def test_everything_that_is_not_named_is_forbidden() -> None:
    page = with_policy(HEAD)
    assert directive(page, "default-src") == "default-src 'none'"
    assert "unsafe" not in page and "http:" not in page and "https:" not in page and "*" not in page
    assert all(f"{name} 'none'" in page for name in ("base-uri", "form-action"))


def test_a_live_preview_lets_the_script_run_that_mkdocs_adds() -> None:
    page = with_policy(f"{HEAD}<script>a()</script></head>", live=True)
    assert directive(page, "script-src") == "script-src 'self' 'unsafe-inline'"
