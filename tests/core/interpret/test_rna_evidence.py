"""What RNA says of predicted outcomes, with reads of known mixtures and counts by hand."""

from dataclasses import replace

import pytest

from core.domain.consequence import OutcomeKind
from core.domain.junction import Junction
from core.domain.rna import Fragment, JunctionReads, RegionReads, Share, Verdict
from core.domain.sashimi import ArcRole
from core.interpret.allele_map import AlleleMap
from core.interpret.alleles import Change
from core.interpret.fragments import junction_reads
from core.interpret.isoform_reads import count_forms
from core.interpret.outcome_forms import exon_forms, introns_of, outcome_forms, reference_chain
from core.interpret.psi import Counts, Places, share
from core.interpret.rna_evidence import rna_evidence, surroundings, window
from core.interpret.rna_rules import load_rna_rules
from core.interpret.rna_verdict import OutcomeReads, Sample, rna_verdict
from tests.core.interpret.builders import transcript
from tests.core.real_genes import (
    EXPECTED,
    outcome,
    retention,
    skipping,
    with_exon_changed,
    with_pseudoexon,
)
from tests.core.simulated_rna import Isoform, Library, as_fragments

RULES = load_rna_rules()
EXONS = ((1000, 1150), (2000, 2120), (3000, 3140), (4000, 4130), (5000, 5400))
REFERENCE = AlleleMap(None, lambda start, end: "A" * (end - start))
HET = Sample(0.5)


def model(strand="+"):
    return transcript(strand=strand, exons=EXONS)


PLUS = model()
SKIPS_3 = skipping(PLUS, 3)
PREDICTED = {
    "skipping": SKIPS_3,
    "two exons skipped": skipping(PLUS, 2, 3),
    "cryptic donor in the exon": with_exon_changed(
        PLUS, 3, (3000, 3100), OutcomeKind.PARTIAL_EXON_LOSS
    ),
    "cryptic acceptor in the intron": with_exon_changed(
        PLUS, 3, (2960, 3140), OutcomeKind.PARTIAL_INTRON_RETENTION
    ),
    "pseudoexon": with_pseudoexon(PLUS, 2, (2500, 2590)),
    "retention": retention(PLUS, 2),
    "shorter last exon": with_exon_changed(PLUS, 5, (5060, 5400), OutcomeKind.PARTIAL_EXON_LOSS),
}


def judged(predicted, n_one, n_other, sample=HET, *, covered=None, of=PLUS, new=None):
    """Judge an outcome by counted fragments; junctions of its own share those of the outcome."""
    forms = outcome_forms(predicted, of, REFERENCE)
    if new is None:
        new = [n_one] * len(forms.new)
    over = tuple(
        JunctionReads(Junction("chr1", *intron, of.strand), reads)
        for intron, reads in zip(forms.new, new, strict=True)
    )
    told = share(Counts(n_one, n_other), Places(1, 1), RULES.psi)
    return rna_verdict(predicted, of, OutcomeReads(forms, told, over, covered), sample, RULES)


def region(fragments, start=0, end=6000):
    return RegionReads("chr1", start, end, junction_reads("chr1", fragments, 8), tuple(fragments))


