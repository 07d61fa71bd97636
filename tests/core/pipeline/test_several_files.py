"""Several variant files in one case: one per chromosome, or one per person, merged by allele."""

from pathlib import Path

import numpy as np
import pytest

from core.domain.candidate import InheritanceFit as Fit
from core.domain.sample import Zygosity
from core.errors import AssemblyMismatchError, ProblemError, UsageError, VcfFormatError
from core.interpret.gates import NOT_CARRIED
from core.interpret.modes import fits_of
from core.pipeline import decoders
from core.pipeline.inspect import inspect_input
from core.pipeline.intake import read_case
from core.pipeline.modes import modes_of_case
from core.pipeline.spec import IntakeSpec
from core.store.case_store import CaseStore
from core.store.records import StoredVariant
from tests.core.pipeline.toy import World, drive, other

PEOPLE = ("child", "father", "mother")


@pytest.fixture
def family(world: World) -> World:
    """New in the child, inherited from either, two copies, carried by a parent alone."""
    world.add(21_500, calls=("0/1", "0/0", "0/0"), info="gnomAD_AF=0.001")
    world.add(21_510, calls=("0/1", "0/1", "0/0"))
    world.add(21_520, calls=("1/1", "0/1", "0/1"))
    world.add(21_530, calls=("0/0", "0/0", "0/1"))
    world.add(21_540, ref=other(world.base(21_540)), calls=("0/1", "0/0", "0/1"))
    world.add(21_550, alt="<DEL>", calls=("0/1", "0/0", "0/1"), info="END=21900")
    return world


def read(spec: IntakeSpec) -> CaseStore:
    drive(read_case(spec))
    return CaseStore.open(spec.case)


def by_place(store: CaseStore) -> dict[int, StoredVariant]:
    return {one.variant.pos: one for one in store.variants()}


def modes(store: CaseStore, variant: StoredVariant) -> tuple[Fit, ...]:
    masks = modes_of_case(store, np.ones(len(store.columns()), np.bool_))
    return tuple(fits_of(int(masks[variant.variant_id - 1])))


def split(spec: IntakeSpec, at: int) -> tuple[Path, Path]:
    """Put the records before a place into one file, the others into another."""
    lines = spec.vcf.read_text().splitlines(keepends=True)
    header = [line for line in lines if line.startswith("#")]
    records = [line for line in lines if not line.startswith("#")]
    parts = []
    for name, wanted in (("first", True), ("second", False)):
        part = spec.vcf.with_name(f"{name}.vcf")
        kept = [line for line in records if (int(line.split("\t")[1]) < at) is wanted]
        part.write_text("".join(header + kept))
        parts.append(part)
    return parts[0], parts[1]


def apart(spec: IntakeSpec, blocks: dict[str, list[str]] | None = None) -> tuple[Path, ...]:
    """Give each person a file of what they carry, with reference blocks where asked."""
    lines = spec.vcf.read_text().splitlines()
    *head, columns = [line for line in lines if line.startswith("#")]
    head.append('##INFO=<ID=END,Number=1,Type=Integer,Description="End">')
    records = [line.split("\t") for line in lines if not line.startswith("#")]
    files = []
    for place, name in enumerate(PEOPLE):
        own = [
            "\t".join([*one[:9], one[9 + place]]) for one in records if "1" in one[9 + place][:3]
        ]
        own += (blocks or {}).get(name, [])
        own.sort(key=lambda line: int(line.split("\t")[1]))
        file = spec.vcf.with_name(f"{name}.vcf")
        file.write_text(
            "\n".join([*head, "\t".join([*columns.split("\t")[:9], name]), *own]) + "\n"
        )
        files.append(file)
    return tuple(files)


def block(world: World, start: int, end: int, depth: int, quality: int) -> str:
    cells = f"GT:DP:GQ\t0/0:{depth}:{quality}"
    return f"toy1\t{start}\t.\t{world.base(start)}\t<NON_REF>\t.\t.\tEND={end}\t{cells}"


