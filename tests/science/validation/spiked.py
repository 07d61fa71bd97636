"""How often the planted variant of a made-up case comes first; goes on where it stopped.

    python -m tests.science.validation.spiked --shared ../shared --out DIR [--again]

Makes each case, scores it with SpliceAI as a user's case is (scores of backgrounds are kept in the
score cache of DIR) and ranks it for each way of knowing the patient. `--again` ranks the kept cases
anew with the rules of today. Prints the table of docs/validation.md; rows are kept in DIR/ranks.tsv.
"""

import csv
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from core.pipeline.intake import read_case
from core.pipeline.patient import change_patient
from core.pipeline.score import score_case
from core.pipeline.spec import IntakeSpec, PatientChange
from core.sources.genes import load_genes
from core.store.case_store import CaseStore
from tests.science.validation.alleles import Allele, Genome, truth_rows
from tests.science.validation.spiking import Signs, SpikedCase, spiked_cases, write_case
from tests.science.validation.statistics import wilson

TOPS = (1, 5, 10)
_COLUMNS = ("name", "gene", "dataset", "origin", "half", "signs", "rank", "n_listed", "seconds")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the best planted variant of a case stands; `rank` 0 where it is not in the list."""

    case: SpikedCase
    signs: Signs
    rank: int
    n_listed: int
    seconds: float


@click.command()
@click.option("--shared", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--n", "n_cases", default=100, show_default=True)
@click.option("--again", is_flag=True, help="Rank kept cases anew.")
def main(shared: Path, out: Path, n_cases: int, *, again: bool) -> None:
    """Make, score, rank and tell."""
    out.mkdir(parents=True, exist_ok=True)
    genome = Genome(shared, load_genes(shared / "data/genes/MANE.GRCh38.gff3.gz").transcripts)
    cases = spiked_cases(genome, truth_rows(shared, genome.reference), n_cases)
    found: list[Outcome] = []
    for case in cases:
        path = out / f"{case.name}.intronaut"
        if not path.exists():
            _make(case, shared, out, path)
        kept = out / f"{case.name}.ranks"
        if again or not kept.exists():
            outcomes = [_ranked(case, path, signs) for signs in Signs]
            kept.write_text(
                "\n".join(f"{one.rank} {one.n_listed} {one.seconds:.2f}" for one in outcomes)
            )
        found += list(_read(case, kept))
        click.echo(
            f"{case.name} {case.origin}: {[one.rank for one in found[-len(Signs) :]]}", err=True
        )
    _write(found, out / "ranks.tsv")
    for line in table(found):
        click.echo(line)


def table(found: Sequence[Outcome]) -> Iterable[str]:
    """Give the lines of the table: shares within the first ranks with their 95 % intervals."""
    yield (
        "| genes | what is known of the patient | cases | "
        + " | ".join(f"top {top}" for top in TOPS)
        + " |"
    )
    yield "|---|---|---|" + "---|" * len(TOPS)
    for is_tuning, words in ((False, "reported half"), (True, "half used for tuning")):
        for signs in Signs:
            part = [one for one in found if one.case.is_tuning is is_tuning and one.signs is signs]
            shares = [wilson(sum(0 < one.rank <= top for one in part), len(part)) for top in TOPS]
            cells = " | ".join(share.text(2) for share in shares)
            yield f"| {words} | {signs} | {len(part)} | {cells} |"


def _make(case: SpikedCase, shared: Path, out: Path, path: Path) -> None:
    vcf, ped = write_case(case, shared, out)
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    spec = IntakeSpec(
        case=partial,
        vcf=vcf,
        reference=shared / "data/reference/GRCh38.fa.gz",
        genes=(shared / "data/genes/MANE.GRCh38.gff3.gz",),
        ped=ped,
        proband="PROBAND",
    )
    _run(read_case(spec))
    _run(score_case(partial))
    partial.rename(path)
    vcf.unlink()


def _ranked(case: SpikedCase, path: Path, signs: Signs) -> Outcome:
    start = time.perf_counter()
    _run(change_patient(path, PatientChange(hpo=case.signs[signs], hpo_absent=())))
    seconds = time.perf_counter() - start
    with CaseStore.open(path) as store:
        ids = store.candidate_ids()
        rank = _best(store, ids, case.alleles)
    return Outcome(case, signs, rank, len(ids), seconds)


def _best(store: CaseStore, ids: Sequence[int], wanted: Sequence[Allele]) -> int:
    """Rank of the first of the planted alleles, 0 where none is listed."""
    planted = {tuple(allele) for allele in wanted}
    for rank, stored in enumerate(store.variants(ids), start=1):
        one = stored.variant
        if (one.chrom, one.pos, one.ref, one.alt) in planted:
            return rank
    return 0


def _read(case: SpikedCase, kept: Path) -> Iterable[Outcome]:
    for signs, line in zip(Signs, kept.read_text().splitlines(), strict=True):
        rank, n_listed, seconds = line.split()
        yield Outcome(case, signs, int(rank), int(n_listed), float(seconds))


def _write(found: Sequence[Outcome], path: Path) -> None:
    with path.open("w", newline="") as handle:
        writer = csv.writer(handle, delimiter="\t", lineterminator="\n")
        writer.writerow(_COLUMNS)
        for one in found:
            case, half = one.case, "tuning" if one.case.is_tuning else "reported"
            about = (case.name, case.gene_symbol, case.dataset, case.origin, half)
            writer.writerow((*about, one.signs, one.rank, one.n_listed, f"{one.seconds:.2f}"))


def _run(job: Iterable[object]) -> None:
    for _ in job:
        pass


if __name__ == "__main__":
    os.nice(5)
    main()
