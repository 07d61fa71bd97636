"""What the calls of a case say about its samples."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from core.cli.case import case_group
from core.cli.program import PathArgument, run_job, tell
from core.errors import UsageError
from core.samples import SamplePage, sample_page
from core.session import CaseReader
from core.worker import JobSpec

_JOB = "core.pipeline.sample_checks:check_case"


@case_group.command("checks")
@click.argument("case", type=PathArgument)
@click.option("--again", is_flag=True, help="Check anew, as for a case of an older version.")
@click.option("--json", "as_json", is_flag=True, help="All numbers, as JSON.")
def case_checks(case: Path, *, again: bool, as_json: bool) -> None:
    """Tell whether samples are whose they should be: sex, kinship, purity, homozygosity."""
    if again:
        run_job(JobSpec(_JOB, {"case": case}, "Checking the samples"), as_json=False)
    with CaseReader(case) as reader:
        page = sample_page(reader.store)
    if page is None:
        raise UsageError(
            f"{case}: its samples were not checked.", "Check them: intronaut case checks --again."
        )
    click.echo(_json(page) if as_json else "\n".join(page.summary))
    for text in () if as_json else page.warnings:
        tell(f"Note: {text}")


def _json(page: SamplePage) -> str:
    shape = {
        **asdict(page.checks),
        "n_trio": page.checks.n_trio,
        "n_errors": page.checks.n_errors,
        "summary": page.summary,
        "warnings": page.warnings,
    }
    return json.dumps(shape, indent=1, ensure_ascii=False)
