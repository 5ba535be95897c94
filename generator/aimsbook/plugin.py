"""The door to MkDocs: hands it the book's pages and sets the head of every page; knows no record and no rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment
from mkdocs.config import base
from mkdocs.config import config_options as option
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as HostPage
from mkdocs.utils.templates import TemplateContext

from aimsbook import frame, head, host, settings
from aimsbook.address import source_of
from aimsbook.compose import Edition, compile_edition
from aimsbook.errors import AimsbookError
from aimsbook.navigation import without
from aimsbook.project import DEFAULT_FRAMEWORKS, Project, as_of_date
from aimsbook.prose import manual_converter
from aimsbook.records import WITHHELD, Diagnostic, Severity
from aimsbook.site import Page
from aimsbook.words import counted, nearest

log = get_plugin_logger("aimsbook")


class Options(base.Config):  # type: ignore[no-untyped-call]
    """What `plugins: - aimsbook:` may say."""

    records = option.Type(str, default="controls")
    """The folder of the records, below the folder of mkdocs.yml."""
    frameworks = option.ListOfItems(option.Type(str), default=list(DEFAULT_FRAMEWORKS))
    """The shipped frameworks that are switched on."""
    as_of = option.Optional(option.Type((str, date)))
    """The day that everything is computed for, where neither the call nor SOURCE_DATE_EPOCH names one."""
    profile = option.Type(str, default="")
    """For whom the site is made, where the call does not say; without it, for those who run the management system."""
    reference_docx = option.Optional(option.Type(str))
    """A Word file whose styles, header and footer printed documents take, in place of the shipped one."""
    not_frozen = option.ListOfItems(option.Type(str), default=[])
    """Folders of the manual that baselines leave out, since they are about something else."""


class AimsbookPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Puts the pages made from records into a MkDocs site."""

    asked_as_of: str | None = None
    asked_profile: str | None = None
    asked_frozen = False
    _live = False

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[base.ConfigErrors, base.ConfigWarnings]:
        """Read the options; an unknown one is an error, where MkDocs would only warn."""
        errors, warnings = super().load_config(options, config_file_path)
        known = [name for name, _ in self.config_scheme]
        strange = {key: f"unknown option{nearest(key, known)}" for key in options if key not in known}
        errors += [(key, base.ValidationError(message)) for key, message in strange.items()]
        return errors, [] if strange else warnings

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Learn whether this is a live preview; MkDocs keeps the plugin from then on."""
        self._live = command == "serve"
        self.asked_frozen = False
        if command != "serve":
            self.asked_as_of = self.asked_profile = None

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set what the site rests on."""
        with _in_mkdocs_words():
            for said in settings.settle(config):
                log.info(said)
            project = project_of(config, self.config, self.asked_as_of, self.asked_profile)
            self.project = replace(project, frozen=self.asked_frozen)
        self._nav_given = config.nav
        config.extra["aimsbook"] = {"as_of": self.project.as_of.isoformat(), "frozen": self.asked_frozen}
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Compile the book, before MkDocs clears the folder of the old site."""
        self._errors: dict[Diagnostic, None] = {}
        with _in_mkdocs_words():
            self._edition = compile_edition(self.project)
            self._report(self._edition.diagnostics)
            self._stop_at_errors()
            self._site = self._edition.site
        config.nav = without(self._nav_given, self._edition.leaves_out)
        config.extra["aimsbook"]["falls_on"] = self._site.falls_on
        self._pages = {page.path: page for page in self._site.pages}

    @event_priority(-100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the book's pages and files."""
        settings.drop_unused(files, config)
        host.drop(files, self._edition.leaves_out)
        if others := settings.events_of_others(config, self):
            log.info(f"every page goes through MkDocs one by one, since {', '.join(others)} may change it")
        kinds = [File if others or host.is_built_alone(page) else host.FramedFile for page in self._site.pages]
        pages = [host.page_file(page, config, kind) for page, kind in zip(self._site.pages, kinds, strict=True)]
        assets = [host.asset_file(asset, config) for asset in self._site.assets]
        return host.with_ours(files, [*pages, *assets, *settings.own_files(config)])

    @event_priority(-100)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """List the pages that have a section."""
        pages = ((page, files.get_file_from_path(source_of(path))) for path, page in self._pages.items())
        host.retitle(nav, self._edition.scrubbed)
        host.add_to_navigation(nav, [(page, file.page) for page, file in pages if file and file.page])
        self._nav, self._files = nav, files
        return nav

    @event_priority(100)
    def on_page_markdown(self, markdown: str, *, page: HostPage, config: MkDocsConfig, files: Files) -> str:
        """Resolve the references of a chapter; what is wrong in the manual's own files is told with the records."""
        if page.file.dest_uri in self._pages:
            return markdown
        chapter = self._edition.chapter(page.file.src_uri, markdown)
        if page.file.generated_by:
            self._report(chapter.faults)
        if self._edition.curtain is None:
            return chapter.text
        return host.without_dead_links(chapter.text, page.file.src_uri, files, WITHHELD)

    @event_priority(100)
    def on_page_content(self, html: str, *, page: HostPage, config: MkDocsConfig, files: Files) -> str:
        """Put in the body of a page made from records; sanitise a chapter and fill its views in."""
        if made := self._pages.get(page.file.dest_uri):
            host.dress(page, made)
            return made.body
        filled = self._edition.fill(html, page.file.src_uri)
        host.dress_chapter(page, filled, self._edition.scrubbed)
        return filled

    @event_priority(-100)
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Fill the framed pages, and date every page."""
        self._stop_at_errors()
        env.filters["striptags"] = head.without_tags
        env.trim_blocks = env.lstrip_blocks = True
        framed = {file.dest_uri: file for file in files if host.is_framed(file)}
        self._fill([self._pages[path] for path in framed], framed, config, host.renderer(env, config, files, self._nav))
        for file in files.documentation_pages():
            if file.page:
                file.page.update_date = self.project.as_of.isoformat()
        return env

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Have the sitemap list the filled pages too."""
        if template_name == "sitemap.xml":
            context["pages"] = host.sitemap_entries(self._files, config, self.project.as_of.isoformat())
        return context

    @event_priority(-100)
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Set the policy of the pages that have no source, such as 404.html."""
        return head.with_policy(output_content, live=self._live) if template_name.endswith(".html") else output_content

    @event_priority(-100)
    def on_post_page(self, output: str, *, page: HostPage, config: MkDocsConfig) -> str:
        """Set the policy of a page."""
        return head.with_policy(output, page.content or "", self._live)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Look once more whether anything that the profile withholds is named."""
        if curtain := self._edition.curtain:
            with _in_mkdocs_words():
                own = [*self._pages, *(one.path for one in self._site.assets)]
                curtain.check(host.written(Path(config.site_dir)), own)

    @property
    def edition(self) -> Edition:
        """What was compiled for the site that was built last."""
        return self._edition

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Build again when a record changes."""
        if self.project.records.is_dir():
            server.watch(str(self.project.records))
        return server

    def _fill(self, pages: list[Page], files: Mapping[str, File], config: MkDocsConfig, rendered: frame.Render) -> None:
        """Fill pages into their frames, or leave them to MkDocs where the theme does not treat them alike."""

        def render(page: Page) -> str:
            return head.with_policy(rendered(page), page.body, self._live)

        if frame.agrees(pages, render):
            host.write_pages(Path(config.site_dir), frame.filled(pages, render))
            return
        log.info("every page goes through MkDocs one by one, since the theme does not frame all pages alike")
        for page in pages:
            host.dress(HostPage(None, files[page.path], config), page)

    def _report(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Log each error once; what is missing in sound records is the site's to tell, not the build's."""
        for one in diagnostics:
            if one.severity is Severity.ERROR and one not in self._errors:
                self._errors[one] = None
                log.error(f"{one.mark}: {one.message} [{one.rule}]")

    def _stop_at_errors(self) -> None:
        """A preview goes on and shows what is wrong; a site that is handed on does not."""
        if self._errors and not self._live:
            raise PluginError(f"{counted(len(self._errors), 'error')} in records and manual; no site was built")


@contextmanager
def _in_mkdocs_words() -> Iterator[None]:
    """Have MkDocs print why we stop in one line."""
    try:
        yield
    except AimsbookError as fault:
        raise PluginError(str(fault)) from fault


def project_of(
    config: MkDocsConfig, options: Options, asked_as_of: str | None, asked_profile: str | None = None
) -> Project:
    """The project that a configuration describes."""
    root = host.root_of(config)
    return Project(
        root=root,
        records=root / options.records,
        docs=Path(config.docs_dir),
        as_of=as_of_date(asked_as_of, str(options.as_of) if options.as_of else None),
        convert=manual_converter(config.markdown_extensions, config.mdx_configs),
        frameworks=tuple(options.frameworks),
        name=config.site_name,
        site=Path(config.site_dir),
        not_frozen=tuple(options.not_frozen),
        profile=options.profile if asked_profile is None else asked_profile,
        site_url=config.site_url or "",
        description=config.site_description or "",
        nav=config.nav,
        language=str(config.theme.get("language") or "en"),
        reference_docx=root / options.reference_docx if options.reference_docx else None,
    )
