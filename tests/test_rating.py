"""The risk matrix: scales, grid and appetite as data, what a project replaces, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as some

from aimsbook.definitions import read_vocabulary
from aimsbook.errors import ConfigurationFault
from aimsbook.rating import parse_scheme
from aimsbook.vocabulary import Vocabulary

PRODUCTS = {  # the example scale of practice: 1-4 low, 5-9 medium, 10-14 high, 15-25 critical
    "low": range(1, 5),
    "medium": range(5, 10),
    "high": range(10, 15),
    "critical": range(15, 26),
}
SHIPPED = read_vocabulary().scheme
THREE = {
    "likelihood": {"a": "Rare", "b": "Possible", "c": "Likely"},
    "impact": {"x": "Small", "y": "Medium", "z": "Large"},
    "levels": {"green": {"label": "Green", "tone": "good"}, "red": {"label": "Red", "tone": "bad"}},
    "grid": [["green", "green", "red"], ["green", "red", "red"], ["red", "red", "red"]],
    "appetite": "green",
}


def test_the_shipped_grid_is_the_product_in_four_bands(vocabulary: Vocabulary) -> None:
    scheme = vocabulary.scheme
    for row in scheme.likelihood:
        for column in scheme.impact:
            product = int(row.value) * int(column.value)
            assert product in PRODUCTS[str(scheme.level(row.value, column.value))]
            assert scheme.score(row.value, column.value) == product
    assert scheme.appetite == "medium"


@given(data=some.data())
def test_a_level_never_sinks_as_likelihood_or_impact_rises(data: some.DataObject) -> None:
    scheme = SHIPPED
    low, high = sorted(data.draw(some.lists(some.integers(0, 4), min_size=2, max_size=2)))
    left, right = sorted(data.draw(some.lists(some.integers(0, 4), min_size=2, max_size=2)))
    first = scheme.level(scheme.likelihood[low].value, scheme.impact[left].value)
    last = scheme.level(scheme.likelihood[high].value, scheme.impact[right].value)
    assert scheme.rank(str(first)) <= scheme.rank(str(last))


def test_a_small_scheme_may_name_its_steps_as_it_likes() -> None:
    scheme = parse_scheme(THREE)
    assert (scheme.level("c", "x"), scheme.score("c", "x")) == ("red", 3)
    assert (scheme.level("c", "q"), scheme.score("q", "x")) == (None, None)
    assert (scheme.rank("red"), scheme.rank("blue")) == (1, -1)
    assert scheme.highest(["x", "z", "q"]) == "z"
    assert scheme.highest(["q"]) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"grid": [["red", "green", "red"], *THREE["grid"][1:]]}, "falls somewhere"),
        ({"grid": [["red"] * 3, ["green"] * 3, ["red"] * 3]}, "falls somewhere"),
        ({"grid": THREE["grid"][1:]}, "a row for each likelihood from the lowest up, 3 in all"),
        ({"grid": [["green"] * 2, *THREE["grid"][1:]]}, "row 1 of `grid` takes a level for each impact, 3 in all"),
        ({"grid": [["blue"] * 3, *THREE["grid"][1:]]}, "row 1 of `grid` has the level 'blue'; expected green or red"),
        ({"impact": {"x": "Small", "y": "Large"}}, "`impact` has 2 steps; 3 to 6 were expected"),
        ({"likelihood": {str(one): str(one) for one in range(7)}}, "`likelihood` has 7 steps; 3 to 6 were expected"),
        ({"likelihood": ["a", "b", "c"]}, "`likelihood` takes a mapping of values from the lowest up"),
        ({"levels": {"green": {"color": "#0f0"}}}, "'color' is no key here"),
        ({"levels": {"green": ["Green"]}}, "`levels`: green takes a label, or a mapping with one"),
        ({"appetite": "blue"}, "`appetite` is 'blue'; expected green or red"),
        ({"apetite": "red"}, "'apetite' is no key here; did you mean 'appetite'?"),
    ],
)
def test_what_is_no_scheme_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        parse_scheme({**THREE, **change})


def replaced(folder: Path, text: str) -> Vocabulary:
    (folder / "risk-matrix.yml").write_text(dedent(text))
    return read_vocabulary(folder)


def test_a_project_replaces_single_keys(tmp_path: Path, vocabulary: Vocabulary) -> None:
    scheme = replaced(tmp_path, "appetite: low\n").scheme
    assert scheme.appetite == "low"
    assert scheme.grid == vocabulary.scheme.grid


def test_fields_take_their_values_from_the_scales(tmp_path: Path) -> None:
    kind = replaced(
        tmp_path,
        """
        likelihood: {"1": Seldom, "2": Sometimes, "3": Often}
        impact: {"1": Small, "2": Medium, "3": Large}
        levels:
          green: {label: Green, tone: good}
          red: {label: Red, tone: bad, symbol: "!"}
        grid: [[green, green, green], [green, green, red], [green, red, red]]
        appetite: green
        """,
    )["risk"]
    assert list(kind.fields["likelihood"].choices) == ["1", "2", "3"]
    assert list(kind.fields["residual_impact_society"].choices) == ["1", "2", "3"]
    assert [(one.label, one.symbol) for one in kind.facts["rating_now"].choices.values()] == [("Green", ""), ("Red", "!")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("appetite: mild\n", "risk-matrix.yml:1:11: `appetite` is 'mild'; expected low, medium, high or critical"),
        ("acceptance: {mild: 3}\n", "`acceptance` names the level 'mild'; expected low, medium, high or critical"),
        ("acceptance: soon\n", "`acceptance` is 'soon'; a number of months from 1 to 120 was expected"),
        ("levels:\n  low: {label: Low, tone: good}\nappetite: low\n", "row 1 of `grid` has the level 'medium'"),
        ("- a\n- b\n", "risk-matrix.yml:1:3: a mapping was expected"),
        ("", "risk-matrix.yml: one document was expected, not 0"),
    ],
)
def test_a_broken_matrix_is_told_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFault) as caught:
        replaced(tmp_path, text)
    assert said in str(caught.value)


def test_a_tone_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFault, match="high has the tone 'red'; tones are good, weak, bad, neutral"):
        replaced(
            tmp_path,
            "levels:\n  low: Low\n  medium: Medium\n  high: {tone: red}\n  critical: {tone: bad}\n",
        )


def test_a_scale_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "risk.yml").write_text("type: risk\nfields:\n  mood: {kind: choice, scale: moods, help: How it feels.}\n")
    with pytest.raises(ConfigurationFault, match="the field mood has the scale 'moods'; scales are likelihood, impact and levels"):
        read_vocabulary(tmp_path)
