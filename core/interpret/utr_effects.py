"""What a variant does in the untranslated regions of one transcript and at its beginning."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.domain.assembly import MITOCHONDRION
from core.domain.transcript import Region, Transcript, TranscriptTrait
from core.domain.utr import Concern, KozakContext, OrfKind, Strength, UtrEffect, UtrKind
from core.domain.variant import Variant
from core.interpret.allele_map import Fetch
from core.interpret.alleles import change_of
from core.interpret.kozak import REACH, kozak_context
from core.interpret.mrna_pair import MrnaPair, mrna_pair
from core.interpret.polyadenylation import SignalChange, searched_from, signal_changes
from core.interpret.transcript_map import TranscriptMap
from core.interpret.tss import tss_distance
from core.interpret.upstream_orfs import OrfChange, orf_changes, upstream_orfs
from core.interpret.utr_places import (
    placed,
    touches_exon,
    touches_utr3,
    touches_utr5,
    utr5_sites,
    why_not_spliced,
    why_start_unknown,
)
from core.interpret.utr_rules import Circumstance, Grade, UtrRules, load_utr_rules
from core.interpret.utr_sentences import (
    kozak_sentence,
    orf_sentence,
    signal_sentence,
    site_sentence,
    tss_sentence,
)
from core.interpret.zones import load_zone_rules

_CONCERNS = tuple(Concern)
_KINDS = tuple(UtrKind)
_CLASSES = (Strength.UNKNOWN, Strength.WEAK, Strength.MODERATE, Strength.STRONG)
_START_LOST = "The change reaches into the start codon: where translation begins then is not known."
_UNKNOWN_BASES = "Bases of the reference, or of the change, are not known here."
_MORE_UPSTREAM = (
    "The first exon of the transcript is not known in full: upstream frames may be missing."
)
_NO_TSS = (
    "Lies near the beginning of the transcript as the gene models have it, yet its first exon is not "
    "known in full: the distance to the transcription start is not known."
)
_NO_END = "The last exon of the transcript is not known in full."
_UNKNOWN_IN_OPEN = {
    UtrKind.UPSTREAM_START_GAINED: _MORE_UPSTREAM,
    UtrKind.UPSTREAM_START_LOST: _MORE_UPSTREAM,
    UtrKind.UPSTREAM_STOP_LOST: _MORE_UPSTREAM,
    UtrKind.UPSTREAM_STOP_GAINED: _MORE_UPSTREAM,
    UtrKind.UPSTREAM_FRAMESHIFT: _MORE_UPSTREAM,
    UtrKind.UPSTREAM_KOZAK_CHANGED: _MORE_UPSTREAM,
    UtrKind.NEAR_TSS: _NO_TSS,
}
"""What is not known of an effect where the first exon is not known in full."""


def utr_effects(
    variant: Variant, transcript: Transcript, fetch: Fetch, rules: UtrRules | None = None
) -> tuple[UtrEffect, ...]:
    """Give the effects of a variant in one transcript, those of most concern first.

    Starts, frames and signals are read on the spliced transcript of either allele with the exons
    it has; whether splicing changes is for the splice engines to say. () where the variant touches
    neither UTR, nor the context of the start codon, nor the surroundings of the transcription
    start, and in mitochondrial genes, whose transcripts are cut out of longer ones.

    Parameters
    ----------
    fetch
        Plus-strand bases of the contig of the transcript for 0-based half-open bounds, upper
        case, clipped to the contig.
    """
    if variant.chrom != transcript.chrom or transcript.chrom == MITOCHONDRION:
        return ()
    look = _Look(variant, transcript, fetch, rules or load_utr_rules())
    found = [*look.in_transcript(), *look.at_splice_sites(), *look.near_tss()]
    return tuple(
        sorted(found, key=lambda one: (_CONCERNS.index(one.concern), _KINDS.index(one.kind)))
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """One variant in one transcript."""

    variant: Variant
    transcript: Transcript
    fetch: Fetch
    rules: UtrRules

    def in_transcript(self) -> Iterator[UtrEffect]:
        """Effects that are read on the spliced transcript."""
        transcript = self.transcript
        change = placed(change_of(self.variant), transcript, self.fetch)
        if not touches_exon(change, transcript):
            return
        why = why_start_unknown(transcript, self.fetch)
        coding = TranscriptMap(transcript).coding
        if why or coding is None:
            is_concerned = not transcript.is_coding or touches_utr5(change, transcript)
            if why and is_concerned:
                yield self._not_assessed(why)
            return
        why = why_not_spliced(change, transcript)
        if why:
            if touches_utr5(change, transcript) or touches_utr3(change, transcript):
                yield self._not_assessed(why)
            return
        pair = mrna_pair(change, transcript, self.fetch)
        yield from self._before_start(pair, coding[0])
        yield from self._at_end(pair, coding[1])

    def at_splice_sites(self) -> Iterator[UtrEffect]:
        """Splice sites of the 5' UTR that are touched or near."""
        for site, is_lost in utr5_sites(self.variant, self.transcript, self.fetch):
            is_edge = site.region in (Region.SPLICE_DINUCLEOTIDE, Region.EXON_EDGE)
            circumstance = Circumstance.EXON_EDGE if is_edge else None
            if is_lost:
                circumstance = Circumstance.DINUCLEOTIDE_LOST
            grade = self.rules.grade(UtrKind.SPLICE_SITE_TOUCHED, circumstance=circumstance)
            yield self._effect(grade, site_sentence(site, is_lost=is_lost))

    def near_tss(self) -> Iterator[UtrEffect]:
        """The surroundings of the transcription start, as wide as the zone of promoters."""
        distance, zone = tss_distance(self.variant, self.transcript), load_zone_rules()
        if -zone.promoter_upstream.value <= distance < zone.promoter_downstream.value:
            grade = self.rules.grade(UtrKind.NEAR_TSS)
            is_open = TranscriptTrait.RNA_START_UNKNOWN in self.transcript.traits
            yield self._effect(grade, _NO_TSS if is_open else tss_sentence(distance))

    def _before_start(self, pair: MrnaPair, cds_start: int) -> Iterator[UtrEffect]:
        if pair.is_same or pair.first >= cds_start + REACH:
            return
        start = pair.to_alt(cds_start, 3)
        if start is None:
            if pair.first < cds_start:
                yield self._not_assessed(_START_LOST)
            return
        if "N" in pair.ref.bases[: cds_start + REACH] + pair.alt.bases[: start + REACH]:
            yield self._not_assessed(_UNKNOWN_BASES)
            return
        yield from self._frames(pair, cds_start, start)
        yield from self._main_kozak(pair, cds_start, start)

    def _frames(self, pair: MrnaPair, cds_start: int, alt_start: int) -> Iterator[UtrEffect]:
        kozak = self.rules.kozak
        before = upstream_orfs(pair.ref, cds_start, kozak)
        after = upstream_orfs(pair.alt, alt_start, kozak)
        changes = tuple(orf_changes(pair, before, after))
        gained = [one.after for one in changes if one.before is None]
        kept_stops = {orf.stop_index for orf in after if orf not in gained} - {None}
        for change in changes:
            new = change.after
            shares = change.before is None and new is not None and new.stop_index in kept_stops
            yield self._frame(change, shares_stop=shares)

    def _frame(self, change: OrfChange, *, shares_stop: bool) -> UtrEffect:
        kind, before, after = change
        told = after or before
        frame: OrfKind | None = None if told is None else told.kind
        strength = None if told is None else told.kozak.strength
        grade = self.rules.grade(kind, frame, strength, _direction(change))
        sentence = orf_sentence(change, grade.expected, shares_stop=shares_stop)
        effect = self._effect(grade, sentence)
        return replace(effect, orf_before=before, orf_after=after, strength=strength)

    def _main_kozak(self, pair: MrnaPair, cds_start: int, alt_start: int) -> Iterator[UtrEffect]:
        before = kozak_context(pair.ref.bases, cds_start, self.rules.kozak)
        after = kozak_context(pair.alt.bases, alt_start, self.rules.kozak)
        if _kozak_rank(before) == _kozak_rank(after):
            return
        is_weaker = _kozak_rank(after) < _kozak_rank(before)
        kind = UtrKind.KOZAK_WEAKENED if is_weaker else UtrKind.KOZAK_STRENGTHENED
        is_kept = before.strength is after.strength
        circumstance = Circumstance.CLASS_KEPT if is_kept else None
        grade = self.rules.grade(kind, None, after.strength, circumstance)
        yield replace(
            self._effect(grade, kozak_sentence(before, after, grade.expected)),
            kozak_before=before,
            kozak_after=after,
            strength=after.strength,
        )

    def _at_end(self, pair: MrnaPair, cds_end: int) -> Iterator[UtrEffect]:
        signals = self.rules.polyadenylation
        window = searched_from(len(pair.ref.bases), cds_end, signals)
        if pair.is_same or pair.ref_end <= window:
            return
        if TranscriptTrait.RNA_END_UNKNOWN in self.transcript.traits:
            yield self._not_assessed(_NO_END)
        elif "N" in pair.ref.bases[window:]:
            yield self._not_assessed(_UNKNOWN_BASES)
        else:
            for change in signal_changes(pair, cds_end, signals):
                yield self._signal(change)

    def _signal(self, change: SignalChange) -> UtrEffect:
        kind, before, after, has_another = change
        told = [one for one in (before, after) if one is not None]
        strength = min(told, key=lambda one: one.rank).signal.strength
        circumstance = Circumstance.WEAKENED if change.is_weaker else None
        if has_another:
            circumstance = Circumstance.ANOTHER_SIGNAL
        grade = self.rules.grade(kind, None, strength, circumstance)
        return replace(
            self._effect(grade, signal_sentence(change, grade.expected)),
            signal_before="" if before is None else before.signal.hexamer,
            signal_after="" if after is None else after.signal.hexamer,
            strength=strength,
        )

    def _not_assessed(self, why: str) -> UtrEffect:
        effect = self._effect(self.rules.grade(UtrKind.NOT_ASSESSED), why)
        return replace(effect, why_unknown=why)

    def _effect(self, grade: Grade, sentence: str) -> UtrEffect:
        """An effect with what all of them have."""
        is_open = TranscriptTrait.RNA_START_UNKNOWN in self.transcript.traits
        return UtrEffect(
            transcript_id=self.transcript.transcript_id,
            gene_symbol=self.transcript.gene_symbol,
            kind=grade.kind,
            concern=grade.concern,
            expected=grade.expected,
            sentence=sentence,
            rule_set=self.rules.identifier,
            distance_to_tss=None if is_open else tss_distance(self.variant, self.transcript),
            why_unknown=_UNKNOWN_IN_OPEN.get(grade.kind, "") if is_open else "",
        )


def _direction(change: OrfChange) -> Circumstance | None:
    """Whether the context of an upstream start becomes stronger or weaker."""
    if change.before is None or change.after is None:
        return None
    before, after = (_CLASSES.index(one.kozak.strength) for one in change[1:] if one is not None)
    if before == after:
        return None
    return Circumstance.STRENGTHENED if after > before else Circumstance.WEAKENED


def _kozak_rank(context: KozakContext) -> tuple[int, int]:
    return _CLASSES.index(context.strength), len(context.matching)
