"""A real browser on a real site: built once, read from a folder and from a server, with an ear on the console."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)

# RxJS inside the theme's script now and then cancels an animation frame that is already due, and tells so instead of
# skipping it (ReactiveX/rxjs issue 6854, open). It is not ours, harms nothing, and comes with a busy machine only.
RACE_OF_THE_THEME = ("executing a cancelled action", "/assets/javascripts/bundle.")

Browser: TypeAlias = Any  # of Playwright, which may be absent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@dataclass
class Visit:
    """Pages of one reader, and whatever they said or asked for that they should not have."""

    browser: Browser
    address: str
    said: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)

    def open(self, path: str, scheme: str = "light", width: int = 1280, **options: Any) -> Any:
        """Open a page of the site in a fresh browser profile."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce", **options
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.said.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: self._fail(page.url, error))
        page.on("request", lambda request: self._hear(request.url))
        page.goto(self.address + path)
        return page

    def _fail(self, url: str, error: Any) -> None:
        words, script = RACE_OF_THE_THEME
        if error.message != words or script not in (error.stack or ""):
            self.said.append(f"{url}: {error}")

    def _hear(self, url: str) -> None:
        if not url.startswith((self.address, "data:")):
            self.outside.append(url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not find_spec("playwright"):
        pytest.skip("browser tests need Playwright: pip install playwright")
    program = os.environ.get("AIMSBOOK_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not program:
        pytest.skip("browser tests need Chromium: apt-get install chromium, or name a program in AIMSBOOK_CHROMIUM")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - absent where the tests are skipped

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped site: built here, or the one that AIMSBOOK_SITE names."""
    if built := os.environ.get("AIMSBOOK_SITE"):
        return Path(built).resolve()
    from aimsbook.build import build_site  # noqa: PLC0415 - only where it is built here

    folder = tmp_path_factory.mktemp("site")
    build_site(ROOT / "mkdocs.yml", folder)
    return folder


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(params=["file", "http"])
def address(request: pytest.FixtureRequest, site: Path, served: str) -> str:
    return f"{site.as_uri()}/" if request.param == "file" else served


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """A visit that ends in silence: no word on the console, no request to another host."""
    visit = Visit(browser, address)
    yield visit
    for context in visit.contexts:
        context.close()
    assert visit.said == []
    assert visit.outside == []


@pytest.fixture(scope="session")
def audit() -> Callable[[Any], list[str]]:
    """What axe finds wrong with a page."""
    package = find_spec("axe_playwright_python")
    if not package or not package.origin:
        pytest.skip("accessibility tests need axe: pip install axe-playwright-python")
    source = (Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8")

    def audit(page: Any) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("axe.run({preload: false}).then((result) => result.violations)")
        return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]

    return audit
