"""Real MkDocs builds: the book's pages among the chapters, whichever way they are made."""

from __future__ import annotations

import gzip
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.livereload import LiveReloadServer

from aimsbook.build import build_site, open_project
from aimsbook.errors import AimsbookError, ConfigurationFault
from aimsbook.plugin import AimsbookPlugin
from aimsbook.publish import publish
from aimsbook.records import Diagnostic, Mark, Severity
from aimsbook.site import LEADING, Asset, Page
from handmade import DAY, PAYLOAD, Book, Maker, record_page, said, site_of

SITE: dict[str, Any] = {"site_url": "https://example.org/aims/", "repo_url": "https://github.com/organisation/aims"}
JOINER = "\N{WORD JOINER}"
EVENT = "def on_post_page(output, page, config):\n    return output\n"


@pytest.fixture
def maker(tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Maker:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return Maker(tmp_path, caplog, monkeypatch)


def text_of(files: dict[str, bytes], path: str) -> str:
    return files[path].decode()


def navigation(files: dict[str, bytes], path: str) -> str:
    found = re.search(r'<nav class="ab-nav".*?</nav>', text_of(files, path), re.DOTALL)
    assert found
    return found[0]


# the two ways ------------------------------------------------------------------------------------------------------


def test_all_pages_are_the_same_bytes_framed_and_built_one_by_one(maker: Maker) -> None:
    book = Book(
        site_of(
            60, record_page(4, path="records/iso42001--A.6.2.4.html"), assets=[Asset("registers/control.csv", b"id\n")]
        )
    )
    docs = {"docs/manual/scope.md": "# Scope\n\nText of [it][records/REC-1].\n\n## Part\n"}
    framed = maker.build(book, docs, **SITE)
    hook = maker.write("hook.py", EVENT)
    alone = maker.build(book, docs, **SITE, hooks=[str(hook)])
    assert framed == alone
    assert len([path for path in framed if path.startswith("records/")]) == 61


def test_framed_pages_do_not_pass_through_mkdocs(maker: Maker) -> None:
    maker.level = logging.DEBUG
    maker.build(Book(site_of(9)))
    built = [one.getMessage() for one in maker.caplog.records if one.getMessage().startswith("Building page")]
    assert built == [f"Building page {name}.md" for name in ("about", "index", "registers/control", "registers/risk")]


def test_hooks_with_page_events_get_every_page(maker: Maker) -> None:
    hook = maker.write(
        "mark.py", "def on_post_page(output, page, config):\n    return output.replace('REC-', 'SEEN-')\n"
    )
    files = maker.build(Book(site_of(9)), hooks=[str(hook)])
    assert "<h1>SEEN-9</h1>" in text_of(files, "records/REC-9.html")
    assert [one for one in said(maker.caplog) if "one by one" in one] == [
        f"aimsbook: every page goes through MkDocs one by one, since {hook} may change it"
    ]


def test_another_plugin_with_page_events_gets_every_page(maker: Maker) -> None:
    files = maker.build(Book(site_of(9)), plugins=["aimsbook", "tags"])
    assert "records/REC-9.html" in files
    assert [one for one in said(maker.caplog) if "one by one" in one] == [
        "aimsbook: every page goes through MkDocs one by one, since material/tags may change it"
    ]


def test_a_plugin_without_page_events_changes_nothing(maker: Maker) -> None:
    hook = maker.write("quiet.py", "def on_post_build(config):\n    pass\n")
    maker.build(Book(site_of(9)), hooks=[str(hook)])
    assert said(maker.caplog) == []


def test_a_theme_that_looks_at_the_words_renders_every_page_itself(maker: Maker) -> None:
    maker.write("mine/partials/copyright.html", "<i>{{ page.content | length if page }}</i>")
    files = maker.build(Book(site_of(9)), theme={"name": "material", "custom_dir": str(maker.root / "mine")})
    lengths = [re.findall(r"<i>(\d+)</i>", text_of(files, f"records/REC-{number}.html")) for number in (1, 5, 9)]
    assert lengths == [[str(len(record_page(number).body))] for number in (1, 5, 9)]
    assert said(maker.caplog) == [
        "aimsbook: every page goes through MkDocs one by one, since the theme does not frame all pages alike"
    ]


def test_a_template_of_the_users_own_is_framed_too(maker: Maker) -> None:
    maker.write("mine/partials/copyright.html", "<p>Uncontrolled when printed: {{ page.title if page }}</p>")
    files = maker.build(Book(site_of(9)), theme={"name": "material", "custom_dir": str(maker.root / "mine")})
    assert "<p>Uncontrolled when printed: REC-1 Test &amp; release</p>" in text_of(files, "records/REC-1.html")
    assert said(maker.caplog) == []


def test_two_builds_give_the_same_bytes(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book(site_of(9))
    first = maker.build(book, **SITE)
    monkeypatch.setattr("mkdocs.utils.get_build_date", lambda: "1999-12-31")
    monkeypatch.setattr("mkdocs.structure.pages.get_build_date", lambda: "1999-12-31")
    assert maker.build(book, out="elsewhere", **SITE) == first
    assert gzip.decompress(first["sitemap.xml.gz"]) == first["sitemap.xml"]


# what MkDocs knows -------------------------------------------------------------------------------------------------


def test_the_sitemap_lists_every_page_with_the_as_of_date(maker: Maker) -> None:
    files = maker.build(Book(site_of(9)), **SITE)
    listed = set(re.findall(r"<loc>https://example.org/aims/(.*?)</loc>", text_of(files, "sitemap.xml")))
    assert listed == {path for path in files if path.endswith(".html")} - {"404.html"}
    assert set(re.findall(r"<lastmod>(.*?)</lastmod>", text_of(files, "sitemap.xml"))) == {DAY}


def test_chapters_link_to_framed_pages(maker: Maker) -> None:
    files = maker.build(
        Book(site_of(9)), {"docs/a/deep.md": "# D\n\n[one][records/REC-1] and [two](../records/REC-2.md#text)\n"}
    )
    assert 'href="../records/REC-1.html"' in text_of(files, "a/deep.html")
    assert 'href="../records/REC-2.html#text"' in text_of(files, "a/deep.html")


def test_a_link_to_a_page_that_is_not_there_fails_a_strict_build(maker: Maker) -> None:
    with pytest.raises(Abort):
        maker.build(Book(site_of(2)), {"docs/a.md": "[x](records/REC-3.md)\n"})
    assert "records/REC-3.md" in said(maker.caplog, logging.WARNING)[0]


def test_a_wrong_anchor_of_a_page_in_the_navigation_is_told(maker: Maker) -> None:
    docs = {"docs/a.md": "[good](registers/control.md#x) [bad](registers/control.md#y)\n"}
    maker.build(Book(site_of(2)), docs)
    assert said(maker.caplog) == [
        "Doc file 'a.md' contains a link 'registers/control.md#y', "
        "but the doc 'registers/control.md' does not contain an anchor '#y'."
    ]


def test_files_are_published_as_they_are(maker: Maker) -> None:
    assets = [Asset("evidence/notes.md", b"# raw [x](y.md)\n"), Asset("registers/control.csv", b"id\r\n")]
    files = maker.build(Book(site_of(1, assets=assets)), {"docs/a.md": "[csv](registers/control.csv)\n"})
    assert files["evidence/notes.md"] == b"# raw [x](y.md)\n" and files["registers/control.csv"] == b"id\r\n"
    assert "evidence/notes.html" not in files


def test_pages_are_flat_files_whatever_the_settings_say(maker: Maker) -> None:
    files = maker.build(Book(site_of(1)), {"docs/manual/scope.md": "# S\n"}, use_directory_urls=True)
    assert {"manual/scope.html", "registers/control.html", "records/REC-1.html"} <= files.keys()


@pytest.mark.parametrize("name", ["docs/gaps.md", "docs/gaps.html", "docs/Gaps.md"])
def test_a_chapter_at_the_address_of_a_page_is_an_error_that_names_both(maker: Maker, name: str) -> None:
    with pytest.raises(Abort):
        maker.build(Book(site_of(1, Page("gaps.html", "Gaps", "", "<h1>Gaps</h1>"))), {name: "# Gaps\n"})
    assert any(
        f"{name.removeprefix('docs/')} and the generated page gaps.html have the same address" in one
        for one in said(maker.caplog)
    )


def test_edit_links_open_the_source(maker: Maker) -> None:
    files = maker.build(Book(site_of(9)), **SITE)
    assert 'href="https://github.com/organisation/aims/edit/master/controls/a%20b/REC-1.yml"' in text_of(
        files, "records/REC-1.html"
    )
    assert "ab-edit" not in text_of(files, "records/REC-7.html")


# navigation --------------------------------------------------------------------------------------------------------


def test_sections_follow_the_users_pages_and_those_that_are_not_open_are_one_link(maker: Maker) -> None:
    more = [
        Page(f"{name}.html", name.title(), "", f"<h1>{name}</h1>", section=section)
        for name, section in (("soa", "Statement"), ("late", "Registers"), ("top", ""))
    ]
    nav = navigation(maker.build(Book(site_of(3, *more)), {"docs/manual/scope.md": "# Scope\n"}), "soa.html")
    assert re.findall(r"<summary>(.*?)</summary>|<a [^>]*>(.*?)</a>", nav) == [
        *[("", "Home"), ("", "About"), ("", "Manual"), ("", "Registers")],
        *[("Statement", ""), ("", "Soa"), ("", "Top")],
    ]
    assert '<details open><summary>Statement</summary><ul><li><a href="soa.html" aria-current="page">Soa</a>' in nav
    assert nav.count("open") == nav.count("aria-current") == 1


def test_the_leading_section_comes_before_those_of_the_user_and_behind_the_front_page(maker: Maker) -> None:
    start = Page("start/x.html", "X", "", "<h1>X</h1>", section=LEADING)
    nav = navigation(maker.build(Book(site_of(1, start)), {"docs/manual/scope.md": "# Scope\n"}), "about.html")
    assert [one.strip() for one in re.findall(r"<a [^>]*>(.*?)</a>", nav)] == [
        "Home", "About", LEADING, "Manual", "Registers",
    ]  # fmt: skip


def test_what_the_users_navigation_lists_stays_where_it_is(maker: Maker) -> None:
    nav = [
        {"Start": "index.md"},
        {"Lists": [{"My risks": "registers/risk.md"}, "records/REC-2.md"]},
        {"Out": "https://example.org/?a=1&b=2"},
    ]
    files = maker.build(Book(site_of(3)), nav=[*nav, {"About": "about.md"}])
    shown = navigation(files, "records/REC-2.html")
    assert re.findall(r"<summary>(.*?)</summary>|<a [^>]*>(.*?)</a>", shown) == [
        *[("", "Home"), ("Lists", ""), ("", "Risks"), ("", "REC-2 Test &amp; release"), ("", "Out"), ("", "About")],
        ("", "Registers"),
    ]
    assert '<a href="REC-2.html" aria-current="page">' in shown and 'href="https://example.org/?a=1&amp;b=2"' in shown
    assert said(maker.caplog) == []


def test_pages_of_records_are_not_in_the_navigation_and_nobody_complains(maker: Maker) -> None:
    files = maker.build(Book(site_of(9)), nav=["about.md"])
    assert "records/" not in navigation(files, "registers/risk.html")
    assert said(maker.caplog) == []


def test_sixty_entries_of_navigation_take_four_kilobytes(maker: Maker) -> None:
    more = [
        Page(f"registers/kind_{n}.html", f"Register {n}", "", "<h1>R</h1>", section=f"Section {n // 8}")
        for n in range(60)
    ]
    files = maker.build(Book(site_of(1, *more)))
    assert len(navigation(files, "records/REC-1.html")) < 4096 + 4 * 60


def test_a_frame_takes_little(maker: Maker) -> None:
    files = maker.build(Book(site_of(1)), **SITE)
    assert len(files["records/REC-1.html"]) - len(record_page(1).body) < 8000


# heads and hosts ---------------------------------------------------------------------------------------------------


def test_every_page_has_a_policy_and_no_other_host(maker: Maker) -> None:
    files = maker.build(Book(site_of(9)), **SITE, extra={"analytics": {"provider": "google", "property": "G-1"}})
    for path in (path for path in files if path.endswith(".html")):
        page = text_of(files, path)
        assert page.count("Content-Security-Policy") == 1 and page.index("Content-Security-Policy") < page.index(
            "<script"
        )
        loaded = re.findall(
            r"<(?:script|img|iframe|link rel=\"(?!canonical)[^\"]*\")[^>]*?(?:src|href)=\"([^\"]*)", page
        )
        assert loaded and not [one for one in loaded if "//" in one]
        assert 'data-md-component="source"' not in page and 'name="generator"' not in page and "<base" not in page
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", page.replace("onerror=window", ""))


def test_titles_and_descriptions_are_words_wherever_they_come_from(maker: Maker) -> None:
    quoted = PAYLOAD.replace("'", "''")
    front = f"---\ntitle: '{quoted}'\ndescription: '\"><script>window.__xss=1</script>'\nauthor: '<b>'\n---\n# x\n"
    heading = (
        "# &lt;/title&gt;&lt;script&gt;window.__xss=1&lt;/script&gt; & R&amp;D\n\n## `</title><script>` &lt;img&gt;\n"
    )
    nav = [{PAYLOAD: "named.md"}, "front.md", "heading.md", {"<img src=x>": ["about.md"]}]
    docs = {"docs/named.md": "# n\n", "docs/front.md": front, "docs/heading.md": heading}
    files = maker.build(Book(site_of(9)), docs, nav=nav, **SITE)
    for path in ("named.html", "front.html", "heading.html", "records/REC-4.html", "about.html"):
        page = text_of(files, path)
        code = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
        assert not [one for one in code if "xss" in one] and "<img" not in page and "<b>" not in page
    title = re.search(r"<title>(.*?)</title>", text_of(files, "heading.html"))
    assert (
        title
        and title[1].replace(JOINER, "")
        == "&lt;/title&gt;&lt;script&gt;window.__xss=1&lt;/script&gt; &amp; R&amp;D - Handmade &amp; Co"
    )


def test_the_contents_of_a_chapter_lead_to_its_final_anchors(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Book, "fill", lambda self, html, path: html.replace(' id="', ' id="own-'))
    docs = {"docs/a.md": "# A\n\n## One & *two*\n\n### Deep\n\n#### Deeper\n"}
    files = maker.build(Book(site_of(1)), docs, markdown_extensions=[{"toc": {"toc_depth": 3, "permalink": True}}])
    assert re.findall(r'href="(#[^"]*)" class="md-nav__link">(.*?)</a>', text_of(files, "a.html")) == [
        ("#own-one-two", "One &amp; two"),
        ("#own-deep", "Deep"),
    ]


def test_views_and_references_of_a_chapter_are_filled_in(maker: Maker) -> None:
    page = text_of(maker.build(Book(site_of(1)), {"docs/a.md": "# A\n\nVIEW\n\n[it][registers/control]\n"}), "a.html")
    assert "filled view" in page and '<a href="registers/control.html">it</a>' in page


def test_columns_are_aligned_without_styles(maker: Maker) -> None:
    table = "| a | b |\n|--:|:-:|\n| 1 | 2 |\n"
    for extensions in ([], ["extra"], ["pymdownx.extra"], ["tables"]):
        page = text_of(maker.build(Book(site_of(1)), {"docs/a.md": table}, markdown_extensions=extensions), "a.html")
        assert '<td align="right">1</td>' in page and "style=" not in page


def test_the_page_that_is_not_found_has_a_title_and_a_policy(maker: Maker) -> None:
    page = text_of(maker.build(Book(site_of(1)), **SITE), "404.html")
    assert "<title>No such page - Handmade &amp; Co</title>" in page and 'href="/aims/index.html"' in page


def test_the_pages_tell_their_as_of_date(maker: Maker) -> None:
    assert f"Records as of {DAY}" in text_of(maker.build(Book(site_of(1))), "records/REC-1.html")


def test_what_the_theme_brings_for_its_own_search_is_left_out(maker: Maker) -> None:
    files = maker.build(Book(site_of(1)), plugins=["search", "aimsbook"])
    assert not [
        path for path in files if "lunr" in path or "worker" in path or path.endswith(".map") or "search_index" in path
    ]
    assert "md-search" not in text_of(files, "index.html")
    assert said(maker.caplog) == ["aimsbook: the plugin material/search is left out: the site has a search of its own"]


def test_settings_that_cannot_hold_are_told(maker: Maker) -> None:
    theme = {"name": "material", "features": ["navigation.instant", "navigation.top"]}
    extra: dict[str, Any] = {
        "extra_javascript": ["https://cdn.example.org/x.js"],
        "extra": {"analytics": {"provider": "google"}},
    }
    page = text_of(maker.build(Book(site_of(1)), theme=theme, **extra), "index.html")
    assert [one.split(":")[1].strip() for one in said(maker.caplog)] == [
        "navigation.instant is off",
        "extra.analytics is left out",
        "https",
    ]
    assert '"features": ["navigation.top"]' in page


# the door ----------------------------------------------------------------------------------------------------------


def test_the_project_is_what_mkdocs_yml_says(maker: Maker) -> None:
    maker.build(Book(site_of(1)))
    project = maker.project
    assert (project.root, project.records, project.docs) == (maker.root, maker.root / "controls", maker.root / "docs")
    assert (project.frameworks, project.as_of.isoformat(), project.name) == (("iso42001",), DAY, "Handmade & Co")
    assert project.convert("**x**") == "<p><strong>x</strong></p>"


def test_errors_are_all_told_and_stop_the_build(maker: Maker) -> None:
    fault = Diagnostic("dead-link", "there is no CTL-9; did you mean 'CTL-8'?", Mark("controls/a.yml", 3, 7))
    gap = Diagnostic("duty", "no owner", Mark("controls/a.yml"), severity=Severity.GAP)
    chapter = Diagnostic("dead-reference", "there is no CTL-7", Mark("docs/about.md", 5, 2))
    with pytest.raises(Abort):
        maker.build(Book(site_of(2), (fault, gap, chapter), {"about.md": (chapter,)}))
    assert said(maker.caplog) == [
        "aimsbook: controls/a.yml:3:7: there is no CTL-9; did you mean 'CTL-8'? [dead-link]",
        "aimsbook: docs/about.md:5:2: there is no CTL-7 [dead-reference]",
        "2 errors in records and manual; no site was built",
    ]


def test_chapters_that_another_plugin_makes_are_checked_too(maker: Maker) -> None:
    hook = maker.write(
        "more.py",
        "from mkdocs.structure.files import File\n"
        "def on_files(files, config):\n    files.append(File.generated(config, 'made.md', content='# Made'))\n",
    )
    chapter = Diagnostic("dead-reference", "there is no CTL-7", Mark("docs/made.md", 5, 2))
    with pytest.raises(Abort):
        maker.build(Book(site_of(2), (), {"made.md": (chapter,)}), hooks=[str(hook)])
    assert said(maker.caplog)[0] == "aimsbook: docs/made.md:5:2: there is no CTL-7 [dead-reference]"


def test_errors_leave_the_old_site_of_a_plain_mkdocs_build(maker: Maker) -> None:
    before = maker.build(Book(site_of(2)))
    with pytest.raises(Abort):
        maker.build(Book(site_of(3), (Diagnostic("dead-link", "none", Mark("a.yml")),)))
    assert maker.files() == before


def test_a_preview_goes_on_with_errors(maker: Maker) -> None:
    config = maker.config(Book(site_of(2), (Diagnostic("dead-link", "none", Mark("a.yml")),)))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://127.0.0.1:8000/")
    assert "'unsafe-inline'" in text_of(maker.files(), "records/REC-2.html")


def test_gaps_are_the_sites_to_tell(maker: Maker) -> None:
    maker.build(Book(site_of(2), (Diagnostic("duty", "no owner", Mark("controls/a.yml"), severity=Severity.GAP),)))
    assert said(maker.caplog) == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"framework": ["iso42001"]}, "unknown option; did you mean 'frameworks'?"),
        ({"frameworks": "iso42001"}, "list"),
        ({"records": 7}, "Expected type"),
    ],
)
def test_a_wrong_option_is_an_error(maker: Maker, options: dict[str, object], expected: str) -> None:
    with pytest.raises((Abort, ConfigurationError)):
        maker.build(Book(site_of(1)), plugins=[{"aimsbook": options}])
    assert any(expected in one for one in said(maker.caplog, logging.ERROR))


