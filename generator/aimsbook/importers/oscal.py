"""A catalog in NIST's OSCAL format (JSON) becomes the requirements of a framework; it knows no project.

Groups, controls and enhancements become one record each, with their statements and guidance as prose, parameters
filled in and withdrawn ones marked. What belongs to assessment is left out and counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from aimsbook.catalog import Catalog, Entry
from aimsbook.errors import ConfigurationFault
from aimsbook.frameworks import DECLARATION, Framework, shipped_names
from aimsbook.identity import framework_of
from aimsbook.imported import SIGN, Imported, write
from aimsbook.jsontree import Node, read_json
from aimsbook.markup import plain, web_address
from aimsbook.parameters import Parameters
from aimsbook.passages import Passages, Tally
from aimsbook.records import Value
from aimsbook.restored import is_own, own_declaration, own_fields, own_framework
from aimsbook.source import MAX_FIELD, MAX_FILE
from aimsbook.terms import terms_declared
from aimsbook.words import counted
from aimsbook.writing import as_documents, as_yaml

__all__ = ["Imported", "import_file", "write"]

TYPE = "requirement"
GROUP, TOP, NESTED = "group", "control", "enhancement"  # what the records say they are
LONGEST_NAME = 40
_SHOWN = 5
_ROOM = 2_048  # kept free in every file for its first line
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)\d|framework)(\..*)?", re.IGNORECASE)
_SERIES = re.compile(r"\b(?:Special Publication|SP)[ -]*(\d+-\d+[A-Z]?)\b", re.IGNORECASE)
_REVISION = re.compile(r"\b(?:Revision|Rev\.?|r)[ -]?(\d+)(?:\.\d+)*", re.IGNORECASE)
_BASELINE = re.compile(r"\b([A-Za-z]+)(?:[ -]impact)?[ -]baseline\b", re.IGNORECASE)
_FILLER = re.compile(
    "an?|and|by|for|from|in|of|on|or|the|to|version|oscal|electronic|catalog(?:ue)?|resolved", re.IGNORECASE
)
_RIGHTS = ("licence", "license", "rights", "copyright")
_OTHERS = {
    "profile": "a profile; resolve it into a catalog first and import that",
    "component-definition": "a component definition; import the catalog that it refers to",
    "system-security-plan": "a system security plan; import the catalog that it is written against",
    "assessment-plan": "an assessment plan; import the catalog that it is written against",
    "assessment-results": "a report of assessment results; import the catalog that it is written against",
    "plan-of-action-and-milestones": "a plan of action; import the catalog that it is written against",
    "mapping-collection": "a collection of mappings; import the catalogs that it joins",
}


def import_file(file: Path, name: str | None = None) -> Imported:
    """Read a catalog; `name` is the framework's name, made from the title when not given.

    Raises ConfigurationFault for a file that is no catalog or of a shape that cannot be read, with the place in it.
    """
    document = read_json(file)
    root = _catalog_in(document)
    catalog = Catalog(root, _framework_name(root, document.file, name))
    if all(entry.is_group for entry in catalog.entries):
        raise root.fault("the catalog holds no controls", "Import the catalog that a profile selects from")
    parameters, tally = Parameters(catalog.parameters), Tally()
    records = {entry: _record(entry, catalog, parameters, tally) for entry in catalog.entries}
    notes = tuple(_notes(root, catalog, parameters, tally))
    counts = _counts(catalog)
    declaration = _declaration(root, catalog.framework)
    declared = {**declaration.facts, **terms_declared(declaration.terms), **_told(counts, notes)}
    texts = {DECLARATION: as_yaml(declared), **dict(_texts(records))}
    sign = f"{SIGN} oscal` from {_one_line(document.file)}.\n"
    files = {path: sign + text for path, text in texts.items()}
    return Imported(declaration, files, {**counts, "files": len(files)}, notes)


def _catalog_in(document: Node) -> Node:
    if "catalog" not in document.value:
        found = next((words for key, words in _OTHERS.items() if key in document.value), "")
        said = f"this is {found}" if found else "this is no OSCAL catalog, which holds everything under `catalog`"
        raise document.fault(said, "Catalogs of NIST are published as ..._catalog.json")
    root = document.node("catalog")
    if not root.value:
        raise root.fault("the catalog is empty", "Export it anew")
    return root


def _framework_name(root: Node, file: str, name: str | None) -> str:
    if name is None:
        if _NAME.fullmatch(own := own_framework(root)):
            return own
        found = framework_name(_title(root)) or framework_name(file.partition(".")[0]) or "catalog"
        return found if found not in shipped_names() else f"{found}-oscal"
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        wanted = f"at most {LONGEST_NAME} small letters, digits and single hyphens, such as nist-sp800-53r5"
        raise ConfigurationFault(f"--framework is {name!r}; {wanted}, were expected")
    if name in shipped_names():
        raise ConfigurationFault(f"--framework: {name} is shipped with the generator; take another name")
    return name


def framework_name(title: str) -> str:
    """A short name made of a title: `NIST Special Publication 800-53 Revision 5` gives `nist-sp800-53r5`."""
    plain_letters = unicodedata.normalize("NFKD", short_title(title)).encode("ascii", "ignore").decode().lower()
    joined = re.sub(r"(?<=\d) (?=r\d)|(?<=\bsp) (?=\d)", "", plain_letters)
    name = ""
    for word in re.findall(r"[a-z0-9]+", joined):
        longer = f"{name}-{word}" if name else word.lstrip("0123456789")
        if len(longer) > LONGEST_NAME:
            break
        name = longer
    return name


def short_title(title: str) -> str:
    """A title without what readers skip: `NIST Special Publication 800-53 Revision 5` gives `NIST SP 800-53 r5`."""
    series, revision, baseline = (pattern.search(title) for pattern in (_SERIES, _REVISION, _BASELINE))
    if series:
        words = ["NIST"] * ("nist" in title.casefold()) + [f"SP {series[1]}"]
    else:
        rest = _BASELINE.sub(" ", _REVISION.sub(" ", title))
        words = [word for word in re.findall(r"\w[\w.'/&-]*", rest) if not _FILLER.fullmatch(word)]
    words += [f"r{revision[1]}"] if revision else []
    return " ".join([*words, baseline[1].lower()] if baseline else words)


def _title(root: Node) -> str:
    return _plain(root.node("metadata").text("title"))


def _plain(text: str) -> str:
    return plain(text, lambda _kind, name: name)


def _record(entry: Entry, catalog: Catalog, parameters: Parameters, tally: Tally) -> dict[str, Value]:
    """An entry as the fields of a record."""
    if is_own(entry):
        title, said = _one_line(entry.node.text("title")), own_fields(entry, catalog, tally)
    else:
        passages = Passages(entry, catalog, parameters, tally)
        title, said = passages.title(), _said(entry, passages)
    where = {"framework": framework_of(entry.id), "parent": entry.parent.id if entry.parent else ""}
    found = {"id": entry.id, "type": TYPE, "title": title, **where, **said}
    for name, value in found.items():
        if isinstance(value, str) and len(value) > MAX_FIELD:
            words = f"the {name} of {entry.key} would take {len(value):,} characters; at most {MAX_FIELD:,} are read"
            raise entry.node.fault(words, "Divide it")
    return {name: value for name, value in found.items() if value}


def _said(entry: Entry, passages: Passages) -> dict[str, str]:
    """What somebody else's catalog says of an entry."""
    return {
        "number": entry.number,
        "kind": _kind(entry),
        "assessable": "no" if entry.is_group else "yes",
        "withdrawn": "yes" if entry.is_withdrawn else "",
        "text": passages.text(),
        "note": passages.note() if entry.is_withdrawn else "",
    }


