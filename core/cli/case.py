"""Commands on a case."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from core.cli.cache import without_cache
from core.cli.program import (
    OutFile,
    PathArgument,
    Shared,
    cli,
    report_case,
    run_job,
    tell,
    with_computing,
    with_device,
    with_json,
    with_neighbours,
)
from core.cli.tables import with_table
from core.domain.counting import counted
from core.listing import CandidateQuery
from core.pipeline.engine_kinds import (
    BESIDE,
    DEFAULTS,
    computing_for,
    score_job_entry,
    scoring_engines,
)
from core.pipeline.spec import Computing, TableSpec
from core.ranked import outdated_ranking
from core.report import words
from core.report.explained import told_motifs
from core.report.export import FORMATS
from core.report.json import Beside, candidate_dict
from core.report.local_values import local_dicts
from core.report.tsv import candidates_tsv
from core.report.unlisted import unlisted
from core.session import CaseReader
from core.worker import JobSpec


@cli.group("case")
def case_group() -> None:
    """A patient's case: read, score, list, explain, report."""


@case_group.command("score")
@click.argument("case", type=PathArgument)
@click.option(
    "--engine",
    "engine_ids",
    multiple=True,
    help=f"May be given several times; then those named are asked and no others. By default: SpliceAI "
    f"(OpenSpliceAI where it is not installed) and, of {', '.join(BESIDE)}, those that are "
    "installed. Any other engine, xpresso and a network of one's own too, is asked where it is named.",
)
@with_table
@with_computing
@with_neighbours
@without_cache
@with_device
@with_json
def case_score(
    case: Path,
    engine_ids: tuple[str, ...],
    device: str,
    table: TableSpec | None,
    *,
    as_json: bool,
    **how: object,
) -> None:
    """Score and rank all that is pending; can be stopped and taken up again.

    Several engines score one after the other; SpliceAI, or else the first, is ranked.
    """
    computing = Computing(**how)  # type: ignore[arg-type]
    # A short cut is refused for an engine that was named, and left out for one that comes along.
    ways = dict.fromkeys(engine_ids, computing) or {
        one: computing_for(one, computing) for one in scoring_engines() or DEFAULTS[:1]
    }
    try:
        for engine_id, way in ways.items():
            arguments = {"case": case, "device": device, "computing": way, "engine_id": engine_id}
            job = JobSpec(score_job_entry(engine_id), arguments, f"Scoring with {engine_id}")
            run_job(job, as_json=as_json)
    except click.exceptions.Abort:
        tell("What was scored is kept; the same command goes on from there.")
        raise
    if table is not None:
        job = JobSpec(
            "core.pipeline.lookup:look_up_case", {"case": case, "table": table}, "Looking up"
        )
        tell(str(run_job(job, as_json=as_json)))
    with CaseReader(case) as reader:
        n_listed = len(reader.ids(CandidateQuery()))
        not_listed = unlisted(reader.store)
    tell(f"{case}: {counted(n_listed, 'candidate')} ranked")
    for sentence in not_listed:
        tell(sentence)


@case_group.command("rank")
@click.argument("case", type=PathArgument)
@with_json
def case_rank(case: Path, *, as_json: bool) -> None:
    """Rank again by the rules in use, with the scores that are there."""
    job = JobSpec("core.pipeline.rank:rank_case", {"case": case}, "Ranking")
    n_ranked = run_job(job, as_json=as_json)
    tell(f"{counted(int(str(n_ranked)), 'candidate')} ranked.")


@case_group.command("candidates")
@click.argument("case", type=PathArgument)
@click.option(
    "--format", "fmt", type=click.Choice(["tsv", "json"]), default="tsv", show_default=True
)
@click.option(
    "--top", type=click.IntRange(1), help="Only the first N; the rest is counted on standard error."
)
def case_candidates(case: Path, fmt: str, top: int | None) -> None:
    """Print the ranked candidates."""
    with CaseReader(case) as reader:
        ids = reader.ids(CandidateQuery())
        click.echo(_CANDIDATES[fmt](reader, ids[:top]))
        unscored = words.unscored(reader.ledger(), reader.primary_engine())
        told = (*outdated_ranking(reader.store), *unscored, *unlisted(reader.store))
    for sentence in told:
        tell(sentence)
    if top is not None and len(ids) > top:
        tell(f"{top:,} of {counted(len(ids), 'candidate')} shown")


def _as_json(reader: CaseReader, ids: Sequence[int]) -> str:
    info, rows = reader.info(), reader.rows(ids)
    names = reader.genomic_names([row.facts.variant for row in rows])
    facts = [row.facts for row in rows]
    called, found = reader.transcript_names(facts), reader.interpretations(facts)
    sheets, elements = reader.evidence_sheets(found), reader.elements(facts)
    shapes = [
        candidate_dict(
            row,
            info,
            names[row.facts.variant],
            Beside(
                {
                    one.run.engine_id: reader.tracks_by(one.run.engine_id, row.facts.variant_id)
                    for one in row.facts.engines
                },
                called[row.facts.variant_id],
                found[row.facts.variant_id],
                elements[row.facts.variant_id],
                sheets[row.facts.variant_id],
                told_motifs(row.facts, reader.store.attributions(row.facts.variant_id)),
            ),
        )
        | {"local_sources": local_dicts(reader.store.local_values.of(row.facts.variant_id))}
        for row in rows
    ]
    return json.dumps(shapes, indent=1, ensure_ascii=False)


def _as_tsv(reader: CaseReader, ids: Sequence[int]) -> str:
    rows = reader.rows(ids)
    names = reader.genomic_names([row.facts.variant for row in rows])
    return candidates_tsv(rows, reader.info(), names.__getitem__).rstrip("\n")


_CANDIDATES = {"json": _as_json, "tsv": _as_tsv}


@case_group.command("trace")
@click.argument("case", type=PathArgument)
@click.argument("variant")
def case_trace(case: Path, variant: str) -> None:
    """Tell why a variant is, or is not, in the list."""
    with CaseReader(case) as reader:
        told = reader.trace(variant)
    for step in told.steps:
        click.echo(f"{step.name}\t{step.outcome}\t{step.value}")
    click.echo(told.conclusion)


@case_group.command("ledger")
@click.argument("case", type=PathArgument)
def case_ledger(case: Path) -> None:
    """Print where every record and allele went, as JSON."""
    with CaseReader(case) as reader:
        click.echo(json.dumps(reader.ledger().as_dict(), indent=1))


@case_group.command("report")
@click.argument("case", type=PathArgument)
@click.option("--format", "fmt", type=click.Choice(FORMATS), default="html", show_default=True)
@click.option("-o", "--out", type=OutFile, required=True)
@click.pass_obj
def case_report(shared: Shared, case: Path, fmt: str, out: Path) -> None:
    """Write the report on the candidates marked for it."""
    report_case(case, fmt, out, shared["printer"])
    tell(str(out))
