"""Which way of acting counts, in which lane it stands, and what every weight of it does."""

from dataclasses import replace

import pytest

from core.domain.candidate import Lane
from core.domain.consequence import NmdVerdict, OutcomeKind
from core.domain.element import TargetGene
from core.domain.sample import Sex
from core.domain.sample_checks import HomozygousRun
from core.domain.score import NotScoredReason
from core.domain.utr import Concern
from core.domain.zone import Zone
from core.interpret.gene_facts import GeneFacts
from core.interpret.position import locate
from core.interpret.ranking import Background, rank
from core.interpret.rules import Weight, load_rules
from tests.core.interpret.builders import (
    HEMI,
    HOM,
    REF,
    facts,
    refused,
    score,
    singleton,
    transcript,
    variant,
)
from tests.core.interpret.interpretations import (
    STOP_WITH_NMD,
    coded,
    interpreted,
    outcome,
    protein,
    untranslated,
)

RULES = load_rules()
GENE = transcript()
LNC = transcript(cds_start=None, cds_end=None, biotype="lncRNA")
EXPECTED, ESCAPES = NmdVerdict.EXPECTED, NmdVerdict.ESCAPES


def only(item, genes=None, pedigree=None):
    background = Background(genes=genes or {})
    (candidate,) = rank([item], pedigree or singleton(), {}, RULES, background)
    return candidate


def told(candidate, topic):
    return [reason for reason in candidate.reasons if reason.topic == topic]


def target(symbol):
    """A gene that an element is linked to."""
    return TargetGene(symbol, 1.0, (), 9_000, is_promoter=False, sentence="", brief="toy evidence")


def at(pos, found, *, scores=None, transcripts=(GENE,), **more):
    """A variant of GENE, looked at by an engine that sees nothing unless told otherwise."""
    seen = [score()] if scores is None else scores
    where = variant(pos)
    return facts(1, where, scores=seen, transcripts=transcripts, interpretation=found, **more)


def spliced(*outcomes):
    """A lost donor of exon 2."""
    return at(2091, interpreted(*outcomes), scores=[score(dl=0.9)])


def coding(*names, **more):
    return at(1060, interpreted(coding=[coded(*names, **more)]))


# Weights: the scenario of each gives its points alone, under its topic

CONSEQUENCES = {
    "nmd": (spliced(STOP_WITH_NMD), 1.0),
    "truncating": (spliced(outcome(protein(stop_after=5), ESCAPES)), 0.75),
    "in_frame_large": (spliced(outcome(protein(lost=0.11))), 0.5),
    "in_frame": (spliced(outcome(protein(lost=0.1))), 0.0),
    "untranslated": (spliced(outcome(protein(), is_coding_touched=False)), -1.0),
    "unknown": (spliced(outcome(None)), 0.0),
}
CODING = {
    "truncating_nmd": (coding("stop_gained", verdict=EXPECTED), 6.0),
    "truncating": (coding("frameshift_variant", verdict=ESCAPES), 4.5),
    "in_frame": (coding("inframe_deletion"), 1.5),
    "missense": (coding("missense_variant"), 1.5),
    "unknown": (coding("coding_sequence_variant", why_unknown="an N beside it"), 0.5),
}
SILENT = interpreted(coding=[coded("synonymous_variant")])
UTR = {
    "high": (at(1010, interpreted(utr=[untranslated(Concern.HIGH)])), 2.5),
    "moderate": (at(1010, interpreted(utr=[untranslated(Concern.MODERATE)])), 1.0),
    "low": (at(1010, interpreted(utr=[untranslated(Concern.LOW)])), -1.0),
}
PLACES = {
    "promoter": (at(950, interpreted(), scores=(), promoter_of=("GENE",)), -1.0),
    "element": (at(1500, interpreted(), targets=(target("GENE"),)), -1.5),
    "branch_point": (at(1500, interpreted(), zones=(Zone.BRANCH_POINT,)), -1.0),
    "non_coding_exon": (at(2040, interpreted(), transcripts=(LNC,)), -1.0),
}
SCENARIOS = [
    *(("consequence", name, *case) for name, case in CONSEQUENCES.items()),
    *(("coding", name, *case) for name, case in CODING.items()),
    *(("UTR", name, *case) for name, case in UTR.items()),
    *(("element", name, *case) for name, case in PLACES.items()),
]


