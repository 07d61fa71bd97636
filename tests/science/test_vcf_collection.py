"""Files of many callers read into cases: all adds up, and the build is proven, stated or refused."""

import gzip
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.case import CaseInfo
from core.domain.ledger import AlleleSetAside, Ledger, RecordSetAside
from core.errors import (
    AssemblyMismatchError,
    AssemblyUnprovenError,
    PedigreeError,
    SampleNotFoundError,
)
from core.pipeline.intake import read_case
from core.pipeline.spec import IntakeSpec
from core.store.case_store import CaseStore

pytestmark = pytest.mark.science

HG18 = "HiSeq.10000.hg18.vcf.gz"
FAMILY = ("ADM1059A1", "ADM1059A2", "ADM1059A3")


@dataclass(frozen=True)
class Expected:
    """What one file must give; `records` and `alleles` count what is set aside."""

    build: Assembly
    n_records: int
    n_variants: int
    n_merged: int = 0
    alleles: dict[AlleleSetAside, int] = field(default_factory=dict)
    records: dict[RecordSetAside, int] = field(default_factory=dict)
    proven: bool = True


NO_ALT, FOREIGN = RecordSetAside.NO_ALTERNATE, RecordSetAside.UNKNOWN_CONTIG
SYMBOLIC, NON_REF = AlleleSetAside.SYMBOLIC, AlleleSetAside.NON_REF
STAR, BREAKEND, NO_BASES = (
    AlleleSetAside.SPANNING_DELETION,
    AlleleSetAside.BREAKEND,
    AlleleSetAside.ALT_NOT_BASES,
)
G37, G38 = Assembly.GRCH37, Assembly.GRCH38

FILES = {
    "vcf/643594.clinical.SV.vcf.gz": Expected(G37, 19, 14, alleles={SYMBOLIC: 5}),
    "vcf/643594.clinical.mei.vcf.gz": Expected(G37, 252, 0, alleles={SYMBOLIC: 252}),
    "vcf/643594.clinical.str.stranger.vcf.gz": Expected(
        G37, 80, 0, alleles={SYMBOLIC: 69}, records={NO_ALT: 11}, proven=False
    ),
    "vcf/643594.clinical.str.vcf.gz": Expected(
        G37, 24, 0, alleles={SYMBOLIC: 22}, records={NO_ALT: 2}, proven=False
    ),
    "vcf/643594.clinical.vcf.gz": Expected(G37, 680, 680),
    "vcf/643594.research.vcf.gz": Expected(G37, 678, 678),
    "vcf/643595.clinical.vcf.gz": Expected(G37, 680, 680),
    "vcf/NA24385.chr21.GRCh38.g.vcf.gz": Expected(
        G38, 121_841, 6_151, alleles={NON_REF: 121_841, STAR: 48}
    ),
    "vcf/NIST.trgt.stranger.vcf.gz": Expected(G38, 70, 54, records={NO_ALT: 16}),
    "vcf/PG_NA12878_chr21.vcf.gz": Expected(
        G37, 65_402, 66_396, n_merged=1_231, alleles={SYMBOLIC: 14}
    ),
    "vcf/PG_NA12878_hg38-chr21.vcf.gz": Expected(G38, 65_370, 66_030, n_merged=20),
    "vcf/Pfeiffer.vcf.gz": Expected(G37, 37_709, 37_300, records={FOREIGN: 409}),
    "vcf/YRIoffspring.chr20.GRCh37.g.vcf.gz": Expected(G37, 10_681, 324, alleles={NON_REF: 10_681}),
    "vcf/cancer_test.vcf.gz": Expected(G37, 10, 10),
    "vcf/empty.clinical.SV.vcf.gz": Expected(G37, 0, 0),
    "vcf/manta_vep_94_annotated_sv_cancer_file.vcf.gz": Expected(
        G37, 15, 1, alleles={SYMBOLIC: 2, BREAKEND: 12}
    ),
    "cases/ldlr-promoter.vcf.gz": Expected(G38, 8_551, 8_550, alleles={NO_BASES: 1}),
    "cases/mybpc3-dominant.vcf.gz": Expected(G38, 8_551, 8_551),
    "cases/nf1-denovo.vcf.gz": Expected(G38, 8_551, 8_550, alleles={NO_BASES: 1}),
    "cases/unc13d-compound-het.vcf.gz": Expected(G38, 8_552, 8_552),
}
UNPROVEN = sorted(name for name, expected in FILES.items() if not expected.proven)
PROVEN = sorted(name for name, expected in FILES.items() if expected.proven)


