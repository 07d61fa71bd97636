"""Commands on coding potential: assess transcripts, train the network, import CPAT."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from core.cli.program import (
    GENES_HELP,
    GenesArgument,
    PathArgument,
    cli,
    run_job,
    tell,
    with_json,
)
from core.domain.coding_potential import CodingPotential, ReadingFrame
from core.worker import JobSpec

if TYPE_CHECKING:
    from core.pipeline.coding_training import TrainingResult
    from models.coding.kept import KeptManifest


@cli.command("coding-potential")
@click.argument("asked", metavar="TRANSCRIPT|FASTA|SEQUENCE...", nargs=-1, required=True)
@click.option("--reference", type=PathArgument, help="Indexed FASTA, for transcripts by name.")
@click.option("--genes", type=GenesArgument, help=f"{GENES_HELP}; for transcripts by name.")
@click.option(
    "--model",
    type=click.Choice(["network", "cpat"]),
    default="network",
    show_default=True,
    help="The network trained on this computer, or CPAT's regression imported.",
)
@click.option("--json", "as_json", is_flag=True, help="All that was found, as JSON.")
def assess(
    asked: tuple[str, ...],
    reference: Path | None,
    genes: Path | None,
    model: str,
    *,
    as_json: bool,
) -> None:
    """Tell whether transcripts read like ones that code for a protein.

    Prints name, class, probability, and a sentence. A sequence too short to be assessed says so.
    """
    arguments = {"asked": asked, "reference": reference, "genes": genes, "kind": model}
    entry = "core.pipeline.coding_potential:assess_sequences"
    job = JobSpec(entry, arguments, "Assessing coding potential")
    found = cast("tuple[CodingPotential, ...]", run_job(job))
    if as_json:
        click.echo(json.dumps([_shape(one) for one in found], indent=1))
        return
    for one in found:
        click.echo("\t".join(_line(one)))


@cli.group("coding-model")
def model_group() -> None:
    """Models of coding potential on this computer."""


@model_group.command("train")
@click.option("--reference", type=PathArgument, required=True, help="Indexed FASTA.")
@click.option("--genes", type=GenesArgument, required=True, help="Coding transcripts: MANE GFF3.")
@click.option("--exons", type=GenesArgument, required=True, help=f"{GENES_HELP}.")
@with_json
def train(reference: Path, genes: Path, exons: Path, *, as_json: bool) -> None:
    """Train the network on coding and non-coding sequence of a reference; takes minutes."""
    entry = "core.pipeline.coding_training:train_coding_model"
    arguments = {"reference": reference, "genes": genes, "exons": exons}
    job = JobSpec(entry, arguments, "Training coding potential")
    found = cast("TrainingResult", run_job(job, as_json=as_json))
    tell(found.manifest.origin)
    for line in _measured(found):
        click.echo(line)


@model_group.command("import-cpat")
@click.argument("hexamers", type=PathArgument)
@click.argument("coefficients", type=PathArgument)
@click.option(
    "--cutoff",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Probability from which on it calls coding; by default that of CPAT's human model.",
)
def import_cpat(hexamers: Path, coefficients: Path, cutoff: float | None) -> None:
    r"""Take in the hexamer table and the coefficients of CPAT's regression.

    R writes the coefficients of a published model: load("Human_logitModel.RData");
    write.table(coef(mylogit), "coefficients.tsv", sep="\t", quote=FALSE, col.names=FALSE)
    """
    arguments = {"hexamers": hexamers, "terms": coefficients, "cutoff": cutoff}
    job = JobSpec("core.pipeline.coding_import:import_cpat", arguments, "Importing CPAT")
    kept = cast("KeptManifest", run_job(job))
    tell(f"{kept.origin} It calls coding from {kept.coding_from} on.")


def _line(one: CodingPotential) -> tuple[str, ...]:
    chance = "" if one.probability is None else f"{one.probability:.4f}"
    return one.name or "-", one.verdict.value, chance, one.sentence


def _shape(one: CodingPotential) -> dict[str, object]:
    """Give all fields; places are 0-based half-open."""
    shape = asdict(one)
    if one.probability is not None:
        shape["probability"] = round(one.probability, 4)
    shape["frame"] = None if one.frame is None else _frame(one.frame)
    shape["other_frames"] = [_frame(frame) for frame in one.other_frames]
    for told in shape["features"]:
        told["value"] = round(told["value"], 4)
        told["contribution"] = round(told["contribution"], 4)
    return shape


def _frame(frame: ReadingFrame) -> dict[str, object]:
    return {**asdict(frame), "has_stop": frame.has_stop, "n_amino_acids": frame.n_amino_acids}


def _measured(found: "TrainingResult") -> Iterator[str]:
    yield "\t".join(("score", "coding", "against", "area under ROC", "average precision"))
    for one in found.figures.areas:
        areas = [f"{a.value:.3f} ({a.low:.3f}-{a.high:.3f})" for a in (one.roc, one.precision)]
        yield "\t".join((one.score, one.positives, one.negatives, *areas))
