"""The picture of a neighbourhood: what it shows, what it leaves to the list, that it stays small and safe."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from aimsbook.picture import MOST_BYTES, MOST_NODES, Node, clip, neighbourhood

CENTRE = Node("CTL-1", "Bias test before each release", icon="◆")
SVG = {"svg": "http://www.w3.org/2000/svg"}


def node(number: int, relation: str = "supported by", title: str = "Test report") -> Node:
    return Node(f"EVD-{number}", f"{title} {number}", f"../records/EVD-{number}.html", relation, "✎")


def drawn(left: list[Node], right: list[Node], centre: Node = CENTRE) -> str:
    picture = neighbourhood(centre, left, right)
    assert picture
    return picture


def parse(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)


def texts(picture: str) -> list[str]:
    return ["".join(text.itertext()) for text in parse(picture).iter("text")]


def links(picture: str) -> list[str]:
    return [link.get("href", "") for link in parse(picture).iter("a")]


def test_a_record_that_stands_alone_has_no_picture() -> None:
    assert neighbourhood(CENTRE, [], []) is None


def test_every_neighbour_is_a_link_and_the_centre_is_none() -> None:
    picture = drawn([node(1), node(2)], [node(3, "satisfies")])
    assert links(picture) == [f"../records/EVD-{number}.html" for number in (1, 2, 3)]
    assert "◆ CTL-1Bias test before each release" in texts(picture)


def test_relations_are_named_once_above_their_neighbours() -> None:
    picture = drawn([node(1), node(2, "governed by"), node(3)], [])
    assert [text for text in texts(picture) if not text.startswith(("✎", "◆"))] == ["supported by", "governed by"]
    assert links(picture) == [f"../records/EVD-{number}.html" for number in (1, 3, 2)]


def test_what_does_not_fit_is_left_to_the_list() -> None:
    picture = drawn([node(number) for number in range(30)], [node(99, "satisfies")])
    shown = links(picture)
    assert len(shown) <= MOST_NODES - 1 and "../records/EVD-99.html" in shown
    assert f"and {31 - len(shown)} more" in texts(picture)


def test_each_relation_shows_its_first_before_another_shows_its_second() -> None:
    many = [node(10 * kind + number, f"relation {kind}") for kind in range(8) for number in range(9)]
    shown = links(drawn(many, []))
    assert {f"../records/EVD-{10 * kind}.html" for kind in range(8)} <= set(shown)


@pytest.mark.parametrize(
    "title",
    ["Short", "A long title that tells of many things at once " * 3, "人工智能管理体系的范围" * 4, "<&>\"'" * 12],
)
def test_a_picture_keeps_to_its_size(title: str) -> None:
    ids = [
        Node(
            f"iso42001:A.6.2.{number}-{'X' * 40}",
            title,
            f"../records/{'x' * 64}{number}.html",
            f"relation {number % 5}",
        )
        for number in range(40)
    ]
    picture = drawn(ids[:20], ids[20:], Node("CTL-1", title))
    assert len(picture.encode()) <= MOST_BYTES
    assert 4 <= len(links(picture)) < MOST_NODES


def test_words_of_authors_are_text() -> None:
    payload = '"><script>window.__xss=1</script>&amp;'
    picture = drawn([Node(payload, payload, payload, payload, payload)], [], Node(payload, payload, icon=payload))
    assert links(picture) == [payload]
    assert not list(parse(picture).iter("script"))


def test_a_clipped_title_can_be_read_in_full() -> None:
    long = "Every candidate model is tested on the protected groups"
    picture = drawn([Node("CTL-2", long, "x.html", "satisfies")], [])
    assert [title.text for title in parse(picture).iter("title")] == [f"CTL-2 {long}"]


def test_the_picture_is_named_and_carries_no_style() -> None:
    picture = drawn([node(1)], [])
    root = parse(picture)
    assert root.get("role") == "group" and root.get("aria-label") == "Neighbours of CTL-1"
    assert "style" not in picture and "<image" not in picture


def test_boxes_do_not_overlap_and_stay_inside() -> None:
    root = parse(drawn([node(number) for number in range(7)], [node(9, "satisfies")]))
    height = int(root.get("height", "0"))
    tops = [int(box.get("y", "0")) for box in root.findall("g")[0].iter("rect")]
    assert all(after - before >= 36 for before, after in pairwise(tops))
    assert tops[0] >= 0 and tops[-1] + 36 <= height


@pytest.mark.parametrize(("text", "clipped"), [("short", "short"), ("M" * 40, "MMMMMM…"), ("", "")])
def test_a_line_is_clipped_by_measure(text: str, clipped: str) -> None:
    assert clip(text, 80) == clipped


def test_the_same_neighbours_give_the_same_bytes() -> None:
    assert drawn([node(1)], [node(2, "satisfies")]) == drawn([node(1)], [node(2, "satisfies")])
