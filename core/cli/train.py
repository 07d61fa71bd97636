"""The command that trains a network on a laboratory's own data."""

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
from core.pipeline.training_order import TrainingOutcome, TrainSpec
from core.report.training_words import outcome_lines
from core.worker import JobSpec


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
    told = (outcome.n_examples, outcome.n_leaking, outcome.left_out, outcome.before, outcome.after)
    for line in outcome_lines(*told):
        click.echo(line)
    tell(f"The pack {outcome.pack} is installed: `--engine {outcome.pack}` uses it.")