@pytest.mark.parametrize(("topic", "name", "item", "points"), SCENARIOS)
def test_every_weight_gives_its_points(topic, name, item, points):
    candidate = only(item)
    assert [reason.points for reason in told(candidate, topic)] == [points], name
    assert candidate.points == round(sum(reason.points for reason in candidate.reasons), 2)


@pytest.mark.parametrize(
    ("rules", "scenarios"),
    [
        (RULES.consequence, CONSEQUENCES),
        (RULES.coding, CODING),
        (RULES.place, PLACES),
    ],
)
def test_no_weight_is_left_without_a_scenario(rules, scenarios):
    assert {name for name, value in rules if isinstance(value, Weight)} == scenarios.keys()
    assert RULES.utr.keys() == UTR.keys() == {one.value for one in Concern} - {"not graded"}


@pytest.mark.parametrize(
    ("changed", "verdict", "words"),
    [
        (protein(is_start_lost=True), NmdVerdict.NO_PREMATURE_STOP, ""),
        (protein(is_frame_kept=False), None, ""),
        (protein(stop_after=5), NmdVerdict.UNKNOWN, ", NMD is not known"),
        (protein(stop_after=5), ESCAPES, ", without NMD"),
    ],
)
def test_a_protein_cut_short_in_any_way_weighs_less_than_nmd(changed, verdict, words):
    (reason,) = told(only(spliced(outcome(changed, verdict))), "consequence")
    assert reason.points == 0.75
    assert reason.sentence == f"Exon skipping predicted: the protein is cut short{words}."


def test_the_outcome_with_the_largest_share_gives_the_points():
    small = replace(STOP_WITH_NMD, share=0.2)
    (reason,) = told(only(spliced(outcome(protein(lost=0.05)), small)), "consequence")
    assert reason.points == 0.0
    assert reason.sentence == "Exon skipping predicted: the frame is kept."


def test_a_strengthened_site_gives_no_points_for_a_consequence():
    kept = outcome(None, kind=OutcomeKind.SITE_STRENGTHENED, share=0.0)
    assert told(only(spliced(kept)), "consequence") == []


@pytest.mark.parametrize(
    ("names", "verdict", "points"),
    [
        (("stop_gained",), EXPECTED, 6.0),
        (("frameshift_variant",), EXPECTED, 6.0),
        (("stop_gained",), NmdVerdict.UNKNOWN, 4.5),
        (("start_lost",), None, 4.5),
        (("transcript_ablation",), None, 4.5),
        (("stop_lost",), None, 1.5),
        (("inframe_insertion",), None, 1.5),
        (("protein_altering_variant",), None, 1.5),
        (("missense_variant",), None, 1.5),
        (("splice_donor_variant", "coding_sequence_variant"), None, 0.5),
        (("splice_acceptor_variant", "coding_sequence_variant"), None, 0.5),
    ],
)
def test_terms_give_points_by_what_they_do_to_the_protein(names, verdict, points):
    candidate = only(coding(*names, verdict=verdict))
    assert [reason.points for reason in told(candidate, "coding")] == [points]
    assert candidate.lane is Lane.CODING


# Ways


def test_a_missense_change_that_makes_a_donor_gets_the_points_of_the_donor_alone():
    found = interpreted(STOP_WITH_NMD, coding=[coded("missense_variant")])
    candidate = only(at(1060, found, scores=[score(dg=0.9)]))
    assert candidate.lane is Lane.SPLICE
    assert [reason.points for reason in told(candidate, "coding")] == [0.0]
    assert told(candidate, "coding")[0].sentence == "Reads as missense_variant."
    alone = only(at(1060, interpreted(STOP_WITH_NMD), scores=[score(dg=0.9)]))
    assert candidate.points == alone.points


def test_where_splicing_loses_its_reasons_are_told_without_points():
    found = interpreted(coding=[coded("stop_gained", verdict=EXPECTED)])
    candidate = only(at(1060, found, scores=[score(dg=0.3)]))
    assert candidate.lane is Lane.CODING
    assert candidate.sentence.startswith("Reads as stop_gained. Donor gain 0.30")
    (splice,) = told(candidate, "splice")
    assert (splice.points, "high recall" in splice.sentence) == (0.0, True)
    assert [reason.points for reason in told(candidate, "position")] == [0.0]


def test_splicing_wins_a_tie():
    found = interpreted(coding=[coded("stop_gained", verdict=EXPECTED)])
    item = at(1060, found, scores=[score(dg=0.9)])  # 6.0 either way
    candidate = only(item)
    assert candidate.lane is Lane.SPLICE
    assert [reason.points for reason in told(candidate, "splice")] == [6.0]
    assert [reason.points for reason in told(candidate, "coding")] == [0.0]


