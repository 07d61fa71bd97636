"""PP3, BP4 and BP7 of predicted splicing (standards 2.1), and what holds them back."""

from dataclasses import replace

import pytest

from core.domain.consequence import OutcomeKind
from core.domain.evidence import Standing
from core.domain.evidence_inputs import CanonicalSite, FamilyEvidence, GeneEvidence
from core.domain.gene_knowledge import KnownMode
from core.domain.stated import Partner, PartnerPhase, RegulatoryGate, Stated
from core.domain.transcript import Mane
from core.interpret.evidence.assess import assess
from core.interpret.evidence.suggest import suggest
from tests.core.interpret.builders import transcript
from tests.core.interpret.evidence.cases import (
    CALIBRATION,
    RULES,
    RUN,
    UK,
    absent,
    codes,
    coding,
    has,
    inputs,
    one,
    outcome,
    splice,
)

SILENT = coding("synonymous_variant")
NEAR = 1110  # +10 of the first intron


def splice_labels(given, rules=RULES):
    return codes(given, rules) & {"PP3_Supporting", "BP4_Supporting", "BP7_Supporting"}


@pytest.mark.parametrize("value", [0.20, 0.195, 0.5, 0.99])
def test_pp3_from_020_where_an_aberration_is_drawn_and_never_stronger_than_supporting(value):
    given = inputs(splice=splice(value), outcomes=(outcome(),))
    assert splice_labels(given) == {"PP3_Supporting"}


@pytest.mark.parametrize("value", [0.11, 0.15, 0.19, 0.194])
def test_between_the_cut_offs_it_is_printed_as_uninformative(value):
    given = inputs(NEAR, splice=splice(value), outcomes=(outcome(),))
    assert splice_labels(given) == set()
    assert "uninformative" in one(given, "PP3").reason
    assert not has(given, "BP4")


@pytest.mark.parametrize("value", [0.0, 0.05, 0.10, 0.104])
def test_bp4_up_to_010(value):
    assert "BP4_Supporting" in codes(inputs(NEAR, splice=splice(value)))


def test_values_are_compared_with_two_decimals():
    assert splice_labels(inputs(splice=splice(0.195), outcomes=(outcome(),))) == {"PP3_Supporting"}
    assert not has(inputs(NEAR, splice=splice(0.1049)), "PP3")
    assert one(inputs(NEAR, splice=splice(0.1051)), "PP3").standing is Standing.NOT_SUGGESTED


def test_pp3_is_not_suggested_before_what_comes_of_it_is_drawn():
    given = inputs(splice=splice(0.6), outcomes=None)
    item = one(given, "PP3")
    assert item.standing is Standing.POSSIBLE
    assert "not predicted" in item.reason


@pytest.mark.parametrize("kind", [OutcomeKind.SITE_STRENGTHENED, OutcomeKind.INCREASED_INCLUSION])
def test_a_strengthened_native_site_is_no_aberration(kind):
    item = one(inputs(splice=splice(0.6), outcomes=(outcome(kind),)), "PP3")
    assert item.standing is Standing.NOT_SUGGESTED
    assert "no aberration: native site strengthened" in item.reason


def test_a_change_of_an_unannotated_site_is_no_aberration():
    item = one(inputs(splice=splice(0.6), outcomes=()), "PP3")
    assert item.standing is Standing.NOT_SUGGESTED
    assert "no aberration: unannotated site" in item.reason


def test_an_aberration_of_a_transcript_that_is_not_in_use_gives_no_pp3():
    given = inputs(splice=splice(0.6), outcomes=(outcome(transcript_id="NM_OTHER"),))
    assert one(given, "PP3").standing is Standing.NOT_SUGGESTED


def test_outside_transcripts_in_use_no_code_follows():
    given = inputs(splice=splice(0.6), outcomes=(outcome(),), in_use=frozenset({"NM_OTHER"}))
    assert "no transcript that counts" in one(given, "PP3").reason


def test_not_scored_is_not_harmless():
    given = inputs(NEAR, splice=None)
    assert splice_labels(given) == set()
    assert "not mean that it is harmless" in one(given, "PP3").reason


MISMATCHES = {
    "no record": {"calibration": None},
    "another version": {"run": replace(RUN, version="1.4")},
    "masked": {"masked": True},
    "another window": {"distance": 4_999},
}


@pytest.mark.parametrize("change", MISMATCHES.values(), ids=MISMATCHES)
@pytest.mark.parametrize("value", [0.01, 0.9])
def test_an_engine_without_a_fitting_calibration_gives_no_code(change, value):
    given = inputs(NEAR, splice=splice(value, **change), outcomes=(outcome(),))
    assert splice_labels(given) == set()
    told = one(given, "PP3").reason
    assert "calibrated" in told or "cut-offs hold for" in told


def test_cut_offs_are_those_of_the_calibration_record():
    strict = replace(CALIBRATION, pp3_min=0.5, bp4_max=0.02)
    given = inputs(NEAR, splice=splice(0.3, calibration=strict), outcomes=(outcome(),))
    assert "uninformative" in one(given, "PP3").reason
    given = inputs(NEAR, splice=splice(0.05, calibration=strict))
    assert "uninformative" in one(given, "PP3").reason


