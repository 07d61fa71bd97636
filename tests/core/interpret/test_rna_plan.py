"""The plan of an RNA test on a made-up gene whose products can be counted by hand."""

import builtins
import random
from dataclasses import replace
from itertools import pairwise

import pytest

from core.domain.assembly import Assembly
from core.domain.consequence import OutcomeKind
from core.domain.rna_plan import Separation
from core.domain.variant import Variant
from core.errors import UsageError
from core.interpret.plan_rules import load_plan_rules
from core.interpret.rna_plan import PlanQuestion, exons_of_others, rna_plan
from tests.core.interpret.builders import transcript
from tests.core.real_genes import (
    ESCAPES,
    EXPECTED,
    outcome,
    retention,
    skipping,
    with_exon_changed,
    with_pseudoexon,
)

RULES = load_plan_rules()
EXONS = ((2000, 2150), (3000, 3120), (4000, 4140), (5000, 5110), (6000, 6130), (7000, 7400))
SKIPPED = EXONS[:2] + EXONS[3:]
BASES = "".join(random.Random(12).choices("ACGT", k=9000))
_TURN = str.maketrans("ACGT", "TGCA")


def needs_primer3():
    pytest.importorskip("primer3", reason="primer3-py (extra primers) is not installed")


def fetch(start, end):
    return BASES[max(0, start) : end]


def variant(pos=4141, alt=None):
    ref = BASES[pos - 1]
    return Variant(Assembly.GRCH38, "chr1", pos, ref, alt or {"A": "C"}.get(ref, "A"))


def model(strand="+"):
    return transcript(strand=strand, exons=EXONS)


def question(*outcomes, strand="+", **more):
    return PlanQuestion(variant(), ("g.name",), model(strand), outcomes, fetch, **more)


def cdna(exons, strand, bases=BASES):
    text = "".join(bases[start:end] for start, end in exons)
    return text if strand == "+" else text.translate(_TURN)[::-1]


def pcr(template, assay):
    """The size by search for both primers; -1 where one is not there."""
    start = template.find(assay.forward.sequence)
    end = template.find(assay.reverse.sequence.translate(_TURN)[::-1])
    return end + len(assay.reverse.sequence) - start if min(start, end) >= 0 else None


def sizes(assay):
    return [band.size for band in assay.bands]


