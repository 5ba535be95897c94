"""The editor's schema: a sound JSON Schema that takes what an editor makes of a sound record, and refuses slips."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import yaml

from aimsbook.compose import Edition
from aimsbook.definitions import read_vocabulary
from aimsbook.editor import DIALECT, editor_schema
from aimsbook.source import yaml_files
from aimsbook.vocabulary import Vocabulary
from drawn import EXAMPLE
from test_validate import SOUND, SPECIMEN, WRONG


def as_an_editor_reads(text: str) -> list[Any]:
    """The documents of a YAML text as JSON, scalars resolved: numbers, booleans and days included."""
    return [json.loads(json.dumps(one, default=str)) for one in yaml.safe_load_all(text)]


def example_documents() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in yaml_files(EXAMPLE / "controls"):
        yield from ((one["id"], one) for one in as_an_editor_reads(file.read_text(encoding="utf-8")) if one)


@pytest.fixture(scope="module")
def schema(vocabulary: Vocabulary) -> dict[str, Any]:
    return editor_schema(vocabulary)


@pytest.fixture(scope="module")
def validator(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


@pytest.fixture(scope="module")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> jsonschema_rs.Draft202012Validator:
    folder = tmp_path_factory.mktemp("vocabulary")
    (folder / "specimen.yml").write_text(SPECIMEN)
    return jsonschema_rs.Draft202012Validator(editor_schema(read_vocabulary(folder)), validate_formats=True)


def test_it_is_a_sound_schema_of_2020_12(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == DIALECT == "https://json-schema.org/draft/2020-12/schema"
    assert jsonschema_rs.meta.is_valid(schema)
    assert json.loads(json.dumps(schema)) == schema


def test_it_takes_every_record_of_the_example(validator: jsonschema_rs.Draft202012Validator) -> None:
    refused = [(one, error.message) for one, value in example_documents() for error in validator.iter_errors(value)]
    assert refused == []


def test_our_own_validators_take_the_same_records(example: Edition) -> None:
    assert [one for one in example.diagnostics if one.rule in ("wrong-value", "unknown-field", "missing-field")] == []
    written = {record_id for record_id, _ in example_documents()}
    assert {record.id for record in example.book.dossier.own()} == written


def written(value: Any) -> str:
    """A value as an author writes it: words without quotes."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


QUOTED = ("a_text", "a_prose")  # among their examples are words that plain YAML would take for something else


@pytest.mark.parametrize(("name", "value"), [(name, one) for name, ones in SOUND.items() for one in ones if name not in QUOTED])
def test_it_takes_what_an_editor_makes_of_a_sound_value(
    name: str, value: Any, specimens: jsonschema_rs.Draft202012Validator
) -> None:
    (record,) = as_an_editor_reads(f"id: SP-1\ntype: specimen\ntitle: 4711\n{name}: {written(value)}\n")
    assert [error.message for error in specimens.iter_errors(record)] == []


@pytest.mark.parametrize("word", "6.10 NO 010 1e3 12:30:45 2026-11-15 on yes ~ words".split())
def test_it_takes_plain_words_that_editors_read_as_something_else(
    word: str, specimens: jsonschema_rs.Draft202012Validator
) -> None:
    (record,) = as_an_editor_reads(f"id: SP-1\ntype: specimen\ntitle: T\na_text: {word}\na_prose: {word}\n")
    assert specimens.is_valid(record)


@pytest.mark.parametrize("word", ["yes", "No", "TRUE", "off"])
def test_it_takes_a_yes_in_every_letter_case_as_text_too(word: str, specimens: jsonschema_rs.Draft202012Validator) -> None:
    assert specimens.is_valid({"id": "SP-1", "type": "specimen", "title": "T", "a_yes_no": word})


LENIENT = {
    "a_number": ["1_000", "0x1F", ".5"],  # an editor hands on a number, however it was written
}


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, one) for name, ones in WRONG.items() for one in ones if one not in LENIENT.get(name, ()) and "\n" not in str(one)],
)
def test_it_refuses_what_our_validators_refuse(name: str, value: Any, specimens: jsonschema_rs.Draft202012Validator) -> None:
    assert not specimens.is_valid({"id": "SP-1", "type": "specimen", "title": "T", name: value})


@pytest.mark.parametrize(
    "slip",
    [
        {"type": "contrl"},
        {"statsu": "planned"},
        {"status": "plannd"},
        {"satisfy": "REQ-1"},
        {"satisfies": {"too": "REQ-1"}},
        {"satisfies": [{"to": "REQ-1", "wy": "x"}]},
        {"owner": ["ROLE-1", "ROLE-2"]},
        {"in_force_from": "soon"},
    ],
)
def test_it_refuses_a_slip(slip: dict[str, Any], validator: jsonschema_rs.Draft202012Validator) -> None:
    sound = {"id": "CTL-1", "type": "control", "title": "T"}
    assert validator.is_valid(sound)
    assert not validator.is_valid({**sound, **slip})


@pytest.mark.parametrize("missing", ["id", "type", "title"])
def test_it_asks_for_what_every_record_needs(missing: str, validator: jsonschema_rs.Draft202012Validator) -> None:
    record = {"id": "CTL-1", "type": "control", "title": "T"}
    del record[missing]
    assert not validator.is_valid(record)


def test_it_explains_every_field_and_relation(schema: dict[str, Any], vocabulary: Vocabulary) -> None:
    for kind in vocabulary:
        properties = schema["$defs"][kind.name]["properties"]
        assert set(properties) == {*kind.fields, *kind.relations}
        assert [name for name, one in properties.items() if not one.get("description")] == []


def test_the_schema_refers_to_nothing_outside_itself(schema: dict[str, Any]) -> None:
    references = {one["then"]["$ref"] for one in schema["allOf"]}
    assert references == {f"#/$defs/{name}" for name in schema["$defs"]}


def test_the_example_has_records_to_take() -> None:
    assert len(list(example_documents())) > 150
