"""Settles what the site rests on among MkDocs' settings: theme, own files, what is left out; knows no page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from aimsbook.errors import ConfigurationFault
from aimsbook.host import RawFile

PAGE_EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")
_OWN = Path(__file__).parent
OWN_ASSETS = _OWN / "assets"
_THEIR_FAVICON = "assets/images/favicon.png"
_UNUSED = ("assets/javascripts/lunr/", "assets/javascripts/workers/", _THEIR_FAVICON)
_SEARCHES = ("search", "material/search")
_BUNDLES_WITH_TABLES = (
    ("extra", "tables"),
    ("markdown.extensions.extra", "tables"),
    ("pymdownx.extra", "markdown.extensions.tables"),
)


def settle(config: MkDocsConfig) -> list[str]:
    """Set what the site rests on; say what of the user's settings it overrules."""
    if config.theme.name != "material":
        raise ConfigurationFault(f"aimsbook needs 'theme: {{name: material}}', and the theme is {config.theme.name!r}")
    own = config.theme.dirs.index(config.theme.custom_dir) + 1 if config.theme.custom_dir else 0
    config.theme.dirs.insert(own, str(_OWN / "theme"))
    config.use_directory_urls = False
    config.theme["font"] = False
    if config.theme["favicon"] == _THEIR_FAVICON and not Path(config.docs_dir, _THEIR_FAVICON).is_file():
        config.theme["favicon"] = "assets/aimsbook/favicon.svg"
    config.theme["palette"] = _palette(config.theme.get("palette"))
    config.extra["generator"] = False
    config.extra_css[:0] = asset_paths(".css")
    config.extra_javascript[:0] = asset_paths(".js")
    _align_by_attribute(config)
    return [*_overruled_features(config), *_overruled_search(config), *_overruled_hosts(config)]


def own_files(config: MkDocsConfig) -> list[File]:
    """The style sheets and scripts that come with the package."""

    def own_file(path: str) -> File:
        source = str(OWN_ASSETS / Path(path).name)
        return RawFile.generated(config, path, abs_src_path=source, inclusion=InclusionLevel.INCLUDED)

    return [own_file(path) for path in asset_paths("")]


def drop_unused(files: Files, config: MkDocsConfig) -> None:
    """Leave out what the theme brings for its own search and for its developers."""
    theirs = {*config.theme.dirs} - {config.theme.custom_dir}
    for file in list(files):
        if file.src_dir in theirs and (file.src_uri.startswith(_UNUSED) or file.src_uri.endswith(".map")):
            files.remove(file)


def events_of_others(config: MkDocsConfig, own: object) -> list[str]:
    """Who else handles the events of single pages: other plugins and hooks, by name."""
    names = {id(plugin): name for name, plugin in config.plugins.items()}
    handlers = [handler for event in PAGE_EVENTS for handler in config.plugins.events[event]]
    owners = [
        getattr(handler, "__self__", None) or sys.modules.get(getattr(handler, "__module__", ""))
        for handler in handlers
    ]
    return sorted({names.get(id(owner), "a hook") for owner in owners if owner is not own})


def asset_paths(ending: str) -> list[str]:
    """Where the style sheets and scripts of the package are on a site, those with some ending."""
    names = sorted(file.name for file in OWN_ASSETS.iterdir() if file.is_file())
    return [f"assets/aimsbook/{name}" for name in names if name.endswith(ending)]


def _palette(given: Any) -> Any:
    """The user's palette, in our colours unless others are named; by default light and dark as the reader's system."""
    if not given:
        return [
            {
                "media": f"(prefers-color-scheme: {name})",
                "scheme": scheme,
                "primary": "custom",
                "accent": "custom",
                "toggle": {"name": f"Switch to {other} mode"},
            }
            for name, scheme, other in (("light", "default", "dark"), ("dark", "slate", "light"))
        ]
    ours = {"primary": "custom", "accent": "custom"}
    return {**ours, **given} if isinstance(given, dict) else [{**ours, **option} for option in given]


def _align_by_attribute(config: MkDocsConfig) -> None:
    """Columns are aligned by an attribute, since the policy forbids styles in elements."""
    for name in ("tables", "markdown.extensions.tables"):
        config.mdx_configs.setdefault(name, {}).setdefault("use_align_attribute", True)
    for bundle, tables in _BUNDLES_WITH_TABLES:
        config.mdx_configs.setdefault(bundle, {}).setdefault(tables, {}).setdefault("use_align_attribute", True)


def _overruled_features(config: MkDocsConfig) -> list[str]:
    off = [feature for feature in config.theme["features"] if feature.startswith("navigation.instant")]
    config.theme["features"] = [feature for feature in config.theme["features"] if feature not in off]
    return [f"{feature} is off: every page carries a policy of its own, which it would keep" for feature in off]


def _overruled_search(config: MkDocsConfig) -> list[str]:
    searches = [name for name in _SEARCHES if name in config.plugins]
    plugins = [config.plugins.pop(name) for name in searches]
    for event, handlers in config.plugins.events.items():
        config.plugins.events[event] = [one for one in handlers if getattr(one, "__self__", None) not in plugins]
    return [f"the plugin {name} is left out: the site has a search of its own" for name in searches]


def _overruled_hosts(config: MkDocsConfig) -> list[str]:
    said = ["extra.analytics is left out: no page calls another host"] if config.extra.pop("analytics", None) else []
    foreign = [str(path) for path in (*config.extra_css, *config.extra_javascript) if urlsplit(str(path)).netloc]
    return said + [f"{path} will not load: no page calls another host; put the file into docs/" for path in foreign]
