"""Many pages come out of one rendering, each as the theme would have rendered it."""

from __future__ import annotations

from dataclasses import replace

from aimsbook.frame import agrees, filled, frame_of, shape_of
from aimsbook.head import shown, titled
from aimsbook.site import Heading, Page
from handmade import PAYLOAD, record_page, site_of

PAGES = site_of(40).pages[3:]


class Theme:
    """A theme that prints all that a page says, and counts how often it was asked."""

    def __init__(self) -> None:
        self.rendered: list[Page] = []

    def __call__(self, page: Page) -> str:
        self.rendered.append(page)
        contents = "".join(f'<a href="#{one.anchor}">{shown(one.title)}</a>' for one in page.headings)
        edit = f'<a href="edit/{page.source.path.replace(" ", "%20")}">' if page.source else ""
        return (
            f'<title>{titled(page.title)} - Site</title><meta name="description" content="{shown(page.description)}">'
            f'<link rel="canonical" href="{page.path}">{edit}{contents}'
            f'<main title="{titled(page.title)}">{page.body}</main>'
        )


def test_filled_pages_are_those_that_the_theme_renders() -> None:
    theme = Theme()
    assert dict(filled(PAGES, theme)) == {page.path: theme(page) for page in PAGES}


def test_the_theme_renders_each_shape_once() -> None:
    theme = Theme()
    list(filled(PAGES, theme))
    assert len(theme.rendered) == len({shape_of(page) for page in PAGES}) < len(PAGES) / 2


def test_words_of_a_page_are_escaped_when_filled_in() -> None:
    page = record_page(4, title=PAYLOAD, description=PAYLOAD)
    text = dict(filled([page], Theme()))[page.path]
    assert "<script>" not in text and "<img" not in text and 'content="&lt;/title&gt;' in text


def test_content_cannot_reach_a_slot_of_the_frame() -> None:
    blank = Theme()
    frame_of(record_page(1), blank)
    tokens = blank.rendered[0]
    guess = record_page(2, body=f"<h1>{tokens.title[:-2]}zz</h1>{tokens.body[:20]}")
    theme = Theme()
    assert dict(filled([record_page(1), guess], theme))[guess.path] == theme(guess)


def test_samples_agree_for_a_theme_that_treats_pages_alike() -> None:
    assert agrees(PAGES, Theme()) and agrees(PAGES[:1], Theme()) and agrees([], Theme())


def test_samples_disagree_for_a_theme_that_looks_at_the_words() -> None:
    theme = Theme()
    assert not agrees(PAGES, lambda page: theme(page) + str(len(page.body)))
    assert not agrees(PAGES, lambda page: theme(page) + page.title.upper())


def test_a_theme_that_drops_a_slot_still_agrees() -> None:
    assert agrees(PAGES, lambda page: f"<main>{page.body}</main>")


def test_shapes_differ_by_all_that_changes_the_surroundings() -> None:
    page = record_page(1)
    others = [
        replace(page, path="registers/a.html"),
        replace(page, headings=(Heading(2, "a", "A"),)),
        replace(page, description=""),
        replace(page, source=None),
    ]
    assert len({shape_of(page), *map(shape_of, others)}) == 5
    assert shape_of(page) == shape_of(
        replace(page, title="B", body="<h1>B</h1>", description="b", path="records/B.html")
    )
