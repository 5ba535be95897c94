"""Live views: YAML in a fenced block of the manual names a view and its options; the registry holds the views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from aimsbook.faces import Face
from aimsbook.present import Presenter
from aimsbook.records import Diagnostic, Mark
from aimsbook.references import View
from aimsbook.registry import modules_of
from aimsbook.source import Document, read_text
from aimsbook.viewing import OptionFault
from aimsbook.words import nearest


@dataclass(frozen=True, slots=True)
class ViewKind:
    """A view as the manual explains it: its name, what it shows, and its options with their meaning."""

    name: str
    description: str
    options: Mapping[str, str]
    module: ModuleType


def view_kinds() -> dict[str, ViewKind]:
    """Every view of the registry by its name."""
    found = {}
    for module in modules_of("aimsbook.views"):
        name = module.__name__.rpartition(".")[2].replace("_", "-")
        found[name] = ViewKind(name, (module.__doc__ or "").strip().rstrip("."), module.OPTIONS, module)
    return found


def prepare(view: View, path: str, presenter: Presenter) -> Face | Diagnostic:
    """Read a view of a Markdown file: its faces, or what is wrong with it and where."""
    read = list(read_text(view.source, path))
    problem = next((one for one in read if isinstance(one, Diagnostic)), None)
    if problem is not None:
        return _moved(problem.message, problem.mark, view, problem.hint)
    document = next((one for one in read if isinstance(one, Document)), None)
    if document is None or not isinstance(document.value, dict):
        return _moved("a view is a mapping that starts with `view:`", Mark(path), view, _known())
    return _prepared(document, view, presenter)


def _prepared(document: Document, view: View, presenter: Presenter) -> Face | Diagnostic:
    options: dict[str, Any] = dict(document.value)
    name = options.pop("view", None)
    kinds = view_kinds()
    if not isinstance(name, str) or name not in kinds:
        said = f"there is no view {name!r}{nearest(str(name), kinds)}" if name else "`view` is missing"
        return _moved(said, document.mark_of("view"), view, _known())
    kind = kinds[name]
    for key in options:
        if key not in kind.options:
            message = f"the view {name} has no option {key!r}{nearest(key, kind.options)}"
            return _moved(message, document.key_of(key), view, f"Its options are {', '.join(kind.options) or 'none'}.")
    try:
        face: Face = kind.module.define(options, presenter)
    except OptionFault as fault:
        return _moved(f"{fault.option}: {fault}", document.mark_of(fault.option), view)
    return face


def show_of(name: str, options: Mapping[str, Any], presenter: Presenter) -> Face:
    """A view made ready from a name and options that stand elsewhere than in a chapter; OptionFault for a wrong one."""
    kind = view_kinds().get(name)
    if kind is None:
        raise OptionFault("view", f"there is no view {name!r}{nearest(name, view_kinds())}")
    for key in options:
        if key not in kind.options:
            raise OptionFault(key, f"the view {name} has no such option{nearest(key, kind.options)}")
    face: Face = kind.module.define(options, presenter)
    return face


def _known() -> str:
    return f"Views are {', '.join(view_kinds())}."


def _moved(message: str, mark: Mark, view: View, hint: str = "") -> Diagnostic:
    """A problem within a view's YAML, placed in the Markdown file around it."""
    place = Mark(mark.path, view.line + mark.line - 1, view.column + mark.column - 1)
    return Diagnostic("wrong-view", message, place, hint=hint)
