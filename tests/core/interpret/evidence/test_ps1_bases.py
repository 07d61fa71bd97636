"""What PS1 stands beside, and which variants of a place are compared."""

from dataclasses import replace

import pytest

from core.domain.evidence import Basis, Standing
from core.domain.evidence_inputs import CanonicalSite, KnownClass, MissenseScore
from core.domain.stated import Stated
from core.interpret.evidence.known import changes_same_bases, splice_base
from core.interpret.position import locate
from tests.core.interpret.builders import variant
from tests.core.interpret.evidence.cases import (
    LOF,
    NO_STOP,
    TRANSCRIPT,
    assay,
    coding,
    has,
    inputs,
    lost_donor,
    made,
    one,
    outcome,
    splice,
)
from tests.core.interpret.evidence.ps1_cases import DRAWN, full, other, outside, reduced

P = KnownClass.PATHOGENIC


@pytest.mark.parametrize(
    ("predicted", "observed", "expected"),
    [
        (full, outcome(nmd=NO_STOP), "PS1_Strong"),  # PVS1_Moderate (RNA) counts, not PVS1
        (reduced, outcome(), "PS1_Supporting"),  # PVS1_VeryStrong (RNA) counts
    ],
)
def test_the_row_is_that_of_the_observed_pvs1_which_replaces_the_predicted_one(
    predicted, observed, expected
):
    stated = Stated(mechanism=LOF, assays=(assay(outcome=observed),))
    comparison = other(2092, P, is_reduced=predicted is reduced)
    item = one(predicted(stated=stated, known=(comparison,)), "PS1")
    assert (item.label, item.standing) == (expected, Standing.SUGGESTED)


def test_beside_an_observed_pvs1_what_was_not_predicted_leaves_ps1_possible():
    """+1 that no engine scored; an assay shows a transcript."""
    stated = Stated(mechanism=LOF, assays=(assay(),))
    item = one(full(stated=stated, splice=None, outcomes=(), known=(other(2092, P),)), "PS1")
    assert (item.label, item.standing) == ("PS1_Supporting", Standing.POSSIBLE)
    assert "how strongly this variant is predicted is not known" in item.reason
    assert "the predicted event of one of the two is not known" in item.reason


def test_outside_a_dinucleotide_an_observed_pvs1_has_no_row():
    given = outside(stated=Stated(mechanism=LOF, assays=(assay(),)), known=(other(2096, P),))
    assert not has(given, "PS1")


def test_a_dinucleotide_that_the_changed_sequence_still_has_is_outside():
    kept = (CanonicalSite("donor", "GT", "GT", is_kept=True),)
    given = inputs(2091, "G", "A", sites=kept, splice=splice(0.6), outcomes=DRAWN)
    item = one(replace(given, known=(other(2095, P),)), "PS1")
    assert (item.label, item.standing) == ("PS1_Moderate", Standing.SUGGESTED)


def most_of_the_intron(anchor=2092):
    """A deletion of intron 2 but for its first bases: the donor outside +-1,2, and the acceptor."""
    return {"pos": anchor, "ref": "T" + "G" * (3000 - anchor), "alt": "T"}


def test_a_known_deletion_that_takes_the_dinucleotide_of_another_site_is_not_outside():
    assert not has(full(known=(other(classified=P, **most_of_the_intron()),)), "PS1")


def test_a_dinucleotide_known_at_a_site_that_keeps_its_own_is_not_the_same():
    """The acceptor of intron 2 is lost, its donor touched outside +-1,2."""
    lost = (CanonicalSite("acceptor", "AG", "GG", is_kept=False),)
    given = lost_donor(sites=lost, known=(other(2091, P),))
    where = variant(**most_of_the_intron())
    moved = replace(given, variant=where, positions=locate(where, [TRANSCRIPT]))
    assert one(moved, "PVS1").standing is Standing.SUGGESTED
    assert not has(moved, "PS1")


def test_neither_bp4_nor_pp3_of_the_protein_is_a_base():
    quiet = outside(splice=splice(0.0), outcomes=(), known=(other(2095, P),))
    assert one(quiet, "BP4").standing is Standing.SUGGESTED
    assert one(quiet, "PS1").standing is Standing.NOT_SUGGESTED
    score = MissenseScore("REVEL", 0.99, "REVEL 1.3")
    missense = inputs(
        2089, "G", "A", splice=splice(0.0), coding=coding("missense_variant"), missense=score
    )
    given = replace(missense, known=(other(2089, P),))
    assert one(given, "PP3").standing is Standing.SUGGESTED
    assert one(given, "PS1").standing is Standing.NOT_SUGGESTED


def test_pvs1_comes_before_pp3_and_what_was_observed_before_what_was_predicted():
    pp3 = made("PP3", basis=Basis.SPLICING, standing=Standing.SUGGESTED)
    pvs1 = made("PVS1", "supporting", Basis.SPLICING, Standing.SUGGESTED)
    strong, weak = (
        made("PVS1", strength, Basis.RNA, Standing.SUGGESTED) for strength in ("strong", "moderate")
    )
    assert splice_base((pp3, pvs1)) is pvs1
    assert splice_base((replace(pvs1, strength="very strong", points=8), weak, pp3)) is weak
    assert splice_base((weak, strong, pvs1)) is strong
    assert splice_base((replace(pvs1, standing=Standing.POSSIBLE), pp3)) is pp3


def test_nothing_is_said_of_ps1_without_a_known_variant_or_outside_the_transcripts():
    assert not has(outside(), "PS1")
    assert not has(outside(splice=splice(0.15)), "PS1")
    assert not has(outside(in_use=frozenset(), known=(other(2095, P),)), "PS1")


def test_the_same_bases_are_those_of_one_chromosome_that_the_reference_has():
    here = variant(2095, "G", "A")
    assert changes_same_bases(here, variant(2095, "G", "C"))
    assert changes_same_bases(here, variant(2094, "TG", "TC"))
    assert not changes_same_bases(here, variant(2095, "G", "C", chrom="chr2"))
    assert not changes_same_bases(here, variant(2095, "GT", "CA"))
    assert not changes_same_bases(variant(2095, "G", "GA"), variant(2095, "G", "GC"))
