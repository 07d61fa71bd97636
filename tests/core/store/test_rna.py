"""RNA evidence in a case."""

from dataclasses import replace

from core.domain.junction import Junction
from core.domain.rna import (
    ExonInclusion,
    JunctionReads,
    OutcomeEvidence,
    ReadsKind,
    RnaEvidence,
    RnaSource,
    RnaVerdict,
    Share,
    Verdict,
)
from core.domain.sashimi import Arc, ArcRole, CoverageStep, Sashimi

SHARE = Share(0.4, 0.3, 0.5, 12, 18.5, 40)
EVIDENCE = RnaEvidence(
    "NM_1",
    "GENE",
    (
        OutcomeEvidence(
            "exon skipping",
            "Exon 3 is skipped.",
            (JunctionReads(Junction("chr1", 10, 20, "+"), 12, 1),),
            (),
            3,
            None,
            RnaVerdict(Verdict.SUPPORTS, SHARE, 12, "Supports: ...", "rules 1"),
        ),
    ),
    (ExonInclusion(3, 12, 15, SHARE, None, None, 0.98, "Exon 3 ..."),),
    Sashimi("chr1", 0, 30, "+", (CoverageStep(0, 30, 2.5),), (Arc(10, 20, 12, ArcRole.NEW),)),
)
BLOOD = RnaSource("/d/a.bam", "ab", ReadsKind.BAM, "Whole Blood", "unstranded", False, "rules 1")
CELLS = replace(BLOOD, path="/d/b.tab", kind=ReadsKind.STAR, is_nmd_inhibited=True)


def test_evidence_comes_back_as_it_was_stored(filled):
    blood, cells = filled.rna.begin(BLOOD), filled.rna.begin(CELLS)
    other = replace(EVIDENCE, transcript_id="NM_2")
    filled.rna.write(blood, {1: [EVIDENCE, other]})
    filled.rna.write(cells, {1: [EVIDENCE], 2: [EVIDENCE]})
    assert filled.rna.sources() == (BLOOD, CELLS)
    assert filled.rna.of(1) == ((BLOOD, EVIDENCE), (BLOOD, other), (CELLS, EVIDENCE))
    assert filled.rna.of(3) == ()
    assert filled.rna.variants() == {1, 2}


def test_evidence_of_a_variant_is_replaced(filled):
    source = filled.rna.begin(BLOOD)
    filled.rna.write(source, {1: [EVIDENCE, replace(EVIDENCE, transcript_id="NM_2")]})
    newer = replace(EVIDENCE, gene_symbol="NEW")
    filled.rna.write(source, {1: [newer]})
    assert filled.rna.of(1) == ((BLOOD, newer),)


def test_a_file_that_is_read_again_takes_the_place_of_what_it_gave(filled):
    filled.rna.write(filled.rna.begin(BLOOD), {1: [EVIDENCE]})
    again = replace(BLOOD, digest="cd")
    filled.rna.begin(again)
    assert filled.rna.sources() == (again,)
    assert filled.rna.of(1) == ()


def test_a_file_can_be_forgotten(filled):
    filled.rna.write(filled.rna.begin(BLOOD), {1: [EVIDENCE]})
    assert filled.rna.forget(BLOOD.path)
    assert not filled.rna.forget(BLOOD.path)
    assert filled.rna.variants() == frozenset()