@pytest.mark.parametrize("reason", [one for one in NotScoredReason if one.is_of_splicing])
def test_a_truncation_that_no_engine_scored_stands_in_its_lane_and_says_so(reason):
    found = interpreted(coding=[coded("stop_gained", verdict=EXPECTED)])
    candidate = only(at(1060, found, scores=(), not_scored=[refused(reason)]))
    assert candidate.lane is Lane.CODING
    assert [one.points for one in told(candidate, "coding")] == [6.0]
    assert candidate.sentence.startswith(f"Reads as stop_gained. Not scored: {reason.sentence}.")


def test_an_upstream_start_of_high_concern_stands_in_the_utr_lane():
    candidate = only(at(1010, interpreted(utr=[untranslated(Concern.HIGH)])))
    assert candidate.lane is Lane.UTR
    assert candidate.sentence == (
        "A new upstream start, of high concern. "
        "No change of splicing predicted in GENE (largest delta 0.00)."
    )


def test_what_is_not_graded_in_a_utr_makes_no_way():
    effects = [untranslated(Concern.UNGRADED)]
    candidate = only(at(1010, interpreted(utr=effects)))
    assert candidate.lane is Lane.SPLICE
    assert told(candidate, "UTR") == []


def test_the_gravest_graded_effect_of_a_utr_counts():
    effects = [untranslated(Concern.UNGRADED), untranslated(Concern.MODERATE)]
    candidate = only(at(1010, interpreted(utr=effects)))
    assert [reason.points for reason in told(candidate, "UTR")] == [1.0]


def test_a_variant_before_a_gene_stands_in_the_promoter_lane_of_that_gene():
    outside = [refused(NotScoredReason.OUTSIDE_GENES)]
    item = at(950, interpreted(), scores=(), not_scored=outside, promoter_of=("GENE",))
    candidate = only(item)
    assert (candidate.lane, candidate.gene_symbol) == (Lane.PROMOTER, "GENE")
    assert candidate.sentence.startswith(
        "Lies in a promoter; what it does there is not computed. Not scored:"
    )
    assert only(replace(item, promoter_of=())).lane is Lane.UNSCORED


def test_the_promoter_of_one_gene_within_another_never_says_that_its_splicing_was_looked_at():
    """Two genes that begin side by side: the engine looked at the one it lies in alone."""
    other = transcript("OTHER", "-", exons=((400, 500), (900, 990)))
    item = at(960, interpreted(), scores=[score("OTHER", "-")], transcripts=[other])
    candidate = only(replace(item, promoter_of=("GENE",)))
    assert (candidate.lane, candidate.gene_symbol) == (Lane.PROMOTER, "GENE")
    assert "No change of splicing" not in candidate.sentence
    assert candidate.sentence == (
        "Lies in a promoter; what it does there is not computed. "
        "Splicing was looked at in another gene only."
    )


def test_a_utr_effect_in_a_gene_that_was_not_scored_is_told_though_another_was():
    other = transcript("OTHER", "-", exons=((900, 990), (1000, 1090)))
    utr = interpreted(utr=[untranslated(Concern.HIGH)])
    candidate = only(at(1010, utr, scores=[score("OTHER", "-")], transcripts=[GENE, other]))
    assert (candidate.lane, candidate.gene_symbol) == (Lane.UTR, "GENE")


def test_a_known_locus_inside_a_scored_gene_is_told_by_its_own_gene():
    item = at(1500, interpreted(), rescued="Lies in the known locus of RNU4-2.")
    candidate = only(replace(item, locus_gene="RNU4-2"))
    assert (candidate.lane, candidate.gene_symbol) == (Lane.NEEDS_EYES, "RNU4-2")


def test_an_element_far_from_genes_is_told_by_the_gene_it_is_linked_to():
    item = facts(1, variant(50_000), not_scored=[refused()], targets=(target("GENE"),))
    found = only(item)
    assert (found.lane, found.gene_symbol) == (Lane.ENHANCER, "GENE")
    assert found.sentence.startswith("Lies in a regulatory element linked to GENE (toy evidence);")


def test_an_element_that_nothing_links_to_a_gene_gives_no_lane():
    item = facts(1, variant(50_000), not_scored=[refused()], zones=(Zone.ELEMENT,))
    assert only(item).lane is Lane.UNSCORED


def test_an_element_in_an_intron_may_act_on_another_gene():
    found = only(at(1500, interpreted(), targets=(target("FAR"),)))
    assert (found.lane, found.gene_symbol) == (Lane.ENHANCER, "FAR")


