"""Where each page lives: flat files, one folder deep at most, so that the site opens from a folder."""

from __future__ import annotations

INDEX = "index.html"
GAPS = "gaps.html"
GLOSSARY = "glossary.html"
DUE = "due.html"
OVERVIEW = "overview.html"
SYSTEMS = "systems.html"
CHANGES = "changes.html"
COMPLETENESS = "completeness.html"
RISK_MAP = "risk-map.html"
MANDATORY = "mandatory-documents.html"
WITHHELD_PAGE = "withheld.html"
FORECAST = "forecast.html"
DATES = "assets/aimsbook/dates.js"
OF_THE_ROOT = frozenset(
    (INDEX, GAPS, GLOSSARY, DUE, OVERVIEW, SYSTEMS, CHANGES, COMPLETENESS, RISK_MAP, MANDATORY, WITHHELD_PAGE, FORECAST)
)
TOP = "ab-content"  # the anchor of what stands within a page's frame
BESIDE = "."  # the root as a record's page says it, so that links to other records stay short


def record_page(record_id: str) -> str:
    """The page of a record; a framework's colon becomes two hyphens."""
    return f"records/{record_id.replace(':', '--')}.html"


def record_data(record_id: str) -> str:
    """The file that says for programs what the page of a record says."""
    return record_page(record_id).removesuffix(".html") + ".json"


def register_page(type_name: str) -> str:
    """The page that lists the records of a type."""
    return f"registers/{type_name}.html"


def matrix_page(name: str) -> str:
    """The page of a matrix."""
    return f"matrices/{name}.html"


def framework_page(name: str) -> str:
    """The page of a framework's tree."""
    return f"frameworks/{name}.html"


def rule_page(rule_id: str) -> str:
    """The page that explains a rule."""
    return f"rules/{rule_id}.html"


def changes_page(baseline: str) -> str:
    """The page of what changed since a baseline."""
    return f"changes/{baseline}.html"


def baseline_page(baseline: str) -> str:
    """The page of what a baseline has on record."""
    return f"baselines/{baseline}.html"


def trail_page(record_id: str) -> str:
    """The page of a record's trail for the audit room."""
    return f"trails/{record_id.replace(':', '--')}.html"


def system_page(record_id: str) -> str:
    """The page with the requirements that hold for a system."""
    return f"systems/{record_id}.html"


def start_page(name: str) -> str:
    """The start page of a kind of reader."""
    return f"start/{name}.html"


def list_page(name: str) -> str:
    """The page of a list that is declared in data."""
    return f"{name}.html"


def root_from(path: str) -> str:
    """What leads from a page to the root of the site: "" or some "../"."""
    return "../" * path.count("/")


def source_of(path: str) -> str:
    """The Markdown path by which MkDocs knows a page."""
    return path.removesuffix(".html") + ".md"


def calendar_file(name: str) -> str:
    """The calendar of an owner, or of all."""
    return f"calendars/{name}.ics"


def top_of(root: str) -> str:
    """What leads to the root of the site, from a page that says BESIDE as well."""
    return "../" if root == BESIDE else root