def test_cut_offs_of_mane_transcripts_hold_for_no_other():
    model = transcript(mane=Mane.NONE)
    run = replace(RUN, gene_set="GENCODE basic")
    given = inputs(NEAR, model=model, splice=splice(0.01, run=run))
    assert "calibrated on MANE transcripts" in one(given, "PP3").reason
    assert "BP4_Supporting" in codes(inputs(NEAR, splice=splice(0.01, run=run)))


def test_an_at_ac_intron_is_flagged_and_not_scored():
    given = inputs(NEAR, splice=splice(0.01), intron_ends=("AT-AC",))
    assert splice_labels(given) == set()
    assert "AT-AC" in one(given, "PP3").reason


@pytest.mark.parametrize("pos", [1101, 1102, 1999, 2000])
@pytest.mark.parametrize("value", [0.0, 0.99])
def test_a_splice_dinucleotide_gets_neither_pp3_nor_bp4(pos, value):
    lost = (CanonicalSite("donor", "GT", "AT", is_kept=False),)
    for sites in (lost, None):
        given = inputs(pos, sites=sites, splice=splice(value), outcomes=(outcome(),))
        assert splice_labels(given) == set()
        assert "PVS1 is asked instead" in one(given, "PP3").reason


def test_a_dinucleotide_that_is_made_again_may_have_pp3_and_never_bp4():
    kept = (CanonicalSite("donor", "GT", "GT", is_kept=True),)
    given = inputs(1101, "GT", "G", sites=kept, splice=splice(0.5), outcomes=(outcome(),))
    assert splice_labels(given) == {"PP3_Supporting"}
    given = inputs(1101, "GT", "G", sites=kept, splice=splice(0.0))
    assert splice_labels(given) == set()


# Places at which BP7 holds


@pytest.mark.parametrize(
    ("pos", "expected"),
    [
        (1103, False),  # +3
        (1106, False),  # +6
        (1107, True),  # +7
        (1150, True),
        (1980, True),  # -21
        (1981, False),  # -20
        (1998, False),  # -3
    ],
)
def test_bp7_begins_at_plus_7_and_minus_21(pos, expected):
    found = splice_labels(inputs(pos))
    assert found == ({"BP4_Supporting", "BP7_Supporting"} if expected else {"BP4_Supporting"})


@pytest.mark.parametrize(
    ("pos", "expected"),
    [
        (2001, False),  # first base of exon 2
        (2002, True),
        (2087, True),
        (2088, False),  # the last three
        (2089, False),
        (2090, False),
    ],
)
def test_bp7_of_a_silent_change_spares_the_edges_of_an_exon(pos, expected):
    found = splice_labels(inputs(pos, coding=SILENT))
    assert found == ({"BP4_Supporting", "BP7_Supporting"} if expected else {"BP4_Supporting"})


def test_the_edges_are_those_of_the_transcript_on_the_minus_strand():
    model = transcript(strand="-")
    assert splice_labels(inputs(1107, model=model)) == {"BP4_Supporting"}  # -7 of an acceptor
    assert "BP7_Supporting" in codes(inputs(1121, model=model))  # -21
    assert "BP7_Supporting" in codes(inputs(1994, model=model))  # +7
    assert splice_labels(inputs(1995, model=model)) == {"BP4_Supporting"}  # +6


@pytest.mark.parametrize(
    "terms", [("missense_variant",), ("inframe_deletion",), ("synonymous_variant", "stop_gained")]
)
def test_a_changed_protein_is_weighed_by_itself(terms):
    given = inputs(2040, coding=coding(*terms))
    assert splice_labels(given) == set()
    assert one(given, "BP4").standing is Standing.NOT_SUGGESTED


def test_in_an_exon_nobody_looked_at_bp4_is_only_possible():
    given = inputs(2040, coding=None)
    assert one(given, "BP4").standing is Standing.POSSIBLE
    assert one(given, "BP7").standing is Standing.POSSIBLE


def test_in_a_utr_bp4_is_only_possible():
    given = inputs(1010, coding=coding("5_prime_UTR_variant"))
    assert one(given, "BP4").standing is Standing.POSSIBLE


def test_a_regulatory_variant_gets_no_bp4_from_a_splice_engine():
    gate = Stated(gate=RegulatoryGate("promoter"))
    given = inputs(NEAR, stated=gate)
    assert splice_labels(given) == set()


def test_conservation_is_asked_for_only_where_the_rules_ask():
    asks = RULES.model_copy(
        update={
            "splicing": RULES.splicing.model_copy(
                update={
                    "conservation": RULES.splicing.conservation.model_copy(update={"needed": True})
                }
            )
        }
    )
    assert "BP7_Supporting" in codes(inputs(NEAR))
    for is_conserved, expected in ((None, False), (True, False), (False, True)):
        found = codes(inputs(NEAR, is_conserved=is_conserved), asks)
        assert ("BP7_Supporting" in found) is expected


# Beyond +7 and -21


