"""The vocabulary: what it says of types, how a project extends it, and what is said of a broken definition."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

from aimsbook.definitions import SHIPPED, read_vocabulary
from aimsbook.errors import ConfigurationFault
from aimsbook.records import Grade
from aimsbook.source import read_plain, yaml_files
from aimsbook.vocabulary import KINDS, Vocabulary, chain_fault, path_fault

FIXED_NAMES = {
    "requirement": {"maps_to"},
    "control": {"status", "frequency", "in_force_from", "satisfies", "applies_to"},
    "policy": {"status", "file", "text", "governs", "addresses"},
    "risk": {
        "status", "likelihood", "impact", "residual_likelihood", "residual_impact", "concerns", "treated_by",
    },
    "evidence": {
        "collected", "covers", "valid_for", "valid_until", "file", "location", "sha256", "supports", "demonstrates",
    },
    "applicability": {"decides_on"},
    "treatment": {"uses"},
    **{name: {"owner"} for name in ("role", "person", "ai_system", "data_set", "impact_assessment", "waiver")},
}  # fmt: skip
SHIPPED_TYPES = """
    requirement applicability control policy evidence risk treatment ai_system data_set release resource supplier
    impact_assessment obligation interested_party context_issue objective metric measurement role person competence
    training_record communication audit finding nonconformity action incident concern management_review change waiver
    engagement readiness_entry scope
""".split()


def extended(folder: Path, **files: str) -> Vocabulary:
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(dedent(text))
    return read_vocabulary(folder)


def fault_of(folder: Path, text: str) -> str:
    """What is said of a broken definition in the file mine.yml."""
    with pytest.raises(ConfigurationFault) as caught:
        extended(folder, mine=text)
    message = str(caught.value)
    assert "mine.yml:" in message
    assert "\n" not in message
    return message.rpartition("mine.yml:")[2]


def test_the_types_that_are_promised_ship(vocabulary: Vocabulary) -> None:
    assert sorted(vocabulary.types) == sorted(SHIPPED_TYPES)


@pytest.mark.parametrize("name", FIXED_NAMES)
def test_names_that_other_tools_rely_on_are_there(name: str, vocabulary: Vocabulary) -> None:
    kind = vocabulary[name]
    assert FIXED_NAMES[name] - set(kind.fields) - set(kind.relations) == set()


@pytest.mark.parametrize(
    ("type_name", "field", "values"),
    [
        ("control", "status", ["planned", "partial", "implemented", "retired"]),
        ("policy", "status", ["draft", "in-review", "approved", "retired"]),
        ("risk", "status", ["open", "treated", "accepted", "closed"]),
        ("policy", "kind", ["policy", "procedure", "standard", "plan", "contract", "soa", "external"]),
    ],
)
def test_the_values_that_other_tools_rely_on_are_there(
    type_name: str, field: str, values: list[str], vocabulary: Vocabulary
) -> None:
    assert list(vocabulary[type_name].fields[field].choices) == values


@pytest.mark.parametrize(
    ("type_name", "relation", "targets"),
    [
        ("control", "satisfies", {"requirement"}),
        ("control", "applies_to", {"ai_system"}),
        ("policy", "governs", {"control"}),
        ("policy", "addresses", {"requirement"}),
        ("risk", "concerns", {"ai_system", "scope"}),
        ("applicability", "decides_on", {"requirement", "control"}),
        ("risk", "treated_by", {"treatment", "control"}),
        ("treatment", "uses", {"control"}),
        ("evidence", "supports", {"control"}),
        ("evidence", "demonstrates", {"requirement"}),
        ("requirement", "maps_to", {"requirement"}),
    ],
)
def test_the_relations_that_other_tools_rely_on_lead_where_they_should(
    type_name: str, relation: str, targets: set[str], vocabulary: Vocabulary
) -> None:
    assert set(vocabulary[type_name].relations[relation].to) == targets


def test_every_file_of_the_vocabulary_is_the_type_it_is_named_after() -> None:
    names = {file.stem: next(iter(read_plain(file))).value.get("type") for file in yaml_files(SHIPPED)}
    assert names.pop("_common") is None
    assert all(stem == name for stem, name in names.items())


def test_every_type_field_relation_and_duty_is_explained(vocabulary: Vocabulary) -> None:
    mute = [kind.name for kind in vocabulary if not (kind.description and kind.plural and kind.group and kind.icon)]
    mute += [f"{kind.name}.{one.name}" for kind in vocabulary for one in kind.fields.values() if not one.help]
    mute += [f"{one.source}.{one.name}" for one in vocabulary.relations if not one.help]
    mute += [duty.id for duty in vocabulary.duties.values() if not (duty.says and duty.why and duty.fix and duty.basis)]
    assert mute == []


def test_prefixes_and_icons_tell_types_apart(vocabulary: Vocabulary) -> None:
    prefixes = [kind.prefix for kind in vocabulary]
    assert len(set(prefixes)) == len(prefixes) and all(prefixes)
    assert {kind.name for kind in vocabulary if len(kind.icon) != 1} == set()


def test_what_rests_on_practice_is_never_above_a_question(vocabulary: Vocabulary) -> None:
    assert {one.id for one in vocabulary.duties.values() if one.rests_on_practice and one.grade is Grade.FINDING} == set()


def test_duties_are_named_after_the_type_that_owes_them(vocabulary: Vocabulary) -> None:
    strange = [
        one.id for one in vocabulary.duties.values() if not re.fullmatch(rf"{one.type.replace('_', '-')}(-[a-z0-9]+)+", one.id)
    ]
    assert strange == []


def test_a_relation_reads_from_both_ends(vocabulary: Vocabulary) -> None:
    assert vocabulary.targets(["control"], "satisfies") == ("requirement",)
    assert vocabulary.targets(["requirement"], "satisfied_by") == ("control",)
    assert vocabulary.label_of("requirement", "satisfied_by") == "satisfied by"


# extending it --------------------------------------------------------------------------------------------------------

MODEL_CARD = """
    type: model_card
    prefix: MC
    fields:
      licence: {kind: choice, values: {open: {label: Open, tone: good}, closed: Closed}, required: yes}
      trained: {kind: period}
    relations:
      describes: {to: [ai_system], inverse: described_by, maximum: 1, attributes: {since: {kind: date}}}
