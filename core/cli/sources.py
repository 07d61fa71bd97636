"""Commands on population frequency and ClinVar files of this computer."""

from pathlib import Path

import click

from core.cli.case import case_group
from core.cli.program import PathArgument, cli, run_job, tell, with_json
from core.domain.known_allele import KnownKind
from core.domain.local_value import LocalSource, Registration
from core.errors import InputFileError, UsageError
from core.pipeline.local_sources import remove_local_source
from core.sources.local_sources import identity
from core.sources.registry import registered
from core.worker import JobSpec


@cli.group("sources")
def sources_group() -> None:
    """Population frequencies, ClinVar and your own list of pathogenic variants.

    They are looked into for every variant and stay where they are. VCF files need an index (bgzip,
    tabix); an own list (--kind own-pathogenic) is a VCF or a table with the columns chrom, pos,
    ref, alt, and class and note if you have them.
    """


@sources_group.command("list")
def sources_list() -> None:
    """Show what is registered, and on which chromosomes it has no records."""
    known = _known()
    job = JobSpec("core.pipeline.source_contigs:contigs_of_sources", {}, "Looking")
    found = run_job(job) if known else ()
    if not isinstance(found, tuple):
        raise TypeError(found)
    covered = dict(found)
    for one in known:
        is_there = Path(one.path).is_file()
        state = covered.get(one.name, "") if is_there else "THE FILE IS NOT THERE"
        told = (one.name, one.layout, one.edition, one.assembly, one.licence, one.path, state)
        click.echo("\t".join(told))


@sources_group.command("add")
@click.argument("file", type=PathArgument)
@click.option("--kind", type=click.Choice([one.value for one in KnownKind]), help="What it is.")
@click.option("--map", "mapping", default="", help="frequency=KEY: the INFO key of the frequency.")
@click.option("--name", default="", help="Short name; by default made from the title.")
@click.option("--title", default="", help="What it is called where it is shown.")
@click.option("--assembly", default="", type=click.Choice(["", "GRCh37", "GRCh38"]))
@click.option("--version", default="", help="Version of the data.")
@click.option("--licence", default="", help="Under which terms it is used.")
def sources_add(file: Path, kind: str | None, mapping: str, **told: str) -> None:
    """Register a file where it lies; kind, build and fields are read from its header."""
    name, _, key = mapping.partition("=")
    if mapping and (name != "frequency" or not key):
        raise UsageError(f"--map {mapping} is not understood.", "Write --map frequency=KEY.")
    layout = f"frequency:{key}" if key else kind or ""
    job = JobSpec(
        "core.pipeline.local_sources:add_local_source",
        {"asked": Registration(file, layout, **told)},
        "Registering",
    )
    found = run_job(job)
    if not isinstance(found, LocalSource):
        raise TypeError(found)
    tell(f"{found.name}: {found.edition}, {found.layout}, {found.assembly}, {found.licence}")


@sources_group.command("remove")
@click.argument("name")
def sources_remove(name: str) -> None:
    """Forget a file; it stays, and cases keep what they took from it."""
    remove_local_source(name)


@sources_group.command("verify")
def sources_verify() -> None:
    """Check that every file is there and is the one that was registered."""
    changed = [one.name for one in _known() if not _is_unchanged(one)]
    if changed:
        raise UsageError(
            f"{', '.join(changed)}: the file is gone or is another one.",
            "Put it back, or register it anew.",
        )
    tell("All files are as they were registered.")


@case_group.command("annotate")
@click.argument("case", type=PathArgument)
@with_json
def case_annotate(case: Path, *, as_json: bool) -> None:
    """Look every variant up in the installed frequency and ClinVar files, and gate anew."""
    job = JobSpec("core.pipeline.annotate:annotate_case", {"case": case}, "Annotating")
    tell(str(run_job(job, as_json=as_json)))


def _known() -> list[LocalSource]:
    return [one for one in registered() if one.kind in set(KnownKind)]


def _is_unchanged(source: LocalSource) -> bool:
    try:
        return identity(Path(source.path)) == source.digest
    except InputFileError:
        return False
