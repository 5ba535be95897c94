"""Hand the records on in another form: documents, tables, data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from aimsbook.calling import as_of_option, config_option, profile_option, project_at, step
from aimsbook.compose import compile_edition
from aimsbook.errors import ConfigurationFault
from aimsbook.exporting import Exporter, export, exporters
from aimsbook.publish import deliver, deliver_folder
from aimsbook.words import counted

_REFERENCE = click.Option(
    ["--reference"],
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A Word file whose styles, header and footer are taken, in place of the option reference_docx.",
)


class _Registry(click.Group):
    """The exporters as commands, read when they are asked for: no other command waits for their libraries."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._read()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._read()
        return super().get_command(ctx, cmd_name)

    def _read(self) -> None:
        if not self.commands:
            self.commands = {name: _command_of(one) for name, one in exporters().items()}


@click.group("export", cls=_Registry)
def command() -> None:
    """Hand the records on in another form: documents, tables, data.

    Everything is made from the same compiled records as the site, and says the same. A file appears whole or not at
    all; a folder is exchanged for the old one in a single step.

    \b
    aimsbook export csv -o tables          every register, list and matrix
    aimsbook export csv --help             what one form takes
    """


def _command_of(exporter: Exporter) -> click.Command:
    @as_of_option
    @config_option
    @profile_option
    @click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        required=True,
        metavar=_target(exporter),
        help="Where it goes, `-` for text to the standard output; folders are made, what is there is replaced.",
    )
    def run(
        output: Path, config_file: Path, as_of: str | None, profile: str | None, what: str | None = None,
        reference: Path | None = None,
    ) -> None:
        is_folder = bool(exporter.known_by) and not what
        to_output = str(output) == "-"
        if to_output and (is_folder or not exporter.text):
            made, wanted = ("a folder", "a folder") if is_folder else ("no text", "a file")
            raise ConfigurationFault(f"{exporter.name} makes {made}; name {wanted} in place of the standard output (-)")
        step("Compiling the records")
        project = project_at(config_file, as_of, profile)
        edition = compile_edition(replace(project, reference_docx=reference or project.reference_docx))
        step(f"Making {what or exporter.name}")
        files = export(exporter, edition, what or "")
        if to_output:
            click.echo(files[0].content, nl=False)
            return
        if is_folder:
            deliver_folder(output, ((one.path, one.content) for one in files), exporter.known_by)
        else:
            deliver(output, files[0].content)
        name = edition.book.project.profile
        for_whom = f"profile {name}, " if name else ""
        said = f"{counted(len(files), 'file')} below {output}" if is_folder else str(output)
        click.echo(f"Wrote {said} ({for_whom}dates computed for {edition.book.project.as_of}).", err=True)

    asked = [click.Argument(["what"], required=not exporter.known_by)] if exporter.topics else []
    made = click.command(exporter.name, help=_help(exporter))(run)
    made.params = [*asked, *made.params, *([_REFERENCE] if exporter.styled else [])]
    return made


def _target(exporter: Exporter) -> str:
    if not exporter.known_by:
        return "FILE"
    return "FOLDER|FILE" if exporter.topics else "FOLDER"


def _help(exporter: Exporter) -> str:
    shown = "\n".join(exporter.examples)
    return f"{exporter.says}\n\n\b\n{shown}" if shown else exporter.says
