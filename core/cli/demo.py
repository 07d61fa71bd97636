"""The demo case, from variant file to report."""

from pathlib import Path

import click

from core import demo
from core.cli.program import (
    PathArgument,
    Shared,
    cli,
    report_case,
    run_job,
    with_device,
    with_json,
)
from core.domain.candidate import Mark
from core.listing import CandidateQuery
from core.session import CaseReader, Session
from core.store.case_files import erase
from core.worker import JobSpec


@cli.command("demo")
@click.option("--headless", is_flag=True, help="No window: from variant file to report.")
@click.option("--out", type=PathArgument, default=Path("intronaut-demo"), show_default=True)
@with_device
@with_json
@click.pass_obj
def demo_command(shared: Shared, out: Path, device: str, *, headless: bool, as_json: bool) -> None:
    """Make the artificial demo case and its report (without --headless the window opens it)."""
    del headless
    spec = demo.demo_spec(out)
    erase(spec.case)
    run_job(JobSpec("core.pipeline.intake:read_case", {"spec": spec}, "Reading"), as_json=as_json)
    score_arguments = {"case": spec.case, "engine_id": "spliceai", "device": device}
    run_job(JobSpec("core.pipeline.score:score_case", score_arguments, "Scoring"), as_json=as_json)
    formats = (
        ("html", "json", "tsv") if shared["printer"] is None else ("html", "pdf", "json", "tsv")
    )
    _explain_top(spec.case, as_json=as_json)
    for fmt in formats:
        report_case(spec.case, fmt, out / f"demo-report.{fmt}", shared["printer"])
    click.echo(f"Case:   {spec.case.resolve()}")
    click.echo(f"Report: {(out / 'demo-report.html').resolve()}")


def _explain_top(case: Path, *, as_json: bool, n: int = 3) -> None:
    """Mark the first candidates for the report and explain them base by base."""
    with CaseReader(case) as reader:
        chosen = reader.rows(reader.ids(CandidateQuery())[:n])
    session = Session()
    session.open(case)
    try:
        for one in chosen:
            session.mark(one.facts.variant_id, Mark.REPORT)
            if one.facts.scores:
                run_job(session.attribute_job(one.facts.variant.spelled), as_json=as_json)
                run_job(session.track_job(one.facts.variant_id), as_json=as_json)
    finally:
        session.close()
