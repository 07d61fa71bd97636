"""The patient's RNA beside a case's predictions, and the plan of an RNA test."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from core.cli.case import case_group
from core.cli.program import OutFile, PathArgument, Shared, run_job, tell
from core.errors import UsageError
from core.interpretation import outcomes_of
from core.pipeline.spec import RnaSpec
from core.report.rna_plan import rna_plan_text, write_rna_plan
from core.session import CaseReader
from core.worker import JobSpec

if TYPE_CHECKING:
    from core.domain.rna_plan import RnaPlan
    from core.pipeline.rna import OutcomesOf

_READ = "core.pipeline.rna:read_rna"
_FORGET = "core.pipeline.rna:forget_rna"
_PLAN = "core.pipeline.rna_plan:plan_rna_test"


def rna_command(predicted: "OutcomesOf" = outcomes_of) -> click.Command:
    """Give `case rna`, with what predicts outcomes."""

    @click.command("rna")
    @click.argument("case", type=PathArgument)
    @click.option("--reads", type=PathArgument, help="BAM or CRAM of the patient's RNA, indexed.")
    @click.option("--junctions", type=PathArgument, help="Junction table of STAR (SJ.out.tab).")
    @click.option("--tissue", default="", help="blood, fibroblasts, LCL, or a tissue of GTEx.")
    @click.option("--nmd-inhibited", is_flag=True, help="The cells were treated against NMD.")
    @click.option("--forget", type=PathArgument, help="Forget what this file showed.")
    @click.option("--json", "as_json", is_flag=True, help="All that is stored, as JSON.")
    def case_rna(case: Path, **asked: Any) -> None:  # noqa: ANN401 - as click gives them
        """Read the patient's RNA at predicted splice changes; without a file tell what is known."""
        if asked["forget"] is not None:
            forgotten = {"case": case, "path": asked["forget"]}
            tell(str(run_job(JobSpec(_FORGET, forgotten, "Forgetting RNA"))))
        for spec in _specs(asked):
            arguments = {"case": case, "spec": spec, "outcomes_of": predicted}
            tell(str(run_job(JobSpec(_READ, arguments, "Reading RNA"))))
        with CaseReader(case) as reader:
            click.echo(_as_json(reader) if asked["as_json"] else "\n".join(_lines(reader)))

    return case_rna


def rna_plan_command(predicted: "OutcomesOf" = outcomes_of) -> click.Command:
    """Give `case rna-plan`, with what predicts outcomes."""

    @click.command("rna-plan")
    @click.argument("case", type=PathArgument)
    @click.argument("variant")
    @click.option("--transcript", default="", help="Transcript, where several are changed.")
    @click.option("-o", "--out", type=OutFile, help="Page to write: .html, .pdf, .json or .txt.")
    @click.pass_obj
    def case_rna_plan(
        shared: Shared, case: Path, variant: str, transcript: str, out: Path | None
    ) -> None:
        """Plan the RNA test of a variant: products, tissues, primers and bands on one page."""
        arguments = {
            "case": case,
            "spelled": variant,
            "outcomes_of": predicted,
            "transcript_id": transcript,
        }
        plan = cast("RnaPlan", run_job(JobSpec(_PLAN, arguments, "Planning the RNA test")))
        if out is None:
            click.echo(rna_plan_text(plan))
            return
        now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
        write_rna_plan(plan, out, now, shared["printer"])
        tell(str(out))

    return case_rna_plan


def _specs(asked: dict[str, Any]) -> Iterator[RnaSpec]:
    """Yield the files named; of one sample, so that tissue and treatment are those of both."""
    about = {"tissue": asked["tissue"], "is_nmd_inhibited": asked["nmd_inhibited"]}
    files = [(asked["reads"], False), (asked["junctions"], True)]
    named = [(path, is_table) for path, is_table in files if path is not None]
    if any(about.values()) and not named:
        raise UsageError(
            "A tissue or a treatment belongs to a file of RNA.", "Name it: --reads or --junctions."
        )
    for path, is_table in named:
        yield RnaSpec(path, is_table, **about)


def _lines(reader: CaseReader) -> Iterator[str]:
    store = reader.store
    ids = sorted(store.rna.variants())
    if not ids:
        yield "No RNA was read at any variant of this case."
    for stored in store.variants(ids):
        for source, evidence in store.rna.of(stored.variant_id):
            about = f"{stored.variant.spelled_short}\t{evidence.gene_symbol}"
            where = f"{evidence.transcript_id}\t{Path(source.path).name}"
            for one in evidence.outcomes:
                yield f"{about}\t{where}\t{one.outcome}\t{one.verdict.words}"
            for exon in evidence.exons:
                yield f"{about}\t{where}\texon {exon.exon_number}\t{exon.sentence}"


def _as_json(reader: CaseReader) -> str:
    store = reader.store
    shape = [
        {
            "variant": stored.variant.spelled,
            "source": asdict(source),
            "evidence": asdict(evidence),
        }
        for stored in store.variants(sorted(store.rna.variants()))
        for source, evidence in store.rna.of(stored.variant_id)
    ]
    return json.dumps(shape, indent=1, ensure_ascii=False)


case_group.add_command(rna_command())
case_group.add_command(rna_plan_command())
