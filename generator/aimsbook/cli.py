"""The command line: offers the commands of the registry and turns every way of stopping into one line."""

from __future__ import annotations

import gc
import sys
import tempfile
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from aimsbook import __version__
from aimsbook.errors import AimsbookError
from aimsbook.registry import module_of, names_of
from aimsbook.report import safe

FAULT_OF_OURS = 70
_FOLDER = "aimsbook.commands"
_EPILOG = """\b
Exit status: 0 no error · 1 errors (gaps too under --strict), or a gate missed · 2 wrong call or configuration ·
3 the machine does not allow it (disk, permission, missing program) · 70 a fault of the generator itself.

\b
Environment: SOURCE_DATE_EPOCH sets the as-of date where --as-of does not; NO_COLOR switches colours off.
"""


class _Commands(click.Group):
    """The commands of the registry, each read when it is asked for: none waits for what only another one needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        modules = self._modules()
        for name in [cmd_name] if cmd_name in modules else modules:  # of all, one may be what a wrong word means
            if name not in self.commands:
                self.add_command(module_of(_FOLDER, modules[name]).command)
        return super().get_command(ctx, cmd_name)

    def _modules(self) -> dict[str, str]:
        """The module of each command; a word that Python keeps for itself has a line behind it there."""
        return {name.rstrip("_"): name for name in names_of(_FOLDER)}


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG)
@click.version_option(__version__, prog_name="aimsbook")
def cli() -> None:
    """Turn YAML records and a Markdown manual into a checked, cross-linked AIMS site.

    \b
    aimsbook init my-aims && cd my-aims    a small project to begin with
    aimsbook check                         what is wrong or missing, with file:line:column
    aimsbook build                         the site, in site/
    aimsbook serve                         a live preview
    """


def _told(run: Callable[[], Any]) -> Callable[[], None]:
    """Run a command so that every way of stopping is one line and an exit code, never a traceback."""

    @wraps(run)
    def told() -> None:
        try:
            run()
        except AimsbookError as fault:
            click.echo(f"aimsbook: {safe(str(fault))}", err=True)
            sys.exit(fault.exit_code)
        except BrokenPipeError:
            sys.exit(0)
        except OSError as fault:
            click.echo(f"aimsbook: {fault.filename or ''}: {fault.strerror or fault}", err=True)
            sys.exit(3)
        except Exception as fault:  # a fault of our own: the report is for us, the line for the user
            with tempfile.NamedTemporaryFile("w", prefix="aimsbook-fault-", suffix=".txt", delete=False) as out:
                traceback.print_exc(file=out)
            click.echo(
                f"aimsbook: a fault of the generator ({type(fault).__name__}); its report is in {out.name}", err=True
            )
            sys.exit(FAULT_OF_OURS)
        finally:
            gc.freeze()  # the process ends: its memory goes back whole, without a last pass over every record

    return told


main = _told(cli)

if __name__ == "__main__":
    main()
