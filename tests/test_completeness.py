"""Whether the site is whole: counted from what was made, every link followed, and what dangles told."""

from __future__ import annotations

import re

import pytest

from aimsbook.completeness import Completeness, Dangling, examine, page_of
from aimsbook.compose import Edition
from aimsbook.site import Asset, Page
from drawn import Drawing, example_under, page_at

CONTROL = "{id: CTL-1, type: control, title: One, text: 'See [CTL-2].'}\n---\n{id: CTL-2, type: control, title: Two}\n"


def body_of(*links: str) -> str:
    return '<h1 id="top">P</h1>' + "".join(f'<a href="{one}">x</a>' for one in links)


def looked_at(drawing: Drawing, *pages: Page, drawn: str = CONTROL) -> Completeness:
    edition = drawing.edition(drawn)
    return examine(edition.book, pages, [Asset("tables/a.csv", b"")])


def test_the_example_is_complete_and_the_page_says_the_numbers(example: Edition) -> None:
    page = page_at(example, "completeness.html")
    others = [one for one in example.site.pages if one.path != page.path]
    found = examine(example.book, others, example.site.assets)
    assert (found.loose, found.pages) == (0, len(example.site.pages))
    assert (found.records, found.records + found.shipped) == (327, len(example.book.dossier.graph))
    assert found.links == example.book.dossier.graph.size
    assert found.hrefs == sum(len(re.findall(' (?:href|src)="', one.body)) for one in others)
    told = [int(one) for one in re.findall(r'<th scope="row">[^<]+</th><td>(\d+)</td>', page.body)]
    assert told == [found.pages, found.chapters, found.records, found.links, found.references, found.hrefs, 0]
    assert "0 dangling" in page.body


@pytest.mark.parametrize(
    "href",
    ["b.html", "b.html#top", "#top", "#ab-content", "tables/a.csv", "b.html#status=Draft", "https://example.org/x",
     "mailto:a@example.org", "mine.html#anywhere", "../a.html"],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_not_told(href: str, drawing: Drawing) -> None:
    folder = "one/" if href.startswith("..") else ""
    here = [Page(f"{folder}p.html", "P", "P", body_of(href)), Page("b.html", "B", "B", body_of()), Page("a.html", "A", "A", "")]
    assert looked_at(drawing, *here, drawn=f"{CONTROL}\n== docs/mine.md\n# Mine\n").dangling == ()


@pytest.mark.parametrize("href", ["c.html", "b.html#bottom", "#bottom", "tables/b.csv", "../b.html", "one/b.html"])
def test_a_link_that_leads_nowhere_is_told_with_its_page(href: str, drawing: Drawing) -> None:
    found = looked_at(drawing, Page("p.html", "P", "P", body_of("b.html", href)), Page("b.html", "B", "B", body_of()))
    assert found.dangling == (Dangling("p.html", href),)
    assert (found.hrefs, found.loose) == (2, 1)


def test_links_to_what_a_profile_withholds_are_not_counted() -> None:
    public = example_under("public")
    assert public.curtain is not None
    graph, withheld = public.curtain.whole.graph, public.curtain.veiled.withheld
    pairs = [(one.id, link.target) for one in graph for links in graph.links(one.id).values() for link in links]
    shown = sum(not {source, target} & set(withheld) for source, target in pairs)
    (page,) = (one.body for one in public.site.pages if one.path == "completeness.html")
    assert 0 < shown < len(pairs) and f"Links between records</th><td>{shown}</td>" in page


def test_the_page_of_an_incomplete_site_names_what_dangles(drawing: Drawing) -> None:
    edition = drawing.edition(CONTROL)
    body = page_of(examine(edition.book, [Page("p.html", "P", "P", body_of("c.html"))], ()), edition.book).body
    assert "1 dangling" in body
    assert "<code>p.html</code>: <code>c.html</code>" in body
    assert "Complete</span>" not in body


def test_references_in_records_and_chapters_are_counted_and_a_dead_one_is_told(drawing: Drawing) -> None:
    drawn = CONTROL + "\n== docs/mine.md\n# Mine\n\nSee [CTL-1] and [CTL-3].\n"
    found = looked_at(drawing, drawn=drawn)
    assert (found.references, found.chapters) == (2, 1)
    assert (found.unresolved, found.loose) == (("docs/mine.md:3:18",), 1)
