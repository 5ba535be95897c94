"""A coverage matrix: which records of one type meet which of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from aimsbook.faces import Block, Face
from aimsbook.grid import grid, on_paper
from aimsbook.matrices import MatrixDefinition, Selection, define_matrix
from aimsbook.measure import fill_matrix
from aimsbook.present import Presenter
from aimsbook.viewing import OptionFault, known_word

OPTIONS = {
    "name": "a matrix that is declared in data, such as `requirement-control`; or else:",
    "rows": "the type of the rows",
    "columns": "the type of the columns",
    "through": "the chain of relations from a row to a column; the shortest one when not given",
    "where": "a condition that the rows meet",
    "where_columns": "a condition that the columns meet",
    "caption": "words above the matrix",
}


def define(options: Mapping[str, Any], presenter: Presenter) -> Face:
    """Make the view ready."""
    definition = _definition(options, presenter)
    caption = str(options.get("caption") or definition.title)

    def show(root: str) -> Markup:
        return grid(fill_matrix(definition, presenter.case), presenter, root, caption)

    def blocks() -> Iterator[Block]:
        yield from on_paper(fill_matrix(definition, presenter.case), presenter, caption)

    return Face(show, blocks)


def _definition(options: Mapping[str, Any], presenter: Presenter) -> MatrixDefinition:
    declared = presenter.dossier.matrices
    vocabulary = presenter.vocabulary
    if "name" in options:
        named = declared[known_word(options, "name", declared, "matrix")]
        rows, columns = _narrowed(named.rows, options, "where"), _narrowed(named.columns, options, "where_columns")
        spec: dict[str, Any] = {"through": [list(chain) for chain in named.through], "title": named.title}
    else:
        rows = {"type": known_word(options, "rows", vocabulary.types, "type"), "where": options.get("where")}
        columns = {
            "type": known_word(options, "columns", vocabulary.types, "type"),
            "where": options.get("where_columns"),
        }
        spec = {"through": options.get("through")}
    try:
        definition = define_matrix({**spec, "rows": rows, "columns": columns}, vocabulary)
    except ValueError as error:
        raise OptionFault(_option_of(str(error)), str(error)) from None
    return definition


def _option_of(message: str) -> str:
    """The option that a complaint about a definition is about."""
    if message.startswith(("rows: where", "columns: where")):
        return "where" if message.startswith("rows") else "where_columns"
    option = message.partition(":")[0]
    return option if option in OPTIONS else "rows"


def _narrowed(selection: Selection, options: Mapping[str, Any], option: str) -> dict[str, Any]:
    """A declared selection with a further condition."""
    given = [one for one in (selection.spec, options.get(option)) if one]
    return {"type": selection.type, "where": {"all": given} if len(given) > 1 else given[0] if given else None}
