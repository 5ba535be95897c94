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
from aimsbook.registry import modules_of
from aimsbook.report import safe

FAULT_OF_OURS = 70
_EPILOG = """\b
Exit status: 0 no error · 1 errors (gaps too under --strict), or a gate missed · 2 wrong call or configuration ·
3 the machine does not allow it (disk, permission, missing program) · 70 a fault of the generator itself.

\b
Environment: SOURCE_DATE_EPOCH sets the as-of date where --as-of does not; NO_COLOR switches colours off.
"""


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG)
@click.version_option(__version__, prog_name="aimsbook")
def cli() -> None:
    """Turn YAML records and a Markdown manual into a checked, cross-linked AIMS site.

    \b
    aimsbook init my-aims && cd my-aims    a small project to begin with
    aimsbook check                         what is wrong or missing, with file:line:column
    aimsbook build                         the site, in site/
    aimsbook serve                         a live preview
    """


for _module in modules_of("aimsbook.commands"):
    cli.add_command(_module.command)


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
