"""Whether values are what the vocabulary types them as, and in which words it is said that they are not."""

from __future__ import annotations

from typing import Any

import pytest

from aimsbook.definitions import read_vocabulary
from aimsbook.validate import Fault, Validators
from aimsbook.vocabulary import Vocabulary

SPECIMEN = """
type: specimen
fields:
  a_text: {kind: text}
  a_prose: {kind: prose}
  a_date: {kind: date}
  a_number: {kind: number}
  a_whole: {kind: whole}
  a_days: {kind: days}
  a_yes_no: {kind: yes_no}
  a_choice: {kind: choice, values: [planned, implemented]}
  a_period: {kind: period}
  a_digest: {kind: digest}
  a_file: {kind: file}
  a_url: {kind: url}
  a_record: {kind: record}
  a_mapping: {kind: mapping, keys: {inner: {kind: whole, required: yes}, other: {kind: text, many: yes}}}
  a_free_mapping: {kind: mapping}
  a_table: {kind: table, columns: {item: {kind: text, required: yes}, result: {kind: choice, values: [good, bad]}}}
  many_dates: {kind: date, many: yes}
relations:
  uses: {to: control, inverse: used_in, attributes: {since: {kind: date}, purpose: {kind: choice, many: yes, values: [x, y]}}}
"""
DIGEST = "0123456789abcdefABCDEF" + "0" * 42
SOUND = {
    "a_text": ["words", "6.10", "é", "=1+1", "<b>"],
    "a_prose": ["# words\n\n- list"],
    "a_date": ["2026-11-15", "2024-02-29", "0001-01-01", "9999-12-31"],
    "a_number": ["3", "-3", "+3", "0.25", "1e3", "1.5E-7", "007"],
    "a_whole": ["3", "-3", "+3", "010"],
    "a_days": ["0", "30", "999999"],
    "a_yes_no": ["yes", "no", "true", "False", "YES", "on", "Off"],
    "a_choice": ["planned", "implemented"],
    "a_period": [{"from": "2026-01-01", "to": "2026-03-31"}],
    "a_digest": [DIGEST],
    "a_file": ["evidence/a.csv"],
    "a_url": ["https://example.org/x?y=z", "http://localhost"],
    "a_record": ["CTL-1"],
    "a_mapping": [{"inner": "3"}, {"inner": "3", "other": ["x"]}],
    "a_free_mapping": [{"anything": {"at": ["all"]}}],
    "a_table": [[], [{"item": "x"}, {"item": "y", "result": "good"}]],
    "many_dates": [[], ["2026-11-15"]],
    "uses": [[{"to": "CTL-1"}], [{"to": "CTL-1", "since": "2026-11-15", "purpose": ["x", "y"]}]],
}
WRONG = {
    "a_text": [["a list"], {"a": "mapping"}],
    "a_prose": [["a list"]],
    "a_date": ["2026-02-30", "2023-02-29", "15.11.2026", "2026-1-5", "2026-11-15T00:00:00", "20261115", "٢٠٢٦-11-15", "soon"],
    "a_number": ["3,5", "three", "1_000", "0x1F", ".5", "NaN", "inf", "1e", "٣"],
    "a_whole": ["3.0", "1e3", "three", "٣"],
    "a_days": ["-1", "1.5", "1000000", "P30D"],
    "a_yes_no": ["y", "maybe", "1"],
    "a_choice": ["Planned", "implmented", ["planned"], {}],
    "a_period": ["2026", {"from": "2026-01-01"}, {"from": "x", "to": "2026-01-01"}, ["2026-01-01", "2026-02-01"]],
    "a_digest": ["abc", DIGEST + "0", "g" * 64, DIGEST[:-1] + "\n"],
    "a_file": [["x"], {"path": "x"}],
    "a_url": ["example.org", "javascript:alert(1)", "ftp://x", "https://", "https://a b", "data:text/html,x"],
    "a_record": [["CTL-1"], {}],
    "a_mapping": ["words", {"other": ["x"]}, {"inner": "x"}, {"inner": "3", "more": "x"}, ["x"]],
    "a_free_mapping": ["words", ["x"]],
    "a_table": [["words"], [{}], [{"item": "x", "result": "god"}], [{"item": "x", "reslt": "good"}], [["x"]]],
    "many_dates": [["2026-11-15", "soon"], [["2026-11-15"]]],
    "uses": [[{}], [{"to": ""}], [{"to": ["CTL-1"]}], [{"to": "CTL-1", "sinse": "2026-11-15"}], [["CTL-1"]]],
}


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    folder = tmp_path_factory.mktemp("vocabulary")
    (folder / "specimen.yml").write_text(SPECIMEN)
    return read_vocabulary(folder)


