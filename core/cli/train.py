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
from core.pipeline.training_order import TrainingCheck, TrainingOutcome, TrainSpec
from core.report.training_words import outcome_lines, parts_lines
from core.worker import JobSpec
from models.training.balance import HeadBalance
from models.training.free_memory import gibibytes

_PARTS = ("to learn from", "for validation", "for the test")


@cli.command("train")
@click.argument("plan", metavar="PLAN.toml", type=PathArgument)
@click.option("--reference", type=PathArgument, required=True, help="Indexed FASTA.")
@click.option("--genes", type=GenesArgument, help="Gene models, where splice sites are learned.")
@click.option(
    "--folder",
    type=PathArgument,
    help="Where the run is kept; the same folder goes on with a stopped run.",
)
@click.option(
    "--check", "is_check", is_flag=True, help="Tell what would be trained; train nothing."
)
@with_device
@with_json
def train(*, as_json: bool, is_check: bool, **options: object) -> None:
    """Train a network, or train an installed one further, and keep it as a pack (research).

    The plan says what is learned from which files and which chromosomes are put aside; see
    docs/training.md. The run can be stopped and gone on with.
    """
    spec = TrainSpec(**options)  # type: ignore[arg-type]
    if is_check:
        job = JobSpec("core.pipeline.train:check_training", {"spec": spec}, "Checking the plan")
        found = run_job(job, as_json=as_json)
        if not isinstance(found, TrainingCheck):
            raise TypeError(found)
        for line in _check_lines(found):
            click.echo(line)
        return
    job = JobSpec("core.pipeline.train:train_network", {"spec": spec}, "Training")
    outcome = run_job(job, as_json=as_json)
    if not isinstance(outcome, TrainingOutcome):
        raise TypeError(outcome)
    told = (outcome.n_examples, outcome.n_leaking, outcome.left_out, outcome.before, outcome.after)
    for line in outcome_lines(*told):
        click.echo(line)
    tell(f"The pack {outcome.pack} is installed: `--engine {outcome.pack}` uses it.")


def _check_lines(found: TrainingCheck) -> list[str]:
    """Give what a plan would train, without having trained it."""
    memory = found.memory
    lines = [
        f"{found.pack}: {found.architecture}, {found.n_numbers:,} numbers; nothing was trained",
        *parts_lines(found.n_examples, found.n_leaking, found.left_out),
    ]
    for purpose, heads in zip(_PARTS, found.balance, strict=True):
        lines += [f"  {purpose}, {_balance_words(one)}" for one in heads]
    free = "not known" if memory.free is None else gibibytes(memory.free)
    lines.append(
        f"memory: {gibibytes(memory.examples)} of examples to learn from, about "
        f"{gibibytes(memory.learning)} for a batch of {found.batch}; free: {free}"
    )
    if not memory.is_enough:
        lines.append("NOT ENOUGH MEMORY: training would be refused. Take a smaller batch.")
    return lines


def _balance_words(one: HeadBalance) -> str:
    if one.n_positive is not None:
        share = one.n_positive / one.n_known if one.n_known else 0.0
        return f"{one.head}: {one.n_positive:,} of {one.n_known:,} ({share:.2%})"
    if one.mean is None or one.spread is None:
        return f"{one.head}: no value is known"
    return f"{one.head}: {one.n_known:,} values, mean {one.mean:.3g}, spread {one.spread:.3g}"