@pytest.mark.parametrize("strand", ["+", "-"])
class TestPrimers:
    def test_skipping_gives_two_bands_as_far_apart_as_the_exon_is_long(self, strand):
        needs_primer3()
        asked = question(skipping(model(strand), 3 if strand == "+" else 4), strand=strand)
        plan = rna_plan(asked, RULES)
        (assay,) = plan.rt_pcr
        usual, skipped = sizes(assay)
        assert usual == pcr(cdna(EXONS, strand), assay)
        assert skipped == pcr(cdna(SKIPPED, strand), assay) == usual - 140
        assert assay.separation is Separation.AGAROSE
        assert assay.genomic_sizes == ()

    def test_a_primer_spans_a_junction_so_that_dna_gives_no_band(self, strand):
        needs_primer3()
        asked = question(skipping(model(strand), 3 if strand == "+" else 4), strand=strand)
        (assay,) = rna_plan(asked, RULES).rt_pcr
        spanning = [one for one in (assay.forward, assay.reverse) if one.is_over_junction]
        assert spanning
        for primer in spanning:
            left, right = ((end - start) for start, end in primer.places)
            before, after = (left, right) if primer.strand == "+" else (right, left)
            assert before >= RULES.primer.junction_before.value
            assert after >= RULES.primer.junction_after.value
        gene = BASES if strand == "+" else BASES.translate(_TURN)[::-1]
        assert pcr(gene, assay) is None

    def test_primers_lie_in_other_exons_than_those_that_change(self, strand):
        needs_primer3()
        number = 3 if strand == "+" else 4
        (assay,) = rna_plan(question(skipping(model(strand), number), strand=strand), RULES).rt_pcr
        assert max(assay.forward.exon_numbers) < number < min(assay.reverse.exon_numbers)
        for primer in (assay.forward, assay.reverse):
            read = "".join(BASES[start:end] for start, end in primer.places)
            expected = read if primer.strand == "+" else read.translate(_TURN)[::-1]
            assert primer.sequence == expected
            inside = [any(s <= a and b <= e for s, e in EXONS) for a, b in primer.places]
            assert all(inside)
        assert {assay.forward.strand, assay.reverse.strand} == {"+", "-"}

    def test_a_pseudoexon_adds_its_length(self, strand):
        needs_primer3()
        predicted = with_pseudoexon(model(strand), 3, (4500, 4590))
        (assay,) = rna_plan(question(predicted, strand=strand), RULES).rt_pcr
        usual, longer = sizes(assay)
        assert longer == usual + 90
        with_it = tuple(sorted((*EXONS, (4500, 4590))))
        assert (usual, longer) == (
            pcr(cdna(EXONS, strand), assay), pcr(cdna(with_it, strand), assay))  # fmt: skip

    def test_a_long_retained_intron_gets_a_pair_of_its_own(self, strand):
        needs_primer3()
        stretched = (*EXONS[:3], *((s + 3000, e + 3000) for s, e in EXONS[3:]))
        bases = "".join(random.Random(5).choices("ACGT", k=12_000))
        of = transcript(strand=strand, exons=stretched)
        intron = 3
        asked = PlanQuestion(
            Variant(Assembly.GRCH38, "chr1", 4141, bases[4140], "A" if bases[4140] != "A" else "C"),
            (),
            of,
            (retention(of, intron),),
            lambda start, end: bases[max(0, start) : end],
        )
        first, own = rna_plan(asked, RULES).rt_pcr
        assert not first.bands[1].is_seen
        assert first.bands[1].size > RULES.rt_pcr.max_band.value
        assert own.purpose.startswith("shows only: intron retention, intron 3")
        assert [band.size is None for band in own.bands] == [True, False]
        kept = (*stretched[:2], (4000, stretched[3][1]), *stretched[4:])
        if strand == "-":
            assert kept == asked.outcomes[0].exons
        assert own.bands[1].size == pcr(cdna(asked.outcomes[0].exons, strand, bases), own)
        assert own.bands[1].is_seen

    def test_the_first_exon_leaves_room_only_inside_itself(self, strand):
        needs_primer3()
        of = model(strand)
        first = of.exons[0] if strand == "+" else of.exons[-1]
        edges = (first[0], first[1] - 30) if strand == "+" else (first[0] + 30, first[1])
        predicted = with_exon_changed(of, 1, edges, OutcomeKind.PARTIAL_EXON_LOSS)
        (assay,) = rna_plan(question(predicted, strand=strand), RULES).rt_pcr
        usual, shorter = sizes(assay)
        assert shorter == usual - 30
        assert assay.forward.exon_numbers == (1,)

    def test_a_difference_of_few_bases_takes_capillary_electrophoresis(self, strand):
        needs_primer3()
        number = 3 if strand == "+" else 4
        predicted = with_exon_changed(
            model(strand), number, (4000, 4147), OutcomeKind.PARTIAL_INTRON_RETENTION
        )
        (assay,) = rna_plan(question(predicted, strand=strand), RULES).rt_pcr
        assert sizes(assay)[1] == sizes(assay)[0] + 7
        assert assay.separation is Separation.CAPILLARY


def test_an_indel_in_the_exon_changes_every_band_of_its_allele():
    needs_primer3()
    # Twelve bases of exon 3 are gone; the exon is kept, or skipped.
    deleted = Variant(Assembly.GRCH38, "chr1", 4050, BASES[4049:4062], BASES[4049])
    exons = tuple((s - 12 * (s > 4050), e - 12 * (e > 4062)) for s, e in SKIPPED)
    predicted = replace(skipping(model(), 3), exons=exons)
    asked = replace(question(predicted), variant=deleted)
    (assay,) = rna_plan(asked, RULES).rt_pcr
    assert [band.template for band in assay.bands][:2] == [
        "unchanged splicing",
        "unchanged splicing, changed allele",
    ]
    usual, shorter, skipped = sizes(assay)
    assert (usual - shorter, usual - skipped) == (12, 140)
    assert assay.separation is Separation.AGAROSE


def test_primers_touch_no_other_variant_of_the_patient():
    needs_primer3()
    (free,) = rna_plan(question(skipping(model(), 3)), RULES).rt_pcr
    taken = [(a, a + 1) for one in (free.forward, free.reverse) for a, _ in one.places]
    plan = rna_plan(question(skipping(model(), 3), other_variants=tuple(taken)), RULES)
    (assay,) = plan.rt_pcr
    for primer in (assay.forward, assay.reverse):
        assert not any(a <= at < b for a, b in primer.places for at, _ in taken)
    assert any("avoid" in note and f"{len(taken)}" in note for note in plan.notes)


def test_any_number_of_other_variants_is_avoided():
    needs_primer3()
    many = tuple((at, at + 1) for at in range(1000, 8000, 23))
    plan = rna_plan(question(skipping(model(), 3), other_variants=many), RULES)
    for assay in (*plan.rt_pcr, *([plan.genomic] if plan.genomic else [])):
        for primer in (assay.forward, assay.reverse):
            assert not any(a <= at < b for a, b in primer.places for at, _ in many)
    assert plan.rt_pcr or plan.why_no_primers


