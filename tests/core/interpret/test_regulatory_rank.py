"""What engines of regulatory sequence say lifts a variant, and never above a splice call that fits."""

from dataclasses import replace

import pytest

from core.domain.candidate import Lane
from core.domain.haplotype import Beside, Neighbours, PhaseBasis
from core.domain.motif import Motif, MotifChange, MotifHit
from core.domain.regulatory import RegulatoryScore, RegulatoryTrack, Tail, TrackChange
from core.domain.zone import Zone
from core.interpret.mechanisms import PLACE
from core.interpret.phenotype import GeneMatch
from core.interpret.points import REGULATORY
from core.interpret.ranking import rank
from core.interpret.rules import load_rules
from tests.core.interpret.builders import facts, score, singleton, transcript, variant

RULES = load_rules()
CHANGE = TrackChange(RegulatoryTrack("HepG2", "MPRA", "HepG2"), 1.0, -1.0, -2.0)
SAID = (RegulatoryScore("", "", "", "", (CHANGE,), 1, 0.5),)
LOWEST = RULES.splice.tiers[-1]
STRONGEST = RULES.regulatory.tiers[0]


def tail(probability):
    return Tail(probability, 1_000, "mpra-dragonn", CHANGE, "MPRA-DragoNN")


def promoter(probability, **more):
    """A variant in the promoter of PROM, which no splice engine scores."""
    fields = {
        "zones": (Zone.PROMOTER,),
        "promoter_of": ("PROM",),
        "regulatory": SAID,
        "regulatory_tail": None if probability is None else tail(probability),
    }
    return facts(1, variant(500), **(fields | more))


def splice_call(delta=0.25, symbol="GENE"):
    return facts(
        2, variant(2090), scores=[score(symbol, dl=delta)], transcripts=(transcript(symbol),)
    )


def ranked(*items, **matches):
    found = {symbol: GeneMatch(value) for symbol, value in matches.items()}
    return {one.gene_symbol: one for one in rank(items, singleton(), found, RULES)}


def points(candidate, topic):
    return round(sum(one.points for one in candidate.reasons if one.topic == topic), 2)


@pytest.mark.parametrize("tier", RULES.regulatory.tiers, ids=lambda tier: tier.name)
def test_each_tier_gives_its_points_from_its_tail_probability_on(tier):
    at, above = ranked(promoter(tier.at_most)), ranked(promoter(tier.at_most * 1.01))
    assert points(at["PROM"], REGULATORY) == tier.points
    assert points(above["PROM"], REGULATORY) < tier.points
    assert at["PROM"].lane is Lane.PROMOTER


def test_the_sentence_tells_engine_cell_type_direction_and_how_unusual_it_is():
    (reason,) = [one for one in ranked(promoter(0.0005))["PROM"].reasons if one.topic == REGULATORY]
    assert reason.sentence == (
        "MPRA-DragoNN: MPRA in HepG2 falls by 2.00; fewer than 1 in 1,000 random variants in the "
        "same kind of place change as much."
    )


@pytest.mark.parametrize(
    ("track", "most"),
    [
        (RegulatoryTrack("K562", "MPRA", "K562"), "K562 rises by 3.00"),
        (RegulatoryTrack("SP1", "ChIP-seq", "K562", "SP1"), "SP1, ChIP-seq in K562 rises by 3.00"),
    ],
)
def test_the_tissue_of_interest_is_told_before_the_strongest_track(track, most):
    strongest = TrackChange(track, 0.0, 3.0, 3.0)
    told = replace(tail(0.0005), strongest=strongest, of_interest=CHANGE).sentence
    assert told.startswith(
        f"MPRA-DragoNN: MPRA in HepG2 falls by 2.00; most unusual: {most}; fewer than "
    )


def test_the_sentence_tells_that_neighbours_were_read_where_there_were_any():
    neighbour = Beside(9, variant(480), PhaseBasis.EVERY_COPY)
    read = replace(SAID[0], neighbours=Neighbours((neighbour,), (), 100))
    alone = replace(SAID[0], neighbours=Neighbours((), (), 100))
    words = "neighbours that lie on the same chromosome copy"
    for seen, is_told in ((read, True), (alone, False)):
        (reason,) = [
            one
            for one in ranked(promoter(0.0005, regulatory=(seen,)))["PROM"].reasons
            if one.topic == REGULATORY
        ]
        assert (words in reason.sentence) is is_told


