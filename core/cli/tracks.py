"""Commands on tracks and tables of this computer."""

from pathlib import Path

import click

from core.cli.case import case_group
from core.cli.program import PathArgument, cli, run_job, tell
from core.domain.local_value import LocalSource, Registration
from core.interpret.local_words import sentences
from core.pipeline.local_sources import remove_local_source
from core.session import CaseReader
from core.sources.registry import registered
from core.sources.table_layout import presets
from core.worker import JobSpec


@cli.group("tracks")
def tracks_group() -> None:
    """Conservation tracks, score tables, regions, links and observed introns of this computer.

    They are looked into for the candidates of a case, and for every variant that is opened. They
    stay where they are; they move no rank.
    """


@tracks_group.command("layouts")
def tracks_layouts() -> None:
    """Show every known table layout: builds, licence, where to get it, what to do before use."""
    click.echo("bigwig\tbigWig track (phyloP, phastCons and others)\tGRCh37, GRCh38")
    for one in presets().values():
        builds = ", ".join(one.assemblies) or "any build"
        click.echo("\t".join((one.id, one.title, builds, one.licence, one.url, one.note)))


@tracks_group.command("list")
def tracks_list() -> None:
    """Show what is registered."""
    for one in registered():
        state = "" if Path(one.path).is_file() else "THE FILE IS NOT THERE"
        click.echo("\t".join((one.name, one.edition, one.assembly, one.licence, one.path, state)))


@tracks_group.command("add")
@click.argument("file", type=PathArgument)
@click.option("--layout", default="", help="One of `tracks layouts`, or a mapping of columns.")
@click.option("--name", default="", help="Short name; by default made from title or layout.")
@click.option(
    "--title",
    default="",
    help="What it is called where its values are shown; by default its layout and file.",
)
@click.option("--assembly", default="", type=click.Choice(["", "GRCh37", "GRCh38"]))
@click.option("--version", default="", help="Version of the data.")
@click.option(
    "--cell-type", default="", help="Of elements or links: the cell type or tissue of the table."
)
@click.option("--licence", default="", help="Under which terms it is used.")
def tracks_add(file: Path, **told: str) -> None:
    """Register a track or table where it lies; tables need a tabix index unless they are small.

    A mapping of columns tells names in the header or numbers from 1, for example
    "title=Mine kind=allele first_base=1 worse=higher chrom=1 pos=2 ref=3 alt=4 score=5".
    """
    asked = Registration(file, **told)
    job = JobSpec("core.pipeline.local_sources:add_local_source", {"asked": asked}, "Registering")
    found = run_job(job)
    if not isinstance(found, LocalSource):
        raise TypeError(found)
    tell(f"{found.name}: {found.edition}, {found.assembly}, licence: {found.licence}")


@tracks_group.command("remove")
@click.argument("name")
def tracks_remove(name: str) -> None:
    """Forget a track; its file stays."""
    remove_local_source(name)


@case_group.command("tracks")
@click.argument("case", type=PathArgument)
@click.argument("variants", nargs=-1)
def case_tracks(case: Path, variants: tuple[str, ...]) -> None:
    """Look variants up in what is registered and print the answers.

    Without variants: the first candidates of the list and those marked for the report.
    """
    ids = _ids(case, variants)
    arguments = {"case": case, "variant_ids": ids}
    job = JobSpec("core.pipeline.local_sources:look_up_local", arguments, "Looking up")
    tell(str(run_job(job)))
    with CaseReader(case) as reader:
        for variant_id in ids or reader.store.candidate_ids():
            spelled = next(iter(reader.store.variants([variant_id]))).variant.spelled
            for says in reader.store.local_values.of(variant_id):
                if says.value is not None:
                    for sentence in sentences(says):
                        click.echo("\t".join((spelled, says.source.edition, sentence)))


def _ids(case: Path, variants: tuple[str, ...]) -> tuple[int, ...]:
    with CaseReader(case) as reader:
        return tuple(reader.find(one)[0] for one in variants)