def _kind(entry: Entry) -> str:
    return GROUP if entry.is_group else NESTED if entry.is_nested else TOP


def _texts(records: Mapping[Entry, Mapping[str, Value]]) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file: one for each outermost group, more where it would be too long to be read."""
    files: dict[str, list[str]] = {}
    for entry, record in records.items():
        files.setdefault(_stem(entry), []).append(as_documents([record]))
    for stem, documents in files.items():
        for number, part in enumerate(_portions(documents)):
            yield f"{stem}--{number + 1}.yml" if number else f"{stem}.yml", "---\n".join(part)


def _portions(documents: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    size = 0
    for document in documents:
        more = len(document.encode()) + len("---\n")
        if part and size + more > MAX_FILE - _ROOM:
            yield part
            part, size = [], 0
        part.append(document)
        size += more
    yield part


def _stem(entry: Entry) -> str:
    """The name of the file that an entry goes to; no id holds two hyphens, so no other name is met."""
    if not entry.top.is_group:
        return "outside--groups"
    local = entry.top.id.partition(":")[2]
    return f"group--{local}" if _RESERVED.fullmatch(local) else local


def _counts(catalog: Catalog) -> dict[str, int]:
    kinds = Counter(map(_kind, catalog.entries))
    withdrawn = sum(entry.is_withdrawn for entry in catalog.entries)
    by_kind = {"groups": kinds[GROUP], "controls": kinds[TOP], "enhancements": kinds[NESTED]}
    return {**by_kind, "withdrawn": withdrawn, "records": len(catalog.entries)}


def _declaration(root: Node, name: str) -> Framework:
    """What the catalog says of itself."""
    if own_framework(root):
        return own_declaration(root, name)
    metadata = root.node("metadata")
    title = _title(root) or name
    changed = metadata.text("last-modified").strip()
    licence = _licence(metadata)
    facts = {
        "name": name,
        "title": title,
        "short": title if len(title) <= LONGEST_NAME else short_title(title)[:LONGEST_NAME].strip(),
        "edition": metadata.text("version").strip(),
        "publisher": _publisher(metadata),
        "address": next(filter(None, map(web_address, _linked(metadata, "canonical", "latest-version"))), ""),
        "licence": licence,
        "notice": _notice(root.file, changed[:10], licence),
        "source": root.file,
        "last_modified": changed,
    }
    given = {key: _one_line(value) for key, value in facts.items() if value}
    return Framework(name, given["title"], given["short"], given["notice"], given)


def _notice(file: str, day: str, licence: str) -> str:
    said = f"Imported from {file}{f', last modified on {day}' if day else ''}. The words are those of its publisher"
    said += "; parameters are filled in as text, and how to assess is left out."
    return said if licence else f"{said} The file names no licence: ask its publisher before you pass the words on."


def _publisher(metadata: Node) -> str:
    """The party in the role nearest to a publisher, else the first one."""
    parties = {one.text("uuid"): one.text("name") for one in metadata.nodes("parties")}
    roles = {
        one.text("role-id"): [parties[uuid] for uuid in one.texts("party-uuids") if uuid in parties]
        for one in metadata.nodes("responsible-parties")
    }
    named = (name for role in ("publisher", "creator", "author") for name in roles.get(role, ()) if name)
    return next(named, next(iter(parties.values()), ""))


def _licence(metadata: Node) -> str:
    said = [one.text("value") for one in metadata.nodes("props") if one.text("name") in _RIGHTS]
    return next(filter(None, [*said, *_linked(metadata, *_RIGHTS)]), "")


def _linked(metadata: Node, *relations: str) -> list[str]:
    return [one.text("href") for one in metadata.nodes("links") if one.text("rel") in relations]


def _told(counts: Mapping[str, int], notes: tuple[str, ...]) -> dict[str, Value]:
    """What the declaration says of the import."""
    return {
        "counted": {"singular": "control", "plural": "controls"},
        "counts": {name: str(number) for name, number in counts.items()},
        "notes": list(notes),
    }


def _notes(root: Node, catalog: Catalog, parameters: Parameters, tally: Tally) -> Iterator[str]:
    """Yield what a reader of the catalog would miss among the records, a sentence each."""
    left = tally.left_out
    if left["objectives"] or left["methods"]:
        objectives, methods = counted(left["objectives"], "assessment objective"), counted(left["methods"], "method")
        yield f"How to assess is left out: {objectives} and {methods}."
    guidelines = sum(len(one.nodes("guidelines")) for one in catalog.parameters.values())
    if guidelines:
        yield f"What the catalog says about its parameters is left out: {counted(guidelines, 'guideline')}."
    if left["unrelated"]:
        yield f"{counted(left['unrelated'], 'relation')} to what this catalog does not hold left out."
    if left["dead"]:
        yield f"{counted(left['dead'], 'link')} in texts to what this catalog does not hold stand as words."
    if left["links"]:
        yield f"{counted(left['links'], 'link')} of single statements left out."
    if unused := len(catalog.resources) - len(tally.cited):
        yield f"{counted(unused, 'source')} of {len(catalog.resources)} left out, since nothing cites them."
    if parameters.undefined:
        yield f"Parameters that the catalog does not define stand by their ids: {_few(parameters.undefined)}."
    if catalog.adapted:
        yield f"Ids that became others: {_few(f'{old} is {new}' for old, new in catalog.adapted.items())}."
    if root.nodes("parts"):
        yield "Texts of the catalog as a whole are left out."


def _few(words: Iterable[str]) -> str:
    listed = list(words)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more


def _one_line(text: str) -> str:
    return " ".join(text.split())