def test_a_lifted_variant_is_told_by_its_motif_and_what_the_engine_sees_once_each():
    motifs = tuple(
        MotifChange(
            Motif(f"MA{n}.1", name, "", ("Homo sapiens",), ((9, 0, 0, 0),) * 8),
            MotifHit(-3, "+", 12.0, 1e-6),
            MotifHit(-3, "+", 2.0, 1e-2),
        )
        for n, name in enumerate(("SP1", "KLF8", "SP4", "SP2"))
    )
    said = (replace(SAID[0], motifs=motifs),)
    engine = "MPRA-DragoNN: MPRA in HepG2 falls by 2.00; 1 % of random variants in the same kind of place"
    lifted = ranked(promoter(0.01, regulatory=said))["PROM"].sentence
    assert lifted.startswith(f"{engine} change as much. Breaks a motif of SP1, KLF8 or SP4. ")
    often = replace(tail(0.59), engine_id="jaspar")
    beside = ranked(promoter(0.01, regulatory=said, motif_tail=often))["PROM"].sentence
    assert (
        "Breaks a motif of SP1, KLF8 or SP4 (59 % of random variants there change some motif as "
        "much)."
    ) in beside
    assert lifted.count("MPRA-DragoNN") == 1
    usual = ranked(promoter(0.6, regulatory=said))["PROM"].sentence
    assert usual.startswith("Lies in a promoter.")


def test_what_no_background_was_measured_for_lifts_nothing_and_says_so():
    candidate = ranked(promoter(None))["PROM"]
    assert points(candidate, REGULATORY) == 0
    assert any("was not measured" in one.sentence for one in candidate.reasons)


def test_a_place_without_any_regulatory_score_says_that_nothing_is_computed():
    candidate = ranked(promoter(None, regulatory=()))["PROM"]
    (place,) = [one for one in candidate.reasons if one.topic == PLACE]
    assert place.sentence.endswith("what it does there is not computed.")


def test_a_regulatory_variant_stays_below_a_splice_call_in_a_gene_that_fits():
    found = ranked(promoter(0.0001), splice_call(), PROM=1.0, GENE=0.5)
    prom, gene = found["PROM"], found["GENE"]
    assert points(gene, "splice") == LOWEST.points
    assert prom.rank > gene.rank
    assert prom.points < gene.points
    assert prom.points == pytest.approx(sum(one.points for one in prom.reasons), abs=0.005)
    assert any("does not rise above" in one.sentence for one in prom.reasons)


def test_it_may_stand_above_a_splice_call_in_a_gene_that_does_not_fit():
    found = ranked(promoter(0.0001), splice_call(), PROM=1.0, GENE=0.1)
    assert found["PROM"].rank < found["GENE"].rank
    assert not any("does not rise above" in one.sentence for one in found["PROM"].reasons)


def test_a_delta_below_every_tier_is_no_call():
    found = ranked(promoter(0.0001), splice_call(0.15), PROM=1.0, GENE=1.0)
    assert found["PROM"].rank < found["GENE"].rank


def test_only_what_the_engines_lifted_is_taken_back():
    item = promoter(0.9)
    alone = ranked(item, PROM=1.0)["PROM"]
    beside = ranked(item, splice_call(), PROM=1.0, GENE=0.9)["PROM"]
    assert alone.points == beside.points


def test_the_other_lanes_are_not_held_back():
    high = splice_call(0.9, "OTHER")
    found = ranked(high, replace(splice_call(), variant_id=3), OTHER=0.0, GENE=1.0)
    assert found["OTHER"].points == ranked(high, OTHER=0.0)["OTHER"].points


def test_tiers_go_from_the_most_unusual_to_the_least_and_give_less_and_less():
    tiers = RULES.regulatory.tiers
    assert [one.at_most for one in tiers] == sorted(one.at_most for one in tiers)
    assert [one.points for one in tiers] == sorted((one.points for one in tiers), reverse=True)
    assert STRONGEST.points > 0