def test_what_primers_were_checked_against_is_said():
    needs_primer3()
    asked = question(skipping(model(), 3), other_variants=((1000, 1001),))
    searched, avoided = rna_plan(asked, RULES).notes
    assert "not in the whole genome" in searched
    assert avoided == "Primers avoid 1 other variant of this case in and near the gene."


def test_genomic_primers_stand_off_the_variant_and_touch_no_other():
    needs_primer3()
    distance = RULES.genomic.min_distance.value
    first = rna_plan(question(skipping(model(), 3)), RULES).genomic
    other = first.forward.places[0][0] + 3
    asked = question(skipping(model(), 3), other_variants=((other, other + 1),))
    second = rna_plan(asked, RULES).genomic
    for assay in (first, second):
        ((_, left),), ((right, _),) = assay.forward.places, assay.reverse.places
        assert left + distance <= 4140
        assert right >= 4141 + distance
        assert pcr(BASES, assay) == assay.bands[0].size == assay.bands[1].size
        assert assay.genomic_sizes == (assay.bands[0].size,)
    ((start, end),) = second.forward.places
    assert not start <= other < end


def test_genomic_bands_of_an_indel_differ_by_its_length():
    needs_primer3()
    longer = Variant(Assembly.GRCH38, "chr1", 4141, BASES[4140], BASES[4140] + "ACGTA")
    exons = tuple((s + 5 * (s > 4141), e + 5 * (s > 4141)) for s, e in SKIPPED)
    predicted = replace(skipping(model(), 3), exons=exons)
    bands = rna_plan(replace(question(predicted), variant=longer), RULES).genomic.bands
    assert bands[1].size == bands[0].size + 5


def test_unknown_sequence_around_the_variant_gives_no_genomic_primers():
    needs_primer3()
    hidden = BASES[:4145] + "N" * 700 + BASES[4845:]
    asked = replace(
        question(skipping(model(), 3)), fetch=lambda start, end: hidden[max(0, start) : end]
    )
    plan = rna_plan(asked, RULES)
    assert plan.genomic is None
    assert "No pair of genomic primers fits" in plan.why_no_primers[0]


def test_without_room_for_rt_pcr_primers_it_is_told():
    needs_primer3()
    hidden = "N" * len(BASES)
    asked = replace(
        question(skipping(model(), 3)), fetch=lambda start, end: hidden[max(0, start) : end]
    )
    plan = rna_plan(asked, RULES)
    assert (plan.rt_pcr, plan.genomic) == ((), None)
    assert [text[:32] for text in plan.why_no_primers] == [
        "No pair of RT-PCR primers fits t",
        "No pair of genomic primers fits ",
    ]
    assert plan.notes == ()


def test_a_long_band_of_few_own_bases_gets_no_pair_of_its_own():
    needs_primer3()
    far = with_exon_changed(model(), 4, (5000, 5110 + 30), OutcomeKind.PARTIAL_INTRON_RETENTION)
    longest = RULES.rt_pcr.max_band.model_copy(update={"value": 165})
    rules = RULES.model_copy(
        update={"rt_pcr": RULES.rt_pcr.model_copy(update={"max_band": longest})}
    )
    (assay,) = rna_plan(question(far), rules).rt_pcr
    assert not assay.bands[1].is_seen


def test_a_repeat_of_the_primer_in_the_gene_is_counted():
    needs_primer3()
    (assay,) = rna_plan(question(skipping(model(), 3)), RULES).rt_pcr
    copied = BASES[:1200] + assay.forward.sequence + BASES[1200 + len(assay.forward.sequence) :]
    asked = replace(
        question(skipping(model(), 3)), fetch=lambda start, end: copied[max(0, start) : end]
    )
    found = rna_plan(asked, replace_returned(RULES, 1)).rt_pcr[0]
    assert found.forward.sequence == assay.forward.sequence
    assert found.n_other_sites == assay.n_other_sites + 1


def replace_returned(rules, number):
    returned = rules.primer.returned.model_copy(update={"value": number})
    return rules.model_copy(
        update={"primer": rules.primer.model_copy(update={"returned": returned})}
    )


def test_exons_other_transcripts_do_without_carry_no_primer():
    needs_primer3()
    shorter = transcript(exons=(*EXONS[:1], *EXONS[2:]), transcript_id="NM_SHORT")
    asked = question(skipping(model(), 3), other_transcripts=(shorter,))
    assert exons_of_others(asked, 0.9) == (EXONS[1],)
    (assay,) = rna_plan(asked, RULES).rt_pcr
    assert 2 not in assay.forward.exon_numbers


