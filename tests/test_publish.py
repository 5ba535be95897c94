"""A site is the old one or the new one, never something between."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aimsbook.errors import AimsbookError, ConfigurationFault, EnvironmentFault
from aimsbook.publish import publish


def site(text: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / "records").mkdir()
        (folder / "records" / "A.html").write_text(text)
        (folder / "index.html").write_text(text)

    return make


def read(target: Path) -> set[str]:
    return {file.read_text() for file in target.rglob("*.html")}


def around(target: Path) -> list[str]:
    return sorted(one.name for one in target.parent.iterdir())


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out" / "site"


@pytest.fixture(params=["one call", "step by step"])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to exchange: with the kernel's call, and as on systems that have none."""
    if request.param == "step by step":
        monkeypatch.setattr("sys.platform", "elsewhere")


@pytest.mark.usefixtures("ways")
def test_a_new_site_takes_the_place_of_the_old_one(target: Path) -> None:
    publish(target, site("old"))
    assert read(target) == {"old"}
    publish(target, site("new"))
    assert read(target) == {"new"}
    assert around(target) == ["site"]


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize(
    "fault", [OSError(28, "No space left on device"), AimsbookError("2 errors"), KeyboardInterrupt()]
)
def test_the_old_site_stays_when_the_build_fails(target: Path, fault: BaseException) -> None:
    def fail(folder: Path) -> None:
        (folder / "index.html").write_text("half")
        raise fault

    publish(target, site("old"))
    with pytest.raises((AimsbookError, KeyboardInterrupt)):
        publish(target, fail)
    assert read(target) == {"old"}
    assert around(target) == ["site"]


def test_a_fault_of_the_machine_is_told_in_one_line(target: Path) -> None:
    def fail(folder: Path) -> None:
        raise OSError(28, "No space left on device", str(folder / "a.html"))

    publish(target, site("old"))
    with pytest.raises(
        EnvironmentFault, match=r"a\.html: No space left on device; .*/site is as it was"
    ) as caught:
        publish(target, fail)
    assert caught.value.exit_code == 3 and "\n" not in str(caught.value)


def test_a_build_without_a_home_page_is_not_published(target: Path) -> None:
    publish(target, site("old"))
    with pytest.raises(EnvironmentFault, match=r"no index\.html"):
        publish(target, lambda folder: None)
    assert read(target) == {"old"}


def test_a_second_build_is_told_to_wait(target: Path) -> None:
    def nested(folder: Path) -> None:
        publish(target, site("inner"))

    with pytest.raises(EnvironmentFault, match="another build is running"):
        publish(target, nested)
    assert around(target) == []


def test_of_many_builds_at_once_never_two_are_inside_and_no_lock_is_left(target: Path) -> None:
    script = f"""
from pathlib import Path
from aimsbook.errors import EnvironmentFault
from aimsbook.publish import publish
target, inside = Path({str(target)!r}), Path({str(target.parent.parent / 'inside')!r})
def make(folder):
    inside.mkdir()
    (folder / "index.html").write_text("made")
    inside.rmdir()
done = 0
for _ in range(150):
    try:
        publish(target, make)
        done += 1
    except EnvironmentFault as fault:
        assert "another build is running" in str(fault), fault
print(done)
"""
    call = [sys.executable, "-c", script]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    runs = [subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) for _ in range(4)]
    ended = [(one.communicate(timeout=120), one.returncode) for one in runs]
    assert [(said[1], code) for said, code in ended] == [("", 0)] * 4
    assert sum(int(said[0]) for said, _ in ended) > 10 and around(target) == ["site"]


def test_what_a_killed_build_left_is_cleared_up(target: Path) -> None:
    publish(target, site("old"))
    (target.parent / ".site.new-dead").mkdir()
    (target.parent / ".site.old-dead").mkdir()
    (target.parent / ".site.newer").mkdir()
    publish(target, site("new"))
    assert around(target) == [".site.newer", "site"]


