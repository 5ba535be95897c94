"""Draws what stands around one thing as an SVG of links in three columns: in, this, out; knows boxes, not records."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from itertools import groupby
from typing import TypeAlias

MOST_NODES = 12
MOST_BYTES = 4096
WIDTH, GAP = 220, 50
HEIGHT, STEP, CAPTION = 36, 42, 20
MIDDLE, RIGHT = WIDTH + GAP, 2 * (WIDTH + GAP)
TEXT_WIDTH = WIDTH - 16
SIZE = 12  # of the letters; the style sheet sets the same

Box: TypeAlias = tuple[int, "Node"]  # where its upper edge is, what it shows
Bend: TypeAlias = tuple[int, int, int, int]  # an edge from x, y to x, y


@dataclass(frozen=True, slots=True)
class Node:
    """One box: `relation` is how the thing in the middle reads its link to or from it."""

    id: str
    title: str
    href: str = ""
    relation: str = ""
    icon: str = ""


def neighbourhood(centre: Node, left: Sequence[Node], right: Sequence[Node]) -> str | None:
    """Draw the centre between what leads to it and where it leads; None where it stands alone."""
    sides = (_grouped(left), _grouped(right))
    for number in range(min(len(left) + len(right), MOST_NODES - 1), 0, -1):
        drawn = _draw(centre, sides, _fair_share(sides, number))
        if len(drawn.encode()) <= MOST_BYTES:
            return drawn
    return None


@lru_cache(maxsize=1 << 16)
def clip(text: str, width: float, size: float = SIZE) -> str:
    """Shorten a line to what fits the width, measured by an estimate of each letter."""
    if _measure(text, size) <= width:
        return text
    room = width - _measure("…", size)
    end = 0
    while room >= 0:
        room -= _measure(text[end], size)
        end += 1
    return text[: end - 1].rstrip() + "…"


def _grouped(nodes: Sequence[Node]) -> list[Node]:
    """Nodes of one relation together, relations in the order in which they first come."""
    first = {node.relation: index for index, node in reversed(list(enumerate(nodes)))}
    return sorted(nodes, key=lambda node: first[node.relation])


def _fair_share(sides: tuple[list[Node], list[Node]], number: int) -> tuple[list[Node], list[Node]]:
    """Take the first of every relation before the second of any."""
    ranked = sorted(
        (rank, side, index) for side, nodes in enumerate(sides) for index, rank in enumerate(_ranks(nodes))
    )[:number]
    chosen = {(side, index) for _, side, index in ranked}
    left, right = (
        [node for index, node in enumerate(nodes) if (side, index) in chosen] for side, nodes in enumerate(sides)
    )
    return left, right


def _ranks(nodes: list[Node]) -> Iterator[int]:
    for _, group in groupby(nodes, key=lambda node: node.relation):
        yield from range(len(list(group)))


def _draw(centre: Node, sides: tuple[list[Node], list[Node]], shown: tuple[list[Node], list[Node]]) -> str:
    hidden = [len(all_nodes) - len(nodes) for all_nodes, nodes in zip(sides, shown, strict=True)]
    tall = max(_length(nodes, more) for nodes, more in zip(shown, hidden, strict=True))
    lines = _wrap(centre.title)
    own = 28 + 15 * len(lines)
    height = max(tall, own + 2)
    middle = height // 2
    parts, bends = [], []
    for x, nodes, more in zip((0, RIGHT), shown, hidden, strict=True):
        top = (height - _length(nodes, more)) // 2
        parts.append(f'<g transform="translate({x})">{"".join(_column(nodes, more, top))}</g>')
        ends = [y + HEIGHT // 2 for y, _ in _boxes(nodes, top)]
        bends += [(RIGHT - GAP, middle, x, y) if x else (WIDTH, y, MIDDLE, middle) for y in ends]
    return (
        f'<svg role="group" aria-label="Neighbours of {escape(centre.id)}" viewBox="0 0 {RIGHT + WIDTH} {height}" '
        f'width="{RIGHT + WIDTH}" height="{height}"><path class="ab-edge" d="{"".join(map(_curve, bends))}"/>'
        f"{''.join(parts)}{_own_box(centre, lines, middle - own // 2, own)}</svg>"
    )


def _curve(bend: Bend) -> str:
    x, y, to_x, to_y = bend
    half = (x + to_x) // 2
    return f"M{x} {y}C{half} {y} {half} {to_y} {to_x} {to_y}"


def _length(nodes: list[Node], more: int) -> int:
    captions = len({node.relation for node in nodes})
    return len(nodes) * STEP + captions * CAPTION + (CAPTION if more else 0)


def _boxes(nodes: list[Node], top: int) -> Iterator[Box]:
    """Each node with its place, below the caption of its relation."""
    relation = None
    for node in nodes:
        if node.relation != relation:
            relation, top = node.relation, top + CAPTION
        yield top, node
        top += STEP


def _column(nodes: list[Node], more: int, top: int) -> Iterator[str]:
    relation = None
    bottom = top
    for y, node in _boxes(nodes, top):
        if node.relation != relation:
            relation = node.relation
            yield f'<text y="{y - 6}">{escape(clip(relation, WIDTH))}</text>'
        yield _link(node, y)
        bottom = y + STEP
    if more:
        yield f'<text y="{bottom + 10}">and {more} more</text>'


def _link(node: Node, y: int) -> str:
    opening, name, title = _words(node.id, node.title, node.href, node.icon)
    return (
        f'{opening}<rect y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="3"/>'
        f'<text x="8" y="{y + 15}">{name}<tspan x="8" y="{y + 29}">{title}</tspan></text></a>'
    )


@lru_cache(maxsize=1 << 16)
def _words(name: str, title: str, href: str, icon: str) -> tuple[str, str, str]:
    """The parts of a box that are the same in every picture: how its link begins, its name and its title."""
    shown = clip(title, TEXT_WIDTH)
    tip = "" if shown == title else f"<title>{escape(name)} {escape(title)}</title>"
    return f'<a href="{escape(href)}">{tip}', _name(name, icon), escape(shown)


def _own_box(centre: Node, lines: list[str], top: int, height: int) -> str:
    rows = "".join(
        f'<tspan x="8" y="{top + 35 + 15 * number}">{escape(line)}</tspan>' for number, line in enumerate(lines)
    )
    return (
        f'<g class="ab-this" transform="translate({MIDDLE})"><rect y="{top}" width="{WIDTH}" height="{height}" rx="3"/>'
        f'<text x="8" y="{top + 18}">{_name(centre.id, centre.icon)}{rows}</text></g>'
    )


def _name(name: str, icon: str) -> str:
    return escape(clip(f"{icon} {name}".strip(), TEXT_WIDTH, SIZE * 1.08))


def _wrap(title: str, most: int = 3) -> list[str]:
    """Break a title into lines that fit, the last one clipped."""
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(lines) < most and _measure(longer, SIZE) > TEXT_WIDTH:
            lines.append(word)
        else:
            lines[-1] = longer
    return [clip(line, TEXT_WIDTH) for line in lines]


def _measure(text: str, size: float) -> float:
    return size * sum(map(_letter_width, text))


@cache
def _letter_width(letter: str) -> float:
    """The width of a letter in a common sans serif, in parts of its size, rather too wide than too narrow."""
    if letter in "iljtfrI.,;:'|!()[]-– ":
        return 0.36
    if letter in "mwMWQO@%…—":
        return 0.92
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.02
    return 0.7 if letter.isupper() else 0.57
