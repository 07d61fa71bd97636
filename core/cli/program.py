"""The command every other one hangs on, and what they share."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

import click

from core import jobs_terminal
from core.jobs_terminal import Console
from core.packs import exon_table
from core.paths import demand_file_name
from core.report.data import freeze
from core.report.export import write_report
from core.report.printer import Printer
from core.session import CaseReader
from core.version import VERSION
from core.worker import JobSpec

PathArgument = click.Path(path_type=Path)


def _file(text: str) -> Path:
    """A file to be written; a folder is refused before any work is done."""
    path = Path(text)
    demand_file_name(path)
    return path


OutFile = click.types.FuncParamType(_file)
OutFile.name = "file"


def _genes(text: str) -> Path:
    """A gene model file; `PACK:BUILD` are the exons of all transcripts that a pack holds."""
    pack, _, build = text.partition(":")
    return exon_table(pack, build) if build in ("GRCh37", "GRCh38") else Path(text)


GenesArgument = click.types.FuncParamType(_genes)
GenesArgument.name = "path"

GENES_HELP = "GFF3, GTF or SpliceAI gene table; mmsplice:GRCh38 are the exons of all transcripts"
"""Ends without a stop: commands add what they do without it."""


class Shared(TypedDict):
    """What every command is given."""

    printer: Printer | None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="intronaut")
@click.pass_context
def cli(context: click.Context) -> None:
    """Rank and explain non-coding and splice variants of a patient, on this machine.

    Without a command the window opens: intronaut [CASE].

    For Research Use Only. Not for use in diagnostic procedures.
    """
    context.ensure_object(dict)


def tell(text: str) -> None:
    """Say something on standard error; one that cannot be written to stops nothing."""
    with suppress(OSError):
        click.echo(text, err=True)


def run_job(spec: JobSpec, *, as_json: bool = False) -> object:
    """Run a job with a progress bar, or a JSON line per step, and give its value."""
    return jobs_terminal.run(spec, Console(as_json=as_json))


def with_json(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--json`."""
    option = click.option(
        "--json", "as_json", is_flag=True, help="One JSON line per step instead of a progress bar."
    )
    return option(command)


def with_device(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--device`."""
    option = click.option(
        "--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True
    )
    return option(command)


def with_computing(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--precision` and `--screening`."""
    precision = click.option(
        "--precision",
        type=click.Choice(["float32", "reduced"]),
        default="float32",
        show_default=True,
        help="reduced: the device's shorter numbers, but for what lies near a cut-off.",
    )
    screening = click.option(
        "--screening",
        is_flag=True,
        help="One network first, the others only where it sees a change; may miss some.",
    )
    return precision(screening(command))


def with_neighbours(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--phased-neighbours`."""
    option = click.option(
        "--phased-neighbours",
        is_flag=True,
        help="Engines of regulatory sequence read both alleles with what lies on the same "
        "chromosome copy; a run of its own.",
    )
    return option(command)


def report_case(case: Path, fmt: str, out: Path, printer: Printer | None) -> None:
    """Write the report of a case in one format."""
    now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    with CaseReader(case) as reader:
        data = freeze(reader.store, generated_at=now)
    write_report(data, fmt, out, printer)
