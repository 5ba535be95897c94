"""On what terms a framework binds: named conditions and duties, as its declaration has them; it judges nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_CONDITIONS, _DUTIES = "application_conditions", "duties"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a framework says of when it binds: named conditions, and for each duty its paragraph and role."""

    conditions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    duties: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_terms(value: Mapping[str, Any]) -> Terms:
    """The terms in a declaration; ValueError where they have another form."""
    conditions, duties = (value.get(key) or {} for key in (_CONDITIONS, _DUTIES))
    for key, one in ((_CONDITIONS, conditions), (_DUTIES, duties)):
        if not isinstance(one, dict) or not all(isinstance(part, dict) for part in one.values()):
            raise ValueError(f"`{key}` takes a mapping of mappings")
    for name, duty in duties.items():
        if not duty.get("binds"):
            raise ValueError(f"`{_DUTIES}`: {name} lacks `binds`, the role that has the duty")
    return Terms(conditions, duties)


def terms_declared(terms: Terms) -> dict[str, dict[str, Any]]:
    """The terms as a declaration holds them; nothing where there are none."""
    return {key: dict(one) for key, one in ((_CONDITIONS, terms.conditions), (_DUTIES, terms.duties)) if one}
