"""The command that designs edits of a regulatory sequence."""

import click

from core.cli.program import PathArgument, cli, run_job, tell, with_device, with_json
from core.errors import UsageError
from core.pipeline.design_spec import WAYS, Design, DesignSpec
from core.worker import JobSpec


@cli.command("design")
@click.argument("region", metavar="CHROM:START-END")
@click.option("--engine", "engine_id", default="mpra-dragonn", show_default=True)
@click.option("--track", default="", help="Output that is to move; the first unless named.")
@click.option("--reference", type=PathArgument, required=True, help="Indexed FASTA.")
@click.option("--raise", "raises", is_flag=True, help="Raise the output; so it is unless named.")
@click.option("--lower", "lowers", is_flag=True, help="Lower the output.")
@click.option("--goal", type=float, help="A value that is enough.")
@click.option("--edits", "most_edits", type=click.IntRange(1, 50), default=5, show_default=True)
@click.option("--way", type=click.Choice(WAYS), default="greedy", show_default=True)
@click.option(
    "--width", type=click.IntRange(2, 100), default=8, show_default=True, help="Of a beam."
)
@click.option("--protect", "protected", multiple=True, metavar="START-END")
@click.option(
    "--forbid",
    "forbidden",
    multiple=True,
    metavar="MOTIF",
    help="In letters of IUPAC; both strands.",
)
@click.option("--gc", type=(float, float), default=(0.0, 1.0), metavar="LOW HIGH")
@with_device
@with_json
def design(*, raises: bool, lowers: bool, as_json: bool, **options: object) -> None:
    """Search the fewest base edits that raise or lower an engine's output (research).

    Prints every step with its value, tab-separated. A high value is no proof of activity.
    """
    if raises and lowers:
        raise UsageError("--raise and --lower exclude each other.", "Name one of them.")
    options["forbidden"] = tuple(str(one).upper() for one in options["forbidden"])  # type: ignore[attr-defined]
    spec = DesignSpec(raises=not lowers, **options)  # type: ignore[arg-type]
    job = JobSpec("core.pipeline.designing:design_region", {"spec": spec}, "Designing")
    found = run_job(job, as_json=as_json)
    if not isinstance(found, Design):
        raise TypeError(found)
    for row in (found.head, *found.rows):
        click.echo("\t".join(row))
    for sentence in found.broken:
        tell(sentence)