def test_a_date_may_stand_in_quotes_or_not(maker: Maker) -> None:
    for day in ('"2026-02-03"', "2026-02-03"):
        maker.config(Book(site_of(1)))
        yml = maker.write("mkdocs.yml", f"site_name: x\ntheme: material\nplugins: [{{aimsbook: {{as_of: {day}}}}}]\n")
        build_site(yml, maker.root / "site")
        assert maker.project.as_of.isoformat() == "2026-02-03"


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01"])
def test_a_day_that_is_none_is_told_in_one_line(maker: Maker, day: str) -> None:
    with pytest.raises(Abort):
        maker.build(Book(site_of(1)), plugins=[{"aimsbook": {"as_of": day}}])
    assert said(maker.caplog) == [f"as_of is '{day}'; a day such as 2026-11-15 was expected"]
    assert not (maker.root / "site").exists()


def test_a_project_is_opened_without_building(maker: Maker) -> None:
    yml = maker.write(
        "mkdocs.yml", "site_name: x\ntheme: material\nplugins: [{aimsbook: {records: data, frameworks: [eu-ai-act]}}]\n"
    )
    maker.write("docs/a.md", "# A\n")
    project = open_project(yml, DAY)
    assert (project.records, project.frameworks, str(project.as_of)) == (maker.root / "data", ("eu-ai-act",), DAY)


