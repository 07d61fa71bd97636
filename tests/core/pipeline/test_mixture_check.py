"""A file of two builds is refused, whichever stands first; a few odd records are told."""

import gzip
from pathlib import Path

import pytest

from core.errors import AssemblyMismatchError
from core.pipeline.intake import read_case
from core.pipeline.spec import IntakeSpec
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import drive

pytestmark = pytest.mark.science

CASE = "cases/nf1-denovo.vcf.gz"
SWAPPED = {"A": "C", "C": "G", "G": "T", "T": "A"}


def lines_of(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return file.read().splitlines()


def is_known_snv(line: str, bases: Reference) -> bool:
    if line.startswith("#"):
        return False
    chrom, pos, _, ref = line.split("\t")[:4]
    return len(ref) == 1 and bases.fetch(chrom, int(pos) - 1, int(pos)) == ref


def with_wrong(shared: Path, folder: Path, n_wrong: int) -> IntakeSpec:
    """A real case whose last records have the bases of another build: mostly other ones."""
    lines = lines_of(shared / "data" / CASE)
    reference = shared / "data/reference/GRCh38.fa.gz"
    with Reference(reference) as bases:
        snvs = [number for number, line in enumerate(lines) if is_known_snv(line, bases)]
    for number in snvs[-n_wrong:]:
        fields = lines[number].split("\t")
        fields[3] = SWAPPED[fields[3].upper()]
        lines[number] = "\t".join(fields)
    vcf = folder / "mixed.vcf"
    vcf.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return IntakeSpec(folder / "mixed.intronaut", vcf, reference)


def test_a_mixture_is_refused_with_its_contigs(shared: Path, tmp_path: Path):
    spec = with_wrong(shared, tmp_path, 400)
    with pytest.raises(
        AssemblyMismatchError, match=r"a part of the file is of another build"
    ) as told:
        drive(read_case(spec))
    assert "mixed.vcf" in str(told.value)
    (where,) = told.value.evidence
    assert where.startswith("The first 400 of them lie on chr")
    assert str(told.value).count(where) == 1
    assert told.value.remedy
    assert not spec.case.exists()


def test_some_odd_records_are_set_aside_and_told_first(shared: Path, tmp_path: Path):
    spec = with_wrong(shared, tmp_path, 60)
    drive(read_case(spec))
    with CaseStore.open(spec.case) as store:
        (told,) = [text for text in store.info().warnings if "another REF base" in text]
        assert "are set aside" in told
        assert store.ledger().discrepancies() == ()