class TestForms:
    def test_skipping_has_one_junction_for_two(self):
        forms = outcome_forms(SKIPS_3, PLUS, REFERENCE)
        assert forms.new == ((2120, 4000),)
        assert forms.native == ((2120, 3000), (3140, 4000))
        assert forms.retained is None
        assert (forms.forms.start, forms.forms.end) == (2000, 4130)

    def test_a_retained_intron_has_no_junction_of_its_own(self):
        forms = outcome_forms(PREDICTED["retention"], PLUS, REFERENCE)
        assert (forms.new, forms.native, forms.retained) == ((), ((2120, 3000),), (2120, 3000))

    def test_exons_are_numbered_along_the_transcript(self):
        forms = exon_forms(model("-"), 2)
        assert forms.new == ((3140, 4000), (4130, 5000))
        assert forms.native == ((3140, 5000),)
        assert exon_forms(PLUS, 1) is None
        assert exon_forms(PLUS, 5) is None

    def test_exons_behind_an_insertion_are_laid_back_on_the_reference(self):
        allele = AlleleMap(Change(2500, "", "ACGTA"), REFERENCE.fetch)
        exons = tuple((s + 5 * (s > 2500), e + 5 * (s > 2500)) for s, e in SKIPS_3.exons)
        forms = outcome_forms(replace(SKIPS_3, exons=exons), PLUS, allele)
        assert forms == outcome_forms(SKIPS_3, PLUS, REFERENCE)

    def test_a_deleted_splice_site_leaves_the_junction_its_reads_show(self):
        # Ten bases across the donor of exon 3 are gone; the exon is skipped.
        allele = AlleleMap(Change(3135, "A" * 10, ""), REFERENCE.fetch)
        exons = ((1000, 1150), (2000, 2120), (3990, 4120), (4990, 5390))
        forms = outcome_forms(replace(SKIPS_3, exons=exons), PLUS, allele)
        assert forms.new == ((2120, 4000),)

    def test_a_junction_in_inserted_bases_cannot_be_told_by_reads(self):
        allele = AlleleMap(Change(2500, "", "ACGTACGTAC"), REFERENCE.fetch)
        assert reference_chain(((1000, 1150), (2505, 2600)), allele) is None
        exons = (*EXONS[:2], (2505, 2600), *((s + 10, e + 10) for s, e in EXONS[2:]))
        predicted = replace(PREDICTED["pseudoexon"], exons=exons)
        forms = outcome_forms(predicted, PLUS, allele)
        assert forms.forms is None
        told = rna_verdict(predicted, PLUS, OutcomeReads(forms, None, ()), HET, RULES)
        assert told.verdict is Verdict.NOT_INFORMATIVE
        assert "bases the reference does not have" in told.sentence

    def test_unchanged_splicing_has_nothing_to_tell(self):
        same = outcome(PLUS, OutcomeKind.SITE_STRENGTHENED, PLUS.exons, 0)
        assert "no junction" in outcome_forms(same, PLUS, REFERENCE).why_not

    @pytest.mark.parametrize("name", PREDICTED)
    def test_every_read_of_an_outcome_fits_it(self, name):
        predicted = PREDICTED[name]
        forms = outcome_forms(predicted, PLUS, REFERENCE).forms
        drawn = Library(70, (180, 25), seed=2).draw([Isoform(predicted.exons)], [1.0], 1500)
        counts, neither = count_forms(as_fragments(drawn), forms, 8)
        assert (counts.other, neither) == (0, 0)
        assert counts.one > 30

    def test_exons_that_touch_are_one_and_empty_ones_none(self):
        split = ((1000, 1100), (1100, 1150), (2000, 2000), (3000, 3140))
        assert reference_chain(split, REFERENCE) == ((1000, 1150), (3000, 3140))