"""


def test_a_project_adds_a_type_with_one_file(tmp_path: Path) -> None:
    found = extended(tmp_path, model_card=MODEL_CARD)
    kind = found["model_card"]
    assert (kind.label, kind.plural, kind.prefix) == ("Model card", "Model cards", "MC")
    assert [one.label for one in kind.fields["licence"].choices.values()] == ["Open", "Closed"]
    assert kind.fields["licence"].required
    assert kind.relations["describes"].maximum == 1
    assert "describes" in found["model_card"].relations and "described_by" in found.inverses["ai_system"]


def test_a_project_adds_to_a_shipped_type_and_keeps_the_rest(tmp_path: Path, vocabulary: Vocabulary) -> None:
    found = extended(
        tmp_path,
        control="""
            type: control
            label: Safeguard
            fields:
              cost_centre: {kind: whole}
            relations:
              built_by: {to: [supplier], inverse: builds}
            needs:
              - {id: control-cost-centre, must: {given: cost_centre}, grade: question, basis: practice, says: It has one.}
        """,
    )
    before, after = vocabulary["control"], found["control"]
    assert after.label == "Safeguard" and after.plural == before.plural
    assert set(after.fields) - set(before.fields) == {"cost_centre"}
    assert set(after.relations) - set(before.relations) == {"built_by"}
    assert {one.id for one in after.duties} - {one.id for one in before.duties} == {"control-cost-centre"}


def test_a_project_replaces_a_shipped_duty_by_its_id(tmp_path: Path, vocabulary: Vocabulary) -> None:
    found = extended(
        tmp_path,
        control="""
            type: control
            needs:
              id: control-evidence
              when: {status: implemented, kind: technical}
              must: {given: evidenced_by}
              grade: question
              basis: iso42001:8.1
              says: A technical control has evidence.
        """,
    )
    assert len(found["control"].duties) == len(vocabulary["control"].duties)
    assert found.duties["control-evidence"].grade is Grade.QUESTION


def test_the_common_fields_are_extended_for_every_type(tmp_path: Path) -> None:
    found = extended(tmp_path, _common="fields:\n  department: {kind: text}\n")
    assert all("department" in kind.fields for kind in found)


def test_a_file_of_several_documents_adds_several_types(tmp_path: Path) -> None:
    found = extended(tmp_path, many="type: first_thing\n---\ntype: second_thing\n")
    assert "first_thing" in found and "second_thing" in found


# broken definitions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a list\n", "a definition is a mapping"),
        ("type: mine\nfield: {a: {}}\n", "has no key 'field'; did you mean 'fields'?"),
        ("type: mine\nfields: {size: {kind: numbr}}\n", "kind 'numbr'; did you mean 'number'?"),
        ("type: mine\nfields: {size: {knd: text}}\n", "no key 'knd'; did you mean 'kind'?"),
        ("type: mine\nfields: {given: {}}\n", "no field may be called 'given'"),
        ("type: mine\nfields: {size: text}\n", "the field size is described by a mapping"),
        ("type: mine\nfields: {size: {kind: choice}}\n", "`values` and the kind `choice` go together"),
        ("type: mine\nfields: {size: {values: [a, b]}}\n", "`values` and the kind `choice` go together"),
        ("type: mine\nfields: {size: {kind: choice, values: {a: {tone: red}}}}\n", "the tone 'red'"),
        ("type: mine\nfields: {who: {kind: record, to: rol}}\n", "the type 'rol', which is not defined; did you mean 'role'?"),
        ("type: mine\nrelations: {uses: {to: control}}\n", "needs `to` (types) and `inverse`"),
        ("type: mine\nrelations: {uses: {inverse: used}}\n", "needs `to` (types) and `inverse`"),
        ("type: mine\nrelations: {uses: {to: contrl, inverse: used}}\n", "did you mean 'control'?"),
        ("type: mine\nrelations: {uses: {to: control, inverse: used, maximum: many}}\n", "a whole number was expected"),
        ("type: mine\nrelations: {some: {to: control, inverse: used}}\n", "has the name of a field or of a word"),
        ("type: mine\nfields: {uses: {}}\nrelations: {uses: {to: control, inverse: used}}\n", "has the name of a field"),
        ("type: mine\nrelations: {uses: {to: control, inverse: status}}\n", "the inverse reading 'status' is also a field"),
        ("type: mine\nstate: stauts\nfields: {status: {}}\n", "which this type has not; did you mean 'status'?"),
        ("type: mine\ndated: made\n", "`dated` names the field 'made'"),
        ("type: mine\ndeadlines: {made: ''}\n", "`deadlines` names the field 'made'"),
        ("type: mine\ncolumns: [id, titel]\n", "the column 'titel': 'titel' is no field or relation of mine; did you mean"),
        ("type: mine\ncolumns: [owner.hold]\n", "'hold' is no field or relation of role or person; did you mean 'holds'?"),
        ("type: mine\ncounts_when: {statsu: x}\n", "counts_when: 'statsu' is no field or relation"),
        ("type: mine\ncounts_when: [x]\n", "counts_when: a condition is a mapping"),
        ("type: mine\nfields: {a: {required_when: {b: c}}}\n", "a: 'b' is no field or relation"),
        ("type: mine\nneeds: [{id: mine-a, must: {given: id}, grade: question, says: x}]\n", "the duty mine-a lacks `basis`"),
        (
            "type: mine\nneeds: [{id: mine-a, must: {given: id}, grade: bad, basis: practice, says: x}]\n",
            "grades are question and finding",
        ),
        (
            "type: mine\nneeds: [{id: mine-a, must: {given: id}, grade: finding, basis: practice, says: x}]\n",
            "rests on practice",
        ),
        (
            "type: mine\nneeds: [{id: control-evidence, must: {given: id}, grade: question, basis: practice, says: x}]\n",
            "the duty control-evidence is also defined in",
        ),
        (
            "type: mine\nneeds: [{id: mine-a, must: {given: ownr}, grade: question, basis: practice, says: x}]\n",
            "mine-a: 'ownr' is no field or relation of mine; did you mean 'owner'?",
        ),
        (
            "type: mine\nneeds: [{id: mine-a, must: {exists: {type: contrl}}, grade: question, basis: practice, says: x}]\n",
            "there is no type 'contrl'; did you mean 'control'?",
        ),
        ("type: mine\nfields: [a, b]\n", "fields"),
        ("type: mine\nrelations: words\n", "relations"),
        ("type: mine\nneeds: words\n", "a duty is described by a mapping"),
        ("type: mine\ndeadlines: [next_review]\n", "deadlines"),
        ("type: mine\nmatrices: [words]\n", "a matrix is described by a mapping"),
        ("type: mine\nfields: {a: {kind: table, columns: [x]}}\n", "what a is made of is described by a mapping"),
        ("type: mine\nfields: {a: {kind: date, default_from: collected}}\n", "default_from"),
        ("type: mine\nfields: {a: {kind: date, default_from: {after: colected}}}\n", "colected"),
        ("type: mine\nfields: {a: {kind: file, digest: sha}}\n", "sha"),
        ("type: mine\nrelations: {uses: {to: control, inverse: used, attributes: [x]}}\n", "attributes"),
        ("type: mine\nfields: {a: {kind: file, many: yes}}\n", "the field a names one file"),
        ("type: mine\nfields: {a: {kind: table, columns: {b: {kind: file}}}}\n", "a file stands in a field of its own"),
        ("type: mine\nrelations: {a: {to: risk, inverse: b, attributes: {c: {kind: file}}}}\n", "a file stands in a field"),
        ("type: ../mine\n", "../mine"),
        ("type: Mine\n", "Mine"),
        ("type: index\n", "index is taken"),
        ("type: mine\nstate: [title]\n", "`state` names the field"),
        ("type: mine\nfields: {a.b: {}}\n", "a.b"),
        ("type: mine\nfields: {__proto__: {}}\n", "__proto__"),
        ("type: mine\nrelations: {a b: {to: control, inverse: used}}\n", "a b"),
        ("type: mine\nrelations: {a: {to: control, inverse: used.by}}\n", "used.by"),
        ("type: mine\nprefix: CTL\n", "CTL"),
    ],
)
def test_a_broken_definition_is_told_with_what_was_expected(text: str, said: str, tmp_path: Path) -> None:
    assert said in fault_of(tmp_path, text)


def test_a_definition_that_is_no_yaml_is_told_at_its_place(tmp_path: Path) -> None:
    assert fault_of(tmp_path, "type: mine\nfields: {a: [}\n").startswith("2:")


# paths and chains ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["title", "owner", "satisfies.satisfied_by.owner", "evidenced_by.collected", "rung", "gaps"])
def test_a_dotted_path_that_can_be_followed_is_sound(path: str, vocabulary: Vocabulary) -> None:
    assert path_fault(vocabulary, ("control",), path) is None


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("titel", "did you mean 'title'?"),
        ("satisfis.id", "'satisfis' is no relation of control; did you mean 'satisfies'?"),
        ("title.id", "'title' is no relation of control"),
        ("owner.statuss", "'statuss' is no field or relation of role or person"),
        ("", "'' is no field or relation"),
    ],
)
def test_a_path_that_leads_nowhere_is_told(path: str, said: str, vocabulary: Vocabulary) -> None:
    assert said in str(path_fault(vocabulary, ("control",), path))


def test_a_chain_has_to_follow_relations_only(vocabulary: Vocabulary) -> None:
    assert chain_fault(vocabulary, ("risk",), ["treated_by", "uses"]) is None
    assert "'status' is no relation" in str(chain_fault(vocabulary, ("risk",), ["treated_by", "status"]))


def test_every_kind_of_field_can_be_given_to_a_type(tmp_path: Path) -> None:
    extra = {"choice": "values: [a]", "mapping": "keys: {a: {}}", "table": "columns: {a: {}}", "record": "to: role"}
    fields = "\n".join(f"  f_{kind}: {{kind: {kind}, {extra.get(kind, 'help: x')}}}" for kind in KINDS)
    found = extended(tmp_path, mine=f"type: mine\nfields:\n{fields}\n")
    assert [one.kind for name, one in found["mine"].fields.items() if name.startswith("f_")] == list(KINDS)