@pytest.mark.parametrize("wide", [None, 0.02, 0.016, 0.3])
def test_beyond_the_motifs_a_gain_within_4999_or_no_look_holds_bp4_back(wide):
    given = inputs(NEAR, splice=splice(0.0, wide=wide))
    for code in ("BP4", "BP7"):
        item = one(given, code)
        assert item.standing is Standing.POSSIBLE
        assert "Possible, not suggested" in item.reason


def test_beyond_the_motifs_without_any_gain_both_are_suggested_with_a_caution():
    given = inputs(NEAR, splice=splice(0.0, wide=0.014))
    assert splice_labels(given) == {"BP4_Supporting", "BP7_Supporting"}
    assert "no proof that no pseudoexon" in one(given, "BP7").reason


def test_within_the_motif_the_wide_window_is_not_asked():
    assert splice_labels(inputs(1105, splice=splice(0.0, wide=None))) == {"BP4_Supporting"}


SECOND = FamilyEvidence(partners=(Partner("c.1A>G", PartnerPhase.UNKNOWN, "pathogenic"),))


def gene(*, match=True):
    modes = frozenset({KnownMode.BIALLELIC})
    return GeneEvidence("GENE", modes=modes, is_phenotype_match=match, phenotype_words="0.9")


def test_benign_codes_are_withheld_beside_a_second_pathogenic_allele_of_a_matching_gene():
    given = inputs(NEAR, gene=gene(), family=SECOND)
    assert splice_labels(given) == set()
    item = one(given, "BP4")
    assert item.standing is Standing.NOT_SUGGESTED
    assert "withheld" in item.reason
    assert not has(given, "BP7")


@pytest.mark.parametrize(
    ("matching", "family"),
    [
        (False, SECOND),
        (None, SECOND),
        (True, FamilyEvidence()),
        (True, FamilyEvidence(partners=(Partner("c.1A>G", PartnerPhase.CIS, "pathogenic"),))),
        (True, FamilyEvidence(partners=(Partner("c.1A>G", PartnerPhase.TRANS, "benign"),))),
    ],
)
def test_they_are_not_withheld_where_one_of_the_three_is_missing(matching, family):
    given = inputs(NEAR, gene=gene(match=matching), family=family)
    assert splice_labels(given) == {"BP4_Supporting", "BP7_Supporting"}


def test_a_screened_score_suggests_no_benign_code():
    given = inputs(1105, splice=splice(0.0, run=replace(RUN, screening=True)))
    assert one(given, "BP4").standing is Standing.POSSIBLE


# FBN1-like: deep in an intron, and next to nothing predicted


@pytest.mark.parametrize("rules", [RULES, UK], ids=["ClinGen", "UK"])
@pytest.mark.parametrize("wide", [None, 0.0, 0.01, 0.02, 0.05])
@pytest.mark.parametrize("matching", [True, False, None])
@pytest.mark.parametrize("family", [SECOND, FamilyEvidence()], ids=["second allele", "alone"])
@pytest.mark.parametrize("effect", ["ag", "al", "dg", "dl"])
def test_deep_in_an_intron_a_delta_of_001_is_never_suggested_benign(
    rules, wide, matching, family, effect
):
    score = splice(wide=wide, **{"dl": 0.0} | {effect: 0.01})
    given = inputs(
        1500, splice=score, gene=gene(match=matching), family=family, population=absent()
    )
    found = suggest(given, rules)
    suggested = [item for item in found if item.standing is Standing.SUGGESTED]
    assert [item.label for item in suggested if item.points < 0] == []
    assessed = assess(found, rules)
    assert assessed.accepted is None
    assert assessed.points_if_all_accepted >= 0


def test_deep_in_an_intron_without_any_change_it_is_suggested_and_makes_no_class():
    given = inputs(1500, splice=splice(0.004, wide=0.004))
    assert splice_labels(given) == {"BP4_Supporting", "BP7_Supporting"}
    accepted = [
        replace(item, standing=Standing.ACCEPTED)
        for item in suggest(given, UK)
        if item.standing is Standing.SUGGESTED
    ]
    found = assess(accepted, UK)
    assert found.accepted is not None
    assert found.accepted.by_points == ""


def test_pm2_bp4_and_bp7_together_stay_uncertain_by_default():
    given = inputs(1500, splice=splice(0.0, wide=0.0), population=absent())
    found = assess(suggest(given, RULES), RULES)
    assert found.points_if_all_accepted == -1
    accepted = [
        replace(item, standing=Standing.ACCEPTED)
        for item in suggest(given, RULES)
        if item.standing is Standing.SUGGESTED
    ]
    classes = assess(accepted, RULES).accepted
    assert classes is not None
    assert classes.by_points == RULES.uncertain


def test_what_was_seen_stands_with_the_code():
    item = one(inputs(splice=splice(0.6), outcomes=(outcome(),)), "PP3")
    assert item.saw("engine") == "spliceai 1.3.1"
    assert item.saw("delta") == "0.60 raw, within 500 bases"
    assert item.saw("cut-offs") == "PP3 from 0.20, BP4 up to 0.10"
    assert "exon skipping" in item.saw("outcome")
    assert item.rule_set == RULES.identifier
    assert item.framework.name == "ACMG/AMP 2015"
