"""The transcripts a variant is predicted to bring about, from raw splice site probabilities."""

from functools import cached_property

from core.domain.consequence import Nmd, ProteinChange, SpliceOutcome
from core.domain.score import SpliceTrack
from core.domain.transcript import Transcript, TranscriptTrait
from core.domain.variant import Variant
from core.interpret.allele_map import AlleleMap, Fetch
from core.interpret.alleles import Change, change_of
from core.interpret.hgvs_transcript import TranscriptNames
from core.interpret.mrna import Mrna, reverse_complement, spliced
from core.interpret.nmd import NmdRules
from core.interpret.outcomes.events import Event, events
from core.interpret.outcomes.protein import Native, protein_of, replaced
from core.interpret.outcomes.rna_name import rna_name
from core.interpret.outcomes.rules import OutcomeRules, load_outcome_rules
from core.interpret.outcomes.shares import shared_out
from core.interpret.outcomes.sites import SiteTable, site_table
from core.interpret.outcomes.words import sentence, summary
from core.interpret.u12 import u12_introns

_NON_CODING = "it has no coding sequence"
_UNSEEN = "One of its sites lies outside of what the engine looked at."
_LONE_SITE = (
    "Called by the loss of one site alone, the other hardly changes: the published conditions ask "
    "for both."
)
_WEAK_SITE = (
    "The other site gains too little for the published conditions: called because the annotated "
    "one is lost."
)


def splice_outcomes(
    variant: Variant,
    transcript: Transcript,
    track: SpliceTrack,
    fetch: Fetch,
    rules: OutcomeRules | None = None,
    nmd_rules: NmdRules | None = None,
) -> tuple[SpliceOutcome, ...]:
    """Give every outcome, aberrations first and by share; none where nothing passes.

    Parameters
    ----------
    track
        Raw probabilities of both alleles around the variant in the gene of the transcript, best
        at a distance of 4,999 bases; sites beyond it are taken as unchanged.
    fetch
        Plus-strand bases of the contig for 0-based half-open bounds, upper case, clipped to it.
    rules, nmd_rules
        Those of the program where none are given.
    """
    return Predictor(variant, transcript, fetch, rules, nmd_rules).outcomes(track)


