"""The picture of a lineage: who stands left of whom, what is left out, and that nothing gets through unescaped."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from aimsbook.lineage import MOST_BOXES, Arrow, draw_lineage
from aimsbook.picture import Node


def boxes(names: str | list[str]) -> dict[str, Node]:
    return {name: Node(name, f"Title of {name}", f"{name}.html") for name in names}


def place(svg: str, name: str) -> tuple[int, int]:
    found = re.search(rf'<rect x="(\d+)" y="(\d+)"[^>]*/><text[^>]*>{name}<tspan', svg)
    assert found
    return int(found[1]), int(found[2])


def test_origins_stand_left_of_what_is_made_of_them() -> None:
    drawn = draw_lineage("x", "C", boxes("ABC"), [Arrow("A", "B"), Arrow("B", "C"), Arrow("A", "C")])
    assert drawn
    assert place(drawn.svg, "A")[0] < place(drawn.svg, "B")[0] < place(drawn.svg, "C")[0]


def test_an_origin_of_a_late_step_stands_right_before_it() -> None:
    drawn = draw_lineage("x", "C", boxes("ABCD"), [Arrow("A", "B"), Arrow("B", "C"), Arrow("D", "C")])
    assert drawn
    assert place(drawn.svg, "D")[0] == place(drawn.svg, "B")[0]


def test_boxes_of_a_column_stand_as_what_they_lead_to() -> None:
    drawn = draw_lineage("x", "S", boxes("ABYZS"), [Arrow("B", "Y"), Arrow("A", "Z"), Arrow("Y", "S"), Arrow("Z", "S")])
    assert drawn
    assert place(drawn.svg, "B")[1] < place(drawn.svg, "A")[1]


def test_what_leads_nowhere_is_not_drawn() -> None:
    assert draw_lineage("x", "A", boxes("A"), []) is None
    assert draw_lineage("x", "A", boxes("A"), [Arrow("A", "elsewhere")]) is None


def test_what_finds_no_room_is_told_nearest_first() -> None:
    names = [f"N{number:02}" for number in range(MOST_BOXES + 5)]
    arrows = [Arrow(after, before) for before, after in pairwise(names)]
    drawn = draw_lineage("x", names[0], boxes(names), arrows)
    assert drawn
    assert drawn.hidden == tuple(names[MOST_BOXES:])
    assert drawn.svg.count("<rect") == MOST_BOXES


def test_titles_are_escaped_and_the_picture_is_sound() -> None:
    payload = '</text><script>alert("x")</script>'
    nodes = {"A": Node("A", payload, 'a.html"><b>'), "B": Node("B", payload * 5, "b.html")}
    drawn = draw_lineage(payload, "B", nodes, [Arrow("A", "B")])
    assert drawn
    assert "<script" not in drawn.svg
    assert ElementTree.fromstring(drawn.svg).tag == "svg"


NAMES = st.sampled_from("ABCDEFG")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=14), st.randoms(use_true_random=False))
def test_the_picture_depends_on_arrows_and_not_on_their_order_and_circles_end(
    pairs: list[tuple[str, str]], random: object
) -> None:
    arrows = [Arrow(*pair) for pair in pairs]
    shuffled = list(arrows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert draw_lineage("x", "A", boxes("ABCDEFG"), arrows) == draw_lineage("x", "A", boxes("ABCDEFG"), shuffled)