def test_an_exon_tissues_do_without_carries_no_primer():
    known = {EXONS[1]: 0.6, EXONS[3]: 0.95}
    asked = question(
        skipping(model(), 3),
        samples=(("blood", "Whole Blood"),),
        inclusion=lambda exon, _tissue: known.get(exon),
    )
    assert exons_of_others(asked, 0.9) == (EXONS[1],)


class TestWithoutPrimers:
    """What a plan says beside its primers."""

    @pytest.fixture(autouse=True)
    def _no_primer3(self, monkeypatch):
        real = builtins.__import__

        def refusing(name, *rest):
            if name.partition(".")[0] == "primer3":
                raise ImportError(name)
            return real(name, *rest)

        monkeypatch.setattr(builtins, "__import__", refusing)

    def test_a_missing_designer_is_told_and_the_rest_is_planned(self):
        plan = rna_plan(question(skipping(model(), 3)), RULES)
        assert (plan.rt_pcr, plan.genomic) == ((), None)
        assert "primer3-py is not installed" in plan.why_no_primers[0]
        assert plan.products[0].name == "exon skipping, exon 3 (140 bases)"

    def test_nmd_decides_whether_it_has_to_be_inhibited(self):
        hit = rna_plan(question(skipping(model(), 3, nmd=EXPECTED)), RULES)
        assert hit.needs_nmd_inhibition
        assert hit.nmd.startswith("Needed: NMD is predicted for exon skipping, exon 3")
        free = rna_plan(question(skipping(model(), 3, nmd=ESCAPES)), RULES)
        assert not free.needs_nmd_inhibition
        assert free.nmd.startswith("Not needed")
        unknown = rna_plan(question(skipping(model(), 3)), RULES)
        assert unknown.nmd.startswith("Not known")

    def test_one_of_several_outcomes_with_nmd_is_enough(self):
        both = (skipping(model(), 3, nmd=ESCAPES), skipping(model(), 2, 3, nmd=EXPECTED))
        plan = rna_plan(question(*both), RULES)
        assert plan.needs_nmd_inhibition
        assert plan.products[1].name == "skipping of several exons, exons 2-3 (260 bases)"

    def test_of_a_tissue_it_is_told_whether_rna_was_seen_and_else_that_it_is_not_known(self):
        known = {(EXONS[1], "B"): 0.98, (EXONS[2], "B"): 0.2}
        asked = question(
            skipping(model(), 3),
            samples=(("blood", "B"), ("fibroblasts", "F")),
            inclusion=lambda exon, tissue: known.get((exon, tissue)),
        )
        blood, fibroblasts = rna_plan(asked, RULES).tissues
        assert (blood.n_known, blood.n_exons) == (2, 5)
        assert "2 of 5 exons" in blood.words
        assert "level not known" in blood.words
        assert fibroblasts.words == "not known (GTEx has no value for these exons)"

    def test_without_the_table_no_tissue_is_known(self):
        asked = question(
            skipping(model(), 3), samples=(("blood", "B"),), why_no_inclusion="it is not installed"
        )
        assert rna_plan(asked, RULES).tissues[0].words == "not known (it is not installed)"

    def test_only_the_greatest_shares_are_planned_for(self):
        many = tuple(skipping(model(), n, share=s) for n, s in ((2, 0.1), (3, 0.5), (4, 0.2)))
        most = RULES.products.model_copy(
            update={"most": RULES.products.most.model_copy(update={"value": 2})}
        )
        plan = rna_plan(question(*many), RULES.model_copy(update={"products": most}))
        assert [one.share for one in plan.products] == [0.5, 0.2]
        assert plan.notes[-1] == "1 predicted transcript with smaller shares is left out."

    def test_without_numbers_every_exon_is_near(self):
        unnumbered = outcome(model(), OutcomeKind.PARTIAL_EXON_LOSS, EXONS[:-1], 400)
        asked = question(unnumbered, samples=(("blood", "B"),))
        assert rna_plan(asked, RULES).tissues[0].n_exons == len(EXONS)

    def test_without_an_aberration_there_is_nothing_to_plan(self):
        same = outcome(model(), OutcomeKind.SITE_STRENGTHENED, EXONS, 0)
        with pytest.raises(UsageError, match="No aberrant transcript"):
            rna_plan(question(same), RULES)

    def test_nothing_is_said_of_primers_there_are_none_of(self):
        assert rna_plan(question(skipping(model(), 3)), RULES).notes == ()


def test_exons_of_the_model_do_not_touch():
    assert all(left[1] < right[0] for left, right in pairwise(EXONS))
