"""YAML text becomes plain values with a place for each; the only room that knows PyYAML, it knows nothing of records.

The reader works on the events of libyaml and keeps every scalar as text, so that `6.10`, `NO` and `010` stay what
their author wrote. Anchors, aliases, tags, merge keys, duplicate and non-text keys are refused at their line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from aimsbook.errors import ConfigurationFault
from aimsbook.records import Diagnostic, Mark, Steps, Value

MAX_FILE = 1 << 20
MAX_FIELD = 64 << 10
MAX_DEPTH = 32
MAX_ITEMS = 10_000
Made = TypeVar("Made")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# what YAML takes for the end of a line and most editors do not show as one is refused like other control characters
_CONTROL = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document: its value, and the line and column of every key and value.

    `keys` holds the place of a mapping's keys, `values` that of the values; both under the steps of the value.
    """

    path: str
    value: Value
    mark: Mark
    keys: dict[Steps, tuple[int, int]]
    values: dict[Steps, tuple[int, int]]
    spans: dict[Steps, tuple[int, int]]
    text: str

    def mark_of(self, *steps: str | int) -> Mark:
        """Where the value at these steps starts; the nearest enclosing value where it has no place of its own."""
        for end in range(len(steps), 0, -1):
            if (place := self.values.get(steps[:end])) is not None:
                return Mark(self.path, *place)
        return self.mark

    def place(self, steps: Steps, needle: str, occurrence: int) -> Mark:
        """Where the n-th occurrence (from 0) of some words within a value stands in the file.

        Block scalars, folds and quotes move text about; the same words follow each other in the same order in the
        source, so the n-th occurrence in the value is the n-th in the source.
        """
        if steps not in self.values:
            return self.mark_of(*steps)
        start, end = self.spans.get(steps, (_offset(self.text, *self.values[steps]), len(self.text)))
        position = start - 1
        for _ in range(occurrence + 1):
            position = self.text.find(needle, position + 1, end)
            if position < 0:
                return self.mark_of(*steps)
        line = self.text.count("\n", 0, position) + 1
        return Mark(self.path, line, position - self.text.rfind("\n", 0, position))

    def key_of(self, *steps: str | int) -> Mark:
        """Where the key of the value at these steps stands; the value's own place where it has no key."""
        return Mark(self.path, *(self.keys.get(steps) or self.values.get(steps, (self.mark.line, self.mark.column))))


class _Refused(Exception):
    """A construct that this reader does not take; carries rule, message, line and column."""

    def __init__(self, rule: str, message: str, line: int, column: int, hint: str = "") -> None:
        super().__init__(message)
        self.rule, self.line, self.column, self.hint = rule, line, column, hint


def yaml_files(folder: Path) -> list[Path]:
    """Every `.yml` and `.yaml` file below a folder, in the order of their paths; hidden folders left out."""
    found = (path for path in folder.rglob("*") if path.suffix in (".yml", ".yaml"))
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def read_file(file: Path, path: str) -> Iterator[Document | Diagnostic]:
    """Yield the documents of one file, and what keeps the rest of it from being read.

    `path` is the file's name in every mark. Nothing is raised for what the file holds.
    """
    text = decode(file, path)
    if isinstance(text, Diagnostic):
        yield text
        return
    yield from read_text(text, path)


def read_text(text: str, path: str) -> Iterator[Document | Diagnostic]:
    """Yield the documents of a YAML text, and what keeps the rest of it from being read."""
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        message = f"the control character U+{ord(found.group()):04X} cannot stand in a record"
        yield Diagnostic("encoding", message, Mark(path, line, column), hint="Delete the character.")
        return
    try:
        yield from _documents(text, path)
    except _Refused as refused:
        yield Diagnostic(refused.rule, str(refused), Mark(path, refused.line, refused.column), hint=refused.hint)
    except yaml.MarkedYAMLError as error:
        yield _syntax(error, path)
    except yaml.YAMLError as error:
        yield Diagnostic("syntax", f"this is not YAML: {_one_line(str(error))}", Mark(path))


