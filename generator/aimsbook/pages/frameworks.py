"""A page for each framework: its requirements as a tree, each with its rung."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.address import framework_page
from aimsbook.book import Book
from aimsbook.coverage import coverage_of
from aimsbook.frameworks import Framework, framed, framework_named
from aimsbook.present import Presenter
from aimsbook.records import Record
from aimsbook.render import fill
from aimsbook.site import Asset, Heading, Page
from aimsbook.views import coverage as coverage_view

ROOT = "../"


def pages(book: Book) -> Iterator[Page | Asset]:
    """Yield the page of every framework that has requirements."""
    presenter = book.presenter
    found: dict[str, list[Record]] = {}
    for type_name in framed(presenter.vocabulary):
        for record in presenter.graph.of_type(type_name):
            found.setdefault(framework_named(record), []).append(record)
    covered = coverage_of(presenter.dossier)
    for name in sorted(
        found, key=lambda one: (one not in covered, list(covered).index(one) if one in covered else 0, one)
    ):
        title = covered[name].title if name in covered else name
        framework = presenter.dossier.frameworks.get(name) or Framework(name, title, title)
        yield _page(framework, found[name], presenter, name in covered)


def _page(framework: Framework, records: list[Record], presenter: Presenter, covered: bool) -> Page:
    shown = coverage_view.define({"framework": framework.name}, presenter)(ROOT) if covered else ""
    body = fill(
        "framework.html",
        framework=framework,
        notice=framework.notice,
        coverage=shown,
        tree=_tree(records, presenter),
    )
    headings = (Heading(2, "tree", "Requirements"),)
    description = f"{framework.title}: its requirements and how far each is met."
    return Page(framework_page(framework.name), framework.title, description, body, headings, "Frameworks")


def _tree(records: list[Record], presenter: Presenter) -> list[dict[str, object]]:
    """The requirements below their parents, in their order; built from the leaves up, without recursion."""
    here = {record.id for record in records}
    nodes: dict[str, dict[str, object]] = {
        record.id: {
            "entry": presenter.entry(record, ROOT),
            "badge": presenter.badge(presenter.state(record)),
            "children": [],
        }
        for record in records
    }
    roots: list[dict[str, object]] = []
    for record in records:
        parent = next(
            (link.target for link in presenter.graph.links(record.id).get("parent", ()) if link.target in here), None
        )
        siblings = nodes[parent]["children"] if parent else roots
        assert isinstance(siblings, list)
        siblings.append(nodes[record.id])
    return roots
