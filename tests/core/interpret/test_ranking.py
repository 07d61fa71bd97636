"""The order of the list and the reason for every point, on hand-made facts."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.candidate import APART, Lane
from core.domain.candidate import InheritanceFit as Fit
from core.domain.exon_score import ExonScore
from core.domain.regulatory import RegulatoryScore, RegulatoryTrack, Tail, TrackChange
from core.domain.sample import Affection, Sex
from core.domain.score import EngineRun, NotScored, NotScoredReason
from core.interpret.deletions import Deletion
from core.interpret.phenotype import GeneMatch
from core.interpret.ranking import Background, rank
from core.interpret.rules import load_rules
from tests.core.interpret.builders import (
    HEMI,
    HET,
    HOM,
    MOSAIC,
    NONE,
    REF,
    REF_ONE,
    delta,
    facts,
    refused,
    score,
    singleton,
    transcript,
    trio,
    variant,
)
from tests.core.interpret.interpretations import coded, interpreted

RULES = load_rules()
GENE = transcript()
OTHER = transcript("OTHER", exons=((1000, 1100), (2000, 2090), (3000, 3200)), chrom="chr2")


def ranked(*items, pedigree=None, phenotypes=None):
    return rank(items, pedigree or singleton(), phenotypes or {}, RULES)


def only(item, **more):
    (candidate,) = ranked(item, **more)
    return candidate


def reasons(candidate, topic):
    return [reason for reason in candidate.reasons if reason.topic == topic]


def points(candidate, topic):
    return sum(reason.points for reason in reasons(candidate, topic))


def scored(pos=1500, **deltas):
    return facts(1, variant(pos), scores=[score(**deltas)], transcripts=[GENE])


# Splice


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.0, 6.0),
        (0.8, 6.0),
        (0.795, 6.0),  # 0.80 as written with two decimals
        (0.79, 4.5),
        (0.5, 4.5),
        (0.49, 2.5),
        (0.2, 2.5),
        (0.195, 2.5),
        (0.19, 1.5),
        (0.05, 1.5),
        (0.04, 0.5),
        (0.02, 0.5),
        (0.01, -3.0),
    ],
)
def test_tiers_deep_in_an_intron(value, expected):
    assert points(only(scored(pos=1500, dg=value)), "splice") == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0.2, 2.5), (0.19, 0.0), (0.11, 0.0), (0.1, -3.0), (0.05, -3.0)]
)
def test_low_tiers_hold_deep_in_introns_only(value, expected):
    assert points(only(scored(pos=1120, dg=value)), "splice") == expected


@pytest.mark.parametrize("pos", [1101, 2001])
def test_a_variant_on_a_splice_site_loses_nothing_by_a_small_delta(pos):
    (reason,) = reasons(only(scored(pos=pos, dg=0.01)), "splice")
    assert reason.points == 0.0
    assert reason.sentence == "Largest delta 0.01: below every cut-off, yet on a splice site."


def test_a_gain_that_strengthens_an_existing_site_is_said_and_counts_little():
    item = scored(pos=1110, dg=0.9, offsets=(0, 0, -10, 0))  # the donor at 1100
    candidate = only(item)
    assert points(candidate, "splice") == 0.5
    assert "Donor gain 0.90 only strengthens an existing site." in candidate.reasons[0].sentence
    assert "strengthens an existing site" in candidate.sentence


def test_the_loss_of_an_unused_site_is_said_and_counts_little():
    candidate = only(scored(pos=1500, al=0.7, offsets=(0, 5, 0, 0)))
    assert points(candidate, "splice") == 0.5
    assert "weakens a site no loaded transcript uses" in candidate.sentence


def test_what_is_left_behind_a_masked_change_counts():
    masked = delta(dg=0.3, offsets=(0, 0, 7, 0), masked=True)
    item = facts(
        1,
        variant(1110),
        scores=[score(dg=0.9, offsets=(0, 0, -10, 0), masked=masked)],
        transcripts=[GENE],
    )
    candidate = only(item)
    assert points(candidate, "splice") == 2.5
    assert "Donor gain 0.90" in candidate.sentence
    assert "donor gain 0.30, 7 bases downstream at chr1:1,117 (new site)" in candidate.sentence


def test_the_loss_of_the_other_end_of_an_exon_is_a_loss():
    """The published mask sets it to 0, for it knows the nearest edge only."""
    masked = delta(masked=True)
    item = facts(
        1,
        variant(2091),
        scores=[score(al=0.6, offsets=(0, -90, 0, 0), masked=masked)],
        transcripts=[GENE],
    )
    candidate = only(item)
    assert points(candidate, "splice") == 4.5
    assert "acceptor loss 0.60, 90 bases upstream at chr1:2,001 (annotated site)" in (
        candidate.sentence.lower()
    )


def test_without_transcripts_the_masked_view_tells_existing_sites():
    item = facts(1, scores=[score(dg=0.9, masked=delta(masked=True))])
    assert points(only(item), "splice") == 0.5


def pseudoexon(pos=1500, strand="+", ag=0.3, dg=0.04, offsets=(-60, 0, 39, 0)):
    wide = delta(ag=ag, dg=dg, offsets=offsets, distance=4999)
    model = transcript(strand=strand)
    raw = score(strand=strand, dg=0.01, wide=wide)
    return only(facts(1, variant(pos), scores=[raw], transcripts=[model]))


def test_two_gained_sites_of_the_wide_window_make_a_pseudoexon():
    candidate = pseudoexon()
    assert points(candidate, "splice") == 2.5 + 1.0
    assert "Two new sites 100 bases apart make a pseudoexon." in candidate.reasons[1].sentence
    assert candidate.sentence.endswith("make an exon of 100 bases in the intron.")


def test_a_pseudoexon_runs_backwards_on_the_minus_strand():
    found = pseudoexon(strand="-", offsets=(60, 0, -39, 0))
    assert "an exon of 100 bases" in found.sentence
    assert "exon of" not in pseudoexon(strand="-").sentence


@pytest.mark.parametrize(
    "change",
    [
        {"dg": 0.01},  # the weaker gain is too weak
        {"ag": 0.04},  # so is the stronger one
        {"offsets": (-600, 0, 39, 0)},  # too long, and beyond the intron
        {"offsets": (10, 0, 20, 0)},  # too short
        {"offsets": (39, 0, -60, 0)},  # donor before acceptor
        {"pos": 1130, "offsets": (0, 0, 99, 0)},  # too near the exon
    ],
)
def test_gains_that_do_not_fit_make_no_pseudoexon(change):
    assert "exon of" not in pseudoexon(**change).sentence


def test_the_sentence_names_effect_value_place_and_gene():
    item = facts(
        1,
        variant(1101),
        scores=[score(dl=0.98, dg=0.31, offsets=(0, 0, 12, -1))],
        transcripts=[GENE],
    )
    assert only(item).sentence == (
        "Donor loss 0.98, 1 base upstream at chr1:1,100 (annotated site); "
        "donor gain 0.31, 12 bases downstream at chr1:1,113 (new site) in GENE."
    )


def test_downstream_follows_the_strand_and_the_place_itself_needs_no_distance():
    model = transcript(strand="-")
    item = facts(
        1,
        variant(1500),
        scores=[score(strand="-", ag=0.5, dg=0.4, offsets=(-7, 0, 0, 0))],
        transcripts=[model],
    )
    sentence = only(item).sentence
    assert "Acceptor gain 0.50, 7 bases downstream at chr1:1,493 (new site)" in sentence
    assert "donor gain 0.40 at chr1:1,500 (new site)" in sentence


def test_changes_below_a_tenth_of_the_strongest_stay_unsaid():
    sentence = only(scored(dg=0.9, ag=0.08)).sentence
    assert "acceptor" not in sentence
    assert "acceptor gain 0.08" in only(scored(dg=0.7, ag=0.08)).sentence


def test_a_variant_without_effect_says_so():
    candidate = only(scored(dg=0.01))
    assert candidate.sentence == "No change of splicing predicted in GENE (largest delta 0.01)."
    assert reasons(candidate, "splice")[0].sentence == "Largest delta 0.01: below every cut-off."


# Position


@pytest.mark.parametrize(
    ("pos", "expected", "words"),
    [
        (1101, 1.5, "Splice dinucleotide (donor), intron 1 of GENE, 1 base from the donor edge."),
        (2001, 0.5, "Exon edge (acceptor), exon 2 of GENE, 1 base from the acceptor edge."),
        (1105, 0.25, "Near splice site (donor), intron 1 of GENE, 5 bases from the donor edge."),
        (1500, 0.0, "Deep intron, intron 1 of GENE, 400 bases from the donor edge."),
        (1060, 0.0, "Coding exon, exon 1 of GENE, 41 bases from the donor edge."),
    ],
)
def test_the_place_gives_points_and_words(pos, expected, words):
    (reason,) = reasons(only(scored(pos=pos)), "position")
    assert (reason.points, reason.sentence) == (expected, words)


def test_a_variant_outside_genes_says_so():
    item = facts(1, not_scored=[refused(NotScoredReason.OUTSIDE_GENES)])
    candidate = only(item)
    assert candidate.lane is Lane.UNSCORED
    assert candidate.sentence == "Not scored: lies outside every loaded gene."
    assert reasons(candidate, "position")[0].sentence == "Outside the loaded transcripts."


# Frequency


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        (None, 0.0),
        (0.0, 0.0),
        (0.00009, 0.0),
        (0.0001, -0.25),
        (0.001, -1.0),
        (0.0099, -1.0),
        (0.01, -4.0),
        (0.9, -4.0),
    ],
)
def test_frequency_takes_points(frequency, expected):
    item = replace(scored(dg=0.9), population_frequency=frequency)
    assert points(only(item), "frequency") == expected


def test_unknown_frequency_is_called_unknown():
    (reason,) = reasons(only(scored(dg=0.9)), "frequency")
    assert reason.sentence == "Population frequency unknown: counted as rare."


def test_an_unknown_frequency_never_stands_below_a_known_one():
    known = replace(scored(dg=0.9), variant_id=2, variant=variant(1400), population_frequency=0.0)
    unknown = scored(dg=0.9)
    points_known, points_unknown = (only(item).points for item in (known, unknown))
    assert points_unknown >= points_known


# Inheritance


@pytest.mark.parametrize(
    ("genotypes", "father", "expected", "label"),
    [
        ((HET, REF, REF), Affection.UNAFFECTED, 3.0, Fit.DE_NOVO),
        ((HET, REF, NONE), Affection.UNAFFECTED, 1.0, Fit.POSSIBLY_DE_NOVO),
        ((HET, HET, REF), Affection.AFFECTED, 2.5, Fit.DOMINANT),
        ((HOM, HET, HET), Affection.UNAFFECTED, 2.5, Fit.RECESSIVE),
        ((HET, NONE, NONE), Affection.UNAFFECTED, 0.0, Fit.UNKNOWN),
        ((HET, HET, REF), Affection.UNAFFECTED, -2.0, Fit.INCOMPLETE_PENETRANCE),
        ((HET, HET, HET), Affection.UNAFFECTED, -2.0, Fit.NO_FIT),
        ((HOM, HET, REF), Affection.UNAFFECTED, 1.0, Fit.POSSIBLY_RECESSIVE),
        ((HET, REF, MOSAIC), Affection.UNAFFECTED, 2.0, Fit.DE_NOVO_OR_MOSAIC),
        ((HET, REF, REF), Affection.AFFECTED, -2.0, Fit.DE_NOVO),
    ],
)
def test_modes_give_points(genotypes, father, expected, label):
    item = replace(scored(dg=0.9), genotypes=genotypes)
    candidate = only(item, pedigree=trio(father=father))
    assert points(candidate, "inheritance") == expected
    assert candidate.inheritance[0] is label


def test_x_linked_gives_points():
    model = transcript(chrom="chrX", exons=((50_000_000, 50_000_100), (50_010_000, 50_010_100)))
    item = facts(
        1,
        variant(50_005_000, chrom="chrX"),
        (HEMI, REF_ONE, HET),
        [score(dg=0.9)],
        [model],
    )
    candidate = only(item, pedigree=trio(Sex.MALE))
    assert candidate.inheritance == (Fit.X_RECESSIVE,)
    assert points(candidate, "inheritance") == 2.5


def test_the_reason_says_why_it_does_not_segregate():
    item = replace(scored(dg=0.9), genotypes=(HET, HET, HET))
    (reason,) = reasons(only(item, pedigree=trio()), "inheritance")
    assert reason.sentence == (
        "Does not segregate (unaffected with it: the father and the mother)."
    )


def hit(variant_id, pos, genotypes, **deltas):
    return facts(variant_id, variant(pos), genotypes, [score(**deltas)], [GENE])


FROM_DAD, FROM_MUM = (HET, HET, REF), (HET, REF, HET)


def test_two_effects_on_two_copies_lift_each_other():
    found = ranked(hit(1, 1500, FROM_DAD, dg=0.9), hit(2, 2500, FROM_MUM, dg=0.3), pedigree=trio())
    assert [candidate.partners for candidate in found] == [(2,), (1,)]
    assert [candidate.inheritance for candidate in found] == [(Fit.COMPOUND_HET,)] * 2
    assert [points(candidate, "inheritance") for candidate in found] == [3.0, 3.0]
    assert reasons(found[0], "inheritance")[0].sentence == (
        "Compound heterozygous (with chr1-2500-A-C: one from each parent)."
    )


def test_of_several_partners_one_on_the_other_copy_speaks():
    (first, *_) = ranked(
        hit(1, 1500, FROM_DAD, dg=0.9),
        hit(2, 2400, (HET, REF, REF), dg=0.6),
        hit(3, 2500, FROM_MUM, dg=0.3),
        pedigree=trio(),
    )
    assert (first.inheritance, first.partners) == ((Fit.COMPOUND_HET,), (2, 3))
    assert reasons(first, "inheritance")[0].sentence == (
        "Compound heterozygous (with chr1-2500-A-C: one from each parent, and 1 more)."
    )


def test_unknown_phase_lifts_by_half():
    found = ranked(hit(1, 1500, (HET,), dg=0.9), hit(2, 2500, (HET,), dg=0.3))
    assert [points(candidate, "inheritance") for candidate in found] == [1.5, 1.5]
    assert found[0].inheritance == (Fit.COMPOUND_HET_UNPHASED,)


UTR, CODING = 1010, 1060


def test_a_partner_without_effect_is_named_and_lifts_little():
    strong, weak = ranked(
        hit(1, 1500, FROM_DAD, dg=0.9), hit(2, UTR, FROM_MUM, dg=0.01), pedigree=trio()
    )
    assert strong.partners == (2,)
    assert strong.inheritance == (Fit.COMPOUND_HET,)
    assert points(strong, "inheritance") == points(weak, "inheritance") == -1.5
    assert "no effect of its own" in reasons(strong, "inheritance")[0].sentence


def test_a_coding_partner_of_unknown_effect_lifts_more_than_one_without():
    strong, coding = ranked(
        hit(1, 1500, FROM_DAD, dg=0.9), hit(2, CODING, FROM_MUM, dg=0.01), pedigree=trio()
    )
    assert points(strong, "inheritance") == points(coding, "inheritance") == 1.0
    assert "not weighed" in reasons(strong, "inheritance")[0].sentence
    alone = ranked(hit(1, 1500, (HET,), dg=0.9), hit(2, CODING, (HET,)))
    assert [points(candidate, "inheritance") for candidate in alone] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("ref", "alt", "expected"),
    [("AC", "A", 3.0), ("A", "ACC", 3.0), ("ACCT", "A", 1.0), ("A", "ACCT", 1.0), ("A", "G", 1.0)],
)
def test_a_shifted_frame_is_an_effect_of_its_own(ref, alt, expected):
    coding = facts(2, variant(CODING, ref, alt), FROM_MUM, [score()], [GENE])
    found = ranked(hit(1, 1500, FROM_DAD, dg=0.9), coding, pedigree=trio())
    assert [points(candidate, "inheritance") for candidate in found] == [expected] * 2


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (("stop_gained",), 3.0),
        (("start_lost",), 3.0),
        (("missense_variant",), 1.0),
        (("synonymous_variant",), -1.5),
    ],
)
def test_a_second_hit_counts_by_its_computed_coding_consequence(terms, expected):
    coding = replace(
        hit(2, CODING, FROM_MUM, dg=0.01), interpretation=interpreted(coding=[coded(*terms)])
    )
    found = ranked(hit(1, 1500, FROM_DAD, dg=0.9), coding, pedigree=trio())
    assert [points(candidate, "inheritance") for candidate in found] == [expected] * 2


def test_two_shifted_frames_in_one_gene_are_a_pair():
    first = facts(1, variant(CODING, "AC", "A"), FROM_MUM, [score()], [GENE])
    second = facts(2, variant(2050, "AC", "A"), FROM_DAD, [score()], [GENE])
    found = ranked(first, second, pedigree=trio())
    assert [points(candidate, "inheritance") for candidate in found] == [3.0, 3.0]


@pytest.mark.parametrize(("frequency", "partners"), [(0.02, ()), (0.01, (2,)), (None, (2,))])
def test_a_common_variant_is_no_second_hit(frequency, partners):
    second = replace(hit(2, 2500, FROM_MUM, dg=0.9), population_frequency=frequency)
    found = ranked(hit(1, 1500, FROM_DAD, dg=0.9), second, pedigree=trio())
    assert next(one for one in found if one.facts.variant_id == 1).partners == partners


def test_what_is_not_ranked_yet_is_a_partner_all_the_same():
    waiting = facts(2, variant(CODING, "AC", "A"), FROM_MUM, (), [GENE])
    (found,) = rank(
        [hit(1, 1500, FROM_DAD, dg=0.9)], trio(), {}, RULES, Background(waiting=[waiting])
    )
    assert (found.partners, found.inheritance) == ((2,), (Fit.COMPOUND_HET,))


def test_a_partner_without_effect_never_takes_points_from_a_patient_alone():
    found = ranked(hit(1, 1500, (HET,), dg=0.9), hit(2, UTR, (HET,), dg=0.01))
    assert [points(candidate, "inheritance") for candidate in found] == [0.0, 0.0]


def test_two_coding_changes_are_a_pair_that_moves_nobody_up():
    found = ranked(hit(1, 1070, FROM_DAD, dg=0.1), hit(2, 1060, FROM_MUM, dg=0.1), pedigree=trio())
    assert {candidate.partners for candidate in found} == {(1,), (2,)}
    (alone,) = ranked(hit(1, 1070, FROM_DAD, dg=0.1), pedigree=trio())
    assert [points(one, "inheritance") for one in found] == [points(alone, "inheritance")] * 2
    (told,) = reasons(found[0], "inheritance")
    assert "how much a coding change does to the protein is not weighed" in told.sentence


def test_two_variants_without_effect_are_no_pair():
    found = ranked(hit(1, 1500, FROM_DAD, dg=0.1), hit(2, 2500, FROM_MUM, dg=0.1), pedigree=trio())
    assert [candidate.partners for candidate in found] == [(), ()]


def test_what_is_known_to_cause_disease_is_a_hit_however_common_it_is():
    known = replace(
        hit(1, 1500, FROM_DAD, dg=0.0), population_frequency=0.03, rescued="ClinVar: pathogenic."
    )
    found = ranked(known, hit(2, 2500, FROM_MUM, dg=0.05), pedigree=trio())
    assert {candidate.partners for candidate in found} == {(1,), (2,)}


def test_a_splice_dinucleotide_is_a_partner_whatever_its_delta():
    found = ranked(hit(1, 1101, FROM_DAD, dg=0.01), hit(2, 2500, FROM_MUM, dg=0.3), pedigree=trio())
    assert [points(candidate, "inheritance") for candidate in found] == [3.0, 3.0]


def test_an_unscored_partner_on_a_splice_site_counts():
    missing = facts(1, variant(1101), FROM_DAD, (), [GENE], not_scored=(refused(),))
    found = ranked(missing, hit(2, 2500, FROM_MUM, dg=0.3), pedigree=trio())
    assert [points(candidate, "inheritance") for candidate in found] == [3.0, 3.0]
    assert found[0].lane is Lane.NEEDS_EYES


def test_variants_on_one_copy_are_no_pair_and_the_reason_says_why():
    found = ranked(hit(1, 1500, FROM_DAD, dg=0.9), hit(2, 2500, FROM_DAD, dg=0.9), pedigree=trio())
    assert [candidate.inheritance for candidate in found] == [(Fit.INCOMPLETE_PENETRANCE,)] * 2
    assert [candidate.partners for candidate in found] == [(), ()]
    (told,) = reasons(found[0], APART)
    assert told.points == 0
    assert told.sentence == (
        "No pair with chr1-2500-A-C: both come from the father, so they lie on one copy."
    )


LOST = Deletion("chr1", 2_900, 4_000, FROM_MUM)


def over(*items, deletions=(LOST,), pedigree=None):
    return rank(items, pedigree or trio(), {}, RULES, Background(deletions=deletions))


def test_a_deletion_on_the_other_copy_is_a_second_hit():
    (found,) = over(hit(1, 1500, FROM_DAD, dg=0.9))
    assert found.inheritance == (Fit.COMPOUND_HET,)
    assert (found.partners, points(found, "inheritance")) == ((), 3.0)
    assert "with a deletion of 1.1 kb (chr1:2,901-4,000): one from each parent" in (
        reasons(found, "inheritance")[0].sentence
    )


def test_a_deletion_from_the_same_parent_is_no_second_hit():
    (found,) = over(hit(1, 1500, FROM_MUM, dg=0.9))
    assert found.inheritance == (Fit.INCOMPLETE_PENETRANCE,)
    assert "both come from the mother" in reasons(found, APART)[0].sentence


def test_a_deletion_between_the_exons_is_no_second_hit():
    (found,) = over(
        hit(1, 1500, FROM_DAD, dg=0.9), deletions=[replace(LOST, start=2_100, end=2_900)]
    )
    assert found.inheritance == (Fit.INCOMPLETE_PENETRANCE,)


def test_an_unphased_deletion_is_never_said_to_be_on_the_other_copy():
    (found,) = over(
        hit(1, 1500, (HET,), dg=0.9),
        deletions=[replace(LOST, genotypes=(HET,))],
        pedigree=singleton(),
    )
    assert found.inheritance == (Fit.COMPOUND_HET_UNPHASED,)
    assert points(found, "inheritance") == 1.5


def test_a_call_of_two_copies_inside_a_deletion_is_one_copy():
    (found,) = over(hit(1, 3_050, (HOM, HET, REF), dg=0.9))
    assert found.inheritance == (Fit.OVER_DELETION,)
    assert points(found, "inheritance") == 2.5


def test_a_new_variant_keeps_its_points_beside_a_weak_partner():
    found = ranked(hit(1, 1500, (HET, REF, REF), dg=0.9), hit(2, CODING, FROM_MUM), pedigree=trio())
    assert found[0].inheritance == (Fit.DE_NOVO, Fit.COMPOUND_HET_UNPHASED)
    assert points(found[0], "inheritance") == 3.0


def test_the_mode_of_a_strong_pair_comes_first():
    found = ranked(
        hit(1, 1500, (HET, REF, REF), dg=0.9), hit(2, 2500, FROM_MUM, dg=0.9), pedigree=trio()
    )
    assert found[0].inheritance == (Fit.COMPOUND_HET_UNPHASED, Fit.DE_NOVO)
    assert [points(candidate, "inheritance") for candidate in found] == [3.0, 1.5]


# Phenotype and quality


def test_a_matching_gene_gives_points_in_proportion():
    match = {"GENE": GeneMatch(0.8, ("Neurofibroma", "Axillary freckling"))}
    candidate = only(scored(dg=0.9), phenotypes=match)
    assert candidate.phenotype_score == 0.8
    (reason,) = reasons(candidate, "phenotype")
    # From -3 points at 0 to 4 at 1.
    assert reason.points == 2.6
    assert reason.sentence == (
        "GENE matches the phenotype with 0.80 of 1 (Neurofibroma, Axillary freckling)."
    )


def test_a_gene_without_annotation_is_neutral():
    candidate = only(scored(dg=0.9), phenotypes={"ELSE": GeneMatch(1.0)})
    assert candidate.phenotype_score is None
    assert points(candidate, "phenotype") == 0.0
    assert reasons(only(scored(dg=0.9)), "phenotype") == []


def test_the_gene_that_gives_most_points_speaks():
    other = transcript("NEAR", exons=((1000, 1100), (2000, 2090)), strand="-")
    item = facts(
        1,
        variant(1500),
        scores=[score(dg=0.9), score("NEAR", "-", dg=0.5)],
        transcripts=[GENE, other],
    )
    assert only(item).gene_symbol == "GENE"
    chosen = only(item, phenotypes={"NEAR": GeneMatch(0.9)})
    assert (chosen.gene_symbol, chosen.phenotype_score) == ("NEAR", 0.9)
    assert chosen.sentence.endswith("in NEAR.")


@pytest.mark.parametrize(
    ("genotype", "filters", "words", "expected"),
    [
        (HET, (), None, 0.0),
        (HET, ("LowQual", "q10"), "The caller's filter says LowQual, q10.", -1.0),
        (HET._replace(depth=9), (), "covered by 9 reads", -0.5),
        (HET._replace(quality=19), (), "quality of 19", -0.5),
        (HET._replace(ref_depth=27, alt_depth=3), (), "Only 10 %", -1.0),
        (HET._replace(depth=None, quality=None, ref_depth=None), (), None, 0.0),
    ],
)
def test_doubtful_calls_lose_points(genotype, filters, words, expected):
    item = replace(scored(dg=0.9), genotypes=(genotype,), filters=filters)
    candidate = only(item)
    assert points(candidate, "quality") == expected
    told = [reason.sentence for reason in reasons(candidate, "quality")]
    assert told == [] if words is None else words in told[0]


def test_a_heterozygous_call_on_a_single_x_is_doubtful():
    item = facts(1, variant(50_000_000, chrom="chrX"), (HET,), [score(dg=0.9)])
    assert points(only(item, pedigree=singleton(Sex.MALE)), "quality") == -1.0
    assert points(only(item, pedigree=singleton(Sex.FEMALE)), "quality") == 0.0


# Lanes and order


@pytest.mark.parametrize("reason", [one for one in NotScoredReason if one.is_of_splicing])
@pytest.mark.parametrize("pos", [1101, 2001])
def test_an_unscored_variant_on_a_splice_site_needs_eyes(reason, pos):
    item = facts(1, variant(pos), transcripts=[GENE], not_scored=[refused(reason)])
    candidate = only(item)
    assert candidate.lane is Lane.NEEDS_EYES
    assert candidate.sentence.startswith(f"Not scored: {reason.sentence}.")
    assert candidate.sentence.endswith("of GENE. A person must look at it.")


def test_an_unscored_variant_elsewhere_stands_in_its_own_lane():
    item = facts(1, variant(1500), transcripts=[GENE], not_scored=[refused()])
    candidate = only(item)
    assert candidate.lane is Lane.UNSCORED
    assert candidate.sentence == (
        "Not scored: the reference sequence here is unknown (N). A person must look at it."
    )


def test_a_variant_nobody_looked_at_yet_waits_in_the_last_lane():
    candidate = only(facts(1, variant(1101), transcripts=[GENE]))
    assert (candidate.lane, candidate.sentence) == (Lane.UNSCORED, "Not scored yet.")


SEEN = RegulatoryScore(
    "", "", "", "",
    (TrackChange(RegulatoryTrack("HepG2", "MPRA activity", "HepG2"), 1.0, 0.2, -0.8),),
    12, 0.5, EngineRun("mpra-dragonn", "1", "0" * 64, 72, "", "", "float32"),
)  # fmt: skip
USUAL_UNKNOWN = (
    "Engines of regulatory sequence gave numbers; what is usual for them was not measured."
)


def test_where_only_regulatory_sequence_was_scored_splicing_is_said_to_wait():
    item = facts(1, variant(1500), transcripts=[GENE], regulatory=(SEEN,))
    candidate = only(item)
    assert candidate.lane is Lane.UNSCORED
    assert candidate.sentence == f"Splicing has not been scored yet. {USUAL_UNKNOWN}"
    tail = Tail(0.002, 10_000, "mpra-dragonn", SEEN.changes[0], "MPRA-DragoNN")
    assert only(replace(item, regulatory_tail=tail)).sentence == (
        "Splicing has not been scored yet. MPRA-DragoNN: MPRA activity in HepG2 falls by 0.80; 0.2 % of "
        "random variants in the same kind of place change as much."
    )


def test_a_regulatory_engine_that_gave_nothing_never_speaks_for_splicing():
    elsewhere = NotScored("mpra-dragonn", NotScoredReason.NO_ELEMENT)
    waiting = only(facts(1, variant(1500), transcripts=[GENE], not_scored=[elsewhere]))
    assert waiting.sentence == "Splicing has not been scored yet."
    on_site = only(facts(1, variant(1101), transcripts=[GENE], not_scored=[elsewhere]))
    assert on_site.lane is Lane.NEEDS_EYES
    assert on_site.sentence.startswith("Splicing has not been scored yet. It touches the ")


def test_where_splicing_was_refused_what_else_was_scored_is_told_too():
    outside = refused(NotScoredReason.OUTSIDE_GENES)
    told = only(facts(1, variant(1500), not_scored=[outside], regulatory=(SEEN,))).sentence
    assert told == f"Splicing not scored: lies outside every loaded gene. {USUAL_UNKNOWN}"


def test_a_score_of_one_engine_is_enough():
    item = facts(
        1, variant(1101), scores=[score(dl=0.1)], transcripts=[GENE], not_scored=[refused()]
    )
    assert only(item).lane is Lane.SPLICE


def test_lanes_stand_in_order_and_ranks_count_from_one():
    found = ranked(
        facts(1, variant(1500), transcripts=[GENE], not_scored=[refused()]),
        facts(2, variant(1510), scores=[score()], transcripts=[GENE]),
        facts(3, variant(1511), scores=[score(dg=0.9)], transcripts=[GENE]),
        facts(
            4,
            variant(1101),
            transcripts=[GENE],
            not_scored=[refused()],
            population_frequency=0.5,
            filters=("bad",),
        ),
    )
    assert [candidate.facts.variant_id for candidate in found] == [4, 3, 2, 1]
    assert [candidate.rank for candidate in found] == [1, 2, 3, 4]


def test_ties_stand_by_delta_then_by_karyotype():
    items = [
        facts(1, variant(1700, chrom="chr10"), scores=[score(dg=0.9)]),
        facts(2, variant(1700, chrom="chr2"), scores=[score(dg=0.9)]),
        facts(3, variant(1600, chrom="chr2"), scores=[score(dg=0.9)]),
        facts(4, variant(1701, chrom="chr10"), scores=[score(dg=0.95)]),
    ]
    order = [candidate.facts.variant_id for candidate in ranked(*items)]
    assert order == [4, 3, 2, 1]


def test_a_new_change_in_a_matching_gene_beats_a_stronger_inherited_one():
    new = facts(1, variant(1500), (HET, REF, REF), [score(dg=0.5)], [GENE])
    inherited = facts(2, variant(1101, chrom="chr2"), FROM_DAD, [score("OTHER", dl=0.99)], [OTHER])
    phenotypes = {"GENE": GeneMatch(0.6), "OTHER": GeneMatch(0.2)}
    found = ranked(inherited, new, pedigree=trio(), phenotypes=phenotypes)
    assert [candidate.facts.variant_id for candidate in found] == [1, 2]


def test_points_are_the_sum_of_the_reasons():
    item = replace(scored(dg=0.9), population_frequency=0.002, filters=("bad",), genotypes=FROM_DAD)
    candidate = only(item, pedigree=trio(), phenotypes={"GENE": GeneMatch(0.33)})
    assert candidate.points == pytest.approx(sum(part.points for part in candidate.reasons))
    assert {part.topic for part in candidate.reasons} == {
        "splice",
        "position",
        "frequency",
        "inheritance",
        "phenotype",
        "quality",
    }


_CALLS = st.sampled_from([REF, HET, HOM, NONE])
_DELTAS = st.sampled_from([0.0, 0.01, 0.03, 0.2, 0.3, 0.5, 0.9])


@st.composite
def some_facts(draw, variant_id):
    pos = draw(st.sampled_from([1060, 1100, 1101, 1105, 1500, 1600, 2001, 2500]))
    alt = draw(st.sampled_from("CGT"))
    genotypes = (draw(st.sampled_from([HET, HOM, NONE])), draw(_CALLS), draw(_CALLS))
    scores, not_scored = (), (refused(),)
    if draw(st.booleans()):
        scores, not_scored = (score(dg=draw(_DELTAS), dl=draw(_DELTAS)),), ()
    frequency = draw(st.sampled_from([None, 0.0, 0.002, 0.5]))
    return facts(
        variant_id,
        variant(pos, "A", alt),
        genotypes,
        scores,
        [GENE],
        not_scored=not_scored,
        population_frequency=frequency,
    )


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_order_of_the_input_never_matters(data):
    n_items = data.draw(st.integers(1, 7))
    items = [data.draw(some_facts(number)) for number in range(n_items)]
    shuffled = data.draw(st.permutations(items))
    phenotypes = {"GENE": GeneMatch(0.5)}
    expected = ranked(*items, pedigree=trio(), phenotypes=phenotypes)
    found = ranked(*shuffled, pedigree=trio(), phenotypes=phenotypes)
    assert found == expected
    assert sorted(candidate.facts.variant_id for candidate in found) == list(range(n_items))
    lanes = [list(Lane).index(candidate.lane) for candidate in found]
    assert lanes == sorted(lanes)


def test_the_score_of_another_gene_never_speaks_for_a_splice_site_that_was_not_scored():
    near = transcript("NEAR", exons=((900, 950), (1500, 1600)))
    item = facts(1, variant(1101), scores=[score("NEAR")], transcripts=[GENE, near])
    candidate = only(item)
    assert candidate.lane is Lane.NEEDS_EYES
    assert candidate.gene_symbol == "GENE"
    assert candidate.sentence.startswith("Not scored in GENE, only in another gene. It touches")


def test_away_from_splice_sites_the_sentence_is_about_a_gene_that_was_scored():
    near = transcript("NEAR", exons=((900, 950), (2500, 2600)))
    item = facts(1, variant(1500), scores=[score("NEAR")], transcripts=[GENE, near])
    candidate = only(item)
    assert (candidate.lane, candidate.gene_symbol) == (Lane.SPLICE, "NEAR")
    assert candidate.sentence == "No change of splicing predicted in NEAR (largest delta 0.00)."


# Whole exons


EXON = ExonScore(
    "NM_GENE", "GENE", "+", 2, 3, 2000, 2090, -2.5, (0.0,) * 5, (0.0,) * 5, 0.9, -1.0,
    run=EngineRun("mmsplice", "2.4.0", "0" * 64, 100, "", "", "float32"),
)  # fmt: skip


def by_exon(*exons, **more):
    return only(facts(1, variant(2010), transcripts=[GENE], exons=exons, **more))


def test_a_variant_only_an_exon_engine_has_scored_is_told_as_such():
    sentence = "Only MMSplice has scored it: exon 2 of GENE likely skipped more (not calibrated)."
    assert by_exon(EXON).sentence == sentence
    assert by_exon().sentence == "Not scored yet."
    quiet = replace(EXON, delta_logit_psi=0.2)
    assert "inclusion of exon 2 of GENE hardly changes" in by_exon(quiet).sentence


def test_an_exon_engine_alone_is_told_apart_from_engines_of_regulatory_sequence():
    told = by_exon(EXON, regulatory=(SEEN,)).sentence
    assert told == (
        "Of splicing, only MMSplice has scored it: exon 2 of GENE likely skipped more (not "
        f"calibrated). {USUAL_UNKNOWN}"
    )


def test_of_several_exons_the_one_that_changes_most_is_told():
    other = replace(EXON, exon_number=3, delta_logit_psi=-0.4)
    assert "exon 2 of GENE likely skipped more" in by_exon(other, EXON).sentence


def test_a_refused_variant_tells_what_the_exon_engine_says_of_it_too():
    told = by_exon(EXON, not_scored=(refused(),)).sentence
    assert told.startswith("Not scored: the reference sequence here is unknown (N).")
    assert "MMSplice: exon 2 of GENE likely skipped more (delta logit PSI -2.50" in told


def test_an_exon_engine_gives_a_reason_and_never_points():
    item = scored(2010, dl=0.6)
    before, after = only(item), only(replace(item, exons=(EXON,)))
    assert after.points == before.points
    (reason,) = reasons(after, "exon")
    assert reason.points == 0
    assert reason.sentence == (
        "MMSplice: exon 2 of GENE likely skipped more (delta logit PSI -2.50, not calibrated)."
    )
    elsewhere = replace(EXON, gene_symbol="OTHER")
    assert reasons(only(replace(item, exons=(elsewhere,))), "exon") == []
