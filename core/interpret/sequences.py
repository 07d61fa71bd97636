"""Sequences of the normal and the predicted transcripts of a variant, and of their proteins."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.domain.consequence import ProteinChange, SpliceOutcome
from core.domain.interpretation import Interpretation, TranscriptCoding
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.allele_map import AlleleMap, Fetch
from core.interpret.alleles import change_of
from core.interpret.mrna import Mrna, spliced
from core.interpret.outcomes.edges import exons_on
from core.interpret.reading import reading_of

NORMAL, UNCHANGED_SPLICING = "normal", "splicing as ever"

Told = tuple[tuple[str, str], ...]
"""What is said of a sequence: pairs of a name and its value."""


class NamedSequence(NamedTuple):
    """One sequence.

    Attributes
    ----------
    name
        Of its transcript, its outcome and what it is, without blanks; no two are alike.
    told
        What it is, in the order of telling.
    letters
        DNA letters of an mRNA, one-letter code of a protein with "*" where a stop is met.
    """

    name: str
    told: Told
    letters: str


def sequences(
    variant: Variant, transcripts: Sequence[Transcript], found: Interpretation, fetch: Fetch
) -> Iterator[NamedSequence]:
    """Give mRNA and protein of each transcript as it is, and of each that is predicted.

    The changed copy spliced as ever is among them where the change lies in an exon. An outcome
    that is no aberration makes the same transcript and has none of its own. A protein that cannot
    be read is left out, and its mRNA says why.

    Parameters
    ----------
    transcripts
        Those the variant lies in.
    fetch
        Plus-strand bases of its contig.
    """
    for transcript in transcripts:
        yield from _Sequences(variant, transcript, fetch).of(found)


class _Sequences:
    """Those of one transcript."""

    def __init__(self, variant: Variant, transcript: Transcript, fetch: Fetch) -> None:
        self._transcript, self._fetch = transcript, fetch
        self._allele = AlleleMap(change_of(variant), fetch)

    def of(self, found: Interpretation) -> Iterator[NamedSequence]:
        key = self._transcript.transcript_id
        spliced_by = {one.transcript.transcript_id: one.outcomes for one in found.splicing}
        outcomes = [one for one in spliced_by.get(key, ()) if one.kind.is_aberration]
        coding = next((one for one in found.coding if one.effect.transcript_id == key), None)
        native = self._native()
        yield from self._normal(native)
        yield from self._as_ever(native, coding, 1 - sum(one.share for one in outcomes), spliced_by)
        for number, outcome in enumerate(outcomes, start=1):
            yield from self._predicted(outcome, number)

    def _native(self) -> Mrna:
        reference = AlleleMap(None, self._fetch)
        return spliced(reference, self._transcript.strand, self._transcript.exons)

    def _normal(self, native: Mrna) -> Iterator[NamedSequence]:
        reading = reading_of(self._transcript, self._fetch)
        protein = "" if reading is None else reading.protein
        why = "it has no coding sequence in its exons" if reading is None else ""
        yield from self._pair(NORMAL, native.bases, protein, _unread(why))

    def _as_ever(
        self,
        native: Mrna,
        coding: TranscriptCoding | None,
        share: float,
        spliced_by: dict[str, Sequence[SpliceOutcome]],
    ) -> Iterator[NamedSequence]:
        transcript = self._transcript
        exons = exons_on(self._allele, transcript)
        mutant = spliced(self._allele, transcript.strand, exons)
        if mutant.bases == native.bases:
            return
        is_scored = transcript.transcript_id in spliced_by
        told = (("share", f"{share:.2f}"),) if is_scored else ()
        protein = None if coding is None else coding.protein
        why = "" if coding is None else coding.effect.why_unknown
        yield from self._changed(UNCHANGED_SPLICING, mutant, protein, (*told, *_unread(why)))

    def _predicted(self, outcome: SpliceOutcome, number: int) -> Iterator[NamedSequence]:
        mutant = spliced(self._allele, self._transcript.strand, outcome.exons)
        named = (("hgvs_r", outcome.hgvs_r),) if outcome.hgvs_r else ()
        told = (("share", f"{outcome.share:.2f}"), *named, *_unread(outcome.why_no_protein))
        kind = outcome.kind.value
        yield from self._changed(kind, mutant, outcome.protein, told, number)

    def _changed(
        self,
        kind: str,
        mutant: Mrna,
        protein: ProteinChange | None,
        told: Told,
        number: int | None = None,
    ) -> Iterator[NamedSequence]:
        if protein is None:
            yield from self._pair(kind, mutant.bases, "", told, number)
            return
        named = (*told, ("hgvs_p", protein.hgvs_p)) if protein.hgvs_p else told
        lost = () if protein.protein else _unread("its start codon is lost")
        yield from self._pair(kind, mutant.bases, protein.protein, (*named, *lost), number)

    def _pair(
        self, kind: str, bases: str, protein: str, told: Told, number: int | None = None
    ) -> Iterator[NamedSequence]:
        transcript = self._transcript
        counted = "" if number is None else f"_{number}"
        name = f"{transcript.transcript_id}_{kind.replace(' ', '_')}{counted}"
        about = (
            ("gene", transcript.gene_symbol),
            ("transcript", transcript.transcript_id),
            ("outcome", kind),
            *told,
        )
        yield NamedSequence(f"{name}_mRNA", about, bases)
        if protein:
            yield NamedSequence(f"{name}_protein", about, protein)


def _unread(why: str) -> Told:
    return (("no_protein", why.rstrip(".")),) if why else ()
