"""What lies at a place, counted by hand on one gene of each strand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.element import (
    Element,
    ElementClass,
    ElementKind,
    ElementSource,
    Origin,
    PredictedElement,
    Stretch,
)
from core.domain.local_value import LocalEntry, LocalSays, LocalSource, said
from core.interpret.element_rules import load_element_rules
from core.interpret.elements import (
    GeneModels,
    Listed,
    element_class,
    gene_elements,
    listed_elements,
    predicted_elements,
)
from core.interpret.utr_rules import load_utr_rules
from core.interpret.zones import load_zone_rules
from tests.core.interpret.builders import transcript, variant

Kind = ElementKind
RULES = load_element_rules()
MODELS = GeneModels(load_zone_rules(), load_utr_rules().polyadenylation, {"models": "a1"})
# Exons 1001-1100, 2001-2090, 3001-3200; coding 1051-3100; the first base is 1001, or 3200 on minus.
PLUS = transcript(source="models")
MINUS = transcript("BACK", "-", source="models")


def kinds(pos, gene=PLUS, ref="A", alt="C", models=MODELS):
    return [one.kind for one in gene_elements(variant(pos, ref, alt), [gene], models)]


def at(pos, kind, gene=PLUS, models=MODELS, ref="A", alt="C"):
    found = gene_elements(variant(pos, ref, alt), [gene], models)
    return next(one for one in found if one.kind is kind)


@pytest.mark.parametrize(
    ("pos", "expected"),
    [
        (500, []),
        (501, [Kind.PROMOTER]),
        (1000, [Kind.PROMOTER]),
        (1001, [Kind.PROMOTER, Kind.UTR5]),
        (1050, [Kind.PROMOTER, Kind.UTR5]),
        (1051, [Kind.PROMOTER, Kind.EXON]),
        (1098, [Kind.PROMOTER, Kind.SPLICE_REGION, Kind.EXON]),
        (1108, [Kind.PROMOTER, Kind.SPLICE_REGION, Kind.INTRON]),
        (1109, [Kind.PROMOTER, Kind.INTRON]),
        (1500, [Kind.PROMOTER, Kind.INTRON]),
        (1501, [Kind.INTRON]),
        (1951, [Kind.SPLICE_REGION, Kind.INTRON]),
        (1950, [Kind.INTRON]),
        (3100, [Kind.EXON]),
        (3101, [Kind.UTR3]),
        (3200, [Kind.UTR3]),
        (3201, []),
    ],
)
def test_places_of_a_gene_on_the_plus_strand(pos, expected):
    assert sorted(kinds(pos)) == sorted(expected)


@pytest.mark.parametrize(
    ("pos", "expected"),
    [
        (3701, []),
        (3700, [Kind.PROMOTER]),
        (3201, [Kind.PROMOTER]),
        (3200, [Kind.PROMOTER, Kind.UTR5]),
        (3101, [Kind.PROMOTER, Kind.UTR5]),
        (3100, [Kind.PROMOTER, Kind.EXON]),
        (2701, [Kind.PROMOTER, Kind.INTRON]),
        (2700, [Kind.INTRON]),
        (1050, [Kind.UTR3]),
        (1001, [Kind.UTR3]),
        (1000, []),
    ],
)
def test_places_of_a_gene_on_the_minus_strand(pos, expected):
    assert sorted(kinds(pos, MINUS)) == sorted(expected)


@pytest.mark.parametrize(
    ("pos", "gene", "distance"),
    [(1001, PLUS, 0), (991, PLUS, -10), (1011, PLUS, 10), (3200, MINUS, 0), (3210, MINUS, -10), (3190, MINUS, 10)],
)  # fmt: skip
def test_the_distance_to_the_start_runs_in_the_direction_of_the_transcript(pos, gene, distance):
    found = at(pos, Kind.PROMOTER, gene)
    assert (found.tss_distance, found.gene_symbol, found.strand) == (
        distance,
        gene.gene_symbol,
        gene.strand,
    )


def test_elements_of_gene_models_name_file_digest_and_stretch():
    found = at(3150, Kind.UTR3)
    assert found.source == ElementSource(Origin.GENE_MODELS, "models", "", "a1")
    assert found.place == Stretch("chr1", 3100, 3200)
    assert at(1098, Kind.SPLICE_REGION).place == Stretch("chr1", 1097, 1108)
    assert at(2003, Kind.SPLICE_REGION).place == Stretch("chr1", 1950, 2003)
    assert at(1098, Kind.SPLICE_REGION, MINUS).class_words == "acceptor region"


def test_a_deletion_lies_in_all_it_reaches():
    assert set(kinds(1049, ref="AAAA", alt="A")) == {Kind.PROMOTER, Kind.UTR5, Kind.EXON}


def test_a_transcript_without_coding_sequence_is_an_rna_where_its_file_says_what_it_is():
    lnc = transcript(cds_start=None, cds_end=None, biotype="lncRNA")
    assert Kind.NCRNA in kinds(2050, lnc)
    assert Kind.EXON in kinds(2050, replace(lnc, biotype=""))


def test_preferred_transcripts_come_first():
    later = transcript(transcript_id="NM_A", mane=PLUS.mane.__class__.NONE)
    found = gene_elements(variant(1001), [later, PLUS], MODELS)
    assert [one.transcript_id for one in found[:2]] == ["NM_GENE", "NM_A"]


def with_signal(gene, hexamer, start):
    """Bases of A's but for one hexamer (as the plus strand reads) at a 0-based place."""

    def fetch(first, last):
        bases = ["C"] * (last - first)
        for n, base in enumerate(hexamer):
            if first <= start + n < last:
                bases[start + n - first] = base
        return "".join(bases)

    return replace(MODELS, fetch=fetch)


