"""The command that trains a network on a laboratory's own data."""

from collections.abc import Sequence

import click

from core.cli.program import (
    GenesArgument,
    PathArgument,
    cli,
    run_job,
    tell,
    with_device,
    with_json,
)
from core.domain.counting import counted
from core.pipeline.training_order import TrainingOutcome, TrainSpec
from core.report.training_words import row_words
from core.worker import JobSpec
from models.training.record import HeadFigures, as_table


@cli.command("train")
@click.argument("plan", metavar="PLAN.toml", type=PathArgument)
@click.option("--reference", type=PathArgument, required=True, help="Indexed FASTA.")
@click.option("--genes", type=GenesArgument, help="Gene models, where splice sites are learned.")
@click.option(
    "--folder",
    type=PathArgument,
    help="Where the run is kept; the same folder goes on with a stopped run.",
)
@with_device
@with_json
def train(*, as_json: bool, **options: object) -> None:
    """Train a network, or train an installed one further, and keep it as a pack (research).

    The plan says what is learned from which files and which chromosomes are put aside; see
    docs/training.md. The run can be stopped and gone on with.
    """
    spec = TrainSpec(**options)  # type: ignore[arg-type]
    job = JobSpec("core.pipeline.train:train_network", {"spec": spec}, "Training")
    outcome = run_job(job, as_json=as_json)
    if not isinstance(outcome, TrainingOutcome):
        raise TypeError(outcome)
    for line in _lines(outcome):
        click.echo(line)
    tell(f"The pack {outcome.pack} is installed: `--engine {outcome.pack}` uses it.")


def _lines(outcome: TrainingOutcome) -> list[str]:
    learned, checked, tested = outcome.n_examples
    parts = (
        f"{counted(learned, 'example')} to learn from, {checked:,} for validation, {tested:,} for "
        f"the test; {outcome.n_leaking:,} left out because they stand in two parts"
    )
    told = [
        parts,
        *(f"left out: {n:,} {why}" for why, n in sorted(outcome.left_out.items())),
    ]
    if outcome.before:
        told += ["before training, on the test part:", *_rows(outcome.before)]
    return [*told, "on the test part:", *_rows(outcome.after)]


def _rows(figures: Sequence[HeadFigures]) -> list[str]:
    return [f"  {row_words(cells)}" for cells in as_table(figures)]
