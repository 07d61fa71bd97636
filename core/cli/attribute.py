"""`case attribute`: one variant explained base by base."""

from pathlib import Path

import click

from core.cli.case import case_group
from core.cli.program import (
    OutFile,
    PathArgument,
    Shared,
    run_job,
    tell,
    with_json,
)
from core.domain.attribution import Attribution, AttributionMethod
from core.report.attribution_file import write_attribution
from core.session import CaseReader
from core.worker import JobSpec


@case_group.command("attribute")
@click.argument("case", type=PathArgument)
@click.argument("variant")
@click.option(
    "--method",
    type=click.Choice([str(method) for method in AttributionMethod]),
    default="ism",
    show_default=True,
)
@click.option(
    "-o", "--out", type=OutFile, required=True, help="A file ending in .tsv, .svg or .png."
)
@with_json
@click.pass_obj
def case_attribute(
    shared: Shared,
    case: Path,
    variant: str,
    method: str,
    out: Path,
    *,
    as_json: bool,
) -> None:
    """Explain one variant base by base."""
    with CaseReader(case) as reader:
        variant_id, stored = reader.find(variant)
    arguments = {
        "case": case,
        "spelled": stored.spelled,
        "method": AttributionMethod(method),
        "effect": None,
    }
    job = JobSpec("core.pipeline.attribute:attribute_variant", arguments, "Explaining")
    attribution = run_job(job, as_json=as_json)
    if not isinstance(attribution, Attribution):
        raise TypeError(attribution)
    with CaseReader(case) as reader:
        shown = reader.detail(variant_id)
    write_attribution(attribution, shown, out, shared["printer"])
    tell(str(out))
