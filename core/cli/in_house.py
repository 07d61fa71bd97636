"""Commands on the laboratory's own allele counts."""

from dataclasses import astuple
from pathlib import Path

import click

from core.cli.program import PathArgument, cli, run_job, tell, with_json
from core.domain.assembly import Assembly
from core.domain.counting import counted
from core.domain.in_house import InHouseCount
from core.errors import UsageError
from core.pipeline.in_house import counted_families
from core.worker import JobSpec

_JOBS = "core.pipeline.in_house"
_NAMES = ("families", "index_patients", "carriers", "homozygous", "hemizygous", "of_families")


@cli.group("inhouse")
def in_house_group() -> None:
    """How often alleles are seen among this laboratory's own families.

    Counted from the cases you name. The counts stay on this computer and hold no names: of a
    family and of its people only digests.
    """


@in_house_group.command("add")
@click.argument("cases", type=PathArgument, nargs=-1, required=True)
@click.option("--one-family", is_flag=True, help="The cases are of one family: count it once.")
@with_json
def in_house_add(cases: tuple[Path, ...], *, one_family: bool, as_json: bool) -> None:
    """Count the alleles of cases; a family counted before is counted anew.

    Each case is a family unless --one-family says that all are one. An allele counts once for a
    family, however many of it carry it; carriers are counted beside it.
    """
    arguments = {"cases": cases, "one_family": one_family}
    tell(
        str(
            run_job(
                JobSpec(f"{_JOBS}_families:add_to_in_house", arguments, "Counting"), as_json=as_json
            )
        )
    )


@in_house_group.command("list")
def in_house_list() -> None:
    """Show the families that are counted."""
    for one in counted_families():
        told = (counted(one.n_people, "person", "people"), counted(one.n_alleles, "allele"))
        click.echo("\t".join((one.digest[:12], one.assembly, one.added, *told)))


@in_house_group.command("remove")
@click.argument("families", nargs=-1, required=True)
def in_house_remove(families: tuple[str, ...]) -> None:
    """Take families out, named by their case file or their digest as in the list."""
    job = JobSpec(f"{_JOBS}_families:remove_from_in_house", {"families": families}, "Taking out")
    tell(str(run_job(job)))


@in_house_group.command("show")
@click.argument("variant")
@click.option("--assembly", type=click.Choice(["GRCh37", "GRCh38"]), help="Build of its place.")
@click.option("--reference", type=PathArgument, help="Finds insertions however they are spelled.")
def in_house_show(variant: str, assembly: str | None, reference: Path | None) -> None:
    """Tell in how many families an allele (chrom-pos-ref-alt) was seen, and in how many people."""
    builds = {one.assembly for one in counted_families()}
    if not builds:
        raise UsageError("No family is counted.", "Add cases first: intronaut inhouse add CASE.")
    if assembly is None and len(builds) > 1:
        raise UsageError("Families of two builds are counted.", "Name one with --assembly.")
    arguments = {
        "text": variant,
        "assembly": Assembly(assembly or min(builds)),
        "reference": reference,
    }
    found = run_job(JobSpec(f"{_JOBS}:count_in_house", arguments, "Counting"))
    if not isinstance(found, InHouseCount):
        raise TypeError(found)
    click.echo("\t".join(_NAMES))
    click.echo("\t".join(str(one) for one in astuple(found)))
    ref, alt = variant.split("-")[-2:]
    if reference is None and len(ref) != len(alt):
        tell("Looked for as it is spelled; with --reference any spelling is found.")
