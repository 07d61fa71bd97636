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
from core.domain.attribution import AskedTrack, Attribution, AttributionMethod
from core.errors import UsageError
from core.pipeline.engine_kinds import is_regulatory_engine
from core.report.attribution_file import write_attribution
from core.session import CaseReader
from core.session.jobs import ATTRIBUTE, ATTRIBUTE_TRACK
from core.worker import JobSpec


@case_group.command("attribute")
@click.argument("case", type=PathArgument)
@click.argument("variant")
@click.option(
    "--method",
    type=click.Choice([str(method) for method in AttributionMethod]),
    help="ism unless named, or the first one the engine has.",
)
@click.option("--engine", "engine_id", help="An engine that scored the case; that of splice sites.")
@click.option(
    "--track",
    default="",
    help="A track of an engine of regulatory sequence; the one that changes most.",
)
@click.option(
    "-o", "--out", type=OutFile, required=True, help="A file ending in .tsv, .svg or .png."
)
@with_json
@click.pass_obj
def case_attribute(  # noqa: PLR0913, PLR0917 - options are named by whoever types them
    shared: Shared,
    case: Path,
    variant: str,
    method: str | None,
    engine_id: str | None,
    track: str,
    out: Path,
    *,
    as_json: bool,
) -> None:
    """Explain one variant base by base."""
    with CaseReader(case) as reader:
        variant_id, stored = reader.find(variant)
        ranked = reader.primary_engine()
    arguments: dict[str, object] = {"case": case, "spelled": stored.spelled}
    if method is not None:
        arguments["method"] = AttributionMethod(method)
    job = _job(engine_id, track, arguments, ranked)
    attribution = run_job(job, as_json=as_json)
    if not isinstance(attribution, Attribution):
        raise TypeError(attribution)
    with CaseReader(case) as reader:
        shown = reader.detail(variant_id)
    write_attribution(attribution, shown, out, shared["printer"])
    tell(str(out))


def _job(
    engine_id: str | None, track: str, arguments: dict[str, object], ranked: str | None
) -> JobSpec:
    """Choose who explains: an engine of regulatory sequence, or that of splice sites."""
    if engine_id is not None and is_regulatory_engine(engine_id):
        asked = AskedTrack(engine_id, track)
        return JobSpec(ATTRIBUTE_TRACK, arguments | {"asked": asked}, "Explaining")
    if track:
        raise UsageError(
            "Tracks are those of engines of regulatory sequence.",
            "Name such an engine with --engine, such as mpra-dragonn.",
        )
    if engine_id not in {None, ranked}:
        raise UsageError(
            f"{engine_id} explains no splice site of this case.",
            f"The case is ranked by {ranked}, which is explained without --engine."
            if ranked
            else "Score the case with an engine of splice sites first.",
        )
    return JobSpec(ATTRIBUTE, arguments | {"effect": None}, "Explaining")