@pytest.mark.parametrize("is_parallel", [False, True])
def test_a_file_cut_in_two_gives_the_case_of_the_whole(
    family: World, monkeypatch: pytest.MonkeyPatch, is_parallel: bool
):
    spec = family.spec(case=family.folder / "whole.intronaut")
    first, second = split(spec, 21_525)
    if is_parallel:
        monkeypatch.setattr(decoders, "PARALLEL_FROM_BYTES", 0)
    parts = family.spec(vcf=first, more_vcfs=(second,))
    with read(spec) as whole, read(parts) as joined:
        assert list(joined.variants()) == list(whole.variants())
        assert joined.ledger() == whole.ledger()
        assert joined.ledger().discrepancies() == ()
        assert list(joined.original_lines()) == list(whole.original_lines())
        assert joined.intervals(10) == whole.intervals(10)
        told = [text for text in joined.info().warnings if text not in whole.info().warnings]
        files = "first.vcf (3 records), second.vcf (3 records)"
        made = f"The case is made from 2 variant files: {files}. Equal alleles are merged. "
        assert told == [made + "A name that stands in several of them is one person."]
        (aside,) = joined.records_set_aside(10)
        assert (aside.record_number, aside.line) == (5, 11)
        assert aside.detail.startswith("REF ")
        assert joined.info().record_name(5) == "record 2 of second.vcf"
        assert whole.info().record_name(5) == "record 5"
        roles = [one.path for one in joined.info().sources if one.role == "variants"]
        assert [Path(path).name for path in roles] == ["first.vcf", "second.vcf"]


def test_files_by_person_are_merged_by_allele_and_silence_is_not_reference(family: World):
    child, father, mother = apart(family.spec())
    spec = family.spec(vcf=child, more_vcfs=(father, mother))
    with read(spec) as store:
        found = by_place(store)
        assert sorted(found) == [21_500, 21_510, 21_520, 21_530]
        calls = {pos: [g.zygosity for g in one.genotypes] for pos, one in found.items()}
        het, hom, unknown = Zygosity.HETEROZYGOUS, Zygosity.HOMOZYGOUS, Zygosity.UNKNOWN
        assert calls == {
            21_500: [het, unknown, unknown],
            21_510: [het, het, unknown],
            21_520: [hom, het, het],
            21_530: [unknown, unknown, het],
        }
        assert found[21_500].genotypes[1].words == "no record in their file"
        assert store.origins(found[21_520].variant_id) == ((3, 1), (7, 1), (8, 1))
        # What stands in a parent's file alone is no variant of the patient.
        assert found[21_530].gate == NOT_CARRIED
        assert [found[pos].gate for pos in (21_500, 21_510, 21_520)] == ["", "", ""]
        assert store.ledger().discrepancies() == ()
        assert store.ledger().alleles_merged == 3
        assert Fit.DE_NOVO not in modes(store, found[21_500])
        (told,) = [text for text in store.info().warnings if "by person" in text]
        assert "None of the files has reference blocks" in told
        assert "not taken as reference" in told


def test_reference_blocks_of_a_persons_file_are_calls(family: World):
    blocks = {
        "father": [block(family, 21_400, 21_505, 28, 60), block(family, 21_525, 21_600, 9, 0)],
        "mother": [block(family, 21_400, 21_505, 31, 70)],
        "child": [block(family, 21_525, 21_600, 33, 99)],
    }
    child, father, mother = apart(family.spec(), blocks)
    with read(family.spec(vcf=child, more_vcfs=(father, mother))) as store:
        found = by_place(store)
        _, of_father, of_mother = found[21_500].genotypes
        assert of_father.zygosity is of_mother.zygosity is Zygosity.REFERENCE
        assert (of_father.depth, of_father.quality) == (28, 60)
        assert (of_mother.depth, of_mother.quality) == (31, 70)
        # A block of quality 0 is no call, and no block is none either.
        assert found[21_530].genotypes[1].zygosity is Zygosity.UNKNOWN
        assert found[21_510].genotypes[2].zygosity is Zygosity.UNKNOWN
        assert found[21_530].genotypes[0].zygosity is Zygosity.REFERENCE
        assert Fit.DE_NOVO in modes(store, found[21_500])
        assert found[21_530].gate == NOT_CARRIED
        (told,) = [text for text in store.info().warnings if "by person" in text]
        assert "3 calls of a person whose own file has no record of an allele were taken" in told