def test_an_exon_of_a_non_coding_rna_has_its_lane():
    assert only(at(2040, interpreted(), transcripts=(LNC,))).lane is Lane.NCRNA


def test_an_exon_of_which_nobody_knows_whether_it_codes_is_of_no_non_coding_rna():
    table = transcript(cds_start=None, cds_end=None)
    found = only(at(2040, interpreted(), transcripts=(table,)))
    assert found.lane is not Lane.NCRNA
    (place,) = locate(variant(2040), [table])
    assert place.region_words == "exon (coding not known)"


def test_places_spare_points_and_never_lift():
    """A delta that tells nothing costs 3 points; the place takes less, and below a change."""
    quiet = only(at(1500, interpreted()))
    spared = only(at(1500, interpreted(), targets=(target("GENE"),)))
    assert (quiet.points, spared.points) == (-3.0, -1.5)
    changed = only(at(1500, interpreted(), scores=[score(dg=0.3)], targets=(target("GENE"),)))
    assert (changed.lane, changed.points) == (Lane.SPLICE, 2.5)


# Genes

INTOLERANT = {"GENE": GeneFacts(loeuf=0.59)}
RUN = {"GENE": GeneFacts(runs=(HomozygousRun("chr1", 1059, 2000),))}


def gene_points(item, genes, pedigree=None):
    return sum(reason.points for reason in told(only(item, genes, pedigree), "gene"))


def test_an_intolerant_gene_that_loses_a_copy_gives_points_and_its_value():
    (reason,) = told(only(spliced(STOP_WITH_NMD), INTOLERANT), "gene")
    assert reason.points == 0.5
    assert reason.sentence == "The gene is intolerant of losing a copy (LOEUF 0.59)."
    assert gene_points(coding("stop_gained", verdict=EXPECTED), INTOLERANT) == 0.5


@pytest.mark.parametrize("loeuf", [0.6, 1.2, None])
def test_a_gene_that_bears_it_or_of_which_nothing_is_known_gives_none(loeuf):
    assert gene_points(spliced(STOP_WITH_NMD), {"GENE": GeneFacts(loeuf=loeuf)}) == 0


@pytest.mark.parametrize(
    "item",
    [
        spliced(outcome(protein(lost=0.3))),
        coding("missense_variant"),
        replace(spliced(STOP_WITH_NMD), genotypes=(HOM,)),
        at(1060, interpreted(STOP_WITH_NMD, coding=[coded("missense_variant")]), scores=()),
    ],
)
def test_constraint_counts_only_where_one_copy_loses_its_protein_by_the_way_that_counts(item):
    assert gene_points(item, INTOLERANT) == 0


def test_the_single_copy_of_a_man_counts_as_one_copy():
    item = replace(spliced(STOP_WITH_NMD), genotypes=(HEMI,))
    assert gene_points(item, INTOLERANT, singleton(Sex.MALE)) == 0.5


def test_a_homozygous_call_in_a_run_of_homozygosity_gives_points():
    item = replace(coding("missense_variant"), genotypes=(HOM,))
    (reason,) = told(only(item, RUN), "gene")
    assert (reason.points, reason.sentence) == (0.5, "Homozygous inside a run of homozygosity.")


def test_a_run_begins_and_ends_where_it_says():
    inside, before, behind = (
        replace(at(pos, interpreted()), genotypes=(HOM,)) for pos in (1060, 1059, 2001)
    )
    assert [gene_points(one, RUN) for one in (inside, before, behind)] == [0.5, 0, 0]


def test_neither_a_heterozygous_call_nor_another_contig_counts_in_a_run():
    assert gene_points(coding("missense_variant"), RUN) == 0
    elsewhere = {"GENE": GeneFacts(runs=(HomozygousRun("chr2", 0, 9000),))}
    assert gene_points(replace(coding("missense_variant"), genotypes=(HOM,)), elsewhere) == 0


def test_nobody_is_a_carrier_without_the_allele():
    assert gene_points(replace(spliced(STOP_WITH_NMD), genotypes=(REF,)), INTOLERANT) == 0


def test_a_silent_change_acts_by_splicing_alone():
    seen, unseen = only(at(1060, SILENT)), only(at(1060, SILENT, scores=()))
    assert (seen.lane, seen.points) == (Lane.SPLICE, -3.0)
    assert (unseen.lane, unseen.points) == (Lane.UNSCORED, 0.0)
