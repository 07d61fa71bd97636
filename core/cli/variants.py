"""Commands that need no case: annotate a variant file, describe one variant."""

import json

import click

from core.cli.cache import without_cache
from core.cli.program import OutFile, PathArgument, cli, run_job, tell, with_device, with_json
from core.cli.tables import with_table
from core.pipeline.engine_kinds import score_file_entry
from core.pipeline.spec import DescribeSpec, ScoreFileSpec
from core.worker import JobSpec


@cli.command("score")
@click.argument("vcf", type=PathArgument)
@click.option("-o", "--out", type=OutFile, required=True, help="Annotated file, .vcf or .vcf.gz.")
@click.option("--reference", type=PathArgument, required=True, help="Indexed FASTA.")
@click.option(
    "--genes", type=PathArgument, help="GFF3 or SpliceAI gene table; by default the pack's."
)
@click.option("--engine", "engine_id", default="spliceai", show_default=True)
@click.option("--distance", type=click.IntRange(1, 4999), default=50, show_default=True)
@click.option("--masked", is_flag=True, help="Masked deltas, as the published -M 1.")
@without_cache
@with_device
@with_json
def score(**options: object) -> None:
    """Annotate a variant file with splice scores, or with those of exons."""
    as_json = bool(options.pop("as_json"))
    spec = ScoreFileSpec(**options)  # type: ignore[arg-type]
    summary = run_job(
        JobSpec(score_file_entry(spec.engine_id), {"spec": spec}, "Scoring"), as_json=as_json
    )
    tell(str(summary))


@cli.command("describe")
@click.argument("variant")
@click.option("--reference", type=PathArgument, required=True)
@click.option("--genes", type=PathArgument, required=True)
@click.option("--engine", "engine_ids", multiple=True, help="May be given several times.")
@with_table
@without_cache
@with_device
def describe(**options: object) -> None:
    """Tell everything about one variant, as JSON."""
    spec = DescribeSpec(**options)  # type: ignore[arg-type]
    found = run_job(JobSpec("core.describe:describe_variant", {"spec": spec}, "Describing"))
    click.echo(json.dumps(found, indent=1))