def test_another_theme_is_refused(maker: Maker) -> None:
    with pytest.raises(Abort):
        maker.build(Book(site_of(1)), theme={"name": "mkdocs"})
    assert any("needs 'theme: {name: material}'" in one for one in said(maker.caplog))


def test_a_site_is_built_beside_and_published(maker: Maker) -> None:
    maker.config(Book(site_of(2)))
    yml = maker.write("mkdocs.yml", "site_name: x\ntheme: material\nplugins: [aimsbook]\n")
    publish(maker.root / "site", lambda folder: build_site(yml, folder, as_of="2026-05-06"))
    assert "Records as of 2026-05-06" in text_of(maker.files(), "records/REC-2.html")


def test_a_failed_build_leaves_the_published_site(maker: Maker) -> None:
    maker.config(Book(site_of(2)))
    yml = maker.write("mkdocs.yml", "site_name: x\ntheme: material\nplugins: [aimsbook]\n")
    publish(maker.root / "site", lambda folder: build_site(yml, folder, as_of=DAY))
    before = maker.files()
    maker.config(Book(site_of(3), (Diagnostic("dead-link", "none", Mark("a.yml")),)))
    maker.write("mkdocs.yml", "site_name: x\ntheme: material\nplugins: [aimsbook]\n")
    with pytest.raises(AimsbookError):
        publish(maker.root / "site", lambda folder: build_site(yml, folder, as_of=DAY))
    assert maker.files() == before


