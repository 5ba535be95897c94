"""Says in MkDocs' own nouns what our pages are: files, navigation, settings; knows no record and no event."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from posixpath import basename, dirname, join, normpath
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urljoin

from jinja2 import Environment
from markupsafe import Markup
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page as HostPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from aimsbook.address import TOP, source_of
from aimsbook.head import plain, shown, shown_throughout, titled, without_tags
from aimsbook.site import LEADING, RECORD, Asset, Page

_HEADING = re.compile(r'<h([2-6])\b[^>]*?\sid="([^"]+)"[^>]*>(.*?)(?:<a [^>]*class="headerlink".*?)?</h\1>', re.DOTALL)
_INLINE_LINK = re.compile(r"(?<!!)\[[^\[\]]*\]\(([^()\s]+)\)")
_ANCHOR = re.compile(r"""\sid=["']?([^"'\s>]+)""")


class RawFile(File):
    """A file that is published as it is, even where its name ends in .md."""

    def is_documentation_page(self) -> bool:
        """Whether MkDocs should convert it: never."""
        return False


class FramedFile(File):
    """The file of a page that is filled into a frame, unless somebody makes a MkDocs page for it."""


class SiteFiles(Files):
    """Every file of the site: framed pages are known to links, but are not MkDocs' to build."""

    def documentation_pages(
        self, *, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> Sequence[File]:
        """The pages that MkDocs builds."""
        return [file for file in super().documentation_pages(inclusion=inclusion) if not is_framed(file)]


def is_framed(file: File) -> bool:
    """Whether a page is left to be filled into a frame."""
    return isinstance(file, FramedFile) and file.page is None


def page_file(page: Page, config: MkDocsConfig, kind: type[File] = File) -> File:
    """The MkDocs file of one of our pages; its edit link opens the page's source."""
    file = kind.generated(config, source_of(page.path), content="", inclusion=InclusionLevel.NOT_IN_NAV)
    if page.source:
        file.edit_uri = f"{_way_to_root(config.docs_dir, config.config_file_path)}{quote(page.source.path)}"
    return file


def is_built_alone(page: Page) -> bool:
    """Whether a page stands in the navigation, or is one that themes treat unlike the others."""
    return page.section is not None or basename(page.path) == "index.html"


def asset_file(asset: Asset, config: MkDocsConfig) -> File:
    """The MkDocs file of one of our files."""
    return RawFile.generated(config, asset.path, content=asset.content, inclusion=InclusionLevel.INCLUDED)


def with_ours(files: Files, ours: Iterable[File]) -> SiteFiles:
    """All files of a build with ours among them; two for one address are an error that names both."""
    added = list(ours)
    taken = {file.dest_uri.casefold(): file for file in files}
    clashes = []
    for file in added:
        other = taken.setdefault(file.dest_uri.casefold(), file)
        if other is not file:
            origin = other.src_uri if other.generated_by is None else f"the generated {other.dest_uri}"
            clashes.append(f"{origin} and the generated page {file.dest_uri} have the same address")
    if clashes:
        raise PluginError("; ".join(clashes))
    return SiteFiles([*files, *added])


def dress(host: HostPage, page: Page) -> None:
    """Give a MkDocs page what our page says."""
    host.markdown = host.markdown or ""
    host.title = titled(page.title)
    host.meta = {"description": shown(page.description)} if page.description else {}
    if page.kind == RECORD:
        host.meta["data"] = quote(basename(page.path).removesuffix(".html")) + ".json"
    host.content = page.body
    host.toc = contents(host.title, ((one.level, one.anchor, titled(one.title)) for one in page.headings))
    host.present_anchor_ids = {TOP, *_ANCHOR.findall(page.body)}


def dress_chapter(host: HostPage, html: str, scrubbed: Callable[[str], str]) -> None:
    """Make title, front matter and contents of a chapter safe to print raw; anchors are those of its final text."""
    own = vars(host).get("title") or host.meta.get("title")
    host.title = titled(scrubbed(str(own) if own is not None else plain(host.title or "")))
    host.meta = shown_throughout(_scrubbed(host.meta, scrubbed))
    host.edit_url = host.edit_url and shown(host.edit_url)
    levels = {link.level for link in _all_links(host.toc)} - {1}
    found = ((int(level), plain(anchor), without_tags(words)) for level, anchor, words in _HEADING.findall(html))
    host.toc = contents(host.title, (heading for heading in found if heading[0] in levels))


def _scrubbed(value: Any, scrubbed: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return scrubbed(value)
    if isinstance(value, dict):
        return {key: _scrubbed(one, scrubbed) for key, one in value.items()}
    return [_scrubbed(one, scrubbed) for one in value] if isinstance(value, list) else value


def drop(files: Files, leaves_out: Callable[[str], bool]) -> None:
    """Take out of a build the files of the manual's folder that are left out."""
    for file in [one for one in files if one.generated_by is None and leaves_out(one.src_uri)]:
        files.remove(file)


def retitle(nav: Navigation, scrubbed: Callable[[str], str]) -> None:
    """Take the names of what is withheld out of the titles of sections and links."""
    waiting = list(nav.items)
    while waiting:
        item = waiting.pop()
        if not isinstance(item, HostPage) and item.title:
            item.title = scrubbed(item.title)
        waiting += item.children or ()


def without_dead_links(markdown: str, path: str, files: Files, instead: str) -> str:
    """The text of a chapter with another word for each link to a page that is not made."""

    def shown(found: re.Match[str]) -> str:
        target = found[1].partition("#")[0]
        place = normpath(join(dirname(path), target))
        source = f"{place.removesuffix('.html')}.md" if place.endswith(".html") else place
        is_page = source.endswith(".md") and ":" not in target and not target.startswith("/")
        return instead if is_page and files.get_file_from_path(source) is None else found[0]

    return _INLINE_LINK.sub(shown, markdown)


def written(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every file of a built site; what is packed, unpacked."""
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        content = file.read_bytes()
        yield file.relative_to(folder).as_posix(), gzip.decompress(content) if file.suffix == ".gz" else content


def contents(title: Markup, headings: Iterable[tuple[int, str, Markup]]) -> TableOfContents:
    """A table of contents: the page itself, its headings below it."""
    top = AnchorLink(title, TOP, 1)
    path = [top]
    for level, anchor, words in headings:
        link = AnchorLink(words, shown(anchor), level)
        while len(path) > 1 and path[-1].level >= level:
            path.pop()
        path[-1].children.append(link)
        path.append(link)
    return TableOfContents([top])


def add_to_navigation(nav: Navigation, pages: Iterable[tuple[Page, HostPage]]) -> None:
    """Append pages to their sections, new sections in order of first appearance; "" is the top of the navigation.

    The leading section comes before the manual's own, behind the pages that stand on top without a section.
    """
    listed = {id(host) for host in nav.pages}
    sections = {item.title: item for item in reversed(nav.items) if isinstance(item, Section)}
    for page, host in pages:
        host.title = titled(page.title)
        if page.section is None or id(host) in listed:
            continue
        nav.pages.append(host)
        if page.section:
            if page.section not in sections:
                sections[page.section] = Section(page.section, [])
                nav.items.insert(_place_of(page.section, nav), sections[page.section])
            host.parent = sections[page.section]
            sections[page.section].children.append(host)
        elif host.is_homepage:
            nav.items.insert(0, host)
        else:
            nav.items.append(host)
    nav.homepage = nav.homepage or next((host for host in nav.pages if host.is_homepage), None)
    _escape_titles(nav.items)


def _place_of(section: str, nav: Navigation) -> int:
    """Where a new section goes."""
    tops = (index for index, item in enumerate(nav.items) if isinstance(item, Section))
    return next(tops, len(nav.items)) if section == LEADING else len(nav.items)


def renderer(env: Environment, config: MkDocsConfig, files: Files, nav: Navigation) -> Callable[[Page], str]:
    """How the theme renders a page of ours: the same call that MkDocs makes."""
    template = env.get_template("main.html")
    listed = files.documentation_pages()

    def render(page: Page) -> str:
        host = HostPage(None, page_file(page, config), config)
        dress(host, page)
        host.active = True
        return template.render(get_context(nav, listed, config, host))

    return render


def write_pages(folder: Path, pages: Iterable[tuple[str, str]]) -> None:
    """Write pages below a folder as MkDocs would, without asking the disk for the parent of each."""
    made = set()
    for path, text in pages:
        file = folder / path
        if (parent := dirname(path)) not in made:
            file.parent.mkdir(parents=True, exist_ok=True)
            made.add(parent)
        file.write_bytes(text.encode("utf-8", "xmlcharrefreplace"))


def sitemap_entries(files: Files, config: MkDocsConfig, day: str) -> list[Any]:
    """What the sitemap lists: pages that MkDocs builds and pages that are filled, in one order."""
    base = f"{config.site_url.rstrip('/')}/" if config.site_url else ""

    def entry(file: File) -> Any:
        return SimpleNamespace(page=SimpleNamespace(canonical_url=urljoin(base, file.url), update_date=day))

    listed = Files.documentation_pages(files)
    return [file if file.page else entry(file) for file in listed if file.page or base]


def root_of(config: MkDocsConfig) -> Path:
    """The project's root: the folder of mkdocs.yml."""
    return Path(config.config_file_path or "mkdocs.yml").absolute().parent


def _all_links(links: Iterable[AnchorLink]) -> Iterator[AnchorLink]:
    for link in links:
        yield link
        yield from _all_links(link.children)


@cache
def _way_to_root(docs: str, mkdocs_yml: str) -> str:
    """What leads from the chapters, below which edit addresses begin, to the project's root."""
    root = Path(mkdocs_yml or "mkdocs.yml").absolute().parent
    return "../" * len(Path(docs).relative_to(root).parts) if Path(docs).is_relative_to(root) else ""


def _escape_titles(items: Iterable[Any]) -> None:
    for item in items:
        if not isinstance(item, HostPage):
            item.title = titled(item.title or item.url)
            _escape_titles(item.children or ())
