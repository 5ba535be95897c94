"""What changed, in words and for programs: the same items as the pages show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aimsbook.baselines import Snapshot
from aimsbook.changelist import ADDED, REMOVED
from aimsbook.changes import Changes
from aimsbook.compare import Change, Comparison, Item
from aimsbook.report import safe
from aimsbook.words import counted

MOST_REASONS = 3


def sentence(item: Item, change: Change, changes: Changes) -> str:
    """A change in a few words: `Rating moved: current level from High to Medium`."""
    told = told_of(item, change, changes)
    return f"{change.kind.label}: {told}" if told else change.kind.label


def told_of(item: Item, change: Change, changes: Changes) -> str:
    """What a change is about and how it went, without its kind; "" where the kind says it all."""
    label = changes.label(item.type, change)
    old, new = change.before, change.after
    if isinstance(old, list) and isinstance(new, list):
        left, came = [one for one in old if one not in new], [one for one in new if one not in old]
        parts = (("no longer", left), ("now", came))
        moved = [f"{word} {changes.words(item.type, change, which)}" for word, which in parts if which]
        return f"{label}: {', '.join(moved) or 'with other attributes'}"
    before, after = (changes.words(item.type, change, one) for one in (old, new))
    if before and after and before != after:
        return f"{label} from {before} to {after}".strip()
    if after:
        return f"{label}: {after}"
    return f"{label}: no longer {before}" if before else label


def reasons(item: Item, change: Change, changes: Changes) -> list[tuple[str, str]]:
    """Why a rung moved: what held it then where it rose, what holds it now where it fell; both where no rung did."""
    levels = {rung.name: number for number, rung in enumerate(changes.dossier.ladders.rungs)}
    was, now = levels.get(str(change.before)), levels.get(str(change.after))
    both = was is None or now is None
    told = [("then", one) for one in change.why_before] if both or (was or 0) < (now or 0) else []
    told += [("now", one) for one in change.why_after] if both or (was or 0) > (now or 0) else []
    return [(when, one.removeprefix(f"{item.id}: ")) for when, one in told][:MOST_REASONS]


def comparison_text(found: Comparison, changes: Changes) -> Iterator[str]:
    """What differs, heading by heading; headings without a change are named, so that silence is no answer."""
    yield f"from {about(found.before)}"
    yield f"to   {about(found.after)}"
    for group, items in found.by_group(changes.changelist):
        if not items:
            continue
        yield ""
        full, brief = [one for one in items if not one.brief], [one for one in items if one.brief]
        yield f"{group.title} ({len(full)})"
        for item in full:
            yield from _item(item, changes)
        if brief:
            yield f"  {brief_label(brief)}: {', '.join(one.id for one in brief)}"
    yield ""
    same = [group.title for group, items in found.by_group(changes.changelist) if not items]
    if same:
        yield f"unchanged: {'; '.join(same)}"
    yield f"{counted(len(found), 'item')} changed"


def about(one: Snapshot) -> str:
    """What a snapshot is: its name, its day and its commit."""
    commit = f", commit {one.commit}" if one.commit else ""
    return f"{one.name} (dates computed for {one.as_of}{commit})"


def _item(item: Item, changes: Changes) -> Iterator[str]:
    title = title_of(item, changes)
    yield f"  {item.id}{f'  {safe(title)}' if title else ''}"
    for change in item.changes:
        yield f"    {change.kind.symbol} {safe(sentence(item, change, changes))}"
        yield from (f"        {when}: {safe(why)}" for when, why in reasons(item, change, changes))


def brief_label(items: list[Item]) -> str:
    """What items that are told in short have in common."""
    return next((change.kind.label for item in items for change in item.changes), "")


def title_of(item: Item, changes: Changes) -> str:
    """The title of what changed: today's where the record is still there."""
    record = changes.presenter.graph.records.get(item.id)
    return record.title if record else item.title


def comparison_data(found: Comparison, changes: Changes) -> dict[str, Any]:
    """What differs, for programs."""
    return {
        "before": snapshot_data(found.before),
        "after": snapshot_data(found.after),
        "total": len(found),
        "groups": [
            {
                "name": group.name,
                "title": group.title,
                "items": [_item_data(item, changes) for item in items],
            }
            for group, items in found.by_group(changes.changelist)
        ],
    }


def snapshot_data(one: Snapshot) -> dict[str, Any]:
    """What a snapshot is, for programs."""
    return {"name": one.name, "as_of": one.as_of, "commit": one.commit or None}


def _item_data(item: Item, changes: Changes) -> dict[str, Any]:
    names = {change.kind.name for change in item.changes}
    return {
        "id": item.id,
        "type": item.type or None,
        "title": title_of(item, changes) or None,
        "brief": item.brief,
        "is": next((name for name in (ADDED, REMOVED) if name in names), "changed"),
        "changes": [
            {
                "kind": change.kind.name,
                "field": change.field,
                "before": change.before,
                "after": change.after,
                "why_before": list(change.why_before),
                "why_after": list(change.why_after),
            }
            for change in item.changes
        ],
    }
