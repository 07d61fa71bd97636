"""A laboratory's own list of pathogenic variants, as a table and as a VCF."""

from pathlib import Path

import pytest

from core.domain.assembly import Assembly
from core.domain.known_allele import ClinVarMark, KnownAllele, KnownKind, WantedAllele
from core.domain.local_value import Registration
from core.errors import InputFileError
from core.pipeline.annotate import annotate_case
from core.pipeline.intake import read_case
from core.pipeline.local_sources import add_local_source
from core.sources.known_vcf import KnownVcf
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import PLUS, World, drive, other

SEQUENCE = "ACGTTTTTTGCACACACACATTGGCCATGCATG"
COMMON = PLUS[1][1] + 1


def opened(tmp_path: Path, text: str, name: str = "own.tsv") -> KnownVcf:
    (tmp_path / "toy.fa").write_text(f">chr1\n{SEQUENCE}\n")
    (tmp_path / name).write_text(text)
    file = KnownVcf(tmp_path / name, KnownKind.OWN)
    file.reference = Reference(tmp_path / "toy.fa")
    return file


def found(file: KnownVcf, pos: int, ref: str, alt: str) -> list[KnownAllele]:
    return [known for _, known in file.find("chr1", [WantedAllele(0, pos, ref, alt)])]


def test_classes_4_and_5_in_any_words_rescue_and_others_are_only_shown(tmp_path):
    rows = ["chrom\tpos\tref\talt\tclass\tnote"]
    classes = ("5", "likely pathogenic", "LP", "3", "Benign")
    places = [(pos, SEQUENCE[pos - 1], other(SEQUENCE[pos - 1])) for pos in range(1, 6)]
    rows += [
        f"1\t{pos}\t{ref}\t{alt}\t{said}\tfam; 7"
        for (pos, ref, alt), said in zip(places, classes, strict=True)
    ]
    file = opened(tmp_path, "\n".join(rows))
    marks = [found(file, *place)[0] for place in places]
    rescues, known = ClinVarMark.RESCUES, ClinVarMark.KNOWN
    assert [one.clinvar for one in marks] == [rescues, rescues, rescues, known, known]
    assert marks[1].entry.text == "likely pathogenic; fam  7"


def test_a_list_without_classes_is_one_of_pathogenic_variants_however_they_are_spelled(tmp_path):
    # One T of the run at 4..9 is lost, told at its end; leftmost it is GT>G at 3.
    file = opened(tmp_path, "chrom\tpos\tref\talt\nchr1\t8\tTT\tT\n")
    ((known),) = found(file, 3, "GT", "G")
    assert known.clinvar is ClinVarMark.RESCUES
    assert known.entry.text == "listed as pathogenic"
    assert found(file, 3, "GTT", "G") == []


def test_a_vcf_of_the_laboratory_needs_no_index(tmp_path):
    lines = (
        "##fileformat=VCFv4.2",
        '##INFO=<ID=CLNSIG,Number=.,Type=String,Description="">',
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO",
        "1\t1\t.\tA\tC,G\t.\t.\tCLNSIG=Likely_pathogenic",
        "1\t2\t.\tC\tA\t.\t.\tCLNSIG=Uncertain_significance",
    )
    file = opened(tmp_path, "\n".join(lines), "own.vcf")
    assert [one.clinvar for one in found(file, 1, "A", "G")] == [ClinVarMark.RESCUES]
    assert [one.clinvar for one in found(file, 2, "C", "A")] == [ClinVarMark.KNOWN]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("chrom\tpos\tref\n1\t1\tA\n", "it has no column alt"),
        ("chrom\tpos\tref\talt\n1\tx\tA\tC\n", "line 2: 1 x A is no variant"),
        ("chrom\tpos\tref\talt\n1\t1\tA\t\n", "line 2: chr1 1 A  is no variant"),
        (
            "chrom\tpos\tref\talt\tbuild\n1\t1\tA\tC\thg19\n1\t2\tC\tA\thg38\n",
            "its rows are of several builds",
        ),
        ("##fileformat=VCFv4.2\n1\t1\n", "line 2: 1\t1 is no variant"),
    ],
)
def test_a_list_that_cannot_be_understood_is_refused_with_its_line(tmp_path, text, message):
    with pytest.raises(InputFileError, match=message):
        opened(tmp_path, text)


def test_a_common_variant_of_the_list_is_never_left_out(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.add(COMMON, info="gnomAD_AF=0.3")
    world.add(COMMON + 9, info="gnomAD_AF=0.3")
    drive(read_case(spec := world.spec()))
    ref = world.base(COMMON)
    own = tmp_path / "own.tsv"
    own.write_text(f"chrom\tpos\tref\talt\tclass\ntoy1\t{COMMON}\t{ref}\t{other(ref)}\t5\n")
    asked = Registration(own, "own-pathogenic", assembly="artificial", version="May")
    _, source = drive(add_local_source(asked))
    assert source.licence == "own data"
    drive(annotate_case(spec.case))
    with CaseStore.open(spec.case) as store:
        gates = {one.variant.pos: one.gate for one in store.variants()}
        assert list(store.known_alleles.rescued().values()) == ["Own pathogenic variants (May): 5."]
        assert store.info().proof.assembly is Assembly.ARTIFICIAL
    assert gates == {COMMON: "", COMMON + 9: "population_frequency"}
