"""One variant without a case: place, name, scores, or why there are none."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.describe import describe_variant
from core.errors import ReferenceMismatchError, UsageError
from core.pipeline.spec import DescribeSpec
from tests.core.pipeline.conftest import world
from tests.core.pipeline.toy import LENGTH, PLUS, UNKNOWN, Blind, ToyEngine, World, drive, other

__all__ = ["world"]

LOSS = PLUS[1][1] + 1
KEYS = [
    "variant", "hgvs_g", "transcripts", "scores", "regulatory_tail", "motifs", "not_scored", "consensus", "looked_up", "consequences", "evidence",
    "evidence_held_back", "element_class", "elements", "target_genes",
]  # fmt: skip


@pytest.fixture
def engine(monkeypatch) -> ToyEngine:
    """The toy stands in for every engine that is asked for."""
    toy = ToyEngine()
    monkeypatch.setattr("core.pipeline.splice_describe.load_engine", lambda engine_id, device: toy)
    return toy


def tell(world: World, spelled: str, genes: Path | None = None) -> dict:
    spec = DescribeSpec(spelled, world.reference, genes or world.genes, ("toy",))
    return drive(describe_variant(spec))[1]


def spelled(world: World, pos: int, chrom: str = "toy1") -> str:
    return f"{chrom}-{pos}-{world.base(pos)}-{other(world.base(pos))}"


GFF3 = """##gff-version 3
toy1\ttoy\tgene\t20001\t24200\t.\t+\t.\tID=gene-1;gene=PLUSGENE;gene_id=GENE1
toy1\ttoy\tmRNA\t20001\t24200\t.\t+\t.\tID=rna-1;Parent=gene-1;transcript_id=TOY_1.2;gene=PLUSGENE
"""


def test_a_transcript_with_an_accession_names_the_variant(world: World, engine: ToyEngine):
    genes = world.genes.with_name("toy.gff3")
    exons = [
        f"toy1\ttoy\texon\t{start + 1}\t{end}\t.\t+\t.\tID=exon-{start};Parent=rna-1\n"
        for start, end in PLUS
    ]
    genes.write_text(GFF3 + "".join(exons))
    (transcript,) = tell(world, spelled(world, LOSS), genes)["transcripts"]
    before = sum(end - start for start, end in PLUS[:2])
    assert transcript["transcript_id"] == "TOY_1.2"
    named = transcript["hgvs_c"], transcript["hgvs_p"]
    assert named == (None, None), "an mRNA whose coding sequence is not told"
    genes.write_text(GFF3.replace("mRNA", "lnc_RNA") + "".join(exons))
    (transcript,) = tell(world, spelled(world, LOSS), genes)["transcripts"]
    named = transcript["hgvs_c"], transcript["hgvs_p"]
    assert named == (f"toy1(TOY_1.2):n.{before}+1G>T", None)


def test_a_lost_donor_is_described_in_the_promised_shape(world: World, engine: ToyEngine):
    found = tell(world, spelled(world, LOSS))
    assert list(found) == KEYS
    assert found["variant"] == {
        "assembly": "artificial", "chrom": "toy1", "pos": LOSS,
        "ref": "G", "alt": "T",
    }  # fmt: skip
    assert found["hgvs_g"] == f"toy1:g.{LOSS}G>T"
    (transcript,) = found["transcripts"]
    assert transcript["gene_symbol"] == "PLUSGENE"
    assert transcript["region"] == "splice dinucleotide"
    assert (transcript["intron_number"], transcript["distance_to_splice_site"]) == (2, 1)
    assert transcript["hgvs_c"] is None, "a gene table gives transcripts no accession"
    (score,) = found["scores"]
    assert (score["donor_loss"], score["donor_loss_offset"]) == (0.9, -1)
    assert (score["engine"], score["distance"], score["masked"]) == ("toy", 500, False)
    assert (score["version"], score["precision"], score["screening"]) == ("1", "float32", False)
    assert score["ref"]["donor_loss"] == 0.9
    assert (score["wide"]["donor_loss"], score["wide"]["donor_loss_offset"]) == (0.9, -1)
    assert found["consensus"] == []
    assert found["not_scored"] == []
    assert engine.asked == [("T", 500), ("T", 4_999)], "consequences need the wide window"


def test_the_wide_window_is_not_asked_where_nothing_changes(world: World, engine: ToyEngine):
    found = tell(world, spelled(world, 22_000))
    assert [distance for _, distance in engine.asked] == [500]
    assert found["scores"][0]["wide"] is None
    assert [one["topic"] for one in found["consequences"]] == ["coding"]


def test_near_a_contig_end_consequences_rest_on_the_usual_window(world: World, engine: ToyEngine):
    world.reference.write_text(_shortened(world))
    found = tell(world, spelled(world, LOSS))
    assert found["scores"][0]["donor_loss"] == 0.9
    assert any(one.get("is_aberration") for one in found["consequences"])
    assert [distance for _, distance in engine.asked] == [500]


def _shortened(world: World) -> str:
    """The contig up to 5,600 bases behind the place: enough for 500 bases to either side alone."""
    end = LOSS + 5_600
    lines = [world.text[start : min(start + 80, end)] for start in range(0, end, 80)]
    return ">toy1\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("pos", "reason"),
    [
        (10_000, "outside_genes"),
        (100, "near_contig_end"),
        (LENGTH, "near_contig_end"),
        (UNKNOWN[0] + 1, "reference_unknown"),
    ],
)
def test_what_is_not_scored_says_why_without_asking_the_engine(world, engine, pos, reason):
    found = tell(world, spelled(world, pos))
    assert found["scores"] == []
    assert [one["reason"] for one in found["not_scored"]] == [reason]
    assert engine.asked == []


def test_an_alt_with_an_unknown_base_is_never_scored(world: World, engine: ToyEngine):
    found = tell(world, f"toy1-{LOSS}-G-N")
    assert [one["reason"] for one in found["not_scored"]] == ["unsupported_allele"]
    assert engine.asked == []


def test_the_mitochondrion_is_told_not_scored(world: World, engine: ToyEngine):
    world.reference.write_text(world.reference.read_text().replace("toy1", "MT"))
    found = tell(world, spelled(world, 20_500, "chrM"))
    assert found["hgvs_g"].split(":")[1].startswith("m.20500")
    assert [one["reason"] for one in found["not_scored"]] == ["mitochondrial"]


def test_padding_is_trimmed_before_anything_is_told(world: World, engine: ToyEngine):
    before = world.base(LOSS - 1)
    assert tell(world, f"toy1 {LOSS - 1} {before}G>{before}T") == tell(world, spelled(world, LOSS))


def test_an_insertion_is_named_between_its_neighbours(world: World, engine: ToyEngine):
    alt = "G" + other(world.base(LOSS + 1)) * 2 + "C"
    found = tell(world, f"toy1-{LOSS}-G-{alt}")
    assert "ins" in found["hgvs_g"]
    assert found["scores"][0]["donor_loss"] == 0.9


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NF1", "is not a variant"),
        ("chr7-5-A-C", "no contig chr7"),
        ("toy1-0-A-C", "only 60,000 bases"),
        (f"toy1-{LENGTH}-ACGT-A", "only 60,000 bases"),
        (f"toy1-{LOSS}-G-G", "the same"),
    ],
)
def test_what_is_no_variant_of_this_reference_is_refused(world, engine, text, words):
    with pytest.raises(UsageError, match=words):
        tell(world, text)


def test_a_wrong_ref_is_refused_with_both_bases(world: World, engine: ToyEngine):
    with pytest.raises(ReferenceMismatchError, match="REF says A, the reference has G"):
        tell(world, f"toy1-{LOSS}-A-T")


def test_without_any_engine_installed_place_and_name_are_still_told(world: World):
    spec = DescribeSpec(spelled(world, LOSS), world.reference, world.genes)
    found = drive(describe_variant(spec))[1]
    assert found["transcripts"]
    assert found["scores"] == found["not_scored"] == []


def test_engines_that_disagree_are_told_of(world: World, monkeypatch: pytest.MonkeyPatch):
    engines = {"one": ToyEngine(), "blind": Blind()}
    for engine_id, engine in engines.items():
        engine.info = replace(engine.info, engine_id=engine_id)
    monkeypatch.setattr(
        "core.pipeline.splice_describe.load_engine", lambda engine_id, device: engines[engine_id]
    )
    asked = DescribeSpec(spelled(world, LOSS), world.reference, world.genes, ("one", "blind"))
    found = drive(describe_variant(asked))[1]
    assert [score["engine"] for score in found["scores"]] == ["one", "blind"]
    ((one,),) = [found["consensus"]]
    assert (one["gene_symbol"], one["agreement"]) == ("PLUSGENE", "disagree")
    assert one["sentence"] == (
        f"one sees the donor at toy1:{LOSS - 1:,} lost; blind sees no change there (at most 0.00)."
    )
    (site,) = one["sites"]
    assert [call["calibrated"] for call in site["engines"]] == [False, False]
