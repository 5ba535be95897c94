"""Records and their links as GraphML, for programs that draw and measure networks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aimsbook.address import record_page
from aimsbook.compose import Edition
from aimsbook.exporting import Exporter, Packed
from aimsbook.frameworks import framework_named
from aimsbook.graphml import as_graphml
from aimsbook.present import Presenter
from aimsbook.records import Link, Record
from aimsbook.site import Asset
from aimsbook.wording import words_of


def make(edition: Edition, topic: str) -> Iterator[Asset]:
    """Yield one file: a node for each record, an edge for each link whose both ends are listed."""
    presenter = edition.book.presenter
    nodes = {record.id: _node(record, presenter) for record in presenter.graph}
    yield Asset("dossier.graphml", as_graphml(nodes, _edges(presenter, nodes)))


def _node(record: Record, presenter: Presenter) -> Mapping[str, str]:
    kind, state = presenter.vocabulary[record.type], presenter.state(record)
    return {
        "title": record.title,
        "type": record.type,
        "label": kind.label,
        "framework": framework_named(record) if kind.framed else "",
        "state": state.name if state else "",
        "page": record_page(record.id),
        "source": str(record.mark_of("id")),
    }


def _edges(presenter: Presenter, nodes: Mapping[str, object]) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    for record in presenter.graph:
        for name, links in presenter.graph.links(record.id).items():
            label = presenter.vocabulary.label_of(record.type, name)
            for link in links:
                carried = _carried(link, record, presenter)
                if link.target in nodes:
                    yield record.id, link.target, {"relation": name, "label": label, **carried}


def _carried(link: Link, record: Record, presenter: Presenter) -> Mapping[str, str]:
    """What a link carries, in plain words, each under a name that no attribute of ours has."""
    known = presenter.vocabulary[record.type].relations[link.relation].attributes
    return {f"with_{name}": words_of(known[name], one) for name, one in link.attributes.items() if name in known}


EXPORTER = Exporter(
    "graphml", "Records and links as a network, for programs that draw and measure such.", make,
    examples=("aimsbook export graphml -o aims.graphml",),
    packed=(Packed("", "data/aims.graphml"),),
    text=True,
)  # fmt: skip