@pytest.mark.parametrize("plugins", ["[]", "[aimsbook: {nonsense: 1}]"])
def test_a_configuration_that_cannot_be_followed_is_told(maker: Maker, plugins: str) -> None:
    yml = maker.write("mkdocs.yml", f"site_name: x\ntheme: material\nplugins: {plugins}\n")
    maker.write("docs/a.md", "# A\n")
    with pytest.raises(ConfigurationFault):
        build_site(yml, maker.root / "site")


def test_a_live_preview_watches_the_records_and_lets_its_own_script_run(maker: Maker) -> None:
    maker.write("controls/a.yml", "id: CTL-1\n")
    config = maker.config(Book(site_of(1)))
    plugin = config.plugins["aimsbook"]
    assert isinstance(plugin, AimsbookPlugin)
    plugin.on_startup(command="serve", dirty=False)
    plugin.on_config(config)
    server = LiveReloadServer(builder=lambda: None, host="127.0.0.1", port=0, root=str(maker.root))
    plugin.on_serve(server, config=config, builder=lambda: None)
    assert list(server._watched_paths) == [str(maker.root / "controls")]
    assert "script-src 'self' 'unsafe-inline'" in plugin.on_post_template(
        "<head></head>", template_name="404.html", config=config
    )
    server.server_close()