class Predictor:
    """Predicts what one variant does to the splicing of one transcript.

    Attributes
    ----------
    allele
        The changed chromosome, in whose coordinates exons of outcomes are.
    """

    def __init__(
        self,
        variant: Variant,
        transcript: Transcript,
        fetch: Fetch,
        rules: OutcomeRules | None = None,
        nmd_rules: NmdRules | None = None,
    ) -> None:
        self._variant, self._transcript = variant, transcript
        self._rules = rules or load_outcome_rules()
        self._nmd_rules = nmd_rules
        self._fetch = fetch
        self._change = change_of(variant)
        self.allele = AlleleMap(self._change, fetch)

    def outcomes(self, track: SpliceTrack) -> tuple[SpliceOutcome, ...]:
        """Give every outcome, as `splice_outcomes` does."""
        table = site_table(self._variant, self._transcript, track, self.allele)
        distance = exon_distance(self._change, self._transcript)
        found = [event for event in events(table, distance, self._rules) if self._changes(event)]
        shared = shared_out(found, table, self._rules)
        told = [self._outcome(event, share, table) for share, event in shared]
        kept = sorted(
            (event for event in found if not event.kind.is_aberration),
            key=lambda event: -event.score,
        )
        return (*told, *(self._outcome(event, 0.0, table) for event in kept))

    def _changes(self, event: Event) -> bool:
        """Another transcript comes about; an indel beside a moved exon edge may make the old one."""
        if not event.kind.is_aberration or not self.allele.shift:
            return True
        mutant = spliced(self.allele, self._transcript.strand, event.exons)
        return mutant.bases != self._native.bases

    def _outcome(self, event: Event, share: float, table: SiteTable) -> SpliceOutcome:
        transcript = self._transcript
        mutant = spliced(self.allele, transcript.strand, event.exons)
        size = abs(len(mutant.bases) - len(self._native.bases))
        protein, nmd = self._protein(event, mutant)
        return SpliceOutcome(
            kind=event.kind,
            transcript_id=transcript.transcript_id,
            gene_symbol=transcript.gene_symbol,
            strand=transcript.strand,
            share=share,
            score=event.score,
            size=size,
            exon_numbers=tuple(number + 1 for number in event.exon_numbers),
            intron_number=None if event.intron_number is None else event.intron_number + 1,
            sites=tuple(site.use for site in event.sites),
            exons=event.exons,
            is_coding_touched=self._touches_coding(mutant),
            protein=protein,
            why_no_protein=self._why_no_protein,
            nmd=nmd,
            hgvs_r=self._hgvs_r(event, mutant),
            sentence=sentence(event, table, self._exon_lengths, protein, nmd),
            summary=summary(event, table, self._exon_lengths, protein, nmd),
            cautions=self._cautions(event),
        )

    @cached_property
    def _names(self) -> TranscriptNames:
        return TranscriptNames(self._transcript, self._fetch)

    @cached_property
    def _native(self) -> Mrna:
        reference = AlleleMap(None, self._fetch)
        return spliced(reference, self._transcript.strand, self._transcript.exons)

    @cached_property
    def _exon_lengths(self) -> tuple[int, ...]:
        """Of the unchanged transcript, in its order."""
        lengths = tuple(end - start for start, end in self._transcript.exons)
        return lengths if self._transcript.strand == "+" else lengths[::-1]

    @cached_property
    def _why_no_protein(self) -> str:
        if not self._transcript.is_coding:
            return f"{self._transcript.transcript_id}: {_NON_CODING}."
        if TranscriptTrait.SLIPPAGE in self._transcript.traits:
            return f"{self._transcript.transcript_id}: {TranscriptTrait.SLIPPAGE.value}."
        reading = self._names.reading
        if reading is None:
            return (
                f"{self._transcript.transcript_id}: its coding sequence does not lie in its exons."
            )
        return self._names.fault

    @cached_property
    def _u12(self) -> tuple[int, ...]:
        return u12_introns(self._transcript, self._fetch)

    def _protein(self, event: Event, mutant: Mrna) -> tuple[ProteinChange | None, Nmd | None]:
        reading = self._names.reading
        if not event.kind.is_aberration or self._why_no_protein or reading is None:
            return None, None
        return protein_of(Native(self._native, reading), mutant, self._nmd_rules)

    def _touches_coding(self, mutant: Mrna) -> bool:
        coding = self._names.places.coding
        if coding is None:
            return False
        start, end, _ = replaced(self._native, mutant)
        return start < coding[1] and end > coding[0]

    def _hgvs_r(self, event: Event, mutant: Mrna) -> str:
        if not event.kind.is_aberration or self._names.fault:
            return ""
        return rna_name(self._native, mutant, self._names.places, self._reference(event))

    def _reference(self, event: Event) -> dict[int, str]:
        """What the reference reads at each genome place of an outcome, as transcribed."""
        read: dict[int, str] = {}
        for start, end in event.exons:
            places = self.allele.origins(start, end)
            places = places[places >= 0]
            if len(places):
                low, high = int(places[0]), int(places[-1]) + 1
                read |= zip(range(low, high), self._fetch(low, high), strict=True)
        if self._transcript.strand == "-":
            return {pos: reverse_complement(base) for pos, base in read.items()}
        return read

    def _cautions(self, event: Event) -> tuple[str, ...]:
        introns = {number + 1 for number in self._introns_of(event)}
        found = [
            f"Intron {number} looks like one of the minor (U12) spliceosome, whose sites engines "
            "know less of."
            for number in sorted(introns & set(self._u12))
        ]
        if any(not site.is_seen for site in event.sites):
            found.append(_UNSEEN)
        elif not event.is_published:
            is_moved = any(site.exon is None for site in event.sites)
            found.append(_WEAK_SITE if is_moved else _LONE_SITE)
        return tuple(found)

    def _introns_of(self, event: Event) -> set[int]:
        """0-based numbers of the introns next to its sites."""
        found = set() if event.intron_number is None else {event.intron_number}
        for site in event.sites:
            if site.exon is not None:
                found.add(site.exon if site.kind == "donor" else site.exon - 1)
        return found


def exon_distance(change: Change, transcript: Transcript) -> int:
    """Bases from a change to the nearest exon of a transcript, 0 where it touches one.

    Bases put in between two others lie as far as the nearer of these.
    """
    low = change.start if change.deleted else change.start - 1
    high = max(change.end - 1, low + (0 if change.deleted else 1))
    return min(max(start - high, low - (end - 1), 0) for start, end in transcript.exons)
