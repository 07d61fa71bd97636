"""The command that measures engines of regulatory sequence on background variants."""

from pathlib import Path

import click

from core.backgrounds import own_background
from core.cli.program import (
    GenesArgument,
    OutFile,
    PathArgument,
    cli,
    run_job,
    tell,
    with_device,
    with_json,
)
from core.pipeline.background import BackgroundSpec
from core.pipeline.background_variants import PER_CLASS
from core.worker import JobSpec


@cli.command("background")
@click.argument("engine_ids", metavar="ENGINE...", nargs=-1, required=True)
@click.option("--reference", type=PathArgument, required=True, help="Indexed FASTA.")
@click.option("--genes", type=GenesArgument, required=True, help="Gene models: GFF3 or GTF.")
@click.option(
    "--per-class",
    type=click.IntRange(100),
    default=PER_CLASS,
    show_default=True,
    help="Random variants of one base in each kind of element; of other sizes an eighth of it.",
)
@click.option(
    "-o",
    "--out",
    type=OutFile,
    help="Where it is written; by default into the data folder, where it is used.",
)
@with_device
@with_json
def background(
    engine_ids: tuple[str, ...], out: Path | None, *, as_json: bool, **options: object
) -> None:
    """Measure engines of regulatory sequence on random variants.

    Until that is done nothing can be said about how unusual a change is that such an engine sees.
    Several engines named together are compared with each other on the same variants. What MPRA-DragoNN,
    BPNet CTCF, JASPAR and DeepBind say together comes with the program.
    """
    target = out or own_background("+".join(engine_ids))
    spec = BackgroundSpec(engine_ids=engine_ids, out=target, **options)  # type: ignore[arg-type]
    job = JobSpec("core.pipeline.background:measure_background", {"spec": spec}, "Measuring")
    tell(str(run_job(job, as_json=as_json)))
