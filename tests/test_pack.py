"""An audit pack: the same bytes from the same records, and not a bit of it can change unnoticed."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from aimsbook.archive import ArchiveWriter, central_header, stamp_of
from aimsbook.cli import cli
from aimsbook.dissect import dissect
from aimsbook.errors import ConfigurationFault, EnvironmentFault
from aimsbook.exporting import exporters
from aimsbook.manifest import Commit, Filed, Manifest, read_manifest, text_of
from aimsbook.pack import Gathered, Member, packing, write_pack
from aimsbook.portable import LONGEST, faults_in, portable
from aimsbook.verify import verify
from drawn import EXAMPLE, MKDOCS, Drawing

DAY = date(2026, 11, 15)
NOTHING = Manifest("Drawn AIMS", DAY.isoformat(), "", "1.0", (), 0, "0" * 64, None, {}, (), ())
WORDS = b"The bias test of the scoring model, release after release. " * 40


def contents() -> dict[str, bytes]:
    """Files as packs have them: many alike, one empty, one that cannot be packed smaller, names beyond ASCII."""
    noise = random.Random(4).randbytes(3000)
    texts = {f"site/records/CTL-{number}.html": WORDS + str(number).encode() for number in range(6)}
    return {
        **texts, "README.txt": b"Read me.\n", "evidence/leer.csv": b"", "evidence/noise.bin": noise,
        "evidence/pr\u00fcfung.txt": "Prüfung\n".encode(), "data/a.json": b"{}",
    }  # fmt: skip


def sealed(files: dict[str, bytes], manifest: Manifest = NOTHING) -> bytes:
    out = io.BytesIO()
    members = tuple(Member(path, content) for path, content in sorted(files.items()))
    write_pack(out, Gathered(members, manifest))
    return out.getvalue()


@pytest.fixture(scope="module")
def pack() -> bytes:
    return sealed(contents())


@pytest.fixture
def file(tmp_path: Path, pack: bytes) -> Path:
    (tmp_path / "pack.zip").write_bytes(pack)
    return tmp_path / "pack.zip"


@pytest.fixture
def folder(tmp_path: Path, pack: bytes) -> Path:
    with zipfile.ZipFile(io.BytesIO(pack)) as opened:
        opened.extractall(tmp_path / "pack")
    return tmp_path / "pack"


def told(pack: Path, sha256: str = "") -> list[tuple[str, str]]:
    return sorted({(one.kind, one.path) for one in verify(pack, sha256).flaws})


def regions(pack: bytes) -> Iterator[tuple[int, str]]:
    """Where each part of an archive ends, and whose part it is."""
    found = dissect(io.BytesIO(pack))
    assert found.flaws == ()
    begins = [one.offset for one in found.entries[1:]]
    here = zipfile.ZipFile(io.BytesIO(pack)).start_dir
    yield from zip([*begins, here], [one.name for one in found.entries], strict=True)
    for one in found.entries:
        here += len(central_header(one, found.stamp))
        yield here, one.name
    yield len(pack), ""


# every bit -----------------------------------------------------------------------------------------------------------


def test_a_pack_as_it_was_made_is_whole(file: Path, folder: Path) -> None:
    assert told(file) == told(folder) == []
    assert verify(file).files == verify(folder).files == len(contents()) + 2


def test_a_folder_that_one_stands_in_is_told_by_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    said = CliRunner().invoke(cli, ["verify", "."])
    assert (said.exit_code, said.stdout.partition(" is whole")[0]) == (0, folder.name)
    assert json.loads(CliRunner().invoke(cli, ["verify", ".", "--format", "json"]).stdout)["pack"] == folder.name


def test_a_thousand_flipped_bits_are_a_thousand_found_and_named(tmp_path: Path, pack: bytes) -> None:
    parts, dice, target = list(regions(pack)), random.Random(42001), tmp_path / "pack.zip"
    unnamed = []
    for bit in dice.sample(range(len(pack) * 8), 1000):
        flipped = bytearray(pack)
        flipped[bit // 8] ^= 1 << bit % 8
        target.write_bytes(flipped)
        owner = next(name for end, name in parts if bit // 8 < end)
        if owner not in {one.path for one in verify(target).flaws}:
            unnamed.append((bit // 8, bit % 8, owner))
    assert unnamed == []


@pytest.mark.slow
def test_every_bit_of_what_is_not_content_counts(tmp_path: Path) -> None:
    pack = sealed({"a.txt": b"a", "b.txt": b"b"})
    parts, target = list(regions(pack)), tmp_path / "pack.zip"
    unnamed = []
    for bit in range(len(pack) * 8):
        flipped = bytearray(pack)
        flipped[bit // 8] ^= 1 << bit % 8
        target.write_bytes(flipped)
        owner = next(name for end, name in parts if bit // 8 < end)
        if owner not in {one.path for one in verify(target).flaws}:
            unnamed.append((bit // 8, bit % 8, owner))
    assert unnamed == []


def test_a_flipped_bit_in_a_folder_names_its_file(folder: Path) -> None:
    dice = random.Random(27001)
    for file in sorted(one for one in folder.rglob("*") if one.is_file() and one.stat().st_size):
        for _ in range(12):
            whole = file.read_bytes()
            bit = dice.randrange(len(whole) * 8)
            flipped = bytearray(whole)
            flipped[bit // 8] ^= 1 << bit % 8
            file.write_bytes(flipped)
            flaws = verify(folder).flaws
            path = file.relative_to(folder).as_posix()
            assert any(path in (one.path, *one.message.split()) for one in flaws), (path, bit, flaws)
            file.write_bytes(whole)
    assert told(folder) == []


# files ---------------------------------------------------------------------------------------------------------------

paths = st.sampled_from(sorted(contents()))
two_paths = st.lists(paths, min_size=2, max_size=2, unique=True)


def rezipped(pack: bytes, change: Callable[[dict[str, bytes]], None], place: Path) -> tuple[Path, Path]:
    """The pack with other files in it, as an archive that is well formed in itself, and as a folder."""
    with zipfile.ZipFile(io.BytesIO(pack)) as opened:
        files = {one: opened.read(one) for one in opened.namelist()}
    change(files)
    shutil.rmtree(place, ignore_errors=True)
    for path, content in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
    target = place.with_suffix(".zip")
    with target.open("w+b") as out:
        archive = ArchiveWriter(out, stamp_of(DAY))
        last = ("MANIFEST.json", "SHA256SUMS")
        for path in [*sorted({*files} - {*last}), *(one for one in last if one in files)]:
            archive.add(path, [files[path]], packed=path not in last)
        archive.close()
    return target, place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("changed") / "pack"


@given(path=paths)
def test_a_missing_file_is_named(pack: bytes, place: Path, path: str) -> None:
    for one in rezipped(pack, lambda files: files.pop(path) and None, place):
        assert told(one) == [("missing", path)]


@given(name=st.sampled_from(["new.txt", "site/records/CTL-7.html", "evidence/Noise2.bin"]), content=st.binary(min_size=1, max_size=9))
def test_an_added_file_is_named(pack: bytes, place: Path, name: str, content: bytes) -> None:
    for one in rezipped(pack, lambda files: files.update({name: content}), place):
        assert told(one) == [("added", name)]


@given(path=paths)
def test_a_renamed_file_is_told_with_its_new_name(pack: bytes, place: Path, path: str) -> None:
    for one in rezipped(pack, lambda files: files.update({"site/new-name": files.pop(path)}), place):
        assert told(one) == [("renamed", path)]
        assert verify(one).flaws[0].message == "it is there under the name site/new-name"


@given(pair=two_paths)
def test_two_files_that_changed_places_are_both_named(pack: bytes, place: Path, pair: list[str]) -> None:
    first, second = pair

    def swap(files: dict[str, bytes]) -> None:
        files[first], files[second] = files[second], files[first]

    for one in rezipped(pack, swap, place):
        assert told(one) == sorted([("swapped", first), ("swapped", second)])


@given(path=paths, content=st.binary(max_size=20))
def test_another_content_is_named(pack: bytes, place: Path, path: str, content: bytes) -> None:
    for one in rezipped(pack, lambda files: files.update({path: content + b"."}), place):
        assert told(one) == [("altered", path)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda files: files.pop("MANIFEST.json"), [("missing", "MANIFEST.json")]),
        (lambda files: files.pop("SHA256SUMS"), [("missing", "SHA256SUMS")]),
        (lambda files: files.update({"MANIFEST.json": b"{}"}), [("altered", "MANIFEST.json")]),
        (lambda files: files.update({"MANIFEST.json": b"["}), [("altered", "MANIFEST.json")]),
        (lambda files: files.update({"SHA256SUMS": b"x"}), [("altered", "SHA256SUMS")]),
        (lambda files: files.update({"SHA256SUMS": files["SHA256SUMS"][66:]}), [("altered", "SHA256SUMS")]),
    ],
)  # fmt: skip
def test_what_tells_of_the_files_is_itself_held(pack: bytes, place: Path, change: Callable[[dict[str, bytes]], None], expected: list[tuple[str, str]]) -> None:
    for one in rezipped(pack, change, place):
        assert set(expected) <= set(told(one)), one


def test_whoever_writes_new_sums_too_is_found_by_the_digest_that_was_kept(pack: bytes, file: Path) -> None:
    kept = hashlib.sha256(pack).hexdigest()
    file.write_bytes(sealed({**contents(), "README.txt": b"Read that.\n"}))
    assert told(file) == [] and told(file, kept) == [("altered", "")]


def test_a_link_in_a_folder_is_no_file_of_a_pack(folder: Path) -> None:
    (folder / "README.txt").rename(folder.parent / "elsewhere.txt")
    (folder / "README.txt").symlink_to(folder.parent / "elsewhere.txt")
    assert ("altered", "README.txt") in told(folder)
    (folder / "site/more").symlink_to(folder / "evidence", target_is_directory=True)
    (folder / "bare").mkdir()
    assert {("added", "bare"), ("added", "site/more")} <= set(told(folder))


# the archive ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["before", "between", "behind"])
def test_bytes_that_belong_to_no_file_are_found(file: Path, pack: bytes, where: str) -> None:
    middle = dissect(io.BytesIO(pack)).entries[3].offset
    at = {"before": 0, "between": middle, "behind": len(pack)}[where]
    file.write_bytes(pack[:at] + b"more" + pack[at:])
    assert told(file) != []


@pytest.mark.parametrize(
    "change",
    [
        {"comment": b"a word"}, {"date_time": (2026, 11, 16, 0, 0, 0)}, {"external_attr": 0o100755 << 16},
        {"extra": b"ab\x02\x00xy"}, {"compress_type": zipfile.ZIP_STORED}, {"create_system": 0},
    ],
    ids=str,
)  # fmt: skip
def test_what_an_archive_says_about_a_file_counts(file: Path, pack: bytes, change: dict[str, object]) -> None:
    with zipfile.ZipFile(io.BytesIO(pack)) as old, zipfile.ZipFile(file, "w") as new:
        for number, one in enumerate(old.infolist()):
            content = old.read(one)
            for name, value in change.items() if number == 2 else ():
                setattr(one, name, value)
            new.writestr(one, content)
    assert told(file) != []


def test_a_name_that_stands_twice_is_found(file: Path, pack: bytes) -> None:
    with zipfile.ZipFile(file, "a") as opened, pytest.warns(UserWarning, match="Duplicate name"):
        opened.writestr("README.txt", "Read that.\n")
    assert ("added", "README.txt") in told(file)


@pytest.mark.parametrize("name", ["../outside.txt", "/outside.txt", "site/../../outside.txt", "C:\\outside.txt", "site\\a"])
def test_a_name_that_leads_out_is_told_and_followed_by_nobody(file: Path, name: str) -> None:
    with file.open("w+b") as out:
        archive = ArchiveWriter(out, stamp_of(DAY))
        archive.add(name, [b"x"])
        archive.close()
    assert ("name", name) in told(file)
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_a_file_that_unpacks_to_more_than_it_says_is_not_unpacked(file: Path, pack: bytes) -> None:
    with file.open("w+b") as out:
        archive = ArchiveWriter(out, stamp_of(DAY))
        archive.add("bomb", (bytes(1 << 20) for _ in range(64)))
        archive.entries[0] = replace(archive.entries[0], size=100)
        archive._head(archive.entries[0])
        archive.close()
    assert ("altered", "bomb") in told(file)


@given(content=st.binary(max_size=400))
def test_no_bytes_at_all_break_the_reader(place: Path, content: bytes) -> None:
    target = place.with_name("any.zip")
    target.write_bytes(content)
    assert told(target) != []


@given(cut=st.integers(1, 6000))
def test_a_pack_that_is_cut_off_is_found(place: Path, pack: bytes, cut: int) -> None:
    target = place.with_name("cut.zip")
    target.write_bytes(pack[:-cut])
    assert told(target) != []


def test_more_files_than_old_archives_can_count_are_packed_and_read_by_others(tmp_path: Path) -> None:
    target, number = tmp_path / "many.zip", 65_540
    with target.open("w+b") as out:
        archive = ArchiveWriter(out, stamp_of(DAY))
        for one in range(number):
            archive.add(f"{one:06}", [b""], packed=False)
        archive.close()
    with zipfile.ZipFile(target) as opened:
        assert len(opened.namelist()) == number
    with target.open("rb") as opened_again:
        found = dissect(opened_again)
    assert (len(found.entries), found.flaws) == (number, ())


def test_a_file_beyond_four_gigabytes_is_found_by_others_too(tmp_path: Path) -> None:
    target = tmp_path / "far.zip"
    with target.open("w+b") as out:
        archive = ArchiveWriter(out, stamp_of(DAY))
        archive.add("a", [b"near"])
        out.seek(5 << 30)  # a hole, which takes no room on the disk
        archive.add("b", [b"far"])
        archive.close()
    with zipfile.ZipFile(target) as opened:
        assert (opened.read("a"), opened.read("b")) == (b"near", b"far")
    with target.open("rb") as read:
        found = dissect(read)
    assert [(one.name, one.offset) for one in found.entries] == [("a", 0), ("b", 5 << 30)]
    assert {one.path for one in found.flaws} == {"b"}


# names ---------------------------------------------------------------------------------------------------------------


@given(st.sets(st.text(max_size=12).map(lambda text: f"evidence/{text}"), max_size=12))
def test_every_name_becomes_one_that_every_system_can_hold(names: set[str]) -> None:
    placed = portable(names, "evidence/")
    assert set(placed) == names
    assert list(faults_in(placed.values())) == []
    assert len(set(placed.values())) == len(names)


@pytest.mark.parametrize(
    ("path", "placed"),
    [
        ("evidence/a/b.txt", "evidence/a/b.txt"), ("proof/b.txt", "evidence/proof/b.txt"), ("aux.txt", "evidence/_aux.txt"),
        ("evidence/what?.pdf", "evidence/what_.pdf"), ("evidence/end. ", "evidence/end__"), ("evidence/com¹", "evidence/_com¹"),
    ],
)  # fmt: skip
def test_a_name_stays_as_near_to_its_own_as_it_can(path: str, placed: str) -> None:
    assert portable([path], "evidence/") == {path: placed}


def test_names_that_windows_takes_for_one_are_told_apart() -> None:
    placed = portable(["evidence/A.txt", "evidence/a.txt", "evidence/a.txt/b", "evidence/" + "x" * 300 + ".csv"], "evidence/")
    assert placed["evidence/A.txt"] == "evidence/A.txt"
    assert len({one.casefold() for one in placed.values()}) == 4
    assert max(map(len, placed.values())) <= LONGEST
    assert list(faults_in(placed.values())) == []


def test_a_name_that_is_taken_by_another_case_keeps_its_folder() -> None:
    placed = portable(["evidence/nasty/READ.txt", "evidence/nasty/read.txt"], "evidence/")
    assert placed["evidence/nasty/READ.txt"] == "evidence/nasty/READ.txt"
    assert placed["evidence/nasty/read.txt"].startswith("evidence/nasty/read-")


# the manifest --------------------------------------------------------------------------------------------------------


def test_a_manifest_is_read_back_as_it_was() -> None:
    filed = Filed("a", 1, "0" * 64)
    full = Manifest(
        "N", "2026-11-15", "auditor", "1", ("csv",), 3, "1" * 64, Commit("abc", False), {"a": "named"}, (filed,), (filed,),
        filed, ({"what": "x", "why": "y"},), {"a": "b"},
    )  # fmt: skip
    assert read_manifest(text_of(full).encode()) == full
    assert read_manifest(text_of(NOTHING).encode()) == NOTHING


def test_every_key_of_the_manifest_is_documented_and_no_other() -> None:
    text = (EXAMPLE / "docs/product/audit-pack.md").read_text(encoding="utf-8").partition("## The manifest")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    assert re.findall(r"`(\w+)`", "".join(rows)) == list(json.loads(text_of(NOTHING)))


# the command ---------------------------------------------------------------------------------------------------------

PROJECT = f"""
id: CTL-A
type: control
title: A
owner: ROLE-A
status: implemented
in_force_from: 2026-11-01
---
id: ROLE-A
type: role
title: A
---
id: POL-A
type: policy
title: P
kind: policy
status: approved
approved_by: ROLE-A
approved_on: 2026-09-01
text: Words.
governs: CTL-A
== mkdocs.yml
{MKDOCS}
== docs/index.md
# Home
== controls/evidence.yml
id: EV-A
type: evidence
title: Proof of A
supports: CTL-A
collected: 2026-10-01
file: proof/Protokoll?.txt
---
id: EV-B
type: evidence
title: Kept elsewhere
supports: CTL-A
collected: 2026-10-02
location: The safe, third floor
== proof/Protokoll?.txt
It ran.
"""


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


@pytest.fixture
def project(drawing: Drawing, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    drawing.draw(PROJECT)
    return drawing.root


def packed(project: Path, target: Path, *words: str) -> Path:
    words = words or ("--without", "documents")
    done = call("pack", "-o", str(target), "-f", str(project / "mkdocs.yml"), *words)
    assert done.exit_code == 0, done.output
    assert done.stdout.strip() == hashlib.sha256(target.read_bytes()).hexdigest()
    return target


def opened(pack: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(pack) as read:
        return {one: read.read(one) for one in read.namelist()}


def test_a_pack_holds_site_evidence_tables_and_what_tells_of_them(project: Path, tmp_path: Path) -> None:
    files = opened(packed(project, tmp_path / "out" / "a.zip"))
    assert {"site/index.html", "site/records/CTL-A.html", "README.txt", "evidence.csv", "data/csv/contents.csv"} <= set(files)
    assert files["evidence/proof/Protokoll_.txt"] == b"It ran.\n"
    assert [one for one in files if "sitemap" in one or "404" in one] == []
    rows = files["evidence.csv"].decode("utf-8-sig").splitlines()
    assert any("EV-B" in row and "The safe, third floor" in row and "not included" in row for row in rows)
    manifest = json.loads(files["MANIFEST.json"])
    assert manifest["left_out"][0]["what"] == "EV-B"
    assert manifest["placed"] == {"proof/Protokoll?.txt": "evidence/proof/Protokoll_.txt"}
    assert {one["path"] for one in manifest["sources"]} == {
        "mkdocs.yml", "docs/index.md", "controls/records.yml", "controls/evidence.yml", "proof/Protokoll?.txt",
    }  # fmt: skip
    assert manifest["commit"] is None and manifest["states"]["CTL-A"]
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["a.zip"]


def test_every_page_says_at_which_day_it_is_frozen_and_leads_to_the_files_beside_it(project: Path, tmp_path: Path) -> None:
    files = opened(packed(project, tmp_path / "a.zip"))
    pages = {path: content.decode() for path, content in files.items() if path.endswith(".html")}
    assert [path for path, text in pages.items() if 'Frozen at <time datetime="2026-11-15">' not in text] == []
    assert 'href="../../evidence/proof/Protokoll_.txt"' in pages["site/records/EV-A.html"]
    built = call("build", "-f", str(project / "mkdocs.yml"), "-d", str(tmp_path / "site"))
    assert built.exit_code == 0
    assert "Frozen at" not in (tmp_path / "site/records/EV-A.html").read_text()


ELSEWHERE = {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "7"}


def test_the_same_records_on_the_same_day_give_the_same_bytes_anywhere(project: Path, tmp_path: Path) -> None:
    one = packed(project, tmp_path / "one.zip")
    other = tmp_path / "moved" / "elsewhere"
    shutil.copytree(project, other, ignore=shutil.ignore_patterns("*.zip", "moved"))
    command = [sys.executable, "-m", "aimsbook", "pack", "-o", str(tmp_path / "two.zip"), "--without", "documents"]
    environment = {**os.environ, **ELSEWHERE, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, cwd=other, env=environment, umask=0o077, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert one.read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_errors_in_the_records_refuse_the_pack(project: Path, tmp_path: Path) -> None:
    (project / "proof/Protokoll?.txt").unlink()
    done = call("pack", "-o", str(tmp_path / "a.zip"), "-f", str(project / "mkdocs.yml"))
    assert done.exit_code == 1
    assert not (tmp_path / "a.zip").exists()


def test_what_cannot_be_made_here_is_told_with_the_way_around_it(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(edition: object, topic: str) -> list[object]:
        raise EnvironmentFault("csv needs a program: pip install 'aimsbook[print]'")

    broken = replace(exporters()["csv"], make=fail)
    monkeypatch.setattr(sys.modules["aimsbook.exporters.csv"], "EXPORTER", broken)
    done = call("pack", "-o", str(tmp_path / "a.zip"), "-f", str(project / "mkdocs.yml"))
    assert isinstance(done.exception, EnvironmentFault) and done.exception.exit_code == 3
    assert str(done.exception) == "csv needs a program: pip install 'aimsbook[print]'; or leave it out: --without data"
    assert not (tmp_path / "a.zip").exists()
    files = opened(packed(project, tmp_path / "b.zip", "--without", "csv", "--without", "documents"))
    assert [one for one in files if one.startswith("data/csv")] == []
    assert "csv: left out on request" in files["README.txt"].decode()


def test_a_form_that_no_pack_has_is_told() -> None:
    with pytest.raises(ConfigurationFault, match=r"no pack has 'cvs'; did you mean 'csv'\?"):
        packing(["cvs"], [])


def test_a_page_that_windows_cannot_hold_refuses_the_pack(project: Path, tmp_path: Path) -> None:
    (project / "docs/aux.md").write_text("# A page\n")
    done = call("pack", "-o", str(tmp_path / "a.zip"), "-f", str(project / "mkdocs.yml"))
    assert isinstance(done.exception, ConfigurationFault)
    assert "site/aux.html cannot be packed" in str(done.exception)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("", []),
        ("docs/index.md", [("source", "docs/index.md")]),
        ("docs/new.md", [("source", "docs/new.md")]),
        ("controls/evidence.yml", [("records", ""), ("source", "controls/evidence.yml"), ("state", "CTL-A")]),
    ],
)
def test_the_sources_are_read_again_and_the_one_that_differs_is_named(project: Path, tmp_path: Path, change: str, expected: list[tuple[str, str]]) -> None:
    pack = packed(project, tmp_path / "a.zip")
    if change:
        file = project / change
        text = file.read_text() if file.exists() else "# New\n"
        file.write_text(text.replace("# Home", "# House").replace("collected: 2026-10-0", "collected: 2027-10-0"))
    done = call("verify", "--deep", "--format", "json", str(pack), "-f", str(project / "mkdocs.yml"))
    found = json.loads(done.stdout)
    assert [(one["kind"], one["path"] or "") for one in sorted(found["differences"], key=lambda one: one["kind"])] == expected
    assert (found["whole"], done.exit_code) == (True, bool(expected))


def test_verify_needs_the_pack_and_nothing_else(file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    for one in ("pack.zip", "pack"):
        done = call("verify", one)
        assert done.exit_code == 0
        assert done.stdout.startswith(f"{one} is whole: {len(contents()) + 2} files, Drawn AIMS, frozen at 2026-11-15\n")
    (folder / "README.txt").write_text("other")
    done = call("verify", "pack")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "altered: README.txt: its content was altered, 5 bytes in place of 9",
        f"pack is not as it was made: 1 flaw in {len(contents()) + 2} files",
    ]


def test_what_is_no_pack_is_told(tmp_path: Path) -> None:
    assert isinstance(call("verify", str(tmp_path / "none.zip")).exception, ConfigurationFault)
    (tmp_path / "text.zip").write_text("no archive")
    assert call("verify", str(tmp_path / "text.zip")).exit_code == 1
    assert call("verify", str(tmp_path)).exit_code == 1
    assert isinstance(call("verify", "--sha256", "0" * 64, str(tmp_path)).exception, ConfigurationFault)
    for digest in ("abc", "g" * 64, "0" * 63):
        refused = call("verify", "--sha256", digest, str(tmp_path / "text.zip")).exception
        assert isinstance(refused, ConfigurationFault) and digest in str(refused)


SECRET = """
== controls/geheim.yml
id: EV-GEHEIM
type: evidence
title: Covert proof of everything
supports: CTL-A
collected: 2026-10-03
confidentiality: confidential
file: proof/verdeckt.txt
== controls/open.yml
id: EV-OPEN
type: evidence
title: Open proof
supports: CTL-A
collected: 2026-10-04
file: proof/open.txt
== controls/shared.yml
id: AUD-OPEN
type: audit
title: An audit that all may know of
report: ./proof/verdeckt.txt
---
id: POL-OPEN
type: policy
title: A policy that all may know of
status: draft
file: docs/heimlich.md
---
id: EV-DRAFT
type: evidence
title: Draft of what comes
confidentiality: confidential
collected: 2026-10-05
file: docs/heimlich.md
== proof/verdeckt.txt
Nobody but us.
== proof/open.txt
As told in EV-GEHEIM.
== docs/heimlich.md
# Heimlich