def decode(file: Path, path: str) -> str | Diagnostic:
    """The text of a file with plain line ends, or why it has none."""
    try:
        if not file.is_file():
            return Diagnostic("unreadable-file", "this is not an ordinary file", Mark(path))
        if (size := file.stat().st_size) > MAX_FILE:
            return Diagnostic(
                "too-large",
                f"the file has {size:,} bytes; at most {MAX_FILE:,} are read",
                Mark(path),
                hint="Split it into several files.",
            )
        data = file.read_bytes()
    except OSError as error:
        return Diagnostic("unreadable-file", f"the file cannot be read: {error.strerror}", Mark(path))
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        return Diagnostic(
            "encoding",
            f"the byte 0x{data[error.start]:02X} is not UTF-8",
            Mark(path, line, column),
            hint="Save the file as UTF-8.",
        )


def _documents(text: str, path: str) -> Iterator[Document]:
    loader = _LOADER(text)
    try:
        while True:
            event = loader.get_event()
            if isinstance(event, yaml.StreamEndEvent):
                return
            if isinstance(event, yaml.DocumentStartEvent):
                yield _Reader(loader, path, text).document()
    finally:
        loader.dispose()


class _Reader:
    """Builds one document from events; a stack of open collections stands in for recursion."""

    def __init__(self, loader: Any, path: str, text: str) -> None:
        self.loader, self.path, self.text = loader, path, text
        self.keys: dict[Steps, tuple[int, int]] = {}
        self.values: dict[Steps, tuple[int, int]] = {}
        self.spans: dict[Steps, tuple[int, int]] = {}
        self.items = 0

    def document(self) -> Document:
        """Read up to the end of the document."""
        first = self.loader.get_event()
        mark = Mark(self.path, first.start_mark.line + 1, first.start_mark.column + 1)
        value = self._value(first)
        self.loader.get_event()
        return Document(self.path, value, mark, self.keys, self.values, self.spans, self.text)

    def _value(self, event: Any) -> Value:
        root, done = self._open(event, ())
        if done:
            return root
        stack: list[tuple[Any, Steps, bool]] = [(root, (), isinstance(root, dict))]
        get = self.loader.get_event
        while stack:
            holder, steps, mapping = stack[-1]
            event = get()
            if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                stack.pop()
                continue
            here: Steps
            if mapping:
                here = (*steps, self._key(event, holder, steps))
                event = get()
            else:
                here = (*steps, len(holder))
            child, done = self._open(event, here)
            if mapping:
                holder[here[-1]] = child
            else:
                holder.append(child)
            if not done:
                if len(stack) >= MAX_DEPTH:
                    self._refuse(event, "too-large", f"values are nested deeper than {MAX_DEPTH} levels")
                stack.append((child, here, isinstance(child, dict)))
        return root

    def _open(self, event: Any, steps: Steps) -> tuple[Any, bool]:
        """The value that an event starts, and whether it is complete."""
        start = event.start_mark
        self.values[steps] = (start.line + 1, start.column + 1)
        self.items += 1
        if self.items > MAX_ITEMS:
            self._refuse(event, "too-large", f"one document holds more than {MAX_ITEMS:,} values")
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "syntax", f"an alias (*{event.anchor}) is not allowed", "Write the value out.")
        if event.anchor is not None:
            self._refuse(event, "syntax", f"an anchor (&{event.anchor}) is not allowed", "Delete the anchor.")
        if event.tag is not None:
            self._refuse(event, "syntax", f"a tag ({event.tag}) is not allowed", "Delete the tag.")
        if isinstance(event, yaml.ScalarEvent):
            self._readable(event)
            if "\n" in event.value:
                self.spans[steps] = (start.index, getattr(event.end_mark, "index", start.index))
            return event.value, True
        return ({} if isinstance(event, yaml.MappingStartEvent) else []), False

    def _key(self, event: Any, holder: dict[str, Any], steps: Steps) -> str:
        if not isinstance(event, yaml.ScalarEvent) or event.tag is not None or event.anchor is not None:
            self._refuse(event, "syntax", "a key must be a plain word", "Write the key as text without tag or anchor.")
        self._readable(event)
        key = str(event.value)
        here = (*steps, key)
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        if key == "<<":
            self._refuse(event, "syntax", "a merge key (<<) is not allowed", "Write the merged values out.")
        if key in holder:
            line, column = self.keys[here]
            self._refuse(
                event,
                "duplicate-key",
                f"the key {key!r} stands here again; it was first given at line {line}, column {column}",
                "Keep one of the two.",
            )
        self.keys[here] = place
        return key

    def _readable(self, event: Any) -> None:
        """Refuse a scalar that is too long, or that an escape in double quotes has brought a control character into."""
        if len(event.value) > MAX_FIELD:
            self._refuse(event, "too-large", f"this value has more than {MAX_FIELD:,} characters")
        if event.style == '"' and (found := _CONTROL.search(event.value)):
            said = f"this value holds the control character U+{ord(found.group()):04X}"
            self._refuse(event, "encoding", said, "Delete the escape.")

    def _refuse(self, event: Any, rule: str, message: str, hint: str = "") -> None:
        raise _Refused(rule, message, event.start_mark.line + 1, event.start_mark.column + 1, hint)


