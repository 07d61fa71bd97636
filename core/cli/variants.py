"""Commands that need no case: annotate a variant file, describe one variant."""

import json
from pathlib import Path

import click

from core.cli.cache import without_cache
from core.cli.cohort import demand_for_cluster, for_each, outputs, with_cluster
from core.cli.program import (
    GENES_HELP,
    GenesArgument,
    PathArgument,
    cli,
    run_job,
    with_computing,
    with_device,
    with_json,
)
from core.cli.tables import with_table
from core.pipeline.engine_kinds import score_file_entry
from core.pipeline.spec import DescribeSpec, ScoreFileSpec
from core.worker import JobSpec


@cli.command("score")
@click.argument("vcfs", metavar="VCF...", type=PathArgument, nargs=-1, required=True)
@click.option(
    "-o",
    "--out",
    type=PathArgument,
    required=True,
    help="Annotated file, .vcf or .vcf.gz; a folder where several files are given.",
)
@click.option("--reference", type=PathArgument, required=True, help="Indexed FASTA.")
@click.option("--genes", type=GenesArgument, help=f"{GENES_HELP}; by default the pack's table.")
@click.option("--engine", "engine_id", default="spliceai", show_default=True)
@click.option("--distance", type=click.IntRange(1, 4999), default=50, show_default=True)
@click.option("--masked", is_flag=True, help="Masked deltas, as the engine published them.")
@with_cluster
@with_computing
@without_cache
@with_device
@with_json
def score(**options: object) -> None:
    """Annotate variant files with splice scores, or with those of exons."""
    as_json = bool(options.pop("as_json"))
    vcfs, out = options.pop("vcfs"), options.pop("out")
    files = outputs(vcfs, out)  # type: ignore[arg-type]
    if options["cluster"]:
        demand_for_cluster(str(options["engine_id"]))

    def annotate(vcf: Path, target: Path) -> object:
        spec = ScoreFileSpec(vcf=vcf, out=target, **options)  # type: ignore[arg-type]
        job = JobSpec(score_file_entry(spec.engine_id), {"spec": spec}, "Scoring")
        return run_job(job, as_json=as_json)

    for_each(files, annotate)


@cli.command("describe")
@click.argument("variant")
@click.option("--reference", type=PathArgument, required=True)
@click.option("--genes", type=GenesArgument, required=True, help=f"{GENES_HELP}.")
@click.option("--engine", "engine_ids", multiple=True, help="May be given several times.")
@click.option(
    "--beside",
    multiple=True,
    help="A variant on the same chromosome copy, which both alleles carry where engines of "
    "regulatory sequence read them; may be given several times.",
)
@with_table
@without_cache
@with_device
def describe(**options: object) -> None:
    """Tell everything about one variant, as JSON."""
    spec = DescribeSpec(**options)  # type: ignore[arg-type]
    found = run_job(JobSpec("core.describe:describe_variant", {"spec": spec}, "Describing"))
    click.echo(json.dumps(found, indent=1))
