"""What a person may type for a variant, with and without gene models."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.describe import describe_variant
from core.domain.assembly import Assembly
from core.errors import ReferenceMismatchError, UsageError
from core.pipeline.asked_in_case import asked_in_case
from core.pipeline.asked_variant import asked_variant, asked_variants
from core.pipeline.intake import read_case
from core.pipeline.spec import DescribeSpec
from core.pipeline.transcript_catalogue import TranscriptCatalogue
from core.session import CaseReader
from core.sources.genes import load_genes
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import MINUS, PLUS, ToyEngine, World, drive, other

DONOR = PLUS[1][1] + 1
"""First base behind exon 2 of PLUSGENE: c.170+1 where coding begins at 20,101."""


def model(gene: str, strand: str, exons, coding, names) -> list[str]:
    first, last = exons[0][0] + 1, exons[-1][1]
    rows = [
        f"toy gene {first} {last} . {strand} . ID={gene};gene_name={gene};gene_type=protein_coding"
    ]
    for name, refseq, tag in names:
        rows.append(
            f"toy transcript {first} {last} . {strand} . ID={name};Parent={gene};transcript_id={name};"
            f"gene_name={gene};transcript_type=protein_coding;tag={tag};Dbxref=RefSeq:{refseq}"
        )
        rows += [f"toy exon {a + 1} {b} . {strand} . Parent={name}" for a, b in exons]
        rows += [
            f"toy CDS {max(a, coding[0]) + 1} {min(b, coding[1])} . {strand} 0 Parent={name}"
            for a, b in exons
            if a < coding[1] and b > coding[0]
        ]
    return ["toy1 " + row for row in rows]


@pytest.fixture
def genes(world: World) -> Path:
    rows = model(
        "PLUSGENE", "+", PLUS, (20_100, 24_100), [("ENST1.3", "NM_77.1", "MANE_Select")]
    ) + model(
        "MINUSGENE",
        "-",
        MINUS,
        (30_100, 33_100),
        [("ENST2.1", "NM_78.2", "MANE_Select"), ("ENST3.1", "NM_79.2", "MANE_Plus_Clinical")],
    )
    path = world.folder / "toy.gff3"
    text = "\n".join(row.replace(" ", "\t", 8) for row in rows)
    path.write_text(f"##gff-version 3\n{text}\n")
    return path


@pytest.fixture
def ask(world: World, genes: Path):
    found = TranscriptCatalogue(load_genes(genes).transcripts)

    def answers(text: str, transcripts=found):
        with Reference(world.reference) as reference:
            return asked_variants(text, Assembly.ARTIFICIAL, reference, transcripts)

    return answers


def spelled(world: World, pos: int) -> str:
    return f"toy1-{pos}-{world.base(pos)}-{other(world.base(pos))}"


@pytest.mark.parametrize(
    "text",
    [
        "NM_77.1:c.170+1G>T",
        "NM_77:c.170+1G>T",
        "ENST1.3:c.170+1G>T",
        "PLUSGENE:c.170+1G>T",
        "toy1(NM_77.1):c.170+1G>T",
        "NM_77.1(PLUSGENE):c.170+1G>T (p.?)",
        f"toy1:g.{DONOR}G>T",
        f"toy1-{DONOR}-G-T",
        f"toy1\t{DONOR}\t.\tG\tT\t50\tPASS\t.",
        f"toy1\t{DONOR}\trs1\tG\tT\n",
        f"toy1 {DONOR} . G T 50 PASS .",
    ],
)
def test_one_variant_has_many_names(world: World, ask, text):
    (answer,) = ask(text)
    assert answer.variant.spelled == f"toy1-{DONOR}-G-T"


def test_a_line_with_several_alleles_has_several_answers(world: World, ask):
    found = ask(f"toy1\t{DONOR}\t.\tG\tT,A,GA")
    assert [one.variant.alt for one in found] == ["T", "A", "GA"]


def test_a_gene_stands_for_its_transcripts_which_may_agree(world: World, ask):
    """Both transcripts of MINUSGENE are alike: base 1 is 33,100 on the plus strand."""
    base = {"A": "T", "C": "G", "G": "C", "T": "A"}[world.base(33_100)]
    (answer,) = ask(f"MINUSGENE:c.1{base}>{other(base)}")
    assert [one.transcript_id for one in answer.transcripts] == ["ENST2.1", "ENST3.1"]
    assert answer.variant.pos == 33_100


def test_transcripts_that_disagree_give_several_answers_and_no_single_one(world: World, genes):
    loaded = load_genes(genes).transcripts
    shifted = replace(loaded[2], cds_end=loaded[2].cds_end - 1)
    catalogue = TranscriptCatalogue((*loaded[:2], shifted))
    with Reference(world.reference) as reference:
        asked = ("MINUSGENE:c.2_4del", Assembly.ARTIFICIAL, reference, catalogue)
        assert len(asked_variants(*asked)) == 2
        with pytest.raises(UsageError, match=r"stands for 2 variants: .*ENST2\.1.*ENST3\.1"):
            asked_variant(*asked)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NM_77.1:c.170+1A>T", "the description says A, the reference has G there"),
        ("NM_77.2:c.170+1G>T", r"hold NM_77\.1, not NM_77\.2"),
        ("NM_99.1:c.170+1G>T", r"hold no transcript NM_99\.1"),
        ("NM_99.1(PLUSGENE):c.170+1G>T", r"of PLUSGENE they hold ENST1\.3 \(NM_77\.1\)"),
        ("NOGENE:c.5A>G", "hold no gene NOGENE"),
        ("NC_000001.11(NM_77.1):c.170+1G>T", "its transcript lies on toy1"),
        ("NM_77.1:p.Arg5Ter", "describes a protein"),
        ("chr7:g.5A>G", "no contig chr7"),
        ("toy1\t5\t.", "is not a variant"),
        (f"toy1\t{DONOR}\t.\tG\t<DEL>", "is not a variant"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_words(ask, text, words):
    with pytest.raises(UsageError, match=words):
        ask(text)


def test_a_line_with_a_wrong_ref_is_refused_with_both_bases(ask):
    with pytest.raises(ReferenceMismatchError, match="REF says A, the reference has G"):
        ask(f"toy1\t{DONOR}\t.\tA\tT")


def test_without_gene_models_only_places_on_a_chromosome_are_understood(ask):
    assert ask(f"toy1:g.{DONOR}G>T", None)[0].variant.pos == DONOR
    with pytest.raises(UsageError, match="no gene models are at hand"):
        ask("NM_77.1:c.170+1G>T", None)


def test_an_accession_of_the_other_build_is_refused(world: World):
    world.reference.write_text(world.reference.read_text().replace("toy1", "chr17"))
    with Reference(world.reference) as reference:
        with pytest.raises(UsageError, match=r"there chr17 is NC_000017\.11"):
            asked_variant(f"NC_000017.10:g.{DONOR}G>T", Assembly.GRCH38, reference)
        with pytest.raises(UsageError, match="no contig NC_000017"):
            asked_variant(f"NC_000017:g.{DONOR}G>T", Assembly.GRCH38, reference)
        for name in ("NC_000017.11", "nc_000017.11", "chr17", "17"):
            asked = asked_variant(f"{name}:g.{DONOR}G>T", Assembly.GRCH38, reference)
            assert asked.chrom == "chr17"


def test_a_laboratory_adds_older_transcripts(world: World, ask, own_data_folder: Path):
    """NM_70.1 had no exon 2: base 51 is the first of exon 3."""
    folder = own_data_folder / "rules"
    folder.mkdir(parents=True)
    (folder / "legacy_transcripts.toml").write_text(
        'name = "ours"\nversion = "1"\ndate = "2026-01-01"\n[[transcripts]]\ngene = "PLUSGENE"\n'
        'names = ["NM_70.1"]\nof = "NM_77"\nleft_out = [[51, 170]]\nsource = "made up"\n'
    )
    base = world.base(23_001)
    (answer,) = ask(f"NM_70.1:c.51{base}>{other(base)}")
    assert answer.variant.spelled == spelled(world, 23_001)
    assert answer.transcripts[0].source == "toy, as NM_70.1 was"


def test_describe_understands_a_transcript(world: World, genes: Path, monkeypatch):
    monkeypatch.setattr(
        "core.pipeline.splice_describe.load_engine", lambda engine_id, device: ToyEngine()
    )
    told = [
        drive(describe_variant(DescribeSpec(text, world.reference, genes, ("toy",))))[1]
        for text in ("NM_77.1:c.170+1G>T", f"toy1-{DONOR}-G-T")
    ]
    assert told[0] == told[1]
    assert told[0]["variant"]["pos"] == DONOR


def test_a_case_is_asked_with_its_own_gene_models_and_reference(world: World, genes: Path):
    stored = world.add(DONOR)
    spec = world.spec(genes=(genes,))
    drive(read_case(spec))
    with CaseReader(spec.case) as reader:
        for text in ("NM_77.1:c.170+1G>T", f"toy1\t{DONOR}\t.\tG\tT"):
            assert reader.find(text)[1].spelled == stored
            assert reader.trace(text) == reader.trace(stored)
        with pytest.raises(UsageError, match="several alleles"):
            reader.find(f"toy1\t{DONOR}\t.\tG\tT,A")
    world.reference.unlink()
    with CaseStore.open(spec.case) as store:
        assert asked_in_case(store, f"toy1:g.{DONOR}G>T") == stored
        assert asked_in_case(store, "toy1-5-A-*") == "toy1-5-A-*"
        with pytest.raises(UsageError, match="without the reference the case was made with"):
            asked_in_case(store, "NM_77.1:c.170+1G>T")
