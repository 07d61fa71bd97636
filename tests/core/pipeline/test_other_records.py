"""Records that are no small variants, from the file into the case."""

from pathlib import Path

import pytest

from core.domain.assembly import Assembly
from core.domain.candidate import INHERITANCE, InheritanceFit
from core.domain.interval import IntervalKind
from core.domain.ledger import AlleleSetAside
from core.interpret.repeat_loci import RepeatMeaning
from core.others import carried_in_genes, deletions, overview
from core.pipeline.intake import read_case
from core.pipeline.rank import DELETED, Ranker
from core.pipeline.score import score_case
from core.pipeline.spec import IntakeSpec
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive


def symbolic(world: World, pos: int, alt: str, info: str, **fields: object) -> None:
    world.add(pos, world.base(pos), alt, info, **fields)


def test_intervals_and_problems_reach_the_case_and_the_sums_hold(world: World):
    symbolic(world, 21_000, "<DEL>", "SVTYPE=DEL;END=22000")
    symbolic(world, 22_000, f"{world.base(22_000)}]toy1:900]", "SVTYPE=BND")
    symbolic(world, 23_000, "<DUP>", "SVTYPE=DUP")
    world.add(24_000)
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        found, problems = store.intervals(limit=9), store.interval_problems(limit=9)
        ledger, info = store.ledger(), store.info()
        genes = carried_in_genes(store, ["PLUSGENE", "PLUSGENE", "NOGENE"])
    assert [one.kind for one in found] == [IntervalKind.DELETION, IntervalKind.BREAKEND]
    assert found[0].start == 21_000
    assert [one.field for one in problems] == ["INFO/END"]
    assert ledger.alleles_set_aside == {AlleleSetAside.SYMBOLIC: 2, AlleleSetAside.BREAKEND: 1}
    assert ledger.discrepancies() == ()
    assert [one.record_number for one in genes] == [1, 2]
    assert (
        "Not assessed: 1 breakend and 1 deletion (listed, not scored); 1 allele whose place the file "
        "does not tell; no repeat expansions in this file, so these were not looked for."
    ) in info.warnings


def test_what_the_patient_is_called_without_is_not_listed_in_genes(world: World):
    symbolic(world, 21_000, "<DEL>", "END=22000", calls=("0/0", "0/1", "0/0"))
    symbolic(world, 21_100, "<DEL>", "END=22000", calls=("./.", "0/1", "0/0"))
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        assert [one.start for one in carried_in_genes(store, ["PLUSGENE"])] == [21_100]
        assert len(deletions(store)) == 2


def test_a_homozygous_call_inside_a_deletion_is_warned_about_in_the_list(world: World):
    symbolic(world, 20_900, "<DEL>", "END=22000")
    world.add(PLUS[1][1] + 1, calls=("1/1", "0/1", "0/1"))
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    with CaseStore.open(spec.case, write=True) as store:
        Ranker(store).rank()
        (row,) = store.candidate_rows()
    (reason,) = [one for one in row.reasons if one.topic == DELETED]
    assert reason.sentence.startswith("The call reads homozygous, but a deletion of 1.1 kb")
    assert reason.points == 0


def test_a_deletion_on_the_other_copy_makes_a_pair_of_a_variant_in_the_list(world: World):
    symbolic(world, 20_100, "<DEL>", f"END={PLUS[0][1] + 100}", calls=("0/1", "0/0", "0/1"))
    world.add(PLUS[1][1] + 1, calls=("0/1", "0/1", "0/0"))
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    with CaseStore.open(spec.case) as store:
        (row,) = store.candidate_rows()
    assert row.inheritance == (InheritanceFit.COMPOUND_HET,)
    (reason,) = [one for one in row.reasons if one.topic == INHERITANCE]
    assert "one from each parent" in reason.sentence


def test_reference_blocks_become_coverage_and_real_alleles_stay(world: World):
    symbolic(world, 21_000, "<NON_REF>", "END=21499", calls=("0/0", "0/0", "./."))
    symbolic(world, 21_500, "<NON_REF>", "END=21509", calls=("0/0", "0/0", "./."))
    pos = 21_510
    alt = "A" if world.base(pos) != "A" else "C"
    world.add(pos, alt=f"{alt},<NON_REF>")
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        (variant,) = store.variants()
        assert variant.variant.alt == alt
        assert store.ledger().alleles_set_aside == {AlleleSetAside.NON_REF: 3}
        told = [store.coverage_at(person, "toy1", 21_200) for person in range(3)]
        assert told == [(30, 99), (30, 99), None]
        assert store.coverage_at(0, "toy1", 21_509) == (30, 99)
        assert store.coverage_at(0, "toy1", 21_510) is None
        assert store.coverage_at(0, "toy1", 20_999) is None
        assert overview(store).has_coverage


def read_shared(shared: Path, name: str, assembly: Assembly, folder: Path) -> Path:
    data = shared / "data"
    spec = IntakeSpec(
        case=folder / "shared.intronaut",
        vcf=data / "vcf" / name,
        reference=data / "reference" / f"{assembly.value}.fa.gz",
        assembly=assembly,
    )
    drive(read_case(spec))
    return spec.case


def test_repeats_of_a_clinical_file_are_judged_per_person(shared: Path, tmp_path: Path):
    case = read_shared(shared, "643594.clinical.str.vcf.gz", Assembly.GRCH37, tmp_path)
    with CaseStore.open(case) as store:
        found = overview(store)
    assert found.counts == {IntervalKind.REPEAT: 24}
    (flagged,) = found.flagged
    assert flagged.verdict.locus.gene == "ATXN3"
    assert flagged.verdict.meaning is RepeatMeaning.DISEASE
    assert flagged.sentence.startswith(f"{flagged.name}, ATXN3: 59 and 67 CAG units.")
    assert found.repeats[0] == flagged


@pytest.mark.parametrize(
    ("name", "assembly", "counts"),
    [
        ("643594.clinical.mei.vcf.gz", Assembly.GRCH37, {IntervalKind.MOBILE_ELEMENT: 252}),
        ("NIST.trgt.stranger.vcf.gz", Assembly.GRCH38, {IntervalKind.REPEAT: 70}),
    ],
)
def test_shared_files_fill_the_list(shared, tmp_path, name, assembly, counts):
    case = read_shared(shared, name, assembly, tmp_path)
    with CaseStore.open(case) as store:
        assert store.interval_counts() == counts
        assert store.ledger().discrepancies() == ()
