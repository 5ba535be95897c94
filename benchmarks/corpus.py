"""Makes the same invented management system twice: as records of ours, and as ready-made pages for plain MkDocs.

The same number gives the same bytes. Every item has an id, a title, an owner, a status, dates, about 80 words in two
paragraphs and a list, and every item but a requirement leads to two to four others.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SEED = 42
PER_FILE = 50
EXTENSIONS = """markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - tables
  - toc:
      permalink: true
  - pymdownx.details
  - pymdownx.superfences
  - pymdownx.highlight
  - pymdownx.inlinehilite
  - pymdownx.tasklist
"""
_WORDS = """impact assessment system owner review model data quality bias monitoring lifecycle stakeholder objective
boundary obligation audit record approval retention provenance training validation drift threshold incident escalation
supplier contract transparency explanation human oversight accountability role competence awareness resource register
treatment residual likelihood severity mitigation detection privacy consent minimisation security access logging backup
recovery change release rollback metric indicator target variance report committee charter scope context interested
party regulation conformity evidence sample frequency quarterly annual continual improvement corrective action root
cause finding observation readiness gap plan milestone"""
COMMON = _WORDS.split()
# The long tail that any real text has, without which an index of words would come out too small.
_ONSETS = (*"bcdfglmnprstv", "st", "pr", "tr")
_VOWELS = (*"aeiou", "ai", "ea", "io")
RARE = sorted(
    {
        first + vowel + second + other + end
        for first in _ONSETS
        for vowel in _VOWELS
        for second in _ONSETS[:12]
        for other in _VOWELS[:5]
        for end in ("", "n", "r")
    }
)
OWNERS = (
    "AI Governance Lead",
    "Data Protection Officer",
    "Model Risk Manager",
    "Head of MLOps",
    "Internal Audit",
    "CISO",
    "Product Owner",
    "Compliance Manager",
)


@dataclass(frozen=True)
class Kind:
    """A kind of item: its share of all, and the relation through which it names others."""

    name: str
    plural: str
    prefix: str
    share: float
    states: tuple[str, ...] = ()
    relation: str = ""
    target: str = ""
    inverse: str = ""


_CONTROL = ("planned", "partial", "implemented", "retired")
_POLICY = ("draft", "in-review", "approved", "retired")
_RISK = ("open", "treated", "accepted", "closed")
KINDS = (
    Kind("requirement", "requirements", "REQ", 0.10),
    Kind("control", "controls", "CTL", 0.25, _CONTROL, "satisfies", "requirement", "satisfied by"),
    Kind("policy", "policies", "POL", 0.10, _POLICY, "governs", "control", "governed by"),
    Kind("risk", "risks", "RSK", 0.20, _RISK, "treated_by", "control", "treats"),
    Kind("evidence", "evidence", "EV", 0.35, (), "supports", "control", "evidenced by"),
)


@dataclass
class Item:
    """One thing of the management system, whatever it is written as."""

    id: str
    kind: Kind
    title: str
    owner: int
    state: str
    day: str
    body: str
    links: list[str] = field(default_factory=list)
    back: dict[str, list[str]] = field(default_factory=dict)


Items = Mapping[str, Item]


def generate(number: int) -> dict[str, Item]:
    """So many items, linked."""
    chance = random.Random(f"{SEED}/{number}")
    items = {one.id: one for kind in KINDS for one in _of_kind(kind, number, chance)}
    ids = {kind.name: [one.id for one in items.values() if one.kind is kind] for kind in KINDS}
    for item in items.values():
        if item.kind.target:
            pool = ids[item.kind.target]
            item.links = sorted(chance.sample(pool, min(len(pool), chance.randint(2, 4))))
            for target in item.links:
                items[target].back.setdefault(item.kind.inverse, []).append(item.id)
    return items


def _of_kind(kind: Kind, number: int, chance: random.Random) -> Iterator[Item]:
    def words(count: int) -> str:
        return " ".join(
            chance.choice(COMMON) if chance.random() < 0.67 else RARE[int(len(RARE) * chance.random() ** 3)]
            for _ in range(count)
        )

    def sentence(count: int) -> str:
        return words(count).capitalize() + "."

    for index in range(1, max(1, round(number * kind.share)) + 1):
        body = (
            f"{sentence(10)} The **{words(2)}** is kept in `{chance.choice(COMMON)}.log` and {sentence(12).lower()}\n\n"
            f"- {words(6)}\n- *{words(1)}* {words(5)}\n- {words(6)}\n\n{sentence(12)} {sentence(11)}\n"
        )
        day = f"2026-{chance.randint(1, 6):02d}-{chance.randint(1, 28):02d}"
        state = chance.choice(kind.states) if kind.states else ""
        yield Item(
            f"{kind.prefix}-{index:05d}", kind, words(5).capitalize(), chance.randrange(len(OWNERS)), state, day, body
        )


def write_records(items: Items, folder: Path) -> None:
    """Write the items as records, fifty documents to a file."""
    roles = (f"id: ROLE-{index}\ntype: role\ntitle: {owner}\n" for index, owner in enumerate(OWNERS, 1))
    _write(folder / "controls/roles.yml", "---\n".join(roles))
    for kind in KINDS:
        documents = [_record(one) for one in items.values() if one.kind is kind]
        for start in range(0, len(documents), PER_FILE):
            part = "---\n".join(documents[start : start + PER_FILE])
            _write(folder / f"controls/{kind.plural}-{start // PER_FILE:04d}.yml", part)
    _write(folder / "docs/index.md", "# AIMS manual\n\nSee [CTL-00001].\n")
    plugin = "plugins:\n  - aimsbook:\n      frameworks: []\n      as_of: 2026-11-15\n"
    _write(folder / "mkdocs.yml", _head() + plugin + EXTENSIONS)


def _record(item: Item) -> str:
    lines = [f"id: {item.id}", f"type: {item.kind.name}", f"title: {item.title}"]
    if item.kind.relation:
        lines += [f"owner: ROLE-{item.owner + 1}", f"{item.kind.relation}: [{', '.join(item.links)}]"]
    if item.state:
        lines.append(f"status: {item.state}")
    if item.kind.name == "evidence":
        lines += [f"collected: {item.day}", "valid_for: 365"]
    body = "".join(f"  {line}\n" if line else "\n" for line in item.body.splitlines())
    return "\n".join([*lines, "text: |\n"]) + body


def write_pages(items: Items, folder: Path) -> None:
    """Write the items as Markdown pages with links both ways and a table for each kind, out of the navigation."""
    docs = folder / "docs"
    for item in items.values():
        _write(docs / item.kind.plural / f"{item.id}.md", _page(item, items))
    for kind in KINDS:
        rows = "".join(_row(one, items) for one in items.values() if one.kind is kind)
        head = "| Id | Title | Owner | Status | Links |\n|---|---|---|---|---|\n"
        _write(docs / kind.plural / "index.md", f"# {kind.plural.capitalize()}\n\n{head}{rows}")
    contents = "".join(f"- [{kind.plural.capitalize()}]({kind.plural}/index.md)\n" for kind in KINDS)
    _write(docs / "index.md", f"# AIMS manual\n\n{contents}")
    nav = "".join(f"  - {kind.plural.capitalize()}: {kind.plural}/index.md\n" for kind in KINDS)
    aside = "validation:\n  nav:\n    omitted_files: ignore\nnav:\n  - index.md\n"
    _write(folder / "mkdocs.yml", _head() + "plugins: [search]\n" + EXTENSIONS + aside + nav)


def _page(item: Item, items: Items) -> str:
    fields = {"Kind": item.kind.name, "Owner": OWNERS[item.owner], "Status": item.state or "-", "Day": item.day}
    table = "".join(f"| {name} | {value} |\n" for name, value in fields.items())
    parts = [f"# {item.id} {item.title}\n", f"| Field | Value |\n|---|---|\n{table}", item.body]
    for heading, links in (("Links", {item.kind.relation: item.links}), ("Linked from", item.back)):
        lists = [f"**{name}**\n\n{_list(ids, items)}" for name, ids in links.items() if ids]
        parts += [f"## {heading}\n", *lists] if lists else []
    return "\n".join(parts)


def _list(ids: Iterable[str], items: Items) -> str:
    return "".join(f"- {_link(items[one])} {items[one].title}\n" for one in ids)


def _row(item: Item, items: Items) -> str:
    links = ", ".join(_link(items[one]) for one in item.links)
    return f"| [{item.id}]({item.id}.md) | {item.title} | {OWNERS[item.owner]} | {item.state or '-'} | {links} |\n"


def _link(item: Item) -> str:
    return f"[{item.id}](../{item.kind.plural}/{item.id}.md)"


def _head() -> str:
    return "site_name: AIMS manual\nsite_url: https://aims.example.org/\ntheme:\n  name: material\n  font: false\n"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


WRITERS: Mapping[str, Callable[[Items, Path], None]] = {"records": write_records, "pages": write_pages}
