"""RNA at one variant in one transcript: every outcome and every exon it concerns, judged."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.domain.consequence import SpliceOutcome
from core.domain.junction import Junction
from core.domain.rna import (
    ExonInclusion,
    Fragment,
    JunctionReads,
    OutcomeEvidence,
    RegionReads,
    RnaEvidence,
    Share,
)
from core.domain.transcript import Transcript
from core.interpret.allele_map import AlleleMap
from core.interpret.fragments import (
    clipped,
    depth,
    n_inside,
    of_strand,
    reads_by_intron,
    shortened,
)
from core.interpret.isoform_reads import count_forms, layout_of, places_of
from core.interpret.outcome_forms import (
    Intron,
    OutcomeForms,
    exon_forms,
    numbered_exon,
    outcome_forms,
)
from core.interpret.psi import Counts, Places, share
from core.interpret.rna_rules import RnaRules
from core.interpret.rna_verdict import OutcomeReads, Sample, rna_verdict
from core.interpret.sashimi import sashimi

_ONE_EACH = Places(1.0, 1.0)
_NO_INTRON_READS = "a junction table holds no reads inside introns"


class Shares(NamedTuple):
    """Share of a form by telling fragments alone and by all, and those that fit no form."""

    telling: Share | None
    modelled: Share | None
    n_unlike_either: int


def window(
    transcript: Transcript, outcomes: Sequence[SpliceOutcome], allele: AlleleMap
) -> tuple[int, int]:
    """Give the stretch (0-based half-open) whose reads tell about outcomes of a transcript.

    All that differs and the exons on either side of it. The whole transcript where no outcome
    can be told by reads.
    """
    looked_at = [forms.forms for forms in _all_forms(transcript, outcomes, allele)]
    places = [(one.start, one.end) for one in looked_at if one is not None]
    if not places:
        return transcript.start, transcript.end
    return min(start for start, _ in places), max(end for _, end in places)


def surroundings(transcript: Transcript, place: tuple[int, int], n_bases: int) -> tuple[int, int]:
    """Widen a stretch by exons, until so many bases of exons lie on either side of it.

    What is read there tells how long the fragments of the library are.
    """
    start, end = place
    for exon_start, exon_end in reversed(transcript.exons):
        if exon_end <= start and _n_exonic(transcript, exon_end, place[0]) < n_bases:
            start = exon_start
    for exon_start, exon_end in transcript.exons:
        if exon_start >= end and _n_exonic(transcript, place[1], exon_start) < n_bases:
            end = exon_end
    return start, end


def rna_evidence(
    transcript: Transcript,
    outcomes: Sequence[SpliceOutcome],
    allele: AlleleMap,
    region: RegionReads,
    sample: Sample,
    rules: RnaRules,
) -> RnaEvidence:
    """Judge all outcomes of a variant in a transcript by what was read in a region.

    Parameters
    ----------
    region
        Reads or junctions of the `surroundings` of the `window` of the outcomes.
    """
    place = _Place(transcript, region, rules)
    told = [outcome_forms(one, transcript, allele) for one in outcomes]
    numbers = sorted({number for one in outcomes for number in one.exon_numbers})
    exons = [place.inclusion(number, sample) for number in numbers]
    native = {one for forms in told for one in forms.native}
    new = {one for forms in told for one in forms.new} - native
    return RnaEvidence(
        transcript.transcript_id,
        transcript.gene_symbol,
        tuple(place.outcome(one, forms, sample) for one, forms in zip(outcomes, told, strict=True)),
        tuple(one for one in exons if one is not None),
        sashimi(
            region,
            window(transcript, outcomes, allele),
            transcript.strand,
            new,
            native,
            int(rules.sashimi.steps.value),
        ),
    )


class _Place:
    """What was read in the place of one transcript, put to its forms."""

    def __init__(self, transcript: Transcript, region: RegionReads, rules: RnaRules) -> None:
        self._transcript, self._rules = transcript, rules
        self._region = region
        self._anchor = int(rules.reads.min_anchor.value)
        self._by_intron = reads_by_intron(region.junctions, transcript.strand)
        self._fragments: tuple[Fragment, ...] | None = None
        if region.fragments is not None:
            self._fragments = of_strand(region.fragments, transcript.strand)

    def outcome(
        self, outcome: SpliceOutcome, forms: OutcomeForms, sample: Sample
    ) -> OutcomeEvidence:
        """Judge one outcome."""
        if self._fragments is None and forms.forms is not None and not forms.new:
            forms = OutcomeForms(None, native=forms.native, why_not=_NO_INTRON_READS)
        shares = self._shares(forms)
        new = self._over(forms.new)
        covered = self._covered(forms.retained)
        seen = OutcomeReads(forms, shares.telling, new, covered)
        return OutcomeEvidence(
            outcome.kind.value,
            outcome.sentence,
            new,
            self._over(forms.native),
            shares.n_unlike_either,
            shares.modelled,
            rna_verdict(outcome, self._transcript, seen, sample, self._rules),
        )

    def inclusion(self, exon_number: int, sample: Sample) -> ExonInclusion | None:
        """Tell how much an exon is included; None for a first or last exon."""
        forms = exon_forms(self._transcript, exon_number)
        if forms is None:
            return None
        exon = numbered_exon(self._transcript, exon_number)
        shares = self._shares(forms)
        usual = sample.reference_psi.get(exon)
        inside = None if self._fragments is None else n_inside(self._fragments, *exon)
        margin = self._rules.verdict.reference_margin.value
        sentence = _inclusion_sentence(exon_number, shares.telling, usual, sample.tissue, margin)
        return ExonInclusion(
            exon_number, *exon, shares.telling, shares.modelled, inside, usual, sentence
        )

    def _shares(self, forms: OutcomeForms) -> Shares:
        if forms.forms is None:
            return Shares(None, None, 0)
        if self._fragments is None:
            return Shares(self._by_table(forms), None, 0)
        place = self._region.start, self._region.end
        layout = layout_of(self._fragments, forms.forms, *place)
        if layout is None:
            return Shares(None, None, 0)
        found = count_forms(self._fragments, forms.forms, self._anchor)
        places = places_of(forms.forms, layout, self._anchor)
        telling = Counts(found.counts.one, found.counts.other)
        return Shares(
            share(telling, places.telling, self._rules.psi),
            share(found.counts, places, self._rules.psi),
            found.neither,
        )

    def _by_table(self, forms: OutcomeForms) -> Share | None:
        """Compare the mean junction of one form with the mean junction of the other.

        A fragment that spans two junctions of a form stands in a table twice; the mean counts no
        fragment twice, so that the interval is rather too wide than too narrow.
        """
        if not forms.new or not forms.native:
            return None
        one, other = (
            float(np.mean([self._by_intron.get(intron, 0) for intron in introns]))
            for introns in (forms.new, forms.native)
        )
        return share(Counts(one, other), _ONE_EACH, self._rules.psi)

    def _over(self, introns: Sequence[Intron]) -> tuple[JunctionReads, ...]:
        chrom, strand = self._transcript.chrom, self._transcript.strand
        return tuple(
            JunctionReads(Junction(chrom, *one, strand), self._by_intron.get(one, 0))
            for one in introns
        )

    def _covered(self, intron: Intron | None) -> float | None:
        if intron is None or self._fragments is None:
            return None
        kept = [
            Fragment(one.strand, tuple(filter(None, (self._short(read) for read in one.reads))))
            for one in self._fragments
        ]
        return float((depth([one for one in kept if one.reads], *intron) > 0).mean())

    def _short(self, read: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        return shortened(read, self._anchor - 1)


def _n_exonic(transcript: Transcript, start: int, end: int) -> int:
    return sum(right - left for left, right in clipped(transcript.exons, start, end))


def _all_forms(
    transcript: Transcript, outcomes: Sequence[SpliceOutcome], allele: AlleleMap
) -> list[OutcomeForms]:
    found = [outcome_forms(one, transcript, allele) for one in outcomes]
    numbers = sorted({number for one in outcomes for number in one.exon_numbers})
    exons = [exon_forms(transcript, number) for number in numbers]
    return [*found, *(one for one in exons if one is not None)]


def _inclusion_sentence(
    number: int, psi: Share | None, usual: float | None, tissue: str, margin: float
) -> str:
    name = f"Exon {number}"
    reference = "inclusion in people without the variant is not known"
    if usual is not None:
        reference = f"in people without the variant {usual:.1%} (GTEx, {tissue})"
    if psi is None:
        return f"{name}: no read tells whether it is included; {reference}."
    told = f"{name} is included in {psi.words}; {reference}"
    if usual is None:
        return f"{told}."
    if psi.high < usual - margin:
        return f"{told}: clearly less than there."
    if psi.low > usual + margin:
        return f"{told}: clearly more than there."
    return f"{told}: no clear difference."