class Desk:
    """Makes cases of shared files in one folder."""

    def __init__(self, data: Path, folder: Path) -> None:
        self._data = data
        self.folder = folder

    def spec(self, name: str, build: Assembly, **changes: object) -> IntakeSpec:
        settings: dict[str, object] = {
            "case": self.folder / "some.intronaut",
            "vcf": self._data / name,
            "reference": self._data / f"reference/{build}.fa.gz",
        }
        return IntakeSpec(**{**settings, **changes})  # type: ignore[arg-type]

    @contextmanager
    def case(self, name: str, build: Assembly, **changes: object) -> Iterator[CaseStore]:
        spec = self.spec(name, build, **changes)
        for _ in read_case(spec):
            pass
        with CaseStore.open(spec.case) as store:
            yield store

    def refuse(self, kind: type[Exception], name: str, build: Assembly, **changes: object) -> str:
        """Demand that reading is refused and leaves nothing; gives the message."""
        with pytest.raises(kind) as caught:
            for _ in read_case(self.spec(name, build, **changes)):
                pass
        assert list(self.folder.iterdir()) == []
        return str(caught.value)


@pytest.fixture
def desk(shared: Path, tmp_path: Path, own_data_folder: Path) -> Desk:
    folder = tmp_path / "cases"
    folder.mkdir()
    return Desk(shared / "data", folder)


def record_lines(path: Path) -> list[bytes]:
    with gzip.open(path, "rb") as file:
        return [line.rstrip(b"\r\n") for line in file if not line.startswith(b"#")]


def demand_sums(
    store: CaseStore, ledger: Ledger, info: CaseInfo, lines: list[bytes], expected: Expected
) -> None:
    """Hold the ledger against the file itself, counted here by other means."""
    assert ledger.discrepancies() == ()
    assert ledger.records_read == len(lines) == expected.n_records
    assert ledger.records_set_aside == expected.records
    assert ledger.records_kept == expected.n_records - sum(expected.records.values())
    problems = store.records_set_aside(limit=1_000_000)
    assert Counter(problem.reason for problem in problems) == expected.records
    aside = {problem.record_number for problem in problems}
    n_alleles = sum(
        line.split(b"\t", 5)[4].count(b",") + 1
        for number, line in enumerate(lines, start=1)
        if number not in aside
    )
    assert ledger.alleles_read == n_alleles
    assert ledger.alleles_set_aside == expected.alleles
    assert (ledger.variants, ledger.alleles_merged) == (expected.n_variants, expected.n_merged)
    assert store.n_variants() == expected.n_variants == sum(1 for _ in store.variants())
    assert list(store.original_lines()) == lines
    assert info.is_complete


def test_every_file_of_the_collection_is_looked_at(shared: Path):
    there = {
        f"{folder}/{path.name}"
        for folder in ("vcf", "cases")
        for path in (shared / "data" / folder).glob("*.vcf.gz")
    }
    assert there == {*FILES, f"vcf/{HG18}"}


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_ledger_of_a_real_file_adds_up_and_every_line_is_kept(
    desk: Desk, shared: Path, name: str
):
    expected = FILES[name]
    stated = None if expected.proven else expected.build
    with desk.case(name, expected.build, assembly=stated) as store:
        info = store.info()
        assert info.proof.assembly is expected.build
        assert info.proof.verdict is (
            BuildVerdict.PROVEN if expected.proven else BuildVerdict.UNPROVEN
        )
        assert any("not proven" in text for text in info.warnings) is not expected.proven
        lines = record_lines(shared / "data" / name)
        demand_sums(store, store.ledger(), info, lines, expected)


