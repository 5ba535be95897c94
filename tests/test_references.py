"""References and live views are found in every dialect, and only where the dialect has them."""

from __future__ import annotations

import time
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aimsbook.prose import manual_converter, render
from aimsbook.references import Convert, Resolved, Target, resolve

TITLES = {
    "CTL-1": "First",
    "CTL-2": "Second",
    "CTL-BIAS-TEST": 'Bias "test" <b> & \\ [x] `y` *z*',
    "CTL_K": "Underscored",
    "iso42001:A.6.2.4": "Verification and validation",
}
FOLDED = {one.lower(): one for one in TITLES}
ENDING = ".html"


class Directory:
    """Knows the ids above; what starts like one of them looks like an id."""

    def find(self, label: str) -> Target | None:
        found = FOLDED.get(label.lower())
        return Target(found, f"../records/{found.replace(':', '--')}{ENDING}", TITLES[found]) if found else None

    def suspect(self, label: str) -> str | None:
        if label.lower() in FOLDED or " " in label:
            return None
        if label.upper().startswith("CTL-"):
            return "CTL-1" if len(label) == 5 else ""
        return "" if label.startswith("iso42001:") else None


MATERIAL = manual_converter(
    [
        "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc",
        "pymdownx.betterem", "pymdownx.caret", "pymdownx.details", "pymdownx.highlight", "pymdownx.inlinehilite",
        "pymdownx.keys", "pymdownx.mark", "pymdownx.smartsymbols", "pymdownx.superfences", "pymdownx.tabbed",
        "pymdownx.tasklist", "pymdownx.tilde",
    ],
    {"pymdownx.tabbed": {"alternate_style": True}, "toc": {"permalink": True}},
)  # fmt: skip
MKDOCS = manual_converter(["toc", "tables", "fenced_code"], {})
DIALECTS = {"record": render, "material": MATERIAL, "mkdocs": MKDOCS}

in_every_dialect = pytest.mark.parametrize("convert", DIALECTS.values(), ids=DIALECTS)
in_chapters = pytest.mark.parametrize("convert", [MATERIAL, MKDOCS], ids=["material", "mkdocs"])


