"""Pages of variants are placed exactly as one variant at a time."""

import pickle

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.domain.transcript import Mane, Region
from core.interpret.position import locate, summary
from core.interpret.position_arrays import REGIONS, PlacedGenes, changes_of
from core.pipeline.transcript_index import TranscriptIndex
from core.sources.genes import load_genes
from tests.core.interpret.builders import transcript, variant


@st.composite
def gene_models(draw):
    models = []
    for number in range(draw(st.integers(0, 6))):
        place, exons = draw(st.integers(5, 300)), []
        for _ in range(draw(st.integers(1, 5))):
            length = draw(st.sampled_from((1, 2, 3, 7, 40)))
            exons.append((place, place + length))
            place += length + draw(st.sampled_from((0, 1, 2, 3, 9, 60, 130)))
        low, high = sorted(draw(st.tuples(*[st.integers(exons[0][0], exons[-1][1])] * 2)))
        cds = (low, high) if draw(st.booleans()) else (None, None)
        models.append(
            transcript(
                draw(st.sampled_from(("A", "B", "C", ""))),
                draw(st.sampled_from("+-")),
                tuple(exons),
                transcript_id=f"T{draw(st.integers(0, 9))}.{number}",
                mane=draw(st.sampled_from(tuple(Mane))),
                cds_start=cds[0],
                cds_end=cds[1],
                chrom=draw(st.sampled_from(("chr1", "chr1", "chr2"))),
            )
        )
    return models


bases = st.text("AC", min_size=1, max_size=4)
alleles = st.one_of(
    st.tuples(bases, bases), st.tuples(st.integers(2, 300).map(lambda n: "A" + "C" * n), bases)
).filter(lambda pair: pair[0] != pair[1])
variants = st.lists(
    st.builds(lambda pos, pair: variant(pos, *pair), st.integers(1, 800), alleles), max_size=40
)


def placed(genes, found):
    places = genes.place(found[0].chrom if found else "chr1", *changes_of(found))
    assert places.gene_words[0] == ""
    return [
        (REGIONS[region], None if distance < 0 else distance, places.gene_words[gene])
        for region, distance, gene in zip(
            places.region.tolist(), places.distance.tolist(), places.genes.tolist(), strict=True
        )
    ]


@given(gene_models(), variants)
def test_a_page_is_placed_as_its_variants_one_by_one(models, page):
    assert placed(PlacedGenes(models), page) == [summary(locate(one, models)) for one in page]


def test_a_transcript_longer_than_its_exons_has_no_exon_in_its_rims():
    model = transcript(exons=((1000, 1100), (1200, 1300)))
    fields = {name: getattr(model, name) for name in model.__dataclass_fields__}
    wide = type(model)(**(fields | {"start": 900, "end": 1400}))
    pairs = (("A", "C"), ("A", "AT"), ("CA", "C"))
    page = [variant(pos, *pair) for pos in range(890, 1410) for pair in pairs]
    assert placed(PlacedGenes([wide]), page) == [summary(locate(one, [wide])) for one in page]


def test_a_contig_without_genes_is_outside_genes():
    nowhere = [(Region.INTERGENIC, None, "")]
    assert placed(PlacedGenes([]), [variant()]) == nowhere
    assert placed(PlacedGenes([transcript()]), [variant(chrom="chr9")]) == nowhere


def test_placed_genes_travel_to_another_process():
    genes = pickle.loads(pickle.dumps(PlacedGenes([transcript()])))  # noqa: S301
    assert placed(genes, [variant(1101)]) == [(Region.SPLICE_DINUCLEOTIDE, 1, "GENE")]


def test_real_genes_place_random_variants_as_one_by_one(shared):
    models = load_genes(shared / "data/genes/MANE.GRCh38.gff3.gz").transcripts
    genes, index, rng = PlacedGenes(models), TranscriptIndex(models), np.random.default_rng(4)
    pages = {}
    for number in rng.integers(0, len(models), 20_000).tolist():
        model = models[number]
        site = model.boundaries[int(rng.integers(len(model.boundaries)))]
        pos = max(1, site + int(rng.normal(0, 10 ** rng.uniform(0, 4))))
        ref, alt = [("A", "C"), ("A", "AT"), ("A" + "C" * int(rng.integers(1, 300)), "A"),
                    ("AC", "GT")][int(rng.integers(4))]  # fmt: skip
        pages.setdefault(model.chrom, []).append(variant(pos, ref, alt, model.chrom))
    for chrom, page in pages.items():
        expected = [
            summary(locate(one, index.overlapping(chrom, one.pos - 1, one.end))) for one in page
        ]
        assert placed(genes, page) == expected
