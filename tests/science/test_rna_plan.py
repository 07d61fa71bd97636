"""Plans for the causal variants of the four cases, their bands checked by a PCR of its own.

The templates of the check are spliced here, from the FASTA file with pysam, and nothing of the
program takes part.
"""

import pysam
import pytest

from core.domain.assembly import Assembly
from core.domain.consequence import OutcomeKind
from core.domain.rna_plan import Separation
from core.domain.variant import Variant
from core.interpret.plan_rules import load_plan_rules
from core.interpret.rna_plan import PlanQuestion, rna_plan
from core.sources.reference import Reference
from core.tissue_psi import BLOOD, read_tissue_psi
from tests.core.real_genes import (
    EXPECTED,
    exon,
    mybpc3,
    nf1,
    skipping,
    unc13d,
    with_exon_changed,
)

pytestmark = pytest.mark.science
primer3 = pytest.importorskip("primer3", reason="primer3-py (extra primers) is not installed")

RULES = load_plan_rules()
_TURN = str.maketrans("ACGT", "TGCA")


def turned(bases):
    return bases.translate(_TURN)[::-1]


class Bench:
    """A chromosome with one changed base, spliced and amplified without the program."""

    def __init__(self, shared, transcript, chrom, pos, ref, alt):
        self.transcript, self.start = transcript, transcript.start - 2000
        with pysam.FastaFile(str(shared / "data" / "reference" / "GRCh38.fa.gz")) as fasta:
            self.bases = fasta.fetch(chrom, self.start, transcript.end + 2000).upper()
        at = pos - 1 - self.start
        assert self.bases[at] == ref
        self.changed = self.bases[:at] + alt + self.bases[at + 1 :]

    def splice(self, exons):
        text = "".join(self.changed[s - self.start : e - self.start] for s, e in exons)
        return text if self.transcript.strand == "+" else turned(text)

    def amplify(self, template, assay):
        starts = _all(template, assay.forward.sequence)
        ends = _all(template, turned(assay.reverse.sequence))
        length = len(assay.reverse.sequence)
        return sorted(end + length - start for start in starts for end in ends if end > start)

    def genome(self, assay):
        for text in (self.bases, turned(self.bases)):
            yield from (size for size in self.amplify(text, assay) if size <= 3000)


def _all(text, bases):
    return [at for at in range(len(text)) if text.startswith(bases, at)]


def plan_of(shared, transcript, variant, outcomes):
    with Reference(shared / "data" / "reference" / "GRCh38.fa.gz") as reference:
        asked = PlanQuestion(
            variant,
            (),
            transcript,
            outcomes,
            lambda start, end: reference.fetch(variant.chrom, start, end),
        )
        return rna_plan(asked, RULES)


def nf1_case(shared):
    # c.5206-14C>G: a new AG 13 bases before exon 38.
    of = nf1(shared)
    start, end = exon(of, 38)
    new = with_exon_changed(
        of, 38, (start - 13, end), OutcomeKind.PARTIAL_INTRON_RETENTION, nmd=EXPECTED
    )
    skip = skipping(of, 38, nmd=EXPECTED)
    return of, ("chr17", 31327485, "C", "G"), (new, skip), 38


def unc13d_first(shared):
    of = unc13d(shared)
    return of, ("chr17", 75836338, "C", "T"), (skipping(of, 15, nmd=EXPECTED),), 15


def unc13d_second(shared):
    of = unc13d(shared)
    return of, ("chr17", 75836199, "C", "T"), (skipping(of, 16),), 16


def mybpc3_case(shared):
    of = mybpc3(shared)
    return of, ("chr11", 47333552, "C", "T"), (skipping(of, 29, nmd=EXPECTED),), 29


CASES = [nf1_case, unc13d_first, unc13d_second, mybpc3_case]


@pytest.mark.parametrize("case", CASES)
def test_every_predicted_band_is_what_another_pcr_gives(shared, case):
    of, alleles, outcomes, number = case(shared)
    bench = Bench(shared, of, *alleles)
    plan = plan_of(shared, of, Variant(Assembly.GRCH38, *alleles), outcomes)
    (assay,) = plan.rt_pcr
    expected = [bench.amplify(bench.splice(exons), assay) for exons in
                (of.exons, *(one.exons for one in outcomes))]  # fmt: skip
    assert [[band.size] for band in assay.bands] == expected
    assert sorted(bench.genome(assay)) == list(assay.genomic_sizes)
    assert max(assay.forward.exon_numbers) < number < min(assay.reverse.exon_numbers)
    assert plan.why_no_primers == ()


@pytest.mark.parametrize("case", CASES)
def test_the_genomic_pair_amplifies_the_variant_once(shared, case):
    of, alleles, outcomes, _ = case(shared)
    bench = Bench(shared, of, *alleles)
    assay = plan_of(shared, of, Variant(Assembly.GRCH38, *alleles), outcomes).genomic
    assert bench.amplify(bench.bases, assay) == [assay.bands[0].size]
    assert bench.amplify(bench.changed, assay) == [assay.bands[1].size]
    ((left, near),), ((far, right),) = assay.forward.places, assay.reverse.places
    pos = alleles[1]
    assert near + RULES.genomic.min_distance.value <= pos - 1
    assert pos + RULES.genomic.min_distance.value <= far
    assert right - left == assay.bands[0].size


@pytest.mark.parametrize(
    ("case", "difference", "separation"),
    [
        (nf1_case, -13, Separation.CAPILLARY),
        (unc13d_first, 91, Separation.AGAROSE),
        (unc13d_second, 57, Separation.AGAROSE),
        (mybpc3_case, 196, Separation.AGAROSE),
    ],
)
def test_bands_differ_by_what_goes_or_comes(shared, case, difference, separation):
    of, alleles, outcomes, _ = case(shared)
    plan = plan_of(shared, of, Variant(Assembly.GRCH38, *alleles), outcomes)
    (assay,) = plan.rt_pcr
    usual, first = assay.bands[0].size, assay.bands[1].size
    assert usual - first == difference
    assert assay.separation is separation


def test_the_cryptic_acceptor_of_nf1_is_the_one_in_the_sequence(shared):
    of, (chrom, pos, ref, alt), (new, _), _ = nf1_case(shared)
    bench = Bench(shared, of, chrom, pos, ref, alt)
    assert bench.changed[pos - 2 - bench.start : pos - bench.start] == "AG"
    assert (pos, exon(of, 38)[1]) in new.exons


def test_the_inclusion_table_of_the_pack_knows_the_exons_of_nf1(shared, spliceai_pack):
    """The spliceai pack names the data folder; the table lies in that of mmsplice."""
    of = nf1(shared)
    psi = read_tissue_psi(Assembly.GRCH38, [of])
    if psi.why_not:
        pytest.skip(f"The GTEx table cannot be read: {psi.why_not}.")
    assert psi.of(of, exon(of, 38), BLOOD) == pytest.approx(0.9948, abs=1e-4)
    assert psi.of(of, exon(of, 38), "Retina - Eye") is None
    assert psi.of(of, (1, 2), BLOOD) is None