class Links(HTMLParser):
    """Collects the links of some HTML that lead to records: id, words, title; and whether they stand in code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self.images: list[str] = []
        self.in_code = False
        self._code = 0
        self._href = self._title = ""
        self._words: list[str] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._code += tag in ("code", "pre")
        if tag == "img":
            self.images.append(values.get("src", ""))
        if tag == "a":
            self._end_link()
            self._href, self._title, self._words = values.get("href", ""), values.get("title", ""), []
            self.in_code = self.in_code or (self._code > 0 and self._href.startswith("../records/"))

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in ("code", "pre")
        if tag == "a":
            self._end_link()

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def _end_link(self) -> None:
        if self._words is not None and self._href.startswith("../records/"):
            record = self._href.removeprefix("../records/").removesuffix(ENDING).replace("--", ":")
            self.found.append((record, "".join(self._words), self._title))
        self._words = None


def links(text: str, convert: Convert) -> list[tuple[str, str]]:
    """The links to records of a resolved text, as (id, words)."""
    return [(record, words) for record, words, _ in Links(convert(text)).found]


def resolved(text: str, convert: Convert) -> Resolved:
    """The text resolved, all laws that hold for any text checked."""
    result = resolve(text, convert, Directory())
    html = convert(result.text)
    found = Links(html)
    assert tuple(dict.fromkeys(record for record, _, _ in found.found)) == result.references or {
        record for record, _, _ in found.found
    } == set(result.references)
    assert all(title == " ".join(TITLES[record].split()) for record, _, title in found.found)
    assert not found.in_code
    assert not [source for source in found.images if source.startswith("../records/")]
    lines = text.split("\n")
    for fault in result.faults:
        assert len(lines[fault.line - 1][fault.column - 1 :][: fault.length]) == fault.length > 0
    for view in result.views:
        assert f"<p>{view.token}</p>" in html
        assert view.token not in text
    again = resolve(result.text, convert, Directory())
    assert (again.references, again.faults, again.views) == (result.references, (), ())
    assert links(again.text, convert) == links(result.text, convert)
    return result


def faults(result: Resolved) -> list[tuple[str, int, int, int]]:
    return [(one.rule, one.line, one.column, one.length) for one in result.faults]


@in_every_dialect
def test_the_three_forms_of_a_reference_lead_to_the_record(convert: Convert) -> None:
    result = resolved("See [CTL-1], [CTL-2][] and [the *bias* test][CTL-BIAS-TEST].", convert)
    assert result.references == ("CTL-1", "CTL-2", "CTL-BIAS-TEST")
    assert links(result.text, convert) == [("CTL-1", "CTL-1"), ("CTL-2", "CTL-2"), ("CTL-BIAS-TEST", "the bias test")]


def test_the_text_says_each_reference_so_that_every_dialect_reads_it() -> None:
    text = resolve("See [CTL-1] and [it][CTL-1].", render, Directory()).text
    assert text == 'See [CTL-1][] and [it][CTL-1].\n\n[CTL-1]: ../records/CTL-1.html "First"\n'


@in_every_dialect
def test_a_title_reads_alike_whatever_it_holds(convert: Convert) -> None:
    html = convert(resolve("[CTL-BIAS-TEST]", convert, Directory()).text)
    assert Links(html).found == [("CTL-BIAS-TEST", "CTL-BIAS-TEST", TITLES["CTL-BIAS-TEST"])]


@in_every_dialect
def test_two_references_side_by_side_are_two_links(convert: Convert) -> None:
    text = "[CTL-1] [CTL-2]\n\n[CTL-1]\n[CTL-2]\n\n[[CTL-1]] [[CTL-2]]"
    assert links(resolved(text, convert).text, convert) == [("CTL-1", "CTL-1"), ("CTL-2", "CTL-2")] * 3


@in_every_dialect
def test_words_in_brackets_before_a_reference_are_not_its_words(convert: Convert) -> None:
    text = "[sic] [CTL-1]\n\n[sic]\n[CTL-2]\n\n> [sic]\n> [CTL-1]\n\n- [ ] [CTL-2]\n- [x] [CTL-1]\n"
    words = [("CTL-1", "CTL-1"), ("CTL-2", "CTL-2")] * 2 + [("CTL-1", "CTL-1")]
    assert links(resolved(text, convert).text, convert) == words


def test_task_boxes_stay_boxes() -> None:
    html = MATERIAL(resolved("- [ ] [CTL-2]\n- [x] [CTL-1]\n", MATERIAL).text)
    assert html.count('type="checkbox"') == 2


@in_every_dialect
def test_a_label_is_known_in_any_letter_case(convert: Convert) -> None:
    result = resolved("[ctl-1] [Ctl-1][] [x][CTL-1] [ISO42001:a.6.2.4]", convert)
    assert result.references == ("CTL-1", "iso42001:A.6.2.4")
    assert len(links(result.text, convert)) == 4


@in_every_dialect
def test_a_label_with_a_colon_is_a_label(convert: Convert) -> None:
    result = resolved("As [iso42001:A.6.2.4] asks: see [clause][iso42001:A.6.2.4].", convert)
    assert links(result.text, convert) == [("iso42001:A.6.2.4", "iso42001:A.6.2.4"), ("iso42001:A.6.2.4", "clause")]


@in_every_dialect
@pytest.mark.parametrize(
    "text",
    [
        "## Why [CTL-1] is there",
        "> quoted [CTL-1]",
        "- item [CTL-1]\n    - deeper",
        "1. item\n\n    [CTL-1] below it",
        "| a | b |\n|---|---|\n| [CTL-1] | x |",
        "*[CTL-1]* is emphasised",
        "**see [CTL-1]**",
        "[a link\nover lines][CTL-1]",
        "([CTL-1])",
        '"[CTL-1]": words',
        "see [CTL-1]: words",
        "see\n[CTL-1]: two words",
        "[CTL-1]{.x}",
        "[ CTL-1 ]",
        "a [sic] and [GPT-4] and [2026-01-01] [CTL-1]",
        "[see [CTL-1]]",
        "`code` and ``more ` code`` then [CTL-1]",
        "a \\\\[CTL-1]",
        "end of \\[it\\] [CTL-1]",
        "text[^1]\n\n[^1]: [CTL-1] noted",
    ],
)
def test_a_reference_is_one_wherever_markdown_has_links(text: str, convert: Convert) -> None:
    assert resolved(text, convert).references == ("CTL-1",)


@pytest.mark.parametrize(
    "text",
    [
        '!!! note "See [CTL-1]"\n    Words.',
        "!!! note\n    [CTL-1] inside",
        "??? tip\n    - [CTL-1]",
        '=== "Tab"\n    [CTL-1]',
        "Term\n:   [CTL-1]",
        '<div markdown>\n[CTL-1]\n</div>',
        "text[^1]\n\n[^1]: [CTL-1]: noted words",
    ],
)
def test_a_reference_is_one_in_the_blocks_of_a_chapter(text: str) -> None:
    assert resolved(text, MATERIAL).references == ("CTL-1",)


def test_attributes_after_a_reference_are_those_of_its_link() -> None:
    assert 'class="x"' in MATERIAL(resolved("[CTL-1]{ .x }", MATERIAL).text)


@in_every_dialect
def test_foreign_letters_that_markdown_takes_for_ours_lead_to_the_record(convert: Convert) -> None:
    assert resolved("[CTL_\N{KELVIN SIGN}]", convert).references == ("CTL_K",)


@in_every_dialect
@pytest.mark.parametrize(
    "text",
    [
        "`[CTL-1]`",
        "``a ` [CTL-1]``",
        "```\n[CTL-1]\n```",
        "~~~ md\n[CTL-1]\n~~~",
        "words\n\n    [CTL-1]\n",
        "\\[CTL-1]",
        "\\[CTL-1][]",
        "![CTL-1]",
        "![CTL-1][]",
        "![words][CTL-1]",
        "[CTL-1](elsewhere.html)",
        "[CTL-1](elsewhere.html \"x\")",
        "![CTL-1](elsewhere.png)",
        "[CTL-1][own]\n\n[own]: elsewhere.html",
        "[^CTL-1] noted",
        "[CTL-1 and more]",
    ],
)
def test_what_is_no_reference_is_left_as_it_is(text: str, convert: Convert) -> None:
    result = resolved(text, convert)
    assert (result.references, result.faults) == ((), ())
    assert resolved(f"{text}\n\nand [CTL-2]", convert).references == ("CTL-2",)
    assert ("CTL-1", "CTL-1") not in links(resolved(f"Now [one][CTL-1].\n\n{text}", convert).text, convert)


@in_chapters
@pytest.mark.parametrize("text", ["<!-- [CTL-1] -->", "<div>\n[CTL-1]\n</div>", "<!--\n\n[CTL-9]\n\n-->"])
def test_nothing_is_a_reference_in_the_html_of_a_chapter(text: str, convert: Convert) -> None:
    assert resolved(text, convert) == Resolved(text)


def test_abbreviations_stay_abbreviations() -> None:
    text = "*[CTL-1]: A control\n\nCTL-1 and HTML\n\n*[HTML]: Markup\n"
    assert resolved(text, MATERIAL) == Resolved(text)


@pytest.mark.parametrize("text", ["", "words", "[sic] [GPT-4] - [ ] [x]", "[^1] and *[HTML]: x", "a [b](c) ![d](e)"])
def test_a_text_without_references_is_not_even_converted(text: str) -> None:
    def never(_text: str) -> str:
        raise AssertionError("converted")

    assert resolve(text, never, Directory()) == Resolved(text)


def test_a_calm_text_is_not_converted_either() -> None:
    def never(_text: str) -> str:
        raise AssertionError("converted")

    text = "# On [CTL-1]\n\nUse `it` with [CTL-2], *or* [this][CTL-1].\n\n- [CTL-9]\n"
    result = resolve(text, never, Directory())
    assert result.text == (
        "# On [CTL-1][]\n\nUse `it` with [CTL-2][], *or* [this][CTL-1].\n\n- \\[CTL-9]\n\n"
        '[CTL-1]: ../records/CTL-1.html "First"\n[CTL-2]: ../records/CTL-2.html "Second"\n'
    )
    assert result.references == ("CTL-1", "CTL-2")
    assert faults(result) == [("dead-reference", 5, 4, 5)]


def counted(convert: Convert, calls: list[str]) -> Convert:
    def counting(text: str) -> str:
        calls.append(text)
        return convert(text)

    return counting


@in_every_dialect
@pytest.mark.parametrize("text", ["`x` ` [CTL-1] [CTL-9]", "[CTL-1]: x\n[CTL-2]: a b\n\n```\n", "```\n[CTL-1]: x"])
def test_a_text_is_converted_three_times_at_most(text: str, convert: Convert) -> None:
    calls: list[str] = []
    resolve(text, counted(convert, calls), Directory())
    assert 1 <= len(calls) <= 3


@in_every_dialect
def test_a_dead_reference_is_reported_at_its_label(convert: Convert) -> None:
    result = resolved("Fine: [CTL-1].\n\n- `[CTL-9]` and [CTL-9], [words][ctl-8],\n  [CTL-7][]", convert)
    assert faults(result) == [
        ("dead-reference", 3, 18, 5),
        ("dead-reference", 3, 34, 5),
        ("dead-reference", 4, 4, 5),
    ]
    assert result.faults[0].message == "[CTL-9] leads nowhere: nothing has this id; did you mean [CTL-1]?"
    assert result.references == ("CTL-1",)


@in_every_dialect
def test_a_dead_reference_with_nothing_near_has_no_suggestion(convert: Convert) -> None:
    assert resolved("[iso42001:99]", convert).faults[0].message == "[iso42001:99] leads nowhere: nothing has this id"


@in_every_dialect
@pytest.mark.parametrize(
    "text", ["`[CTL-9]`", "\\[CTL-9]", "![CTL-9]", "[CTL-9](x.html)", "    [CTL-9]", "[sic]", "[GPT-4]", "[2026-01-01]"]
)
def test_what_is_no_reference_is_not_dead(text: str, convert: Convert) -> None:
    assert resolved(text, convert) == Resolved(text)


@in_every_dialect
def test_what_looks_like_an_id_may_be_defined_by_the_author(convert: Convert) -> None:
    text = "See [CTL-9] and [CTL-1].\n\n[ctl-9]: https://example.org/\n"
    result = resolved(text, convert)
    assert (result.references, result.faults) == (("CTL-1",), ())
    assert 'href="https://example.org/"' in convert(result.text)


@in_every_dialect
@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("[CTL-1]: https://evil.example\n\nSee [CTL-1].", 1, 2),
        ("See [CTL-1].\n\n[ctl-1]: https://evil.example 'x'", 3, 2),
        ("See [CTL-1].\n\n   [ CTL-1 ]:\n   <https://evil.example>", 3, 6),
        ("See [CTL-1].\n\n> [CTL-1]: https://evil.example", 3, 4),
        ("- [CTL-1]: https://evil.example\n\nSee [CTL-1].", 1, 4),
    ],
)
def test_a_definition_of_the_author_does_not_take_an_id_away(
    text: str, line: int, column: int, convert: Convert
) -> None:
    result = resolved(text, convert)
    assert faults(result) == [("hijacked-reference", line, column, 5)]
    assert links(result.text, convert) == [("CTL-1", "CTL-1")]
    assert "evil.example" not in "".join(convert(result.text).split('href="')[1:])


def test_a_label_over_lines_does_not_take_an_id_away() -> None:
    result = resolved("See [CTL-1].\n\n[CTL-1\n]: https://evil.example\n\n[\nctl-1]: https://evil.example", render)
    assert faults(result) == [("hijacked-reference", 3, 2, 5), ("hijacked-reference", 7, 1, 5)]


def test_foreign_letters_do_not_take_an_id_away() -> None:
    result = resolved("See [CTL_K].\n\n[CTL_\N{KELVIN SIGN}]: https://evil.example", render)
    assert faults(result) == [("hijacked-reference", 3, 2, 5)]


@in_every_dialect
@pytest.mark.parametrize("text", ["```\n[CTL-1]: x\n```\n", "    [CTL-1]: x", "\\[CTL-1]: x"])
def test_what_is_no_definition_hijacks_nothing(text: str, convert: Convert) -> None:
    assert resolved(text, convert) == Resolved(text)


@in_every_dialect
def test_a_text_that_ends_in_code_takes_its_definitions_at_its_start(convert: Convert) -> None:
    assert resolved("See [CTL-1].\n\n```\n[CTL-2]", convert).references[0] == "CTL-1"
    assert resolved("See [CTL-1].\n\n<!-- never closed", convert).references == ("CTL-1",)


def test_windows_line_ends_count_as_one() -> None:
    result = resolve("one\r\ntwo [CTL-9]\r\n\r\n```aimsbook\r\nview: x\r\n```\r\n", render, Directory())
    assert faults(result) == [("dead-reference", 2, 6, 5)]
    assert [(view.source, view.line) for view in result.views] == [("view: x\n", 5)]


@in_every_dialect
def test_a_view_is_lifted_out_with_the_place_of_its_yaml(convert: Convert) -> None:
    text = "# T\n\nabove\n```aimsbook\nview: matrix\nwhere: {id: [CTL-1, CTL-9]}\n```\nbelow [CTL-2]\n"
    result = resolved(text, convert)
    assert [(view.source, view.line, view.column) for view in result.views] == [
        ("view: matrix\nwhere: {id: [CTL-1, CTL-9]}\n", 5, 1)
    ]
    assert result.references == ("CTL-2",)
    html = convert(result.text)
    assert [html.index(word) for word in ("above", result.views[0].token, "below")] == sorted(
        html.index(word) for word in ("above", result.views[0].token, "below")
    )


@pytest.mark.parametrize("convert", [render, MATERIAL], ids=["record", "material"])
def test_a_view_stays_in_its_list_and_its_quotation(convert: Convert) -> None:
    text = "- item\n\n    ```aimsbook\n    view: one\n      deep: 1\n    ```\n\n> ~~~ aimsbook\n> view: two\n> ~~~\n"
    result = resolved(text, convert)
    assert [(view.source, view.line, view.column) for view in result.views] == [
        ("view: one\n  deep: 1\n", 4, 5),
        ("view: two\n", 9, 3),
    ]
    html = convert(result.text)
    assert html.index("<li>") < html.index(result.views[0].token) < html.index("</li>")
    assert html.index("<blockquote>") < html.index(result.views[1].token) < html.index("</blockquote>")


def test_a_view_stays_in_its_admonition_and_its_tab() -> None:
    text = '!!! note\n    ```aimsbook\n    view: a\n    ```\n\n=== "T"\n\n    ```aimsbook\n    view: b\n    ```\n'
    result = resolved(text, MATERIAL)
    html = MATERIAL(result.text)
    assert [view.source for view in result.views] == ["view: a\n", "view: b\n"]
    assert html.index('<div class="admonition') < html.index(result.views[0].token) < html.index("tabbed-set")


@in_every_dialect
@pytest.mark.parametrize(
    "text",
    [
        "````md\n```aimsbook\nview: x\n```\n````\n",
        "~~~\n```aimsbook\nview: x\n```\n~~~\n",
        "words\n\n    ```aimsbook\n    view: x\n    ```\n\nwords",
        "```aimsbook\nview: never closed\n",
        "``` yaml\nview: aimsbook\n```\n",
        "the language aimsbook",
    ],
)
def test_a_fence_that_is_no_block_is_no_view(text: str, convert: Convert) -> None:
    assert resolved(text, convert) == Resolved(text)


@in_every_dialect
def test_a_view_takes_the_place_of_its_fence_and_no_more(convert: Convert) -> None:
    result = resolved("a\n```aimsbook\n```\nb\n\n```aimsbook\n```\n\nc\n", convert)
    first, second = (view.token for view in result.views)
    assert result.text == f"a\n\n{first}\n\nb\n\n{second}\n\nc\n"


@in_chapters
def test_a_fence_in_a_comment_is_no_view(convert: Convert) -> None:
    text = "<!--\n```aimsbook\nview: x\n```\n-->\n"
    assert resolved(text, convert) == Resolved(text)


def test_a_view_of_nothing_is_a_view() -> None:
    assert [view.source for view in resolved("```aimsbook\n```\n", render).views] == [""]


def test_each_view_has_a_paragraph_of_its_own() -> None:
    fence = "```aimsbook\nview: x\n```\n"
    first, second = resolved(fence + fence, render).views
    assert first.token != second.token
    assert resolved(fence + fence, render).views == (first, second)
    assert resolved(f"{fence}\n{first.token}\n", render).views[0].token != first.token


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[CTL-1]\n\n" + "[" * 20_000, 1),
        ("[CTL-1]\n\nwords\n\n" + "[a](b" * 10_000, 5),
        ("[CTL-1]\n\n" + "[" * 9_000 + "]" * 9_000, 3),
        ("[CTL-1]\n" + "    " * 64 + "- x", 2),
        ("[CTL-1]\n" + "> " * 400 + "x", 2),
        ("x" * (1 << 20) + " [CTL-1]", 1),
    ],
)
def test_a_text_that_a_converter_would_not_bear_is_refused_at_its_line(text: str, line: int) -> None:
    started = time.process_time()
    result = resolve(text, MATERIAL, Directory())
    assert [(fault.rule, fault.line) for fault in result.faults] == [("unreadable-text", line)]
    assert result.text == text
    assert time.process_time() - started < 1


def test_a_converter_that_refuses_is_a_fault_of_the_text() -> None:
    def refuse(_text: str) -> str:
        raise ValueError("too deep")

    result = resolve("<b> [CTL-1]", refuse, Directory())
    assert result.faults[0].message == "this text cannot be converted: too deep"


def test_a_record_nested_too_deeply_is_a_fault_and_not_silence() -> None:
    result = resolve("- " * 100 + "[CTL-1]", render, Directory())
    assert result.references in ((), ("CTL-1",))
    deep = resolve("".join(f"{'  ' * level}- [CTL-1]\n" for level in range(60)), render, Directory())
    assert [fault.rule for fault in deep.faults] == ["unreadable-text"]


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "[CTL-1] " * n,
        lambda n: "[CTL-9]: x y\n" * n,
        lambda n: "[CTL-1]: x\n" * n,
        lambda n: "\\" * 8 * n + "[CTL-1]",
        lambda n: "[" + " " * 8 * n + "CTL-1]",
        lambda n: "[" + " \n" * 4 * n + "CTL-1]",
        lambda n: "```aimsbook\n" * n,
        lambda n: "```aimsbook\nx\n```\n" * n,
        lambda n: "] [CTL-1" * (n // 20),
        lambda n: "<" * 8 * n + "[CTL-1]",
    ],
)
def test_work_grows_with_the_text_and_not_with_its_square(make: Callable[[int], str]) -> None:
    def seconds(size: int) -> float:
        text = make(size)
        started = time.process_time()
        resolve(text, str, Directory())
        return time.process_time() - started

    assert min(seconds(8_000) for _ in range(2)) < 20 * (min(seconds(1_000) for _ in range(2)) + 0.01)


PIECES = st.sampled_from(
    ["[CTL-1]", "[CTL-1]", "[CTL-2]", "[ctl-1]", "[CTL-9]", "[words][CTL-2]", "[CTL-1][]", "[CTL_K]", "[sic]", "[x]",
     "[iso42001:A.6.2.4]", "[ ]", "[^1]", "[CTL-1]:", "[CTL-1]: x", "[CTL-1](x)", "![CTL-1]", "`", "``", "```", "~~~",
     "\\", "!", "[", "]", "(", ")", "*", "_", "**", "<b>", "</b>", "<!--", "-->", "<div>", "</div>", "&amp;", "words",
     "a, b.", "{.x}", '"q"', "$", "www.x.org", "https://x.org/"]
)  # fmt: skip
JOINTS = st.sampled_from(
    ["", "", " ", " ", " ", "\n", "\n\n", "\n\n", "\n- ", "\n    ", "\n\n    ", "\n> ", "\n# ", "\n1. ", "\n| ", " | "]
)
TEXTS = st.lists(st.tuples(JOINTS, PIECES), max_size=14).map(lambda pairs: "".join(a + b for a, b in pairs))
CALM_PIECES = st.sampled_from(
    ["[CTL-1]", "[CTL-2]", "[CTL-9]", "[words][CTL-1]", "[two, words][CTL-9]", "words", "`code`", "[sic]", "x: y", "a"]
)
CALM_JOINTS = st.sampled_from(
    [" ", ", ", "\n", "\n\n", "\n- ", "\n* ", "\n> ", "\n# ", "\n2. ", ". ", " (", ") ", " *", "* ", " **", '"']
)
CALM = st.lists(st.tuples(CALM_JOINTS, CALM_PIECES), max_size=16).map(
    lambda pairs: "x " + "".join(a + b for a, b in pairs)
)


def check_laws(text: str, convert: Convert) -> None:
    """Links to records are references and the other way round, never in code, and a second pass changes no link."""
    result = resolve(text, convert, Directory())
    found = Links(convert(result.text))
    assert {record for record, _, _ in found.found} == set(result.references)
    assert not found.in_code
    assert not [source for source in found.images if source.startswith("../records/")]
    lines = text.split("\n")
    for fault in result.faults:
        assert lines[fault.line - 1][fault.column - 1 :][: fault.length].upper().startswith(("CTL-", "CTL_K"))
    again = resolve(result.text, convert, Directory())
    assert again.references == result.references
    assert not [fault for fault in again.faults if fault.rule == "hijacked-reference"]
    assert links(again.text, convert) == links(result.text, convert)


@settings(deadline=None, max_examples=250, derandomize=True)
@given(TEXTS)
def test_the_laws_hold_for_any_record(text: str) -> None:
    check_laws(text, render)


@settings(deadline=None, max_examples=120, derandomize=True)
@given(TEXTS)
def test_the_laws_hold_for_any_chapter(text: str) -> None:
    check_laws(text, MKDOCS)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(TEXTS)
def test_the_laws_hold_for_any_chapter_of_a_rich_dialect(text: str) -> None:
    check_laws(text, MATERIAL)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(CALM)
@example("x - [CTL-1]\n- [CTL-2]")
def test_a_calm_text_means_the_same_in_every_dialect(text: str) -> None:
    results = [resolve(text, convert, Directory()) for convert in DIALECTS.values()]
    assert results[0] == results[1] == results[2]
    for convert in DIALECTS.values():
        assert {record for record, _ in links(results[0].text, convert)} == set(results[0].references)
