"""Whether a requirement holds for a system: by role, class, model, duties and days; what that makes it for all of them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimsbook.applying import APPLIES, DOES_NOT, LEFT_OUT, NOT_YET, UNDECIDED, application_of, over_all, profile_of
from aimsbook.coverage import coverage_of
from aimsbook.dossier import Dossier
from aimsbook.errors import ConfigurationFault
from aimsbook.systems import read_systems
from aimsbook.vocabulary import Vocabulary
from drawn import Drawing

ACT = ("eu-ai-act",)
SYSTEM = "id: SYS-1\ntype: ai_system\ntitle: One\nin_scope: yes\nstage: operation\n"


def dossier_of(drawing: Drawing, *lines: str, as_of: str = "2026-11-15", more: str = "") -> Dossier:
    return drawing.dossier(SYSTEM + "".join(f"{one}\n" for one in lines) + more, ACT, date.fromisoformat(as_of))


def said_of(dossier: Dossier, requirement: str) -> tuple[str, str]:
    rules, case = read_systems(dossier.vocabulary), dossier.case
    found = application_of(case.graph[requirement], profile_of(case.graph["SYS-1"], rules, case), rules, case)
    return found.state, found.start.isoformat() if found.start else ""


@pytest.mark.parametrize(
    ("lines", "article", "expected"),
    [
        (("ai_act_roles: provider", "ai_act_class: not_high"), "4", (APPLIES, "2025-02-02")),
        (("ai_act_roles: importer", "ai_act_class: not_high"), "4", (DOES_NOT, "")),
        (("ai_act_roles: provider", "ai_act_class: not_high"), "10", (DOES_NOT, "")),
        (("ai_act_roles: provider", "ai_act_class: high_annex_iii"), "10", (NOT_YET, "2027-12-02")),
        (("ai_act_roles: provider", "ai_act_class: high_annex_i"), "10", (NOT_YET, "2028-08-02")),
        (("ai_act_roles: provider", "ai_act_class: [high_annex_i, high_annex_iii]"), "10", (NOT_YET, "2027-12-02")),
        (("ai_act_roles: provider", "ai_act_class: exempt_6_3"), "6", (NOT_YET, "2027-12-02")),
        (("ai_act_roles: provider", "ai_act_class: exempt_6_3"), "10", (DOES_NOT, "")),
        (("ai_act_roles: deployer", "ai_act_class: high_annex_i"), "27", (DOES_NOT, "")),
        (("ai_act_roles: deployer", "ai_act_class: not_high"), "50", (DOES_NOT, "")),
        (("ai_act_roles: provider",), "4", (UNDECIDED, "")),
        (("ai_act_class: not_high",), "4", (UNDECIDED, "")),
    ],
)
def test_role_and_class_decide(drawing: Drawing, lines: tuple[str, ...], article: str, expected: tuple[str, str]) -> None:
    assert said_of(dossier_of(drawing, *lines), f"eu-ai-act:{article}") == expected


@pytest.mark.parametrize(
    ("duties", "live", "expected"),
    [
        ("tells_people_it_is_ai", "2025-10-06", "2026-08-02"),
        ("marks_synthetic_content", "2025-10-06", "2026-12-02"),
        ("marks_synthetic_content", "2026-08-02", "2026-08-02"),
        ("[marks_synthetic_content, tells_people_it_is_ai]", "2025-10-06", "2026-08-02"),
    ],
    ids=["another duty", "marking, older system", "marking, newer system", "both"],
)
def test_a_transition_takes_the_place_of_the_general_day_only_where_it_fits(
    drawing: Drawing, duties: str, live: str, expected: str
) -> None:
    lines = ("ai_act_roles: provider", "ai_act_class: not_high", f"transparency_duties: {duties}", f"go_live: {live}")
    assert said_of(dossier_of(drawing, *lines), "eu-ai-act:50")[1] == expected


BINDS = {
    "tells_people_it_is_ai": "provider",
    "marks_synthetic_content": "provider",
    "informs_of_emotion_or_biometric": "deployer",
    "discloses_deep_fake_or_text": "deployer",
}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(BINDS)), unique=True),
    st.lists(st.sampled_from(["provider", "deployer", "importer"]), min_size=1, unique=True),
    st.sampled_from(["2025-10-06", "2026-09-01"]),
)
def test_a_duty_counts_only_for_a_system_with_the_role_that_it_binds(
    tmp_path_factory: pytest.TempPathFactory, duties: list[str], roles: list[str], live: str
) -> None:
    drawing = Drawing(tmp_path_factory.mktemp("duties"))
    lines = (f"ai_act_roles: [{', '.join(roles)}]", "ai_act_class: not_high", f"transparency_duties: [{', '.join(duties)}]")
    dossier = dossier_of(drawing, *lines, f"go_live: {live}")
    binding = {one for one in duties if BINDS[one] in roles}
    older = binding == {"marks_synthetic_content"} and live < "2026-08-02"
    day = "2026-12-02" if older else "2026-08-02"
    assert said_of(dossier, "eu-ai-act:50") == ((NOT_YET if older else APPLIES, day) if binding else (DOES_NOT, ""))


@pytest.mark.parametrize(
    ("roles", "duties", "why"),
    [
        ("deployer", "tells_people_it_is_ai", "Art. 50(1): binds the provider; we are deployer"),
        ("deployer", "[]", "the system has no such duty"),
        ("[provider, deployer]", "tells_people_it_is_ai", "we are provider; Art. 50(1)"),
        (
            "[provider, deployer]",
            "[tells_people_it_is_ai, discloses_deep_fake_or_text]",
            "we are deployer and provider; Art. 50(1) and Art. 50(4)",
        ),
    ],
)
def test_the_reason_names_the_paragraph_and_whom_it_binds(drawing: Drawing, roles: str, duties: str, why: str) -> None:
    lines = (f"ai_act_roles: {roles}", "ai_act_class: not_high", f"transparency_duties: {duties}")
    dossier = dossier_of(drawing, *lines)
    rules, case = read_systems(dossier.vocabulary), dossier.case
    profile = profile_of(case.graph["SYS-1"], rules, case)
    assert application_of(case.graph["eu-ai-act:50"], profile, rules, case).why == why


def test_every_duty_of_a_system_names_its_paragraph_and_a_known_role(vocabulary: Vocabulary, drawing: Drawing) -> None:
    declared = drawing.dossier("", ACT).case.declared["eu-ai-act"].duties
    choices = {name: vocabulary["ai_system"].fields[name].choices for name in ("transparency_duties", "ai_act_roles")}
    assert set(declared) == set(choices["transparency_duties"]) == set(BINDS)
    assert {name: one["binds"] for name, one in declared.items()} == BINDS
    assert all(one["paragraph"] and one["binds"] in choices["ai_act_roles"] for one in declared.values())


def test_a_duty_that_does_not_say_whom_it_binds_is_refused(drawing: Drawing) -> None:
    with pytest.raises(ConfigurationFault, match="tells lacks `binds`"):
        drawing.dossier(
            """
            == controls/own/framework.yml ==
            name: own-act
            title: Own act
            duties: {tells: {paragraph: "1"}}
            """
        )


@pytest.mark.parametrize(
    ("gpai", "live", "article", "expected"),
    [
        ("gpai", "2026-01-10", "53", (APPLIES, "2025-08-02")),
        ("gpai", "2024-01-10", "53", (NOT_YET, "2027-08-02")),
        ("gpai", "2026-01-10", "55", (DOES_NOT, "")),
        ("gpai_systemic_risk", "2026-01-10", "55", (APPLIES, "2025-08-02")),
        ('"no"', "2026-01-10", "53", (DOES_NOT, "")),
    ],
)
def test_the_kind_of_model_decides_for_its_provider(
    drawing: Drawing, gpai: str, live: str, article: str, expected: tuple[str, str]
) -> None:
    model = f"---\nid: RES-1\ntype: resource\ntitle: Model\nkind: model\ngpai: {gpai}\n"
    lines = ("ai_act_roles: gpai_provider", "ai_act_class: not_high", "built_on: RES-1", f"go_live: {live}")
    assert said_of(dossier_of(drawing, *lines, more=model), f"eu-ai-act:{article}") == expected


def test_part_of_an_article_that_comes_later_does_not_put_off_the_rest(drawing: Drawing) -> None:
    dossier = dossier_of(drawing, "ai_act_roles: provider", "ai_act_class: not_high")
    assert said_of(dossier, "eu-ai-act:5") == (APPLIES, "2025-02-02")


def test_the_as_of_date_turns_not_yet_into_applies_on_the_very_day(drawing: Drawing) -> None:
    lines = ("ai_act_roles: provider", "ai_act_class: high_annex_iii")
    assert said_of(dossier_of(drawing, *lines, as_of="2027-12-01"), "eu-ai-act:10")[0] == NOT_YET
    assert said_of(dossier_of(drawing, *lines, as_of="2027-12-02"), "eu-ai-act:10")[0] == APPLIES


def test_coverage_counts_only_what_applies(drawing: Drawing) -> None:
    found = coverage_of(dossier_of(drawing, "ai_act_roles: deployer", "ai_act_class: not_high"))["eu-ai-act"]
    assert (found.total, found.applying) == (35, 3)
    assert {rung.name for rung, number in found.by_state if number} == {"none", "does-not-apply"}


def test_without_any_system_in_scope_nothing_is_set_aside(drawing: Drawing) -> None:
    found = coverage_of(drawing.dossier("id: SYS-1\ntype: ai_system\ntitle: Out\nin_scope: no\n", ACT))["eu-ai-act"]
    assert found.applying == found.total == 35


def test_an_undecided_class_sets_nothing_aside(drawing: Drawing) -> None:
    found = coverage_of(dossier_of(drawing))["eu-ai-act"]
    assert found.applying == found.total == 35


def test_a_retired_system_makes_nothing_apply(drawing: Drawing) -> None:
    high = "---\nid: SYS-2\ntype: ai_system\ntitle: Old\nin_scope: yes\nstage: retired\nai_act_class: high_annex_iii\nai_act_roles: provider\n"
    dossier = dossier_of(drawing, "ai_act_roles: deployer", "ai_act_class: not_high", more=high)
    assert dossier.standings["eu-ai-act:10"].rung.name == "does-not-apply"


def test_a_requirement_without_conditions_holds_always_unless_the_statement_leaves_it_out(drawing: Drawing) -> None:
    dossier = drawing.dossier(
        """
        id: SYS-1
        type: ai_system
        title: One
        in_scope: yes
        ---
        id: REQ-1
        type: requirement
        title: Plain
        ---
        id: REQ-2
        type: requirement
        title: Left out for one
        ---
        id: SOA-2
        type: applicability
        title: Partly
        applicable: partly
        decides_on: REQ-2
        reason: Only what is trained needs it.
        decided_by_role: ROLE-1
        decided_on: 2026-02-01
        excludes: [{to: SYS-1, reason: nothing is trained}]
        ---
        id: ROLE-1
        type: role
        title: Decides
        """
    )
    rules, case = read_systems(dossier.vocabulary), dossier.case
    profile = profile_of(case.graph["SYS-1"], rules, case)
    found = [application_of(case.graph[one], profile, rules, case) for one in ("REQ-1", "REQ-2")]
    assert [(one.state, one.why) for one in found] == [
        (APPLIES, "for every system in scope"),
        (LEFT_OUT, "nothing is trained"),
    ]


def test_a_proposal_that_nobody_has_decided_leaves_no_system_out(drawing: Drawing) -> None:
    dossier = drawing.dossier(
        """
        {id: SYS-1, type: ai_system, title: One, in_scope: yes}
        ---
        {id: REQ-1, type: requirement, title: R}
        ---
        {id: SOA-1, type: applicability, title: S, applicable: partly, reason: R, decides_on: REQ-1, excludes: {to: SYS-1, reason: Bought.}}
        """
    )
    rules, case = read_systems(dossier.vocabulary), dossier.case
    found = application_of(case.graph["REQ-1"], profile_of(case.graph["SYS-1"], rules, case), rules, case)
    assert found.state == APPLIES


CLASSES = ["prohibited", "high_annex_i", "high_annex_iii", "exempt_6_3", "not_high"]
ROLES = ["provider", "deployer", "importer", "distributor", "authorised_representative", "gpai_provider"]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(CLASSES), st.lists(st.sampled_from(ROLES), min_size=1, unique=True), st.integers(0, 1500))
def test_time_never_takes_a_requirement_away(
    tmp_path_factory: pytest.TempPathFactory, kind: str, roles: list[str], days: int
) -> None:
    drawing = Drawing(tmp_path_factory.mktemp("applying"))
    lines = (f"ai_act_class: {kind}", f"ai_act_roles: [{', '.join(roles)}]")
    today = dossier_of(drawing, *lines)
    later = dossier_of(drawing, *lines, as_of=date.fromordinal(date(2026, 11, 15).toordinal() + days).isoformat())
    order = (DOES_NOT, NOT_YET, APPLIES)
    for record in today.graph.of_type("requirement"):
        before, after = said_of(today, record.id)[0], said_of(later, record.id)[0]
        assert order.index(after) >= order.index(before)
        assert (before == DOES_NOT) == (after == DOES_NOT)


def test_what_holds_for_one_system_holds_for_the_organisation(drawing: Drawing) -> None:
    low = "---\nid: SYS-2\ntype: ai_system\ntitle: Low\nin_scope: yes\nai_act_class: not_high\nai_act_roles: deployer\n"
    dossier = dossier_of(drawing, "ai_act_roles: provider", "ai_act_class: high_annex_iii", more=low)
    case = dossier.case
    assert case.value(case.graph["eu-ai-act:10"], "applies") == NOT_YET
    assert case.value(case.graph["eu-ai-act:10"], "applies_for") == ["SYS-1"]
    assert case.value(case.graph["eu-ai-act:10"], "applies_from") == "2027-12-02"
    assert case.value(case.graph["eu-ai-act:4"], "applies_for") == ["SYS-1", "SYS-2"]
    assert over_all([]) is None


def test_every_condition_that_an_article_names_is_declared_by_its_framework(vocabulary: Vocabulary, drawing: Drawing) -> None:
    dossier = drawing.dossier("", ACT)
    named = {row["when"] for one in dossier.graph.of_type("requirement") for row in one.get("application") or ()}
    assert named <= set(dossier.case.declared["eu-ai-act"].conditions)
