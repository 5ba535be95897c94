"""Draws where something comes from and where it goes as an SVG of linked boxes in columns; it knows boxes only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from aimsbook.picture import GAP, HEIGHT, SIZE, TEXT_WIDTH, WIDTH, Node, clip

MOST_BOXES = 24
STEP = HEIGHT + 14
MARGIN = 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """One box leads to another."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """The picture, and the ids of the boxes that found no room in it."""

    svg: str
    hidden: tuple[str, ...]


def draw_lineage(label: str, centre: str, boxes: Mapping[str, Node], arrows: Iterable[Arrow]) -> Drawn | None:
    """Draw boxes from their origins on the left to their uses on the right; None where nothing leads anywhere."""
    known = sorted({one for one in arrows if one.source in boxes and one.target in boxes}, key=_order)
    if not known:
        return None
    shown = _nearest(centre, known)
    inside = [one for one in known if one.source in shown and one.target in shown]
    columns = _uncrossed(_columns(_ranks(shown, inside), shown), inside)
    places = {one: (x, y) for x, column in enumerate(columns) for y, one in enumerate(column)}
    svg = _svg(label, centre, boxes, inside, columns, places)
    return Drawn(svg, tuple(sorted(set(boxes) - set(shown))))


def _order(arrow: Arrow) -> tuple[str, str]:
    return arrow.source, arrow.target


def _nearest(centre: str, arrows: list[Arrow]) -> list[str]:
    """The boxes to show: those nearest to the centre first, as many as there is room for."""
    beside: dict[str, list[str]] = {}
    for one in arrows:
        beside.setdefault(one.source, []).append(one.target)
        beside.setdefault(one.target, []).append(one.source)
    found = {centre: None}
    waiting = [centre]
    while waiting and len(found) < MOST_BOXES:
        onward = sorted({other for one in waiting for other in beside.get(one, ()) if other not in found})
        waiting = onward[: MOST_BOXES - len(found)]
        found.update(dict.fromkeys(waiting))
    return list(found)


def _ranks(shown: list[str], arrows: list[Arrow]) -> dict[str, int]:
    """The column of each box: one to the right of the last that leads to it; circles are cut by the number of boxes."""
    ranks = dict.fromkeys(shown, 0)
    for _ in shown:
        moved = False
        for one in arrows:
            if ranks[one.target] <= ranks[one.source] < len(shown):
                ranks[one.target] = ranks[one.source] + 1
                moved = True
        if not moved:
            break
    return _tightened(ranks, arrows)


def _tightened(ranks: dict[str, int], arrows: list[Arrow]) -> dict[str, int]:
    """Origins stand right before what is made of them."""
    led_to = {one.target for one in arrows}
    for box in ranks:
        if box not in led_to:
            ranks[box] = min((ranks[one.target] for one in arrows if one.source == box), default=1) - 1
    return ranks


def _columns(ranks: dict[str, int], shown: list[str]) -> list[list[str]]:
    used = sorted({max(ranks[one], 0) for one in shown})
    return [sorted(one for one in shown if max(ranks[one], 0) == rank) for rank in used]


def _uncrossed(columns: list[list[str]], arrows: list[Arrow]) -> list[list[str]]:
    """Each column, from the right, in the order of where its boxes lead to."""
    height: dict[str, float] = {}
    done: list[list[str]] = []
    for column in reversed(columns):
        middle = {one: _middle(one, arrows, height) for one in column}
        ordered = [one for _, one in sorted((middle[one], one) for one in column)]
        height.update({one: (y + 0.5) / len(ordered) for y, one in enumerate(ordered)})
        done.append(ordered)
    return done[::-1]


def _middle(box: str, arrows: list[Arrow], height: Mapping[str, float]) -> float:
    """How high on average the boxes stand that a box leads to."""
    heights = [height[one.target] for one in arrows if one.source == box and one.target in height]
    return sum(heights) / len(heights) if heights else 0.5


def _svg(
    label: str,
    centre: str,
    boxes: Mapping[str, Node],
    arrows: list[Arrow],
    columns: list[list[str]],
    places: Mapping[str, tuple[int, int]],
) -> str:
    tall = max(map(len, columns))
    width, height = len(columns) * (WIDTH + GAP) - GAP + 2 * MARGIN, tall * STEP - (STEP - HEIGHT) + 2 * MARGIN
    tops = [MARGIN + (tall - len(column)) * STEP // 2 for column in columns]
    at = {one: (MARGIN + x * (WIDTH + GAP), tops[x] + y * STEP) for one, (x, y) in places.items()}
    edges = "".join(_curve(at[one.source], at[one.target]) for one in arrows)
    drawn = "".join(_box(boxes[one], at[one], one == centre) for column in columns for one in column)
    return (
        f'<svg role="group" aria-label="{escape(label)}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><path class="ab-edge" d="{edges}"/>{drawn}</svg>'
    )


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    """A curve from the right edge of one box to the left edge of another, with an arrow head."""
    x, y = start[0] + WIDTH, start[1] + HEIGHT // 2
    to_x, to_y = end[0], end[1] + HEIGHT // 2
    half = (x + to_x) // 2
    return f"M{x} {y}C{half} {y} {half} {to_y} {to_x} {to_y}M{to_x - 6} {to_y - 4}L{to_x} {to_y}L{to_x - 6} {to_y + 4}"


def _box(node: Node, place: tuple[int, int], is_centre: bool) -> str:
    x, y = place
    title = clip(node.title, TEXT_WIDTH)
    name = escape(clip(f"{node.icon} {node.id}".strip(), TEXT_WIDTH, SIZE * 1.08))
    inside = (
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="3"/>'
        f'<text x="{x + 8}" y="{y + 15}">{name}<tspan x="{x + 8}" y="{y + 29}">{escape(title)}</tspan></text>'
    )
    if is_centre or not node.href:
        return f'<g class="ab-this">{inside}</g>' if is_centre else f"<g>{inside}</g>"
    tip = "" if title == node.title else f"<title>{escape(node.id)} {escape(node.title)}</title>"
    return f'<a href="{escape(node.href)}">{tip}{inside}</a>'
