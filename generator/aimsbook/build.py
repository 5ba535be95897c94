"""Opens and builds a project through its mkdocs.yml, for doors other than MkDocs' own command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.commands.serve import serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from aimsbook.collector import only_young_collected
from aimsbook.compose import Edition
from aimsbook.errors import AimsbookError, ConfigurationFault
from aimsbook.plugin import AimsbookPlugin, project_of
from aimsbook.project import Project


def open_project(mkdocs_yml: Path, as_of: str | None = None, profile: str | None = None) -> Project:
    """The project that a mkdocs.yml describes, for its own profile unless one is named; "" is none."""
    config, plugin = _load(mkdocs_yml)
    return project_of(config, plugin.config, as_of, profile)


@only_young_collected()
def build_site(
    mkdocs_yml: Path, folder: Path, as_of: str | None = None, profile: str | None = None, frozen: bool = False
) -> Edition:
    """Build a project's site into a folder, as `mkdocs build` would, and give what it was made from.

    The pages of a frozen site say that they belong to a pack, and lead to the files beside it.
    """
    config, plugin = _load(mkdocs_yml, site_dir=str(folder))
    config.plugins.on_startup(command="build", dirty=False)
    plugin.asked_as_of, plugin.asked_profile, plugin.asked_frozen = as_of, profile, frozen
    try:
        build(config)
        return plugin.edition
    except MkDocsException as fault:
        raise _reason(fault) or AimsbookError(f"{mkdocs_yml}: no site was built") from None
    finally:
        config.plugins.on_shutdown()


def serve_site(mkdocs_yml: Path, as_of: str | None = None, profile: str | None = None, **settings: Any) -> None:
    """Serve a live preview, as `mkdocs serve` would, until it is interrupted."""
    _, plugin = _load(mkdocs_yml)
    plugin.asked_as_of, plugin.asked_profile = as_of, profile
    try:
        serve(config_file=str(mkdocs_yml), **settings)
    except MkDocsException as fault:
        raise _reason(fault) or AimsbookError(f"{mkdocs_yml}: {fault}") from None


def _reason(fault: BaseException | None) -> AimsbookError | None:
    """Why we ourselves made MkDocs stop, with its exit code; None where MkDocs had a reason of its own and told it."""
    while fault is not None and not isinstance(fault, AimsbookError):
        fault = fault.__cause__ or fault.__context__
    return fault


def _load(mkdocs_yml: Path, **settings: str) -> tuple[MkDocsConfig, AimsbookPlugin]:
    try:
        config = load_config(str(mkdocs_yml), **settings)
    except MkDocsException as fault:
        raise ConfigurationFault(f"{mkdocs_yml}: {fault}") from None
    plugin = config.plugins.get("aimsbook")
    if not isinstance(plugin, AimsbookPlugin):
        raise ConfigurationFault(f"{mkdocs_yml}: 'plugins' does not name aimsbook")
    return config, plugin