@pytest.mark.parametrize(
    ("gene", "hexamer", "start", "inside", "outside"),
    [(PLUS, "AATAAA", 3170, (3171, 3176), (3170, 3177)), (MINUS, "TTTATT", 1020, (1021, 1026), (1020, 1027))],
)  # fmt: skip
def test_a_polyadenylation_signal_is_found_on_either_strand(gene, hexamer, start, inside, outside):
    models = with_signal(gene, hexamer, start)
    for pos in inside:
        found = at(pos, Kind.POLYA_SIGNAL, gene, models)
        assert found.place == Stretch("chr1", start, start + 6)
        assert found.class_words == "polyadenylation signal AATAAA (strong)"
    for pos in outside:
        assert Kind.POLYA_SIGNAL not in kinds(pos, gene, models=models)
    assert Kind.POLYA_SIGNAL not in kinds(inside[0], gene), "without bases nothing is claimed"


def table(*entries, default=None, **about):
    source = LocalSource("t", "Table", "encode-ccre", "region", "/t", "d1", "GRCh38", "4", **about)
    return Listed(LocalSays(source, said(*entries)), default)


def entry(word, start=10, end=20, **more):
    return LocalEntry(None, word, place=Stretch("chr1", start, end), word=word, **more)


def test_listed_elements_tell_words_cell_type_version_and_digest():
    (found,) = listed_elements([table(entry("dELS", name="EH38E1", cell_type="liver"))], RULES)
    assert (found.kind, found.name, found.cell_type) == (Kind.ENHANCER, "EH38E1", "liver")
    assert found.class_words.startswith("enhancer-like, distal")
    assert found.source == ElementSource(Origin.TABLE, "Table", "4", "d1")


def test_cell_types_of_interest_come_first():
    listed = [table(entry("PLS", cell_type="ear"), entry("dELS", cell_type="liver"))]
    found = listed_elements(listed, RULES, lambda cell: cell == "liver")
    assert [one.cell_type for one in found] == ["liver", "ear"]


def test_an_answer_without_a_place_gives_no_element():
    assert listed_elements([table(LocalEntry(1.0, "old"))], RULES) == ()
    assert listed_elements([Listed(table().says, None)], RULES) == ()


def predicted(kind=Kind.ENHANCER, start=99, end=110, score=0.9, threshold=0.5):
    return PredictedElement(kind, Stretch("chr1", start, end), score, threshold, "toy", "1", "e5")


def test_predicted_elements_are_taken_in_where_they_hold_the_variant():
    (found,) = predicted_elements(variant(100), [predicted(), predicted(start=100)])
    assert (found.kind, found.score, found.is_listed) == (Kind.ENHANCER, 0.9, True)
    assert found.source == ElementSource(Origin.PREDICTED, "toy", "1", "e5")


@pytest.mark.parametrize(
    "wrong", [{"kind": Kind.UTR5}, {"score": 0.4}, {"start": 110}, {"score": float("nan")}]
)
def test_what_is_no_prediction_is_refused(wrong):
    with pytest.raises(ValueError, match="predict"):
        predicted(**wrong)


def test_gene_models_alone_list_no_element():
    assert not at(1001, Kind.PROMOTER).is_listed
    assert not listed_elements([table(entry("15_Quies"))], RULES)[0].is_listed


def of(*found):
    source = ElementSource(Origin.TABLE, "t", "", "")
    return [Element(kind, Stretch("chr1", 0, 9), source, kind.value) for kind in found]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), ElementClass.OTHER),
        ((Kind.EXON,), ElementClass.OTHER),
        ((Kind.INTRON,), ElementClass.INTRON),
        ((Kind.INTRON, Kind.ENHANCER), ElementClass.ENHANCER),
        ((Kind.INSULATOR, Kind.ENHANCER), ElementClass.ENHANCER),
        ((Kind.INSULATOR, Kind.INTRON), ElementClass.INSULATOR),
        ((Kind.UTR5, Kind.ENHANCER), ElementClass.UTR5),
        ((Kind.POLYA_SIGNAL, Kind.UTR3), ElementClass.UTR3),
        ((Kind.UTR5, Kind.PROMOTER), ElementClass.PROMOTER),
        ((Kind.INTRON, Kind.INACTIVE, Kind.OPEN_CHROMATIN), ElementClass.INTRON),
    ],
)
def test_the_class_is_the_first_that_fits(found, expected):
    assert element_class(of(*found), RULES) is expected


@given(st.permutations(list(Kind)), st.integers(0, len(Kind)))
def test_the_class_does_not_depend_on_order_and_more_never_lowers_it(found, n):
    order = [one.element_class for one in RULES.precedence] + [ElementClass.OTHER]
    some, every = element_class(of(*found[:n]), RULES), element_class(of(*found), RULES)
    assert some is element_class(of(*reversed(found[:n])), RULES)
    assert order.index(every) <= order.index(some)


@given(st.integers(400, 3_800))
def test_every_place_of_an_element_holds_the_variant(pos):
    for gene in (PLUS, MINUS):
        for one in gene_elements(variant(pos), [gene], MODELS):
            assert one.place.start < pos <= one.place.end
