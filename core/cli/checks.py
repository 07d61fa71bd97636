"""What the calls of a case say about its samples."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from core.cli.case import case_group
from core.cli.program import PathArgument, run_job, tell
from core.domain.case import CaseInfo
from core.domain.sample_checks import SampleChecks
from core.errors import UsageError
from core.interpret.sample_rules import load_sample_rules
from core.interpret.sample_words import summary, warnings
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
        info, checks = reader.info(), reader.store.sample_checks.get()
    if checks is None:
        raise UsageError(
            f"{case}: its samples were not checked.", "Check them: intronaut case checks --again."
        )
    click.echo(_json(checks, info) if as_json else "\n".join(summary(checks, load_sample_rules())))
    if not as_json:
        for text in warnings(checks, info.pedigree, load_sample_rules()):
            tell(f"Note: {text}")


def _json(checks: SampleChecks, info: CaseInfo) -> str:
    rules = load_sample_rules()
    shape = {
        **asdict(checks),
        "n_trio": checks.n_trio,
        "n_errors": checks.n_errors,
        "summary": summary(checks, rules),
        "warnings": warnings(checks, info.pedigree, rules),
    }
    return json.dumps(shape, indent=1, ensure_ascii=False)
