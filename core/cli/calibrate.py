"""The command that measures an engine on a laboratory's own variants."""

from pathlib import Path

import click

from core.cli.cache import without_cache
from core.cli.program import (
    GENES_HELP,
    GenesArgument,
    OutFile,
    PathArgument,
    cli,
    run_job,
    tell,
    with_device,
    with_json,
)
from core.domain.calibration import CalibrationRecord
from core.packs import calibration_path
from core.pipeline.spec import CalibrateSpec
from core.report.calibration import calibration_table, calibration_toml
from core.worker import JobSpec


@cli.command("calibrate")
@click.argument("engine_id", metavar="ENGINE")
@click.argument("truth", metavar="TRUTH.tsv", type=PathArgument)
@click.option("--reference", type=PathArgument, required=True, help="Indexed FASTA.")
@click.option("--genes", type=GenesArgument, help=f"{GENES_HELP}; by default the pack's table.")
@click.option("--lab", "laboratory", required=True, help="Name of the laboratory.")
@click.option(
    "-o",
    "--out",
    type=OutFile,
    help="Where the record is written; by default into the data folder, where it is shown.",
)
@without_cache
@with_device
@with_json
def calibrate(out: Path | None, *, as_json: bool, **options: object) -> None:
    """Measure an engine on variants whose effect on splicing you know.

    TRUTH.tsv has the columns chrom, pos, ref, alt and effect (1 changes splicing, 0 does not).
    Prints likelihood ratios by region and score with 95 % intervals, and writes them as the
    laboratory's own calibration. No evidence code follows from it.
    """
    spec = CalibrateSpec(**options)  # type: ignore[arg-type]
    job = JobSpec("core.pipeline.calibrate:calibrate", {"spec": spec}, "Calibrating")
    record = run_job(job, as_json=as_json)
    if not isinstance(record, CalibrationRecord):
        raise TypeError(record)
    for line in calibration_table(record):
        click.echo(line)
    target = out or calibration_path(record.engine_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(calibration_toml(record), encoding="utf-8")
    tell(f"{target}: own calibration of {record.engine_id} by {record.laboratory}")