class TestVerdict:
    def test_a_list_shows_the_share_of_what_is_supported(self):
        assert judged(SKIPS_3, 12, 20).words.startswith("supports: 38.2% (95 % credible interval")

    def test_enough_reads_of_the_outcome_support_it(self):
        told = judged(SKIPS_3, 12, 20)
        assert told.verdict is Verdict.SUPPORTS
        assert told.n_supporting == 12
        assert told.sentence.startswith(
            "Supports: 12 of 32 fragments that tell are of the predicted transcript, 38.2%"
        )
        assert told.rule_set == RULES.identifier

    def test_one_read_less_than_asked_for_supports_nothing(self):
        assert judged(SKIPS_3, 5, 5).verdict is Verdict.SUPPORTS
        told = judged(SKIPS_3, 4, 4)
        assert told.verdict is Verdict.NOT_INFORMATIVE
        assert told.words == "not informative (reads 8)"

    def test_without_the_predicted_reads_it_is_contradicted(self):
        assert judged(SKIPS_3, 0, 400).verdict is Verdict.CONTRADICTS

    def test_without_any_read_nothing_is_said(self):
        told = judged(SKIPS_3, 0, 0)
        assert (told.verdict, told.share) == (Verdict.NOT_INFORMATIVE, None)
        assert told.words == "not informative (reads 0)"

    def test_few_reads_contradict_nothing(self):
        # 19 fragments are one less than the rule asks for; 20 leave room up to 13 %.
        assert judged(SKIPS_3, 0, 19).verdict is Verdict.NOT_INFORMATIVE
        assert judged(SKIPS_3, 0, 20).verdict is Verdict.NOT_INFORMATIVE
        assert judged(SKIPS_3, 0, 40).verdict is Verdict.CONTRADICTS

    def test_what_is_predicted_for_few_transcripts_takes_more_reads_to_contradict(self):
        rare = replace(SKIPS_3, share=0.1)
        assert judged(rare, 0, 40).verdict is Verdict.NOT_INFORMATIVE
        assert judged(rare, 0, 40, Sample(1.0)).verdict is Verdict.NOT_INFORMATIVE
        assert judged(rare, 0, 400).verdict is Verdict.CONTRADICTS

    def test_nmd_may_have_removed_what_is_not_seen(self):
        hit = replace(SKIPS_3, nmd=skipping(PLUS, 3, nmd=EXPECTED).nmd)
        told = judged(hit, 0, 400)
        assert told.verdict is Verdict.NOT_INFORMATIVE
        assert "NMD is predicted" in told.sentence
        inhibited = judged(hit, 0, 400, replace(HET, is_nmd_inhibited=True))
        assert inhibited.verdict is Verdict.CONTRADICTS
        assert judged(hit, 12, 20).verdict is Verdict.SUPPORTS

    def test_an_interval_that_reaches_random_errors_supports_nothing(self):
        told = judged(SKIPS_3, 6, 994)
        assert told.verdict is not Verdict.SUPPORTS

    def test_a_natural_junction_supports_only_beyond_its_usual_share(self):
        natural = Sample(0.5, natural=frozenset({(2120, 4000)}))
        told = judged(SKIPS_3, 12, 20, natural)
        assert told.verdict is Verdict.NOT_INFORMATIVE
        assert "Gene models have this junction too" in told.sentence
        rarely = replace(natural, reference_psi={(3000, 3140): 0.99})
        assert judged(SKIPS_3, 12, 20, rarely).verdict is Verdict.SUPPORTS
        often = replace(natural, reference_psi={(3000, 3140): 0.7})
        assert judged(SKIPS_3, 12, 20, often).verdict is Verdict.NOT_INFORMATIVE

    def test_the_usual_share_counts_though_no_gene_model_has_the_junction(self):
        often = Sample(0.5, reference_psi={(3000, 3140): 0.7})
        assert judged(SKIPS_3, 12, 20, often).verdict is Verdict.NOT_INFORMATIVE

    def test_both_junctions_of_a_pseudoexon_have_to_be_seen(self):
        pseudoexon = PREDICTED["pseudoexon"]
        assert judged(pseudoexon, 12, 20, new=[6, 6]).verdict is Verdict.SUPPORTS
        told = judged(pseudoexon, 12, 20, new=[12, 0])
        assert told.verdict is Verdict.NOT_INFORMATIVE
        assert "1 of its 2 junctions has no read" in told.sentence

    def test_a_retained_intron_has_to_be_covered_and_beyond_unspliced_rna(self):
        retained = PREDICTED["retention"]
        assert judged(retained, 40, 60, covered=0.9).verdict is Verdict.SUPPORTS
        assert judged(retained, 40, 60, covered=0.69).verdict is Verdict.NOT_INFORMATIVE
        assert judged(retained, 8, 92, covered=0.9).verdict is Verdict.NOT_INFORMATIVE

    def test_an_intron_that_another_transcript_keeps_is_not_told_by_its_reads(self):
        retained = PREDICTED["retention"]
        kept = Sample(0.5, natural_exons={(1900, 3140)})
        told = judged(retained, 40, 60, kept, covered=0.9)
        assert told.verdict is Verdict.NOT_INFORMATIVE
        assert "whose reads look the same" in told.sentence
        partly = Sample(0.5, natural_exons={(2100, 2999)})
        assert judged(retained, 40, 60, partly, covered=0.9).verdict is Verdict.SUPPORTS


