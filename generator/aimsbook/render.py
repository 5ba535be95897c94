"""Fills the templates of pages and of print; the only room that knows Jinja2. What people wrote is never one."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aimsbook.written import Written, escaped


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("aimsbook", "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


@cache
def _print_environment() -> Environment:
    return Environment(
        loader=PackageLoader("aimsbook", "templates/print"),
        autoescape=False,  # these are no HTML: every value is escaped as Markdown instead
        finalize=escaped,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def write(template: str, **names: object) -> Written:
    """Fill a template for print; everything that is not pandoc Markdown is escaped."""
    return Written(_print_environment().get_template(template).render(names))


def fill(template: str, **names: object) -> Markup:
    """Fill a template; everything that is not Markup is escaped."""
    return Markup(_environment().get_template(template).render(names))
