"""The reader of YAML: text stays text, every value has a place, and whatever it does not take is said at its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aimsbook.errors import ConfigurationFault
from aimsbook.records import Diagnostic, Mark
from aimsbook.source import (
    MAX_DEPTH,
    MAX_FIELD,
    MAX_FILE,
    MAX_ITEMS,
    Document,
    read_definition,
    read_file,
    read_plain,
    read_text,
    yaml_files,
)


def read(text: str | bytes, folder: Path) -> list[Document | Diagnostic]:
    file = folder / "a.yml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_file(file, "a.yml"))


def document(text: str | bytes, folder: Path) -> Document:
    found = read(text, folder)
    assert [type(one) for one in found] == [Document], found
    assert isinstance(found[0], Document)
    return found[0]


def refusal(text: str | bytes, folder: Path) -> tuple[str, int, int]:
    """Rule, line and column of the one thing that is said of a text."""
    found = [one for one in read(text, folder) if isinstance(one, Diagnostic)]
    assert len(found) == 1, found
    assert found[0].message
    return found[0].rule, found[0].mark.line, found[0].mark.column


WORDS = "6.10 NO no yes on 010 0x1F 1e3 1_000 12:30:45 2026-11-15 ~ null .nan .inf +1 =".split()


@pytest.mark.parametrize("word", WORDS)
def test_a_plain_word_stays_the_text_that_was_written(word: str, tmp_path: Path) -> None:
    assert document(f"a: {word}\nb: [{word}]\n", tmp_path).value == {"a": word, "b": [word]}


@pytest.mark.parametrize("word", WORDS)
def test_a_key_stays_the_text_that_was_written(word: str, tmp_path: Path) -> None:
    assert document(f"{word}: a\n", tmp_path).value == {word: "a"}


def test_an_empty_value_is_an_empty_text(tmp_path: Path) -> None:
    assert document("a:\nb: ''\nc: []\nd: {}\n", tmp_path).value == {"a": "", "b": "", "c": [], "d": {}}


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    text = "id: A-1\ntext: |\n  one\n  two\nlist:\n- x\n"
    plain = document(text, tmp_path)
    windows = document(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), tmp_path)
    assert windows.value == plain.value == {"id": "A-1", "text": "one\ntwo\n", "list": ["x"]}
    assert windows.values == plain.values


def test_every_key_and_value_has_its_place(tmp_path: Path) -> None:
    text = "# a record\nid: A-1\nlist: [x, {to: Y-1, why: because}]\ntable:\n  - item: one\n    more: {deep: 'é'}\n"
    found = document(text, tmp_path)
    assert found.mark_of("id") == Mark("a.yml", 2, 5)
    assert found.key_of("id") == Mark("a.yml", 2, 1)
    assert found.mark_of("list", 1) == Mark("a.yml", 3, 11)
    assert found.mark_of("list", 1, "why") == Mark("a.yml", 3, 26)
    assert found.key_of("table", 0, "more") == Mark("a.yml", 6, 5)
    assert found.mark_of("table", 0, "more", "deep") == Mark("a.yml", 6, 18)


def test_what_has_no_place_of_its_own_is_told_at_what_holds_it(tmp_path: Path) -> None:
    found = document("\n\nid: A-1\nlist: [x]\n", tmp_path)
    assert found.mark_of("list", 7, "to") == Mark("a.yml", 4, 7)
    assert found.mark_of("nothing") == found.mark == Mark("a.yml", 3, 1)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("text: |\n  one\n  see [CTL-9] here\n", 3, 7),
        ("text: >-\n  one\n  see [CTL-9]\n  here\n", 3, 7),
        ('text: "one\n  see [CTL-9] here"\n', 2, 7),
        ("text: see [CTL-9] here\n", 1, 11),
        ("a: '[CTL-9]'\ntext: |2\n    see [CTL-9]\n", 3, 9),
    ],
)
def test_words_within_a_text_are_found_where_they_stand_in_the_file(
    text: str, line: int, column: int, tmp_path: Path
) -> None:
    assert document(text, tmp_path).place(("text",), "[CTL-9]", 0) == Mark("a.yml", line, column)


def test_the_second_occurrence_of_words_is_told_from_the_first(tmp_path: Path) -> None:
    found = document("text: |\n  [CTL-9] and\n  [CTL-9]\nmore: |\n  [CTL-9]\n", tmp_path)
    assert found.place(("text",), "[CTL-9]", 1) == Mark("a.yml", 3, 3)
    assert found.place(("text",), "[CTL-9]", 2) == found.mark_of("text")
    assert found.place(("more",), "[CTL-9]", 0) == Mark("a.yml", 5, 3)


def test_one_file_holds_several_records_parted_by_dashes(tmp_path: Path) -> None:
    found = [one for one in read("a: '1'\n---\na: '2'\n...\n---\na: '3'\n", tmp_path) if isinstance(one, Document)]
    assert [(one.value["a"], one.mark.line) for one in found] == [("1", 1), ("2", 3), ("3", 6)]


def test_documents_before_a_broken_one_are_kept(tmp_path: Path) -> None:
    kept, refused = read("a: b\n---\nc: [\n", tmp_path)
    assert isinstance(kept, Document) and kept.value == {"a": "b"}
    assert isinstance(refused, Diagnostic) and refused.rule == "syntax"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\nb: &here x\n", 2, 4),
        ("a: *here\n", 1, 4),
        ("a: {b: [x, &here y]}\n", 1, 12),
        ("a:\n  <<: {b: c}\n", 2, 3),
        ("<<: *x\n", 1, 1),
        ("a: !!int 3\n", 1, 4),
        ("a: !!python/object/apply:os.system [ls]\n", 1, 4),
        ("a: !mine {b: c}\n", 1, 4),
        ("!!str a: b\n", 1, 1),
        ("&key a: b\n", 1, 1),
        ("? [a, b]\n: c\n", 1, 3),
        ("? {a: b}\n: c\n", 1, 3),
        ("a: !!set {x, y}\n", 1, 4),
        ("a: !!binary aGk=\n", 1, 4),
    ],
)
def test_a_construct_that_lets_a_file_mean_more_than_it_shows_is_refused(
    text: str, line: int, column: int, tmp_path: Path
) -> None:
    assert refusal(text, tmp_path) == ("syntax", line, column)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1),
        ("a: {x: 1, y: 2, x: 3}\n", 1, 17),
        ("- a: 1\n  'a': 2\n", 2, 3),
    ],
)
def test_a_key_that_stands_twice_is_refused_and_its_first_place_named(
    text: str, line: int, column: int, tmp_path: Path
) -> None:
    (found,) = read(text, tmp_path)
    assert isinstance(found, Diagnostic)
    assert (found.rule, found.mark) == ("duplicate-key", Mark("a.yml", line, column))
    assert "first given at line 1" in found.message


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('a: b\nc: "not closed\nd: e\n', 2, 4),
        ("a: 'not closed\nd: e\n", 1, 4),
        ("a: [x, y\nb: c\n", 2, 2),
        ("a: b\n\tc: d\n", 2, 1),
        ("a: b: c\n", 1, 5),
        ("a: b\n  c: d\n", 2, 4),
        ("a: @x\n", 1, 4),
        ("a: `x`\n", 1, 4),
        ('a: "\\q"\n', 1, 5),
        ("%YAML 9.9\n---\na: b\n", 1, 1),
        ("a: b\n}\n", 2, 1),
    ],
)
def test_what_is_not_yaml_is_told_at_its_place(text: str, line: int, column: int, tmp_path: Path) -> None:
    assert refusal(text, tmp_path) == ("syntax", line, column)


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        ("a: b\nc: é\n".encode("latin-1"), 2, 4),
        ("a: é é\nc: ä".encode() + b"\xff\n", 2, 5),
        ("a: b\n".encode("utf-16"), 1, 1),
        ("a: b\n".encode("utf-16-be"), 1, 1),
        (b"a: \xed\xa0\x80\n", 1, 4),
        (b"a: b\x00c\n", 1, 5),
        (b"a: b\nc: \x1b[31mred\n", 2, 4),
        ("a: b\u0007\n".encode(), 1, 5),
        ("a: b\ufffe\n".encode(), 1, 5),
        (b"a: \xc3", 1, 4),
        (b"a: b\rc: d\n", 1, 5),
        ("a: b\x85c: d\n".encode(), 1, 5),
        ("a: b\u2028c: d\n".encode(), 1, 5),
        ("a: b\u2029c: d\n".encode(), 1, 5),
        (b"a: [x, \"\\0\"]\n", 1, 8),
        (b"a: \"\\e[31m\"\n", 1, 4),
        (b"\"\\a\": x\n", 1, 1),
        (b"a: \"one\\Ltwo\"\n", 1, 4),
    ],
)
def test_what_is_not_clean_utf8_is_told_at_its_place(data: bytes, line: int, column: int, tmp_path: Path) -> None:
    assert refusal(data, tmp_path) == ("encoding", line, column)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# a comment only\n", b"\xef\xbb\xbf"])
def test_a_file_without_a_document_holds_none(data: bytes, tmp_path: Path) -> None:
    assert read(data, tmp_path) == []


@pytest.mark.parametrize(("text", "value"), [("--- \n---\n", ""), ("- a\n- b\n", ["a", "b"]), ("words\n", "words")])
def test_what_stands_on_top_is_handed_on_as_it_is(text: str, value: object, tmp_path: Path) -> None:
    found = read(text, tmp_path)[0]
    assert isinstance(found, Document) and found.value == value


ALIAS_BOMB = "a: &a [x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(20)
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ALIAS_BOMB, ("syntax", 1, 4)),
        ("a: &a [*a]\n", ("syntax", 1, 4)),
        ("a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1) + "\n", ("too-large", 1, 3 + MAX_DEPTH)),
        ("[" * 100_000, ("too-large", 1, MAX_DEPTH + 1)),
        ("{a: " * 50_000, ("too-large", 1, 4 * MAX_DEPTH + 1)),
        ("- " * 5_000 + "x\n", ("too-large", 1, 2 * MAX_DEPTH + 1)),
        ("a: " + "x" * (MAX_FIELD + 1) + "\n", ("too-large", 1, 4)),
        ("a: b\nc: |\n" + "  words of one line\n" * 5_000, ("too-large", 2, 4)),
        ("a: [" + "x, " * MAX_ITEMS + "]\n", ("too-large", 1, 5 + 3 * (MAX_ITEMS - 2))),
        ("x" * (MAX_FILE + 1), ("too-large", 1, 1)),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_a_file_made_to_do_harm_is_refused_at_once(
    text: str, expected: tuple[str, int, int], tmp_path: Path
) -> None:
    assert refusal(text, tmp_path) == expected


def test_the_deepest_nesting_that_is_allowed_is_read(tmp_path: Path) -> None:
    text = "a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1) + "\n"
    assert document(text, tmp_path)


def test_the_longest_value_that_is_allowed_is_read(tmp_path: Path) -> None:
    assert document("a: " + "x" * MAX_FIELD + "\n", tmp_path).value == {"a": "x" * MAX_FIELD}


def test_keys_that_hash_alike_cost_no_more_than_others(tmp_path: Path) -> None:
    keys = "".join(f"{number * ((1 << 61) - 1)}: x\n" for number in range(MAX_ITEMS - 2))
    assert len(document(keys, tmp_path).value) == MAX_ITEMS - 2


def test_a_pipe_is_no_file_to_wait_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yml")
    (found,) = read_file(tmp_path / "pipe.yml", "pipe.yml")
    assert isinstance(found, Diagnostic) and found.rule == "unreadable-file"


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "gone.yml").symlink_to("nowhere.yml")
    assert [one.rule for one in read_file(tmp_path / "gone.yml", "gone.yml") if isinstance(one, Diagnostic)] == [
        "unreadable-file"
    ]


def test_files_are_found_below_a_folder_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for path in ("b.yml", "a/z.yaml", "a/.hidden.yml", ".git/x.yml", "a/notes.txt", "a/b/c.yml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("a: b\n")
    assert [file.relative_to(tmp_path).as_posix() for file in yaml_files(tmp_path)] == ["a/b/c.yml", "a/z.yaml", "b.yml"]


def test_a_broken_definition_of_ours_names_file_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "type.yml").write_text("a: b\nc: &x d\n")
    with pytest.raises(ConfigurationFault, match=r"type\.yml:2:4: an anchor \(&x\) is not allowed"):
        list(read_plain(tmp_path / "type.yml"))


def without_a_key(value: dict[str, str]) -> str:
    return value["name"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"rooms\.yml: one document was expected, not 0$"),
        ("name: a\n---\nname: b\n", r"rooms\.yml: one document was expected, not 2$"),
        ("title: a\n", r"rooms\.yml: 'name' is missing$"),
        ("- name\n", r"rooms\.yml: it has not the form that was expected"),
        ("name: 'a\n", r"rooms\.yml:1:7: this is not YAML"),
    ],
)
def test_a_definition_that_cannot_be_followed_is_refused_with_its_file(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "rooms.yml").write_text(text)
    with pytest.raises(ConfigurationFault, match=said):
        read_definition(tmp_path / "rooms.yml", without_a_key)


def test_a_text_is_read_like_a_file() -> None:
    assert [one.value for one in read_text("view: matrix\n", "chapter.md") if isinstance(one, Document)] == [
        {"view": "matrix"}
    ]