Nobody but us.
"""


def test_a_pack_goes_without_the_documents_that_its_profile_names(project: Path, tmp_path: Path) -> None:
    own = "\n== controls/vocabulary/profiles.yml\nprofiles: [{name: lean, withhold: {types: [risk]}, pack_without: [soa, risk-register]}]\n"
    Drawing(project).draw(own)
    files = opened(packed(project, tmp_path / "a.zip", "--profile", "lean", "--with", "docx"))
    assert [one for one in files if one.startswith("documents/")] == ["documents/manual.docx"]
    why = "document left out: most of it is withheld from these readers"
    left_out = json.loads(files["MANIFEST.json"])["left_out"]
    assert [one["what"] for one in left_out if one["why"] == why] == ["risk-register", "soa"]
    assert f"soa, Statement of Applicability: {why}" in files["README.txt"].decode()


def test_a_withheld_record_leaves_no_byte_in_a_pack_and_moves_no_state(project: Path, tmp_path: Path) -> None:
    Drawing(project).draw(SECRET)
    whole = opened(packed(project, tmp_path / "a.zip"))
    pack = packed(project, tmp_path / "b.zip", "--profile", "internal", "--without", "documents")
    files = opened(pack)
    told = re.compile(rb"geheim|covert proof|verdeckt|nobody but us|heimlich|draft of what", re.IGNORECASE)
    assert {path for path, content in whole.items() if told.search(path.encode() + content)}
    assert {path for path, content in files.items() if told.search(path.encode() + content)} == set()
    before, after = (json.loads(one["MANIFEST.json"]) for one in (whole, files))
    assert after["states"] == before["states"] and after["profile"] == "internal"
    assert after["unlisted"]["path"] == "5 without a name here" and before["unlisted"] is None
    sources = {one["path"]: one["sha256"] for one in before["sources"]}
    named = {one["path"] for one in after["sources"]}
    for mixed in ("controls/shared.yml", "proof/open.txt"):  # beside something withheld, or naming it
        assert mixed not in named
        assert sources[mixed].encode() not in files["MANIFEST.json"]
    assert "docs/index.md" in named
    kept_back = {"what": "EV-OPEN", "title": "Open proof", "place": "proof/open.txt", "why": "not included: names what the profile withholds"}
    assert kept_back in after["left_out"]
    assert {"what": "Evidence", "title": "2 records", "place": "", "why": "withheld from these readers"} in after["left_out"]
    deep = ("verify", "--deep", str(pack), "-f", str(project / "mkdocs.yml"))
    assert call(*deep).exit_code == 0
    (project / "proof/verdeckt.txt").write_text("Another word.\n")
    assert "sources that the profile does not name" in call(*deep).stdout


# the example, read by others -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("shipped") / "pack.zip"
    return packed(EXAMPLE, target, "--as-of", "2026-11-15")


def test_the_programs_of_the_system_find_the_pack_of_the_example_whole(shipped: Path, tmp_path: Path) -> None:
    for program, *words in (("unzip", "-tqq", str(shipped)), ("unzip", "-q", str(shipped), "-d", str(tmp_path))):
        assert shutil.which(program) or pytest.skip(f"needs {program}: apt-get install {program}")
        done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout + done.stderr) == (0, "")
    sums = subprocess.run(["sha256sum", "-c", "--quiet", "--strict", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (sums.returncode, sums.stdout + sums.stderr) == (0, "")
    assert told(shipped) == told(tmp_path) == []


def test_the_pack_of_the_example_has_its_documents_and_data(shipped: Path) -> None:
    files = opened(shipped)
    for name in ("manual", "statement-of-applicability", "risk-register-and-treatment"):
        assert files[f"documents/{name}.pdf"].startswith(b"%PDF-") and files[f"documents/{name}.docx"].startswith(b"PK")
    assert {"workbook.xlsx", "data/aims.json", "data/aims.graphml"} <= set(files)
    assert any(one.startswith("data/oscal/") for one in files)


def test_forms_are_chosen_by_themselves_or_by_their_folder() -> None:
    assert {one.name for one in packing(["documents"], [])} == {"docx", "pdf"}
    assert {one.name for one in packing([], ["documents", "data"])} == {"xlsx"}


def test_no_byte_of_the_pack_tells_of_the_machine_it_was_made_on(shipped: Path) -> None:
    words = [str(EXAMPLE).encode(), str(Path.home()).encode() + b"/", str(shipped.parent).encode()]
    assert [(path, word) for path, content in opened(shipped).items() for word in words if word in content] == []


def test_every_file_that_a_record_of_the_example_names_is_in_the_pack_as_recorded(shipped: Path, example_dossier: object) -> None:
    files = opened(shipped)
    case = example_dossier.case  # type: ignore[attr-defined]
    named = {str(record.get(name)): state for record, name, state in case.files() if not str(record.get(name)).endswith(".md") or str(record.get(name)).startswith("evidence/")}
    assert {path: hashlib.sha256(files[path]).hexdigest() for path in named} == {path: state.sha256 for path, state in named.items()}