def test_a_site_that_was_set_aside_by_a_killed_build_comes_back(target: Path) -> None:
    publish(target, site("old"))
    target.rename(target.parent / ".site.old-dead")
    with pytest.raises(EnvironmentFault):
        publish(target, lambda folder: None)
    assert read(target) == {"old"}


@pytest.mark.parametrize("moment", ["make", "flush", "exchange", "remove"])
def test_a_build_killed_at_any_moment_leaves_a_whole_site(target: Path, moment: str) -> None:
    publish(target, site("old"))
    step = {"make": None, "flush": "_flush", "exchange": "_exchange", "remove": "shutil.rmtree"}[moment]
    script = f"""
import os, signal, sys
from pathlib import Path
from aimsbook import publish as room
def make(folder):
    (folder / "index.html").write_text("new")
    if {step!r} is None: os.kill(os.getpid(), signal.SIGKILL)
die = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
if {step!r} == "shutil.rmtree": room.shutil.rmtree = die
elif {step!r}: setattr(room, {step!r}, die)
room.publish(Path({str(target)!r}), make)
"""
    ended = subprocess.run(
        [sys.executable, "-c", script], check=False, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    assert ended.returncode == -9
    assert read(target) in ({"old"}, {"new"})
    publish(target, site("next"))
    assert read(target) == {"next"} and around(target) == ["site"]


def test_readers_never_find_the_site_absent_or_mixed(target: Path) -> None:
    publish(target, site("0"))
    script = f"""
import sys, time
from pathlib import Path
target, wrong, end = Path({str(target)!r}), 0, time.monotonic() + 1.5
while time.monotonic() < end:
    try: (target / "index.html").read_text()
    except FileNotFoundError: wrong += 1
sys.exit(min(wrong, 9))
"""
    reader = subprocess.Popen([sys.executable, "-c", script])
    number = 0
    while reader.poll() is None:
        number += 1
        publish(target, site(str(number)))
    assert reader.returncode == 0 and number > 3 and read(target) == {str(number)}


def test_the_published_folder_has_the_rights_that_the_user_asks_for(target: Path) -> None:
    before = os.umask(0o022)
    try:
        publish(target, site("old"))
    finally:
        os.umask(before)
    assert target.stat().st_mode & 0o777 == 0o755


def test_a_folder_that_is_no_site_is_not_replaced(target: Path) -> None:
    target.mkdir(parents=True)
    (target / "thesis.docx").write_text("years of work")
    with pytest.raises(ConfigurationFault, match="is no site"):
        publish(target, site("new"))
    assert (target / "thesis.docx").exists()


@pytest.mark.parametrize("precious", ["here", "history"])
def test_a_site_that_holds_more_is_not_replaced(target: Path, precious: str, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(target, site("old"))
    if precious == "here":
        (target / "work").mkdir()
        monkeypatch.chdir(target / "work")
    else:
        (target / ".git").write_text("gitdir: elsewhere")
    with pytest.raises(ConfigurationFault, match="more than a site"):
        publish(target, site("new"))
    assert read(target) == {"old"}


def test_a_file_in_the_place_of_the_site_is_told(target: Path) -> None:
    target.parent.mkdir(parents=True)
    target.write_text("a file")
    with pytest.raises(ConfigurationFault, match="is no site"):
        publish(target, site("new"))


def test_a_link_to_a_site_keeps_leading_to_it(target: Path, tmp_path: Path) -> None:
    publish(target, site("old"))
    link = tmp_path / "link"
    link.symlink_to(target)
    publish(link, site("new"))
    assert link.is_symlink() and read(target) == {"new"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere: run it as another user")
def test_a_parent_without_write_right_is_told(target: Path) -> None:
    target.parent.mkdir(parents=True)
    target.parent.chmod(0o500)
    with pytest.raises(EnvironmentFault, match="Permission denied"):
        publish(target, site("new"))
