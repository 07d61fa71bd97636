"""How long it takes to interpret a scored case: consequences, evidence and the order of the list.

    python -m tests.bench.bench_interpretation --shared ../shared [--rounds 5]

Makes a shared case, scores it with SpliceAI (the pack has to be installed), and then times, each
in a fresh process as a user's job is: interpreting the first 500 candidates, suggesting their
evidence, and ranking the whole case anew (which interprets every candidate). The baseline is
reading the facts of the same 500 from the case file.
"""

import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click

from core.evidence import evidence_profile, evidence_sheets
from core.interpretation import Interpreter
from core.listing import CandidateQuery
from core.pipeline.intake import read_case
from core.pipeline.rank import rank_case
from core.pipeline.score import score_case
from core.pipeline.spec import IntakeSpec
from core.session import CaseReader

N_CANDIDATES = 500
CASE = "nf1-denovo"
SIGNS = ("HP:0000957", "HP:0001067", "HP:0009737", "HP:0000997")


@click.command()
@click.option("--shared", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--rounds", default=5, show_default=True)
def main(shared: Path, rounds: int) -> None:
    """Make, time and tell."""
    with tempfile.TemporaryDirectory() as folder:
        case = _scored(shared, Path(folder))
        for words, job in (
            (f"facts of {N_CANDIDATES} candidates (baseline)", _facts),
            (f"consequences of {N_CANDIDATES} candidates", _consequences),
            (f"consequences and evidence of {N_CANDIDATES} candidates", _evidence),
            ("ranking the whole case, consequences included", _ranking),
        ):
            times = [_in_a_fresh_process(job, case) for _ in range(rounds)]
            middle, low, high = statistics.median(times), min(times), max(times)
            click.echo(f"{words}: median {middle:.2f} s ({low:.2f} to {high:.2f})")


def _scored(shared: Path, folder: Path) -> Path:
    data, case = shared / "data", folder / "case.intronaut"
    spec = IntakeSpec(
        case=case,
        vcf=data / "cases" / f"{CASE}.vcf.gz",
        reference=data / "reference" / "GRCh38.fa.gz",
        genes=(data / "genes" / "MANE.GRCh38.gff3.gz",),
        ped=data / "cases" / f"{CASE}.ped",
        proband="PROBAND",
        hpo=SIGNS,
    )
    for job in (read_case(spec), score_case(case)):
        for _ in job:
            pass
    return case


def _in_a_fresh_process(job: Callable[[Path], None], case: Path) -> float:
    context = multiprocessing.get_context("spawn")
    parent, child = context.Pipe(duplex=False)
    process = context.Process(target=_timed, args=(job, case, child))
    process.start()
    seconds = float(parent.recv())
    process.join()
    return seconds


def _timed(job: Callable[[Path], None], case: Path, pipe) -> None:
    started = time.perf_counter()
    job(case)
    pipe.send(time.perf_counter() - started)


def _facts(case: Path) -> None:
    with CaseReader(case) as reader:
        reader.rows(reader.ids(CandidateQuery())[:N_CANDIDATES])


def _consequences(case: Path) -> None:
    with CaseReader(case) as reader:
        rows = reader.rows(reader.ids(CandidateQuery())[:N_CANDIDATES])
        reader.interpretations([row.facts for row in rows])


def _evidence(case: Path) -> None:
    with CaseReader(case) as reader, Interpreter(reader.store) as interpreter:
        rows = reader.rows(reader.ids(CandidateQuery())[:N_CANDIDATES])
        found = {row.facts.variant_id: interpreter.of(row.facts) for row in rows}
        evidence_sheets(reader.store, tuple(found), evidence_profile().rules, found)


def _ranking(case: Path) -> None:
    for _ in rank_case(case):
        pass


if __name__ == "__main__":
    main()