@pytest.fixture(scope="module")
def validators(extended: Vocabulary) -> Validators:
    return Validators(extended)


def faults(value: dict[str, Any], vocabulary: Vocabulary, validators: Validators) -> list[Fault]:
    whole = {"id": "SP-1", "type": "specimen", "title": "A specimen", **value}
    return list(validators.faults(vocabulary["specimen"], whole))


def each(examples: dict[str, list[Any]]) -> list[tuple[str, Any]]:
    return [(name, value) for name, values in examples.items() for value in values]


@pytest.mark.parametrize(("name", "value"), each(SOUND))
def test_a_sound_value_is_taken(name: str, value: Any, extended: Vocabulary, validators: Validators) -> None:
    assert faults({name: value}, extended, validators) == []


@pytest.mark.parametrize(("name", "value"), each(WRONG))
def test_a_wrong_value_is_told_at_its_field(name: str, value: Any, extended: Vocabulary, validators: Validators) -> None:
    found = faults({name: value}, extended, validators)
    assert len(found) == 1
    assert found[0].steps[0] == name
    assert found[0].message


def test_every_kind_of_field_has_sound_and_wrong_values(extended: Vocabulary) -> None:
    own = {name for name in extended["specimen"].fields if name.startswith(("a_", "many_"))} | {"uses"}
    assert own == set(SOUND) == set(WRONG)


def test_all_faults_of_a_record_are_told_in_one_pass(extended: Vocabulary, validators: Validators) -> None:
    value = {"a_date": "soon", "a_whole": "x", "a_tble": [], "a_table": [{"item": "x", "result": "god"}, {}], "title": ""}
    assert {(one.rule, one.steps) for one in faults(value, extended, validators)} == {
        ("wrong-value", ("a_date",)),
        ("wrong-value", ("a_whole",)),
        ("unknown-field", ("a_tble",)),
        ("wrong-value", ("a_table", 0, "result")),
        ("missing-field", ("a_table", 1, "item")),
        ("wrong-value", ("title",)),
    }


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a_date": "soon"}, "a_date is 'soon'; expected a day, written YYYY-MM-DD"),
        ({"a_choice": "implmented"}, "a_choice is 'implmented'; expected planned or implemented; did you mean 'implemented'?"),
        ({"a_choice": "x"}, "a_choice is 'x'; expected planned or implemented"),
        ({"a_table": [{"item": "x", "result": "god"}]}, "a_table → result is 'god'; expected good or bad; did you mean 'good'?"),
        ({"a_period": {"from": "x", "to": "2026-01-01"}}, "a_period → from is 'x'; expected a day, written YYYY-MM-DD"),
        ({"a_period": {"from": "2026-01-01"}}, "'to' is missing"),
        ({"a_text": ["x"]}, "a_text is a list; expected plain words"),
        ({"a_text": {}}, "a_text is a mapping; expected plain words"),
        ({"a_dat": "x"}, "specimen records have no field 'a_dat'; did you mean 'a_date'?"),
        ({"uses": [{"to": "CTL-1", "sinse": "x"}]}, "this entry has no field 'sinse'; did you mean 'since'?"),
        ({"a_mapping": {"inner": "3", "othr": []}}, "this entry has no field 'othr'; did you mean 'other'?"),
        ({"uses": [["x"]]}, "uses is a list; expected an id, or a mapping {to: ID} with the relation's attributes"),
        ({"uses": [{"to": "X-1", "purpose": ["z"]}]}, "uses → purpose is 'z'; expected x or y"),
        ({"title": ""}, "title is ''; expected some words"),
        ({"a_whole": "x" * 70}, "a_whole is a long text; expected a whole number"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(
    value: dict[str, Any], message: str, extended: Vocabulary, validators: Validators
) -> None:
    assert [one.message for one in faults(value, extended, validators)] == [message]


def test_a_missing_compulsory_field_is_told(extended: Vocabulary, validators: Validators) -> None:
    found = validators.faults(extended["specimen"], {"id": "SP-1", "type": "specimen"})
    assert [(one.rule, one.steps, one.message) for one in found] == [("missing-field", ("title",), "'title' is missing")]
