"""Which genes a variant may act on, with shares counted by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.element import (
    Element,
    ElementKind,
    ElementSource,
    GeneLink,
    LinkKind,
    Origin,
    Stretch,
)
from core.domain.local_value import LocalEntry, LocalSays, LocalSource, said
from core.interpret.element_rules import load_target_rules
from core.interpret.elements import GeneModels, gene_elements
from core.interpret.target_genes import (
    GeneNames,
    Linking,
    gene_links,
    is_unranked_distal,
    link_words,
    linked_targets,
    spread,
    target_genes,
)
from core.interpret.utr_rules import load_utr_rules
from core.interpret.zones import load_zone_rules
from tests.core.interpret.builders import facts, refused, score, transcript, variant

RULES = load_target_rules()
NEAR = transcript("NEAR", "+", ((51_000, 51_100), (52_000, 52_100)), gene_id="ENSG01.4")
FAR = transcript("FAR", "-", ((90_000, 90_100), (99_000, 99_100)), gene_id="ENSG02.1")
GENES = {"NEAR": NEAR, "FAR": FAR}
HERE = variant(50_001)
PLACE = Stretch("chr1", 49_900, 50_100)
TABLE = ElementSource(Origin.TABLE, "ABC links", "2021", "d1")


def overlapping(chrom, start, end):
    return [
        one for one in GENES.values() if one.chrom == chrom and one.start < end and one.end > start
    ]


NAMES = GeneNames(
    frozenset(GENES),
    {"ENSG01": "NEAR", "ENSG02": "FAR"},
    lambda symbol: [GENES[symbol]] if symbol in GENES else [],
    overlapping,
)
ENHANCER = Element(ElementKind.ENHANCER, PLACE, TABLE, "enhancer")


def link(symbol, kind=LinkKind.ABC, score=0.1, **more):
    return GeneLink(kind, PLACE, symbol, TABLE, score, **more)


def shares(*links, elements=(ENHANCER,)):
    found = target_genes(HERE, elements, links, NAMES, RULES)
    return {one.gene_symbol: round(one.share, 4) for one in found}


def row(gene, score=0.1, far=None, **more):
    return LocalEntry(score, "", gene, place=PLACE, far=far, **more)


def read(*entries, kind=LinkKind.ABC):
    source = LocalSource("t", "ABC links", "abc", "link", "/t", "d1", "GRCh38", "2021")
    return gene_links([Linking(LocalSays(source, said(*entries)), kind)], NAMES, RULES)


def symbols(*entries, kind=LinkKind.ABC):
    return [one.gene_symbol for one in read(*entries, kind=kind)]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("NEAR", ["NEAR"]),
        ("ENSG01", ["NEAR"]),
        ("ENSG01.9", ["NEAR"]),
        ("NEAR;FAR", ["NEAR", "FAR"]),
        ("NEAR_intergenic|chr1:49900-50100", ["NEAR"]),
        ("UNHEARD", ["UNHEARD"]),
    ],
)
def test_genes_are_known_by_symbol_or_identifier_with_any_version(told, expected):
    assert symbols(row(told)) == expected


def test_a_contact_without_a_name_leads_to_the_genes_that_begin_in_its_other_end():
    over_start, over_end = Stretch("chr1", 99_050, 99_200), Stretch("chr1", 89_000, 91_000)
    assert symbols(row("", far=over_start), kind=LinkKind.CONTACT) == ["FAR"]
    assert symbols(row("loop_7", far=over_start), kind=LinkKind.CONTACT) == ["FAR"]
    assert symbols(row("", far=over_end), kind=LinkKind.CONTACT) == []
    assert symbols(row("loop_7"), kind=LinkKind.CONTACT) == []


def test_a_link_below_the_published_score_is_no_evidence():
    assert symbols(row("NEAR", 0.0149), row("FAR", 0.015)) == ["FAR"]
    assert symbols(row("NEAR", 4.9), row("FAR", 5.0), kind=LinkKind.CAPTURE) == ["FAR"]
    assert symbols(row("NEAR", None), kind=LinkKind.CAPTURE) == ["NEAR"]


def test_scores_of_one_kind_make_one_by_the_best_link_of_each_gene():
    found = shares(link("NEAR", score=0.3), link("NEAR", score=0.1, cell_type="x"), link("FAR"))
    assert found == {"NEAR": 0.75, "FAR": 0.25}


def test_kinds_are_put_together_by_their_weights():
    """ABC (weight 1) gives NEAR 1; an eQTL (0.5) gives FAR 1: 2/3 and 1/3."""
    found = shares(link("NEAR"), link("FAR", LinkKind.EQTL, -0.8))
    assert found == {"NEAR": 0.6667, "FAR": 0.3333}


def test_links_without_a_score_count_alike_and_scores_of_0_do_too():
    pair = shares(link("NEAR", LinkKind.CONTACT, None), link("FAR", LinkKind.CONTACT, None))
    assert pair == {"NEAR": 0.5, "FAR": 0.5}
    stated = LinkKind.STATED
    assert shares(link("NEAR", stated, 0.0), link("FAR", stated, 0.0)) == {"NEAR": 0.5, "FAR": 0.5}


@pytest.mark.parametrize("kind", [LinkKind.CONTACT, LinkKind.CAPTURE, LinkKind.EQTL])
def test_an_anchor_or_an_eqtl_counts_only_in_an_element(kind):
    assert shares(link("NEAR", kind, 9.0), elements=()) == {}
    assert shares(link("NEAR", kind, 9.0)) == {"NEAR": 1.0}


def test_a_promoter_of_the_gene_models_lets_no_anchor_count():
    models = GeneModels(load_zone_rules(), load_utr_rules().polyadenylation, {})
    promoters = gene_elements(variant(51_001), [NEAR], models)
    found = target_genes(
        variant(51_001), promoters, [link("FAR", LinkKind.CONTACT, None)], NAMES, RULES
    )
    (only,) = found
    assert (only.gene_symbol, only.share, only.is_promoter, only.distance) == ("NEAR", 1.0, True, 0)
    assert only.sentence == "In the promoter of NEAR, at the first base of NM_NEAR."


def test_a_predicted_element_lets_an_anchor_count():
    source = ElementSource(Origin.PREDICTED, "toy", "1", "e5")
    predicted = Element(ElementKind.ENHANCER, PLACE, source, "enhancer-like by its sequence")
    assert shares(link("FAR", LinkKind.CONTACT, None), elements=(predicted,)) == {"FAR": 1.0}


def test_a_gene_is_told_with_its_distance_and_evidence():
    links = (link("FAR", score=0.25, cell_type="liver"),)
    (found,) = target_genes(HERE, (ENHANCER,), links, NAMES, RULES)
    assert found.distance == 99_100 - 50_001
    assert found.sentence == (
        "Linked to FAR, 49,099 bases from where it begins, by activity by contact, ABC score 0.25 in "
        "liver [ABC links (2021)]: 100% of all links here."
    )


def test_a_gene_the_models_lack_has_no_distance_and_counts():
    (found,) = target_genes(HERE, (ENHANCER,), (link("UNHEARD"),), NAMES, RULES)
    assert found.distance is None
    unknown = "a gene that is not in the gene models, at an unknown distance"
    assert unknown in found.sentence
    assert found.brief.endswith(f"; {unknown}")


def test_a_gene_beyond_the_farthest_link_is_left_out():
    away = transcript("AWAY", "+", ((5_050_001, 5_050_100),), cds_start=None, cds_end=None)
    names = GeneNames(frozenset({"AWAY"}), {}, lambda _: [away], overlapping)
    assert len(target_genes(HERE, (ENHANCER,), (link("AWAY"),), names, RULES)) == 0
    nearer = variant(50_002)
    assert len(target_genes(nearer, (ENHANCER,), (link("AWAY"),), names, RULES)) == 1


def test_tissues_of_interest_come_before_larger_scores():
    links = (link("NEAR", score=0.9), link("FAR", score=0.1, is_of_interest=True))
    found = target_genes(HERE, (ENHANCER,), links, NAMES, RULES)
    assert [one.gene_symbol for one in found] == ["FAR", "NEAR"]


def test_words_of_an_eqtl_tell_slope_and_p():
    words = link_words(link("FAR", LinkKind.EQTL, -0.31, p_value=2e-9, cell_type="liver"), RULES)
    assert words == "eQTL, slope -0.31, p 2e-09 in liver [ABC links (2021)]"


def test_genes_of_very_small_shares_are_no_targets_unless_all_are():
    links = [link("NEAR", score=0.97), link("FAR", score=0.03)]
    found = target_genes(HERE, (ENHANCER,), links, NAMES, RULES)
    assert [one.gene_symbol for one in linked_targets(found, RULES)] == ["NEAR"]
    many = [link(f"G{n}", score=0.1) for n in range(40)]
    found = target_genes(HERE, (ENHANCER,), many, NAMES, RULES)
    assert len(linked_targets(found, RULES)) == 40


GENE_NAMES = ["NEAR", "FAR", "A", "B", "C"]
LINKS = st.lists(
    st.builds(
        link,
        st.sampled_from(GENE_NAMES),
        st.sampled_from(list(LinkKind)),
        st.one_of(st.none(), st.floats(0.001, 1_000)),
    ),
    min_size=1,
    max_size=12,
)


@given(LINKS)
def test_shares_make_one_and_spread_the_score(links):
    found = target_genes(HERE, (ENHANCER,), links, NAMES, RULES)
    assert sum(one.share for one in found) == pytest.approx(1)
    assert sum(spread(-3.0, found).values()) == pytest.approx(-3.0)
    assert {one.gene_symbol for one in found} == {one.gene_symbol for one in links}


@given(LINKS, st.randoms(use_true_random=False))
def test_the_order_of_links_does_not_matter(links, random):
    mixed = list(links)
    random.shuffle(mixed)
    assert shares(*links) == pytest.approx(shares(*mixed), abs=2e-4)


@given(LINKS, st.floats(0.01, 100))
def test_the_unit_of_a_kind_does_not_matter(links, factor):
    scaled = [
        link(one.gene_symbol, one.kind, None if one.score is None else one.score * factor)
        for one in links
    ]
    if all(one.score is not None for one in links):
        assert shares(*links) == pytest.approx(shares(*scaled), abs=2e-4)


@given(LINKS, st.sampled_from(GENE_NAMES))
def test_a_further_link_of_the_same_kind_never_takes_from_its_gene(links, symbol):
    kind = links[0].kind
    before, after = shares(*links), shares(*links, link(symbol, kind, 2_000.0))
    assert after[symbol] >= before.get(symbol, 0.0) - 2e-4


def test_what_is_far_from_genes_and_linked_to_none_is_unranked_distal():
    lone = facts(1, HERE, not_scored=[refused()])
    assert is_unranked_distal(lone)
    (target,) = target_genes(HERE, (ENHANCER,), (link("FAR"),), NAMES, RULES)
    others = (
        facts(1, HERE, targets=(target,)),
        facts(1, HERE, promoter_of=("NEAR",)),
        facts(1, HERE, rescued="Known."),
        facts(1, HERE, locus_gene="RNU4-2"),
        facts(1, HERE, scores=[score()]),
        facts(1, variant(52_001), transcripts=[NEAR]),
        facts(1, variant(5, chrom="chrM")),
    )
    assert not any(map(is_unranked_distal, others))
