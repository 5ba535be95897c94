"""Measures our build against plain Material on the same pages: CPU seconds of child processes, taken in turn.

    python benchmarks/run.py 1000             five rounds at 1,000 records
    python benchmarks/run.py 1000 10000       both sizes
    python benchmarks/run.py 10000 --rounds 3

Wall time says little on a machine that others use, so what counts is user and system time of the process that builds,
and the ratio of two builds that ran one after the other. Nothing is left behind but the printed table.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from corpus import WRITERS, generate

OURS, PLAIN, CHECK = "aimsbook build", "plain Material", "aimsbook check"


@dataclass(frozen=True)
class Way:
    """A command to be measured: what it reads, what is run, and how many pages it has to make."""

    corpus: str
    command: tuple[str, ...]
    pages: Callable[[Path], int]


WAYS: Mapping[str, Way] = {
    OURS: Way("records", ("aimsbook", "build", "-d", "{out}"), lambda out: len(list(out.glob("records/[A-Z]*.html")))),
    PLAIN: Way("pages", ("mkdocs", "build", "-q", "-d", "{out}"), lambda out: len(list(out.glob("*/*/index.html")))),
    CHECK: Way("records", ("aimsbook", "check"), lambda out: 0),
}


@dataclass(frozen=True)
class Run:
    """What one command took."""

    cpu: float
    megabytes: float
    pages: int
    size: float


def measure(way: Way, folder: Path) -> Run:
    """Run a command once, from nothing, and account for it."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    words = [word.format(out=out) for word in way.command]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed was compiled once, and so is a checkout
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=folder / way.corpus, env=environment, stdout=said, stderr=said
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said.seek(0)
            last = said.read().decode(errors="replace")[-2000:]
            sys.exit(f"{' '.join(words)} stopped with {child.returncode}:\n{last}")
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10  # of ru_maxrss: bytes there, kibibytes here
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, way.pages(out), size / 1e6)


def rounds(number: int, times: int, folder: Path) -> dict[str, list[Run]]:
    """Measure every way so many times, the ways in turn."""
    items = generate(number)
    for name, write in WRITERS.items():
        write(items, folder / name)
    found: dict[str, list[Run]] = {name: [] for name in WAYS}
    for turn in range(times):
        for name in WAYS if turn % 2 == 0 else reversed(WAYS):
            run = measure(WAYS[name], folder)
            if name != CHECK and run.pages < len(items):
                sys.exit(f"{name} made {run.pages} pages of {len(items)} items")
            found[name].append(run)
            print(f"  {number} records, round {turn + 1}, {name}: {run.cpu:.2f} s", file=sys.stderr, flush=True)
    return found


def table(number: int, found: Mapping[str, list[Run]]) -> Iterable[str]:
    """The figures of one size as rows of a Markdown table."""
    for name, runs in found.items():
        cpu = [run.cpu for run in runs]
        shares = [run.cpu / plain.cpu for run, plain in zip(runs, found[PLAIN], strict=True)]
        ratio = "1" if name == PLAIN else f"{median(shares):.2f}"
        memory = max(run.megabytes for run in runs)
        size = f"{runs[-1].size:.1f}" if runs[-1].size else "-"
        spread = f"{median(cpu):.2f} ({min(cpu):.2f} to {max(cpu):.2f})"
        yield f"| {number:,} | {name} | {spread} | {ratio} | {memory:.0f} | {size} | {len(runs)} |"


def main() -> None:
    """Measure the sizes that the call names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[1000], metavar="RECORDS")
    parser.add_argument("--rounds", type=int, default=5, help="how often each command runs (default 5)")
    asked = parser.parse_args()
    lines: list[str] = []
    for number in asked.sizes:
        with tempfile.TemporaryDirectory(prefix="aimsbook-bench-") as folder:
            lines += table(number, rounds(number, asked.rounds, Path(folder)))
    print("| records | command | CPU seconds, median (least to most) | ratio to plain | peak MiB | site MB | runs |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