@pytest.mark.parametrize("strand", ["+", "-"])
class TestEvidence:
    def mixture(self, predicted, part, n_fragments=1500, strand="+", seed=4):
        isoforms = [Isoform(predicted.exons), Isoform(EXONS)]
        drawn = Library(70, (180, 25), seed).draw(isoforms, [part, 1 - part], n_fragments)
        return as_fragments(drawn, strand)

    @pytest.mark.parametrize("name", PREDICTED)
    def test_a_third_of_the_molecules_is_found_as_a_third(self, name, strand):
        of, predicted = model(strand), PREDICTED[name]
        fragments = self.mixture(predicted, 1 / 3, strand=strand)
        found = rna_evidence(of, [predicted], REFERENCE, region(fragments), HET, RULES)
        (told,) = found.outcomes
        assert told.verdict.verdict is Verdict.SUPPORTS
        for one in (told.verdict.share, told.modelled):
            assert one.mean == pytest.approx(1 / 3, abs=0.08)
        assert told.n_unlike_either == 0

    def test_reads_of_the_other_strand_do_not_count(self, strand):
        other = "-" if strand == "+" else "+"
        fragments = self.mixture(SKIPS_3, 0.5, strand=other)
        found = rna_evidence(model(strand), [SKIPS_3], REFERENCE, region(fragments), HET, RULES)
        assert found.outcomes[0].verdict.share is None
        assert {arc.reads for arc in found.sashimi.arcs} == {0}
        assert {step.depth for step in found.sashimi.steps} == {0}

    def test_inclusion_is_compared_with_people_without_the_variant(self, strand):
        of = model(strand)
        number = 3
        fragments = self.mixture(SKIPS_3, 0.4, strand=strand)
        sample = Sample(0.5, reference_psi={(3000, 3140): 0.98}, tissue="Whole Blood")
        predicted = skipping(of, number)
        found = rna_evidence(of, [predicted], REFERENCE, region(fragments), sample, RULES)
        (exon,) = found.exons
        assert (exon.exon_number, exon.start, exon.end) == (number, 3000, 3140)
        assert exon.psi.mean == pytest.approx(0.6, abs=0.08)
        assert exon.n_inside > 10
        assert exon.reference_psi == 0.98
        assert exon.sentence.endswith(
            "in people without the variant 98.0% (GTEx, Whole Blood): clearly less than there."
        )

    @pytest.mark.parametrize(
        ("usual", "words"), [(0.62, "no clear difference."), (0.3, "clearly more than there.")]
    )
    def test_inclusion_beside_a_like_and_a_lower_one(self, strand, usual, words):
        fragments = self.mixture(SKIPS_3, 0.4, strand=strand)
        sample = Sample(0.5, reference_psi={(3000, 3140): usual}, tissue="Whole Blood")
        predicted = skipping(model(strand), 3)
        found = rna_evidence(
            model(strand), [predicted], REFERENCE, region(fragments), sample, RULES
        )
        assert found.exons[0].sentence.endswith(words)

    def test_without_reads_it_is_told_that_none_tells(self, strand):
        found = rna_evidence(
            model(strand), [skipping(model(strand), 3)], REFERENCE, region([]), HET, RULES
        )
        assert found.exons[0].psi is None
        assert found.exons[0].sentence.startswith("Exon 3: no read tells whether it is included")
        assert found.outcomes[0].verdict.words == "not informative (reads 0)"

    def test_a_table_that_has_junctions_of_one_form_alone_tells_nothing(self, strand):
        # A stretch of exon 5 is cut out: unchanged splicing has no junction there.
        exons = (*EXONS[:-1], (5000, 5100), (5200, 5400))
        cut = outcome(model(strand), OutcomeKind.PARTIAL_EXON_LOSS, exons, 100)
        table = RegionReads(
            "chr1", 0, 6000, (JunctionReads(Junction("chr1", 5100, 5200, strand), 9),), None
        )
        found = rna_evidence(model(strand), [cut], REFERENCE, table, HET, RULES)
        assert found.outcomes[0].verdict.verdict is Verdict.NOT_INFORMATIVE

    def test_the_drawing_has_every_junction_predicted_or_seen(self, strand):
        fragments = [*self.mixture(SKIPS_3, 0.4, 400, strand),
                     Fragment(strand, (((2050, 2120), (3050, 3090)),))]  # fmt: skip
        stretch = region(fragments, 2000, 4130)
        found = rna_evidence(model(strand), [SKIPS_3], REFERENCE, stretch, HET, RULES).sashimi
        roles = {(arc.start, arc.end): arc.role for arc in found.arcs}
        assert roles[2120, 4000] is ArcRole.NEW
        assert roles[2120, 3000] is roles[3140, 4000] is ArcRole.NATIVE
        assert roles[2120, 3050] is ArcRole.OTHER
        assert found.steps[0].start == 2000
        assert found.steps[-1].end == 4130
        assert all(a.end == b.start for a, b in zip(found.steps, found.steps[1:], strict=False))

    def test_a_junction_table_tells_by_its_junctions_alone(self, strand):
        counts = {(2120, 3000): 30, (3140, 4000): 50, (2120, 4000): 20}
        table = RegionReads(
            "chr1",
            2000,
            4130,
            tuple(
                JunctionReads(Junction("chr1", *place, strand), reads)
                for place, reads in counts.items()
            ),
            None,
        )
        found = rna_evidence(
            model(strand), [SKIPS_3, PREDICTED["retention"]], REFERENCE, table, HET, RULES
        )
        skipped, retained = found.outcomes
        assert skipped.verdict.share.n_one == 20
        assert skipped.verdict.share.n_other == 40
        assert skipped.verdict.share.mean == pytest.approx(21 / 62, abs=1e-3)
        assert skipped.modelled is None
        assert retained.verdict.verdict is Verdict.NOT_INFORMATIVE
        assert "no reads inside introns" in retained.verdict.sentence
        assert found.sashimi.steps == ()
        assert found.exons[0].n_inside is None