@pytest.mark.parametrize("name", PROVEN)
@pytest.mark.parametrize("is_stated", [False, True])
def test_the_other_build_is_refused_with_the_evidence_even_when_stated(
    desk: Desk, name: str, is_stated: bool
):
    own = FILES[name].build
    other = G38 if own is G37 else G37
    message = desk.refuse(AssemblyMismatchError, name, other, assembly=other if is_stated else None)
    assert Path(name).name in message
    assert f"does not belong to the reference ({other})" in message
    assert f"They are those of {own}" in message


@pytest.mark.parametrize("build", [G37, G38])
@pytest.mark.parametrize("is_stated", [False, True])
def test_a_file_of_hg18_is_refused_by_that_name(desk: Desk, build: Assembly, is_stated: bool):
    stated = build if is_stated else None
    message = desk.refuse(AssemblyMismatchError, f"vcf/{HG18}", build, assembly=stated)
    assert HG18 in message
    assert "NCBI36 (hg18)" in message
    assert "lifted over" in message


@pytest.mark.parametrize("name", UNPROVEN)
def test_a_file_that_shows_no_build_needs_the_users_word(desk: Desk, name: str):
    message = desk.refuse(AssemblyUnprovenError, name, FILES[name].build)
    assert Path(name).name in message
    assert "--assembly" in message


def test_a_statement_against_the_reference_itself_is_refused(desk: Desk):
    message = desk.refuse(AssemblyMismatchError, UNPROVEN[0], G38, assembly=G37)
    assert "The reference is GRCh38 by its contig lengths, but GRCh37 was stated." in message


def test_the_patient_of_a_family_is_the_affected_child_of_the_pedigree(desk: Desk, shared: Path):
    ped = shared / "data/vcf/643594.ped"
    with desk.case("vcf/643594.clinical.vcf.gz", G37, ped=ped) as store:
        pedigree = store.info().pedigree
        assert tuple(person.name for person in pedigree.individuals) == FAMILY
        assert pedigree.proband == "ADM1059A2"
        assert not any("Nobody was named" in text for text in store.info().warnings)
        # The gate asks for the child: a variant of a parent alone is not the patient's.
        for stored in store.variants():
            child = stored.genotypes[FAMILY.index("ADM1059A2")]
            if stored.gate == "not_carried_by_proband":
                assert (child.alt_copies, child.called) == (0, child.ploidy)


def test_the_patient_named_by_the_user_is_taken(desk: Desk):
    with desk.case("vcf/643594.clinical.vcf.gz", G37, proband="ADM1059A3") as store:
        assert store.info().pedigree.proband == "ADM1059A3"


def test_without_a_word_on_the_patient_the_case_says_first_whom_it_took(desk: Desk):
    with desk.case("vcf/643594.clinical.SV.vcf.gz", G37) as store:
        first = store.info().warnings[0]
    assert first.startswith("Nobody was named as the patient: it is taken to be ADM1059A1")


def test_a_patient_or_a_pedigree_of_other_people_is_refused(desk: Desk, shared: Path):
    name = "vcf/643594.clinical.vcf.gz"
    message = desk.refuse(SampleNotFoundError, name, G37, proband="NA12878")
    assert all(person in message for person in ("NA12878", *FAMILY))
    ped = shared / "data/vcf/cancer_test.ped"
    message = desk.refuse(PedigreeError, name, G37, ped=ped)
    assert all(text in message for text in ("cancer_test.ped", "998-99", *FAMILY))


def test_a_patient_whom_the_pedigree_does_not_know_has_no_relatives_and_the_case_says_so(
    desk: Desk, shared: Path
):
    ped = shared / "data/vcf/cancer_test.ped"
    name = "vcf/643594.clinical.SV.vcf.gz"
    with desk.case(name, G37, ped=ped, proband="ADM1059A2") as store:
        assert [person.name for person in store.info().pedigree.individuals] == ["ADM1059A2"]
        first = store.info().warnings[0]
    assert "ADM1059A2, the patient, is not in the pedigree" in first
    assert "cancer_test.ped" in first