def _syntax(error: yaml.MarkedYAMLError, path: str) -> Diagnostic:
    """An unclosed quote or bracket is reported where it opens: libyaml gives that place as the context."""
    problem, context = error.problem_mark, error.context_mark
    opened = context is not None and error.context is not None and "while scanning a quoted" in error.context
    mark = context if opened or problem is None else problem
    said = _one_line(" ".join(part for part in (error.context, error.problem) if part))
    place = Mark(path, mark.line + 1, mark.column + 1) if mark else Mark(path)
    return Diagnostic("syntax", f"this is not YAML: {said}", place, hint=_likely_fix(error))


def _likely_fix(error: yaml.MarkedYAMLError) -> str:
    said = f"{error.context} {error.problem}"
    for sign, fix in (
        ("mapping values are not allowed", "A value that holds ': ' stands in quotes."),
        ("quoted scalar found unexpected end", "Close the quote."),
        ("cannot start any token", "Indent with spaces, and quote a value that starts with a special character."),
        ("could not find expected ':'", "Write `key: value`."),
        ("did not find expected key", "Check the indentation of this line against the one above."),
        ("expected ',' or ']'", "Close the list with ]."),
        ("expected ',' or '}'", "Close the mapping with }."),
    ):
        if sign in said:
            return fix
    return ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def read_plain(file: Path) -> Iterator[Document]:
    """Yield the documents of a definition file; raise ConfigurationFault with the place where it is no YAML."""
    for item in read_file(file, file.name):
        if isinstance(item, Diagnostic):
            raise ConfigurationFault(f"{file}:{item.mark.line}:{item.mark.column}: {item.message}")
        yield item


def only_document(file: Path) -> Document:
    """The one document of a definition file."""
    documents = list(read_plain(file))
    if len(documents) != 1:
        raise ConfigurationFault(f"{file}: one document was expected, not {len(documents)}")
    return documents[0]


def read_definition(file: Path, read: Callable[[Any], Made]) -> Made:
    """What `read` makes of a definition file; raise ConfigurationFault, naming the file, where it is broken."""
    return made_of(only_document(file).value, file, read)


def made_of(value: Any, file: Path, read: Callable[[Any], Made]) -> Made:
    """What `read` makes of a value; raise ConfigurationFault, naming the file it is from, where it is broken."""
    try:
        return read(value)
    except KeyError as error:
        raise ConfigurationFault(f"{file}: {error} is missing") from None
    except (AttributeError, TypeError) as error:
        raise ConfigurationFault(f"{file}: it has not the form that was expected ({error})") from None
    except ValueError as error:
        raise ConfigurationFault(f"{file}: {error}") from None


def _offset(text: str, line: int, column: int) -> int:
    position = 0
    for _ in range(line - 1):
        position = text.index("\n", position) + 1
    return position + column - 1


def read_all(files: Iterable[tuple[Path, str]]) -> Iterator[Document | Diagnostic]:
    """Yield what every file holds, all files in one run."""
    for file, path in files:
        yield from read_file(file, path)