def test_the_window_holds_all_that_differs_and_its_neighbours():
    assert window(PLUS, [SKIPS_3], REFERENCE) == (2000, 4130)
    assert window(PLUS, [PREDICTED["pseudoexon"]], REFERENCE) == (2000, 3140)
    same = outcome(PLUS, OutcomeKind.SITE_STRENGTHENED, PLUS.exons, 0)
    assert window(PLUS, [same], REFERENCE) == (PLUS.start, PLUS.end)


def test_surroundings_hold_whole_exons_on_either_side():
    # 150 bases of exon lie before exon 2, 400 behind exon 4.
    place = (2000, 4130)
    assert surroundings(PLUS, place, 1) == (1000, 5400)
    assert surroundings(PLUS, place, 0) == place
    assert surroundings(PLUS, (3000, 3140), 100) == (2000, 4130)
    assert surroundings(PLUS, (3000, 3140), 125) == (1000, 4130)
    assert surroundings(PLUS, (3000, 3140), 10_000) == (1000, 5400)


def test_introns_lie_between_the_exons_of_a_form():
    assert introns_of(EXONS[:3]) == ((1150, 2000), (2120, 3000))


def test_a_share_tells_how_many_fragments_tell():
    assert Share(0.5, 0.1, 0.9, 3, 4, 10).n_telling == 7