def test_reference_blocks_out_of_order_are_found(family: World):
    child, father, mother = apart(
        family.spec(), {"father": [block(family, 23_000, 23_100, 40, 99)]}
    )
    early = father.with_name("early.vcf")
    header = [line for line in father.read_text().splitlines() if line.startswith("#")]
    early.write_text("\n".join([*header, block(family, 21_400, 21_505, 28, 60)]) + "\n")
    with read(family.spec(vcf=child, more_vcfs=(father, early, mother))) as store:
        of_father = by_place(store)[21_500].genotypes[1]
        assert of_father.zygosity is Zygosity.REFERENCE
        assert (of_father.depth, of_father.quality) == (28, 60)


def test_a_look_into_several_files_tells_all_their_people(family: World):
    child, father, mother = apart(family.spec())
    _, seen = drive(inspect_input(family.spec(vcf=child, more_vcfs=(father, mother))))
    assert seen.samples == PEOPLE
    assert seen.problems == ()
    assert seen.pedigree is not None
    assert seen.pedigree.proband == "child"
    assert seen.file_size == sum(one.stat().st_size for one in (child, father, mother))


def test_a_file_named_twice_is_refused(family: World):
    spec = family.spec()
    with pytest.raises(UsageError, match="named twice"):
        drive(read_case(family.spec(more_vcfs=(spec.vcf,))))
    assert not spec.case.exists()


def test_a_file_of_other_people_is_refused_by_name(family: World):
    child, father, _ = apart(family.spec())
    stranger = father.with_name("stranger.vcf")
    stranger.write_text(father.read_text().replace("\tfather\n", "\tsomebody\n"))
    spec = family.spec(vcf=child, more_vcfs=(stranger,))
    with pytest.raises(ProblemError, match=r"stranger\.vcf has none of the people .* somebody"):
        drive(read_case(spec))
    assert not spec.case.exists()


def test_a_file_without_samples_beside_one_with_some_is_refused(family: World):
    spec = family.spec()
    bare = spec.vcf.with_name("bare.vcf")
    lines = spec.vcf.read_text().splitlines()
    bare.write_text(
        "\n".join(line if line[:2] == "##" else "\t".join(line.split("\t")[:8]) for line in lines)
        + "\n"
    )
    with pytest.raises(UsageError, match=r"bare\.vcf: no samples"):
        drive(read_case(family.spec(more_vcfs=(bare,))))


def test_damage_in_a_later_file_is_told_by_its_name_and_nothing_stays(family: World):
    child, father, mother = apart(family.spec())
    cut = mother.with_name("cut.vcf.gz")
    cut.write_bytes(b"\x1f\x8b\x08\x04damaged")
    spec = family.spec(vcf=child, more_vcfs=(father, cut))
    with pytest.raises(VcfFormatError, match=r"cut\.vcf\.gz"):
        drive(read_case(spec))
    assert not spec.case.exists()


@pytest.mark.science
def test_files_of_two_builds_are_refused_and_the_odd_one_is_named(shared: Path, tmp_path: Path):
    folder = shared / "data/vcf"
    spec = IntakeSpec(
        case=tmp_path / "mixed.intronaut",
        vcf=folder / "PG_NA12878_hg38-chr21.vcf.gz",
        more_vcfs=(folder / "643594.clinical.vcf.gz",),
        reference=shared / "data/reference/GRCh38.fa.gz",
    )
    with pytest.raises(AssemblyMismatchError, match=r"643594\.clinical\.vcf\.gz"):
        drive(read_case(spec))
    assert not spec.case.exists()


def test_two_people_of_one_name_are_refused(family: World):
    family.records.clear()
    for pos in range(21_500, 21_530):
        family.add(pos, calls=("0/1", "0/0", "0/0"))
    spec = family.spec()
    text = spec.vcf.read_text()
    other = family.folder / "other.vcf"
    other.write_text(text.replace("0/1:30:99", "1/1:30:99"))
    with pytest.raises(UsageError, match="calls differ in 30 of 30 alleles"):
        read(family.spec(more_vcfs=(other,)))
    other.write_text(text)
    with read(family.spec(more_vcfs=(other,))) as store:
        assert store.ledger().alleles_merged == 30
