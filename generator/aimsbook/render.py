"""Fills the package's templates; the only room that knows Jinja2. What people wrote is never a template."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("aimsbook", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def fill(template: str, **names: object) -> Markup:
    """Fill a template; everything that is not Markup is escaped."""
    return Markup(_environment().get_template(template).render(names))
