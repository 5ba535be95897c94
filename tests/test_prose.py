"""Record prose as HTML and as words, and the dialect of a site's own chapters."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimsbook.prose import LEVELS, manual_converter, plain, render


def test_headings_of_a_record_stand_below_those_of_its_page() -> None:
    html = render("# One\n\n## Two\n\n#### Four\n\n###### Six\n\nSetext\n===\n")
    assert re.findall(r"<h(\d)>(\w+)</h\1>", html) == [
        ("3", "One"), ("4", "Two"), ("6", "Four"), ("6", "Six"), ("3", "Setext"),
    ]  # fmt: skip


def test_html_in_a_record_is_words() -> None:
    html = render("<b>bold</b> & <script>alert(1)</script>\n\n<div>\n*a*\n</div>\n")
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; &lt;script&gt;" in html
    assert set(re.findall(r"<(\w+)", html)) == {"p", "em"}


def test_tables_are_aligned_without_style() -> None:
    html = render("| a | b | c |\n|:--|--:|---|\n| 1 | 2 | 3 |\n")
    assert '<td align="left">1</td>' in html
    assert '<th align="right">b</th>' in html
    assert "<td>3</td>" in html
    assert "style" not in html


@pytest.mark.parametrize(
    "source", ["![a *fine* picture](https://elsewhere.example/x.png)", "![a *fine* picture][p]\n\n[p]: x.png"]
)
def test_an_image_in_a_record_is_its_words(source: str) -> None:
    assert render(source) == "<p>a fine picture</p>\n"
    assert plain(source) == "a fine picture"


def test_scripts_are_no_addresses() -> None:
    assert "href" not in render("[x](javascript:alert(1)) <javascript:alert(1)> [y](vbscript:x) [z](data:text/html,x)")


def test_bare_addresses_stay_words() -> None:
    assert render("See https://example.org now") == "<p>See https://example.org now</p>\n"


def test_plain_words_have_no_markup() -> None:
    source = (
        "# A *title*\n\nSome **bold** `code` and a\n[link](x.html \"tip\").\n\n- one\n- two\n\n"
        "```py\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[d]: https://x.example\n"
    )
    assert plain(source) == "A title\nSome bold code and a link.\none\ntwo\nx = 1\na\nb\n1\n2"


@pytest.mark.parametrize("source", ["> " * LEVELS + "deep", "- " * LEVELS + "deep", "> - " * 1000 + "deep"])
def test_what_nests_too_deeply_is_shown_as_it_was_written(source: str) -> None:
    assert render(source) == f"<pre>{source.replace('>', '&gt;')}</pre>\n"
    assert plain(source) == source


def test_nesting_below_the_bound_keeps_its_words() -> None:
    source = "".join(f"{'  ' * level}- item {level}\n" for level in range(LEVELS // 2 - 2))
    assert f"item {LEVELS // 2 - 3}" in plain(source)
    assert render(source).count("<li>") == LEVELS // 2 - 2


def test_a_chapter_is_read_with_the_extensions_of_its_site() -> None:
    convert = manual_converter(["admonition", "toc"], {"toc": {"permalink": "#"}})
    html = convert('# Title\n\n!!! note "Mind"\n    this\n')
    assert '<div class="admonition note">' in html
    assert 'class="headerlink"' in html
    assert "admonition" not in manual_converter([], {})('!!! note "Mind"\n    this\n')


def test_one_chapter_leaves_nothing_to_the_next() -> None:
    convert = manual_converter(["footnotes", "abbr", "toc"], {})
    first = convert("# A\n\nx[^1] HTML [r]\n\n[^1]: note\n\n*[HTML]: words\n\n[r]: x.html\n")
    second = convert("# A\n\nx[^1] HTML [r]\n")
    assert "footnote" in first and "abbr" in first
    assert second == '<h1 id="a">A</h1>\n<p>x[^1] HTML [r]</p>'


def test_a_chapter_nested_beyond_the_parser_is_refused_with_a_reason() -> None:
    convert = manual_converter(["tables"], {})
    with pytest.raises(ValueError, match="nested too deeply"):
        convert("".join(f"{'    ' * level}- x\n" for level in range(400)))
    assert convert("still *well*") == "<p>still <em>well</em></p>"


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=80))
def test_prose_of_any_text_is_html_and_words(source: str) -> None:
    assert re.findall(r"<(?!/|(?:a|blockquote|br|code|em|h[3-6]|hr|li|ol|p|pre|strong|ul)\b)", render(source)) == []
    assert isinstance(plain(source), str)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyzäöü<>&\"',.;:?", min_size=1), min_size=1, max_size=12))
def test_words_without_markup_come_out_as_they_went_in(words: list[str]) -> None:
    source = "x " + " ".join(word.replace("<", "< ").replace("&", "& ").strip() or "x" for word in words)
    assert plain(source) == " ".join(source.split("\n"))
