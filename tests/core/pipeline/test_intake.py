"""Reading a case: every record is accounted for, and a failure leaves nothing behind."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.ledger import AlleleSetAside, RecordSetAside
from core.domain.transcript import Region
from core.errors import (
    AssemblyUnprovenError,
    CaseFileError,
    ProblemError,
    SampleNotFoundError,
    UsageError,
    VcfFormatError,
)
from core.job import Progress
from core.pipeline.inspect import inspect_input
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import MINUS, PLUS, ToyEngine, World, drive, other

FILES = ("", "-wal", "-shm", "-journal")


def left_over(case: Path) -> list[str]:
    return [ending for ending in FILES if case.with_name(case.name + ending).exists()]


def test_a_case_holds_what_the_files_hold(world: World):
    world.add(PLUS[1][1] + 1, info="gnomAD_AF=0.0001;AF=0.5")
    world.add(45_000)
    spec = world.spec(name="Toy")
    steps, path = drive(read_case(spec))
    assert path == spec.case
    assert left_over(spec.case) == [""]
    assert all(isinstance(step, Progress) for step in steps)
    with CaseStore.open(spec.case) as store:
        info = store.info()
        assert info.name == "Toy"
        assert info.is_complete
        assert info.frequency_key == "gnomAD_AF"
        assert info.proof.assembly is Assembly.ARTIFICIAL
        assert [source.role for source in info.sources] == [
            "variants", "reference", "genes", "pedigree",
        ]  # fmt: skip
        assert all(len(source.sha256) == 64 for source in info.sources)
        assert all(Path(source.path).is_absolute() for source in info.sources)
        assert info.pedigree.proband == "child"
        first, second = store.variants()
        assert first.population_frequency == pytest.approx(0.0001)
        assert first.region is Region.SPLICE_DINUCLEOTIDE
        assert first.distance == 1
        assert first.gene_symbols == ("PLUSGENE",)
        assert second.region is Region.INTERGENIC
        assert second.population_frequency is None
        assert [line.split(b"\t")[1] for line in store.original_lines()] == [b"21121", b"45000"]
        assert store.header_lines()[0].startswith(b"##fileformat")
        assert store.ledger().discrepancies() == ()


def test_every_record_and_allele_is_accounted_for(world: World):
    world.add(21_500)
    world.add(21_510, alt=f"{other(world.base(21_510))},*,<DEL>")
    world.add(21_520, ref=other(world.base(21_520)), alt="A" if world.base(21_520) != "A" else "G")
    world.add(21_530, alt=".")
    world.records.append("nowhere\t5\t.\tA\tC\t50\tPASS\t.\tGT\t0/1\t0/0\t0/0")
    world.records.append("toy1\t70000\t.\tA\tC\t50\tPASS\t.\tGT\t0/1\t0/0\t0/0")
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        ledger = store.ledger()
        lines = list(store.original_lines())
    assert ledger.records_read == len(lines) == 6
    assert ledger.records_kept == 2
    assert ledger.records_set_aside == {
        RecordSetAside.REFERENCE_MISMATCH: 1,
        RecordSetAside.NO_ALTERNATE: 1,
        RecordSetAside.UNKNOWN_CONTIG: 1,
        RecordSetAside.POSITION_OUT_OF_RANGE: 1,
    }
    assert ledger.alleles_set_aside == {
        AlleleSetAside.SPANNING_DELETION: 1,
        AlleleSetAside.SYMBOLIC: 1,
    }
    assert (ledger.alleles_read, ledger.variants) == (4, 2)
    assert ledger.discrepancies() == ()


def test_two_spellings_of_one_allele_are_one_variant(world: World):
    pos = 21_600
    a, b, c = (world.base(pos + step) for step in range(3))
    world.add(pos, ref=a + b + c, alt=a + other(b) + c)
    world.add(pos + 1, ref=b, alt=other(b))
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        assert store.n_variants() == 1
        assert store.ledger().alleles_merged == 1
        assert store.ledger().discrepancies() == ()


def test_the_call_that_carries_an_allele_survives_a_reference_call_in_an_earlier_record(
    world: World,
):
    pos = 21_600
    a, b = world.base(pos), world.base(pos + 1)
    world.add(pos, ref=a + b, alt=a + other(b), calls=("0/0", "0/0", "0/0"))
    world.add(21_500)
    world.add(pos + 1, calls=("0/1", "0/0", "0/0"), alt=other(b))
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        stored = next(store.variants([2]))
        assert stored.variant.pos == pos + 1
        assert [call.is_carrier for call in stored.genotypes] == [True, False, False]
        assert stored.gate == ""
        assert store.columns().alt_copies[1] == 1
        (warning,) = [text for text in store.info().warnings if "different genotypes" in text]
    assert warning == (
        "1 allele stands in two records with different genotypes; the first call that carries "
        "it was kept: "
        f"{stored.variant.spelled} (record 2 and record 3)."
    )


def test_records_that_agree_and_missing_calls_give_no_warning(world: World):
    world.add(21_600, calls=("./.", "0/0", "0/1"))
    world.add(21_600, calls=("0/1", "./.", "./1"))
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        assert [stored.gate for stored in store.variants()] == [""]
        assert not any("different genotypes" in text for text in store.info().warnings)


def test_one_and_two_copies_in_two_records_contradict_each_other(world: World):
    world.add(21_600, calls=("0/1", "0/1", "0/1"))
    world.add(21_600, calls=("1/1", "0/1", "0/1"))
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        told = " ".join(store.info().warnings)
    assert "1 allele stands in two records with different genotypes" in told


def test_of_many_conflicting_alleles_five_are_named(world: World):
    for pos in range(21_600, 21_607):
        world.add(pos, calls=("0/1", "0/0", "0/0"))
        world.add(pos, calls=("0/0", "0/0", "0/0"))
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        (warning,) = [text for text in store.info().warnings if "different genotypes" in text]
    assert warning.startswith("7 alleles stand in two records")
    assert warning.count("(record ") == 5
    assert warning.endswith("(record 9 and record 10), ...")


def test_gates_look_at_population_frequency_and_carriers_only(world: World):
    world.add(21_500, info="gnomAD_AF=0.2")
    world.add(21_501, info="AF=0.9")
    world.add(21_502, calls=("0/0", "0/1", "0/0"))
    world.add(21_503, calls=("./.", "0/1", "0/0"))
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        gates = [stored.gate for stored in store.variants()]
    assert gates == ["population_frequency", "", "not_carried_by_proband", ""]


def test_without_a_frequency_key_nothing_is_lost_and_the_case_says_so(world: World):
    world.add(21_500, info="gnomAD_AF=0.2")
    spec = world.spec()
    spec.vcf.write_text(spec.vcf.read_text().replace("gnomAD_AF", "XYZ").replace("gnomAD", "some"))
    drive(read_case(spec))
    with CaseStore.open(spec.case) as store:
        assert next(store.variants()).gate == ""
        assert any("No population frequency" in text for text in store.info().warnings)


def test_a_file_without_samples_gives_a_patient_of_whom_nothing_is_known(tmp_path: Path):
    world = World(tmp_path, samples=())
    world.add(PLUS[1][1] + 1)
    drive(read_case(spec := world.spec(ped=None)))
    drive(score_case(spec.case, engine=ToyEngine()))
    with CaseStore.open(spec.case) as store:
        (stored,) = store.variants()
        assert stored.gate == ""
        assert stored.genotypes[0].zygosity == "unknown"
        assert any("no samples" in text for text in store.info().warnings)
        assert len(store.candidate_ids()) == 1


def test_an_unnamed_patient_is_the_first_sample_and_the_case_says_so(world: World):
    world.add(21_500)
    spec = world.spec(ped=None)
    drive(read_case(spec))
    with CaseStore.open(spec.case) as store:
        assert store.info().pedigree.proband == "child"
        assert any("taken to be child" in text for text in store.info().warnings)


def test_nothing_is_left_out_by_the_genotype_of_a_patient_who_is_only_assumed(world: World):
    world.add(21_500, calls=("0/0", "0/1", "0/1"))
    for ped, gate in ((world.spec().ped, "not_carried_by_proband"), (None, "")):
        spec = world.spec(ped=ped, case=world.folder / f"case-{gate}.intronaut")
        drive(read_case(spec))
        with CaseStore.open(spec.case) as store:
            assert [stored.gate for stored in store.variants()] == [gate]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"assembly": None}, AssemblyUnprovenError),
        ({"proband": "Eve"}, SampleNotFoundError),
        ({"preset": "no such preset"}, UsageError),
        ({"hpo": ("HP:9999999",)}, UsageError),
    ],
)
def test_nothing_is_written_of_a_case_that_is_refused(
    world: World, changes: dict[str, object], kind: type[ProblemError]
):
    world.add(21_500)
    spec = world.spec(**changes)
    with pytest.raises(kind):
        drive(read_case(spec))
    assert left_over(spec.case) == []


def test_a_case_that_exists_is_not_overwritten(world: World):
    world.add(21_500)
    spec = world.spec()
    drive(read_case(spec))
    before = spec.case.read_bytes()
    with pytest.raises(UsageError, match="exists already"):
        drive(read_case(spec))
    assert spec.case.read_bytes() == before


def test_a_failure_half_way_removes_the_unfinished_file(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    for step in range(40):
        world.add(21_500 + step)
    spec = world.spec()
    monkeypatch.setattr("core.sources.vcf_stream._CHUNK", 512)
    real = CaseStore.add_page
    calls = []

    def add_page(store: CaseStore, page: object) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise VcfFormatError(spec.vcf, 30, "cut", "Get it again.")
        real(store, page)  # type: ignore[arg-type]

    monkeypatch.setattr(CaseStore, "add_page", add_page)
    with pytest.raises(VcfFormatError):
        drive(read_case(spec))
    assert left_over(spec.case) == []


def test_cancelling_removes_the_unfinished_file(world: World, monkeypatch: pytest.MonkeyPatch):
    for step in range(40):
        world.add(21_500 + step)
    spec = world.spec()
    monkeypatch.setattr("core.sources.vcf_stream._CHUNK", 512)
    steps = read_case(spec)
    while next(steps).stage != "reading records":
        pass
    assert left_over(spec.case) != []
    steps.close()
    assert left_over(spec.case) == []


def test_an_interrupted_case_opens_and_says_so_and_can_be_made_again(world: World):
    world.add(21_500)
    spec = world.spec()
    drive(read_case(spec))
    with CaseStore.open(spec.case) as store:
        info = store.info()
    spec.case.unlink()
    CaseStore.create(spec.case, replace(info, is_complete=False)).close()
    with CaseStore.open(spec.case) as store:
        assert not store.info().is_complete
    with pytest.raises(CaseFileError, match="unfinished"):
        drive(score_case(spec.case, engine=ToyEngine()))
    drive(read_case(spec))
    with CaseStore.open(spec.case) as store:
        assert store.info().is_complete


def test_inspection_tells_before_anything_is_written(world: World):
    world.add(21_500)
    world.add(21_510, ref=world.text[21_509:21_513], alt=world.base(21_510))
    world.add(MINUS[0][0] + 5, alt="<DUP>")
    spec = world.spec()
    _, found = drive(inspect_input(spec))
    assert found.samples == ("child", "father", "mother")
    assert found.pedigree.proband == "child"
    assert found.proof.verdict is BuildVerdict.UNPROVEN
    assert found.problems == ()
    assert (found.records_read, found.estimated_records, found.is_exact) == (3, 3, True)
    assert dict(found.kinds) == {"SNV": 1, "deletion": 1, "symbolic": 1}
    assert found.frequency_key == "gnomAD_AF"
    assert left_over(spec.case) == []


def test_inspection_lists_what_a_person_has_to_decide(world: World):
    world.add(21_500)
    spec = world.spec(assembly=None, proband="Eve")
    _, found = drive(inspect_input(spec))
    assert found.pedigree is None
    build, patient = found.problems
    assert "--assembly" in build
    assert "Eve" in patient


def test_inspection_names_what_it_assumed_apart_from_what_is_doubtful(world: World):
    world.add(21_500)
    _, assumed = drive(inspect_input(replace(world.spec(), ped=None, proband="")))
    (sentence,) = assumed.assumptions
    assert "taken to be child" in sentence
    assert sentence not in assumed.warnings
    _, stated = drive(inspect_input(replace(world.spec(), ped=None, proband="mother")))
    assert stated.assumptions == ()


def test_signs_present_and_absent_are_kept_with_their_names(world: World):
    drive(read_case(spec := world.spec(hpo=("HP:0000957",), hpo_absent=("HP:0001250",))))
    with CaseStore.open(spec.case) as store:
        info = store.info()
    assert (info.hpo_terms, info.hpo_absent) == (("HP:0000957",), ("HP:0001250",))
    assert info.term_name("HP:0000957") == "Cafe-au-lait spot"
    assert info.term_name("HP:0001250") == "Seizure"
    assert any("1 informative term" in text for text in info.warnings)
